"""The commands of a shell's text that are carried out in any case, and whose failure counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecslint.base.pattern import regex

_BRANCHES: Final = frozenset({"if", "case", "while", "until", "function"})
"""Words after which nothing is known to be carried out."""
_TESTS: Final = frozenset({"[", "[[", "test", "command", "which", "type", "hash", "grep", "!"})
"""Programs that are asked whether something is so."""
_SILENT = regex(r"(?:2|&)>{1,2}\s?/dev/null|2>&1")
"""What shows that a failure is expected."""


def unconditional(parts: list[str]) -> Iterator[str]:
    """Yield the commands of a text, which is split into commands and what stands between them.

    Left out are those behind ``||`` or a test, those before ``||``, those whose errors are not shown while
    the text goes on, and all from the first ``if`` or the like.
    """
    for index in range(0, len(parts), 2):
        words = parts[index].split()
        if words and words[0] in _BRANCHES:
            return
        before, after = parts[index - 1] if index else "", parts[index + 1] if index + 1 < len(parts) else ""
        asked = parts[index - 2].split()[:1] if before == "&&" else []
        if "||" in (before, after) or not _TESTS.isdisjoint(asked):
            continue
        if after in (";", "\n") and _SILENT.search(parts[index]):
            continue
        yield parts[index]
