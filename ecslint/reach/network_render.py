"""Ways as text, JSON, a picture (SVG) or a Mermaid flow chart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import Final

from ecslint.base.printable import broken_up
from ecslint.reach.network_answers import Hop
from ecslint.reach.network_parts import Truth
from ecslint.reach.network_ways import Direction, Member, Way, merged

_WORDS: Final[dict[Truth, str]] = {True: "reaches", False: "cut", None: "unknown"}
_MARKS: Final[dict[Truth, str]] = {True: "ok ", False: "CUT", None: "?  "}
_COLOURS: Final[dict[Truth, str]] = {True: "#2e7d32", False: "#c62828", None: "#8a6d00"}
_TITLES: Final[tuple[tuple[Direction, str], ...]] = (
    ("out", "what its tasks need"),
    ("in", "who comes to its tasks"),
    ("between", "what its tasks call"),
)
_CHAR, _HEIGHT, _GAP = 7, 26, 26
"""Pixels: the width of a character of 12 px, and the height of a box; the gap between boxes."""


def steps(way: Way) -> list[str]:
    """Return the names along a way, both ends included, without repetition."""
    names = [way.source, *(_step(hop) for hop in way.hops)]
    if way.truth is not False:
        names.append(way.target)
    found: list[str] = []
    for name in names:
        if name and (not found or found[-1] != name):
            found.append(name)
    return found


def _step(hop: Hop) -> str:
    return f"{hop.name} ({hop.note})" if hop.note else hop.name


def text(found: Iterable[tuple[str, list[Member]]]) -> list[str]:
    """Return lines: each member with its ways, and under a closed one what closes it and how to open it."""
    lines: list[str] = []
    for path, members in found:
        lines += [path, ""]
        for member in members:
            lines += _member(member)
        lines += [_summary(members), ""]
    return lines


def _summary(members: Sequence[Member]) -> str:
    """Return how many ways are open, cut and not known."""
    truths = [way.truth for member in members for way in member.ways]
    counts = [(truths.count(True), "open"), (truths.count(False), "cut"), (truths.count(None), "not known")]
    total = "1 way" if len(truths) == 1 else f"{len(truths)} ways"
    return f"{total}: " + ", ".join(f"{count} {word}" for count, word in counts if count)


def _member(member: Member) -> list[str]:
    where = ", ".join(member.subnets) or "no subnets of its own"
    lines = [f"{member.kind} {member.name} ({member.launch}) in {where}"]
    if member.groups:
        lines.append(f"  security groups: {', '.join(member.groups)}")
    for direction, title in _TITLES:
        ways = merged([way for way in member.ways if way.direction == direction])
        if not ways:
            continue
        lines.append(f"  {title}")
        for way in ways:
            lines.append(f"    {_MARKS[way.truth]} {way.purpose}: {' > '.join(steps(way))}")
            if way.truth is False:
                lines[-1] += f" >< {way.target}"
            lines += _cuts(way)
    return [*lines, ""]


def _cuts(way: Way) -> list[str]:
    lines = [f"        {cut.said}; {cut.advice}" for cut in way.cuts]
    if way.only_in:
        lines.append(f"        only in {', '.join(way.only_in)}")
    return lines


def as_json(found: Iterable[tuple[str, list[Member]]]) -> str:
    """Return all ways as JSON: one object for each file with its members."""
    return json.dumps(
        [{"path": path, "members": [_plain(member) for member in members]} for path, members in found],
        indent=2,
        ensure_ascii=False,
    )


def _plain(member: Member) -> dict[str, object]:
    return {
        "name": member.name,
        "kind": member.kind,
        "launch": member.launch,
        "subnets": list(member.subnets),
        "securityGroups": list(member.groups),
        "ways": [
            {
                "direction": way.direction,
                "source": way.source,
                "target": way.target,
                "purpose": way.purpose,
                "answer": _WORDS[way.truth],
                "hops": [{"name": hop.name, "note": hop.note} for hop in way.hops],
                "cuts": [
                    {"kind": cut.kind, "fault": cut.said, "remedy": cut.advice, "certain": cut.firm}
                    for cut in way.cuts
                ],
                "onlyIn": list(way.only_in),
            }
            for way in member.ways
        ],
    }


def mermaid(found: Iterable[tuple[str, list[Member]]]) -> list[str]:
    """Return a Mermaid flow chart: boxes are shared, cut ways end in a crossed line."""
    lines = ["flowchart LR"]
    numbers: dict[str, str] = {}

    def box(name: str) -> str:
        if name not in numbers:
            numbers[name] = f"n{len(numbers)}"
            lines.append(f'  {numbers[name]}["{_quoted(name)}"]')
        return numbers[name]

    edges: dict[str, Truth] = {}
    for _, members in found:
        for member in members:
            for way in member.ways:
                boxes = [box(name) for name in _plain_steps(way)]
                edges.update(dict.fromkeys((f"  {a} --> {b}" for a, b in pairwise(boxes)), True))
                if way.truth is False:
                    label = _quoted(way.cuts[0].said if way.cuts else "cut")
                    edges[f'  {boxes[-1]} --x|"{label}"| {box(way.target)}'] = False
                elif way.truth is None:
                    edges[f'  {boxes[-1]} -.->|"not known"| {box(way.target)}'] = None
                else:
                    edges[f"  {boxes[-1]} --> {box(way.target)}"] = True
    cut = [str(number) for number, truth in enumerate(edges.values()) if truth is False]
    style = [f"  linkStyle {','.join(cut)} stroke:{_COLOURS[False]},color:{_COLOURS[False]}"] if cut else []
    return [*lines, *edges, *style]


def _plain_steps(way: Way) -> list[str]:
    names = [way.source, *(hop.name for hop in way.hops if hop.name)]
    found = [name for index, name in enumerate(names) if index == 0 or names[index - 1] != name]
    return [name for name in found if name != way.target] or [way.source]


def _quoted(name: str) -> str:
    return _clean(name).replace('"', "'").replace("<", "(").replace(">", ")").replace("`", "'")[:90]


def svg(found: Sequence[tuple[str, list[Member]]]) -> str:
    """Return a picture: a row of boxes for each way, green, red where it is cut, yellow if not known."""
    parts: list[str] = []
    top, widest = 16, 400
    for path, members in found:
        parts.append(_label(12, top + 12, path, "bold"))
        top += 28
        for member in members:
            parts.append(_label(12, top + 12, f"{member.kind} {member.name} ({member.launch})", "bold"))
            top += 24
            for way in merged(member.ways):
                row, width, height = _row(way, top)
                parts += row
                widest = max(widest, width)
                top += height
            top += 12
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{widest + 16}" height="{top + 8}" '
        f'font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="white"/>\n'
        f"{body}\n</svg>\n"
    )


def _row(way: Way, top: int) -> tuple[list[str], int, int]:
    """Return the elements of a way, their right end and their height, in pixels."""
    parts = [_label(24, top + 17, way.purpose, "normal")]
    left = 24 + max(220, len(way.purpose) * _CHAR + 16)
    names = steps(way)
    for index, name in enumerate(names):
        width = len(name) * _CHAR + 16
        if index:
            parts.append(_line(left - _GAP, left, top + 13, "#555", ""))
        parts.append(_box(left, top, width, name, "#555" if index else "#1a237e"))
        left += width + _GAP
    if way.truth is False:
        parts.append(_line(left - _GAP, left, top + 13, _COLOURS[False], "4 3"))
        parts.append(_box(left, top, len(way.target) * _CHAR + 16, way.target, _COLOURS[False]))
        left += len(way.target) * _CHAR + 16 + _GAP
    parts.append(_label(left - 10, top + 17, _WORDS[way.truth], "bold", _COLOURS[way.truth]))
    right, height = left + 60, _HEIGHT + 8
    for cut in way.cuts:
        said = f"{cut.said}; {cut.advice}"
        parts.append(_label(48, top + height + 8, said, "normal", _COLOURS[False]))
        right, height = max(right, 48 + len(said) * _CHAR), height + 18
    return parts, right, height


def _box(left: int, top: int, width: int, name: str, colour: str) -> str:
    return (
        f'<rect x="{left}" y="{top}" width="{width}" height="{_HEIGHT}" rx="4" fill="white" '
        f'stroke="{colour}"/>{_label(left + 8, top + 17, name, "normal", colour)}'
    )


def _line(left: int, right: int, height: int, colour: str, dashes: str) -> str:
    pattern = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{left}" y1="{height}" x2="{right}" y2="{height}" stroke="{colour}"{pattern}/>'


def _clean(words: str) -> str:
    """Leave out what no picture can hold."""
    return broken_up("".join(mark if mark.isprintable() else "?" for mark in words))


def _label(left: int, top: int, words: str, weight: str, colour: str = "#111") -> str:
    return f'<text x="{left}" y="{top}" font-weight="{weight}" fill="{colour}">{escape(_clean(words))}</text>'
