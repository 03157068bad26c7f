"""Pictures: shapes by class, so that a page's style sheet, light or dark, colours them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from ecslint.base.pattern import regex
from ecslint.drawing.markup import Child, Markup, element, joined
from ecslint.drawing.page import asset

CHARACTER: Final = 6.6
"""Pixels that a character of 12 px takes on average."""
_COLOUR: Final = regex(r"(?<![a-z0-9-])--([a-z0-9-]++):([^;}]++)")
_USE: Final = regex(r"var\(--([a-z0-9-]+)\)")


def cut(words: str, width: float) -> str:
    """Return a text that fits in so many pixels, with an ellipsis where it was longer."""
    most = max(int(width / CHARACTER), 2)
    return words if len(words) <= most else f"{words[: most - 1]}…"


def words(x: float, y: float, text: str, class_: str = "", *, width: float = 0, anchor: str = "") -> Markup:
    """Return a text; one that is cut to ``width`` shows all of it when it is pointed at."""
    shown = cut(text, width) if width else text
    whole = element("title", text) if shown != text else None
    return element(
        "text", shown, whole, x=float(x), y=float(y), class_=class_ or None, text_anchor=anchor or None
    )


def box(x: float, y: float, width: float, height: float, class_: str, title: Child = None) -> Markup:
    """Return a rectangle; ``title`` is what is shown when it is pointed at."""
    shape = {"x": float(x), "y": float(y), "width": float(max(width, 0)), "height": float(height)}
    if title is None:
        return element("rect", class_=class_, **shape)
    return element("rect", element("title", title), class_=class_, **shape)


def path(line: str, class_: str, title: Child = None) -> Markup:
    """Return a line, or an area, in the notation of SVG."""
    if title is None:
        return element("path", d=line, class_=class_)
    return element("path", element("title", title), d=line, class_=class_)


def picture(parts: Iterable[Child], width: float, height: float, title: str) -> Markup:
    """Return a picture for a page that has the style sheets ``palette.css`` and ``chart.css``."""
    view, whole = f"0 0 {width:.0f} {height:.0f}", {"width": float(width), "height": float(height)}
    return element("svg", *parts, viewBox=view, role="img", aria_label=title, **whole)


def file(parts: Iterable[Child], width: float, height: float, title: str) -> str:
    """Return a picture that is a file of its own, with its colours in it."""
    whole = element(
        "svg",
        element("title", title),
        element("style", Markup(_own_style())),
        box(0, 0, width, height, "paper"),
        joined(parts, "\n"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=float(width),
        height=float(height),
        role="img",
    )
    return f"{whole}\n"


@cache
def _own_style() -> str:
    """Return the style sheet of charts with the colours in place of their names: programs that make other
    pictures of SVG do not know variables."""
    light, dark = asset("palette.css").splitlines()[:2]
    rules = asset("chart.css").replace("svg ", "")
    return f"{_coloured(rules, light)}@media (prefers-color-scheme:dark){{{_coloured(rules, dark)}}}"


def _coloured(rules: str, palette: str) -> str:
    colours = dict(_COLOUR.findall(palette))
    return _USE.sub(lambda use: colours[use[1]], rules)
