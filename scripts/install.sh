#!/usr/bin/env bash
# Installs program, links, default model, manual pages and completions below a prefix, such as /usr/local.
# The commands follow the prefix; `make install` calls this after the build.
set -euo pipefail
prefix=$1
shift
binary=.build-static/release/cmcgan

install -D -m 755 -s "$binary" "$prefix/bin/cmcgan"
for name in "$@"; do ln -sf cmcgan "$prefix/bin/cmcgan-$name"; done
install -D -m 644 data/default.safetensors "$prefix/share/cmcgan/default.safetensors"
install -D -m 644 data/default.md "$prefix/share/doc/cmcgan/default.md"
install -D -m 644 LICENSE "$prefix/share/doc/cmcgan/copyright"
for page in .build/man/*.1; do
  # cmcgan.data.check.1 is the page of cmcgan-data-check.
  name=$(basename "$page" .1)
  install -D -m 644 "$page" "$prefix/share/man/man1/${name//./-}.1"
done
completion() { "$binary" --generate-completion-script "$1" | install -D -m 644 /dev/stdin "$2"; }
completion bash "$prefix/share/bash-completion/completions/cmcgan"
completion zsh "$prefix/share/zsh/vendor-completions/_cmcgan"
completion fish "$prefix/share/fish/vendor_completions.d/cmcgan.fish"
