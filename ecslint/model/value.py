"""``Value[T]`` is ``T | Unresolved``: a rule that reads one has to decide what an unknown one means,
and the type checker sees to it that it does."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from ecslint.base.unresolved import Reference, Unresolved, known

T = TypeVar("T")

Value: TypeAlias = T | Unresolved
"""A required or list-element value."""

Opt: TypeAlias = T | Unresolved | None
"""A member that may be absent (``None``; JSON ``null`` counts as absent) or unknown."""

__all__ = ["Opt", "Reference", "Unresolved", "Value", "known"]
