# steps.sh: the commands of one measurement, and how they are run. Sourced, never run.
#
# Every step is one call of run_step. In a dry run it prints the command; otherwise it runs it in a process group of
# its own, keeps what it printed in a log, notes command, duration and status for run.json, and tells the progress.
# shellcheck shell=bash disable=SC2154

declare -a plan=()                                  # "KIND LABEL" of all steps, in order
declare -A n_cases_of=() iteration_ms_of=()         # by label, as told with the proof
declare -A slower=([pyperf]=1000 [perf]=1000 [cachegrind]=1000 [profile]=1000 [perf_around_pyperf]=1000)
# `slower`: by kind, thousandths of the estimate that the last such step took
declare -i step_number=0 step_total=0
# Stated, not taken from the machine: the counts of a program are then the same everywhere.
# shellcheck disable=SC2054 # the commas belong to the values
simulated_caches=(--I1=32768,8,64 --D1=32768,8,64 --LL=8388608,16,64)
child='' # process group of the running command

show_command() {
  printf '%q' "$1"
  shift
  if (($#)); then printf ' %q' "$@"; fi
  printf '\n'
}

make_plan() {
  local label
  local -i run
  if ((opt[rounds] > 1)); then
    for ((run = 0; run < opt[rounds]; run++)); do plan+=("${labels[@]/#/pyperf }"); done
  fi
  for label in "${labels[@]}"; do
    if ((opt[rounds] == 1)); then plan+=("pyperf $label"); fi
    if [[ ${can[perf]} == yes ]]; then
      for ((run = 0; run < (opt[perf_repeat] ? 1 : opt[perf_runs]); run++)); do plan+=("perf $label"); done
      if [[ ${opt[perf_around]} == pyperf ]]; then plan+=("perf_around_pyperf $label"); fi
    fi
    if [[ ${can[cachegrind]} == yes ]]; then plan+=("cachegrind $label"); fi
    if [[ ${can[profiler]} != none ]]; then plan+=("profile $label"); fi
  done
  step_total=${#plan[@]}
}

# pyperf's 20 processes (10 with --fast), or the part of them that belongs to one round.
processes_a_round() {
  local -i processes=20
  if [[ ${opt[fast]} == yes ]]; then processes=10; fi
  printf '%d' $(((processes + opt[rounds] - 1) / opt[rounds]))
}

# estimate_ms KIND LABEL: sets `estimate`, before any correction. Start-up times and the slowness of cachegrind are rough.
estimate_ms() {
  local -i iteration=${iteration_ms_of[$2]:-10} cases=${n_cases_of[$2]:-1} processes values=3
  local -i value=$((iteration > 100 ? iteration : 100)) # pyperf's values take a tenth of a second at least
  if [[ ${opt[fast]} == yes ]]; then values=2; fi
  processes=$(processes_a_round)
  processes+=1 # the calibration
  case $1 in
    pyperf | perf_around_pyperf)
      estimate=$((cases * (processes * (250 + (values + 1) * value) + 500 + 3 * iteration)))
      ;;
    perf) estimate=$((150 + opt[loops] * iteration * (opt[perf_repeat] ? opt[perf_repeat] : 1))) ;;
    cachegrind) estimate=$((3000 + 50 * opt[cachegrind_loops] * iteration)) ;;
    profile) estimate=$((1000 + 1000 * opt[duration])) ;;
  esac
}

seconds_left() {
  local step
  local -i sum=0 estimate
  for step in "${plan[@]:step_number}"; do
    estimate_ms "${step%% *}" "${step#* }"
    sum+=$((estimate * slower[${step%% *}] / 1000))
  done
  printf '%d' $((sum / 1000))
}

# On a terminal the line of the running step counts down; elsewhere it is printed once.
start_ticker() {
  [[ -t 2 ]] || return 0
  local text=$1
  local -i left=$2
  (
    trap 'exit 0' TERM
    while sleep 1; do
      if ((left > 1)); then ((left--)); fi
      printf '\r\033[K%s, about %s left' "$text" "$(duration_text "$left")" >&2
    done
  ) &
  ticker=$!
}

stop_ticker() {
  [[ -n ${ticker:-} ]] || return 0
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  ticker=''
  printf '\n' >&2
}

# end_child: stop the running command with everything it started, and wait until it is gone.
end_child() {
  [[ -n $child ]] || return 0
  local -i tenth
  kill -TERM -- "-$child" 2>/dev/null || true
  for ((tenth = 0; tenth < 30; tenth++)); do
    kill -0 -- "-$child" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL -- "-$child" 2>/dev/null || true
  wait "$child" 2>/dev/null || true
  child=''
}

