#!/bin/sh
# Runs the fuzz drivers of discovery and of notes over their seeds, the inputs that once broke them. Speaks TAP.
set -u
top=${SRCDIR:-.}
build=${BUILDDIR:-.}
log=$(mktemp)
trap 'rm -f "$log" fuzz-crash.bin' EXIT
echo "1..3"
i=0
for driver in discovery gen_json notes; do
    i=$((i + 1))
    crashers=$(find "$top/tests/fuzz/crashers" -type f -name "$driver-*" 2>/dev/null)
    # shellcheck disable=SC2086
    if "$build/tests/fuzz/fuzz_$driver" "$top/tests/fuzz/seeds/$driver"/* $crashers >"$log" 2>&1; then
        echo "ok $i - $driver"
    else
        echo "not ok $i - $driver"
        sed 's/^/# /' "$log" | tail -5
    fi
done
