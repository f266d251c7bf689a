"""What every benchmark script of this directory shares: four ways to run the same work.

    SCRIPT --prove          print a digest of what the work computes, and about how long it takes
    SCRIPT --loops N        run exactly N iterations and nothing else (for counters)
    SCRIPT --seconds S      run iterations for S seconds (for a sampling profiler)
    SCRIPT --pyperf ...     let pyperf time it; all other options are pyperf's

A script states its cases and its proof and calls main(). The first case is the one that --loops and --seconds run.
One iteration is one call of a case's function: the same unit that pyperf reports a time for, so that a counter
divided by N and a time of pyperf speak of the same work.

A script must not know where its results go, nor which other variants exist.
"""

import argparse
import hashlib
import sys
import time


class Case:
    """A named piece of work; `step` takes no argument and does one iteration."""

    def __init__(self, name, step):
        self.name = name
        self.step = step


def digest(parts):
    """sha256 over the byte strings of the proof, each preceded by its length so that no two lists collide."""
    total = hashlib.sha256()
    for part in parts:
        total.update(b"%d:" % len(part))
        total.update(part)
    return total.hexdigest()


def run_loops(step, loops):
    started = time.perf_counter()
    for _ in range(loops):
        step()
    return time.perf_counter() - started


def run_seconds(step, seconds):
    """Iterate until `seconds` have passed; return how many iterations that were."""
    deadline = time.perf_counter() + seconds
    done = 0
    while time.perf_counter() < deadline:
        step()
        done += 1
    return done


def run_pyperf(cases, description, arguments):
    import pyperf

    # Workers are started with program_args, and must find their way back to this mode.
    runner = pyperf.Runner(program_args=(sys.argv[0], "--pyperf"))
    runner.metadata["description"] = description
    runner.parse_args(arguments)
    for case in cases:
        runner.bench_func(case.name, case.step)


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def main(cases, prove, description):
    """`prove` returns an iterable of bytes: what was computed, in a form that all variants share."""
    if sys.argv[1:2] == ["--pyperf"]:
        run_pyperf(cases, description, sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=description)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--prove", action="store_true", help="print a digest of the results")
    mode.add_argument("--loops", type=positive, metavar="N", help="run exactly N iterations")
    mode.add_argument("--seconds", type=float, metavar="S", help="run for S seconds")
    mode.add_argument("--pyperf", action="store_true", help="time with pyperf; must be the first option")
    options = parser.parse_args()
    if options.pyperf:
        parser.error("--pyperf must be the first option")
    step = cases[0].step
    if options.prove:
        print("proof: %s" % digest(prove()))
        # For telling how long the measurement will take.
        print("cases: %d\niteration_us: %d" % (len(cases), 1e6 * run_loops(step, 1)))
    elif options.loops is not None:
        seconds = run_loops(step, options.loops)
        print("loops: %d\nseconds: %.6f" % (options.loops, seconds))
    else:
        print("loops: %d\nseconds: %g" % (run_seconds(step, options.seconds), options.seconds))
