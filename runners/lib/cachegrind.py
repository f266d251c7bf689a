"""cachegrind.py FILE: make a cachegrind output file small, in place.

The lines of a function are added up into one (line 0); functions below a share of every event are added up into one
named "(below 0.1 % each)". Header, events and totals stay as valgrind wrote them, and the sum is checked against them.
"""

import os
import sys

SMALLEST_SHARE = 0.001
REST = ("???", "(below 0.1 % each)")


def read(lines):
    """Return header lines, {(file, function): counts} and the summary's counts."""
    header, functions, summary = [], {}, None
    current_file = None
    counts = None
    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("fl="):
            current_file = line[3:]
        elif line.startswith("fn="):
            counts = functions.setdefault((current_file, line[3:]), [])
        elif line.startswith("summary:"):
            summary = [int(word) for word in line[8:].split()]
        elif counts is None:
            header.append(line)
        elif line:
            add(counts, [int(word) for word in line.split()[1:]])
    return header, functions, summary


def add(total, counts):
    """Short rows stand for zeros at the end."""
    total.extend([0] * (len(counts) - len(total)))
    for index, count in enumerate(counts):
        total[index] += count


def is_small(counts, summary):
    return all(count <= SMALLEST_SHARE * total for count, total in zip(counts, summary))


def condense(functions, summary):
    kept, rest = {}, []
    for key, counts in functions.items():
        if is_small(counts, summary):
            add(rest, counts)
        else:
            kept[key] = counts
    if any(rest):
        kept[REST] = rest
    return kept


def write(out, header, functions, summary):
    for line in header:
        out.write(line + "\n")
    for (file, function), counts in sorted(functions.items()):
        out.write("fl=%s\nfn=%s\n0 %s\n" % (file, function, " ".join(map(str, counts))))
    out.write("summary: %s\n" % " ".join(map(str, summary)))


def main(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as source:
        header, functions, summary = read(source)
    if summary is None:
        sys.exit("cachegrind.py: %s has no summary line: it was cut short" % path)
    total = []
    for counts in functions.values():
        add(total, counts)
    if total != summary:
        sys.exit("cachegrind.py: %s: the functions do not add up to the summary" % path)
    with open(path + ".part", "w", encoding="utf-8", errors="surrogateescape") as out:
        write(out, header, condense(functions, summary), summary)
    os.replace(path + ".part", path)


if __name__ == "__main__":
    main(sys.argv[1])
