#!/usr/bin/env python3
"""The PDF (TAP): well formed, fonts embedded, no images, outline = headings, tagged, the numbers of the HTML in its text, heads
repeated where tables go on, nothing stranded at the end of a page, attachments, a clear word when there are no fonts.
Needs qpdf and poppler-utils; without them it is skipped."""

import html
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

GEN = os.environ["GEN"]
SRCDIR = os.environ["SRCDIR"]
TOOLS = ("qpdf", "pdffonts", "pdfimages", "pdfinfo", "pdftotext", "pdfdetach")

number = 0


def check(condition, name, detail=""):
    global number
    number += 1
    print(f"{'ok' if condition else 'not ok'} {number} - {name}")
    if not condition and detail:
        print("\n".join("# " + line for line in str(detail).splitlines()[:10]))


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", **options)


def plain(text):
    """White space of every kind as one blank, line breaks of the page undone."""
    return re.sub(r"[\s\u00a0\u2002\u200b\u202f]+", " ", text).strip()


def squeezed(text):
    return re.sub(r"[\s\u00a0\u2002\u200b\u202f]+", "", text)


def report(source, directory, *options):
    result = run(GEN, "--quiet", source, "-o", directory, *options)
    if result.returncode > 1:
        raise SystemExit(f"Bail out! gen failed: {result.stderr}")
    names = [name for name in os.listdir(directory) if os.path.isfile(os.path.join(directory, name, "report.pdf"))]
    return os.path.join(directory, sorted(names)[0])


def make_suite(directory, n_benchmarks):
    """Two variants of a suite long enough for tables over several pages."""
    draw = random.Random(1)
    for variant, factor in (("base", 1.0), ("fast", 0.9)):
        benchmarks = []
        for i in range(n_benchmarks):
            runs = [
                {"values": [factor * (1 + i / 50) * draw.uniform(0.99, 1.01) for _ in range(3)], "metadata": {"loops": 1}}
                for _ in range(5)
            ]
            benchmarks.append({"metadata": {"name": f"bench_{i:03}", "unit": "second"}, "runs": runs})
        folder = os.path.join(directory, variant, "20250101_120000")
        os.makedirs(folder)
        with open(os.path.join(folder, "pyperf.json"), "w", encoding="utf-8") as out:
            json.dump({"version": "1.0", "benchmarks": benchmarks}, out)


def outline_titles(pdf):
    titles = []

    def walk(items):
        for item in items:
            titles.append(plain(item["title"]))
            walk(item["kids"])

    walk(json.loads(run("qpdf", "--json", "--json-key=outlines", pdf).stdout)["outlines"])
    return titles


def html_headings(page):
    found = re.findall(r"<h[23][^>]*>(.*?)</h[23]>", page, re.S)
    return [plain(html.unescape(re.sub(r"<[^>]*>", "", text))) for text in found]


def numeric_cells(page):
    """Texts of the numeric cells of all tables."""
    cells = re.findall(r'<td class="n[^"]*"[^>]*>(.*?)</td>', page, re.S)
    return [squeezed(html.unescape(re.sub(r"<[^>]*>", "", cell))) for cell in cells]


def drawn_twice(stream):
    """Texts of one page that are shown more than once from the same point."""
    shown = re.findall(rb"(\S+ \S+ \S+ \S+ \S+ \S+ Tm\n/\S+ 1 Tf\n[^\n]*T[jJ])", stream)
    return sorted({text for text in shown if shown.count(text) > 1})


def check_structure(pdf):
    checked = run("qpdf", "--check", pdf)
    check(checked.returncode == 0, "qpdf finds nothing wrong", checked.stdout + checked.stderr)
    rows = run("pdffonts", pdf).stdout.splitlines()[2:]
    flags = [re.search(r"(yes|no) +(yes|no) +(yes|no) +\d+ +\d+$", row) for row in rows]
    check(rows and all(f and f.groups() == ("yes", "yes", "yes") for f in flags), "fonts embedded, subset, with Unicode", rows)
    check(len(run("pdfimages", "-list", pdf).stdout.splitlines()) <= 2, "no images: figures are vectors")
    info = run("pdfinfo", pdf).stdout
    check(re.search(r"^Tagged: +yes", info, re.M), "tagged", info)
    structure = run("pdfinfo", "-struct", pdf).stdout
    check(all(tag in structure for tag in ("H1", "H2", "Table", "TR", "TH", "TD", "Figure", "Caption", "LI")), "structure", structure)
    raw = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", pdf, "-"], capture_output=True).stdout
    twice = [place for stream in raw.split(b"endstream") for place in drawn_twice(stream)]
    check(not twice, "no text is drawn twice in one place, which would look bold", twice)
    check(b"/Lang (en)" in raw and (b"/alt <feff" in raw.lower() or b"/Alt (" in raw) and b"/DisplayDocTitle true" in raw, "language, texts of figures, title")


