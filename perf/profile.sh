#!/usr/bin/env bash
# Where the nanoseconds go, and who allocates.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: perf/profile.sh [options] [-- COMMAND...]

Runs something under dotnet-trace, and once more under perf where the machine allows it; prints the hottest
methods and what was allocated. Without a COMMAND that is the engine on frames in memory: feed, lane, twelve
handlers, and nothing else.

  --seconds N   how long it runs (10); a COMMAND runs until it ends
  --lanes N     without a COMMAND: over a ring to so many lanes (0: fused)
  --timed       without a COMMAND: with the lane's timing, as in a live run
  --top N       so many methods (25)

dotnet-trace stops threads where the runtime can, which favours the ends of loops, and counts those that
wait too: where the two disagree, believe perf. The traces stay in artifacts/profile.
HELP
}

seconds=10
top=25
options=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --seconds) seconds=$2 && shift ;;
    --lanes) options+=(--lanes "$2") && shift ;;
    --timed) options+=(--timed) ;;
    --top) top=$2 && shift ;;
    --help | -h) usage && exit 0 ;;
    --) shift && break ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$root/artifacts/bin/FastArb.Perf/release/FastArb.Perf
folder=$root/artifacts/profile
cd "$root"
dotnet tool restore >/dev/null
dotnet build perf/FastArb.Perf --configuration Release --verbosity quiet --nologo
command=("$@")
if [[ ${#command[@]} -eq 0 ]]; then
  command=("$program" profile --seconds "$seconds" "${options[@]}")
fi
mkdir -p "$folder"
rm -f "$folder"/*

echo "== without a profiler"
if [[ $# -eq 0 ]]; then "${command[@]}"; else echo "(not run)"; fi

echo "== dotnet-trace: methods by time of their own, over all threads"
dotnet dotnet-trace collect --show-child-io --profile dotnet-sampled-thread-time,gc-verbose \
  --output "$folder/trace.nettrace" -- "${command[@]}"
dotnet dotnet-trace report "$folder/trace.nettrace" topN --number "$top"

echo "== allocated, by what the runtime drew"
"$program" allocations --trace "$folder/trace.nettrace"

echo "== perf: methods by processor time"
if ! perf record --output "$folder/perf.data" -- true >/dev/null 2>&1; then
  echo "(no perf here, or it is not allowed: kernel.perf_event_paranoid)"
  exit 0
fi
# perf finds the names of methods in a map that the runtime writes into the temporary folder, and looks there
# only for code that lies in no file: with the runtime's protection of code it would.
DOTNET_PerfMapEnabled=3 DOTNET_EnableWriteXorExecute=0 perf record --freq 999 --output "$folder/perf.data" \
  -- bash -c 'echo $$ >"$0"; exec "$@"' "$folder/process" "${command[@]}" 2>"$folder/perf.log"

# A share, Type::Method without namespaces and parameters, and how well the JIT had compiled it.
perf report --input "$folder/perf.data" --stdio --percent-limit 0.3 --sort symbol 2>>"$folder/perf.log" |
  sed -E '/^#/d; /^ *$/d; s/ +- +- *$//
    s/^ *([0-9.]+%) +\[.\] ([_a-z].*)$/ \1  \2/
    s/^ *([0-9.]+%).* ([^ ]*\.)?([A-Za-z0-9_`]+(\[[^]]*\])?::[^(]+)\(.*(\[[A-Za-z0-9]+\]) *$/ \1  \3 \5/' |
  sed -n "1,${top}p"
rm -f "/tmp/perf-$(cat "$folder/process").map"