# run_logged LOG ARGV...: run, and return the status. Ctrl-C reaches this shell only, whose trap ends the group.
run_logged() {
  local log=$1
  local -i status=0
  shift
  set -m
  "$@" >>"$log" 2>&1 </dev/null &
  child=$!
  set +m
  wait "$child" || status=$?
  child=''
  return "$status"
}

# What pyperf prints about its results stands, with more digits, in its JSON; twice would look like two measurements.
# Paths of the staging folder become those of the results.
trim_log() {
  local log=$1 target line
  target=$(results_of "$2")
  while IFS= read -r line; do
    if [[ $line != *'Mean +- std dev'* ]]; then printf '%s\n' "${line//"$work"/"$target"}"; fi
  done <"$log" >"$log.part"
  mv -- "$log.part" "$log"
  if [[ ! -s $log ]]; then rm -f -- "$log"; fi
}

# note_command KIND SECONDS STATUS ARGV...: for run.json. Fields end with NUL.
note_command() {
  printf '%s\0' "$1" "$2" "$3" "$(($# - 3))" "${@:4}" >>"$work.commands"
}

# run_step KIND LABEL WHAT ARGV...
run_step() {
  local kind=$1 label=$2 what=$3
  shift 3
  if [[ ${opt[dry_run]} == yes ]]; then show_command "$@" && return; fi
  prepare_step
  local log=$work/logs/$kind.txt text
  local -i left status=0 started
  left=$(seconds_left)
  step_number+=1
  text="[$step_number/$step_total] ${opt[benchmark]} $label: $what"
  say "$text, about $(duration_text "$left") left"
  start_ticker "$text" "$left"
  started=$(date +%s%N)
  run_logged "$log" "$@" || status=$?
  local -i milliseconds=$((($(date +%s%N) - started) / 1000000))
  stop_ticker
  local -i estimate
  estimate_ms "$kind" "$label"
  slower[$kind]=$((milliseconds * 1000 / estimate))
  note_command "$kind" "$((milliseconds / 1000)).$(printf '%03d' $((milliseconds % 1000)))" "$status" "$@"
  if ((status)); then report_failure "$label" "$what" "$status" "$log"; fi
  trim_log "$log" "$label"
  return "$status"
}

report_failure() {
  say "error: $1: $2 failed with status $3; the end of what it printed:"
  local line
  while IFS= read -r line; do printf '  | %s\n' "$line"; done < <(tail -n 12 -- "$4") >&2
}

prepare_step() {
  if ((opt[flush_bytes])); then "${opt[python]}" "$here/lib/flush.py" "${opt[flush_bytes]}"; fi
  if [[ ${opt[sleep]} != 0 ]]; then sleep "${opt[sleep]}"; fi
}

# variant_command LABEL: sets `clean` (environment of the measured program), `pin` (CPU affinity in front of it).
variant_command() {
  local word
  clean=(env -u PYTHONPATH -u PYTHONHOME -u PYTHONSTARTUP LC_ALL=C PYTHONHASHSEED=0)
  inherit=''
  while IFS= read -r word; do
    if [[ -z $word ]]; then continue; fi
    clean+=("$word")
    inherit+=${inherit:+,}${word%%=*}
  done <<<"${environment_of[$1]}"
  pin=()
  if [[ -n ${opt[affinity]} ]]; then pin=("${opt[python]}" "$here/lib/pin.py" "${opt[affinity]}"); fi
}

# fixed_work LABEL LOOPS: sets `fixed`, the command that does that many iterations.
fixed_work() {
  fixed=("${opt[python]}" "${script_of[$1]}")
  if [[ ${opt[plain]} == no ]]; then fixed+=(--loops "$2"); fi
}

# pyperf_command LABEL OUTPUT: sets `timed`. Later options win: the user's stand last.
pyperf_command() {
  local label=$1
  local -a options=()
  if [[ -n $2 ]]; then options+=("$([[ ${opt[rounds]} == 1 ]] && echo -o || echo --append)" "$2"); fi
  if ((opt[rounds] == 1)); then
    if [[ ${opt[fast]} == yes ]]; then options+=(--fast); fi
  else
    options+=("--processes=$(processes_a_round)")
    # What --fast is, but for the number of processes.
    if [[ ${opt[fast]} == yes ]]; then options+=(--values=2); fi
  fi
  if [[ -n ${opt[affinity]} ]]; then options+=("--affinity=${opt[affinity]}"); fi
  if [[ -n $inherit ]]; then options+=("--inherit-environ=$inherit"); fi
  options+=("${pyperf_options[@]}")
  if [[ -n ${pyperf_script_of[$label]} ]]; then
    timed=("${opt[python]}" "${pyperf_script_of[$label]}" "${options[@]}")
  elif [[ ${opt[plain]} == yes ]]; then
    timed=("${opt[python]}" -m pyperf command --name "${opt[benchmark]}" "${options[@]}" --
      "${opt[python]}" "${script_of[$label]}")
  else
    timed=("${opt[python]}" "${script_of[$label]}" --pyperf "${options[@]}")
  fi
}

