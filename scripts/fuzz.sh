#!/usr/bin/env bash
# Fuzzes readers of files, several at a time, and prints one line for each at the end. Inputs that crash a reader
# are kept in Fuzz/Crashers; inputs that reach new code are kept in .build-fuzz/run/corpus.
# Usage: [JOBS=N] scripts/fuzz.sh PROGRAM SECONDS [KIND...]
set -euo pipefail
cd "$(dirname "$0")/.."
program=$1 seconds=$2
shift 2
[ $# -gt 0 ] || set -- $("$program")
if [ $# -gt 1 ]; then
  printf '%s\n' "$@" | xargs -n 1 -P "${JOBS:-$(nproc)}" "scripts/fuzz.sh" "$program" "$seconds"
  exit
fi

kind=$1
work=$PWD/.build-fuzz/run
found=$work/corpus/$kind
log=$work/$kind.log
crashers=Fuzz/Crashers/$kind
dictionary=Fuzz/Dictionaries/$kind.txt
# Swift's backtrace takes long, and the sanitizer prints one anyway.
export SWIFT_BACKTRACE=enable=no TMPDIR=$work/scratch/$kind
rm -rf "$TMPDIR"
mkdir -p "$TMPDIR" "$found" "$crashers"
before=$(ls "$crashers" | wc -l)
outcome=ok
# A small file that claims to be large must not cost memory or time: that counts as a crash too.
TIMEFORMAT=%U
{ time "$program" "$kind" "$found" "Fuzz/Corpus/$kind" "$crashers" \
  $([ -f "$dictionary" ] && echo "-dict=$dictionary") -artifact_prefix="$crashers/" \
  -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=256 -max_len=65536 \
  -print_final_stats=1 > "$log" 2>&1 || outcome="FAILED, see $log"; } 2> "$log.seconds"
statistic() { sed -n "s/^stat::$1: *//p" "$log"; }
coverage=$(grep -o 'cov: [0-9]*' "$log" | sed -n '1p;$p' | grep -o '[0-9]*' | paste -sd' ' | sed 's/ / to /')
crashes=$(($(ls "$crashers" | wc -l) - before))
rmdir --ignore-fail-on-non-empty "$crashers"
echo "$kind: $(statistic number_of_executed_units) runs in $(cut -d. -f1 "$log.seconds") CPU-seconds, coverage from ${coverage:-0} edges," \
  "$(statistic new_units_added) new units, $crashes crashes: $outcome"
[ "$outcome" = ok ]
