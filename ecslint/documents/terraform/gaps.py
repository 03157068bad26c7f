"""Where a name or a value may be written in a ``.tf`` file that is being written, for editors.

Only the letters before the cursor tell: the brackets that are open there, and the words before each. What is
written out elsewhere in the resource is read as far as the file can be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from ecslint.base.pattern import regex
from ecslint.base.route import Route
from ecslint.documents.spots import Gap
from ecslint.documents.subject import CLOUDFORMATION
from ecslint.documents.terraform import spots
from ecslint.documents.terraform.mapping import Argument, Table, argument_of, entry_of
from ecslint.source.hcl import nodes
from ecslint.source.hcl.parser import parse_hcl
from ecslint.source.limits import MAX_HCL

_TOKEN: Final = regex(
    r'"(?:[^"\\\n]|\\.)*+"?|#[^\n]*+|//[^\n]*+|/\*.*?(?:\*/|\Z)|<<-?(?P<heredoc>\w++)[^\n]*+\n'
    r"|[{}\[\](),=:\n]|[\w.-]++",
    re.DOTALL,
)
_WORD: Final = regex(r"[\w.-]*+")
_IN_QUOTES: Final = regex(r'(?:[^"\\\n]|\\.)*+')


@dataclass
class _Frame:
    """An open bracket, and what has been written since the last statement or item in it began."""

    bracket: str
    """``{``, ``[`` or ``(``; empty for the file."""
    header: list[str]
    """The words before the bracket."""
    words: list[str] = field(default_factory=list)
    """Of the statement that the cursor is in."""
    index: int = 0
    """Of the item that the cursor is in."""


def gap_at(text: str, offset: int) -> Gap | None:
    """Return what may be written at an offset, ``None`` where nothing is known."""
    if len(text) > MAX_HCL:
        return None
    frames, start, word = _open(text, offset)
    if frames is None or len(frames) < 2:
        return None
    entry = _entry(frames[1])
    if entry is None:
        return None
    found = _descend(frames, entry)
    if found is None:
        return None
    target, table = found
    quote = '"' if word.startswith('"') else ""
    end = _end(text, offset, quote)
    block = _block(text, frames[1], offset)
    data = spots.data_of(block, entry, target.kind)
    if frames[-1].bracket == "{" and not _has_sign(frames[-1].words):
        names = None if table is None else _names(table, target)
        has_value = text[end : end + 80].lstrip(" \t").startswith(("=", "{", ":"))
        taken = _taken(text, offset) if table is not None else frozenset()
        return Gap(
            target.kind,
            data,
            target.route,
            "key",
            word.strip('"'),
            start,
            end,
            quote,
            names,
            taken,
            has_value,
        )
    value = _value_target(frames[-1], target, table)
    if value is None:
        return None
    return Gap(value.kind, data, value.route, "value", word.strip('"'), start, end, quote)


def _open(text: str, offset: int) -> tuple[list[_Frame] | None, int, str]:
    """Return the brackets that are open at an offset, and the word that ends there with its offset;
    ``None`` inside of comments and heredocs."""
    frames = [_Frame("", [])]
    at, start, word = 0, offset, ""
    while at < offset:
        match = _TOKEN.search(text, at, offset)
        if match is None:
            break
        token, at = match[0], match.end()
        if match["heredoc"]:
            closing = re.compile(rf"^[ \t]*+{match['heredoc']}\b", re.MULTILINE).search(text, at)
            if closing is None or closing.end() > offset:
                return None, 0, ""
            at = closing.end()
            frames[-1].words.append('""')
        elif token.startswith(("#", "//", "/*")):
            if at == offset and not token.endswith("*/"):
                return None, 0, ""
        elif at == offset and (token[0] == '"' or _WORD.fullmatch(token)) and not _closed(token):
            start, word = match.start(), token
        else:
            _take(frames, token)
    return frames, start, word


def _closed(token: str) -> bool:
    return len(token) > 1 and token[0] == '"' and token.endswith('"') and not token.endswith('\\"')


def _take(frames: list[_Frame], token: str) -> None:
    frame = frames[-1]
    if token in "{[(":
        frames.append(_Frame(token, list(frame.words)))
    elif token in "}])":
        if len(frames) > 1:
            frames.pop()
        frames[-1].words.append(token)
    elif token == "," or (token == "\n" and frame.bracket in ("", "{")):
        frame.words = []
        frame.index += token == ","
    elif token != "\n":
        frame.words.append(token)


def _has_sign(words: list[str]) -> bool:
    return "=" in words or ":" in words


def _entry(frame: _Frame) -> Table | None:
    header = frame.header
    if frame.bracket != "{" or len(header) != 3 or header[0] != "resource":
        return None
    return entry_of(header[1].strip('"'))


def _descend(frames: list[_Frame], entry: Table) -> tuple[spots.Target, Table | None] | None:
    """Return what the innermost bracket stands for, and the arguments that it takes if it is a block."""
    target = spots.Target(CLOUDFORMATION, ("Resources", spots.NAME, "Properties"))
    table: Table | None = entry["arguments"]
    for outer, frame in pairwise(frames[1:]):
        name = _name(frame.header)
        if table is not None:
            if name == "content":
                continue
            argument = _argument(table, frame.header, name)
            if argument is None:
                return None
            target = spots.below(target, argument)
            table = argument.inner if argument.is_block else None
            if frame.bracket == "[" and argument.is_block:
                return None
        elif outer.bracket == "[":
            target = spots.Target(target.kind, (*target.route, outer.index))
        elif name and outer.bracket == "{":
            target = spots.Target(target.kind, (*target.route, name))
    return target, table


def _name(header: list[str]) -> str:
    return header[0].strip('"') if header else ""


def _argument(table: Table, header: list[str], name: str) -> Argument | None:
    if header[:1] == ["dynamic"] and len(header) == 2:
        name = header[1].strip('"')
    return spots.row_of(table, name)


def _value_target(frame: _Frame, target: spots.Target, table: Table | None) -> spots.Target | None:
    """Return what a value in a bracket stands for."""
    if frame.bracket == "[":
        return spots.Target(target.kind, (*target.route, frame.index))
    if frame.bracket != "{":
        return target
    name = _name(frame.words)
    if table is None:
        return spots.Target(target.kind, (*target.route, name))
    argument = spots.row_of(table, name)
    return None if argument is None else spots.below(target, argument)


def _names(table: Table, target: spots.Target) -> dict[str, tuple[Route, bool]]:
    found: dict[str, tuple[Route, bool]] = {}
    for name, row in table.items():
        argument = argument_of(row)
        route = () if argument.to in ("-", ".") else spots.below(target, argument).route
        found[name] = (route, argument.is_block)
    return found


def _end(text: str, offset: int, quote: str) -> int:
    match = (_IN_QUOTES if quote else _WORD).match(text, offset)
    end = match.end() if match is not None else offset
    return end + 1 if quote and text.startswith('"', end) else end


def _block(text: str, frame: _Frame, offset: int) -> nodes.Block | None:
    """Return the resource that the cursor is in, as far as it can be read."""
    root, _ = parse_hcl(text)
    labels = tuple(word.strip('"') for word in frame.header[1:])
    around = [each for each in root.blocks if each.labels == labels and each.start <= offset]
    return around[-1] if around else None


def _taken(text: str, offset: int) -> frozenset[str]:
    """Return the arguments of the innermost block around an offset."""
    root, _ = parse_hcl(text)
    inner, found = root, root
    while True:
        around = [each for each in inner.blocks if each.header_end <= offset <= each.end]
        if not around:
            return frozenset(found.attributes)
        inner = found = around[-1]
