#!/bin/sh
# Runs every fuzz driver of counters over documents of all dialects and over the inputs that once broke it. Speaks TAP.
set -u
top=${SRCDIR:-.}
build=$(dirname "${GEN:-./gen}")
drivers="perf_stat_text perf_stat_csv perf_stat_json valgrind_out metrics_csv"
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
python3 "$top/tests/dialects/perf_stat_round_trip.py" --write "$seeds" 25 || exit 1
echo "1..5"
i=0
for driver in $drivers; do
    i=$((i + 1))
    crashers=$(find "$top/tests/fuzz/crashers" -type f -name "$driver-*" 2>/dev/null)
    # shellcheck disable=SC2086
    if "$build/tests/fuzz/fuzz_$driver" "$seeds"/* $crashers >"$seeds.log" 2>&1; then
        echo "ok $i - $driver"
    else
        echo "not ok $i - $driver"
        sed 's/^/# /' "$seeds.log" | tail -5
    fi
    rm -f "$seeds.log"
done
