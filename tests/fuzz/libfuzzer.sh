#!/bin/sh
# Builds one fuzz driver with libFuzzer, address and undefined behaviour sanitizers. Usage: tests/fuzz/libfuzzer.sh NAME OUTPUT
# e.g. tests/fuzz/libfuzzer.sh perf_stat_text /tmp/fuzz && /tmp/fuzz -max_len=8192 CORPUS
set -eu
name=$1
output=$2
top=$(cd "$(dirname "$0")/../.." && pwd)
cc=${CC:-$(command -v clang || command -v clang-14)}
# shellcheck disable=SC2046
exec "$cc" -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -D_GNU_SOURCE -DG_LOG_DOMAIN='"gen"' \
    -I"$top" -I"$top/src" "$top/tests/fuzz/fuzz_$name.c" "$top"/src/base/*.c "$top"/src/model/*.c "$top"/src/ingest/*.c \
    "$top"/src/analyze/*.c "$top"/src/scene/*.c $(pkg-config --cflags --libs glib-2.0 zlib libxml-2.0 libcjson) -lcsv -lm -o "$output"
