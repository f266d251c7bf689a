#!/usr/bin/env python3
"""Round trip of perf stat: random counters, written in every dialect, must be read back as they were.

A document is drawn from a grammar of what perf 3 to 7 print (text of any locale, CSV, JSON lines), with the surroundings that
people add: program output, mail quotes, colours, CRLF, UTF-16. tests/tools/dump_counters reads it; every counter, its unit, state,
standard error and share of time, and the footer must come back. Speaks TAP. Usage: perf_stat_round_trip.py [SEED [COUNT]],
or perf_stat_round_trip.py --write DIRECTORY [COUNT] to leave documents there (seeds for the fuzz drivers).
"""
import os
import random
import subprocess
import sys
import tempfile

DUMP = os.path.join(os.path.dirname(os.environ.get("GEN", "./gen")), "tests", "tools", "dump_counters")

# raw name, canonical name, pmu, modifier, printed unit, canonical unit
EVENTS = [
    ("task-clock", "task-clock", "", "", "msec", "s"),
    ("cpu-clock", "cpu-clock", "", "", "msec", "s"),
    ("context-switches", "context-switches", "", "", "", ""),
    ("cs", "context-switches", "", "", "", ""),
    ("cpu-migrations", "cpu-migrations", "", "", "", ""),
    ("page-faults", "page-faults", "", "", "", ""),
    ("cycles", "cycles", "", "", "", ""),
    ("cpu-cycles", "cycles", "", "", "", ""),
    ("cycles:u", "cycles", "", "u", "", ""),
    ("instructions", "instructions", "", "", "", ""),
    ("instructions:k", "instructions", "", "k", "", ""),
    ("branches", "branches", "", "", "", ""),
    ("branch-instructions:u", "branches", "", "u", "", ""),
    ("branch-misses", "branch-misses", "", "", "", ""),
    ("cpu_core/cycles/", "cycles", "cpu_core", "", "", ""),
    ("cpu_atom/instructions/u", "instructions", "cpu_atom", "u", "", ""),
    ("armv8_pmuv3_0/cycles/", "cycles", "armv8_pmuv3_0", "", "", ""),
    ("power/energy-pkg/", "energy-pkg", "power", "", "Joules", "J"),
    ("L1-dcache-load-misses", "L1-dcache-load-misses", "", "", "", ""),
    ("sched:sched_switch", "sched:sched_switch", "", "", "", ""),
    ("r1c2", "r1c2", "", "", "", ""),
    ("cpu/event=0x3c,umask=0x0/", "event=0x3c,umask=0x0", "cpu", "", "", ""),
    ("duration_time", "duration_time", "", "", "ns", "s"),
]
SHIFTS = {"msec": 1e3, "ns": 1e9, "Joules": 1, "": 1}
DECIMALS = {"msec": 2, "ns": 0, "Joules": 2, "": 0}

# grouping, decimal mark, size of the groups left of the last one
LOCALES = {
    "C": ("", ".", 3), "en_US": (",", ".", 3), "de_DE": (".", ",", 3), "fr_FR": ("\u202f", ",", 3), "pl_PL": ("\u00a0", ",", 3),
    "old_FR": (" ", ",", 3), "de_CH": ("\u2019", ".", 3), "en_IN": (",", ".", 2), "ps_AF": ("\u066c", "\u066b", 3),
}


class Counter:
    """One row as perf knows it."""

    def __init__(self, rng, event, has_errors, may_share):
        self.raw, self.event, self.pmu, self.modifier, self.unit, self.canonical_unit = event
        self.status = rng.choices(["counted", "not counted", "not supported"], [12, 1, 1])[0]
        digits = rng.choice([1, 3, 4, 7, 11, 15])
        self.integer = rng.randrange(1, 10 ** digits)  # in units of the last decimal printed
        self.error = rng.choice([0.05, 0.5, 4.55, 33.33, 642.48]) if has_errors and rng.random() < 0.7 else None
        self.running = rng.choice([0.68, 5.71, 62.70, 99.99]) if may_share and rng.random() < 0.5 else None
        self.scope = self.cgroup = ""
        self.interval = None

    def decimals(self):
        return DECIMALS[self.unit]

    def value(self):
        return self.integer / 10 ** self.decimals() / SHIFTS[self.unit]

    def key(self):
        return (self.event, self.pmu, self.modifier, self.canonical_unit, self.scope, self.cgroup, self.interval)


