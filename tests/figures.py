#!/usr/bin/env python3
"""Figures as files of their own, by --figures and --flamegraph: they are what their names say, whole and the same twice (TAP).

SVG is parsed and must refer to nothing outside; PDF must embed its fonts, hold text and no images, and pass qpdf; PNG must have the
size of the figure at 300 dots per inch and more than paper on it. Tools that are missing skip their checks.
"""
import glob
import hashlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zlib

SRC = os.environ.get("SRCDIR", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GEN = os.environ.get("GEN", os.path.join(SRC, "gen"))
PAIR = os.path.join(SRC, "tests", "golden", "pair", "in")
PROFILES = os.path.join(SRC, "tests", "golden", "profiles", "in", "aes")
SVG = "{http://www.w3.org/2000/svg}"
PORTRAIT_PIXELS = (2041, 2042)  # 478 points and twice 6 of margin, at 300 dots per inch

n_tests = 0


def check(good, what, reason=""):
    global n_tests
    n_tests += 1
    print("%s %d - %s" % ("ok" if good else "not ok", n_tests, what))
    if not good and reason:
        print("# %s" % reason)


def skip(what, why):
    global n_tests
    n_tests += 1
    print("ok %d - %s # SKIP %s" % (n_tests, what, why))


def run(*arguments):
    return subprocess.run([GEN] + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)


def svg_problem(path):
    """What is wrong with a picture, or "" when nothing is."""
    root = ElementTree.parse(path).getroot()
    ids = {e.get("id") for e in root.iter() if e.get("id")}
    if root.tag != SVG + "svg" or not root.get("viewBox"):
        return "no SVG document"
    if not any(e.text for e in root.iter(SVG + "text")):
        return "no text"
    for element in root.iter():
        for name, value in element.attrib.items():
            if name.split("}")[-1] in ("href", "src") or name.startswith("on"):
                return "%s=%s" % (name, value)
            if value.startswith("url(") and value[5:-1] not in ids:
                return "%s is not in the picture" % value
    return ""


def png_problem(path, widths):
    """The chunks are whole, and not all of it is white."""
    with open(path, "rb") as f:
        data = f.read()
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        return "no PNG"
    at, pixels, size = 8, b"", None
    while at < len(data):
        n, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + n]
        if zlib.crc32(kind + body) != struct.unpack(">I", data[at + 8 + n:at + 12 + n])[0]:
            return "a damaged chunk"
        size = struct.unpack(">II", body[:8]) if kind == b"IHDR" else size
        pixels += body if kind == b"IDAT" else b""
        at += 12 + n
    if widths and size[0] not in widths:
        return "%d pixels wide" % size[0]
    return "" if len(set(zlib.decompress(pixels))) > 10 else "nothing is drawn"


def check_pdf(path, what):
    if shutil.which("qpdf"):
        process = subprocess.run(["qpdf", "--check", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        check(process.returncode == 0, "%s passes qpdf" % what, process.stdout.decode("utf-8", "replace"))
    else:
        skip("%s passes qpdf" % what, "no qpdf")
    if not shutil.which("pdffonts"):
        skip("%s has text, fonts and no images" % what, "no poppler-utils")
        return
    fonts = subprocess.run(["pdffonts", path], stdout=subprocess.PIPE).stdout.decode().splitlines()[2:]
    images = subprocess.run(["pdfimages", "-list", path], stdout=subprocess.PIPE).stdout.decode().splitlines()[2:]
    text = subprocess.run(["pdftotext", path, "-"], stdout=subprocess.PIPE).stdout
    embedded = all(line.split()[-5] == "yes" for line in fonts)
    check(fonts and embedded and not images and text.strip(), "%s has text, fonts and no images" % what)


def digests(directory):
    found = {}
    for path in sorted(glob.glob(os.path.join(directory, "*", "figures", "*"))):
        with open(path, "rb") as f:
            found[os.path.basename(path)] = hashlib.sha256(f.read()).hexdigest()
    return found


def check_report(work):
    """--figures of a report."""
    first, again = os.path.join(work, "first"), os.path.join(work, "again")
    process = run(PAIR, "-o", first, "--formats", "json", "--figures", "svg,pdf,png", "--quiet")
    check(process.returncode == 0, "--figures", process.stderr.decode())
    run(PAIR, "-o", again, "--formats", "json", "--figures", "png,svg,pdf", "--quiet")
    names = digests(first)
    stems = {os.path.splitext(name)[0] for name in names}
    check({"forest", "strip", "values", "counters", "flame"} <= stems, "the figures of the report", " ".join(sorted(names)))
    check(len(names) == 3 * len(stems), "each in three formats")
    check(names and names == digests(again), "the same bytes twice")
    directory = glob.glob(os.path.join(first, "*", "figures"))[0]
    for stem in sorted(stems):
        problem = svg_problem(os.path.join(directory, stem + ".svg"))
        check(not problem, "%s.svg" % stem, problem)
        problem = png_problem(os.path.join(directory, stem + ".png"), () if stem in ("flame", "diff") else PORTRAIT_PIXELS)
        check(not problem, "%s.png" % stem, problem)
    check_pdf(os.path.join(directory, "forest.pdf"), "forest.pdf")
    process = run(PAIR, "-o", first, "--formats", "json", "--quiet")
    check(process.returncode == 0 and not digests(first), "without --figures they go with the report they belong to")
    check(run(PAIR, "-o", first, "--figures", "gif").returncode == 2, "--figures gif is refused")


def check_flamegraph(work):
    """--flamegraph of one file and of two."""
    base = os.path.join(PROFILES, "baseline", "stacks.folded")
    changed = os.path.join(PROFILES, "optimized", "stacks.folded")
    process = run("--flamegraph", base)
    path = os.path.join(work, "one.svg")
    with open(path, "wb") as f:
        f.write(process.stdout)
    check(process.returncode == 0 and not svg_problem(path), "one profile on stdout", process.stderr.decode())
    process = run("--flamegraph", base, changed, "--alias", "fast_blocks.py=aes.py")
    check(b"Difference between baseline and optimized" in process.stdout, "the difference of two", process.stderr.decode())
    process = run("--flamegraph", base, changed)
    check(process.returncode == 0 and b"both are drawn" in process.stderr, "two that share too little are drawn side by side")
    for ending, magic in (("svg", b"<?xml"), ("pdf", b"%PDF-"), ("png", b"\x89PNG"), ("html", b"<!DOCTYPE")):
        path = os.path.join(work, "out." + ending)
        process = run("--flamegraph", base, "-o", path)
        with open(path, "rb") as f:
            check(process.returncode == 0 and f.read(9).startswith(magic), "-o out.%s" % ending, process.stderr.decode())
    check_pdf(os.path.join(work, "out.pdf"), "out.pdf")
    for arguments in (["--flamegraph"], ["--flamegraph", base, "-o", os.path.join(work, "out.gif")],
                      ["--flamegraph", os.path.join(PROFILES, "nothing")], ["--flamegraph", __file__],
                      ["--flamegraph", base, base, base], ["--flamegraph", base, "--fold"]):
        process = run(*arguments)
        check(process.returncode == 2 and process.stderr and not process.stdout, "refused: " + " ".join(arguments[:1] + arguments[2:]))
    check(not os.path.exists(os.path.join(work, "out.gif")), "nothing is left of what was refused")


def main():
    work = tempfile.mkdtemp(prefix="gen-figures-")
    try:
        check_report(work)
        check_flamegraph(work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print("1..%d" % n_tests)


if __name__ == "__main__":
    sys.exit(main())
