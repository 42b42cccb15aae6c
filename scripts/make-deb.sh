#!/usr/bin/env bash
# Makes a Debian package of what `make install` installs, in .build-static; it fits the release it is made on.
# The arguments are those of scripts/install.sh after the prefix.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stage=$work/cmcgan
install -d "$stage/DEBIAN" "$work/debian"
ZSH_FUNCTIONS=share/zsh/vendor-completions scripts/install.sh "$stage/usr" "$@"
gzip -9n "$stage"/usr/share/man/man1/*.1

# The packages of the libraries, with the oldest versions that have what the program uses of them. A library that
# belongs to no package ends this with its name; where its name has no version, that is only a warning of the tool.
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
Depends: ${depends#shlibs:Depends=}
Recommends: ffmpeg
Section: science
Priority: optional
Description: turns the sound of an instrument into a picture of it, and back
 CMCGAN (cross-modal visual-audio mutual generation, AAAI 2018) on the CPU:
 training, conversion, classification and evaluation, with a model of thirteen
 instruments.
CONTROL
rm -f .build-static/cmcgan_*.deb
package=.build-static/cmcgan_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$stage" "$package" >/dev/null
echo "$package"
