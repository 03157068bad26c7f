"""What the letters before a cursor tell, while a text is incomplete.

``place_at`` looks at the text alone, as far as the cursor: it also answers in the middle of a word that makes
the file unreadable for now, when completion is asked for.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.route import Route


class Place(NamedTuple):
    """Where the cursor is in a text that may be incomplete."""

    route: Route
    """Of the object or list around it, or, for a value, of the value."""
    wants: str
    """``key``, ``value``, ``either`` (a YAML line that has only begun) or ``comment``."""
    word: str
    """What has been written of it, without quotes and tag."""
    start: int
    """Offset of the first character that a completion replaces."""
    end: int
    """What a completion replaces: the word, quotes included, and what follows of it."""
    quote: str = ""
    """The quote that the word has begun with."""
    tag: str = ""
    """The short function of YAML before it: ``Ref``, ``GetAtt``, ``Sub``."""
    has_colon: bool = False
    """Whether a colon follows already."""


_TOKENS: Final = regex(
    r'"(?:[^"\\\n]|\\.)*"?|//[^\n]*|/\*.*?(?:\*/|\Z)|[{}\[\],:]|[^\s"{}\[\],:/]+|/', re.DOTALL
)


class _Frame:
    """An object or list that is open at the cursor."""

    __slots__ = ("index", "is_list", "key", "wants_key")

    def __init__(self, is_list: bool) -> None:
        self.is_list = is_list
        self.index = 0
        self.key: str | None = None
        self.wants_key = not is_list

    @property
    def step(self) -> str | int:
        """The step of a route that leads to the cursor."""
        return self.index if self.is_list else self.key or ""


def place_at(text: str, offset: int, syntax: str) -> Place:
    """Return where an offset is; ``syntax`` is ``json`` or ``yaml``."""
    if syntax == "json":
        return _json_place(text, 0, offset, ())
    return _yaml_place(text, offset)


def _json_place(text: str, begin: int, offset: int, base: Route) -> Place:
    frames: list[_Frame] = []
    last = None
    for match in _TOKENS.finditer(text, begin, offset):
        token = match[0]
        last = match
        if token.startswith(("//", "/*")):
            if match.end() == offset and not token.endswith("*/"):
                return Place(base, "comment", token, match.start(), offset)
        else:
            _take(frames, token)
    start, word, quote = offset, "", ""
    if last is not None and last.end() == offset and last[0] not in "{}[],:" and not _closed(last[0]):
        start = last.start()
        quote = '"' if last[0].startswith('"') else ""
        word = last[0].removeprefix('"')
    end = _word_end(text, offset, quote)
    if not frames:
        return Place(base, "value", word, start, end, quote)
    route = base
    for frame in frames[:-1]:
        route = (*route, frame.step)
    if frames[-1].wants_key:
        colon = text[end : end + 20].lstrip(" ").startswith(":")
        return Place(route, "key", word, start, end, quote, has_colon=colon)
    return Place((*route, frames[-1].step), "value", word, start, end, quote)


def _take(frames: list[_Frame], token: str) -> None:
    """Note what a token opens, closes or begins."""
    if token in "{[":
        frames.append(_Frame(token == "["))
    elif not frames:
        return
    elif token in "}]":
        frames.pop()
    elif token == ",":
        frames[-1].index += 1
        frames[-1].wants_key = not frames[-1].is_list
    elif token == ":":
        frames[-1].wants_key = False
    elif frames[-1].wants_key:
        frames[-1].key = token.strip('"')


def _closed(token: str) -> bool:
    return len(token) > 1 and token.startswith('"') and token.endswith('"') and not token.endswith('\\"')


def _word_end(text: str, offset: int, quote: str) -> int:
    """Return where the word ends that the cursor is in."""
    if quote:
        found = re.compile(r'(?:[^"\\\n]|\\.)*').match(text, offset)
        end = found.end() if found else offset
        if text.startswith(quote, end) and not re.search(r"[:,{}\[\]]\s*$", text[offset:end]):
            return end + 1
        return offset
    found = re.compile(r"[\w./:@-]*").match(text, offset)
    return found.end() if found else offset


_LINE: Final = regex(r"(?P<lead>[ \t]*(?:-[ \t]+|-$)*)(?P<rest>.*)")
_KEY: Final = regex(r"""(?P<key>"[^"\n]*"|'[^'\n]*'|[^\s#"'{\[][^:#\n]*?)[ \t]*:(?:[ \t]+|$)""")
_VALUE: Final = regex(r"""\A(?:&\S++[ \t]++)?(?:!(?P<tag>\w++)[ \t]++)?(?P<quote>["']?)(?P<word>.*+)\Z""")


