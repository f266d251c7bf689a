"""host_label.py LABEL FILE: put LABEL where a pyperf file states the host name; nothing else changes.

For archives that are given away. The label still tells measurements of one machine from those of another.
"""

import json
import os
import sys


def relabel(node, label):
    """Metadata stands in the suite, in each benchmark and in each run."""
    metadata = node.get("metadata", {})
    if "hostname" in metadata:
        metadata["hostname"] = label
    for child in node.get("benchmarks", []) + node.get("runs", []):
        relabel(child, label)


def main(label, path):
    with open(path, encoding="utf-8") as source:
        suite = json.load(source)
    relabel(suite, label)
    # As pyperf writes: sorted keys, no blanks, a newline at the end.
    with open(path + ".part", "w", encoding="utf-8") as out:
        json.dump(suite, out, sort_keys=True, separators=(",", ":"))
        out.write("\n")
    os.replace(path + ".part", path)


if __name__ == "__main__":
    main(*sys.argv[1:])
