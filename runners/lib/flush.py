"""flush.py BYTES: write that much memory, so that what comes next finds caches full of something else."""

import sys

size = int(sys.argv[1])
block = bytearray(size)
for offset in range(0, size, 64 << 20):
    end = min(offset + (64 << 20), size)
    block[offset:end] = b"\x5a" * (end - offset)
