# options.sh: the command line of run_benchmark. Sourced, never run.
#
# Fills the associative array `opt` and the arrays `pyperf_options`, `labels` (in order, the first is the baseline),
# `script_of`, `pyperf_script_of` and `environment_of` (by label; NAME=VALUE words, one per line). It must not look
# at the machine: what a value needs is checked by machine.sh.
# shellcheck shell=bash disable=SC2034,SC2154

# shellcheck disable=SC2054 # the commas belong to the value
declare -A opt=(
  [benchmark]='' [outdir]=artifacts [title]='' [host_label]=''
  [loops]=100 [plain]=no
  [perf_runs]=5 [perf_repeat]=0 [perf_around]=script [counters]=auto [cachegrind_loops]=0
  [events]=task-clock,context-switches,cpu-migrations,page-faults,cycles,instructions,branches,branch-misses,cache-references,cache-misses
  [profiler]=auto [rate]=250 [duration]=10
  [python]='' [debug_python]=no [fast]=no [rounds]=1 [affinity]='' [flush_bytes]=1GiB [sleep]=0
  [keep_going]=no [dry_run]=no
)
declare -a labels=() pyperf_options=()
declare -A script_of=() pyperf_script_of=() environment_of=()

usage() {
  cat <<'TEXT'
usage: runners/run_benchmark --benchmark NAME --variant LABEL:SCRIPT[:PYPERF_SCRIPT] ... [options]

Measures the variants of one benchmark and writes
OUTDIR/NAME/LABEL/YYYYMMDD_HHMMSS/{pyperf,perf,cachegrind,profile,logs,run.json}.

what is measured
  --benchmark NAME        name of the benchmark
  --variant LABEL:SCRIPT[:PYPERF_SCRIPT]
                          repeatable; the first is the baseline. SCRIPT answers --prove, --loops N, --seconds S and,
                          unless PYPERF_SCRIPT is given, --pyperf (see benchmarks/harness.py)
  --variant-env LABEL:NAME=VALUE
                          repeatable; environment of that variant, handed to pyperf's workers too
  --plain                 SCRIPTs know none of these options: run them as they are, one iteration a run
  --loops N               iterations of a counted run (100)
  --title TEXT            title of the report
where it goes
  --outdir DIR            (artifacts)
  --host-label NAME       store this instead of the host name
time
  --fast                  pyperf's --fast: fewer processes, less certain
  --rounds N              pyperf measures the variants in turn, N times, each time with a part of the processes (1):
                          a machine that gets slower by and by then slows all variants alike
  --pyperf-option OPTION  repeatable; handed to pyperf, such as --pyperf-option=--values=5
  --affinity CPUS         run everything on these CPUs, such as 1 or 2-3
counters
  --perf-runs N           counted runs, one file each (5); 0 for none
  --perf-repeat N         one file from `perf stat -r N` instead
  --perf-around WHAT      script, or pyperf to count around the pyperf command as well (script)
  --events LIST           events for perf stat
  --counters WHAT         auto, perf, cachegrind, both, none; auto adds cachegrind where the hardware does not count
  --cachegrind-loops N    iterations under cachegrind (a tenth of --loops)
profile
  --profiler WHICH        auto, perf, py-spy, none
  --rate HZ               samples per second (250)
  --duration SECONDS      length of the profiled run (10)
how
  --python PATH           Python to measure with (the environment of runners/setup)
  --debug-python          use a debug build if there is one
  --flush-bytes SIZE      write that much memory before each measurement, to start from cold caches (1GiB); 0 for none
  --sleep SECONDS         pause before each measurement (0)
  --keep-going            go on after a failed measurement
  --dry-run               print every command, run none
  --help                  this text

exit status: 0 all measured, 1 a measurement failed, 2 wrong usage, 3 variants compute different results
TEXT
}

# 1GiB, 512MiB, 64kB, 4096 -> bytes; fails on anything else
bytes_of() {
  [[ $1 =~ ^([0-9]{1,9})(B|k|kB|KiB|M|MB|MiB|G|GB|GiB)?$ ]] || return 1
  local number=$((10#${BASH_REMATCH[1]}))
  case ${BASH_REMATCH[2]} in
    '' | B) printf '%d' "$number" ;;
    kB | k) printf '%d' $((number * 1000)) ;;
    KiB) printf '%d' $((number * 1024)) ;;
    MB | M) printf '%d' $((number * 1000000)) ;;
    MiB) printf '%d' $((number * 1048576)) ;;
    GB | G) printf '%d' $((number * 1000000000)) ;;
    GiB) printf '%d' $((number * 1073741824)) ;;
  esac
}

is_name() { [[ $1 =~ ^[A-Za-z0-9][A-Za-z0-9._+-]*$ ]]; }

# add_variant LABEL:SCRIPT[:PYPERF_SCRIPT]
add_variant() {
  local label script timed rest
  IFS=: read -r label script timed rest <<<"$1"
  if [[ -z $script || -n $rest ]]; then
    die 2 "--variant $1: expected LABEL:SCRIPT[:PYPERF_SCRIPT] (paths cannot hold a colon)"
  fi
  is_name "$label" || die 2 "--variant $1: a label is letters, digits and . _ + -"
  if [[ -n ${script_of[$label]:-} ]]; then die 2 "--variant $1: there is a variant $label already"; fi
  labels+=("$label")
  script_of[$label]=$script
  pyperf_script_of[$label]=$timed
  environment_of[$label]=''
}

