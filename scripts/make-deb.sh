#!/usr/bin/env bash
# Makes a Debian package of the files that `make install` installs, in .build-static. It fits only this release.
# The arguments are those of scripts/install.sh after the prefix.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stage=$work/cmcgan
install -d "$stage/DEBIAN" "$work/debian"
ZSH_FUNCTIONS=share/zsh/vendor-completions scripts/install.sh "$stage/usr" "$@"
gzip -9n "$stage"/usr/share/man/man1/*.1

# The packages of the libraries, each with the oldest version that has all functions in use. A library that belongs
# to no package ends the script with its name. A library without a version in its name only gives a warning.
# OpenBLAS and LAPACKE are loaded while the program runs, so they are not found this way.
printf 'Source: cmcgan\n\nPackage: cmcgan\nArchitecture: any\n' > "$work/debian/control"
if ! depends=$(cd "$work" && LC_ALL=C dpkg-shlibdeps -O -ecmcgan/usr/bin/cmcgan 2>said) \
  || grep -q "can't extract name" "$work/said"; then
  grep -E "error|can't extract name" "$work/said" | sort -u >&2
  exit 1
fi
version=$("$stage/usr/bin/cmcgan" --version | sed 's/^cmcgan \([0-9.]*\).*/\1/')
architecture=$(dpkg --print-architecture)
cat > "$stage/DEBIAN/control" <<CONTROL
Package: cmcgan
Version: $version
Architecture: $architecture
Maintainer: CMCGAN contributors <cmcgan@localhost>
Installed-Size: $(du -sk "$stage/usr" | cut -f1)
Depends: ${depends#shlibs:Depends=}, libopenblas0, liblapacke
Recommends: ffmpeg
Section: science
Priority: optional
Description: turns the sound of an instrument into an image of it, and back
 CMCGAN (cross-modal visual-audio mutual generation, AAAI 2018) on the CPU:
 training, conversion, classification and evaluation, with a model of thirteen
 instruments.
CONTROL
rm -f .build-static/cmcgan_*.deb
package=.build-static/cmcgan_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$stage" "$package" >/dev/null
echo "$package"
