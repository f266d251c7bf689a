#!/bin/sh
# The floors of docs/design.md, checked on the sources and on the built libraries (TAP):
# an include and a symbol may only point downwards, and nothing below src/cli prints, exits or sets a locale.
set -u
src=${SRCDIR:?}
build=${BUILDDIR:-.}

rank() {
    case $1 in
    base) echo 0 ;; model) echo 1 ;; ingest | analyze) echo 2 ;; report | scene) echo 3 ;; render) echo 4 ;; cli) echo 5 ;;
    *) echo 9 ;;
    esac
}

number=0
check() { # name, findings
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        printf '%s\n' "$2" | head -n 20 | sed 's/^/# /'
    fi
}

upward_includes() {
    grep -nE '^#include "[a-z]+/' "$src"/src/*/*.[ch] | while IFS=: read -r file line include; do
        from=$(basename "$(dirname "$file")")
        to=${include#*\"}
        to=${to%%/*}
        [ "$from" = "$to" ] || [ "$(rank "$to")" -lt "$(rank "$from")" ] || echo "$file:$line: $from includes $to"
    done
}

# Every floor's undefined symbols that another floor defines: "user definer symbol".
upward_symbols() {
    for floor in base model ingest analyze report scene render print; do
        nm -P "$build/lib$floor.a" 2>/dev/null | awk -v f="$floor" '$2 ~ /^[TDBR]$/ { print $1, "D", f } $2 == "U" { print $1, "U", f }'
    done | awk '
        BEGIN { split("base 0 model 1 ingest 2 analyze 2 report 3 scene 3 render 4 print 5", w, " ");
                for (i = 1; i < 17; i += 2) rank[w[i]] = w[i + 1] }
        $2 == "D" { where[$1] = $3 }
        $2 == "U" { uses[$3 " " $1] = 1 }
        END { for (use in uses) { split(use, p, " ");
                  if (p[2] in where && where[p[2]] != p[1] && rank[where[p[2]]] >= rank[p[1]])
                      print p[1] " uses " p[2] " of " where[p[2]] } }'
}

# Names that may not be called below src/cli (printing, exiting) or anywhere (locales, inexact numbers, unsafe library calls).
calls() { # pattern, directories...
    pattern=$1
    shift
    for floor in "$@"; do
        grep -nE "(^|[^A-Za-z0-9_])($pattern)[[:space:]]*\\(" "$src/src/$floor"/*.c
    done
}

# The program offers its names to the print module: none may be one that a library has too, or the library would call ours.
shared_names() {
    for floor in base model ingest analyze report scene render; do
        nm -P "$build/lib$floor.a" 2>/dev/null | awk '$2 ~ /^[TDBR]$/ { print $1 }'
    done | sort -u >"$names"
    ldd "$build/gen" "$build/gen-print.so" 2>/dev/null | awk '$3 ~ "^/" { print $3 }' | sort -u | while read -r library; do
        nm -DP --defined-only "$library" 2>/dev/null | sed 's/[@ ].*//'
    done | sort -u | comm -12 "$names" -
}

all="base model ingest analyze report scene render cli"
check "includes point downwards" "$(upward_includes)"
check "symbols point downwards" "$(upward_symbols)"
names=$(mktemp)
trap 'rm -f "$names"' EXIT
check "no name is a library's too" "$(shared_names)"
# shellcheck disable=SC2086 # lists of words
check "nothing below cli prints or exits" \
    "$(calls 'printf|puts|putchar|perror|exit|abort|g_print|g_printerr|g_error|g_critical|g_warning|g_message' ${all% cli})"
# shellcheck disable=SC2086
check "no locale, no inexact numbers" "$(calls 'setlocale|atof|atoi|atol|strtod|strtof|strtol|sscanf|localtime|mktime' $all)"
# shellcheck disable=SC2086
check "no unsafe calls of libxml2 and Cairo" "$(
    calls 'xmlNewChild|xmlNodeSetContent|xmlNewDocNode|xmlSaveToFilename|xmlSaveFile|xmlSaveFileEnc|cairo_pdf_surface_create' $all
    grep -nE 'XML_PARSE_(NOENT|HUGE|DTDLOAD|DTDATTR)' "$src"/src/*/*.c)"
echo "1..$number"
