"""What deepcopy copies, and the proof that a copy is deep and keeps the shape: shared by all variants.

The objects and the names of the cases are those of pyperformance's deepcopy: plain containers and a data class,
an object that copies itself through __reduce__, and a list that is shared hundredfold. A variant is a function from
an object to its copy.
"""

import os
import sys
from dataclasses import dataclass

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))

from harness import Case, main  # noqa: E402


@dataclass
class Record:
    string: str
    lst: list
    boolean: bool


class Reduced:
    """Says by __reduce__ how it is copied."""

    def __init__(self):
        self.a = 1
        self.b = 2

    def __reduce__(self):
        return (Reduced, (), self.__dict__)

    def __setstate__(self, state):
        self.__dict__.update(state)


PLAIN = {"list": [1, 2, 3, 43], "t": (1, 2, 3), "str": "hello", "subdict": {"a": True}}
SHARED = [1] * 100
WITH_SHARED = {"a": (SHARED, SHARED, SHARED), "b": [SHARED] * 100}


def standard_types(copy):
    """30 containers, then a data class in 30 states."""
    record = Record("hello", [1, 2, 3], True)
    for _ in range(30):
        copy(PLAIN)
    for word in ("red", "blue", "green"):
        record.string = word
        for number in range(5):
            record.lst[0] = number
            for flag in (True, False):
                record.boolean = flag
                copy(record)


def describe(item, seen):
    """An object graph as text. An object met again is written as its number: sharing and cycles are part of it."""
    if item is None or isinstance(item, (bool, int, float, str, bytes)):
        return "%s:%r" % (type(item).__name__, item)
    if id(item) in seen:
        return "#%d" % seen[id(item)][0]
    seen[id(item)] = len(seen), item  # the item is kept so that its id stays its own
    if isinstance(item, dict):
        parts = ["%s=%s" % (describe(key, seen), describe(value, seen)) for key, value in item.items()]
    elif isinstance(item, (list, tuple)):
        parts = [describe(part, seen) for part in item]
    elif isinstance(item, (set, frozenset)):
        parts = sorted(map(repr, item))
    else:
        parts = [describe(vars(item), seen)]
    return "%s(%s)" % (type(item).__name__, ",".join(parts))


def parts_of(item, seen):
    """All mutable objects that can be reached, by id."""
    if id(item) not in seen and not isinstance(item, (bool, int, float, str, bytes, type(None))):
        seen[id(item)] = item
        if isinstance(item, dict):
            children = [*item.keys(), *item.values()]
        elif isinstance(item, (list, tuple, set, frozenset)):
            children = list(item)
        else:
            children = [vars(item)]
        for child in children:
            parts_of(child, seen)
    return {key: value for key, value in seen.items() if not isinstance(value, (tuple, frozenset))}


class Derived(dict):
    """A subclass must stay one."""


def corner_cases():
    cycle = [1]
    cycle.append(cycle)
    through_tuple = []
    through_tuple.append((through_tuple, 2))
    derived = Derived(k=[1])
    derived.note = [2]
    return [None, 1.5, (), (1, (2, "x")), ([],), {}, {(1, 2): [3]}, cycle, through_tuple, derived, {1, 2}, frozenset({3}),
            Record("x", [[]], False), [Record("x", [1], True)] * 2, Reduced()]


def prove(copy):
    record = Record("hello", [1, 2, 3], True)
    for item in [PLAIN, WITH_SHARED, record, *corner_cases()]:
        twin = copy(item)
        text = describe(twin, {})
        if text != describe(item, {}):
            raise SystemExit("the copy differs: %.200s became %.200s" % (describe(item, {}), text))
        if parts_of(item, {}).keys() & parts_of(twin, {}).keys():
            raise SystemExit("the copy shares an object with %.200s" % describe(item, {}))
        yield text.encode()


def run(copy, description):
    reduced = Reduced()
    cases = [
        Case("deepcopy", lambda: standard_types(copy)),
        Case("deepcopy_reduce", lambda: copy(reduced)),
        Case("deepcopy_memo", lambda: copy(WITH_SHARED)),
    ]
    main(cases, lambda: prove(copy), description)
