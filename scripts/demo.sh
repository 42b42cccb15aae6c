#!/usr/bin/env bash
# The whole line once: makes the built-in data, trains a small model on it, turns a held-out sound
# into a picture and a held-out picture into a sound, and measures both ways.
# Usage: scripts/demo.sh RUN
set -euo pipefail
cd "$(dirname "$0")/.."
run=${1:-runs/demo}
data=data/orchestra

if [ -e "$run" ]; then
  echo "error: $run exists; remove it, or choose another with make demo RUN=..." >&2
  exit 73
fi

if [ ! -e "$data/manifest.jsonl" ]; then
  echo "== making the built-in orchestra in $data" >&2
  bin/cmcgan-data synthesize -o "$data" --train-pairs 300 --validation-pairs 30
fi

echo "== training configs/demo.json in $run" >&2
bin/cmcgan-train --config configs/demo.json --set "data.root=$data" --output "$run"

sound=$(find "$data/chunk/validation/trumpet" -name '*.wav' | sort | head -n 1)
picture=$(find "$data/img/validation/violin" -name '*.png' | sort | head -n 1)
bin/cmcgan-convert "$sound" -o "$run/trumpet.png" --model "$run" --size 256 --force
bin/cmcgan-convert "$picture" -o "$run/violin.wav" --model "$run" --force

echo "== how often the right instrument comes out, for sounds and pictures never trained on" >&2
bin/cmcgan-evaluate "$run" | tee "$run/evaluation.txt"
bin/cmcgan-report "$run" --quiet

samples=$(find "$run/samples" -name '*.png' | sort | tail -n 1)
cat <<TEXT

The picture made from $sound:
  $run/trumpet.png
The sound made from $picture:
  $run/violin.wav
What the model makes of one held-out pair of each instrument:
  $samples
All of it as a page, with the sounds to listen to:
  $run/report.html
The trained model, to convert your own files with --model:
  $run
TEXT
