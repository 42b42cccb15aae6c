#!/bin/bash
# Makes docs/your-files.png: drawings that the model was not trained on, what it takes them for, and what their sounds become.
#
# Usage: docs/your-files.sh OUTPUT.png      (needs bin/ and ffmpeg)
#
# The drawings and sounds are those of the built-in orchestra, the first of each instrument; nothing is chosen.
set -euo pipefail
output=$1
bin=$(cd "$(dirname "$0")/../bin" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bin/cmcgan-data" synthesize -o "$work/set" --train-pairs 1 --validation-pairs 1 > /dev/null 2>&1

cell=112 gap=8 top=26
inputs=() filters="" column=0 number=0
answer() { # what the model takes a file for: a class, or nothing
  "$bin/cmcgan-classify" "$1" --json --quiet | python3 -c '
import json, sys
found = json.load(sys.stdin)
print("unknown" if found["familiarity"] < 0.05 else found["class"].replace("_", " "))'
}
write() { # a text above or below an image
  filters+="[p$number]drawtext=text='$1':x=$x+($cell-tw)/2:y=$2:fontsize=13:fontcolor=black[p$number];"
}
for folder in "$work"/set/img/validation/*/; do
  class=$(basename "$folder")
  drawing=("$folder"*.png) sound=("$work/set/chunk/validation/$class/"*.wav)
  "$bin/cmcgan-convert" "${sound[0]}" -o "$work/$class.png" --quiet
  x=$((column * (cell + gap)))
  for file in "${drawing[0]}" "$work/$class.png"; do
    y=$top; [ "$file" = "${drawing[0]}" ] || y=$((top + cell + 26))
    inputs+=(-i "$file")
    filters+="[$((number + 1))]scale=$cell:$cell:flags=bicubic[i$number];[p$number][i$number]overlay=$x:$y[p$((number + 1))];"
    number=$((number + 1))
  done
  write "${class//_/ }" 6
  write "$(answer "${drawing[0]}")" $((top + cell + 6))
  write "$(answer "${sound[0]}")" $((top + 2 * cell + 32))
  column=$((column + 1))
done
width=$((column * (cell + gap) - gap)) height=$((top + 2 * cell + 54))
ffmpeg -loglevel error -y -f lavfi -i "color=white:size=${width}x$height:duration=1:rate=1,format=rgb24" \
  "${inputs[@]}" -filter_complex "[0]null[p0];$filters[p$number]split[a][b];[a]palettegen[c];[b][c]paletteuse=dither=sierra2_4a[out]" -map '[out]' -frames:v 1 "$output"
