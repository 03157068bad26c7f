"""Ways as text, JSON, a picture (SVG) or a Mermaid flow chart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from textwrap import wrap
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


_STYLE: Final = (
    "svg{font:12px sans-serif}.p{fill:#fff}text{fill:#111}.b{font-weight:bold}.s{fill:#666}"
    ".n{fill:#fff;stroke:#777}.o{stroke:#1a237e}.l{stroke:#777;fill:none}"
    ".yes{fill:#2e7d32}.no{fill:#c62828}.maybe{fill:#8a6d00}.x{stroke:#c62828;fill:#fff}"
    "line.x{stroke-dasharray:4 3}"
    "@media (prefers-color-scheme:dark){.p,.n,.x{fill:#0d1117}text{fill:#e6edf3}.s{fill:#9aa4ae}"
    ".n{stroke:#8b949e}.o{stroke:#a5b4fc}.l{stroke:#8b949e}.yes{fill:#7ee787}.no{fill:#ff9a94}"
    ".maybe{fill:#e3b341}.x{stroke:#ff7b72}}"
)
"""The colours of a picture, also on a dark ground; readable at 4.5 to 1 and more."""
_CLASSES: Final[dict[Truth, str]] = {True: "yes", False: "no", None: "maybe"}
_LONGEST, _PURPOSE, _LINE = 38, 40, 120
"""Characters of a name in a box, of a purpose and of a line of explanation."""


def svg(found: Sequence[tuple[str, list[Member]]]) -> str:
    """Return a picture: a row of boxes for each way, in columns for each service, with what cuts it below.

    Green ways are open, red ones cut, yellow ones not known. Names that are cut short show all of themselves
    when they are pointed at.
    """
    parts: list[str] = []
    top, widest = 16, 400
    for path, members in found:
        parts.append(_label(12, top + 12, path, "b"))
        parts.append(_label(12, top + 28, _summary(members), "s"))
        top += 46
        for member in members:
            parts.append(_label(12, top + 12, f"{member.kind} {member.name} ({member.launch})", "b"))
            top += 24
            ways = merged(member.ways)
            columns = _columns(ways)
            for way in ways:
                row, width, height = _row(way, top, columns)
                parts += row
                widest = max(widest, width)
                top += height
            top += 12
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{widest + 16}" height="{top + 8}" '
        f'viewBox="0 0 {widest + 16} {top + 8}" role="img">\n<title>What reaches what</title>'
        f'<style>{_STYLE}</style>\n<rect class="p" width="100%" height="100%"/>\n{body}\n</svg>\n'
    )


def _names(way: Way) -> list[str]:
    return [*steps(way), way.target] if way.truth is False else steps(way)


def _columns(ways: Sequence[Way]) -> list[int]:
    """Return where the columns of a service's ways begin, in pixels: under each other, ends included."""
    label = max((min(len(way.purpose), _PURPOSE) for way in ways), default=0)
    lefts = [24 + label * _CHAR + 24]
    for index in range(max((len(_names(way)) for way in ways), default=0)):
        longest = max(min(len(_names(way)[index]), _LONGEST) for way in ways if len(_names(way)) > index)
        lefts.append(lefts[-1] + longest * _CHAR + 16 + _GAP)
    return lefts


def _row(way: Way, top: int, columns: Sequence[int]) -> tuple[list[str], int, int]:
    """Return the elements of a way, their right end and their height, in pixels."""
    parts = [_label(24, top + 17, way.purpose, "", _PURPOSE)]
    names, end = _names(way), columns[0]
    for index, name in enumerate(names):
        left, is_cut = columns[index], way.truth is False and index == len(names) - 1
        if index:
            parts.append(_line(end, left, top + 13, "x" if is_cut else "l"))
        end = left + min(len(name), _LONGEST) * _CHAR + 16
        kind = "n x" if is_cut else "n" if index else "n o"
        parts.append(_box(left, top, end - left, name, kind, "no" if is_cut else ""))
    parts.append(_label(end + 10, top + 17, _WORDS[way.truth], f"b {_CLASSES[way.truth]}"))
    right, height = end + 80, _HEIGHT + 8
    for cut in way.cuts:
        for line in wrap(f"{cut.said}; {cut.advice}", _LINE):
            parts.append(_label(48, top + height + 8, line, "no"))
            right, height = max(right, 48 + len(line) * _CHAR), height + 18
        height += 4
    return parts, right, height


def _box(left: int, top: int, width: int, name: str, kind: str, colour: str) -> str:
    return (
        f'<rect class="{kind}" x="{left}" y="{top}" width="{width}" height="{_HEIGHT}" rx="4"/>'
        f"{_label(left + 8, top + 17, name, colour, _LONGEST)}"
    )


def _line(left: int, right: int, height: int, kind: str) -> str:
    line = f'<line class="{kind}" x1="{left}" y1="{height}" x2="{right}" y2="{height}"/>'
    return (
        line
        + f'<path class="{kind}" d="M{right - 5} {height - 3}L{right} {height}L{right - 5} {height + 3}"/>'
    )


def _clean(words: str) -> str:
    """Leave out what no picture can hold."""
    return broken_up("".join(mark if mark.isprintable() else "?" for mark in words))


def _short(words: str, most: int) -> str:
    """Return at most so many characters: the middle of a name is left out, what is said of it stays."""
    if len(words) <= most:
        return words
    name, mark, note = words.rpartition(" (")
    if not mark or len(note) > most - 12:
        name, mark, note = words, "", ""
    room = most - len(mark) - len(note) - 1
    end = room * 2 // 5
    return f"{name[: room - end]}…{name[len(name) - end :]}{mark}{note}"


def _label(left: int, top: int, words: str, kind: str, most: int = 0) -> str:
    shown = _short(words, most) if most else words
    whole = f"<title>{escape(_clean(words))}</title>" if shown != words else ""
    return f'<text class="{kind}" x="{left}" y="{top}">{whole}{escape(_clean(shown))}</text>'