class Block:
    def __init__(self):
        self.command, self.runs, self.counters = None, 1, []
        self.elapsed = self.elapsed_error = self.user = self.sys = None
        self.started = None
        self.samples = 0


def group(text, separator, size):
    """1234567 with separators between groups: three digits last, `size` before them."""
    if not separator or len(text) <= 3:
        return text
    head, tail = text[:-3], [text[-3:]]
    while len(head) > size:
        tail.insert(0, head[-size:])
        head = head[:-size]
    return separator.join([head] + tail if head else tail)


def number(integer, decimals, locale, grouped):
    separator, mark, size = LOCALES[locale]
    text = str(integer).rjust(decimals + 1, "0")
    whole = text[:-decimals] if decimals else text
    if grouped:
        whole = group(whole, separator, size)
    return whole + (mark + text[-decimals:] if decimals else "")


def decimal(value, places, locale):
    """A number that perf does not group."""
    return ("%.*f" % (places, value)).replace(".", LOCALES[locale][1])


# ---------------------------------------------------------------- text

def value_text(counter, locale):
    if counter.status != "counted":
        return "<%s>" % counter.status
    return number(counter.integer, counter.decimals(), locale, True)


def metric_text(rng, version, locale):
    kinds = [("%s GHz", 3), ("%s M/sec", 3), ("%s CPUs utilized", 3), ("%s%% of all branches", 2), ("%s insn per cycle", 2)]
    if version >= 7:
        kinds = [("%s cs/sec  cs_per_second", 1), ("%s instructions  insn_per_cycle", 1), ("%s GHz  cycles_frequency", 1)]
    form, places = rng.choice(kinds)
    text = decimal(rng.uniform(0, 2000), places, locale)
    if version >= 7 and rng.random() < 0.1:
        text = "nan"
    return "# %8s" % (form % text)


def row_text(rng, counter, version, locale, prefix=""):
    unit = counter.unit
    if version == 3:
        head = "%18s %-24s" % (value_text(counter, locale), counter.raw) if unit in ("", "msec") else None
    elif version == 4 and unit == "msec":
        head = "%18s      %-24s" % (value_text(counter, locale), counter.raw + " (msec)")
    else:
        head = None
    if head is None:
        head = "%18s %-4s %-24s" % (value_text(counter, locale), unit, counter.raw)
    if counter.cgroup:
        head += " %s" % counter.cgroup
    line = prefix + head
    if rng.random() < 0.6:
        line += " " + metric_text(rng, version, locale)
    if counter.error is not None and counter.status == "counted":
        line += rng.choice(["  ( +-%6s%% )", " ( +- %s%% )"]) % decimal(counter.error, 2, locale)
    if counter.running is not None:
        shape = "  [%s%%]" if version == 3 else "  (%s%%)"
        line += shape % decimal(counter.running, 2, locale)
    return line + " " * rng.choice([0, 0, 10])


def scope_text(scope, n):
    if scope.startswith("CPU"):
        return "%-10s " % scope
    if "-" in scope and scope.rsplit("-", 1)[1].isdigit() and not scope.startswith("S"):
        return "%16s " % scope
    return "%s %11d " % (scope, n)


def footer_lines(rng, block, version, locale):
    if block.runs > 1:
        lines = []
        if block.samples:
            lines = ["          # Table of individual measurements:"]
            lines += ["          %s (%s) #" % (decimal(block.elapsed, 6, locale), "+" + decimal(0.001, 6, locale))] * block.samples
            lines += ["", "          # Final result:"]
        text = "%18s +- %s seconds time elapsed  ( +- %s%% )" % (
            decimal(block.elapsed, 6, locale), decimal(block.elapsed_error, 6, locale), decimal(0.5, 2, locale))
        return lines + [text]
    lines = ["%18s seconds time elapsed" % decimal(block.elapsed, 9, locale)]
    if block.user is not None:
        lines += ["", "%18s seconds user" % decimal(block.user, 9, locale), "%18s seconds sys" % decimal(block.sys, 9, locale)]
    return lines


