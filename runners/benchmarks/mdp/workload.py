"""mdp: how good is the best strategy of one battle of a role-playing game? Shared by all variants.

The battle is a Markov decision process; value iteration narrows its value down to a tolerance. A variant is a
function from the tolerance to (value, number of states). The rewritten variants keep the order of every floating
point operation, so that the proof can ask for equality and not for closeness.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))

from harness import Case, main  # noqa: E402

TOLERANCE = 0.192  # pyperformance's
EXPECTED = 0.89873589887


def prove(evaluate):
    value, n_states = evaluate(TOLERANCE)
    if abs(value - EXPECTED) > 1e-6:
        raise SystemExit("the value of the battle is %r, expected %r" % (value, EXPECTED))
    yield value.hex().encode()
    yield b"%d" % n_states
    # A second tolerance ends after another number of sweeps.
    yield evaluate(0.5)[0].hex().encode()


def run(evaluate, description):
    main([Case("mdp", lambda: evaluate(TOLERANCE))], lambda: prove(evaluate), description)
