"""fold_perf.py: `perf script` on standard input to folded stacks on standard output.

Root first, the program's name as first frame, one sample one count. Only what the runners record is understood:
one event, call chains, no tracepoints.
"""

import re
import sys
from collections import Counter

HEADER = re.compile(r"^(\S.*?)\s+\d+(?:/\d+)?\s+(?:\[\d+\]\s+)?\d+\.\d+:")
# The binary is in the last pair of brackets: names of Python functions hold file names, which may have some too.
FRAME = re.compile(r"^\s+[0-9a-f]+\s+(.+?)(?:\+0x[0-9a-f]+)?\s+\(([^()]*)\)$")


def frame_name(symbol, binary):
    if symbol == "[unknown]" and binary != "[unknown]":
        symbol = "[%s]" % binary.rsplit("/", 1)[-1].strip("[]")
    return symbol.replace(";", ":")


def stacks(lines):
    program, frames = None, []
    for line in lines:
        header = HEADER.match(line)
        if header:
            program, frames = header.group(1), []
        elif line.strip():
            frame = FRAME.match(line.rstrip().replace(" (deleted))", ")"))
            if frame:
                frames.append(frame_name(*frame.groups()))
        elif program is not None:
            yield ";".join([program.replace(" ", "_")] + frames[::-1])
            program = None
    if program is not None:
        yield ";".join([program.replace(" ", "_")] + frames[::-1])


def main():
    for stack, count in sorted(Counter(stacks(sys.stdin)).items()):
        print(stack, count)


if __name__ == "__main__":
    main()
