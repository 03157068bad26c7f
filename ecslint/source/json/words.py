"""The words of a text that may be anything but JSON: tokens, and what stands where a token should."""

from __future__ import annotations

import re
from typing import Final

from ecslint.base.pattern import regex
from ecslint.source.limits import MAX_TEMPLATE
from ecslint.source.templating.statements import bare_placeholder_end, placeholder_end

_LENIENT_STRING = (
    r'"(?:[^"\\\n\r{]|\\[^\n\r]|\{\{(?:[^{}\n\r"]|"[^"\n\r{}]*")*+\}\}|\{)*+"'  # {{ env "X" }} is one piece
)
_ENDS = r"(?=[\s,\]}:]|/[/*]|\{%|\{\{[-~]?\s*(?:if|else|end)\b|$)"
_REST = (
    r"|(?P<mark>[{}\[\],:])"
    rf"|(?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?{_ENDS})"
    rf"|(?P<literal>(?:true|false|null){_ENDS})"
    r"|(?P<comment>//[^\n\r]*|\#(?!\{)[^\n\r]*|/\*.*?\*/)"
    r"|(?P<quote>\")|(?P<other>.))"
)
TOKEN: Final = regex(rf"\s*+(?:(?P<string>{_LENIENT_STRING})" + _REST, re.DOTALL)
"""The next token; strings end on their line."""
COLON: Final = regex(r"\s*+:")
CONTROL: Final = regex(r"[\x00-\x1f]")
BAD_ESCAPE: Final = regex(r'(?:\\\\|\\["/bfnrt]|\\u[0-9a-fA-F]{4}|[^\\])*+(\\.)', re.DOTALL)
UNCLOSED_KEY: Final = regex(r'"([\w.-]+)[ \t]*(?=:)')
STRING_END: Final = regex(r'"(?=[ \t]*(?:[,}\]]|[\n\r]|$))')
LINE_END: Final = regex(r"[\n\r]|\Z")
BLANK: Final = regex(r"(?!(?:TRUE|FALSE|NULL|NONE|NAN|INFINITY)$)[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*_?")
_SINGLE_QUOTED = regex(r"'((?:[^'\\\n\r]|\\.)*+)'|[“”„‟]([^“”„‟\"\n\r]*+)[“”„‟\"]")
_WORDS = regex(r"[^,\[\]{}\"\n\r]*+")
_PLAIN = regex(r"[^\s,:\[\]{}\"$<%#@_\\]++")


def odd_quotes(text: str, start: int) -> tuple[str, int] | None:
    """Return the content and end of a string in single or typographic quotes at ``start``."""
    match = _SINGLE_QUOTED.match(text, start)
    return (match[1] if match[1] is not None else match[2], match.end()) if match else None


def words_end(text: str, start: int) -> int:
    """Return where unquoted words end: at a comma, bracket, quote or line end, without blanks before it."""
    match = _WORDS.match(text, start)
    return start + len(match[0].rstrip()) if match else start


def unquoted_end(text: str, start: int) -> tuple[int, bool]:
    """Return the end of the unquoted piece at ``start``, and whether there is a placeholder in it."""
    end, templated = bare_placeholder_end(text, start), True
    if end < 0:
        end, templated = start, False
    while end - start < MAX_TEMPLATE:
        word = _PLAIN.match(text, end)
        if word:
            end = word.end()
        stop = placeholder_end(text, end) if end < len(text) else -1
        if stop > 0:
            end, templated = stop, True
        elif end < len(text) and text[end] in "$<%#@_\\":
            end += 1
        else:
            break
    return max(end, start + 1), templated


def shorten(text: str) -> str:
    """Return the first line of ``text``, at most 40 characters."""
    line = text.splitlines()[0] if text else ""
    return line if len(line) <= 40 else line[:39] + "…"
