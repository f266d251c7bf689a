# script.sh: what every script_<benchmark>.sh starts with. Sourced, never run.
#
# Sets `runners` and `sources` as short paths from the current folder, and `base`, the beginning of the command line:
# results go to artifacts/ of this project unless --outdir says otherwise.
# shellcheck shell=bash disable=SC2034

runners=$(realpath -m --relative-to="$PWD" -- "$(dirname -- "${BASH_SOURCE[1]}")")
benchmark=$(basename -- "${BASH_SOURCE[1]}" .sh)
benchmark=${benchmark#script_}
sources=$runners/benchmarks/$benchmark
# From anywhere else than the project the short path would be a row of "..".
if [[ $runners == ../* ]]; then
  runners=$(cd -- "$runners" && pwd)
  sources=$runners/benchmarks/$benchmark
fi
outdir=$(realpath -m --relative-to="$PWD" -- "$runners/../artifacts")
if [[ $outdir == ../* ]]; then outdir=$(realpath -m -- "$runners/../artifacts"); fi
base=("$runners/run_benchmark" --benchmark "$benchmark" --outdir "$outdir")
