#!/usr/bin/env bash
# Everything once: writes the built-in data, trains a small model on it, turns a held-out sound into an
# image and a held-out image into a sound, and evaluates both directions.
# Usage: scripts/demo.sh RUN
set -euo pipefail
cd "$(dirname "$0")/.."
run=${1:-runs/demo}
data=data/orchestra-easy

if [ -e "$run" ]; then
  echo "error: $run exists; remove it, or choose another with make demo RUN=..." >&2
  exit 73
fi

if [ ! -e "$data/manifest.jsonl" ]; then
  echo "== writing the built-in data set to $data" >&2
  # Little differs within a class: minutes of training suffice.
  bin/cmcgan-data synthesize -o "$data" --train-pairs 300 --validation-pairs 30 --size 64 --variety 0.3
fi

echo "== training configs/demo.json in $run" >&2
bin/cmcgan-train --config configs/demo.json --set "data.root=$data" --output "$run"

sound=$(find "$data/chunk/validation/trumpet" -name '*.wav' | sort | head -n 1)
image=$(find "$data/img/validation/violin" -name '*.png' | sort | head -n 1)
bin/cmcgan-convert "$sound" -o "$run/trumpet.png" --model "$run" --size 256 --force
bin/cmcgan-convert "$image" -o "$run/violin.wav" --model "$run" --force

echo "== accuracy on sounds and images that were not in the training data" >&2
bin/cmcgan-evaluate "$run" | tee "$run/evaluation.txt"
bin/cmcgan-report "$run" --quiet

samples=$(find "$run/samples" -name '*.png' | sort | tail -n 1)
cat <<TEXT

The image generated from $sound:
  $run/trumpet.png
The sound generated from $image:
  $run/violin.wav
Results for one held-out pair of each instrument:
  $samples
A page with all results, and the sounds to listen to:
  $run/report.html
The trained model, to convert your own files with --model:
  $run
TEXT
