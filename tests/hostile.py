#!/usr/bin/env python3
"""Hostile and damaged archives: every run must end by itself, soon, in little memory, with a documented status (TAP).

usage: tests/hostile.py [-v] [NAME...]     runs the cases whose names contain one of the words (default: all)

Each case is a function `case_*` that builds an archive below a directory of its own, runs gen on it and asserts what must hold.
Archives are made here, so that nothing dangerous is kept in the repository. No case may need more than MAX_SECONDS of
processor time or MAX_MEMORY_MIB of memory (memory is not counted under a sanitizer).
"""
import concurrent.futures
import csv
import glob
import gzip
import html.parser
import io
import json
import os
import random
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import traceback

SRC = os.environ.get("SRCDIR", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GEN = os.path.abspath(os.environ.get("GEN", os.path.join(SRC, "gen")))
MAX_SECONDS = 20
MAX_MEMORY_MIB = 512
HAS_SANITIZER = "ASAN_OPTIONS" in os.environ or b"__asan_init" in open(GEN, "rb").read()
IS_ROOT = os.geteuid() == 0
# tried in every field that reaches a report
NASTY = [
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(2)>", "\"><svg onload=alert(3)>", "' onclick='alert(4)",
    "javascript:alert(5)", "&lt;b&gt;&amp;&#x3c;", "%s%n%d%999999d", "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=2",
    "\x1b[31mred\x1b]0;title\x07", "a\u202eb\u2066c\u200f", "]]>", "<!--", "{{x}}${y}", "[a](javascript:alert(6))", "|a|b|\n|-|-|",
    "``` `x`", "..", "../../etc/passwd", "a/b\\c", "\x00nul", "\ufeff\ufffe\uffff", "\u2028line\u2029", "\U0001f4a9" * 60, "e\u0301" * 300,
    "CON", "a)/S/JavaScript/JS(app.alert(7)", "\\x3cscript\\x3e", "",
]
verbose = False
csv.field_size_limit(40000)  # more than a spreadsheet takes; a cell is never longer


class Run:
    """What a run of gen left: status, out, err (bytes), seconds, mib."""


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not HAS_SANITIZER:
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))


def gen(*args, status=(0, 1), **options):
    """Runs gen to its end and checks what must hold of every run. status: the expected ones."""
    begun = time.monotonic()
    # the output goes to files, so that waiting for the process with its use of memory is simple
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        options = {"stdout": out, "stderr": err, **options}
        process = start_to(args, options)
        _, wait_status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(wait_status)
        out.seek(0)
        err.seek(0)
        run = Run()
        run.out, run.err, run.status = out.read(), err.read(), process.returncode
    run.seconds = time.monotonic() - begun
    run.cpu = usage.ru_utime + usage.ru_stime
    run.mib = usage.ru_maxrss / 1024
    if verbose:
        print("# status %d, %.1f s, cpu %.1f s, %.0f MiB, %s" % (run.status, run.seconds, run.cpu, run.mib, run.err[-400:]))
    wanted = status if isinstance(status, tuple) else (status,)
    assert run.status in wanted, "status %d, not one of %s: %s" % (run.status, wanted, run.err[-600:])
    assert HAS_SANITIZER or run.mib < MAX_MEMORY_MIB, "%.0f MiB of memory" % run.mib
    check_terminal(run.out)
    check_terminal(run.err)
    for line in run.err.decode().splitlines():
        assert len(line) < 1000, "a message of %d characters" % len(line)
    return run


def start_to(args, options):
    more_limits = options.pop("more_limits", None)
    env = {"LC_ALL": "C", "TZ": "UTC", "HOME": "/nonexistent", "SOURCE_DATE_EPOCH": "1700000000", "PATH": os.environ["PATH"]}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "FONTCONFIG_FILE"):
        if name in os.environ:
            env[name] = os.environ[name]

    def prepare():
        limit()
        if more_limits:
            more_limits()

    return subprocess.Popen([GEN, *map(os.fspath, args)], env=env, stdin=subprocess.DEVNULL, preexec_fn=prepare, **options)


# ---------------------------------------------------------------- what must hold of outputs

BIDI = {chr(c) for c in [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]}


def check_terminal(data):
    text = data.decode("utf-8")  # raises when it is not UTF-8
    bad = {c for c in text if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in BIDI or c in "\u2028\u2029"}
    assert not bad, "control characters in terminal output: %r" % bad


class Page(html.parser.HTMLParser):
    """Collects the elements and attributes of a page that could run or load something."""

    def __init__(self):
        super().__init__()
        self.scripts, self.bad, self.types = [], [], []
        self.in_script = False

    def handle_starttag(self, tag, attributes):
        if tag == "script":
            self.in_script = True
            self.scripts.append("")
            self.types.append(dict(attributes).get("type", ""))
        if tag in ("iframe", "object", "embed", "base", "form", "img", "image", "foreignobject"):
            self.bad.append((tag, attributes))
        if tag == "link" and attributes == [("rel", "icon"), ("href", "data:,")]:
            return
        for name, value in attributes:
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or (name in ("href", "xlink:href", "src", "action") and not address.startswith(
                    ("#", "https://", "http://")) and not is_own_link(address)):
                self.bad.append((tag, name, value))

    def handle_endtag(self, tag):
        if tag == "script":
            self.in_script = False

    def handle_data(self, data):
        if self.in_script:
            self.scripts[-1] += data


def is_own_link(address):
    """A relative link to a file of the same report, or the icon."""
    return ":" not in address and "\\" not in address and not address.startswith("//")


def our_scripts():
    with open(os.path.join(SRC, "templates", "report.js"), encoding="utf-8") as f:
        return f.read().strip()


