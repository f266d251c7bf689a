"""record.py FACTS COMMANDS OUTPUT: write run.json, the account of how one variant was measured.

FACTS holds lines "dotted.name value" from the runner, COMMANDS the commands that were run (NUL-separated: kind,
seconds, status, number of words, words). The rest is asked of the machine here. Nothing that identifies a person or
a host is written: no host name, no user, no environment but the variables listed below.
"""

import json
import os
import platform
import re
import subprocess
import sys
import sysconfig
from importlib import metadata

PACKAGES = ["pyperf", "pyperformance", "orjson", "cryptography", "pyaes", "py-spy", "psutil"]
ENVIRONMENT = ["LANG", "LC_ALL", "TZ", "SOURCE_DATE_EPOCH", "PYTHONHASHSEED", "PYTHONPATH", "PYTHONOPTIMIZE",
               "PYTHONMALLOC", "PYTHON_JIT", "PYTHON_GIL", "LD_PRELOAD", "MALLOC_ARENA_MAX", "OMP_NUM_THREADS"]
NUMBER = re.compile(r"-?\d+(\.\d+)?$")
TEXTS = {"benchmark", "variant", "baseline", "stamp", "title", "host_label"}


def typed(name, text):
    if name in TEXTS:
        return text
    if text in ("true", "false"):
        return text == "true"
    if NUMBER.match(text):
        return float(text) if "." in text else int(text)
    return text or None


def read_facts(path):
    """A name with dots makes an object in an object; a name that ends in [] makes a list."""
    facts = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            name, _, value = line.rstrip("\n").partition(" ")
            *parents, last = name.split(".")
            node = facts
            for parent in parents:
                node = node.setdefault(parent, {})
            if last.endswith("[]"):
                node.setdefault(last[:-2], []).append(value)
            else:
                node[last] = typed(last, value)
    return facts


def read_commands(path):
    """A word below the staging folder is shown below the folder that the results end up in."""
    staging, final = os.environ["GEN_RUNNERS_STAGING"], os.environ["GEN_RUNNERS_FINAL"]
    with open(path, encoding="utf-8", errors="replace") as source:
        fields = source.read().split("\0")[:-1]
    while fields:
        kind, seconds, status, n_words = fields[0], float(fields[1]), int(fields[2]), int(fields[3])
        words = [word.replace(staging, final) for word in fields[4:4 + n_words]]
        yield {"step": kind, "seconds": seconds, "status": status, "command": words}
        fields = fields[4 + n_words:]


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    lines = (done.stdout or done.stderr).splitlines()
    return lines[0].strip() if lines else ""


def read_text(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as source:
            return source.read().strip()
    except OSError:
        return None


def package_version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def versions(py_spy):
    tools = {name: package_version(name) for name in PACKAGES}
    if tools["py-spy"] is None and py_spy:
        tools["py-spy"] = first_line(py_spy, "--version")
    tools["perf"] = first_line("perf", "--version")
    tools["valgrind"] = first_line("valgrind", "--version")
    return tools


def python_build():
    return {
        "version": platform.python_version(),
        "implementation": platform.python_implementation(),
        "compiler": platform.python_compiler(),
        "cflags": sysconfig.get_config_var("CFLAGS"),
        "debug_build": bool(sysconfig.get_config_var("Py_DEBUG")),
    }


def cpu_model():
    match = re.search(r"^(?:model name|Model|cpu model)\s*:\s*(.+)$", read_text("/proc/cpuinfo") or "", re.M)
    return match.group(1) if match else platform.processor() or None


def memory_mib():
    match = re.search(r"^MemTotal:\s*(\d+) kB", read_text("/proc/meminfo") or "", re.M)
    return int(match.group(1)) // 1024 if match else None


def machine():
    cpu = "/sys/devices/system/cpu/"
    return {
        "cpu_model": cpu_model(),
        "cpus": os.cpu_count(),
        "architecture": platform.machine(),
        "memory_mib": memory_mib(),
        "governor": read_text(cpu + "cpu0/cpufreq/scaling_governor"),
        "turbo_disabled": read_text(cpu + "intel_pstate/no_turbo"),
        "smt": read_text(cpu + "smt/active"),
        "hypervisor": "hypervisor" in (read_text("/proc/cpuinfo") or ""),
        "kernel": "%s %s" % (platform.system(), platform.release()),
        "aslr": read_text("/proc/sys/kernel/randomize_va_space"),
        "perf_event_paranoid": read_text("/proc/sys/kernel/perf_event_paranoid"),
        "load_average": round(os.getloadavg()[0], 2),
    }


def git():
    """Of the project that the runners belong to."""
    here = os.path.dirname(os.path.abspath(__file__))
    revision = first_line("git", "-C", here, "rev-parse", "HEAD")
    if not revision:
        return None
    # Results that are being replaced are no change of the code.
    changes = first_line("git", "-C", here, "status", "--porcelain", "--", "..")
    return {"revision": revision, "modified": bool(changes)}


def main(facts_path, commands_path, output):
    record = {"format": "gen-runners", "version": 1}
    record.update(read_facts(facts_path))
    record.setdefault("machine", {})
    record["python"] = python_build()
    record["machine"].update(machine())
    record["environment"] = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    record["versions"] = versions(os.environ.get("GEN_RUNNERS_PY_SPY"))
    record["git"] = git()
    record["commands"] = list(read_commands(commands_path))
    with open(output, "w", encoding="utf-8") as out:
        json.dump(record, out, indent=2, ensure_ascii=False)
        out.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
