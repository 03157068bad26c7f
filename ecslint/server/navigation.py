"""From a name to where it is defined and used, within a file and between files that belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ecslint.base.route import Route
from ecslint.documents.subject import ParsedFile
from ecslint.server.names import LOGICAL, NUMBER, Name, Spot, names_of, spots
from ecslint.source.document import Document

_OF_TEMPLATES = (LOGICAL, "condition", "mapping")


class Found(NamedTuple):
    """A name at one place of a file."""

    document: Document
    """The file."""
    name: Name
    """The name."""
    spot: Spot
    """Its characters."""


Scope = tuple[str, Route]
"""The path of a document and the route of a task definition in it."""


class Names:
    """The names of files that belong together.

    ``units`` are linked to each other; those of ``path`` are where the cursor is.
    """

    def __init__(self, units: Sequence[ParsedFile]) -> None:
        self._units = units

    def at(self, path: str, offset: int) -> Found | None:
        """Return the name at an offset, the narrowest if there are several."""
        found = [
            Found(unit.document, name, spot)
            for unit in self._units
            if unit.document.path == path and unit.document.syntax != "hcl"
            for name in names_of(unit.kind, unit.document.data)
            for spot in spots(unit.document, name)
            if spot.start <= offset <= spot.end
        ]
        return min(found, key=lambda each: each.spot.end - each.spot.start, default=None)

    def same(self, wanted: Found) -> Iterator[Found]:
        """Yield every place of the same name, definitions first."""
        scope = self._scope(wanted.document, wanted.name)
        all_of_them = list(self._same(wanted, scope))
        yield from (each for each in all_of_them if each.name.is_definition)
        yield from (each for each in all_of_them if not each.name.is_definition)

    def _same(self, wanted: Found, scope: Scope | None) -> Iterator[Found]:
        seen: set[tuple[str, Spot]] = set()
        for unit in self._units:
            if unit.document.syntax == "hcl":
                continue
            for name in names_of(unit.kind, unit.document.data):
                if name.kind != wanted.name.kind or name.text != wanted.name.text:
                    continue
                if self._scope(unit.document, name) != scope:
                    continue
                for spot in spots(unit.document, name):
                    if (unit.document.path, spot) not in seen:
                        seen.add((unit.document.path, spot))
                        yield Found(unit.document, name, spot)

    def _scope(self, document: Document, name: Name) -> Scope | None:
        """Return in what a name means one thing; ``None`` where the task definition is not known."""
        if name.kind in _OF_TEMPLATES:
            return document.path, ()
        if name.scope is not None:
            return document.path, name.scope
        return self._linked(document)

    def _linked(self, document: Document) -> Scope | None:
        """Return the task definition that a file refers to."""
        for unit in self._units:
            if unit.document is not document:
                continue
            for subject in unit.subjects:
                for other in subject.linked:
                    if other.kind == "TaskDefinition":
                        return other.document.path, other.origin.route(())
        return None


def ports_of_the_container(found: Found, places: Sequence[Found]) -> list[Found]:
    """Return, of the places of a port, those in the container that is named beside it."""
    if found.name.kind != NUMBER or found.name.is_definition:
        return list(places)
    from ecslint.base.route import value_at

    beside = value_at(found.document.data, found.name.route[:-1])
    container = None
    if isinstance(beside, dict):
        container = beside.get("containerName", beside.get("ContainerName"))

    def fits(each: Found) -> bool:
        owner = value_at(each.document.data, each.name.route[:-3])
        return not isinstance(owner, dict) or container in (owner.get("name"), owner.get("Name"), None)

    return [each for each in places if not each.name.is_definition or fits(each)]
