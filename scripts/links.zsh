# A linked name completes as its subcommand does: cmcgan-convert as cmcgan convert.
words=("${words[1]%-*}" "${${words[1]:t}#cmcgan-}" "${(@)words[2,-1]}")
(( CURRENT++ ))
_cmcgan
