#!/usr/bin/env bash
# crypto_pyaes: AES-CTR of 23,000 bytes with pyaes, with word tables in pure Python, and with OpenSSL.
# All options of run_benchmark may follow.

set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/script.sh"

exec "${base[@]}" --title "AES in pure Python against OpenSSL" --loops 40 --cachegrind-loops 2 \
  --variant "original:$sources/original.py" \
  --variant "table:$sources/table.py" \
  --variant "openssl:$sources/openssl.py" \
  "$@"
