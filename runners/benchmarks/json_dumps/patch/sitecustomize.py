"""Replaces json.dumps by orjson in any program, without touching the program.

Python imports `sitecustomize` at start when this directory is on PYTHONPATH; pyperf hands PYTHONPATH to its workers
only with --inherit-environ=PYTHONPATH. Calls with arguments that orjson does not know go to the standard library.
"""

import json

import orjson

_standard_dumps = json.dumps


def dumps(obj, *args, **kwargs):
    if args or kwargs:
        return _standard_dumps(obj, *args, **kwargs)
    return orjson.dumps(obj).decode()


json.dumps = dumps
