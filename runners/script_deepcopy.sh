#!/usr/bin/env bash
# deepcopy: copy.deepcopy of the standard library against a copy specialised for common types.
# All options of run_benchmark may follow.

set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/script.sh"

exec "${base[@]}" --title "copy.deepcopy against a specialised copy" --loops 6000 --cachegrind-loops 300 \
  --variant "stdlib:$sources/stdlib.py" \
  --variant "specialised:$sources/specialised.py" \
  "$@"
