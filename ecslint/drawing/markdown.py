"""The little Markdown that rule pages are written in, as markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecslint.base.pattern import regex
from ecslint.drawing.markup import Markup, element, joined, text

_INLINE: Final = regex(r"`([^`\n]+)`|\[([^\[\]\n]+)\]\((https://[^()\s]+)\)|\*\*([^*\n]+)\*\*|\*([^*\n]+)\*")
_ITEM: Final = regex(r"(?:[-*]|\d+\.) +")


def html(markdown: str) -> Markup:
    """Return paragraphs, lists, tables and code blocks; whatever else there is becomes a paragraph."""
    return joined(_blocks(markdown.splitlines()))


def inline(words: str) -> Markup:
    """Return a text with code, links to https and emphasis."""
    parts: list[Markup] = []
    end = 0
    for match in _INLINE.finditer(words):
        code, label, address, strong, emphasis = match.groups()
        parts.append(text(words[end : match.start()]))
        if code is not None:
            parts.append(element("code", code))
        elif address is not None:
            parts.append(element("a", inline(label), href=address))
        else:
            parts.append(element("strong", strong) if strong is not None else element("em", emphasis))
        end = match.end()
    return joined([*parts, text(words[end:])])


def _blocks(lines: list[str]) -> Iterator[Markup]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("```"):
            end = next((i for i in range(at + 1, len(lines)) if lines[i].startswith("```")), len(lines))
            yield element("pre", element("code", "\n".join(lines[at + 1 : end])))
            at = end + 1
            continue
        end = at
        while end < len(lines) and lines[end].strip() and not lines[end].startswith("```"):
            end += 1
        if end > at:
            yield _block([each.strip() for each in lines[at:end]])
        at = max(end, at + 1)


def _block(lines: list[str]) -> Markup:
    first = lines[0]
    if first.startswith("#"):
        return element("h4", inline(first.lstrip("# ")))
    if first.startswith("|"):
        return _table(lines)
    if _ITEM.match(first):
        items: list[str] = []
        for line in lines:
            start = _ITEM.match(line)
            if start is not None:
                items.append(line[start.end() :])
            else:
                items[-1] += f" {line}"
        name = "ol" if first[0].isdecimal() else "ul"
        return element(name, *(element("li", inline(item)) for item in items))
    return element("p", inline(" ".join(lines)))


def _table(lines: list[str]) -> Markup:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head = element("thead", element("tr", *(element("th", inline(c), scope="col") for c in rows[0])))
    body = (element("tr", *(element("td", inline(c)) for c in row)) for row in rows[2:])
    return element("div", element("table", head, element("tbody", *body)), class_="wide")
