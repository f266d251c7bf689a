"""mdp as pyperformance has it: nested named tuples as states, fractions as probabilities.

Its file is loaded from the private environment; nothing of it is kept here.
"""

import importlib.util
import os

import pyperformance

import workload


def load():
    path = os.path.join(os.path.dirname(pyperformance.__file__), "data-files", "benchmarks", "bm_mdp",
                        "run_benchmark.py")
    spec = importlib.util.spec_from_file_location("bm_mdp", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bm_mdp = load()


def evaluate(tolerance):
    battle = bm_mdp.Battle()
    value = battle.evaluate(tolerance)
    return value, len(battle.successors)


workload.run(evaluate, "mdp of pyperformance")
