#!/usr/bin/env python3
"""Independent oracle of src/analyze/statistics.c: exact fractions, 60-digit arithmetic (mpmath) and brute force.

Prints tests/unit/statistics_expected.h; test_statistics.c compares gen's own functions with it.
Needs mpmath.  usage: statistics_oracle.py > tests/unit/statistics_expected.h
"""
import itertools
import math
import random
import statistics
from fractions import Fraction

import mpmath

mpmath.mp.dps = 60
RANDOM = random.Random(20240229)


def c(x):
    """A number as C source that reads back to the nearest double."""
    if x is None:
        return "NAN"
    x = float(x)
    return "INFINITY" if math.isinf(x) else repr(x)


def row(values):
    return "{" + ", ".join(c(v) for v in values) + "}"


# ---------------------------------------------------------------- means

def mean_cases():
    cases = [[0.1] * 10, [1e308, 1e308, -1e308], [1e16, 1.0, -1e16], [5e-324, 0.0], [5e-324, 5e-324, 0.0],
             [1e-320, 3e-320, 4.4e-322], [1.0, 2.0 ** -53], [3.0], [0.1, 0.2, 0.3], [-0.1, -0.7, 1e-30], [1e308] * 3,
             [2.0 ** -1074] * 7 + [2.0 ** -1022]]
    for n in (2, 3, 7, 20, 60, 61):
        cases.append([RANDOM.lognormvariate(-3, 0.05) for _ in range(n)])
        cases.append([RANDOM.uniform(-1, 1) * 10.0 ** RANDOM.randint(-300, 300) for _ in range(n)])
    return cases


def exact_mean(xs):
    return float(sum(map(Fraction, xs)) / len(xs))


def exact_stdev(xs):
    if len(xs) < 2:
        return None
    m = sum(map(Fraction, xs)) / len(xs)
    v = sum((Fraction(x) - m) ** 2 for x in xs) / (len(xs) - 1)
    root = mpmath.sqrt(mpmath.mpf(v.numerator) / v.denominator)
    return root if 1e-150 < root < 1e150 or root == 0 else None  # squares of doubles leave their range


def quantile(xs, p):
    k = (len(xs) - 1) * p
    xs, f, g = sorted(xs), math.floor(k), math.ceil(k)
    return xs[f] if f == g else xs[f] * (g - k) + xs[g] * (k - f)


def print_means():
    cases = mean_cases()
    print("static const struct {\n    gsize n;\n    double values[64];\n    double mean, stdev, median, mad, q1, q3;\n}"
          " MEANS[] = {")
    for xs in cases:
        med = statistics.median(xs)
        mad = statistics.median([abs(x - med) for x in xs])
        print("    {%d, %s, %s, %s, %s, %s, %s, %s}," % (len(xs), row(xs), c(exact_mean(xs)), c(exact_stdev(xs)), c(med), c(mad),
                                                     c(quantile(xs, 0.25)), c(quantile(xs, 0.75))))
    print("};\n")


# ---------------------------------------------------------------- Student's t

def two_sided(t, df):
    t, df = mpmath.mpf(t), mpmath.mpf(df)
    return mpmath.betainc(df / 2, mpmath.mpf(1) / 2, 0, df / (df + t * t), regularized=True)


def t_quantile(p, df):
    tail = 1 - mpmath.mpf(p) if p > 0.5 else mpmath.mpf(p)
    low, high = mpmath.mpf(0), mpmath.mpf(2)
    while two_sided(high, df) / 2 > tail:
        high *= 4
    for _ in range(250):
        middle = (low + high) / 2
        if two_sided(middle, df) / 2 > tail:
            low = middle
        else:
            high = middle
        if high - low < high * mpmath.mpf(10) ** -25:
            break
    return low if p > 0.5 else -low


