#!/usr/bin/env bash
# Installs the Debian packages that the build needs and that are missing. Arguments name further packages.
# Installing needs root, or sudo; nothing else on the system is changed.
set -euo pipefail

packages=(
  libopenblas-dev   # matrix products
  liblapacke-dev    # least squares, QR, eigenvalues
  libfftw3-dev      # Fourier transforms
  libpng-dev        # PNG
  libjpeg62-turbo-dev # JPEG
  libwebp-dev       # WebP
  libexif-dev       # how a camera held an image
  libsndfile1-dev   # WAV, FLAC, Ogg and more
  libmpg123-dev     # MP3
  libsoxr-dev       # resampling
  zlib1g-dev        # checksums
  libjansson-dev    # JSON
  pkg-config        # where the libraries are
  "$@"
)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "installing: ${missing[*]}" >&2
if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo >/dev/null; then
  as_root=(sudo)
else
  echo "error: these packages are missing and installing needs root or sudo: ${missing[*]}" >&2
  exit 69
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
