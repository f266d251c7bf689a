#!/usr/bin/env python3
"""Compares what report.json says of several runs with an independent computation on generated archives; speaks TAP.

Each archive has two variants with one to nine older runs, of one to four benchmarks of which some are missing for a night. Checked
to 1e-9: the noise between runs, the intervals, p and q that verdicts rest on, every point of every history, the change since the
run before, and the geometric mean of each run. Needs mpmath; without it the test is skipped.
"""
import math
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
try:
    import mpmath
except ImportError:
    print("1..0 # SKIP mpmath is not installed")
    sys.exit(0)
import report_statistics as oracle

N_ARCHIVES = int(os.environ.get("N_ARCHIVES", "16"))
PROBLEMS = oracle.PROBLEMS
close = oracle.close


# ---------------------------------------------------------------- archives

def make_run(rng, names, levels, is_last):
    """name -> processes; the last run has all names, older ones may lack some."""
    shift = math.exp(rng.gauss(0, 0.006))
    return {name: oracle.make_values(rng, "second", levels[name] * shift, rng.randint(2, 6), 2, "plain")
            for name in names if is_last or rng.random() < 0.85}


def make_archive(rng):
    """variant -> list of runs, oldest first; and which variants state a commit."""
    names = ["b%d" % i for i in range(rng.randint(1, 4))]
    levels = {name: 10 ** rng.uniform(-6, 0) for name in names}
    faster = {name: level * rng.choice([1, 0.97, 0.8]) for name, level in levels.items()}
    archive = {}
    for variant, own in (("base", levels), ("opt", faster)):
        n_runs = rng.randint(1, 10)
        archive[variant] = [make_run(rng, names, own, i == n_runs - 1) for i in range(n_runs)]
    return names, archive, rng.random() < 0.5


def write(directory, rng, archive, has_commit):
    for variant, runs in archive.items():
        for day, run in enumerate(runs):
            machine = dict(oracle.MACHINE, **({"commit_id": "0123456789abcdef"} if has_commit else {}))
            rows = {name: ("second", processes, processes) for name, processes in run.items()}
            path = os.path.join(directory, variant, "202601%02d_100000" % (day + 1), "pyperf.json")
            if rows:
                oracle.write_pyperf(path, rng, rows, {name: [] for name in rows}, 0, machine)


# ---------------------------------------------------------------- expected numbers

def group(processes):
    """Mean, squared relative standard error and degrees of freedom of the process means."""
    m = oracle.process_means(processes)
    mean = mpmath.fsum(m) / len(m)
    return mean, oracle.variance(m) / (len(m) * mean ** 2), mpmath.mpf(len(m) - 1)


def satterthwaite(parts):
    """Degrees of freedom of a sum of variances."""
    return mpmath.fsum(v for v, _ in parts) ** 2 / mpmath.fsum(v ** 2 / df for v, df in parts)


def interval(log_ratio, parts):
    half = oracle.t_975(satterthwaite(parts)) * mpmath.sqrt(mpmath.fsum(v for v, _ in parts))
    return [mpmath.exp(log_ratio - half), mpmath.exp(log_ratio + half)]


def pooled(groups):
    """Deviation and degrees of freedom over groups of logarithms; None without two of one thing."""
    groups = [g for g in groups if len(g) > 1]
    df = sum(len(g) - 1 for g in groups)
    return (mpmath.sqrt(mpmath.fsum((len(g) - 1) * oracle.variance(g) for g in groups) / df), df) if df else None


def geometric(run, used, both):
    """ln of the geometric mean of run/used over the names in both, with the parts of its variance."""
    names = [n for n in run if n in used]
    if not names:
        return None
    logs = [mpmath.log(group(run[n])[0] / group(used[n])[0]) for n in names]
    k = mpmath.mpf(len(names))
    parts = [(group(side[n])[1] / k ** 2, group(side[n])[2]) for n in names for side in ([run, used] if both else [run])]
    return mpmath.fsum(logs) / k, parts, len(names)


# ---------------------------------------------------------------- comparing

def close_pair(what, actual, expected):
    if expected is None or actual is None:
        close(what, actual, expected)
        return
    for end in (0, 1):
        close("%s [%d]" % (what, end), actual[end], expected[end])


def fixed_runs(archive, has_commit):
    """Runs of variants whose code is known not to have changed."""
    return [runs for variant, runs in archive.items() if variant == "base" or has_commit]


def check_floor(report, names, archive, has_commit):
    floor = pooled([[mpmath.log(group(run[n])[0]) for run in runs if n in run]
                    for runs in fixed_runs(archive, has_commit) for n in names])
    got = report["noise_floors"]
    if floor is None:
        if got:
            PROBLEMS.append("a noise floor without two runs of one thing")
        return None
    close("noise floor", got[0]["deviation"], floor[0])
    close("its degrees of freedom", got[0]["degrees_of_freedom"], floor[1])
    return floor


