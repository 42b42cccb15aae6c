#!/usr/bin/env bash
# Installs the Debian package in a clean tree of Debian 12 and converts a sound and a picture there.
# Needs root and debootstrap; the tree lies in a temporary folder and is removed.
set -euo pipefail
package=$1
tree=$(mktemp -d)
trap 'umount "$tree/proc" 2>/dev/null || true; rm -rf --one-file-system "$tree"' EXIT
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
debootstrap --variant=minbase bookworm "$tree" "$mirror" >/dev/null
for folder in apt.conf.d sources.list.d; do cp -r "/etc/apt/$folder" "$tree/etc/apt/"; done
mount -t proc proc "$tree/proc"
cp "$package" "$tree/cmcgan.deb"
inside() { DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$tree" "$@"; }
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /cmcgan.deb >/dev/null
# Sounds to try it on come from the program itself.
inside cmcgan data synthesize -o /orchestra --train-pairs 1 --validation-pairs 1 >/dev/null
sound=$(inside find /orchestra -name '*.wav' | head -n 1)
inside cmcgan-convert "$sound" -o /picture.png
inside cmcgan-convert /picture.png -o /sound.wav
inside cmcgan-info /picture.png /sound.wav