def print_student():
    print("static const struct {\n    double t, df, p;\n} TAILS[] = {")
    for df in (0.7, 1, 1.5, 2, 3, 4.25, 9, 19.7, 29.006, 38, 41, 74.12, 120, 238, 1000.5, 1e5):
        for t in (0, 1e-8, 0.3, 1, 1.96, 4.5, -14.7479, 60, 400, 1e5):
            p = two_sided(t, df)
            if p > mpmath.mpf(10) ** -290:
                print("    {%s, %s, %s}," % (c(t), c(df), c(p)))
    print("};\n\nstatic const struct {\n    double p, df, t;\n} QUANTILES[] = {")
    for df in (0.5, 1, 1.3, 2, 3, 4.9, 9, 18.2, 19, 38, 59.4, 238, 5000):
        for p in (0.6, 0.95, 0.975, 0.995, 0.9995, 0.025, 1e-6, 1e-12):
            print("    {%s, %s, %s}," % (c(p), c(df), c(t_quantile(p, df))))
    print("};\n\nstatic const struct {\n    double a, b, x, value;\n} BETAS[] = {")
    for a, b in ((0.5, 0.5), (1, 3), (2.5, 0.5), (10, 0.5), (5, 7.5), (0.1, 20), (200, 0.5), (50, 60)):
        for x in (1e-6, 0.01, 0.3, 0.5, 0.77, 0.999):
            value = mpmath.betainc(a, b, 0, mpmath.mpf(x), regularized=True)
            if value > mpmath.mpf(10) ** -290:
                print("    {%s, %s, %s, %s}," % (c(a), c(b), c(x), c(value)))
    print("};\n")


# ---------------------------------------------------------------- ratios

def mp_mean(xs):
    return mpmath.fsum(mpmath.mpf(x) for x in xs) / len(xs)


def mp_variance(xs):
    m = mp_mean(xs)
    return mpmath.fsum((mpmath.mpf(x) - m) ** 2 for x in xs) / (len(xs) - 1)


def ratio_row(old, new):
    """Log-ratio Welch and Fieller, straight from section 4 of the specification."""
    r1, r2, y1, y2 = len(old), len(new), mp_mean(old), mp_mean(new)
    a, b = mp_variance(old) / (r1 * y1 ** 2), mp_variance(new) / (r2 * y2 ** 2)
    v = a + b
    df = v ** 2 / (a ** 2 / (r1 - 1) + b ** 2 / (r2 - 1))
    t = mpmath.log(y2 / y1) / mpmath.sqrt(v)
    half = t_quantile(0.975, df) * mpmath.sqrt(v)
    h1 = t_quantile(0.975, r1 - 1) * mpmath.sqrt(mp_variance(old) / r1)
    h2 = t_quantile(0.975, r2 - 1) * mpmath.sqrt(mp_variance(new) / r2)
    low = high = None
    if h1 < y1:
        root = mpmath.sqrt((y1 * y2) ** 2 - (y1 ** 2 - h1 ** 2) * (y2 ** 2 - h2 ** 2))
        low, high = (y1 * y2 - root) / (y1 ** 2 - h1 ** 2), (y1 * y2 + root) / (y1 ** 2 - h1 ** 2)
    return [y2 / y1, mpmath.sqrt(v), df, t, two_sided(t, df), y2 / y1 * mpmath.exp(-half), y2 / y1 * mpmath.exp(half), low,
            high]


def print_ratios():
    print("static const struct {\n    gsize n_old, n_new;\n    double old_values[32], new_values[32];\n"
          "    double ratio, error, df, t, p, low, high, fieller_low, fieller_high;\n} RATIOS[] = {")
    for r1, r2, effect, cv in ((2, 2, 1.1, 0.02), (3, 3, 1.0, 0.05), (3, 20, 0.7, 0.01), (20, 20, 0.2, 0.01), (10, 10, 1.003, 0.02),
                               (20, 5, 1.5, 0.1), (30, 30, 0.98, 0.01), (20, 20, 5.2, 0.0003), (2, 2, 1, 0.9)):
        old = [abs(RANDOM.gauss(1, cv)) * 0.0622 for _ in range(r1)]
        new = [abs(RANDOM.gauss(1, cv)) * 0.0622 * effect for _ in range(r2)]
        print("    {%d, %d, %s, %s," % (r1, r2, row(old), row(new)))
        print("     " + ", ".join(c(x) for x in ratio_row(old, new)) + "},")
    print("};\n")


# ---------------------------------------------------------------- ranks

def u_of(a, b):
    return sum(Fraction(1) if x > y else Fraction(1, 2) if x == y else Fraction(0) for x in a for y in b)