# step_pyperf LABEL ROUND
step_pyperf() {
  local -a clean pin timed
  local inherit what=pyperf
  variant_command "$1"
  pyperf_command "$1" "$work/pyperf/pyperf.json"
  if ((opt[rounds] > 1)); then what="pyperf, round $2 of ${opt[rounds]}"; fi
  run_step pyperf "$1" "$what" "${clean[@]}" "${timed[@]}" || return
  if [[ ${opt[dry_run]} == yes || -z ${opt[host_label]} ]] || (($2 < opt[rounds])); then return; fi
  "${opt[python]}" "$here/lib/host_label.py" "${opt[host_label]}" "$work/pyperf/pyperf.json"
}

step_counters() {
  local label=$1
  local -a clean pin fixed timed count
  local inherit
  local -i run
  variant_command "$label"
  fixed_work "$label" "${opt[loops]}"
  count=("${clean[@]}" "${pin[@]}" perf stat -e "${opt[events]}")
  if ((opt[perf_repeat])); then
    run_step perf "$label" "perf stat -r ${opt[perf_repeat]}" \
      "${count[@]}" -r "${opt[perf_repeat]}" -o "$work/perf/perf_repeat.txt" -- "${fixed[@]}" || return
  else
    for ((run = 1; run <= opt[perf_runs]; run++)); do
      run_step perf "$label" "perf stat, run $run of ${opt[perf_runs]}" \
        "${count[@]}" -o "$work/perf/perf_run_$run.txt" -- "${fixed[@]}" || return
    done
  fi
  if [[ ${opt[perf_around]} == pyperf ]]; then
    pyperf_command "$label" ''
    run_step perf_around_pyperf "$label" "perf stat around pyperf" \
      "${count[@]}" -o "$work/perf/pyperf_run_1.txt" -- "${timed[@]}"
  fi
}

step_cachegrind() {
  local -a clean pin fixed
  local inherit
  variant_command "$1"
  fixed_work "$1" "${opt[cachegrind_loops]}"
  run_step cachegrind "$1" "cachegrind, ${opt[cachegrind_loops]} iterations" \
    "${clean[@]}" "${pin[@]}" valgrind -q --tool=cachegrind --cache-sim=yes --branch-sim=yes "${simulated_caches[@]}" \
    "--cachegrind-out-file=$work/cachegrind/cachegrind.out" -- "${fixed[@]}" || return
  if [[ ${opt[dry_run]} == yes ]]; then return; fi
  # Line by line it is megabytes; the totals and the functions that matter are kept.
  "${opt[python]}" "$here/lib/cachegrind.py" "$work/cachegrind/cachegrind.out"
}

# Samples before the first and after the last Python frame are lines without a stack.
drop_empty_stacks() {
  local line
  while IFS= read -r line; do
    if [[ $line != ' '* ]]; then printf '%s\n' "$line"; fi
  done <"$1" >"$1.part"
  mv -- "$1.part" "$1"
}

step_profile() {
  local label=$1
  local -a clean pin profiled
  local inherit
  variant_command "$label"
  profiled=("${script_of[$label]}")
  if [[ ${opt[plain]} == no ]]; then profiled+=(--seconds "${opt[duration]}"); fi
  if [[ ${can[profiler]} == py-spy ]]; then
    run_step profile "$label" "profile (py-spy)" "${clean[@]}" "${pin[@]}" "${can[py_spy]}" record \
      --rate "${opt[rate]}" --format raw --output "$work/profile/stacks.folded" -- "${opt[python]}" "${profiled[@]}" || return
    if [[ ${opt[dry_run]} == no ]]; then drop_empty_stacks "$work/profile/stacks.folded"; fi
    return
  fi
  run_step profile "$label" "profile (perf record)" "${clean[@]}" "${pin[@]}" perf record -q -e cpu-clock \
    -F "${opt[rate]}" -g -o "$stage/perf.data" -- "${opt[python]}" -X perf "${profiled[@]}" || return
  if [[ ${opt[dry_run]} == yes ]]; then return; fi
  perf script -i "$stage/perf.data" 2>/dev/null |
    "${opt[python]}" "$here/lib/fold_perf.py" >"$work/profile/stacks.folded"
  rm -f -- "$stage/perf.data"
}
