"""Keys that stand for an object itself, not for what it is equal to.

A bare ``id()`` may come to stand for another object once the first is gone; these keep theirs alive. No other
module calls ``id()``.
"""

from __future__ import annotations

from typing import Generic, TypeVar

V = TypeVar("V")


class ById:
    """A dictionary key for one object; it keeps the object, so that no other can take its identity."""

    __slots__ = ("_object",)

    def __init__(self, of: object) -> None:
        self._object = of

    def __hash__(self) -> int:
        return id(self._object)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ById) and other._object is self._object


class IdentityMap(Generic[V]):
    """A dictionary by the identity of its keys, which it keeps; faster than one with ``ById``."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: dict[int, tuple[object, V]] = {}

    def get(self, key: object) -> V | None:
        """Return the value of an object, ``None`` if it has none."""
        entry = self._entries.get(id(key))
        return None if entry is None else entry[1]

    def __getitem__(self, key: object) -> V:
        return self._entries[id(key)][1]

    def __setitem__(self, key: object, value: V) -> None:
        self._entries[id(key)] = (key, value)

    def setdefault(self, key: object, value: V) -> V:
        """Return the value of an object; it is ``value`` if it had none."""
        return self._entries.setdefault(id(key), (key, value))[1]

    def __contains__(self, key: object) -> bool:
        return id(key) in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        """Let go of all objects."""
        self._entries.clear()
