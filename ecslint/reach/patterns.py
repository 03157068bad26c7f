"""Texts of which parts are not known, and patterns of IAM that may or may not match them.

A text is a tuple of letters: characters, and holes for what is not known. A pattern is a text in which
``*`` and ``?`` stand for others. The question whether a pattern matches a text has three answers: it does
whatever the holes are (``True``), it does not whatever they are (``False``), and it depends on them
(``None``).

Source of the wildcards:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html (read 2026-11):
``*`` stands for any characters, also beyond a colon, ``?`` for any one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias


class Hole(NamedTuple):
    """A part of a text that is not known; two of the same ``name`` are the same text.

    ``without`` are characters that it surely does not have. ``made`` says that AWS makes the text up, so
    that it differs from every other such text. One of ``single`` is exactly one character long.
    """

    name: str
    without: str = ""
    made: bool = False
    single: bool = False


Letter: TypeAlias = str | Hole
"""One character, or a hole."""
Text: TypeAlias = tuple[Letter, ...]

ANYTHING: Final[Text] = ("*",)
_SPECIAL: Final = ("*", "?")


def join(parts: Iterable[str | Hole | Text]) -> Text:
    """Return the text that the parts make together."""
    found: list[Letter] = []
    for part in parts:
        if isinstance(part, Hole):
            found.append(part)
        else:
            found.extend(part)
    return tuple(found)


def literal(text: str) -> Text:
    """Return a text of known characters only."""
    return tuple(text)


def suffix(name: str, length: int) -> Text:
    """Return ``length`` characters that AWS makes up."""
    return tuple(Hole(f"{name}[{index}]", without=":/", single=True) for index in range(length))


def shown(text: Text) -> str:
    """Return a text with ``${NAME}`` for what is not known, without the random end of a name."""
    found: list[str] = []
    for letter in text:
        if isinstance(letter, Hole) and letter.name.startswith("#"):
            found = found[:-1] if found and found[-1] == "-" else found
        elif isinstance(letter, str):
            found.append(letter)
        elif letter.single:
            if not found or found[-1] != "?" * 6:
                found.append("?")
        else:
            found.append("${" + letter.name.partition("#")[0] + "}")
    return "".join(found)


def brief(text: Text) -> str:
    """Return a text for a message: of an ARN in the stack's own place only what tells it from others."""
    parts = segments(text)
    if len(parts) < 6 or parts[0] != tuple("arn"):
        return shown(text)
    own = all(
        not part or (isinstance(part[0], Hole) and part[0].name.startswith("AWS::")) for part in parts[3:5]
    )
    if not own:
        return shown(text)
    return f"…:{shown(parts[2])}:…:{':'.join(map(shown, parts[5:]))}"


def segments(text: Text) -> list[Text]:
    """Return the parts of an ARN between the colons; a hole counts as having none."""
    found: list[list[Letter]] = [[]]
    for letter in text:
        if letter == ":":
            found.append([])
        else:
            found[-1].append(letter)
    return [tuple(part) for part in found]


@lru_cache(maxsize=1024)
def lowered(text: Text) -> Text:
    """Return a text in lower-case letters, for what does not mind the case (actions)."""
    return tuple(letter.lower() if isinstance(letter, str) else letter for letter in text)


@lru_cache(maxsize=4096)
def matches(pattern: Text, text: Text) -> bool | None:
    """Say whether a pattern of IAM matches a text; see the module for the three answers."""
    if pattern == ANYTHING:
        return True
    if not _possibly(pattern, text):
        return False
    return True if _surely(pattern, text) else None


def _surely(pattern: Text, text: Text) -> bool:
    """Say whether the pattern matches whatever the holes are: each is one letter that only equals itself."""
    at = since = 0
    star = -1
    behind = 0
    while at < len(text):
        letter = text[at]
        wanted = pattern[since] if since < len(pattern) else None
        if wanted == "*":
            star, behind = since, at
            since += 1
        elif wanted is not None and (wanted == letter or (wanted == "?" and _is_one(letter))):
            at += 1
            since += 1
        elif star >= 0:
            behind += 1
            at, since = behind, star + 1
        else:
            return False
    return all(letter == "*" for letter in pattern[since:])


def _is_one(letter: Letter) -> bool:
    return isinstance(letter, str) or letter.single


def _possibly(pattern: Text, text: Text) -> bool:
    """Say whether some texts for the holes make the pattern match: whether two automata accept a common
    text."""
    start = 0
    shorter = min(len(pattern), len(text))
    while start < shorter and pattern[start] == text[start] and pattern[start] not in _SPECIAL:
        start += 1
    seen: set[tuple[int, int]] = set()
    todo = [(start, start)]
    while todo:
        state = todo.pop()
        if state in seen:
            continue
        seen.add(state)
        i, j = state
        left = pattern[i] if i < len(pattern) else None
        right = text[j] if j < len(text) else None
        if left is None and right is None:
            return True
        open_left, open_right = _is_open(left, True), _is_open(right, False)
        if open_left and not _is_made(left):
            todo.append((i + 1, j))
        if open_right and not _is_made(right):
            todo.append((i, j + 1))
        if left is None or right is None or not _share(left, right):
            continue
        # One more character on both sides; an open letter may go on.
        todo += [
            (next_i, next_j)
            for next_i in ((i, i + 1) if open_left else (i + 1,))
            for next_j in ((j, j + 1) if open_right else (j + 1,))
        ]
    return False


def _is_open(letter: Letter | None, in_pattern: bool) -> bool:
    """Say whether a letter stands for any number of characters."""
    if isinstance(letter, Hole):
        return not letter.single
    return in_pattern and letter == "*"


def _is_made(letter: Letter | None) -> bool:
    """Say whether a letter is something that AWS makes up, which is never empty."""
    return isinstance(letter, Hole) and letter.made


def _share(left: Letter, right: Letter) -> bool:
    """Say whether a letter of a pattern and one of a text may stand for a common character."""
    if isinstance(left, Hole):
        if isinstance(right, Hole):
            return not (left.made and right.made) or left.name == right.name
        return right not in left.without
    if left in _SPECIAL:
        return True
    if isinstance(right, Hole):
        return left not in right.without
    return left == right
