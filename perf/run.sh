#!/usr/bin/env bash
# Paced latency and load runs. Each says how many cores it needs and what it had.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: perf/run.sh feed|ring|pipeline|all|soak [options]

  feed   socket to event: paced, burst and flood, ours beside a raw socket and ClientWebSocket
  ring   hops and throughput of the ring, beside Channels and BlockingCollection
  pipeline  frames in memory and over a socket to twelve handlers that re-quote: fused, and over a ring
  all    the three of them
  soak   the long forms of the tests: of the feed's failures row by row (docs/reliability.md), about an
         hour; soak ring: those of the ring and of the feed's order, 20 times the short ones

  --keep             write the results to perf/results/PROCESSOR, to be committed; else to artifacts/perf
  --quick            ring, pipeline: a tenth of the length, but for what comes over a socket
  --rounds N         feed, pipeline: how often each pair of load and receiver has its turn (3)
  --seconds N        feed, pipeline: how long a turn measures (3)
  --loads PART       feed, pipeline: only loads with PART in their name, such as burst
  --receivers PART   feed, pipeline: only receivers with PART in their name, such as busy

Two cores are needed, and nothing else should run. The whole takes about ten minutes.
HELP
}

if [[ $# -eq 0 ]]; then
  usage >&2
  exit 2
fi
if [[ $1 == --help || $1 == -h ]]; then
  usage
  exit 0
fi

room=$1
shift
case $room in
  feed | ring | pipeline) rooms=("$room") ;;
  all) rooms=(ring feed pipeline) ;;
  soak) rooms=() ;;
  *)
    usage >&2
    exit 2
    ;;
esac

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# A row of docs/reliability.md, and how often its short form makes the figures that the row asks for.
soak_rows="1:50 2:50 3:50 5:10 6:50 7:50 8:50 15:20 20:20 21:50 22:10 24:10 25:50 26:10 27:50 29:5 30:1
  31:10 32:10 37:16 38:1 40:100 41:5 45:1 46:50 16:10 anvil:8"

# soak_row NAME TIMES: runs the tests of a row; their lines "row ..." and the sums go to the output. A
# failure, and a row without a test, is one.
soak_row() {
  local begun=$SECONDS log good bad
  log=$(mktemp)
  # timeout also gives Ctrl-C back to the programs under test, which a job in the background has lost.
  FASTARB_TEST_TIMES=$2 timeout 3600 \
    dotnet test "$root" --no-build --configuration Release --filter "row=$1" \
    --logger "console;verbosity=detailed" >"$log" 2>&1 || true
  echo "== row $1, $2 times, $((SECONDS - begun)) s"
  grep -E "^ *row .*:" "$log" | sed 's/^ *//' || true
  good=$(awk '/^ *Passed: /{sum+=$2} END{print sum+0}' "$log")
  bad=$(awk '/^ *Failed: /{sum+=$2} END{print sum+0}' "$log")
  echo "passed $good, failed $bad"
  grep -E "^ *Failed [A-Z]" "$log" || true
  if [[ $good -eq 0 || $bad -gt 0 ]]; then
    soak_failed=1
    mkdir -p "$root/artifacts/soak"
    cp "$log" "$root/artifacts/soak/row-$1.log"
    echo "what it printed: artifacts/soak/row-$1.log"
  fi
  rm -f "$log"
}

if [[ $room == soak ]]; then
  if [[ ${1:-} == ring ]]; then
    FASTARB_TEST_TIMES=${FASTARB_TEST_TIMES:-20} exec dotnet test "$root" --configuration Release \
      --filter "FullyQualifiedName~Ring|FullyQualifiedName~Feed.Order|FullyQualifiedName~Live"
  fi
  out=/dev/null
  if [[ ${1:-} == --keep ]]; then
    shift
    out="$root/perf/results/soak.txt"
    : >"$out"
  fi
  wanted=" ${*:-} "
  soak_failed=0
  dotnet build "$root" --configuration Release --verbosity quiet --nologo
  {
    model=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)
    echo "$(date -u +%Y-%m-%dT%H:%MZ), $(nproc) cores, $model"
    for row in $soak_rows; do
      if [[ $wanted == "  " || $wanted == *" ${row%:*} "* ]]; then soak_row "${row%:*}" "${row#*:}"; fi
    done
  } > >(tee "$out")
  exit "$soak_failed"
fi
dotnet build "$root/perf/FastArb.Perf" --configuration Release --verbosity quiet --nologo
for name in "${rooms[@]}"; do
  "$root/artifacts/bin/FastArb.Perf/release/FastArb.Perf" "$name" --date "$(date -u +%Y-%m-%dT%H:%MZ)" "$@"
done
