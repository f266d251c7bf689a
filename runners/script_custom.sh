#!/usr/bin/env bash
# custom: the template for your own benchmark. It runs as it stands, on a toy: joining strings.
#
# 1. Copy this file to script_<name>.sh and benchmarks/custom/ to benchmarks/<name>/. The name of this file says
#    which folder $sources is and what the results are called.
# 2. In workload.py put the input, the cases and the proof: what every variant must compute, as bytes. Each variant is
#    a file of a few lines that hands its function to workload.run.
# 3. List the variants below, the baseline first. Names such as baseline, original or stdlib tell every reader which
#    one that is. LABEL:SCRIPT is enough; LABEL:SCRIPT:PYPERF_SCRIPT takes another program for pyperf.
# 4. Choose --loops so that a counted run lasts a second or more: what Python does before the first iteration is
#    counted too. Under cachegrind a program runs some 50 times slower.
# 5. runners/script_<name>.sh --dry-run shows every command; --fast is a quick first measurement.
#
# Useful additions:
#   --variant-env LABEL:NAME=VALUE    environment of one variant (see script_json_dumps.sh)
#   --plain                           for programs that know nothing of --loops: one run is one iteration
#   --perf-around pyperf              count around the pyperf command as well

set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/script.sh"

exec "${base[@]}" --title "Joining strings" --loops 10000 --cachegrind-loops 300 \
  --variant "baseline:$sources/baseline.py" \
  --variant "changed:$sources/changed.py" \
  "$@"
