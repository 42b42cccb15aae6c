#!/usr/bin/env bash
# Runs a build and shows how far it is, in the place of the compiler's output, which a file keeps. Of a build that
# fails, the errors are shown too.
# Usage: scripts/build.sh LOG COMMAND...
set -uo pipefail

log=$1
shift
mkdir -p "$(dirname "$log")"

# A terminal has one line that is redrawn; elsewhere there is a line every half minute.
progress() {
  local line text next=30
  while IFS= read -r line || [ -n "$line" ]; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    text="building: step ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
    if [ -t 2 ]; then
      printf '\r\e[K%s' "$text" >&2
    elif [ "$SECONDS" -ge "$next" ]; then
      printf '%s\n' "$text" >&2
      next=$((SECONDS + 30))
    fi
  done
  if [ -t 2 ]; then printf '\r\e[K' >&2; fi
}

"$@" 2>&1 | tee "$log" | progress
status=${PIPESTATUS[0]}
if [ "$status" -ne 0 ]; then
  if grep -q 'error: ' "$log"; then
    grep -A 5 'error: ' "$log" | head -n 60 >&2
  else
    # The end of the output says most then.
    tail -n 20 "$log" >&2
  fi
  echo "error: the build failed (exit code $status); all of its output is in $log" >&2
  exit "$status"
fi
echo "built in $((SECONDS / 60)) min $((SECONDS % 60)) s" >&2
