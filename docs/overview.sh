#!/bin/bash
# Makes docs/overview.png: sounds in, generated images out, and the sounds that these images give.
#
# Usage: docs/overview.sh SUB-URMP OUTPUT.png      (needs bin/ and ffmpeg)
#
# Each column starts from the first validation sound of a class. No image of the data set is shown.
set -euo pipefail
data=$1 output=$2
bin=$(cd "$(dirname "$0")/../bin" && pwd)
classes=(bassoon cello clarinet oboe trumpet trombone tuba)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cell=112 gap=8 left=152 top=30
inputs=() filters="" column=0 number=0
for class in "${classes[@]}"; do
  sounds=("$data/chunk/validation/$class/"*.wav)
  "$bin/cmcgan-spectrogram" "${sounds[0]}" -o "$work/$class-1.png" --quiet
  "$bin/cmcgan-convert" "${sounds[0]}" -o "$work/$class-2.png" --quiet
  "$bin/cmcgan-convert" "$work/$class-2.png" -o "$work/$class.wav" --quiet
  "$bin/cmcgan-spectrogram" "$work/$class.wav" -o "$work/$class-3.png" --quiet
  x=$((left + column * (cell + gap)))
  for row in 1 2 3; do
    y=$((top + (row - 1) * (cell + gap)))
    inputs+=(-i "$work/$class-$row.png")
    filters+="[$((number + 1))]scale=$cell:$cell:flags=bicubic[i$number];"
    filters+="[p$number][i$number]overlay=$x:$y[p$((number + 1))];"
    number=$((number + 1))
  done
  filters+="[p$number]drawtext=text='$class':x=$x+($cell-tw)/2:y=9:fontsize=14:fontcolor=black[p$number];"
  column=$((column + 1))
done
width=$((left + column * (cell + gap))) height=$((top + 3 * (cell + gap)))
row=0
for label in 'sound in' 'generated image' 'sound generated' ; do
  filters+="[p$number]drawtext=text='$label':x=12:y=$((top + row * (cell + gap) + cell / 2 - 7)):fontsize=14:fontcolor=black[p$number];"
  row=$((row + 1))
done
filters+="[p$number]drawtext=text='from that image':x=12:y=$((top + 2 * (cell + gap) + cell / 2 + 10)):fontsize=14:fontcolor=black,"
filters+="split[a][b];[a]palettegen[palette];[b][palette]paletteuse=dither=sierra2_4a[out]"
ffmpeg -loglevel error -y -f lavfi -i "color=white:size=${width}x$height:duration=1:rate=1,format=rgb24" \
  "${inputs[@]}" -filter_complex "[0]null[p0];$filters" -map '[out]' -frames:v 1 "$output"