def check_content(directory):
    pdf = os.path.join(directory, "report.pdf")
    page = open(os.path.join(directory, "report.html"), encoding="utf-8").read()
    text = squeezed(run("pdftotext", "-layout", pdf, "-").stdout)
    headings = html_headings(page)
    titles = outline_titles(pdf)
    check(titles and titles == headings, "the outline holds the headings", f"{titles}\n{headings}")
    missing = [cell for cell in numeric_cells(page) if cell not in text]
    check(numeric_cells(page) and not missing, "every numeric cell of the HTML stands in the PDF", missing)
    dests = run("pdfinfo", "-dests", pdf).stdout
    links = set(re.findall(r'<h2 id="([^"]*)"', page))
    check(links and all(f'"{name}"' in dests for name in links), "every section is a destination", dests)
    for name in ("report.json", "report.csv"):
        saved = os.path.join(directory, "saved-" + name)
        index = [line.split(":")[0] for line in run("pdfdetach", "-list", pdf).stdout.splitlines() if line.endswith(name)]
        if index:
            run("pdfdetach", "-save", index[0].strip(), "-o", saved, pdf)
        same = index and open(saved, "rb").read() == open(os.path.join(directory, name), "rb").read()
        check(same, f"{name} is attached, byte for byte")


def check_pages(directory):
    pdf = os.path.join(directory, "report.pdf")
    titles = set(outline_titles(pdf))
    pages = run("pdftotext", "-layout", pdf, "-").stdout.split("\f")[:-1]
    continued = stranded = 0
    bad = []
    for page in pages:
        lines = [plain(line) for line in page.splitlines() if line.strip()]
        for i, line in enumerate(lines):
            if line.endswith("(continued)"):
                continued += 1
                if not lines[i + 1].startswith("Benchmark"):
                    bad.append(lines[i + 1])
        body = [line for line in lines if not re.search(r"\d+ ?/ ?\d+$", line)]
        if len(body) > 1 and body[-1] in titles:
            stranded += 1
    check(continued >= 1, "a long table goes on over pages", len(pages))
    check(not bad, "its head is repeated there", bad)
    check(stranded == 0, "no heading is the last line of a page")
    everything = "".join(pages)
    rows = [len(re.findall(rf"^ *bench_{i:03} .*(?:faster|slower|undecided|difference)", everything, re.M)) for i in range(90)]
    check(min(rows) >= 1, "no row is lost", rows)


def check_paper(directory):
    info = run("pdfinfo", os.path.join(directory, "report.pdf")).stdout
    check("612 x 792" in info, "letter paper", info)


def check_no_fonts(source, directory):
    result = run(GEN, "--quiet", source, "-o", directory, "-f", "pdf", env={**os.environ, "GEN_FONT_DIR": "/nonexistent"})
    check(result.returncode == 2 and "fonts-linuxlibertine" in result.stderr, "without fonts: what to install", result.stderr)


def main():
    if any(shutil.which(tool) is None for tool in TOOLS):
        print("1..0 # SKIP qpdf or poppler-utils is missing")
        return
    source = os.path.join(SRCDIR, "artifacts", "json_dumps")
    with tempfile.TemporaryDirectory() as work:
        small = report(source, os.path.join(work, "small"))
        check_structure(os.path.join(small, "report.pdf"))
        check_content(small)
        suite = os.path.join(work, "suite")
        make_suite(suite, 90)
        check_pages(report(suite, os.path.join(work, "long")))
        check_paper(report(source, os.path.join(work, "letter"), "--paper", "letter", "-f", "pdf"))
        check_no_fonts(source, os.path.join(work, "none"))
    print(f"1..{number}")


if __name__ == "__main__":
    sys.exit(main())
