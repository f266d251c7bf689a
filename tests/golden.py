#!/usr/bin/env python3
"""Golden runs: gen over small archives, its output compared byte for byte (TAP).

usage: tests/golden.py            check every case below tests/golden
       tests/golden.py --update   write the expected files anew and show what changed (read the diff before committing)

A case is a directory with `args` (one argument a line; IN and OUT stand for the input and the output directory), `in/` and
`expected/`. expected/ holds `stdout`, `stderr`, `status` and the written files to compare. Of HTML, style and script are left out.
Which files of a report are kept is said by `keep` (glob patterns, a line each; default: all but html and pdf).
"""
import difflib
import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tempfile

SRC = os.environ.get("SRCDIR", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GEN = os.environ.get("GEN", os.path.join(SRC, "gen"))
ROOT = os.path.join(SRC, "tests", "golden")


def normalise(name, data):
    """What stays of a file for comparison: everything, but of HTML neither style nor script nor their hashes."""
    if name.endswith(".html"):
        data = re.sub(rb"<(style|script)\b[^>]*>.*?</\1>", rb"<\1/>", data, flags=re.S)
        data = re.sub(rb"sha256-[A-Za-z0-9+/=]+", b"sha256-", data)
        data = data.replace(b"><", b">\n<")
    return data


def read_lines(path, default):
    if not os.path.exists(path):
        return default
    with open(path, encoding="utf-8") as f:
        return [line.rstrip("\n") for line in f if line.strip()]


def run_case(case):
    """Name -> bytes of everything that the run of a case leaves behind."""
    directory = os.path.join(ROOT, case)
    work = tempfile.mkdtemp(prefix="gen-golden-")
    try:
        shutil.copytree(os.path.join(directory, "in"), os.path.join(work, "in"))
        arguments = [a.replace("OUT", "out").replace("IN", "in") for a in read_lines(os.path.join(directory, "args"), [])]
        env = {"LC_ALL": "C", "TZ": "UTC", "HOME": work, "SOURCE_DATE_EPOCH": "1700000000", "PATH": os.environ["PATH"]}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        p = subprocess.run([GEN] + arguments, cwd=work, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=120)
        found = {"stdout": p.stdout.replace(os.fsencode(GEN), b"gen"), "stderr": p.stderr, "status": b"%d\n" % p.returncode}
        keep = read_lines(os.path.join(directory, "keep"), ["*.txt", "*.csv", "*.md", "*.json"])
        out = os.path.join(work, "out")
        for parent, _, files in os.walk(out):
            for file in files:
                path = os.path.join(parent, file)
                name = os.path.relpath(path, out)
                if any(fnmatch.fnmatch(name, pattern) for pattern in keep):
                    with open(path, "rb") as f:
                        found["out/" + name] = normalise(name, f.read())
        return found
    finally:
        shutil.rmtree(work, ignore_errors=True)


def read_expected(case):
    expected, top = {}, os.path.join(ROOT, case, "expected")
    for parent, _, files in os.walk(top):
        for file in files:
            path = os.path.join(parent, file)
            with open(path, "rb") as f:
                expected[os.path.relpath(path, top)] = f.read()
    return expected


def show_difference(name, old, new, limit):
    lines = difflib.unified_diff(old.decode("utf-8", "replace").splitlines(), new.decode("utf-8", "replace").splitlines(),
                                 "expected/" + name, "got/" + name, lineterm="", n=1)
    for i, line in enumerate(lines):
        if i >= limit:
            print("#   ...")
            break
        print("#   " + line[:300])


def update(case, found):
    top = os.path.join(ROOT, case, "expected")
    for name, old in sorted(read_expected(case).items()):
        if found.get(name) != old:
            show_difference(name, old, found.get(name, b""), 60)
    shutil.rmtree(top, ignore_errors=True)
    for name, data in found.items():
        path = os.path.join(top, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)


def main():
    cases = sorted(c for c in os.listdir(ROOT) if os.path.isdir(os.path.join(ROOT, c, "in")))
    if sys.argv[1:] == ["--update"]:
        for case in cases:
            update(case, run_case(case))
        return 0
    number = 0
    for case in cases:
        found, expected = run_case(case), read_expected(case)
        for name in sorted(set(found) | set(expected)):
            number += 1
            good = found.get(name) == expected.get(name)
            print("%s %d - %s: %s" % ("ok" if good else "not ok", number, case, name))
            if not good:
                show_difference(name, expected.get(name, b""), found.get(name, b""), 20)
    print("1..%d" % number)
    return 0


if __name__ == "__main__":
    sys.exit(main())
