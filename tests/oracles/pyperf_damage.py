#!/usr/bin/env python3
"""Damages pyperf files at random: what pyperf refuses to load, gen must refuse too, with a place. Speaks TAP.

Usage: pyperf_damage.py [--files N] [--seed S]; environment as for pyperf_parity.py, which must stand beside it.
The other way round gen may be stricter (Infinity, true for 1), but a refusal must never be a crash.
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import pyperf_parity as parity

LOADER = r"""
import sys, pyperf
for line in sys.stdin:
    try:
        pyperf.BenchmarkSuite.load(line.rstrip('\n'))
        print('loads', flush=True)
    except BaseException:
        print('refuses', flush=True)
"""
ODD = ["null", "-1", "0", '""', "[]", "{}", '"x\\ny"', '" "', "true", "false", "1.5", '"a"', "5", '["a"]', "[1, 2]", '{"a": 1}',
       "1e999", "1" + "0" * 25, '"1.0"', '["all"]', '[""]', "NaN"]


def paths_of(node, path=()):
    yield path
    if isinstance(node, (dict, list)):
        for key in node if isinstance(node, dict) else range(len(node)):
            yield from paths_of(node[key], path + (key,))


def damage(rng, data):
    for _ in range(rng.choice([1, 1, 2])):
        path = rng.choice([path for path in paths_of(data) if path])
        parent = data
        for key in path[:-1]:
            parent = parent[key]
        if rng.random() < .2 and isinstance(parent, dict):
            del parent[path[-1]]
        else:
            parent[path[-1]] = json.loads(rng.choice(ODD))
        if not isinstance(data, dict) or len(data) == 0:
            break
    text = json.dumps(data)
    if rng.random() < .1:
        cut = rng.randrange(len(text))
        text = text[:cut] + rng.choice(["", "}", ",", '"', "\\"]) + text[cut + rng.randrange(3):]
    return text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if not parity.has_pyperf():
        print("1..0 # SKIP pyperf %s is not installed" % parity.WANTED)
        return 0
    loader = subprocess.Popen([parity.PYTHON, "-c", LOADER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    counts, accepted, crashed, placeless = {}, [], [], []
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "x.json")
        for number in range(args.files):
            rng = random.Random("%d/%d" % (args.seed, number))
            with open(path, "w", encoding="utf-8") as file:
                file.write(damage(rng, parity.in_format(rng, parity.random_suites(rng)[0])))
            loader.stdin.write(path + "\n")
            loader.stdin.flush()
            does_load = loader.stdout.readline() == "loads\n"
            run = subprocess.run([parity.GEN, "--pyperf", "metadata", "-q", path], capture_output=True, text=True)
            counts[does_load, run.returncode] = counts.get((does_load, run.returncode), 0) + 1
            if run.returncode not in (0, 1):
                crashed.append(number)
            elif run.returncode == 0 and not does_load:
                accepted.append(number)
            elif run.returncode == 1 and not re.search(r"x\.json:\d+:\d+: error: ", run.stderr):
                placeless.append(number)
    print("1..4")
    for number, (wrong, text) in enumerate([(accepted, "nothing is accepted that pyperf refuses"), (crashed, "no crash"),
                                            (placeless, "every refusal has a place")], 1):
        print("%sok %d - %s%s" % ("not " if wrong else "", number, text, " # files %s" % wrong[:10] if wrong else ""))
    is_telling = counts.get((False, 1), 0) > args.files / 4 and counts.get((True, 0), 0) > args.files / 20
    print("%sok 4 - both kinds of file came up" % ("" if is_telling else "not "))
    print("# (pyperf loads, status of gen): %s" % counts)
    return 0 if is_telling and not (accepted or crashed or placeless) else 1


if __name__ == "__main__":
    sys.exit(main())
