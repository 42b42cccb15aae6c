#!/usr/bin/env bash
# Writes what is generated from the table of keys: configs/schema.json, and the table in configs/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-bin/cmcgan}
"$program" train --print-schema > configs/schema.json
{
  sed '/^<!-- keys -->$/q' configs/README.md
  "$program" train --print-keys
  sed -n '/^<!-- end of keys -->$/,$p' configs/README.md
} > configs/README.md.new
mv configs/README.md.new configs/README.md
