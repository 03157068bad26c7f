"""Quotes in the text of a shell."""

from __future__ import annotations


def open_quote(text: str) -> str | None:
    """Return the quote that a shell's text opens and does not close, ``None`` unless that is sure.

    Comments, here-documents, expansions with braces and substitutions have quotes of their own: nothing is
    said of texts with them.
    """
    if "'" not in text and '"' not in text:
        return None
    if any(mark in text for mark in ("#", "<<", "${", "$(", "`", "$'")):
        return None
    quote = ""
    escaped = False
    for letter in text:
        if escaped:
            escaped = False
        elif letter == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
    return quote or None
