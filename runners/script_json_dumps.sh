#!/usr/bin/env bash
# json_dumps: json.dumps of the standard library, orjson called directly, and orjson put behind json.dumps by
# sitecustomize under pyperformance's own, unchanged benchmark. All options of run_benchmark may follow.

set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/script.sh"

exec "${base[@]}" --title "json.dumps against orjson" --loops 500 --cachegrind-loops 20 \
  --variant "stdlib:$sources/stdlib.py" \
  --variant "orjson:$sources/orjson_text.py" \
  --variant "orjson_sitecustomize:$sources/stdlib.py:$sources/pyperformance_script.py" \
  --variant-env "orjson_sitecustomize:PYTHONPATH=$sources/patch" \
  "$@"
