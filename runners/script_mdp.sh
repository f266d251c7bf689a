#!/usr/bin/env bash
# mdp: a Markov decision process solved by pyperformance's program, with whole-number weights, and with numbered
# states. All options of run_benchmark may follow.

set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/script.sh"

exec "${base[@]}" --title "mdp, rewritten twice" --loops 2 --cachegrind-loops 1 --duration 20 \
  --variant "original:$sources/original.py" \
  --variant "integer:$sources/integer.py" \
  --variant "indexed:$sources/indexed.py" \
  "$@"