def exact_p(a, b):
    """Twice the smaller tail over all ways to deal the pooled values out, by enumeration."""
    u, pooled, n = u_of(a, b), list(a) + list(b), 0
    less = more = 0
    for chosen in itertools.combinations(range(len(pooled)), len(a)):
        rest = [pooled[i] for i in range(len(pooled)) if i not in chosen]
        v = u_of([pooled[i] for i in chosen], rest)
        less, more, n = less + (v <= u), more + (v >= u), n + 1
    return min(Fraction(1), 2 * Fraction(less if u <= Fraction(len(a) * len(b), 2) else more, n))


def untied_p(n_a, n_b, u):
    """The same without ties, by Mann and Whitney's recursion on the greatest value."""
    ways = {}

    def count(m, n, v):
        if v < 0:
            return 0
        if m == 0 or n == 0:
            return int(v == 0)
        if (m, n, v) not in ways:
            ways[m, n, v] = count(m - 1, n, v - n) + count(m, n - 1, v)
        return ways[m, n, v]

    tail = sum(count(n_a, n_b, v) for v in range(min(u, n_a * n_b - u) + 1))
    return min(Fraction(1), Fraction(2 * tail, math.comb(n_a + n_b, n_a)))


def print_untied():
    print("static const struct {\n    gsize n_a, n_b;\n    double a[32], b[32];\n    double u, p;\n} UNTIED[] = {")
    for n_a, n_b, shift in ((20, 20, 0), (20, 20, 300), (25, 25, 100), (25, 25, 900), (10, 30, 200), (1, 20, 0), (3, 3, 500)):
        values = RANDOM.sample(range(2000), n_a + n_b)
        a, b = [float(x) for x in values[:n_a]], [x + shift + 0.5 for x in values[n_a:]]
        u = int(u_of(a, b))
        print("    {%d, %d, %s, %s, %s, %s}," % (n_a, n_b, row(a), row(b), c(u), c(untied_p(n_a, n_b, u))))
    print("};\n")


def print_ranks():
    print("static const struct {\n    gsize n_a, n_b;\n    double a[16], b[16];\n    double u, p;\n} RANKS[] = {")
    for n_a, n_b, levels in ((1, 1, 9), (2, 3, 99), (3, 3, 99), (4, 4, 3), (5, 5, 99), (5, 5, 4), (6, 4, 2), (3, 8, 5), (7, 6, 99),
                             (5, 6, 1), (6, 6, 6)):
        for shift in (0, 1):
            a = [float(RANDOM.randint(1, levels)) for _ in range(n_a)]
            b = [float(RANDOM.randint(1, levels) + shift) for _ in range(n_b)]
            print("    {%d, %d, %s, %s, %s, %s}," % (n_a, n_b, row(a), row(b), c(u_of(a, b)), c(exact_p(a, b))))
    print("};\n")


# ---------------------------------------------------------------- multiplicity

def adjusted(ps):
    """Benjamini-Hochberg and Holm from their definitions, quadratic on purpose."""
    m, known = len(ps), sorted(ps)
    bh = [min([1.0] + [known[j] * m / (j + 1) for j in range(m) if known[j] >= p]) for p in ps]
    holm = [max(min(1.0, known[j] * (m - j)) for j in range(m) if known[j] <= p) for p in ps]
    return bh, holm


def print_adjusted():
    print("static const struct {\n    gsize n;\n    double p[16], bh[16], holm[16];\n} ADJUSTED[] = {")
    for ps in ([0.03], [0.01, 0.04], [0.04, 0.01, 0.03, 0.02], [0.5, 0.5, 0.001], [RANDOM.random() ** 3 for _ in range(15)]):
        bh, holm = adjusted(ps)
        print("    {%d, %s, %s, %s}," % (len(ps), row(ps), row(bh), row(holm)))
    print("};")


if __name__ == "__main__":
    print("/* Printed by tests/oracles/statistics_oracle.py; do not edit. */\n#pragma once\n#include <glib.h>\n#include <math.h>\n")
    print_means()
    print_student()
    print_ratios()
    print_ranks()
    print_untied()
    print_adjusted()
