# machine.sh: what this machine can measure. Sourced, never run.
#
# Reads `opt`; fills `can` with what will be used, telling people about everything that will not and why.
# It must not measure anything that is kept.
# shellcheck shell=bash disable=SC2154

declare -A can=([perf]=no [hardware]=no [cachegrind]=no [profiler]=none [why_no_hardware]='')

# Sets opt[python]. The private environment is made when it is missing.
find_python() {
  local -a setup=("$here/setup")
  if [[ -n ${opt[python]} ]]; then
    command -v -- "${opt[python]}" >/dev/null || die 2 "--python ${opt[python]}: no such program"
    return
  fi
  if [[ ${opt[debug_python]} == yes ]]; then
    if "$here/setup" --debug-python --check >/dev/null 2>&1 || command -v python3-dbg python3-debug >/dev/null; then
      setup+=(--debug-python)
    else
      missing "no debug build of Python here (python3-dbg)" "apt install python3-dbg, or --python PATH" \
        "the release build; run.json says so"
    fi
  fi
  if [[ ${opt[dry_run]} == yes ]]; then
    show_command "${setup[@]}"
    opt[python]=${GEN_RUNNERS_VENV:-$here/.venv}/bin/python
  else
    opt[python]=$("${setup[@]}") || die 1 "runners/setup could not make the private environment"
  fi
}

probe_perf() {
  local answer paranoid
  if ! command -v perf >/dev/null; then
    missing "perf is not installed" "apt install linux-perf (Debian), linux-tools-generic (Ubuntu), perf (Fedora)" \
      "${1:-nothing}"
    can[why_no_hardware]='perf is not installed'
    return
  fi
  if ! answer=$(LC_ALL=C perf stat -e task-clock -- true 2>&1) || [[ $answer != *task-clock* ]]; then
    paranoid=$(cat /proc/sys/kernel/perf_event_paranoid 2>/dev/null || echo unknown)
    missing "perf may not count here (perf_event_paranoid is $paranoid)" \
      "sudo sysctl kernel.perf_event_paranoid=1; in a container also --cap-add PERFMON" "${1:-nothing}"
    can[why_no_hardware]="perf may not count (perf_event_paranoid $paranoid)"
    return
  fi
  can[perf]=yes
  answer=$(LC_ALL=C perf stat -e cycles,instructions -- true 2>&1) || true
  if [[ $answer == *instructions* && $answer != *'<not '*'cycles'* && $answer != *'<not '*'instructions'* ]]; then
    can[hardware]=yes
    return
  fi
  can[why_no_hardware]='the hardware counters are not supported here'
  missing "hardware counters are <not supported> (usual in virtual machines and containers)" \
    "run on the bare machine, or give the guest a virtual PMU (KVM: -cpu host,pmu=on)" \
    "the software events of perf${1:+, and $1}"
}

probe_cachegrind() {
  if command -v valgrind >/dev/null; then
    can[cachegrind]=yes
  elif [[ $1 == wanted ]]; then
    missing "valgrind is not installed" "apt install valgrind" "nothing: there are no simulated counters"
  fi
}

probe_counters() {
  local simulated='' wanted=''
  case ${opt[counters]} in
    none) return ;;
    cachegrind) probe_cachegrind wanted && return ;;
    both) wanted=wanted ;;
  esac
  if command -v valgrind >/dev/null && [[ ${opt[counters]} == auto ]]; then
    simulated='counters simulated by cachegrind'
  fi
  if ((opt[perf_runs] + opt[perf_repeat])); then probe_perf "$simulated"; fi
  if [[ ${opt[counters]} == auto && ${can[hardware]} == no ]]; then wanted=wanted; fi
  if [[ -n $wanted ]]; then probe_cachegrind wanted; fi
}

py_spy_path() {
  local beside
  beside=$(dirname -- "$(command -v -- "${opt[python]}" || echo "${opt[python]}")")/py-spy
  if [[ -x $beside ]]; then printf '%s' "$beside"; else command -v py-spy; fi
}

probe_py_spy() {
  local scope
  if ! can[py_spy]=$(py_spy_path); then
    missing "py-spy is not installed" "runners/setup, or pip install py-spy" "$1"
    return 1
  fi
  if "${can[py_spy]}" record --format raw --output /dev/null -- \
    "${opt[python]}" -c 'import time; time.sleep(0.3)' >/dev/null 2>&1; then
    return 0
  fi
  scope=$(cat /proc/sys/kernel/yama/ptrace_scope 2>/dev/null || echo unknown)
  missing "py-spy may not trace here (ptrace_scope is $scope)" \
    "sudo sysctl kernel.yama.ptrace_scope=1; in a container also --cap-add SYS_PTRACE" "$1"
  return 1
}

# -X perf: since 3.12, and only stacks with frame pointers can be walked through it.
tells_perf_names() {
  "${opt[python]}" -c 'import sys, sysconfig
flags = " ".join(str(value) for value in sysconfig.get_config_vars().values())
sys.exit(sys.version_info < (3, 12) or "-fno-omit-frame-pointer" not in flags)'
}

probe_profiler() {
  case ${opt[profiler]} in
    none) return ;;
    py-spy) if probe_py_spy 'nothing: there is no profile'; then can[profiler]=py-spy; fi ;;
    auto) if probe_py_spy 'perf record, if it works'; then can[profiler]=py-spy; fi ;;
  esac
  if [[ ${opt[profiler]} == py-spy || ${can[profiler]} == py-spy ]]; then return; fi
  if command -v perf >/dev/null && perf record -q -e cpu-clock -g -o /dev/null -- true >/dev/null 2>&1; then
    can[profiler]=perf
    if ! tells_perf_names; then
      missing "this Python does not tell perf its function names" "Python 3.12 or newer, built with frame pointers" \
        "C frames only"
    fi
  else
    missing "perf may not sample here" "sudo sysctl kernel.perf_event_paranoid=1" "nothing: there is no profile"
  fi
}

# Never more than a quarter of the memory that is free, or the machine would swap.
limit_flush() {
  local key value available_kib=''
  if [[ ! -r /proc/meminfo ]]; then return; fi
  while read -r key value _; do
    if [[ $key == MemAvailable: ]]; then available_kib=$value; fi
  done </proc/meminfo
  if [[ -n $available_kib ]] && ((opt[flush_bytes] > available_kib * 256)); then
    say "note: only $((available_kib / 4096)) MiB are written before each measurement (a quarter of the free memory)"
    opt[flush_bytes]=$((available_kib * 256))
  fi
}

probe_machine() {
  probe_counters
  probe_profiler
  limit_flush
}
