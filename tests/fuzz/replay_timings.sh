#!/bin/sh
# Runs the fuzz drivers of timings over their seeds, some mutations of them and the inputs that once broke them. Speaks TAP.
set -u
top=$(cd "${SRCDIR:-.}" && pwd)
build=$(cd "$(dirname "${GEN:-./gen}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
echo "1..2"
i=0
for driver in pyperf_json timings; do
    i=$((i + 1))
    crashers=$(find "$top/tests/fuzz/crashers" -type f -name "$driver-*" 2>/dev/null)
    # shellcheck disable=SC2086
    if "$build/tests/fuzz/fuzz_$driver" --mutate 1 "$top/tests/fuzz/seeds/$driver"/* $crashers >log 2>&1; then
        echo "ok $i - $driver: $(cat log)"
    else
        echo "not ok $i - $driver"
        sed 's/^/# /' log | tail -5
    fi
done
