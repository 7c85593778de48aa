#!/usr/bin/env bash
# Kills the reference training with SIGKILL at random moments, as often as told, resumes it each time, and compares what comes out with the uninterrupted run.
# usage: tests/kill-and-resume.sh [kills = 20] [seed = 1] [options of 'trainer train' …]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
kills=${1:-20}
RANDOM=${2:-1}
shift $(($# < 2 ? $# : 2))

dotnet build src/Trainer -c Release --nologo -v quiet
trainer=$PWD/artifacts/bin/Trainer/release/trainer
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

began=$(date +%s%N)
"$trainer" train "$@" --output "$work/whole" >/dev/null 2>&1
took=$((($(date +%s%N) - began) / 1000000))
echo "uninterrupted: $took ms"

# long enough that the kills together reach the end of the run, short enough that some fall into loading
window=$((1200 + 2 * took / kills))
for ((kill = 1; kill <= kills; kill++)); do
  if [ -d "$work/run" ]; then command=(resume "$work/run"); else command=(train "$@" --output "$work/run" --checkpoint-every 500); fi
  moment=$((RANDOM % window))
  "$trainer" "${command[@]}" >/dev/null 2>"$work/said" &
  process=$!
  sleep "$(printf '%d.%03d' $((moment / 1000)) $((moment % 1000)))"
  if kill -KILL "$process" 2>/dev/null; then
    wait "$process" 2>/dev/null || true
    rows=$([ -f "$work/run/history.csv" ] && wc -l <"$work/run/history.csv" || echo 0)
    echo "kill $kill after $moment ms of '${command[0]}': $((rows > 0 ? rows - 1 : 0)) epochs done"
  else
    wait "$process" || { cat "$work/said"; exit 1; }
    echo "kill $kill came too late: '${command[0]}' had ended"
  fi
done

if [ -d "$work/run" ]; then "$trainer" resume "$work/run" >/dev/null; else "$trainer" train "$@" --output "$work/run" >/dev/null; fi
for file in checkpoint.safetensors best.safetensors history.csv plan.json curves.png curves.svg; do
  cmp "$work/whole/$file" "$work/run/$file"
done
if compgen -G "$work/run/*.tmp" >/dev/null; then
  echo "temporary files are left"
  exit 1
fi
echo "after $kills kills: the same bytes in checkpoint, best, history, plan and curves"
