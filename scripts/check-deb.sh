#!/usr/bin/env bash
# Installs the Debian package in a clean tree of Debian 12 and converts a sound and an image there. Checks that
# every command has its manual page and completes in bash, zsh and fish.
# Needs root and debootstrap; the tree is in a temporary folder and is removed. Its packages come from the mirror of
# this system, if it is Debian 12; otherwise MIRROR must name a mirror of Debian.
# Usage: [MIRROR=URL] scripts/check-deb.sh PACKAGE COMMAND...
set -euo pipefail
package=$1
shift
fail() { echo "error: $1" >&2; exit "${2:-1}"; }
[ "$(id -u)" -eq 0 ] || fail "a tree of Debian 12 needs root" 69

# A package fits only the release that it was built on; other releases have other library names.
# shellcheck disable=SC1091
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-unknown}")
if [ -z "${MIRROR:-}" ]; then
  [ "$codename" = bookworm ] || fail "this is $codename, not Debian 12; make the package there, and name a mirror of \
Debian by MIRROR=URL to check it here" 69
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Codename: bookworm' | sed -n 1p)
  [ -n "$mirror" ] || fail "apt knows no mirror of Debian 12 (apt-get update), and MIRROR=URL is not given" 69
fi

tree=$(mktemp -d)
trap 'umount "$tree/proc" 2>/dev/null || true; rm -rf --one-file-system "$tree" "$tree.log"' EXIT
inside() { DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$tree" "$@"; }
# The output of a step is shown only if it fails.
quietly() { "$@" >"$tree.log" 2>&1 || { cat "$tree.log" >&2; fail "$*"; }; }

quietly debootstrap --variant=minbase bookworm "$tree" "${MIRROR:-$mirror}"
mount -t proc proc "$tree/proc"
if [ -z "${MIRROR:-}" ]; then
  for folder in apt.conf.d sources.list.d; do cp -r "/etc/apt/$folder" "$tree/etc/apt/"; done
fi
cp "$package" "$tree/cmcgan.deb"
quietly inside apt-get update
quietly inside apt-get install -y --no-install-recommends /cmcgan.deb
inside dpkg-query -W cmcgan

# The program itself generates the sounds for the test.
inside cmcgan data synthesize -o /orchestra --train-pairs 1 --validation-pairs 1 >/dev/null
sound=$(inside find /orchestra -name '*.wav' | sort | sed -n 1p)
inside cmcgan-convert "$sound" -o /image.png
inside cmcgan-convert /image.png -o /sound.wav
inside cmcgan-info /image.png /sound.wav

# Then the parts that are no dependencies: the manual and the shells.
quietly inside apt-get install -y --no-install-recommends man-db bash-completion zsh fish
for name in "$@"; do
  page=$(inside man "cmcgan-$name") || fail "cmcgan-$name has no manual page"
  [[ $page == *"cmcgan $name"* ]] || fail "the manual page of cmcgan-$name is not its own"
done

# How interactive bash or zsh completes `cmcgan-NAME --hel` and a tab: an echo before the line shows it.
typed() { # SHELL PREPARATION NAME...
  local shell=$1 preparation=$2
  shift 2
  {
    echo "$preparation"
    sleep 3
    for name in "$@"; do printf 'cmcgan-%s --hel\t\001echo FOUND \n' "$name"; done
    echo exit
  } | script -qec "chroot $tree env LC_ALL=C TERM=dumb $shell" /dev/null | tr -d '\r' | sed -n 's/^FOUND //p'
}
offered() { # NAME...
  for name in "$@"; do
    inside fish -c "complete -C 'cmcgan-$name --hel'" | cut -f 1 | sed "s/^/cmcgan-$name /"
  done
}
expected=$(printf 'cmcgan-%s --help\n' "$@")
expect() { # SHELL FOUND
  [ "$2" = "$expected" ] || fail "$1 completes the names to: $2"
}
expect bash "$(typed 'bash --norc' '. /usr/share/bash-completion/bash_completion' "$@")"
expect zsh "$(typed 'zsh -f' 'autoload -U compinit && compinit -u -D' "$@")"
expect fish "$(offered "$@")"
echo "manual pages and completions of $# commands: as they should be"
