"""``Value[T]`` is ``T | Unresolved``: a rule that reads one has to decide what an unknown one means,
and the type checker sees to it that it does."""

from __future__ import annotations

from typing import Annotated, TypeAlias, TypeVar

from pydantic import Field

from ecslint.unresolved import Reference, Unresolved, known

T = TypeVar("T")

Value: TypeAlias = Annotated[T | Unresolved, Field(union_mode="left_to_right")]
"""A required or list-element value."""

Opt: TypeAlias = Annotated[T | Unresolved | None, Field(union_mode="left_to_right")]
"""A member that may be absent (``None``; JSON ``null`` counts as absent) or unknown."""

__all__ = ["Opt", "Reference", "Unresolved", "Value", "known"]
