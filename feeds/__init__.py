"""News without any chat: fetch, parse, decide, summarise, match and store what feeds publish.

`feeds` never imports `bot`; it could be used from a shell.
"""
