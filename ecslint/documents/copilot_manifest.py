"""A manifest of AWS Copilot as it holds in one environment, and where its fields stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ecslint.base.route import Route
from ecslint.base.unresolved import ELSEWHERE, Unresolved

FIELDS = "manifest"
"""The first step of routes that lead to fields of the manifest instead of the task definition."""


_SCALING: Final = frozenset(
    {"range", "cooldown", "cpu_percentage", "memory_percentage", "requests", "response_time", "queue_delay"}
)
_GIVEN: Final = frozenset({"id", "root_dir", "auth"})
_PAIRS: Final = (
    (frozenset({"build"}), frozenset({"location"})),
    (frozenset({"spot"}), _SCALING),
    (frozenset({"uid", "gid"}), _GIVEN),
)
_EXCLUSIVE: Final = (*_PAIRS, *((other, one) for one, other in _PAIRS))
"""Fields of one object that exclude each other. Source: aws/copilot-cli
``internal/pkg/manifest/transform.go``, read 2026-11-30."""


class Manifest:
    """The fields of a manifest; an environment's own values come before those at the top.

    Source: aws/copilot-cli ``internal/pkg/manifest/transform.go`` and ``site/content/docs/manifest``, read
    2026-11-30.
    """

    def __init__(self, data: dict[str, object], environment: str = "") -> None:
        self.data = data
        """The manifest as it is written."""
        self.environment = environment
        """The environment whose values hold; empty for those at the top."""
        self._whole = _joined(data, at(data, ("environments", environment)))

    def get(self, *path: str) -> object:
        """Return a value; objects are joined, everything else is replaced by the environment's own."""
        return at(self._whole, path)

    def place(self, *path: str) -> Route:
        """Return where a field stands, or the nearest that is there: ``manifest/image/port``."""
        own = ("environments", self.environment, *path)
        return (FIELDS, *(path if at(self.data, own) is None else own))

    def objects(self, *path: str) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
        """Yield the objects in an object with their paths."""
        found = self.get(*path)
        for name, item in found.items() if isinstance(found, dict) else ():
            if isinstance(item, dict) and isinstance(name, str):
                yield (*path, name), item


def at(data: object, path: Sequence[str]) -> object:
    """Return what stands at a path of objects, ``None`` if nothing does."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _joined(base: object, own: object) -> object:
    """Return an object with the environment's own values; they displace those that exclude them."""
    if isinstance(base, dict) and isinstance(own, dict):
        gone = {key for one, other in _EXCLUSIVE if one & own.keys() for key in other - own.keys()}
        kept = {key: value for key, value in base.items() if key not in gone}
        return {key: _joined(kept.get(key), own.get(key)) for key in (*kept, *own)}
    return base if own is None else own


def words_of_a_string(text: str) -> list[str] | Unresolved:
    """Return the words that Copilot makes of a command in one string without quotes or variables."""
    return Unresolved(ELSEWHERE) if any(mark in text for mark in "'\"\\$`#{}") else text.split()
