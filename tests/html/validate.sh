#!/bin/sh
# Every page is valid HTML (TAP): the Nu HTML Checker finds no error in the pages of all states, nor in the index.
# Needs Java and vnu.jar: VNU_JAR, or `npm install` in tests/browser. Skipped without them.
set -u
src=${SRCDIR:?}
jar=${VNU_JAR:-$src/tests/browser/node_modules/vnu-jar/build/dist/vnu.jar}
if ! command -v java >/dev/null 2>&1 || [ ! -f "$jar" ]; then
    echo "1..0 # SKIP no Java or no vnu.jar (set VNU_JAR, or run npm install in tests/browser)"
    exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"${BUILDDIR:-.}/tests/unit/test_report" --write "$work" || exit 1
echo 1..2
# a checker that does not complain of a broken page proves nothing
echo '<!DOCTYPE html><html lang=en><title>x</title><p><table><p id=a></p><p id=a></p>' >"$work/broken.htm"
if java -jar "$jar" --errors-only --format gnu "$work/broken.htm" >/dev/null 2>&1; then
    echo "not ok 1 - the checker finds errors in a broken page"
else
    echo "ok 1 - the checker finds errors in a broken page"
fi
if java -jar "$jar" --errors-only --format gnu "$work"/*.html >"$work/log" 2>&1; then
    set -- "$work"/*.html
    echo "ok 2 - no error in $# pages"
else
    echo "not ok 2 - no error in the pages"
    head -n 40 "$work/log" | sed 's/^/# /'
fi
