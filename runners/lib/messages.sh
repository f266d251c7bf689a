# messages.sh: what the runners tell people, all of it on standard error. Sourced, never run.
# shellcheck shell=bash

readonly program=${0##*/}

say() {
  printf '%s: %s\n' "$program" "$1" >&2
}

# die STATUS MESSAGE [HINT...]: what is wrong, what to do about it, and out.
die() {
  local status=$1
  printf '%s: error: %s\n' "$program" "$2" >&2
  shift 2
  local hint
  for hint in "$@"; do printf '  %s\n' "$hint" >&2; done
  exit "$status"
}

# missing WHAT HOW INSTEAD: something this machine cannot do; how to allow it; what is used in its place.
missing() {
  printf '%s: note: %s\n  to allow it: %s\n  used instead: %s\n' "$program" "$1" "$2" "$3" >&2
}

# 3725 -> "1 h 2 min", 95 -> "1 min 35 s"
duration_text() {
  local seconds=$1
  if ((seconds >= 3600)); then
    printf '%d h %d min' $((seconds / 3600)) $((seconds % 3600 / 60))
  elif ((seconds >= 60)); then
    printf '%d min %d s' $((seconds / 60)) $((seconds % 60))
  else
    printf '%d s' "$seconds"
  fi
}
