"""deepcopy for the types that most data is made of; everything else goes to copy.deepcopy.

What is saved: objects that cannot change are recognised by their exact type before anything is called, lists and
dicts of such objects are copied in one piece, and a data class without hooks is rebuilt from its fields without
__reduce_ex__. Sharing and cycles are kept by the same memo that copy.deepcopy uses, so that both can meet in one
object graph.
"""

import copy
from dataclasses import is_dataclass

import workload

ATOMIC = frozenset({type(None), bool, int, float, complex, str, bytes, type, range, type(Ellipsis)})
HOOKS = ("__deepcopy__", "__getstate__", "__setstate__", "__reduce__", "__getnewargs__", "__getnewargs_ex__")


def copy_list(items, memo):
    if ATOMIC.issuperset(map(type, items)):
        twin = memo[id(items)] = items[:]
        return twin
    twin = memo[id(items)] = []
    for item in items:
        twin.append(item if type(item) in ATOMIC else copy_part(item, memo))
    return twin


def copy_dict(items, memo):
    twin = memo[id(items)] = {}
    for key, value in items.items():
        if type(key) not in ATOMIC:
            key = copy_part(key, memo)
        twin[key] = value if type(value) in ATOMIC else copy_part(value, memo)
    return twin


def copy_tuple(items, memo):
    """A tuple of things that cannot change is its own copy."""
    if ATOMIC.issuperset(map(type, items)):
        return items
    parts = [item if type(item) in ATOMIC else copy_part(item, memo) for item in items]
    # The tuple may have been copied meanwhile, through a cycle.
    if id(items) in memo:
        return memo[id(items)]
    if all(new is old for new, old in zip(parts, items)):
        return items
    twin = memo[id(items)] = tuple(parts)
    return twin


def is_plain_dataclass(kind):
    """A data class of __dict__ alone, without a say in how it is copied."""
    return (is_dataclass(kind) and type(kind) is type and kind.__bases__ == (object,)
            and not hasattr(kind, "__slots__")
            and all(getattr(kind, hook, None) is getattr(object, hook, None) for hook in HOOKS))


def copy_instance(item, memo):
    kind = type(item)
    twin = memo[id(item)] = kind.__new__(kind)
    state = twin.__dict__
    for name, value in item.__dict__.items():
        state[name] = value if type(value) in ATOMIC else copy_part(value, memo)
    return twin


COPIERS = {list: copy_list, dict: copy_dict, tuple: copy_tuple}


def copy_part(item, memo):
    twin = memo.get(id(item))
    if twin is not None:
        return twin
    kind = type(item)
    copier = COPIERS.get(kind)
    if copier is None:
        copier = COPIERS[kind] = copy_instance if is_plain_dataclass(kind) else copy.deepcopy
    return copier(item, memo)


def deepcopy(item):
    return item if type(item) in ATOMIC else copy_part(item, {})


workload.run(deepcopy, "deep copy for common types")