def check_html(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    page = Page()
    page.feed(text)
    page.close()
    assert not page.bad, "%s: %r" % (path, page.bad[:3])
    for kind, script in zip(page.types, page.scripts):
        if "json" in kind:
            json.loads(script)
        else:
            assert script.strip() == our_scripts(), "%s: a script that is not ours: %r" % (path, script[:200])
    bad = {c for c in text if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 or c in BIDI}
    assert not bad, "%s: control characters %r" % (path, bad)
    assert "default-src 'none'" in text, "%s: no content security policy" % path


def csv_cells(text):
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


def check_csv(path):
    with open(path, encoding="utf-8", newline="") as f:
        text = f.read()
    for cell in csv_cells(text):
        if cell[:1] and cell[0] in "=+-@\t\r\0":
            float(cell.rstrip("%"))  # a number may begin so


def check_pdf(path):
    with open(path, "rb") as f:
        data = f.read()
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF"), path + ": not a whole PDF"
    for name in (b"/JavaScript", b"/JS(", b"/JS (", b"/Launch", b"/OpenAction"):
        assert name not in data, "%s: %s" % (path, name)
    if shutil.which("qpdf"):
        p = subprocess.run(["qpdf", "--check", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        assert p.returncode == 0, "%s: %s" % (path, p.stdout[-300:])


def check_clean_text(path):
    with open(path, "rb") as f:
        check_terminal(f.read())


def check_reports(out, has_html=True):
    """Every report below out is whole and harmless. Returns how many there are."""
    n = 0
    for parent, directories, files in os.walk(out):
        for name in directories + files:
            assert not name.startswith(".gen-"), "left behind: " + name
            assert name.isascii() and name.isprintable() and "/" not in name, "a strange name: %r" % name
        for name in files:
            path = os.path.join(parent, name)
            if name.endswith(".html"):
                check_html(path)
            elif name.endswith(".csv"):
                check_csv(path)
            elif name.endswith(".json"):
                with open(path, encoding="utf-8") as f:
                    json.load(f, parse_constant=lambda word: 1 / 0)
            elif name.endswith(".pdf"):
                check_pdf(path)
            elif name.endswith(".txt"):
                check_clean_text(path)
        n += "report.json" in files
        assert not has_html or "report.json" not in files or "report.html" in files, parent
    return n


# ---------------------------------------------------------------- making archives

def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb" if isinstance(data, bytes) else "w", **({} if isinstance(data, bytes) else {"encoding": "utf-8"})) as f:
        f.write(data)
    return path


def pyperf(name="sort", mean=0.5, metadata=None, n_processes=6):
    """Text of a pyperf result with n_processes of three values."""
    rng = random.Random(name)
    runs = [{"metadata": {"date": "2026-02-03 10:%02d:00.000000" % i, "duration": 2.0}, "warmups": [[4, mean]],
             "values": [mean * (1 + rng.uniform(-.003, .003)) for _ in range(3)]} for i in range(n_processes)]
    about = {"name": name, "unit": "second", "loops": 4, "hostname": "lab1", "python_version": "3.11.2 (64-bit)", **(metadata or {})}
    return json.dumps({"version": "1.0", "metadata": about, "benchmarks": [{"runs": runs}]})


def pair(top):
    """A sound archive: two variants of one benchmark."""
    write(top + "/sort_base.json", pyperf(mean=.5))
    write(top + "/sort_fast.json", pyperf(mean=.4))
    return top


def perf_stat(command="./sort", events=("cycles", "instructions"), elapsed="1.000000000", count="1,000,000"):
    rows = "".join("%18s      %-24s\n" % (count, event) for event in events)
    return "# started on Tue Feb  3 10:00:00 2026\n\n\n Performance counter stats for '%s':\n\n%s\n%18s seconds time elapsed\n\n" % (
        command, rows, elapsed)


SVG = """<?xml version="1.0" standalone="no"?>%s
<svg version="1.1" width="1200" height="200" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<text id="title">Flame Graph</text><g id="frames">%s</g></svg>
"""


def svg_box(name, n, x, y, width, total=100):
    return '<g><title>%s (%s samples, %.2f%%)</title><rect x="%s" y="%s" width="%s" height="15"/></g>\n' % (
        name, n, 100 * n / total if isinstance(n, int) else 1, x, y, width)


def svg(boxes="", doctype=""):
    return SVG % (doctype, svg_box("all", 100, 10, 149, 1180) + svg_box("main", 100, 10, 133, 1180) + boxes)


def bomb(path, n_mib):
    """A gzip file that inflates to n_mib MiB of one letter."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with gzip.open(path, "wb", 6) as f:
        for _ in range(n_mib):
            f.write(b"a" * (1 << 20))


def write_chunks(path, *chunks):
    """(bytes, how often) one after the other, without holding the whole."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        for data, n in chunks:
            per_write = max(1, (1 << 20) // max(1, len(data)))
            block = data * per_write
            for _ in range(n // per_write):
                f.write(block)
            f.write(data * (n % per_write))
    return path


TEXTS = "txt,csv,md,json"


# ---------------------------------------------------------------- the tree

def case_names_of_files(top):
    names = [b"line\nbreak.json", b"esc\x1b[2J\x1b]0;x\x07.json", "bidi\u202egpj.json".encode(), b"q\"'`$(id)`.json",
             b"<script><b>.json", b"n" * 245 + b".json", b"bad\xff\xfe\xc3.json", b"-rf.json", b" .json", b"%s%n.json", b"=1+1.json",
             b"&amp;.json", b"\\.json", b"a.b.c.d.e..json", b"\xc0\xaf.json"]
    for i, name in enumerate(names):
        os.makedirs(top + "/in", exist_ok=True)
        with open(os.path.join(os.fsencode(top), b"in", name), "w", encoding="utf-8") as f:
            f.write(pyperf(mean=.5 + i / 100))
        directory = os.path.join(os.fsencode(top), b"in", b"d" + name[:-5])
        os.mkdir(directory)
        with open(os.path.join(directory, name), "w", encoding="utf-8") as f:
            f.write("main;f" + str(i) + " 10\nmain;g 5\n")
    gen(top + "/in", "-o", top + "/out")
    assert check_reports(top + "/out") >= 1
    gen("--list", top + "/in")
    gen("--list-jobs", top + "/in")


def case_nasty_text_in_every_field(top):
    for i, text in enumerate(NASTY):
        where = top + "/in/b%02d" % i
        metadata = {"hostname": text, "cpu_model_name": text, "command": text, "python_cflags": text, "platform": text, text or "k": text,
                    "description": text, "tags": [text]}
        write(where + "/base.json", pyperf(text or "empty", .5, metadata))
        write(where + "/fast.json", pyperf(text or "empty", .4, metadata))
        clean = text.replace("\n", " ").replace("\r", " ").replace("\0", " ")
        for side in ("base", "fast"):
            write(where + "/%s.folded" % side, "%s;main;%s 60\nmain;%s;x 40\na;b 3\nc;d 4\n" % (clean, clean, clean))
            write(where + "/%s.stat" % side, perf_stat(clean.replace("'", ""), ("cycles", "instructions", clean.replace(" ", "") or "x")))
            write(where + "/%s.svg" % side, svg(svg_box(clean.replace("&", "&amp;").replace("<", "&lt;").translate(
                {c: None for c in range(32)}), 40, 10, 117, 472)))
    run = gen(top + "/in", "-o", top + "/out", "--title", NASTY[0], "--author", NASTY[1], "--course", NASTY[13])
    assert check_reports(top + "/out") >= 5, run.err
    gen("--list", top + "/in")
    gen("--list-jobs", top + "/in")
    gen("--index-only", "-o", top + "/out", status=0)


def case_nasty_runners_and_settings(top):
    for i, text in enumerate(NASTY):
        where = pair(top + "/in/r%02d" % i)
        write(where + "/run.json", json.dumps({"format": "gen-runners", "benchmark": text, "baseline": text, "title": text,
                                               "order": [text, 3, None, {}], "counters": {"loops": -1}}))
    gen(top + "/in", "-o", top + "/out", "-f", TEXTS + ",html")
    check_reports(top + "/out")
    for i, text in enumerate(NASTY):
        where = pair(top + "/s%02d" % i)
        write(where + "/gen.json", json.dumps({"benchmark": text, "baseline": text, "title": text, "variants": {text: {"files": [text]}}}))
        gen(where, "-o", top + "/out2", "-f", "txt", status=(0, 1, 2))
    for text in ("", "[]", "nonsense", '{"benchmark": 3}', "[" * 5000, '{"variants": {"' + "*" * 4000 + '": ["' + "*a" * 2000 + 'b"]}}'):
        write(where + "/gen.json", text)
        gen(where, "-o", top + "/out3", "-f", "txt", status=(0, 1, 2))


def case_links_and_special_files(top):
    where = pair(top + "/in")
    os.symlink("/etc/passwd", where + "/passwd.json")
    os.symlink("/", where + "/root")
    os.symlink(".", where + "/loop")
    os.symlink("self.json", where + "/self.json")
    os.symlink("/dev/zero", where + "/zero.json")
    os.mkfifo(where + "/pipe.json")
    bound = socket.socket(socket.AF_UNIX)
    bound.bind(os.path.relpath(where + "/socket.json"))
    if IS_ROOT:
        try:
            os.mknod(where + "/zero2.json", stat.S_IFCHR | 0o666, os.makedev(1, 5))
        except OSError:
            pass
    run = gen(where, "-o", top + "/out", "-f", TEXTS, status=0)
    assert check_reports(top + "/out", has_html=False) == 1
    listed = gen("--list", where).out
    assert b"root:" not in listed + run.out
    bound.close()
    gen(where + "/passwd.json", "-o", top + "/out", status=2)
    gen(where + "/pipe.json", "-o", top + "/out", status=2)
    gen("/dev/null", "-o", top + "/out", status=2)
    for name in ("report.json", "index.json", "gen.json", "run.json"):
        for kind in ("fifo", "link", "directory"):
            odd = pair(top + "/odd_%s_%s" % (name, kind))
            if kind == "fifo":
                os.mkfifo(odd + "/" + name)
            elif kind == "link":
                os.symlink("/dev/zero", odd + "/" + name)
            else:
                os.mkdir(odd + "/" + name)
            gen(odd, "-o", top + "/odd_out", "-f", "txt", status=0)


def case_unreadable(top):
    where = pair(top + "/in")
    write(where + "/closed.json", pyperf())
    write(where + "/closed/a.json", pyperf())
    os.chmod(where + "/closed.json", 0)
    os.chmod(where + "/closed", 0)
    try:
        gen(where, "-o", top + "/out", "-f", TEXTS, status=0 if IS_ROOT else 1)
    finally:
        os.chmod(where + "/closed", 0o700)


def case_deep_tree(top):
    path = top + "/in"
    for _ in range(100):
        path += "/d"
    pair(path)
    pair(top + "/in")
    run = gen(top + "/in", "-o", top + "/out", "-f", "txt", status=0)
    assert b"--max-depth" in run.err
    gen(top + "/in", "-o", top + "/out", "-f", "txt", "--max-depth", "200", status=0)


def case_many_files(top):
    pair(top + "/in")
    for i in range(1000):
        write(top + "/in/many/%d.txt" % i, "x")
    gen(top + "/in", "-o", top + "/out", "-f", "txt", status=0)
    run = gen(top + "/in", "-o", top + "/out2", "--max-files", "100", status=2)
    assert b"--max-files" in run.err and not os.path.exists(top + "/out2")


# ---------------------------------------------------------------- sizes

def case_gzip(top):
    pair(top + "/in")
    bomb(top + "/in/bomb.folded.gz", 200)
    whole = gzip.compress(pyperf(mean=.3).encode())
    write(top + "/in/cut.json.gz", whole[:-9])
    write(top + "/in/head.json.gz", whole[:3])
    write(top + "/in/two.json.gz", b"\x1f\x8b")
    write(top + "/in/crc.json.gz", whole[:-8] + b"abcd" + whole[-4:])
    write(top + "/in/tail.json.gz", whole + b"tail")
    write(top + "/in/twice.json.gz", gzip.compress(whole))
    write(top + "/in/empty.json.gz", gzip.compress(b""))
    run = gen(top + "/in", "-o", top + "/out", "-f", TEXTS, status=1)
    assert check_reports(top + "/out", has_html=False) == 1
    for name in (b"cut.json.gz", b"head.json.gz", b"crc.json.gz", b"tail.json.gz"):
        assert name in run.err, (name, run.err)
    run = gen(top + "/in", "-o", top + "/out", "-f", "txt", "--max-file", "64M", status=1)
    assert b"bomb.folded.gz" in run.err and b"--max-file" in run.err


def case_large_file(top):
    pair(top + "/in")
    with open(top + "/in/sparse.json", "wb") as f:
        f.truncate(3 << 30)
    run = gen(top + "/in", "-o", top + "/out", "-f", "txt", status=1)
    assert b"sparse.json" in run.err and b"--max-file" in run.err
    run = gen(top + "/in", "-o", top + "/out", "-f", "txt", "--max-file", "100", status=2)


def json_case(top, **files):
    """Each text is a file of its own beside a sound pair."""
    for name, text in files.items():
        where = pair(top + "/" + name)
        write(where + "/x.json", text)
        gen(where, "-o", top + "/out_" + name, "-f", TEXTS + ",html")
        assert check_reports(top + "/out_" + name) >= 1, name


def case_json_structure(top):
    sound = pyperf(mean=.3)
    head = '{"version": "1.0", "metadata": {"name": "x", "unit": "second"}, "benchmarks": ['
    json_case(
        top,
        arrays="[" * 100000,
        objects='{"a":' * 100000,
        nested_runs=head + '{"runs":' + "[" * 100000,
        nested_closed=head + "[" * 900 + "]" * 900 + "]}",
        nan=sound.replace('"loops": 4', '"loops": NaN'),
        infinite=sound.replace('"loops": 4', '"loops": 1e999'),
        huge=sound.replace('"loops": 4', '"loops": ' + "9" * 100000),
        negative=sound.replace('"loops": 4', '"loops": -18446744073709551616'),
        values=head + '{"runs": [{"values": [1e308, 1e308, 1e-320, 1e308]}, {"values": [1e308]}]}]}',
        tiny=head + '{"runs": [{"values": [1e-320, 5e-324]}, {"values": [4e-324]}]}]}',
        zero=head + '{"runs": [{"values": [0, -0.0]}]}]}',
        surrogates=sound.replace("lab1", "\\ud800x\\udc00\\ud83d"),
        nul=sound.replace("lab1", "a\\u0000b"),
        duplicates=sound.replace('"unit": "second"', '"unit": "byte", "unit": "second", "unit": "second"'),
        units=sound.replace('"second"', '"</td>"'),
        empty_benchmarks='{"version": "1.0", "benchmarks": []}',
        wrong_types='{"version": [], "metadata": 3, "benchmarks": {"runs": 4}}',
        many_runs=head + '{"runs": [' + ",".join(['{"values": [0.25]}'] * 20000) + "]}]}",
        cut=sound[:len(sound) // 2],
        bad_utf8=sound.replace("lab1", "l\u00e9b").encode("latin-1"),
        bom="\ufeff" + sound,
        dates=sound.replace("2026-02-03", "9999-99-99"),
    )


def case_json_sizes(top):
    pair(top + "/in")
    write(top + "/in/keys.json", '{"version": "1.0", "metadata": {' + ",".join('"k%d": %d' % (i, i) for i in range(1000000)) +
          '}, "benchmarks": [{"runs": [{"values": [1.0]}]}]}')
    gen(top + "/in", "-o", top + "/out", "-f", TEXTS)
    os.unlink(top + "/in/keys.json")
    write_chunks(top + "/in/string.json", (b'{"version": "1.0", "benchmarks": [{"runs": [{"values": [1.0]}]}], "metadata": {"name": "', 1),
                 (b"abcdefgh", 200 << 17), (b'"}}', 1))
    gen(top + "/in", "-o", top + "/out", "-f", TEXTS, status=1)
    check_reports(top + "/out", has_html=False)
    os.unlink(top + "/in/string.json")
    write_chunks(top + "/in/values.json", (b'{"version": "1.0", "benchmarks": [{"runs": [{"values": [', 1), (b"1,", 50 << 20), (b"1]}]}]}", 1))
    gen(top + "/in", "-o", top + "/out", "-f", TEXTS, status=1)
    os.unlink(top + "/in/values.json")
    write_chunks(top + "/in/over.json", (b'{"version": "1.0", "benchmarks": [{"runs": [{"values": [', 1), (b" ", 257 << 20), (b"1]}]}]}", 1))
    gen(top + "/in", "-o", top + "/out", "-f", "txt", status=1)


def case_many_benchmarks_in_a_suite(top):
    benchmarks = [{"metadata": {"name": "b%d" % i}, "runs": [{"values": [1.0, 1.1]}, {"values": [1.2]}]} for i in range(2000)]
    for side in ("base", "fast"):
        write(top + "/in/suite_%s.json" % side, json.dumps({"version": "1.0", "metadata": {"unit": "second"}, "benchmarks": benchmarks}))
    gen(top + "/in", "-o", top + "/out", "-f", TEXTS + ",html")
    check_reports(top + "/out")


def case_too_many_benchmarks_in_a_suite(top):
    pair(top + "/in")
    benchmarks = [{"metadata": {"name": "b%d" % i}, "runs": [{"values": [1.0]}]} for i in range(20000)]
    write(top + "/in/suite.json", json.dumps({"version": "1.0", "metadata": {"unit": "second"}, "benchmarks": benchmarks}))
    assert b"suite.json" in gen(top + "/in", "-o", top + "/out", "-f", TEXTS, status=1).err


def case_suites_without_a_common_name(top):
    for side in ("base", "fast"):
        benchmarks = [{"metadata": {"name": "%s_%d" % (side, i)}, "runs": [{"values": [1.0, 1.1]}]} for i in range(3000)]
        write(top + "/in/suite_%s.json" % side, json.dumps({"version": "1.0", "metadata": {"unit": "second"}, "benchmarks": benchmarks}))
    gen(top + "/in", "-o", top + "/out", "-f", "txt", status=0)


def case_many_reports(top):
    for i in range(200):
        write(top + "/in/b%d/base.json" % i, pyperf("b%d" % i))
    assert gen(top + "/in", "-o", top + "/out", "-f", "txt", status=0).mib < 128 or HAS_SANITIZER
    stamps = top + "/stamps"
    for i in range(100):
        write(stamps + "/sort_base_20260203_%02d%02d00.json" % (i // 60, i % 60), pyperf().replace("02-03 10:", "02-%02d %02d:" % (1 + i // 24, i % 24)))
    assert gen(stamps, "-o", top + "/out2", "-f", "txt", "--timestamp", "all", status=0).mib < 128 or HAS_SANITIZER


def case_folded(top):
    files = {
        "frames": "f;" * 1000000 + "f 1\nmain;a 5\nmain;b 7\n",
        "recursion": "r;" * 100000 + "r 1\nmain;a 5\nmain;b 7\n",
        "deep": "r;" * 9000 + "r 1\nmain;a 5\nmain;b 7\n",
        "deep_different": ";".join("r%d" % i for i in range(9000)) + " 1\nmain;a 5\nmain;b 7\n",
        "line": "main;" + "x" * 10000000 + " 1\nmain;a 5\nmain;b 7\n",
        "line17": "main;" + "x" * (17 << 20) + " 1\nmain;a 5\nmain;b 7\n",
        "count": "main;a 18446744073709551616\nmain;b 7\n",
        "sum": "main;a 18446744073709551615\nmain;b 18446744073709551615\nmain;c 3\n",
        "largest": "main;a 18446744073709551610\nmain;b 5\n",
        "negative": "main;a -5\nmain;b 7\nmain;c 8\n",
        "nan": "main;a nan\nmain;b inf\nmain;c 8\nmain;d 1e5\n",
        "zero": "main;a 0\nmain;b 0\n",
        "fraction": "main;a 0.00000000000000000001\nmain;b 1.5\nmain;c 8\n",
        "empty_frames": ";;;; 5\n;a;;b 4\n; 3\n 2\nmain;b 7\n",
        "no_newline": "main;a 4\nmain;b 5",
        "controls": "main;\x1b[1m;\x00;\x07 4\nmain;b 5\n",
        "bad_utf8": b"main;\xff\xfe;\xc3 4\nmain;b 5\n",
        "many_names": "".join("main;f%d 1\n" % i for i in range(100000)),
        "wide": "".join("main;f%d;g%d;h%d %d\n" % (i, i, i, i + 1) for i in range(30000)),
    }
    for name, text in files.items():
        where = pair(top + "/" + name)
        write(where + "/base.folded", text)
        write(where + "/fast.folded", text if isinstance(text, bytes) else text.replace("b 7", "b 9"))
        gen(where, "-o", top + "/out_" + name, "-f", TEXTS + ",html")
        assert check_reports(top + "/out_" + name) == 1, name


def case_folded_to_pdf(top):
    where = pair(top + "/in")
    for side in ("base", "fast"):
        write(where + "/%s.folded" % side, ";".join("recursive_function_%d" % i for i in range(9000)) + " 1\n" +
              "".join("main;f%d;g%d;h%d %d\n" % (i, i, i, i + 1) for i in range(20000)))
    gen(where, "-o", top + "/out")
    assert check_reports(top + "/out") == 1


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "haha">' + "".join('<!ENTITY %s "%s">' % (chr(98 + i), ("&%s;" % chr(97 + i)) * 10) for i in range(12)) + "]>"


def case_svg(top):
    box = svg_box("x", 40, 10, 117, 472)
    files = {
        "laughs": svg(box.replace("<title>x", "<title>&m;"), LAUGHS),
        "external": svg(box.replace("<title>x", "<title>&x;"), '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "parameter": svg(box, '<!DOCTYPE svg [<!ENTITY %% p SYSTEM "http://127.0.0.1:9/x.dtd"> %%p;]>'.replace("%%", "%")),
        "dtd": svg(box, '<!DOCTYPE svg SYSTEM "file:///dev/zero">'),
        "attributes": svg(box, '<!DOCTYPE svg [<!ATTLIST rect x CDATA "5">]>'),
        "boxes": svg("".join(svg_box("f%d" % i, 1, 10 + i * .0118, 117, .0118, 100000) for i in range(100000))),
        "same_place": svg(svg_box("f", 1, 10, 117, 1180) * 20000),
        "tower": svg("".join(svg_box("f", 100, 10, 133 - 16 * i, 1180) for i in range(12000))),
        "huge": svg(svg_box("f", 1, "1e308", "-1e308", "1e308") + svg_box("g", 1, 10, 117, "99999999999999999999")),
        "nan": svg(svg_box("f", 1, "nan", "inf", "-inf") + svg_box("g", 1, "", "x", "-5")),
        "count": svg(svg_box("f", "99999999999999999999999", 10, 117, 500) + svg_box("g", "18,446,744,073,709,551,615", 510, 117, 500)),
        "nested": SVG % ("", "<g>" * 3000 + svg_box("f", 1, 10, 117, 500)),
        "cut": svg(box)[:-60],
        "long_title": svg(svg_box("f" * 9000000, 40, 10, 117, 472)),
        "script": svg(box + "<script>alert(1)</script><foreignObject><body onload='alert(2)'/></foreignObject>"),
        "percent": svg('<g><title>f (1 samples, 1%)</title><rect x="1e300%" y="117" width="1e300%"/></g>'),
        "xinclude": svg('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>' + box),
    }
    for name, text in files.items():
        where = pair(top + "/" + name)
        write(where + "/base.svg", text)
        write(where + "/fast.svg", text + " ")
        run = gen(where, "-o", top + "/out_" + name, "-f", TEXTS + ",html")
        assert check_reports(top + "/out_" + name) == 1, name
        for file in ("report.html", "report.json", "report.txt"):
            for parent, _, names in os.walk(top + "/out_" + name):
                if file in names:
                    with open(os.path.join(parent, file), encoding="utf-8") as f:
                        assert "root:x:0" not in f.read(), name
        assert b"root:x:0" not in run.err


def case_other_profiles(top):
    deep = {"function": "f", "time": 1.0, "children": []}
    node = deep
    for i in range(300):
        node["children"] = [{"function": "f%d" % i, "time": 1.0, "children": []}]
        node = node["children"][0]
    scope = {"$schema": "https://www.speedscope.app/file-format-schema.json", "shared": {"frames": [{"name": "a"}, {"name": NASTY[0]}]},
             "profiles": [{"type": "sampled", "name": NASTY[1], "unit": "none", "startValue": 0, "endValue": 3,
                           "samples": [[0, 1], [0], [1]], "weights": [1, 1, 1]}]}

    def varied(**changes):
        text = json.loads(json.dumps(scope))
        text["profiles"][0].update(changes)
        return json.dumps(text)

    files = {
        "ok.speedscope.json": json.dumps(scope),
        "index.speedscope.json": varied(samples=[[4294967296], [-1], [1.5], ["x"], [[0]]]),
        "weights.speedscope.json": varied(weights=[1e308, 1e308, -1]),
        "deep.speedscope.json": varied(samples=[[0] * 100000], weights=[1]),
        "unequal.speedscope.json": varied(weights=[1] * 100000),
        "events.speedscope.json": varied(type="evented", samples=None, events=[{"type": "O", "frame": 0, "at": i} for i in range(50000)]),
        "closing.speedscope.json": varied(type="evented", events=[{"type": "C", "frame": 1, "at": 5}, {"type": "C", "frame": 0, "at": -5}]),
        "nested.pyinstrument.json": json.dumps({"start_time": 0, "duration": 1, "sample_count": 3, "root_frame": deep}),
        "script.perf": "".join("cmd %d/%d [000] %d.%06d: 1 cycles:\n\t ffffffff main+0x1 (/bin/x)\n\t 7 %s (%s)\n\n" %
                               (i, i, i, i, NASTY[i % 10].split("\n")[0], NASTY[0]) for i in range(5000)),
        "deep.perf": "cmd 1/1 [000] 1.0: 1 cycles:\n" + "\t 7 f (x)\n" * 100000 + "\n",
        "time.perf": "cmd 1/1 [000] 99999999999999999999.999999: 18446744073709551616 cycles:\n\t 7 f (x)\n\n" * 3,
        "unterminated.perf": "cmd 1/1 [000] 1.0: 1 cycles:\n\t 7 f (x",
        "hist.collapsed": "a;b 1 2\nc;d 3 4\n" * 5000,
    }
    for name, text in files.items():
        where = pair(top + "/in_" + name)
        write(where + "/base." + name, text)
        gen(where, "-o", top + "/out_" + name, "-f", TEXTS + ",html")
        assert check_reports(top + "/out_" + name) == 1, name


def case_perf_stat(top):
    whole = perf_stat()
    rows = "".join("%12.6f %18s      cycles\n%12.6f %18s      instructions\n" % (i / 1000, "1,000", i / 1000, "2,000") for i in range(1, 50001))
    files = {
        "no_footer": whole.split("\n\n")[0] + "\n\n Performance counter stats for 'x':\n\n",
        "only_header": "# started on Tue Feb  3 10:00:00 2026\n",
        "intervals": "# started on Tue Feb  3 10:00:00 2026\n#           time             counts unit events\n" + rows,
        "interval_cut": "#           time             counts unit events\n" + rows[:-30],
        "elapsed_zero": perf_stat(elapsed="0.000000000"),
        "elapsed_nan": perf_stat(elapsed="nan"),
        "elapsed_huge": perf_stat(elapsed="9" * 400),
        "count_huge": perf_stat(count="99,999,999,999,999,999,999,999"),
        "count_zero": perf_stat(count="0"),
        "count_2_64": perf_stat(count="18,446,744,073,709,551,615"),
        "count_float": perf_stat(count="1e308"),
        "not_counted": perf_stat(count="<not counted>"),
        "not_supported": perf_stat(count="<not supported>"),
        "many_events": perf_stat(events=["event_%d" % i for i in range(5000)]),
        "long_event": perf_stat(events=["e" * 1000000]),
        "long_command": perf_stat(command="x" * 1000000),
        "many_blocks": whole * 2000,
        "nul": whole.replace("cycles", "cyc\0les"),
        "csv": "".join("1000,,cycles%d,1000,100.00,,\n" % i for i in range(3000)),
        "csv_intervals": "".join("%d.5,1000,,cycles,1000,100.00,,\n" % i for i in range(100000)),
        "csv_fields": "1000" + "," * 100000 + "\n",
        "json_rows": '{"counter-value": "1e999", "unit": "", "event": "cycles", "event-runtime": -1, "pcnt-running": 1e308}\n' * 1000,
        "json_nan": '{"counter-value": "nan", "event": "cycles"}\n{"counter-value": "<not counted>", "event": ""}\n',
    }
    for name, text in files.items():
        where = pair(top + "/" + name)
        write(where + "/base_stat.txt", text)
        write(where + "/fast_stat.txt", text + "\n")
        gen(where, "-o", top + "/out_" + name, "-f", "html,csv,json")
        assert check_reports(top + "/out_" + name) == 1, name


def case_other_texts(top):
    files = {
        "pyperf.txt": "sort: Mean +- std dev: 1e308 sec +- nan sec\nx: Mean +- std dev: 0 sec +- 0 sec\n: Mean +- std dev: 5 ms +- 1 ms\n" * 500,
        "long.txt": "x" * 5000000 + ": Mean +- std dev: 5 ms +- 1 ms\n",
        "lines.txt": "\n" * 3000000 + "a: Mean +- std dev: 5 ms +- 1 ms\n",
        "table.md": "| Benchmark | base | fast |\n|---|---|---|\n" + "| a | 5 ms | 4 ms: 1.25x faster |\n" * 5000 + "|" * 100000 + "\n",
        "hyperfine.csv": "command,mean,stddev,median,user,system,min,max\n" + '"a""b,\n=1",nan,1e999,-1,0,0,0,0\n' * 100,
        "quote.csv": 'command,mean,stddev,median,user,system,min,max\n"' + "a,b\n" * 500000,
        "metrics.csv": "benchmark,variant,metric,value,unit\n" + "a,b,c,1e999,s\n,,,,\n=1,@x,+y,-5,\x1b\n" * 1000,
        "hyperfine.json": json.dumps({"results": [{"command": NASTY[0], "mean": 1.0, "times": [1e308] * 5, "exit_codes": [0]}] * 500}),
        "google.json": json.dumps({"context": {"host_name": NASTY[1], "date": "x" * 10000}, "benchmarks": [
            {"name": NASTY[0] + str(i), "run_type": "iteration", "real_time": 1e300, "cpu_time": -1, "time_unit": "ns"} for i in range(500)]}),
        "notes.md": "[" * 50000 + "](" * 50000 + "\n" + ">" * 300000 + "\n\n" + "{{\n" * 100000 + "*a_" * 50000 + "\n<script>alert(1)</script>\n![x](javascript:a)",
        "memcheck.out": "==1== \n" * 100000 + "==1== I   refs:      99,999,999,999,999,999,999\n",
        "callgrind.out.1": "events: Ir\nfn=(1) " + "x" * 1000000 + "\n" + "1 18446744073709551616\n" * 1000,
        "binary": bytes(range(256)) * 20000,
        "utf16.txt": "\ufeffsort: Mean +- std dev: 5 ms +- 1 ms\n".encode("utf-16"),
        "utf16_odd.txt": b"\xff\xfea\0b\0c",
        "escapes.txt": "\x1b[" * 1000000,
        "random.json": random.Random(1).randbytes(200000),
    }
    for name, text in files.items():
        where = pair(top + "/in_" + name)
        write(where + "/" + name, text)
        gen(where, "-o", top + "/out_" + name, "-f", "html,csv,json")
        assert check_reports(top + "/out_" + name) >= 1, name


# ---------------------------------------------------------------- the report directory

def case_report_directory_is_odd(top):
    where = pair(top + "/in")
    write(top + "/file", "mine")
    gen(where, "-o", top + "/file", status=2)
    gen(where, "-o", top + "/file/below", status=2)
    with open(top + "/file", encoding="utf-8") as f:
        assert f.read() == "mine"
    os.mkdir(top + "/real")
    os.symlink("real", top + "/link")
    gen(where, "-o", top + "/link", status=0)
    assert check_reports(top + "/real") == 1 and os.path.islink(top + "/link")
    os.symlink("nowhere", top + "/dangling")
    gen(where, "-o", top + "/dangling", status=2)
    # something of the user stands where the report goes
    names = [name for name in os.listdir(top + "/real") if os.path.isdir(top + "/real/" + name)]
    for kind in ("file", "link", "directory"):
        os.mkdir(top + "/" + kind + "_out")
        target = top + "/" + kind + "_out/" + names[0]
        if kind == "file":
            write(target, "mine")
        elif kind == "link":
            write(top + "/precious/data", "mine")
            os.symlink(top + "/precious", target)
        else:
            write(target + "/a/b/c/d/mine", "mine")
        run = gen(where, "-o", top + "/" + kind + "_out", status=2)
        assert b"not replaced" in run.err, run.err
        left = {"file": target, "link": top + "/precious/data", "directory": target + "/a/b/c/d/mine"}[kind]
        assert os.path.isfile(left), "something of the user is gone"
    if not IS_ROOT:
        os.mkdir(top + "/closed", 0o500)
        gen(where, "-o", top + "/closed", status=2)


def case_reports_among_results(top):
    where = pair(top + "/in")
    gen(where, "-o", where + "/reports", status=0)
    first = tree(where + "/reports")
    gen(where, "-o", where + "/reports", status=0)
    assert tree(where + "/reports") == first, "the second run read the reports of the first"
    gen(where, "-o", where, status=0)
    first = tree(where)
    gen(where, "-o", where, status=0)
    assert tree(where) == first, "the second run read its own reports"
    assert os.path.exists(where + "/sort_base.json")


def tree(top):
    """Path -> bytes of all files below."""
    found = {}
    for parent, _, files in os.walk(top):
        for name in files:
            with open(os.path.join(parent, name), "rb") as f:
                found[os.path.relpath(os.path.join(parent, name), top)] = f.read()
    return found


def case_print_module_is_missing(top):
    """A program that was moved without its module: HTML is made, a PDF is refused with a word about where the module belongs."""
    where = pair(top + "/in")
    alone = top + "/gen"
    shutil.copy(GEN, alone)
    run = subprocess.run([alone, where, "-o", top + "/html", "--formats", "html"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.returncode == 0, run.stderr
    run = subprocess.run([alone, where, "-o", top + "/pdf", "--formats", "pdf"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode == 0:
        return  # one is installed
    assert run.returncode == 2 and b"gen-print.so belongs beside the program" in run.stderr, run.stderr
    assert not glob.glob(top + "/pdf/*/report.pdf")


def case_no_room(top):
    where = pair(top + "/in")

    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    gen(where, "-o", top + "/fresh", status=2, more_limits=small_files)
    assert not tree(top + "/fresh"), "left behind: %s" % list(tree(top + "/fresh"))
    gen(where, "-o", top + "/out", status=0)
    before = tree(top + "/out")
    gen(where, "-o", top + "/out", "--title", "other", status=2, more_limits=small_files)
    assert tree(top + "/out") == before, "a failed run changed the reports"
    with open("/dev/full", "wb") as full:
        gen("--list", where, status=2, stdout=full)
        gen("--help", status=2, stdout=full)
        gen("--version", status=2, stdout=full)
        gen(where, "-o", top + "/out", status=(0, 2), stderr=full)


def case_closed_streams(top):
    where = pair(top + "/in")
    reader, writer = os.pipe()
    os.close(reader)
    process = start_to(("--list", where), {"stdout": writer, "stderr": writer})
    os.close(writer)
    assert process.wait(30) in (2, -signal.SIGPIPE)
    process = subprocess.run(["/bin/sh", "-c", '"$0" "$1" -o "$2" >&- 2>&- <&-', GEN, where, top + "/out"], timeout=30, check=False)
    assert process.returncode in (0, 2)
    check_reports(top + "/out")


def slow_archive(top):
    """One that takes long enough to be interrupted."""
    for i in range(8):
        for side, mean in (("base", .5), ("fast", .4)):
            write(top + "/b%d/%s.json" % (i, side), pyperf("b%d" % i, mean))
            write(top + "/b%d/%s.folded" % (i, side), "".join("main;f%d;g%d;h%d %d\n" % (k, k, k, k + 1) for k in range(3000)))
    return top


def wait_for_stage(out, process):
    """Until a directory is being filled."""
    while process.poll() is None:
        if os.path.isdir(out) and any(name.startswith(".gen-stage-") for name in os.listdir(out)):
            return True
        time.sleep(.001)
    return False


def left_behind(out):
    return [name for name in os.listdir(out) if name.startswith(".")] if os.path.isdir(out) else []


def case_interrupted(top):
    where = slow_archive(top + "/in")
    n_caught = 0
    for i, number in enumerate((signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGTERM)):
        out = top + "/out%d" % i
        process = start_to((where, "-o", out), {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL})
        wait_for_stage(out, process)
        time.sleep(.01 * i)
        process.send_signal(number)
        status = process.wait(30)
        assert status in (0, 128 + number), "status %d after signal %d" % (status, number)
        n_caught += status != 0
        assert not left_behind(out), "signal %d left %s" % (number, left_behind(out))
    assert n_caught > 0, "no run could be interrupted"


def case_killed(top):
    where = slow_archive(top + "/in")
    out = top + "/out"
    n_left = 0
    for i in range(6):
        process = start_to((where, "-o", out), {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL})
        wait_for_stage(out, process)
        time.sleep(.02 * i)
        process.kill()
        process.wait(30)
        n_left += len(left_behind(out))
    assert n_left > 0, "no run was killed while it wrote"
    write(out + "/.gen-file-abc123", "half")
    gen(where, "-o", out, status=0)
    assert not left_behind(out), left_behind(out)
    assert check_reports(out) == 8


def case_concurrent(top):
    where = slow_archive(top + "/in")
    gen(where, "-o", top + "/alone", status=0)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(gen, where, "-o", top + "/out", status=0) for _ in range(4)]:
            done.result()
    assert check_reports(top + "/out") == 8
    assert tree(top + "/out") == tree(top + "/alone"), "concurrent runs made another result"


def case_options(top):
    where = pair(top + "/in")
    for i, text in enumerate(NASTY):
        clean = text.replace("\0", "")
        gen(where, "-o", top + "/out", ("--benchmark", "--baseline", "--order")[i % 3], clean, "-f", "txt", status=(0, 2))
        gen("--" + clean, "--formats", clean, status=2)
    for name in ("--max-file", "--max-files", "--max-depth", "--jobs", "--margin", "--confidence", "--timestamp", "--fail-on", "--whatif", "--alias"):
        for value in ("", "=", "a=", "=2", "(=2", "a=2,", "a=1", "a=b=3", "-1", "0", "nan", "1e999", "99999999999999999999", "%n", "1" * 5000, "\x1b[1m"):
            gen("--list", where, "-o", top + "/out", name, value, "-f", "txt", status=(0, 1, 2))
    gen(where, "--jobs", "1024", "-o", top + "/out", "-f", "txt", status=0)
    gen(b"\xff\xfe\x1b", "-o", top + "/out", status=2)


# ---------------------------------------------------------------- running

def run_case(number, name, function):
    top = tempfile.mkdtemp(prefix="gen-hostile-")
    begun = time.monotonic()
    try:
        function(top)
        print("ok %d - %s" % (number, name))
        good = True
    except Exception as error:  # pylint: disable=broad-except
        print("not ok %d - %s" % (number, name))
        for line in ("".join(traceback.format_tb(error.__traceback__)[-2:]) + "%s: %s" % (type(error).__name__, error)).splitlines():
            print("# " + line[:700])
        good = False
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", top], check=False)
        shutil.rmtree(top, ignore_errors=True)
    if verbose:
        print("# %.1f s" % (time.monotonic() - begun))
    sys.stdout.flush()
    return good


def main():
    global verbose
    words = [word for word in sys.argv[1:] if word != "-v"]
    verbose = "-v" in sys.argv[1:]
    cases = [(name[5:], value) for name, value in globals().items() if name.startswith("case_")]
    cases = [case for case in cases if not words or any(word in case[0] for word in words)]
    print("1..%d" % len(cases))
    good = [run_case(i + 1, *case) for i, case in enumerate(cases)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
