#!/bin/sh
# The committed reports are those of the committed archive (TAP): made again from artifacts/, every page, text and table has the
# same bytes. PDFs are made too, but not compared: they hold what the installed Cairo and fonts make of them.
# After a change of the output that is meant, `make reports` writes them anew.
set -u
gen=${GEN:?}
src=${SRCDIR:?}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
unset SOURCE_DATE_EPOCH

number=0
check() { # description, status
    number=$((number + 1))
    if [ "$2" -eq 0 ]; then echo "ok $number - $1"; else echo "not ok $number - $1"; fi
}

(cd "$src" && "$gen" --quiet --results-dir artifacts --report-dir "$work/reports")
check "the archive renders without a rejected artifact" $?

list() { (cd "$1" && find . -type f ! -name '*.pdf' | LC_ALL=C sort); }
list "$src/reports" >"$work/committed"
list "$work/reports" >"$work/made"
cmp -s "$work/committed" "$work/made"
check "the same files" $?
diff "$work/committed" "$work/made" | sed 's/^/# /'

while read -r file; do
    cmp -s "$src/reports/$file" "$work/reports/$file"
    check "$file" $?
done <"$work/made"

for pdf in "$work"/reports/*/report.pdf; do
    test "$(head -c 5 "$pdf")" = "%PDF-"
    check "$(basename "$(dirname "$pdf")")/report.pdf is made" $?
done
echo "1..$number"
