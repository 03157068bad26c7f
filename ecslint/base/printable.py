"""Makes text from outside printable: nothing of a file or a name steers a terminal or a CI system."""

from __future__ import annotations

import re
from typing import Final

from ecslint.base.pattern import regex

_COMMANDS = regex(r"##(?=vso\[|\[|teamcity\[)", re.IGNORECASE)
"""How lines begin that Azure Pipelines and TeamCity obey, wherever in a line they stand."""
_GITHUB = regex(r"^([ \t]*)::", re.MULTILINE)
_MARKS: Final = {ord(mark): f"&#{ord(mark)};" for mark in "\\`*_[]|#!~@"}
"""What Markdown, or a place that shows it, takes for something else than text."""
_LINK: Final = regex(r"\](?=[(\[:])")
_ELEMENT: Final = regex(r"<(?=[A-Za-z/!?])")


def printable(text: str) -> str:
    """Return ``text`` with control characters escaped and commands of CI systems broken up."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _escaped(ord(c)) for c in text)
    return broken_up(text)


def broken_up(text: str, by: str = "# #") -> str:
    """Return ``text`` with ``by`` in place of the ``##`` that begins a command of a CI system."""
    return _COMMANDS.sub(lambda match: by, text) if "##" in text else text


def printable_lines(text: str) -> str:
    """Return a text of several lines with each line made printable; none begins as GitHub's commands do."""
    if not text.isprintable():
        text = "\n".join(printable(line) for line in text.split("\n"))
    text = broken_up(text)
    return _GITHUB.sub(r"\1: :", text) if "::" in text else text


def in_markdown(text: str) -> str:
    """Return text that is text in Markdown, also in a table: no link, picture, mention, heading or cell."""
    text = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.translate(_MARKS)


def in_hover(text: str) -> str:
    """Return text in which Markdown makes no link, picture or element; all else reads as it is written.

    For hover, which many editors show with little or no rendering.
    """
    return _ELEMENT.sub("&lt;", _LINK.sub("]\\\\", printable_lines(text)))


def printable_json(text: str) -> str:
    """Return the same JSON with commands of CI systems written in another way."""
    return broken_up(text, "#\\u0023")


def _escaped(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
