"""Values that may not be known before the deployment. House rule: *unknown never yields an error*."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, TypeGuard, TypeVar

T = TypeVar("T")

PLACEHOLDER: Final = "placeholder"
WRONG_TYPE: Final = "wrong type"
WRONG_NAME: Final = "misspelt name"
ELSEWHERE: Final = "kept elsewhere"
TOO_LARGE: Final = "too large"
HUGE: Final = "number that is too large"
ASSOCIATION: Final = "association of its own"
"""The reason of what another resource, perhaps of another configuration, adds to this one."""
ZONE: Final = "Availability Zone"
"""The reason of a zone that is known by its place in a list only; its text is that place."""


class Unresolved:
    """A value that the file does not reveal, with the reason and the text that stands for it.

    ``reason`` completes the sentence "the value is unknown because of a …": ``placeholder``,
    ``wrong type``, ``parameter without a default``, ``import``, ``dynamic reference``, ….
    """

    __slots__ = ("reason", "text")
    kinds: ClassVar[set[type]] = set()
    """This class and those made of it: whether one is among many values is asked without a loop in Python."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Unresolved.kinds.add(cls)

    def __init__(self, reason: str, text: str = "") -> None:
        self.reason = reason
        self.text = text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.reason!r}, {self.text!r})"

    def __bool__(self) -> bool:
        """Refuse to be taken for true or false: that would be a guess."""
        raise TypeError(f"truth of an unresolved value ({self.text or self.reason})")


Unresolved.kinds.add(Unresolved)


def all_known(values: Sequence[T | Unresolved]) -> TypeGuard[Sequence[T]]:
    """Say whether none of these values, themselves and not what is in them, is unknown."""
    return Unresolved.kinds.isdisjoint(map(type, values))


class Reference(Unresolved):
    """``Ref`` or ``Fn::GetAtt`` to a resource of the same template: unknown text, known link.

    ``attribute`` is ``""`` for a ``Ref`` and the attribute path for a ``GetAtt``.
    """

    __slots__ = ("attribute", "logical_id")

    def __init__(self, logical_id: str, attribute: str = "") -> None:
        super().__init__("resource reference", f"{logical_id}.{attribute}".rstrip("."))
        self.logical_id = logical_id
        self.attribute = attribute


class UnknownText(Unresolved):
    """A text of which nothing is known but that it is one text, not a list."""

    __slots__ = ()


class UnknownList(Unresolved):
    """A list of which nothing is known but that it is one."""

    __slots__ = ()


class PartialText(Unresolved):
    """A text of which only some pieces are known, as ``Fn::Sub`` and ``Fn::Join`` make them.

    ``parts`` alternates freely between known ``str`` pieces and the unknown ones; ``text`` is the
    whole with ``${…}`` for what is unknown, so that a caller can still ask what it surely begins with.
    """

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[str | Unresolved, ...], reason: str) -> None:
        super().__init__(reason, "".join(part if isinstance(part, str) else stand_in(part) for part in parts))
        self.parts = parts


class EncodedText(Unresolved):
    """A string in base64 of which only the decoded one, ``inner``, is known in part."""

    __slots__ = ("inner",)

    def __init__(self, inner: Unresolved) -> None:
        super().__init__(inner.reason, "Fn::Base64")
        self.inner = inner


def stand_in(value: Unresolved) -> str:
    """Return the ``${…}`` text that stands for ``value`` inside a longer text."""
    return value.text if "${" in value.text else "${" + (value.text or value.reason) + "}"


def holds_unresolved(value: object) -> bool:
    """Say whether something in a value, at any depth, is not known."""
    if isinstance(value, dict):
        return any(map(holds_unresolved, value.values()))
    if isinstance(value, list | tuple):
        return any(map(holds_unresolved, value))
    return isinstance(value, Unresolved)


def known(value: T | Unresolved | None) -> T | None:
    """Return ``value`` where it is known and present, else ``None``."""
    return None if isinstance(value, Unresolved) else value