def check_comparisons(report, names, archive, floor):
    base, changed = archive["base"][-1], archive["opt"][-1]
    p = {}
    for row in report["comparisons"]:
        name = row["benchmark"]
        (yb, vb, db), (yc, vc, dc) = group(base[name]), group(changed[name])
        log_ratio, parts = mpmath.log(yb / yc), [(vb, db), (vc, dc)]
        v, df = vb + vc, satterthwaite(parts)
        close("standard error", row["standard_error"], mpmath.sqrt(v))
        close("degrees of freedom", row["degrees_of_freedom"], df)
        close("t", row["t"], -log_ratio / mpmath.sqrt(v))
        parts = [(v, df)] + ([(2 * floor[0] ** 2, mpmath.mpf(floor[1]))] if floor else [])
        total = mpmath.fsum(x for x, _ in parts)
        p[name] = oracle.two_sided(log_ratio / mpmath.sqrt(total), satterthwaite(parts))
        close("noise", row["noise"], floor[0] if floor else None)
        close_pair("decisive", row["decisive"]["ci"], interval(log_ratio, parts))
        close("decisive p", row["decisive"]["p"], p[name])
    rows = [{"p": p[name]} for name in names]
    oracle.adjust(rows)
    for row in report["comparisons"]:
        close("decisive q", row["decisive"]["q"], rows[names.index(row["benchmark"])]["q"])


def check_series(history, runs, base_mean):
    name, used = history["benchmark"], runs[-1]
    mine = [run for run in runs if name in run]
    if len(history["points"]) != len(mine):
        PROBLEMS.append("%s: %d points, expected %d" % (name, len(history["points"]), len(mine)))
        return
    for point, run in zip(history["points"], mine):
        mean, v, df = group(run[name])
        half = oracle.t_975(df) * mpmath.sqrt(v) * mean
        close("mean of a point", point["mean"], mean)
        close_pair("its interval", point["ci"], [mean - half, mean + half])
        close("its ratio", point["ratio"], mean / base_mean)
        if ("used" in point["flags"]) != (run is used):
            PROBLEMS.append("%s: the wrong run is the one used" % name)
    (yb, vb, db), (yc, vc, dc) = group(mine[-2][name]), group(used[name])
    close("since the last run", history["since_last"], yc / yb)
    close_pair("its interval", history["since_last_ci"], interval(mpmath.log(yc / yb), [(vb, db), (vc, dc)]))


def check_suite(history, runs, used_ratio):
    mine = [run for run in runs if run]
    if len(history["points"]) != len(mine):
        PROBLEMS.append("suite: %d points, expected %d" % (len(history["points"]), len(mine)))
        return
    for point, run in zip(history["points"], mine):
        log_mean, parts, n = geometric(run, runs[-1], False)
        close("mean of a suite's run", point["mean"], mpmath.exp(log_mean))
        close_pair("its interval", point["ci"], interval(log_mean, parts))
        close("its ratio", point["ratio"], mpmath.exp(log_mean) * used_ratio)
        close("its benchmarks", point["benchmarks"], n)
    log_mean, parts, _ = geometric(runs[-1], mine[-2], True)
    close("since the last run of a suite", history["since_last"], mpmath.exp(log_mean))
    close_pair("its interval", history["since_last_ci"], interval(log_mean, parts))


def series_of(runs):
    """Names that have a history: in the last run and one before."""
    return [n for n in runs[-1] if sum(n in run for run in runs) > 1]


def check_histories(report, archive):
    mean = report["geometric_mean"][0]
    wanted = []
    for variant, runs in archive.items():
        series = series_of(runs)
        wanted += [(variant, None)] * (len(series) > 1) + [(variant, n) for n in series]
    found = [(h["variant"], h["benchmark"]) for h in report["history"]]
    if sorted(map(str, wanted)) != sorted(map(str, found)):
        PROBLEMS.append("histories %s, expected %s" % (found, wanted))
        return
    for history in report["history"]:
        runs = archive[history["variant"]]
        if history["kind"] == "timing":
            check_series(history, runs, group(archive["base"][-1][history["benchmark"]])[0])
        else:
            known = [{n: p for n, p in run.items() if n in series_of(runs)} for run in runs]
            check_suite(history, known, 1 if history["variant"] == "base" else 1 / mpmath.mpf(mean["speedup"]))


def check_mean(report, archive, has_commit):
    """The geometric mean with the noise of whole suites between runs."""
    suites = []
    for runs in fixed_runs(archive, has_commit):
        series = series_of(runs)
        points = [geometric({n: p for n, p in run.items() if n in series}, runs[-1], False) for run in runs]
        if len(series) > 1:
            suites.append([p[0] for p in points if p])
    noise = pooled(suites)
    mean = report["geometric_mean"][0]
    log_mean, parts, _ = geometric(archive["base"][-1], archive["opt"][-1], True)
    close("geometric mean", mean["speedup"], mpmath.exp(log_mean))
    close_pair("its interval", mean["ci"], interval(log_mean, parts))
    if noise and noise[1] >= 4 and len(series_of(archive["base"])) > 1:
        close("noise of suites", mean["noise"], noise[0])
        parts = parts + [(2 * noise[0] ** 2, mpmath.mpf(noise[1]))]
    else:
        close("noise of suites", mean["noise"], None)
    close_pair("what its verdict rests on", mean["decisive"]["ci"], interval(log_mean, parts))


def run_archive(seed, directory):
    rng = random.Random(seed)
    names, archive, has_commit = make_archive(rng)
    write(os.path.join(directory, "in", "suite"), rng, archive, has_commit)
    report = oracle.run_gen(directory)
    if not report:
        return
    floor = check_floor(report, names, archive, has_commit)
    check_comparisons(report, names, archive, floor)
    check_histories(report, archive)
    check_mean(report, archive, has_commit)


if __name__ == "__main__":
    oracle.run_seeds(N_ARCHIVES, run_archive)
