# shellcheck shell=bash disable=SC2034
# A linked name completes as its subcommand does: cmcgan-convert as cmcgan convert. The line stays as long as it is.
_cmcgan_linked() {
    local name="${1##*/}"
    COMP_WORDS=("${1%-*}" "${name#cmcgan-}" "${COMP_WORDS[@]:1}")
    COMP_CWORD=$((COMP_CWORD + 1))
    COMP_LINE="${COMP_LINE/cmcgan-/cmcgan }"
    _cmcgan "${COMP_WORDS[0]}" "$2" "$3"
}