def topdown_lines(locale):
    return ["             TopdownL1 (cpu_core)                 # %8s %%  tma_backend_bound" % decimal(25.5, 1, locale),
            "                                                  # %8s %%  tma_retiring             (%s%%)"
            % (decimal(60.4, 1, locale), decimal(93.43, 2, locale))]


def block_lines(rng, block, version, locale):
    command = "'%s'" % block.command
    runs = " (%d runs)" % block.runs if block.runs > 1 else ""
    lines = []
    if block.started:
        lines += ["# started on Fri Nov 20 11:47:29 2026", ""]
    lines += ["", " Performance counter stats for %s%s:" % (command, runs), ""]
    for counter in block.counters:
        prefix = scope_text(counter.scope, 1) if counter.scope else ""
        lines.append(row_text(rng, counter, version, locale, prefix))
        if rng.random() < 0.1 and not counter.scope:
            lines.append(" " * 50 + "# %8s  stalled cycles per insn" % decimal(1.48, 2, locale))
    if version >= 6 and rng.random() < 0.2:
        lines += topdown_lines(locale)
    lines += [""] + footer_lines(rng, block, version, locale) + [""]
    return lines


def interval_lines(rng, block, version, locale):
    lines = []
    for i, counter in enumerate(c for c in block.counters if c.interval is not None):
        if i % 25 == 0:
            lines.append("#           time             counts unit events")
        prefix = "%16s " % decimal(counter.interval, 9, locale)
        if counter.scope:
            prefix += scope_text(counter.scope, 2)
        lines.append(row_text(rng, counter, version, locale, prefix))
    return lines


# ---------------------------------------------------------------- documents

def draw_block(rng, runs=1, may_share=True, n_max=8):
    block = Block()
    events = rng.sample(EVENTS, rng.randrange(1, n_max))
    seen, chosen = set(), []
    for event in events:  # aliases of one event would be one key
        if event[1:4] not in seen:
            seen.add(event[1:4])
            chosen.append(event)
    block.runs = runs
    block.counters = [Counter(rng, event, runs > 1, may_share) for event in chosen]
    return block


def draw_text_block(rng, locale):
    runs = rng.choice([1, 1, 3, 25])
    block = draw_block(rng, runs)
    block.command = rng.choice(["sleep 0.05", "python3 -c import sys\nprint(\"1,234 cycles\")\nx=\"it's\"", "./a.out '1':x 3", "sh -c a; b"])
    block.elapsed = rng.choice([0.143827015, 20.401038, 56.213, 1234.5])
    if runs > 1:
        block.elapsed = round(block.elapsed, 6)
        block.elapsed_error = 0.15
        block.samples = rng.choice([0, runs])
    elif rng.random() < 0.5:
        block.user, block.sys = 0.089849, 0.0
    scopes = rng.choice([None, None, ["CPU0", "CPU1"], ["S0-D0-C0", "S1-D0-C3"], ["N0", "N1"], ["kworker/0:1-12", "a\"b,c d-3197"]])
    if scopes:
        block.counters = [copy_scope(c, s) for c in block.counters for s in scopes]
    elif rng.random() < 0.1:
        for counter in block.counters:
            counter.cgroup = "/user.slice"
    return block


