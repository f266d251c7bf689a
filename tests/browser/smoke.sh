#!/bin/sh
# Runs smoke.mjs on the pages of all states (TAP). Needs node, Chromium (CHROMIUM, or chromium in PATH) and `npm install` in this
# directory. Skipped without them.
set -u
src=${SRCDIR:?}
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
if ! command -v node >/dev/null 2>&1 || [ -z "$chromium" ] || [ ! -d "$src/tests/browser/node_modules/playwright-core" ]; then
    echo "1..0 # SKIP no node, no Chromium or no packages (run npm install in tests/browser)"
    exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"${BUILDDIR:-.}/tests/unit/test_report" --write "$work" || exit 1
CHROMIUM=$chromium HOME=$work node "$src/tests/browser/smoke.mjs" "$work"/*.html
