#!/usr/bin/env python3
"""Opens the spreadsheet that gen writes and compares it with report.json; speaks TAP.

Reads the OOXML parts with the standard library: cells, number formats, panes, charts. The archive is that of the golden pair, with
a variant whose name would be a formula. Of a gen built without libxlsxwriter only its message is checked.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile

SRC = os.environ.get("SRCDIR", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GEN = os.environ.get("GEN", os.path.join(SRC, "gen"))
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
FORMULA_NAME = "=1+1"
N_DIGITS = 1e-15  # relative: a cell holds 16 significant digits

n_tests = 0


def check(good, what):
    global n_tests
    n_tests += 1
    print("%s %d - %s" % ("ok" if good else "not ok", n_tests, what))


def run_gen(archive, out, formats, **environment):
    env = dict(os.environ, SOURCE_DATE_EPOCH="1700000000", **environment)
    return subprocess.run([GEN, archive, "-o", out, "--formats", formats, "--quiet"], env=env, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120)


def find(directory, name):
    for parent, _, files in os.walk(directory):
        if name in files:
            return os.path.join(parent, name)
    return None


def column_index(reference):
    index = 0
    for letter in re.match(r"[A-Z]+", reference).group():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


class Workbook:
    """Sheets by name: rows of (value, number format); text stays str, numbers become float."""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        self.strings = ["".join(t.text or "" for t in item.iter(NAMESPACE + "t"))
                        for item in self.parse("xl/sharedStrings.xml").iter(NAMESPACE + "si")]
        self.formats = self.read_formats()
        relations = {r.get("Id"): r.get("Target") for r in self.parse("xl/_rels/workbook.xml.rels")}
        self.parts = {s.get("name"): self.parse("xl/" + relations[s.get(RELATION)])
                      for s in self.parse("xl/workbook.xml").iter(NAMESPACE + "sheet")}
        self.rows = {name: self.read_rows(part) for name, part in self.parts.items()}

    def parse(self, name):
        return ElementTree.fromstring(self.zip.read(name))

    def read_formats(self):
        styles = self.parse("xl/styles.xml")
        codes = {n.get("numFmtId"): n.get("formatCode") for n in styles.iter(NAMESPACE + "numFmt")}
        codes.update({"0": "General", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "49": "@"})
        return [codes.get(xf.get("numFmtId"), "?") for xf in styles.find(NAMESPACE + "cellXfs")]

    def read_rows(self, part):
        rows = []
        for row in part.iter(NAMESPACE + "row"):
            cells = {}
            for cell in row:
                value = cell.find(NAMESPACE + "v")
                if value is None:
                    continue
                is_text = cell.get("t") == "s"
                cells[column_index(cell.get("r"))] = (self.strings[int(value.text)] if is_text else float(value.text),
                                                      self.formats[int(cell.get("s", "0"))])
            rows.append([cells.get(i, (None, "")) for i in range(max(cells) + 1)] if cells else [])
        return rows

    def records(self, name):
        """Rows below the head as dictionaries title -> (value, format)."""
        head = [title for title, _ in self.rows[name][0]]
        return [dict(zip(head, row + [(None, "")] * (len(head) - len(row)))) for row in self.rows[name][1:]]


def is_near(cell, expected):
    value = cell[0] if cell else None
    if expected is None or value is None:
        return expected is None and value is None
    return isinstance(value, float) and abs(value - expected) <= N_DIGITS * abs(expected)


def check_numbers(book, report):
    """Every number of a sheet against report.json."""
    timings = [(v["name"], t) for v in report["variants"] for t in v["timings"]]
    titles = {"Mean": "mean", "Standard deviation": "stdev", "Median": "median", "Least": "min", "Most": "max",
              "Values": "values", "Mean of processes": "mean_of_processes"}
    records = book.records("Timing")
    check(len(records) == len(timings) > 0 and
          all(r["Variant"][0] == v and all(is_near(r[k], t[f]) for k, f in titles.items())
              for r, (v, t) in zip(records, timings)), "timings equal report.json")
    records = book.records("Comparison")
    check(len(records) == len(report["comparisons"]) > 0 and
          all(is_near(r["Speedup"], c["speedup"]) and is_near(r["CI low"], c["ci"][0]) and is_near(r["CI high"], c["ci"][1]) and
              is_near(r["Change"], c["delta_share"]) for r, c in zip(records, report["comparisons"])),
          "comparisons equal report.json")
    records = {r["Event"][0]: r for r in book.records("Counters")}
    counters = [(v["name"], c) for v in report["variants"] for c in v["counters"]]
    check(len(counters) > 0 and all(is_near(records[c["event"]][v], c["value"]) if c["value"] is not None else
                                    records[c["event"]][v][0] == c["status"] for v, c in counters),
          "counters equal report.json, or say why there is none")
    check(any(c["value"] is None for _, c in counters), "one of them was not counted")
    check(len(report["counter_comparisons"]) > 0 and
          all(is_near(records[c["event"]][c["variant"] + " change"], c["delta_share"]) and
              is_near(records[c["event"]][c["variant"] + " change from"], c["ci"][0] if c["ci"] else None)
              for c in report["counter_comparisons"]), "changes of counters equal report.json")
    derived = {r["Variant"][0]: r for r in book.records("Derived")}
    check(all(is_near(derived[v["name"]]["Instructions per cycle"], v["derived"]["ipc"]) for v in report["variants"]),
          "derived rates equal report.json")
    functions = [(v["name"], f) for v in report["variants"] for p in v["profiles"] for f in p["functions"]]
    records = book.records("Functions")
    check(len(records) == len(functions) > 0 and
          all(r["Function"][0] == f["name"] and r["Variant"][0] == v and is_near(r["Self"], f["self"])
              for r, (v, f) in zip(records, functions)), "functions equal report.json")
    check([(r["Code"][0], r["Message"][0]) for r in book.records("Warnings")] ==
          [(w["code"], w["message"]) for w in report["warnings"]], "warnings equal report.json")
    check([(r["File"][0], r["SHA-256"][0]) for r in book.records("Inputs")] ==
          [(i["path"], i["sha256"]) for i in report["inputs"]], "inputs equal report.json")


def check_formats(book):
    changes = [r["%s change" % FORMULA_NAME] for r in book.records("Counters")]
    check(any(c[0] is not None for c in changes) and all(c[0] is None or re.fullmatch(r"0(\.0+)?%", c[1]) for c in changes),
          "changes are formatted as per cent")
    check(all(r["Processes"][1] == "#,##0" for r in book.records("Timing")), "numbers of processes have no decimals")
    formats = {r["Mean"][1] for r in book.records("Timing")}
    check(len(formats) == 1 and re.fullmatch(r"#,##0\.0{3,}", formats.pop()) is not None,
          "means of a column share decimals that show them")
    chances = [r["p"] for r in book.records("Comparison")]
    check(any(c[0] is not None for c in chances) and
          all(c[0] is None or c[1] == ("0.000" if c[0] >= 0.001 else "0.0E+00") for c in chances), "no p is shown as zero")
    panes = [part.find(".//%spane" % NAMESPACE) for part in book.parts.values()]
    check(all(p is not None and p.get("ySplit") == "1" and p.get("state") == "frozen" for p in panes), "heads are frozen")
    check(all(part.find(NAMESPACE + "cols") is not None for part in book.parts.values()), "columns have widths")


def check_text(book):
    check(not any(True for part in book.parts.values() for _ in part.iter(NAMESPACE + "f")), "no cell is a formula")
    check(not any("hyperlink" in name for name in book.zip.namelist()) and
          not any(part.find(NAMESPACE + "hyperlinks") is not None for part in book.parts.values()), "no cell is a link")
    check(("%s" % FORMULA_NAME, "@") in [r["Variant"] for r in book.records("Timing")], "a name like a formula stays text")


def check_charts(book):
    charts = [book.parse(name) for name in sorted(book.zip.namelist()) if name.startswith("xl/charts/chart")]
    check(len(charts) == 2, "a chart of speedups and one of counters")
    good = True
    for chart in charts:
        for series in chart.iter(CHART + "ser"):
            reference = series.find(CHART + "val").find(".//%sf" % CHART).text
            sheet, column, first, last = re.fullmatch(r"'?(\w+)'?!\$([A-Z]+)\$(\d+)(?::\$[A-Z]+\$(\d+))?", reference).groups()
            cells = [row[column_index(column)] if len(row) > column_index(column) else (None, "")
                     for row in book.rows[sheet][int(first) - 1:int(last or first)]]
            head = book.rows[sheet][0][column_index(column)][0]
            good &= len(cells) == len(book.rows[sheet]) - 1 and any(isinstance(v, float) for v, _ in cells)
            good &= head == "Speedup" or head.endswith(" change")
    check(good and len(charts) > 0, "series of charts stand on the columns they mean, all rows")


def main():
    work = tempfile.mkdtemp(prefix="gen-xlsx-")
    try:
        archive = os.path.join(work, "in", "json_dumps")
        shutil.copytree(os.path.join(SRC, "tests", "golden", "pair", "in", "json_dumps"), archive)
        os.rename(os.path.join(archive, "optimized"), os.path.join(archive, FORMULA_NAME))
        first, second, third = (os.path.join(work, name) for name in ("first", "second", "third"))
        run = run_gen(archive, first, "json,xlsx")
        if b"built without" in run.stderr:
            check(run.returncode == 2 and b"libxlsxwriter-dev" in run.stderr, "the message names library and package")
            print("1..%d # the rest needs libxlsxwriter" % n_tests)
            return 0
        check(run.returncode == 0 and find(first, "report.xlsx") is not None, "gen writes a spreadsheet")
        run_gen(archive, second, "xlsx", TZ="Asia/Tokyo", LC_ALL="de_DE.UTF-8", TMPDIR=work)
        with open(find(first, "report.xlsx"), "rb") as a, open(find(second, "report.xlsx"), "rb") as b:
            check(a.read() == b.read(), "a second run writes the same bytes, in another zone and locale")
        check(not [name for name in os.listdir(work) if name.startswith("gen-xlsx-")], "no temporary file is left")
        subprocess.run([GEN, archive, "-o", third, "--quiet"], stdout=subprocess.DEVNULL, check=False)
        check(find(third, "report.json") is not None and find(third, "report.xlsx") is None, "only on request")
        run = run_gen(archive, os.path.join(work, "fourth"), "xlsx", TMPDIR=os.path.join(work, "none"))
        check(run.returncode == 2 and b"xlsx-failed" in run.stderr or b"spreadsheet was not written" in run.stderr,
              "without a temporary directory it says so")
        book = Workbook(find(first, "report.xlsx"))
        with open(find(first, "report.json"), encoding="utf-8") as f:
            report = json.load(f)
        check(list(book.parts) == ["Verdict", "Comparison", "Timing", "Commands", "Counters", "Derived", "Functions", "Environment",
                                   "Warnings", "Inputs"], "a sheet per table")
        check_numbers(book, report)
        check_formats(book)
        check_text(book)
        check_charts(book)
        print("1..%d" % n_tests)
        return 0
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