def copy_scope(counter, scope):
    import copy
    other = copy.copy(counter)
    other.scope = scope
    other.integer = max(1, counter.integer // (1 + len(scope)))
    return other


def draw_intervals(rng, with_scopes):
    base = draw_block(rng, 1, True, 5)
    block = Block()
    import copy
    for tick in range(1, rng.randrange(2, 40)):
        for counter in base.counters:
            for scope in (["CPU0", "CPU1"] if with_scopes else [""]):
                row = copy.copy(counter)
                row.interval = round(0.1 * tick + 0.000123456, 9)
                row.scope = scope
                row.integer = rng.randrange(1, 10 ** 7)
                row.error = None
                block.counters.append(row)
    return block


def surround(rng, lines):
    """What stands around perf's output, and how the file is written."""
    before = rng.choice([[], ["hello from workload", "warn: stderr line 1,234 things", "  12 bananas"], ["Using CPUID AuthenticAMD-26-2-1", "task-clock: 1185697 1185697 1185697"]])
    after = rng.choice([[], [], ["", "done in 3 seconds", "   42 apples"]])
    lines = before + lines + after
    if rng.random() < 0.15:
        lines = ["> " + line if line else ">" for line in lines]
    text = "\n".join(lines) + "\n"
    if rng.random() < 0.15:
        text = text.replace("seconds", "\x1b[1mseconds\x1b[0m").replace("#", "\x1b[31m#\x1b[m")
    if rng.random() < 0.2:
        text = text.replace("\n", "\r\n")
    coding = rng.choices(["utf-8", "utf-8-sig", "utf-16", "latin-1"], [7, 1, 1, 1])[0]
    try:
        return text.encode(coding)
    except UnicodeEncodeError:
        return text.encode("utf-8")


def text_document(rng):
    locale, version = rng.choice(sorted(LOCALES)), rng.choice([3, 4, 5, 6, 7])
    blocks, lines = [], []
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        block = draw_text_block(rng, locale)
        if rng.random() < 0.2:
            block.started = "2026-11-20T11:47:29"
        blocks.append(block)
        lines += block_lines(rng, block, version, locale)
    return surround(rng, lines), blocks


def interval_document(rng):
    locale, version = rng.choice(["C", "en_US", "de_DE", "fr_FR", "en_IN"]), rng.choice([4, 5, 6, 7])
    with_scopes = rng.random() < 0.3
    block = draw_intervals(rng, with_scopes)
    lines = interval_lines(rng, block, version, locale)
    if rng.random() < 0.4:
        total = draw_text_block(rng, locale)
        total.runs, total.elapsed, total.elapsed_error, total.samples = 1, 0.352540858, None, 0
        for counter in total.counters:
            counter.error = None
        lines += block_lines(rng, total, version, locale)
        for name in ("command", "elapsed", "user", "sys"):
            setattr(block, name, getattr(total, name))
        block.counters += total.counters
    return ("\n".join(lines) + "\n").encode(), [block]


def csv_row(rng, counter, separator, locale, has_error, shape):
    mark = LOCALES[locale][1]
    fields = []
    if counter.interval is not None:
        stamp = decimal(counter.interval, 9, locale)
        fields.append(stamp.rjust(16) if shape["padded"] else stamp)
    elif shape["summary"] and shape["has_intervals"]:
        fields.append("         summary" if shape["padded"] else "summary")
    if counter.scope:
        fields.append(counter.scope)
        if counter.scope[0] in "SN":
            fields.append("2")
    value = "<%s>" % counter.status if counter.status != "counted" else number(counter.integer, counter.decimals(), locale, False)
    fields += [value, counter.unit, counter.raw]
    if counter.cgroup:
        fields.append(counter.cgroup)
    if has_error:
        fields.append(decimal(counter.error or 0, 2, locale) + "%")
    running = 100 if counter.running is None else int(counter.running)
    fields += [str(rng.randrange(10 ** 9)), "%d%s00" % (running, mark)]
    if not shape["short"]:
        fields += rng.choice([["", ""], [decimal(1.047, 3, locale).replace(",", "") if separator == "," else decimal(1.047, 3, locale), "K/sec"]])
    if counter.running is not None:
        counter.csv_running = running / 100
    return separator.join(fields)


def csv_document(rng):
    separator = rng.choice([",", ",", ";", "\t", "|"])
    locale = rng.choice(["C", "C", "de_DE"])
    has_error = rng.random() < 0.3
    has_intervals = rng.random() < 0.4
    block = draw_intervals(rng, rng.random() < 0.3) if has_intervals else draw_block(rng, 2 if has_error else 1, True, 8)
    if not has_intervals and rng.random() < 0.4:
        block.counters = [copy_scope(c, s) for c in block.counters for s in rng.choice([["CPU0", "CPU1"], ["S0-D0-C0", "S0-D0-C1"], ["sleep-16284", "a,b c-7"]])]
    block.runs = 1
    if locale == "de_DE" and separator == ",":  # without a value that ends the guessing, a comma locale is only seen by its shares
        for counter in block.counters:
            counter.error = None
        has_error = False
    shape = {"padded": rng.random() < 0.5, "summary": False, "short": rng.random() < 0.2, "has_intervals": has_intervals}
    if len(block.counters) < 2:
        block.counters.append(Counter(rng, ("minor-faults", "minor-faults", "", "", "", ""), False, False))
    lines = ["# started on Fri Nov 20 11:47:29 2026", ""] if rng.random() < 0.5 else []
    if lines:
        block.started = "2026-11-20T11:47:29"
    for counter in block.counters:
        if not has_error:
            counter.error = None
        elif counter.error is None:
            counter.error = 0
        lines.append(csv_row(rng, counter, separator, locale, has_error, shape))
    fill_tool_times(block)
    return ("\n".join(lines) + "\n").encode(), [block]


def json_document(rng):
    locale = rng.choice(["C", "C", "de_DE"])
    has_intervals, has_error = rng.random() < 0.4, rng.random() < 0.3
    block = draw_intervals(rng, False) if has_intervals else draw_block(rng, 2 if has_error else 1, True, 8)
    scope_key = rng.choice(["cpu", "core", "thread", None]) if not has_intervals else None
    names = {"cpu": ["0", "1"], "core": ["S0-D0-C0", "S0-D0-C1"], "thread": ["sleep-1", 'a"b,c d-3197']}
    if scope_key:
        block.counters = [copy_scope(c, s) for c in block.counters for s in names[scope_key]]
    block.runs = 1
    quoted = rng.random() < 0.5
    lines = []
    for counter in block.counters:
        value = "<%s>" % counter.status
        if counter.status == "counted":
            value = decimal(counter.integer / 10 ** counter.decimals(), 6, locale)
        parts = []
        if counter.interval is not None:
            parts.append('"interval" : %s' % decimal(counter.interval, 9, locale))
        if counter.scope:
            parts.append('"%s" : "%s"' % (scope_key, counter.scope))
            if scope_key == "core":
                parts.append('"%s" : 1' % rng.choice(["aggregate-number", "counters"]))
        parts += ['"counter-value" : "%s"' % value, '"unit" : "%s"' % counter.unit]
        if counter.cgroup:
            parts.append('"cgroup" : "%s"' % counter.cgroup)
        parts.append('"event" : "%s"' % counter.raw)
        if has_error:
            counter.error = counter.error or 0
            parts.append('"variance" : %s' % decimal(counter.error, 2, locale))
        else:
            counter.error = None
        running = 100 if counter.running is None else counter.running
        parts += ['"event-runtime" : %d' % rng.randrange(10 ** 9), '"pcnt-running" : %s' % decimal(running, 2, locale)]
        metric = rng.choice(["nan", decimal(1.5, 6, locale)])
        parts += ['"metric-value" : %s' % ('"%s"' % metric if quoted else metric), '"metric-unit" : "K/sec"']
        if quoted:
            parts.append('"metric-threshold" : "good"')
        lines.append("{" + ", ".join(parts) + "}")
        if rng.random() < 0.1:
            lines.append('{"metric-value" : "22.036686", "metric-unit" : "%  tma_backend_bound"}')
        if scope_key == "cpu":
            counter.scope = "CPU" + counter.scope
    fill_tool_times(block)
    return ("\n".join(lines) + "\n").encode(), [block]


def fill_tool_times(block):
    """Without a footer the elapsed time is that of duration_time."""
    for counter in block.counters:
        if counter.raw == "duration_time" and counter.status == "counted" and counter.interval is None and not counter.scope:
            block.elapsed = counter.value()
            block.elapsed_error = counter.error / 100 * counter.value() if counter.error is not None else None


# ---------------------------------------------------------------- comparison

def read_dump(text):
    documents, blocks = [], None
    for line in text.splitlines():
        kind, *parts = line.split("\t")
        if kind == "file":
            blocks = []
            documents.append((parts[0], parts[1], blocks))
        elif kind == "block":
            blocks.append((dict(part.split("=", 1) for part in parts[1:]), []))
        elif kind == "counter":
            fields = [part.split("=", 1) for part in parts[1:]]
            blocks[-1][1].append(dict(fields))
    return documents


def near(text, value):
    if value is None:
        return text == ""
    return text != "" and abs(float(text) - value) <= 1e-9 * max(abs(value), 1e-12)


def compare_counter(expected, got):
    names = ("event", "pmu", "modifier", "unit", "scope", "cgroup")
    interval = float(got["interval"]) if got["interval"] else None
    key = tuple(got[name] for name in names) + (interval,)
    if key != expected.key():
        return "key %r instead of %r" % (key, expected.key())
    if got["status"] != expected.status:
        return "%s: status %s instead of %s" % (key, got["status"], expected.status)
    if expected.status != "counted":
        return None if got["value"] == "" else "%s: a value that was not counted" % (key,)
    if not near(got["value"], expected.value()):
        return "%s: value %s instead of %r" % (key, got["value"], expected.value())
    if expected.unit == "" and got["value"] != str(expected.integer):
        return "%s: count %s instead of %d" % (key, got["value"], expected.integer)
    error = None if expected.error is None else expected.error / 100 * expected.value()
    if not near(got["error"], error):
        return "%s: error %s instead of %r" % (key, got["error"], error)
    running = 1 if expected.running is None else getattr(expected, "csv_running", expected.running / 100)
    if not near(got["running"], running):
        return "%s: share %s instead of %r" % (key, got["running"], running)
    return None


def compare_block(expected, got):
    fields, counters = got
    if len(counters) != len(expected.counters):
        return "%d counters instead of %d" % (len(counters), len(expected.counters))
    for want, have in zip(expected.counters, counters):
        problem = compare_counter(want, have)
        if problem:
            return problem
    command = (expected.command or "").replace("\n", " ")
    if fields["command"] != command or fields["runs"] != str(expected.runs):
        return "command %(command)r, runs %(runs)s" % fields
    if fields["started"] != (expected.started or "") or fields["samples"] != str(expected.samples):
        return "started %(started)s, samples %(samples)s" % fields
    for name in ("elapsed", "elapsed_error", "user", "sys"):
        if not near(fields[name], getattr(expected, name)):
            return "%s is %s instead of %r" % (name, fields[name], getattr(expected, name))
    return None


def compare(expected, got, wanted_format):
    path, name, blocks = got
    if name != wanted_format:
        return "format %s" % name
    if len(blocks) != len(expected):
        return "%d blocks instead of %d" % (len(blocks), len(expected))
    for want, have in zip(expected, blocks):
        problem = compare_block(want, have)
        if problem:
            return problem
    return None


def avoid_zero_rule(blocks):
    """Values are never 0 here: the rule about zero cycles has its own test."""
    assert all(c.integer > 0 for b in blocks for c in b.counters)


KINDS = [("text", text_document, "perf-stat-text"), ("intervals", interval_document, "perf-stat-text"),
         ("csv", csv_document, "perf-stat-csv"), ("json", json_document, "perf-stat-json")]


def write_documents(directory, count):
    for label, draw, _ in KINDS:
        rng = random.Random(1)
        for i in range(count):
            with open(os.path.join(directory, "%s_%d" % (label, i)), "wb") as file:
                file.write(draw(rng)[0])


def main():
    if len(sys.argv) > 2 and sys.argv[1] == "--write":
        write_documents(sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 40)
        return
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 20261120
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 150
    print("1..%d" % len(KINDS))
    for number_of_kind, (label, draw, wanted) in enumerate(KINDS, 1):
        rng = random.Random(seed + number_of_kind)
        with tempfile.TemporaryDirectory() as directory:
            documents, paths = [], []
            for i in range(count):
                data, blocks = draw(rng)
                avoid_zero_rule(blocks)
                path = os.path.join(directory, "%s_%d" % (label, i))
                with open(path, "wb") as file:
                    file.write(data)
                documents.append(blocks)
                paths.append(path)
            dump = subprocess.run([DUMP] + paths, capture_output=True, check=True)
            got = read_dump(dump.stdout.decode())
            problems = [(i, p) for i, (want, have) in enumerate(zip(documents, got)) for p in [compare(want, have, wanted)] if p]
            if len(got) != count:
                problems.append((0, "%d of %d files were read" % (len(got), count)))
            print("%sok %d - %s: %d documents" % ("not " if problems else "", number_of_kind, label, count))
            for i, problem in problems[:5]:
                print("# %s_%d (seed %d): %s" % (label, i, seed, problem))
            if problems and os.environ.get("KEEP"):
                with open(paths[problems[0][0]], "rb") as file, open(os.environ["KEEP"], "wb") as keep:
                    keep.write(file.read())


if __name__ == "__main__":
    main()
