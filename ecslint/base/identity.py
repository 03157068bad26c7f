"""Keys that stand for an object itself, not for what it is equal to."""

from __future__ import annotations


class ById:
    """A dictionary key for one object; it keeps the object, so that no other can take its identity."""

    __slots__ = ("_object",)

    def __init__(self, of: object) -> None:
        self._object = of

    def __hash__(self) -> int:
        return id(self._object)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ById) and other._object is self._object
