#!/usr/bin/env bash
# Paced latency and load runs. Each says how many cores it needs and what it had.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: perf/run.sh feed|ring|all|soak [options]

  feed   socket to event: paced, burst and flood, ours beside a raw socket and ClientWebSocket
  ring   hops and throughput of the ring, beside Channels and BlockingCollection
  all    both
  soak   the long forms of the tests of ring and feed, 20 times the short ones; takes an hour or more

  --keep             write the results to perf/results/PROCESSOR, to be committed; else to artifacts/perf
  --quick            ring: a tenth of the length
  --rounds N         feed: how often each pair of load and receiver has its turn (3)
  --seconds N        feed: how long a turn measures (3)
  --loads PART       feed: only loads with PART in their name, such as burst
  --receivers PART   feed: only receivers with PART in their name, such as busy

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
  feed | ring) rooms=("$room") ;;
  all) rooms=(ring feed) ;;
  soak) rooms=() ;;
  *)
    usage >&2
    exit 2
    ;;
esac

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [[ $room == soak ]]; then
  FASTARB_TEST_TIMES=${FASTARB_TEST_TIMES:-20} exec dotnet test "$root" --configuration Release \
    --filter "FullyQualifiedName~Ring|FullyQualifiedName~Feed|FullyQualifiedName~Live"
fi
dotnet build "$root/perf/FastArb.Perf" --configuration Release --verbosity quiet --nologo
for name in "${rooms[@]}"; do
  "$root/artifacts/bin/FastArb.Perf/release/FastArb.Perf" "$name" --date "$(date -u +%Y-%m-%dT%H:%MZ)" "$@"
done
