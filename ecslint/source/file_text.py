"""The text of a file, with what is worked out once for all documents in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ecslint.source.parsed import Parsed
from ecslint.source.span import LineIndex

_TAKEN: Final = Parsed(None, [], None)


class FileText:
    """A file's text. A YAML file may hold thousands of documents, and each would else read it whole again."""

    __slots__ = ("_again", "_lines", "count", "known", "text")

    def __init__(self, text: str, count: int = 1) -> None:
        """Make the text of a file with ``count`` documents."""
        self.text = text
        self.count = count
        self._lines: LineIndex | None = None
        self._again: list[Parsed] = []
        self.known: dict[str, Any] = {}
        """What others have worked out about the whole text, by a name of theirs."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes as the text alone."""
        return FileText, (self.text, self.count)

    @property
    def lines(self) -> LineIndex:
        """Where its lines start."""
        if self._lines is None:
            self._lines = LineIndex(self.text)
        return self._lines

    def once(self, name: str, work: Callable[[str], Any]) -> Any:
        """Return what ``work`` says about the text; it is asked once."""
        if name not in self.known:
            self.known[name] = work(self.text)
        return self.known[name]

    def has(self, *words: str) -> bool:
        """Say whether one of the words stands in the text; it is searched once, not for each document."""
        return bool(self.once("\n".join(words), lambda text: any(word in text for word in words)))

    def release(self) -> None:
        """Let go of what can be worked out again, where that costs each document only its own part."""
        if self.count == 1:
            self._lines = None

    def parsed_again(self, path: str, number: int) -> Parsed:
        """Return a document read again; the others of the file are kept until they are asked for."""
        if number >= len(self._again) or self._again[number] is _TAKEN:
            from ecslint.source.parse import parse_text

            self._again = parse_text(path, self.text)[1]
        found = self._again[number]
        self._again[number] = _TAKEN
        if self.count == 1:
            self._again = []
        return found
