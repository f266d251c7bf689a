"""describe_archive.py DIR: the README of an archive, from the run.json files below DIR, on standard output.

Says how each benchmark was measured and on what. It must not state a result: those are for the reports.
"""

import glob
import json
import os
import sys

HEAD = """\
# The project's own measurements

Real measurements, made by the runners of this project; none was edited by hand (`notes.md` is prose). This file is written by
`runners/measure_all` from the `run.json` of each run, which has every command, version and setting.

    BENCHMARK/VARIANT/YYYYMMDD_HHMMSS/
        pyperf/pyperf.json          times, with all values of all processes
        perf/perf_run_N.txt         perf stat around a stated number of iterations
        cachegrind/cachegrind.out   counters simulated by cachegrind, functions below 0.1 % added up
        profile/stacks.folded       stacks sampled by py-spy
        logs/                       what the programs printed
        run.json                    how it was measured

Measure again with one command, all of it or one benchmark (see `runners/README.md`):

    runners/measure_all --fresh
"""


def load(directory):
    runs = []
    for path in sorted(glob.glob(os.path.join(glob.escape(directory), "*", "*", "*", "run.json"))):
        with open(path, encoding="utf-8") as source:
            runs.append(json.load(source))
    return runs


def table(head, rows):
    lines = ["| %s |" % " | ".join(head), "|%s" % ("---|" * len(head))]
    return lines + ["| %s |" % " | ".join(str(cell) for cell in row) for row in rows]


def unique(values):
    return list(dict.fromkeys(values))


def stamp_text(stamp):
    return "%s-%s-%s %s:%s" % (stamp[:4], stamp[4:6], stamp[6:8], stamp[9:11], stamp[11:13])


def describe_benchmark(name, runs):
    newest = max(run["stamp"] for run in runs)
    order = next(run for run in runs if run["stamp"] == newest)["order"]
    lines = ["", "## %s" % name, "", "    runners/script_%s.sh" % name, ""]
    rows = []
    for stamp in sorted({run["stamp"] for run in runs}):
        found = {run["variant"]: run for run in runs if run["stamp"] == stamp}
        for variant in [v for v in order if v in found] + [v for v in found if v not in order]:
            rows.append(describe_run(found[variant]))
    lines += table(["measured", "variant", "pyperf", "counted", "simulated", "profile", "load before and after"], rows)
    return lines


def describe_pyperf(pyperf):
    rounds = pyperf.get("rounds", 1)
    return ("fast" if pyperf["fast"] else "full") + (", %d rounds in turn" % rounds if rounds > 1 else "")


def describe_run(run):
    counters, simulated, profile = run.get("counters", {}), run.get("simulated_counters"), run.get("profile")
    role = " (baseline)" if run["variant"] == run["baseline"] else ""
    return [
        stamp_text(run["stamp"]),
        run["variant"] + role,
        describe_pyperf(run["pyperf"]),
        "%d x %d iterations" % (counters["runs"], counters["loops"]) if "loops" in counters else "none",
        "%d iterations" % simulated["loops"] if simulated else "none",
        "%d iterations, %d Hz" % (profile["loops"], profile["rate_hz"]) if profile and "loops" in profile else "none",
        "%.2f, %.2f" % (run["machine"]["load_average_before"], run["machine"]["load_average"]),
    ]


def describe_machine(runs):
    """What all runs have in common, and each value where they differ."""
    facts = [
        ("machine", lambda run: run.get("host_label")),
        ("processor", lambda run: "%s, %d CPUs" % (run["machine"]["cpu_model"], run["machine"]["cpus"])),
        ("virtual machine", lambda run: "yes" if run["machine"]["hypervisor"] else "no"),
        ("memory", lambda run: "%d MiB" % run["machine"]["memory_mib"]),
        ("kernel", lambda run: run["machine"]["kernel"]),
        ("CPU governor", lambda run: run["machine"]["governor"] or "not visible"),
        ("hardware counters", lambda run: "yes" if run["counters"]["hardware"] else run["counters"]["why_no_hardware"]),
        ("Python", lambda run: "%(implementation)s %(version)s, %(compiler)s" % run["python"]),
        ("debug build", lambda run: "yes" if run["python"]["debug_build"] else "no"),
    ]
    rows = [[name, "; ".join(unique(str(value(run)) for run in runs))] for name, value in facts]
    for tool in runs[0]["versions"]:
        found = unique(run["versions"].get(tool) or "not installed" for run in runs)
        # Tools that state their own name in the version keep the table short.
        rows.append([tool, "; ".join(version.split(" version ")[-1].replace(tool + "-", "") for version in found)])
    return ["", "## On what", ""] + table(["", ""], rows)


def is_disturbed(run):
    """Our own load is one: more than one program per CPU means that others were running."""
    machine = run["machine"]
    return max(machine["load_average_before"], machine["load_average"]) > machine["cpus"]


def main(directory):
    runs = load(directory)
    if not runs:
        sys.exit("describe_archive.py: no run.json below %s" % directory)
    lines = [HEAD.rstrip("\n")]
    if any(map(is_disturbed, runs)):
        lines += ["", "**The machine was busy with other work** during some of these runs (see the load): good for trying out",
                  "`gen`, not for quoting."]
    for name in unique(run["benchmark"] for run in runs):
        lines += describe_benchmark(name, [run for run in runs if run["benchmark"] == name])
    lines += describe_machine(runs)
    print("\n".join(lines))


if __name__ == "__main__":
    main(sys.argv[1])
