#!/usr/bin/env bash
# Writes released/VERSION by the built program: what all later versions must be able to read.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
program=${PROGRAM:-$root/bin/cmcgan}
place=$root/Tests/TestSupport/Golden/released/$1
mkdir -p "$place"
cd "$place"
cat > recipe.json <<'END'
{
  "extends": "tiny",
  "seed": 3,
  "augmentation": {"encoder": {"soundBandShift": 2}}
}
END
"$program" train --config "$root/configs/paper.json" --print-config > paper.json
"$program" train --config recipe.json --quiet --output run \
  --set image.height=8 --set image.width=8 --set sound.windowLength=64 --set sound.hopLength=32 \
  --set sound.bands=8 --set sound.durationSeconds=0.05 --set networks.width=1 --set networks.depth=1 \
  --set networks.featureSize=1 --set networks.latentSize=1 --set networks.discriminatorWidth=1 \
  --set networks.discriminatorFeatures=1 --set training.batchSize=2 --set training.steps=1 \
  --set data.orchestraTrainingPairs=1 --set data.orchestraValidationPairs=1
"$program" export run -o model.safetensors
# What names this machine or is large, and nothing reads again.
rm -rf run/report.html run/samples run/run.json run/lock run/events.jsonl run/checkpoints/step-000000.safetensors
