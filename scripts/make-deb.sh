#!/usr/bin/env bash
# Makes a Debian package of what `make install` installs, in .build-static.
# The arguments are those of scripts/install.sh after the prefix.
set -euo pipefail
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
chmod 755 "$stage"
scripts/install.sh "$stage/usr" "$@"
gzip -9n "$stage"/usr/share/man/man1/*.1

# The packages of the libraries that the program names.
binary="$stage/usr/bin/cmcgan"
depends=$(
  objdump -p "$binary" | awk '$1 == "NEEDED" { print $2 }' | while read -r library; do
    path=$(ldd "$binary" | awk -v name="$library" '$1 == name { print $3 }')
    [ -n "$path" ] || continue
    path=$(readlink -f "$path")
    # Some packages know their files by the paths that they had before /lib became a link.
    { dpkg -S "$path" 2>/dev/null || dpkg -S "${path#/usr}"; } | head -n 1 | cut -d: -f1
  done | sort -u | sed 's/^libopenblas0-pthread$/libopenblas0-pthread | libopenblas0/' | paste -sd, | sed 's/,/, /g')
version=$("$binary" --version | sed 's/^cmcgan \([0-9.]*\).*/\1/')
mkdir "$stage/DEBIAN"
cat > "$stage/DEBIAN/control" <<CONTROL
Package: cmcgan
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: CMCGAN contributors <cmcgan@localhost>
Installed-Size: $(du -sk "$stage/usr" | cut -f1)
Depends: $depends
Section: science
Priority: optional
Description: turns the sound of an instrument into a picture of it, and back
 CMCGAN (cross-modal visual-audio mutual generation, AAAI 2018) on the CPU:
 training, conversion, classification and evaluation, with a model of thirteen
 instruments.
CONTROL
rm -f .build-static/cmcgan_*.deb
package=.build-static/cmcgan_${version}_$(dpkg --print-architecture).deb
dpkg-deb --root-owner-group --build "$stage" "$package" >/dev/null
echo "$package"