def _yaml_place(text: str, offset: int) -> Place:
    begin = text.rfind("\n", 0, offset) + 1
    line = text[begin:offset]
    comment = _comment(line)
    if comment is not None:
        return Place((), "comment", line[comment:], begin + comment, offset)
    match = _LINE.match(line)
    assert match is not None
    lead, rest = match["lead"], match["rest"]
    openers = _dashes(lead)
    column = len(lead)
    key = _KEY.match(rest)
    above = _above(text, begin, openers, column)
    if key is not None:
        route = (*above, _unquoted(key["key"]))
        behind = rest[key.end() :]
        if _is_open(behind):
            return _json_place(text, begin + len(lead) + key.end(), offset, route)
        return _value(text, begin + len(lead) + key.end(), offset, route, behind)
    flow = _flow_start(text, begin, above)
    if flow is not None:
        return _json_place(text, flow, offset, above)
    if _is_open(rest):
        return _json_place(text, begin + len(lead), offset, above)
    found = _value(text, begin + len(lead), offset, above, rest)
    return found._replace(wants="value" if found.tag else "either")


def _value(text: str, begin: int, offset: int, route: Route, written: str) -> Place:
    match = _VALUE.match(written)
    assert match is not None
    start = begin + match.start("quote")
    rest = re.compile(r"[^\s#,\]}]*").match(text, offset)
    end = rest.end() if rest else offset
    colon = text[end : end + 1] == ":" or text[offset : offset + 1] == ":"
    if text[offset : offset + 1] == ":" or text[offset:end].endswith(":"):
        end = min(end, text.index(":", offset))
    return Place(route, "value", match["word"], start, end, match["quote"], match["tag"] or "", colon)


def _comment(line: str) -> int | None:
    """Return where a comment begins in a line, if one does."""
    quote = ""
    for at, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "#" and (at == 0 or line[at - 1] in " \t"):
            return at
    return None


def _dashes(lead: str) -> list[int]:
    return [at for at, letter in enumerate(lead) if letter == "-"]


def _unquoted(key: str) -> str:
    return key[1:-1] if key[:1] in "\"'" and key[-1:] == key[:1] else key


def _is_open(value: str) -> bool:
    """Say whether a value in brackets is not closed."""
    value = value.lstrip()
    if not value.startswith(("{", "[")) and not re.match(r"!\w+[ \t]+[{\[]", value):
        return False
    bare = re.sub(r'"[^"\n]*"?', "", value)
    return sum(bare.count(c) for c in "{[") > sum(bare.count(c) for c in "}]")


def _flow_start(text: str, begin: int, route: Route) -> int | None:
    """Return where a value in brackets began, on a line above, that is still open at ``begin``."""
    end = begin - 1
    for _ in range(200):
        if end <= 0:
            return None
        start = text.rfind("\n", 0, end) + 1
        match = re.search(r"[:-][ \t]+(?:!\w+[ \t]+)?([{\[])", text[start:end])
        if match is not None:
            at = start + match.start(1)
            return at if _is_open(text[at:begin]) else None
        if _KEY.match(text[start:end].lstrip(" \t-")):
            return None
        end = start - 1
    return None


def _above(text: str, begin: int, dashes: list[int], column: int) -> Route:
    """Return the route of what a YAML line stands in, by indentation.

    ``dashes`` are the columns of the dashes before it, ``column`` its own.
    """
    steps: list[str | int] = []
    waiting = list(dashes)
    indexes: list[int] = []
    current = column
    while (
        waiting
    ):  # the items that begin on this line are the first of their own lists, but for the outermost
        current = waiting.pop()
        if waiting:
            steps.append(0)
        else:
            indexes = [current]
    index = 0
    end = begin - 1
    while end >= 0 and (current > 0 or indexes):
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end]
        end = start - 1
        if not line.strip() or line.lstrip().startswith("#"):
            if start == 0:
                break
            continue
        match = _LINE.match(line)
        assert match is not None
        own = _dashes(match["lead"])
        width = len(match["lead"])
        key = _KEY.match(match["rest"])
        if key is not None and (width < current or (indexes and width == indexes[0] and not own)):
            if indexes:
                steps.append(index)
                indexes, index = [], 0
            steps.append(_unquoted(key["key"]))
            current = width
        for dash in reversed(own):
            if indexes and dash == indexes[0]:
                index += 1
                current = min(current, dash)
            elif dash < current:
                if indexes:
                    steps.append(index)
                indexes, index, current = [dash], 0, dash
        if start == 0:
            break
    if indexes:
        steps.append(index)
    return tuple(reversed(steps))