# add_environment LABEL:NAME=VALUE
add_environment() {
  local label=${1%%:*} word=${1#*:}
  [[ $1 == *:*=* && ${word%%=*} =~ ^[A-Za-z_][A-Za-z0-9_]*$ && $word != *$'\n'* ]] ||
    die 2 "--variant-env $1: expected LABEL:NAME=VALUE"
  [[ -n ${script_of[$label]:-} ]] || die 2 "--variant-env $1: no --variant $label before it"
  environment_of[$label]+=$word$'\n'
}

# The option that shares the longest beginning with what was typed.
nearest_option() {
  local candidate best='' length
  local -i longest=2
  while IFS= read -r candidate; do
    if [[ ! $candidate =~ ^\ \ (--[a-z-]+) ]]; then continue; fi
    candidate=${BASH_REMATCH[1]}
    length=${#candidate}
    while ((length > longest)) && [[ ${1:0:length} != "${candidate:0:length}" ]]; do ((length--)) || true; done
    if ((length > longest)); then
      longest=$length
      best=$candidate
    fi
  done < <(usage)
  printf '%s' "${best:+ (did you mean $best?)}"
}

parse_options() {
  local name
  while (($#)); do
    # --name=value is --name value
    if [[ $1 =~ ^(--[a-z-]+)=(.*)$ ]]; then set -- "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${@:2}"; fi
    case $1 in
      --help) usage && exit 0 ;;
      --plain | --fast | --keep-going | --dry-run | --debug-python)
        name=${1#--}
        opt[${name//-/_}]=yes
        shift
        continue
        ;;
      --benchmark | --title | --outdir | --host-label | --loops | --affinity | --perf-runs | --perf-repeat | \
        --perf-around | --events | --counters | --cachegrind-loops | --profiler | --rate | --duration | --python | --rounds | \
        --flush-bytes | --sleep | --variant | --variant-env | \
        --pyperf-option) ;;
      *) die 2 "unknown option $1$(nearest_option "$1")" "all options: $program --help" ;;
    esac
    (($# > 1)) || die 2 "$1 needs a value"
    case $1 in
      --pyperf-option) pyperf_options+=("$2") ;;
      --variant) add_variant "$2" ;;
      --variant-env) add_environment "$2" ;;
      *)
        name=${1#--}
        opt[${name//-/_}]=$2
        ;;
    esac
    shift 2
  done
}

# require_number NAME PATTERN MEANING
require_number() {
  [[ ${opt[$1]} =~ ^$2$ ]] || die 2 "--${1//_/-} ${opt[$1]}: expected $3"
}

# require_word NAME WORD...
require_word() {
  local name=$1 word
  shift
  for word in "$@"; do if [[ ${opt[$name]} == "$word" ]]; then return; fi; done
  die 2 "--${name//_/-} ${opt[$name]}: expected one of $*"
}

check_options() {
  local label path
  [[ -n ${opt[benchmark]} ]] || die 2 "--benchmark is missing" "all options: $program --help"
  is_name "${opt[benchmark]}" || die 2 "--benchmark ${opt[benchmark]}: a name is letters, digits and . _ + -"
  ((${#labels[@]})) || die 2 "no --variant given" "all options: $program --help"
  for label in "${labels[@]}"; do
    for path in "${script_of[$label]}" "${pyperf_script_of[$label]}"; do
      if [[ -n $path && ! -f $path ]]; then die 2 "variant $label: $path: no such file"; fi
    done
  done
  require_number loops '[1-9][0-9]{0,8}' "a number of iterations"
  require_number cachegrind_loops '[0-9]{1,9}' "a number of iterations"
  require_number perf_runs '[0-9]{1,4}' "a number of runs"
  require_number perf_repeat '[0-9]{1,4}' "a number of runs"
  require_number rounds '([1-9]|10)' "a number from 1 to 10"
  require_number rate '[1-9][0-9]{0,5}' "samples per second"
  require_number duration '[1-9][0-9]{0,5}' "a number of seconds"
  require_number sleep '[0-9]{1,5}(\.[0-9]{1,3})?' "a number of seconds"
  require_number affinity '([0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*)?' "CPU numbers such as 1 or 2-3,5"
  require_number host_label '([A-Za-z0-9][A-Za-z0-9._-]*)?' "a plain word"
  require_word perf_around script pyperf
  require_word counters auto perf cachegrind both none
  require_word profiler auto perf py-spy none
  [[ -n ${opt[events]} ]] || die 2 "--events is empty"
  opt[flush_bytes]=$(bytes_of "${opt[flush_bytes]}") || die 2 "--flush-bytes: expected a size such as 1GiB or 0"
  if [[ -n ${opt[python]} && ${opt[debug_python]} == yes ]]; then
    die 2 "--python and --debug-python exclude each other"
  fi
  if ((opt[cachegrind_loops] == 0)); then opt[cachegrind_loops]=$(((opt[loops] + 9) / 10)); fi
}
