"""The payloads of json_dumps and the proof that an encoder is one: shared by all variants.

Shapes and repetitions are those of pyperformance's json_dumps, so that its own script and ours measure the same
work. An encoder is a function from an object to a `str`.
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))

from harness import Case, main  # noqa: E402

FLAT = {"key1": 0, "key2": True, "key3": "value", "key4": "foo", "key5": "string"}
DEEP = {"key1": 0, "key2": FLAT, "key3": "value", "key4": FLAT, "key5": FLAT, "key": "\u0105\u0107\u017c"}

SHAPES = {
    "empty": ({}, 2000),
    "simple": (FLAT, 1000),
    "nested": (DEEP, 1000),
    "huge": ([DEEP] * 1000, 1),
}

# Beyond the payloads: what encoders are most likely to disagree about.
CORNERS = [
    None, True, 0, -1, 2**53, 1.5, 1e-7, 1e300, "", "\u0000\u001f\u007f", "\"\\/\b\f\n\r\t", "\u2028\u2029",
    "\U0001f600", [], [[]], {"": {"": []}},
]


def dump_shape(encode, shape):
    payload, count = SHAPES[shape]
    for _ in range(count):
        encode(payload)


def cases(encode):
    def every_shape():
        for shape in SHAPES:
            dump_shape(encode, shape)

    def single(shape):
        return Case("json_dumps_" + shape, lambda: dump_shape(encode, shape))

    return [Case("json_dumps", every_shape)] + [single(shape) for shape in SHAPES]


def prove(encode):
    """Encoders may differ in blanks and in escaping; what the text stands for must be the same.

    Each text is read back and written in one canonical form, and it must equal the object it came from.
    """
    for item in [payload for payload, _ in SHAPES.values()] + CORNERS:
        text = encode(item)
        if not isinstance(text, str):
            raise SystemExit("the encoder returned %s, not str" % type(text).__name__)
        back = json.loads(text)
        if back != item:
            raise SystemExit("the encoder lost something: %.60r became %.60r" % (item, back))
        canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode(back)
        yield canonical.encode("ascii")


def run(encode, description):
    main(cases(encode), lambda: prove(encode), description)
