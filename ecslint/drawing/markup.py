"""Markup that is escaped by construction: text becomes text, whatever a file holds."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final, TypeAlias

from ecslint.base.printable import printable_lines

Attribute: TypeAlias = str | int | float | bool | None
"""The value of an attribute: ``True`` writes its name alone, ``False`` and ``None`` leave it out."""
_EMPTY: Final = frozenset(("br", "circle", "hr", "input", "line", "link", "meta", "path", "rect", "use"))
"""Elements that may have no content."""


class Markup(str):
    """Text that is markup already. Nothing of a linted file becomes one but through ``text`` and
    ``element``."""

    __slots__ = ()


Child: TypeAlias = str | Markup | None
"""What an element holds: a plain ``str`` is text and is escaped, ``None`` is nothing."""


def text(words: str) -> Markup:
    """Return plain text as markup: escaped, with what cannot be printed shown as an escape sequence."""
    return Markup(escape(printable_lines(words), quote=True))


def joined(children: Iterable[Child], between: str = "") -> Markup:
    """Return several pieces as one; ``between`` is markup."""
    return Markup(between.join(_piece(child) for child in children if child is not None))


def _piece(child: str) -> str:
    return child if isinstance(child, Markup) else text(child)


def element(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """Return an element; attributes are escaped, ``class_`` and ``data_x`` are ``class`` and ``data-x``."""
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        written = key.rstrip("_").replace("_", "-")
        parts.append(f" {written}" if value is True else f' {written}="{_attribute(value)}"')
    if not children and name in _EMPTY:
        return Markup("".join([*parts, "/>"]))
    return Markup("".join([*parts, ">", joined(children), f"</{name}>"]))


def _attribute(value: str | int | float) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value) if isinstance(value, int) else text(value)
