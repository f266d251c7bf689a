"""Input, cases and proof of the toy benchmark `custom`: shared by all variants. Replace with your own.

A variant is a function from a list of words to one string.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))

from harness import Case, main  # noqa: E402

WORDS = ["word%d" % number for number in range(1000)]


def prove(join):
    for words in ([], ["one"], WORDS):
        yield join(words).encode()


def run(join, description):
    # The first case is what --loops and --seconds run; pyperf times all of them.
    main([Case("custom", lambda: join(WORDS))], lambda: prove(join), description)
