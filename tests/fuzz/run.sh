#!/bin/sh
# Fuzzes every parser in turn with libFuzzer: tests/fuzz/run.sh tests/fuzz/fuzz_NAME...
# FUZZ_SECONDS (60) is the time for each; FUZZ_DIR keeps the corpora from one run to the next.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${FUZZ_DIR:-$(mktemp -d)}
for driver in "$@"; do
    name=${driver##*/fuzz_}
    mkdir -p "$work/$name"
    echo "== $name"
    "$here/libfuzzer.sh" "$name" "$work/fuzz_$name"
    "$work/fuzz_$name" -max_len=8192 -timeout=10 -max_total_time="${FUZZ_SECONDS:-60}" -print_final_stats=1 \
        -artifact_prefix="$work/crash-$name-" "$work/$name" 2>&1 | tail -n 8
done
