#!/usr/bin/env python3
"""Writes tests/unit/pyperf_compat_expected.h: what pyperf itself says of fixed samples. Needs pyperf 2.10.0, Python 3.11+."""
import random
import statistics

import pyperf
from pyperf._compare import CompareData, CompareResult
from pyperf._utils import geometric_mean


def samples():
    rng = random.Random(20260421)

    def noisy(center, spread, n):
        return [rng.gauss(center, spread * center) for _ in range(n)]

    yield "second", noisy(0.0107, .05, 60), noisy(0.0072, .04, 60)
    yield "second", noisy(4.7e-6, .04, 20), noisy(4.7e-6, .04, 20)
    yield "second", noisy(2.1e-6, .03, 60), noisy(2.1e-6, .03, 59)
    yield "second", [0.1] * 3, [0.1] * 3
    yield "second", [0.1, 0.2, 0.3], [0.1, 0.2, 0.30000000000000004]
    yield "second", [1.5], [1.0]
    yield "second", [1.5], [1.0, 2.0]
    yield "second", [0.875, 1.125], [0.875, 1.125]
    yield "second", noisy(123.0, .01, 100), noisy(122.0, .01, 100)
    yield "byte", [8085504], [8089600]
    yield "byte", [7360512, 7360512, 7364608], [7364608, 7364608, 7364608]
    yield "byte", [100.0, 101.5], [1024000.0, 1024001.0]
    yield "integer", [7, 8, 9, 10], [16384, 16384, 16384, 16384]
    yield "integer", [1, 2], [10000, 10000]
    yield "integer", [3, 4, 8], [123456789, 1, 77]


def benchmark(unit, values):
    run = pyperf.Run(values, metadata={"name": "b", "unit": unit}, collect_metadata=False)
    return pyperf.Benchmark([run])


def number(value):
    return "NAN" if value is None else repr(float(value))


print("/* Written by tests/oracles/pyperf_compat_oracle.py from pyperf %s; do not edit. */" % pyperf.__version__)
print("static const Expected EXPECTED[] = {")
ratios = []
for unit, base, changed in samples():
    result = CompareResult(CompareData("a", benchmark(unit, base)), CompareData("b", benchmark(unit, changed)))
    ratios.append(result.norm_mean)
    stdev = statistics.stdev(base) if len(base) > 1 else None
    ints = all(isinstance(value, int) for value in base + changed)
    print("    {UNIT_%s, %s, {%s}, %d, {%s}, %d, %s, %s,\n     \"%s\", %s, %s},"
          % (unit.upper(), "TRUE" if ints else "FALSE", ", ".join(map(repr, map(float, base))), len(base),
             ", ".join(map(repr, map(float, changed))), len(changed), number(statistics.mean(base)), number(stdev),
             result.oneliner(check_significant=False), "TRUE" if result.significant else "FALSE", number(result.t_score)))
print("};")
print("static const double RATIOS[] = {%s};" % ", ".join(map(repr, ratios)))
print("static const double GEOMETRIC_MEAN = %r;" % geometric_mean(ratios))
