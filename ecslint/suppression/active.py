"""Which suppressions of a file cover a finding, in a time that does not grow with their number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ecslint.base.identity import ById
from ecslint.catalogue import pages as catalogue
from ecslint.config.settings import Settings, SuppressEntry
from ecslint.finding import USED_HERE, Finding
from ecslint.source.span import Span


@dataclass(eq=False)
class Suppression:
    """One suppression at its place in a document (``span``), or in the configuration (``entry``)."""

    words: tuple[str, ...]
    """Selectors of the rules."""
    reason: str
    """Why they are suppressed."""
    span: Span | None = None
    """Where the comment stands, ``None`` for an entry of the configuration."""
    pointer: str = ""
    """Holds for this pointer and all below it, where ``offsets`` is not given."""
    offsets: tuple[int, int] | None = None
    """Holds for findings that start in this part of the text."""
    entry: SuppressEntry | None = None
    """The entry of the configuration, ``None`` for a comment."""
    used: bool = False
    """Whether it has suppressed something."""
    too_long: bool = False
    """Whether the comment is longer than what is read of one."""


class Words:
    """What rules the words of suppressions mean: ``ALL``, ids, prefixes of ids, names, tags."""

    def __init__(self) -> None:
        self._known: dict[str, set[str]] | None = None
        self._on: dict[tuple[ById, str], bool] = {}

    def rules(self, word: str) -> set[str]:
        """Return the ids of the rules that a word means; none for one that is no rule."""
        if self._known is None:
            self._known = {}
            for rule in catalogue.rules():
                names = {f"{rule.id[:length]}" for length in range(len(rule.id) + 1)}
                for name in (*names, f"n:{rule.name}", *(f"n:{tag}" for tag in rule.tags)):
                    self._known.setdefault(name, set()).add(rule.id)
        if word == "ALL":
            return self._known.get("", set())
        named, begun = self._known.get(f"n:{word.lower()}", set()), self._known.get(word.upper(), set())
        return named | begun if named and begun else named or begun

    def is_on(self, rule: str, settings: Settings) -> bool:
        """Say whether a rule is on."""
        key = (ById(settings), rule)
        if key not in self._on:
            self._on[key] = settings.enabled(catalogue.rule(rule))
        return self._on[key]


class _Part:
    """A part of a text with the suppressions that hold there, by rule, and the part that it lies in."""

    __slots__ = ("above", "by_rule", "end", "start")

    def __init__(self, start: int, end: int, above: _Part | None) -> None:
        self.start = start
        self.end = end
        self.above = above
        self.by_rule: dict[str, list[int]] = {}


class Active:
    """The suppressions of a file that hold."""

    def __init__(self, suppressions: Iterable[Suppression], words: Words) -> None:
        self._all = list(suppressions)
        self._entries: dict[str, list[int]] = {}
        self._pointers: dict[str, dict[str, list[int]]] = {}
        offsets: dict[tuple[int, int], dict[str, list[int]]] = {}
        for number, each in enumerate(self._all):
            if each.entry is not None:
                holders = self._entries
            elif each.offsets is not None:
                holders = offsets.setdefault(each.offsets, {})
            else:
                holders = self._pointers.setdefault(each.pointer, {})
            for rule in {rule for word in each.words for rule in words.rules(word)}:
                holders.setdefault(rule, []).append(number)
        self._parts = list(_nested(offsets))
        self._starts = [part.start for part in self._parts]

    def covering(self, finding: Finding) -> list[Suppression]:
        """Return the suppressions that cover a finding, in their order."""
        if not self._all:
            return []
        # A wrong default may be accepted where it is used, too.
        used = (r for r in finding.related if r.message == USED_HERE and r.path == finding.path)
        found: set[int] = set()
        for pointer, span in [(finding.pointer, finding.span), *((r.pointer, r.span) for r in used)]:
            found.update(self._at_pointer(finding.rule, pointer))
            found.update(self._at_place(finding.rule, span))
        for number in self._entries.get(finding.rule, ()):
            entry = self._all[number].entry
            assert entry is not None
            if _entry_covers(entry.pointer, entry.container, finding):
                found.add(number)
        return [self._all[number] for number in sorted(found)]

    def _at_pointer(self, rule: str, pointer: str) -> Iterator[int]:
        if self._pointers:
            ends = [at for at, character in enumerate(pointer) if character == "/"]
            for end in (*ends, len(pointer)):
                yield from self._pointers.get(pointer[:end], {}).get(rule, ())

    def _at_place(self, rule: str, span: Span) -> Iterator[int]:
        number = bisect_right(self._starts, span.start_offset) - 1
        part = self._parts[number] if number >= 0 else None
        while part is not None:
            if span.start_offset < part.end:
                yield from part.by_rule.get(rule, ())
            part = part.above


def _nested(offsets: dict[tuple[int, int], dict[str, list[int]]]) -> Iterator[_Part]:
    """Yield the parts by their starts, each with the nearest that it may lie in."""
    above: _Part | None = None
    for start, end in sorted(offsets, key=lambda pair: (pair[0], -pair[1])):
        while above is not None and above.end <= start:
            above = above.above
        above = _Part(start, end, above)
        above.by_rule = offsets[start, end]
        yield above


def _entry_covers(pointer: str | None, container: str | None, finding: Finding) -> bool:
    if pointer is not None and finding.pointer != pointer:
        return finding.pointer.startswith(f"{pointer.rstrip('/')}/")
    return container is None or f"[{container}]" in finding.logical
