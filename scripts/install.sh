#!/usr/bin/env bash
# Installs program, links, default model, recipes, manual pages, completions and examples below a prefix, such as /usr/local.
# The commands follow the prefix; `make install` calls this after the build. ZSH_FUNCTIONS is the folder below the
# prefix where zsh looks for completions.
set -euo pipefail
prefix=$1
shift
binary=${BINARY:-.build-static/release/cmcgan}
put() { install -D -m 644 "$1" "$prefix/$2"; }

install -D -m 755 -s "$binary" "$prefix/bin/cmcgan"
for name in "$@"; do ln -sf cmcgan "$prefix/bin/cmcgan-$name"; done
put data/default.safetensors share/cmcgan/default.safetensors
put data/default.md share/doc/cmcgan/default.md
put LICENSE share/doc/cmcgan/copyright
for file in configs/*; do put "$file" "share/cmcgan/$file"; done
find share -type f | while read -r file; do put "$file" "share/doc/cmcgan/examples/${file#share/}"; done

for page in .build/man/*.1; do
  # cmcgan.data.check.1 is the page of cmcgan-data-check; pages name themselves and each other likewise.
  name=$(basename "$page" .1)
  sed -E '/^\.(Dt|Xr) cmcgan\./I { s/\./-/2g }; s/^$/.Pp/' "$page" | put /dev/stdin "share/man/man1/${name//./-}.1"
done

# Completions of the program. The links use them too.
script() { "$binary" --generate-completion-script "$1"; }
links=$(printf ' cmcgan-%s' "$@")
bash=share/bash-completion/completions fish=share/fish/vendor_completions.d
zsh=${ZSH_FUNCTIONS:-share/zsh/site-functions}
{ script bash && cat scripts/links.bash && echo "complete -o filenames -F _cmcgan_linked$links"; } \
  | put /dev/stdin $bash/cmcgan
script zsh | put /dev/stdin "$zsh/_cmcgan"
{ echo "#compdef$links" && cat scripts/links.zsh; } | put /dev/stdin "$zsh/_cmcgan-linked"
script fish | put /dev/stdin $fish/cmcgan.fish
for name in "$@"; do
  ln -sf cmcgan "$prefix/$bash/cmcgan-$name"
  echo "complete -c cmcgan-$name --wraps 'cmcgan $name'" | put /dev/stdin "$fish/cmcgan-$name.fish"
done
