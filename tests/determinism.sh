#!/bin/sh
# The output is a function of the input bytes, the options and the version alone (TAP): the same bytes under another locale, time
# zone, clock, working directory, number of threads, and with the files made in another order.
set -u
gen=${GEN:?}
archive=${SRCDIR:?}/artifacts/json_dumps
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
unset SOURCE_DATE_EPOCH

hash_tree() {
    (cd "$1" && find . -type f | LC_ALL=C sort | xargs sha256sum)
}

number=0
same() { # description, directory
    number=$((number + 1))
    hash_tree "$2" >"$work/got"
    if [ -s "$work/got" ] && cmp -s "$work/reference" "$work/got"; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        diff "$work/reference" "$work/got" | head -n 10 | sed 's/^/# /'
    fi
}

cp -r "$archive" "$work/json_dumps"
"$gen" --quiet --results-dir "$work/json_dumps" --report-dir "$work/first"
hash_tree "$work/first" >"$work/reference"

"$gen" --quiet --results-dir "$work/json_dumps" --report-dir "$work/second"
same "a second run" "$work/second"

LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 TZ=Asia/Kolkata "$gen" --quiet "$work/json_dumps" -o "$work/locale"
same "another locale and time zone" "$work/locale"

(cd "$work" && "$gen" --quiet json_dumps --report-dir other/place --jobs 1)
same "another working directory, relative paths, one thread" "$work/other/place"

mkdir -p "$work/copy"
(cd "$work/json_dumps" && find . -type f | LC_ALL=C sort -r) | while read -r file; do
    mkdir -p "$work/copy/json_dumps/$(dirname "$file")"
    cp "$work/json_dumps/$file" "$work/copy/json_dumps/$file"
done
"$gen" --quiet "$work/copy/json_dumps" -o "$work/order"
same "files made in another order, other times of modification" "$work/order"

"$gen" --quiet "$work/json_dumps" -o "$work/first"
same "over an existing report" "$work/first"
echo "1..$number"
