#!/bin/sh
# Runs every fuzz driver of profiles over the seeds of all formats and over the inputs that once broke it. Speaks TAP.
set -u
top=${SRCDIR:-.}
build=$(dirname "${GEN:-./gen}")
drivers="folded flamegraph_svg perf_script speedscope pyinstrument vmprof chrome_trace"
echo "1..7"
i=0
for driver in $drivers; do
    i=$((i + 1))
    crashers=$(find "$top/tests/fuzz/crashers" -type f -name "$driver-*" 2>/dev/null)
    # shellcheck disable=SC2086
    if message=$("$build/tests/fuzz/fuzz_$driver" "$top"/tests/fuzz/seeds/profiles/* $crashers 2>&1); then
        echo "ok $i - $driver"
    else
        echo "not ok $i - $driver"
        echo "$message" | tail -5 | sed 's/^/# /'
    fi
done
