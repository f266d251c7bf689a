#!/bin/sh
# embed_files.sh FILE...: writes C source that holds the bytes of the files; see built_in.h.
set -eu

echo "/* Made by embed_files.sh from the files named below. */"
echo '#include "report/built_in.h"'
i=0
for file; do
    printf '\n/* %s */\nstatic const unsigned char file_%d[] = {\n' "$(basename "$file")" $i
    od -An -v -tx1 "$file" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
    echo "};"
    i=$((i + 1))
done
printf '\nconst BuiltInFile built_in_files[] = {\n'
i=0
for file; do
    printf '    {"%s", file_%d, sizeof file_%d},\n' "$(basename "$file")" $i $i
    i=$((i + 1))
done
echo "    {0, 0, 0},"
echo "};"
