"""pin.py CPUS COMMAND...: run COMMAND on these CPUs only (1 or 2-3,5), as taskset does where it is installed."""

import os
import sys


def cpus_of(text):
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


try:
    os.sched_setaffinity(0, cpus_of(sys.argv[1]))
except OSError as error:
    sys.exit("pin.py: CPUs %s: %s" % (sys.argv[1], error.strerror))
os.execvp(sys.argv[2], sys.argv[2:])
