"""Template placeholders in YAML, hidden behind plain text of the same length while YAML is parsed.

Offsets stay what they are: every placeholder becomes a run of private-use characters, and lines that hold
nothing but template statements become blank.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from yaml.nodes import ScalarNode

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.source.limits import MAX_FAILURES
from ecslint.source.templating.statements import (
    closes_block,
    is_alternative,
    opens_block,
    placeholder_end,
    statement_end,
    statements,
)
from ecslint.source.yaml.gaps import Gap, brings_more, following, gap

_FIRST, _NEXT = "\ue000", "\ue001"
_RUN = regex(f"{_FIRST}{_NEXT}*")
_USEFUL = regex(r"\{\{|\{%|\{#|<%|%\{|\$\{|[:-][ \t]+[%@]")
_START = regex(r"\{[{%#]|<%|%\{|\$\{|(?<=[:-] )(?:%\w|@@?\w)")
_BLANK_LINE = regex(r"[ \t]*(?:#.*)?")


class Mask:
    """A text whose template placeholders are masked, and what they were."""

    @staticmethod
    def useful(text: str) -> bool:
        """Say whether ``text`` may hold template placeholders that YAML cannot read."""
        return _USEFUL.search(text) is not None

    def __init__(self, text: str) -> None:
        self._original = text
        self.statements = False
        self.gaps: list[Gap] = []
        """Where lines that are blanked stand for more."""
        self.branches: list[tuple[int, int]] = []
        """Parts of the text, ``[start, end)``, that another branch may replace."""
        self._spans: list[tuple[int, int]] = []
        self.text = self._masked(self._without_alternatives(text))
        self._starts = [start for start, _ in self._spans]

    def restore(self, node: ScalarNode) -> object:
        """Return what a scalar with masked parts stands for: unresolved if it is not quoted.

        ``None`` if nothing in it is masked.
        """
        if _FIRST not in node.value:
            return None
        text = self._restored(node)
        if not node.style and not _only_shell(text):
            return Unresolved(PLACEHOLDER, text)
        return text

    def key_text(self, node: ScalarNode) -> str:
        """Return the text of a key as written."""
        return self._restored(node)

    def _restored(self, node: ScalarNode) -> str:
        value: str = node.value
        if _FIRST not in value:
            return value
        index = bisect_left(self._starts, node.start_mark.index)
        spans = iter(self._spans[index : index + value.count(_FIRST)])

        def original(match: re.Match[str]) -> str:
            span = next(spans, None)
            return self._original[slice(*span)] if span else match[0]

        return _RUN.sub(original, value)

    def _masked(self, text: str) -> str:
        """Return ``text`` with placeholders masked and statements blanked."""
        pieces: list[str] = []
        done = position = failures = 0
        while failures < MAX_FAILURES and (match := _START.search(text, position)) is not None:
            start = match.start()
            statement = statement_end(text, start)
            end = statement if statement > 0 else placeholder_end(text, start)
            if end < 0:
                position = match.end()
                failures += 1
                continue
            self.statements = self.statements or statement > 0
            if _alone(text, start, end) and (statement > 0 or not self._is_value(text, start, end)):
                piece = _blank(text[start:end])
                self._note_gap(text, start, end, statement > 0)
            else:
                piece = _FIRST + _NEXT * (end - start - 1)
                self._spans.append((start, end))
            pieces += (text[done:start], piece)
            done = position = end
        return "".join(pieces) + text[done:]

    def _note_gap(self, text: str, start: int, end: int, is_statement: bool) -> None:
        """Note what a line that is blanked may have brought."""
        if not is_statement:
            self.gaps.append(gap(text, start, end))
        elif brings_more(text[start:end]):
            loop = opens_block(text[start:end])
            self.gaps.append(following(text, start, len(text)) if loop else Gap(start, -1))

    def _without_alternatives(self, text: str) -> str:
        """Blank all branches but the first of blocks whose statements stand on lines of their own."""
        regions: list[tuple[int, int]] = []
        blocks: list[tuple[int, int, int]] = []
        for start, end in statements(text):
            statement = text[start:end]
            if is_alternative(statement):
                if blocks and blocks[-1][2] < 0 and _alone(text, start, end):
                    blocks[-1] = (blocks[-1][0], start, end)
            elif opens_block(statement):
                blocks.append((end, -1, -1))
            elif closes_block(statement) and blocks:
                first, until, begin = blocks.pop()
                if begin >= 0:
                    regions.append((begin, start))
                    self.branches.append((first, until))
                    self.gaps.append(following(text, begin, start))
        pieces: list[str] = []
        done = 0
        for start, end in sorted(regions):
            if start >= done:
                pieces += (text[done:start], _blank(text[start:end]))
                done = end
        return "".join(pieces) + text[done:]

    @staticmethod
    def _is_value(text: str, start: int, end: int) -> bool:
        """Say whether a placeholder on a line of its own is the value of the key before it."""
        line = text.rfind("\n", 0, start) + 1
        before = text[max(0, line - 500) : line].rstrip().rpartition("\n")[2]
        if not before.endswith(":"):
            return False
        following = text[end : end + 500].lstrip("\r\n")
        indent = len(following) - len(following.lstrip(" "))
        return indent <= len(before) - len(before.lstrip(" "))


def _alone(text: str, start: int, end: int) -> bool:
    """Say whether nothing else stands on the line (or lines) of ``[start, end)``."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    stop = text.find("\n", end)
    after = text[end : stop if stop >= 0 else len(text)]
    return not before.strip() and _BLANK_LINE.fullmatch(after.rstrip("\r")) is not None


def _only_shell(text: str) -> bool:
    return "{{" not in text and "{%" not in text and "<%" not in text and not text.startswith(("%", "@"))


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)
