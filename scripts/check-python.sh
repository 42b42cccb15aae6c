#!/usr/bin/env bash
# Compares the program with PyTorch and ONNX Runtime, using python/. It compares the default model and small ones;
# together they have every kind of layer. The first argument is the Python to use.
set -euo pipefail
python=$1
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

bin/cmcgan train --config configs/tiny.json --output "$place/run" --quiet \
  --set training.steps=20 --set training.generator.learningRate=0.01 \
  --set image.height=20 --set image.width=28 --set networks.depth=3 --set networks.attention=true \
  --set networks.residualBlocks=1 --set networks.upsampling=resize \
  --set networks.normalization=instance --set networks.pooledSounds=true \
  --set networks.normalizedFeatures=true
bin/cmcgan export "$place/run" -o "$place/model.safetensors"
bin/cmcgan train --config configs/tiny.json --output "$place/mapped-run" --quiet \
  --set training.steps=20 --set training.generator.learningRate=0.01 \
  --set networks.imageDecoder.residualBlocks=2 --set networks.imageDecoder.mappingLayers=3 \
  --set networks.imageDecoder.upsampling=resize \
  --set networks.soundDecoder.mappingLayers=1 --set networks.normalizedFeatures=true
bin/cmcgan export "$place/mapped-run" -o "$place/mapped.safetensors"
models=(data/default.safetensors "$place/model.safetensors" "$place/mapped.safetensors")
if [ -e data/efficientnet-lite0.safetensors ] || [ -n "${CMCGAN_BACKBONE:-}" ]; then
  bin/cmcgan train --config configs/tiny.json --output "$place/backbone-run" --quiet \
    --set training.steps=3 --set networks.imageEncoder=efficientnet-lite0 --set networks.imageEncoderSide=72
  bin/cmcgan export "$place/backbone-run" -o "$place/backbone.safetensors"
  models+=("$place/backbone.safetensors")
else
  echo "skipped: a model with EfficientNet-Lite0 (make backbone)"
fi
for model in "${models[@]}"; do
  echo "$(basename "$model")"
  bin/cmcgan bench convert --model "$model" --record "$place/record.safetensors"
  "$python" -W ignore python/check.py "$model" "$place/record.safetensors"
done
