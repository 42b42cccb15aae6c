#!/bin/bash
# Makes an image: for each instrument, four images that the model generates from one sound.
#
# Usage: docs/instruments.sh SUB-URMP OUTPUT.png [MODEL]      (needs bin/ and ffmpeg)
#
# The sound is the first validation sound of each class; the four images have the latent vectors of seeds 0 to 3.
# Nothing is chosen by hand, and no image of the data set is shown.
set -euo pipefail
data=$1 output=$2
bin=$(cd "$(dirname "$0")/../bin" && pwd)
model=(); [ $# -lt 3 ] || model=(--model "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cell=128 gap=4 top=24
inputs=() filters="" column=0 number=0
for folder in "$data"/chunk/validation/*/; do
  class=$(basename "$folder")
  sounds=("$folder"*.wav)
  x=$((column * (cell + gap)))
  for seed in 0 1 2 3; do
    image="$work/$class-$seed.png"
    "$bin/cmcgan-convert" "${sounds[0]}" -o "$image" --seed "$seed" "${model[@]}" --quiet
    inputs+=(-i "$image")
    filters+="[$((number + 1))]scale=$cell:$cell:flags=bicubic[i$number];"
    filters+="[p$number][i$number]overlay=$x:$((top + seed * (cell + gap)))[p$((number + 1))];"
    number=$((number + 1))
  done
  filters+="[p$number]drawtext=text='${class//_/ }':x=$x+($cell-tw)/2:y=5:fontsize=14:fontcolor=black[p$number];"
  column=$((column + 1))
done
width=$((column * (cell + gap) - gap)) height=$((top + 4 * (cell + gap)))
ffmpeg -loglevel error -y -f lavfi -i "color=white:size=${width}x$height:duration=1:rate=1,format=rgb24" \
  "${inputs[@]}" -filter_complex "[0]null[p0];$filters[p$number]split[a][b];[a]palettegen[c];[b][c]paletteuse=dither=sierra2_4a[out]" -map '[out]' -frames:v 1 "$output"
