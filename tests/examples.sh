#!/bin/sh
# What the documents promise, tried (TAP): every command of the README's table and of the manual page's examples runs on the bundled
# archive, and README, --help and the manual page name the same options.
set -u
gen=${GEN:?}
src=${SRCDIR:?}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cp -r "$src/artifacts/json_dumps" "$work/DIR"
cp -r "$src/artifacts/json_dumps" "$work/results"
cd "$work" || exit 1
mkdir bin && ln -s "$gen" bin/gen && PATH=$work/bin:$PATH

number=0
check() { # description, status
    number=$((number + 1))
    if [ "$2" -eq 0 ]; then echo "ok $number - $1"; else echo "not ok $number - $1"; fi
}

# commands in backquotes of the README's table that begin with "gen DIR" or "gen --list DIR", and the manual page's examples
{
    # shellcheck disable=SC2016 # backquotes of Markdown
    sed -n 's/^| [^|]* | `\(gen [^`]*DIR[^`]*\)`.*/\1/p' "$src/README.md" | grep -v -e '--baseline' -e '--pyperf'
    sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$src/docs/gen.1"
} >commands
test "$(wc -l <commands)" -ge 8
check "the documents hold examples" $?
while read -r command; do
    rm -rf reports
    case $command in *--verify*) "$gen" --quiet DIR --formats json ;; esac
    (eval "$command") >out 2>err </dev/null
    status=$?
    [ $status -eq 0 ] || sed 's/^/# /' err
    check "$command" $status
done <commands

"$gen" --help >help
check "--help" $?
sed -n 's/^ *\(-[A-Za-z], \)\{0,1\}--\([a-z-]*\).*/\2/p' help | sort -u >in_help
grep -v '^\.Bl' "$src/docs/gen.1" | tr ' ' '\n' | sed -n 's/^-\([a-z][a-z-]*\)$/\1/p' | sort -u >in_manual
test -s in_help
check "--help lists options" $?
comm -23 in_help in_manual | sed 's/^/# not in the manual page: --/' >missing
test ! -s missing
check "the manual page has every option of --help" $?
cat missing
comm -13 in_help in_manual | sed 's/^/# not in --help: --/' >missing
test ! -s missing
check "--help has every option of the manual page" $?
cat missing
echo "1..$number"
