"""``.gitignore`` files: the patterns of one folder, and which of them a path meets.

Implements gitignore(5): nested files, negation, anchored patterns, ``**``, folders only, character classes
and escapes. As in git, what lies in an ignored folder cannot be taken back by a negation.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ecslint.base.pattern import regex

MAX_RULES: Final = 10_000
"""Lines that hold in one folder, of all the files of the folders above: each file is compared with each."""


_LONGEST: Final = 4096
"""Characters of a line; longer than any path, it is one that nobody writes."""


class Rule(NamedTuple):
    """One line of a ``.gitignore``: ``matches`` is applied to the path below that file's folder."""

    matches: re.Pattern[str]
    negated: bool
    """Whether it takes files in again (``!``)."""
    folders_only: bool
    """Whether it ends with ``/``."""


class Ignore:
    """The rules that hold in a folder: its own ``.gitignore`` and those of the folders above."""

    __slots__ = ("_above", "_depth", "_rules", "count")

    def __init__(self, rules: list[Rule], above: Ignore | None, depth: int) -> None:
        self._rules = rules[::-1]
        self._above = above
        self._depth = depth
        self.count: int = len(rules) + (0 if above is None else above.count)
        """How many rules hold, with those of the folders above."""

    def ignores(self, parts: list[str], is_folder: bool) -> bool:
        """Say whether the path of ``parts`` (from the top of the walk) is ignored: the last match decides."""
        level: Ignore | None = self
        while level is not None:
            path = "/".join(parts[level._depth :])
            for rule in level._rules:
                if (is_folder or not rule.folders_only) and rule.matches.match(path):
                    return not rule.negated
            level = level._above
        return False


def read_rules(text: str, most: int = MAX_RULES) -> list[Rule]:
    """Return the rules of a ``.gitignore``, the first ``most``; lines that are no valid pattern never match,
    as in git."""
    rules: list[Rule] = []
    for line in text.split("\n"):
        if len(rules) >= most:
            break
        rule = _rule(line.removesuffix("\r")) if len(line) <= _LONGEST else None
        if rule is not None:
            rules.append(rule)
    return rules


def _rule(line: str) -> Rule | None:
    if line.startswith("#"):
        return None
    stripped = line.rstrip(" ")
    if stripped != line and (len(stripped) - len(stripped.rstrip("\\"))) % 2:
        stripped += " "  # an escaped blank at the end counts
    negated = stripped.startswith("!")
    pattern = stripped[negated:]
    folders_only = pattern.endswith("/")
    pattern = pattern.removesuffix("/")
    if not pattern:
        return None
    anchored = "/" in pattern
    try:
        regex = re.compile(
            ("" if anchored else "(?:.*/)?") + _translate(pattern.removeprefix("/")) + r"\Z", re.DOTALL
        )
    except _InvalidPatternError:
        return None
    return Rule(regex, negated, folders_only)


class _InvalidPatternError(ValueError):
    """A pattern that matches nothing: a lone backslash at the end, an open bracket."""


_PIECE = regex(r"\*\*+/|\*+|\?|\[|\\|[^*?\[\\]+")


def _translate(pattern: str) -> str:
    """Return the regular expression for a glob in the manner of git, which matches in linear time.

    What stands between two wildcards is taken where it occurs first, for good: if any match exists, there is
    one with it there, since the wildcard behind it may match all that follows.
    """
    chunks: list[list[str]] = [[]]
    wildcards: list[str] = []
    index = 0
    while index < len(pattern):
        match = _PIECE.match(pattern, index)
        assert match is not None
        piece = match[0]
        begins = index == 0 or pattern[index - 1] == "/"
        end = match.end()
        if begins and piece.startswith("**") and piece.endswith("/"):
            wildcards.append(_FOLDERS)
            chunks.append([])
        elif piece.startswith("*"):
            whole = piece != "*" and begins and end == len(pattern)
            wildcards.append(".+?" if whole else "[^/]*?")
            chunks.append(["/"] if piece.endswith("/") else [])
        elif piece == "?":
            chunks[-1].append("[^/]")
        elif piece == "[":
            end = _class(pattern, index, chunks[-1])
        elif piece == "\\":
            if index + 1 >= len(pattern):
                raise _InvalidPatternError
            chunks[-1].append(re.escape(pattern[index + 1]))
            end = index + 2
        else:
            chunks[-1].append(re.escape(piece))
        index = end
    first, *rest = ("".join(chunk) for chunk in chunks)
    return first + _joined(list(zip(wildcards, rest, strict=True)))


_FOLDERS = "(?:.*?/)??"
"""Folders of any depth, none included."""


def _joined(parts: list[tuple[str, str]]) -> str:
    """Join wildcards and what follows each.

    Between two wildcards of a segment, and between two of folders, the first place is taken for good.
    """
    groups: list[str] = [""]
    for number, (wildcard, chunk) in enumerate(parts):
        if wildcard == _FOLDERS:
            groups.append("")
            groups[-1] += chunk
            continue
        following = parts[number + 1][0] if number + 1 < len(parts) else None
        plain = chunk.replace("[^/]", "").replace("(?!/)", "")
        commits = wildcard == "[^/]*?" and "/" not in plain and following == wildcard
        groups[-1] += f"(?>{wildcard}{chunk})" if commits else f"{wildcard}{chunk}"
    first, *rest = groups
    found = first
    for number, group in enumerate(rest):
        if number + 1 == len(rest):
            found += f"{_FOLDERS}{group}"
        elif group:
            found += f"(?>{_FOLDERS}{group})"
    return found


def _class(pattern: str, index: int, pieces: list[str]) -> int:
    """Translate the bracket expression at ``index`` and return its end."""
    end = index + 1
    if pattern[end : end + 1] in ("!", "^"):
        end += 1
    if pattern[end : end + 1] == "]":
        end += 1
    while end < len(pattern) and pattern[end] != "]":
        named = pattern.find(":]", end) if pattern.startswith("[:", end) else -1
        end = named + 2 if named > 0 else end + (2 if pattern[end] == "\\" else 1)
    if end >= len(pattern):
        raise _InvalidPatternError
    inner = pattern[index + 1 : end]
    negated = inner[:1] in ("!", "^")
    inner = re.sub(r"\[:(\w+):\]", lambda found: _NAMED.get(found[1], ""), inner[negated:])
    inner = inner.replace("[", "\\[")
    if inner.startswith("]"):
        inner = "\\" + inner
    try:
        re.compile(f"[{inner}]")
    except re.error:
        raise _InvalidPatternError from None
    pieces.append(f"(?!/)[{'^' if negated else ''}{inner}]")
    return end + 1


_NAMED = {
    "alpha": "A-Za-z",
    "digit": "0-9",
    "alnum": "A-Za-z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\s",
    "xdigit": "0-9A-Fa-f",
    "punct": r"!-/:-@\[-`{-~",
}
