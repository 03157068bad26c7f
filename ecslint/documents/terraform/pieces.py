"""The pieces that a template, quoted or in a heredoc, comes to.

Source: developer.hashicorp.com/terraform/language/expressions/strings, read 2026-11-29.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from ecslint.base.unresolved import UnknownText
from ecslint.documents.terraform.measure import MAX_PARTS, Budget
from ecslint.documents.terraform.operators import items_of
from ecslint.documents.terraform.values import (
    Piece,
    Site,
    SourceFile,
    Unknown,
    Value,
    interpolated,
    literal_piece,
)
from ecslint.source.hcl import nodes

_MOST_NOTES = 3
"""What a text rests on is said in so many notes."""


class Context(Protocol):
    """Who evaluates the expressions of a template."""

    @property
    def budget(self) -> Budget:
        """Steps that evaluation may still take."""

    @property
    def file(self) -> SourceFile:
        """The file of the template."""

    def value(self, node: nodes.Node, names: Mapping[str, Value]) -> Value:
        """Return what an expression comes to."""

    def source(self, node: nodes.Node) -> str:
        """Return an expression as written, in one line."""

    def truth(self, node: nodes.Node, names: Mapping[str, Value], notes: list[str]) -> bool | None:
        """Return the truth of a condition, ``None`` if it is not known."""


def pieces(
    context: Context, parts: Iterable[nodes.Part], names: Mapping[str, Value], notes: list[str]
) -> list[Piece | Unknown]:
    """Return the pieces that parts of a template come to; ``notes`` takes what they rest on.

    Where that takes too long, or there are too many, the rest is unknown.
    """
    out: list[Piece | Unknown] = []
    for part in parts:
        context.budget.steps -= 1
        if context.budget.steps < 0 or len(out) > MAX_PARTS:
            return [*out, Unknown(UnknownText("text that takes too long"))]
        if isinstance(part, nodes.Text):
            out.append(literal_piece(context.file, part))
        elif isinstance(part, nodes.Interpolation):
            found = context.value(part.value, names)
            if len(notes) < _MOST_NOTES:
                notes += [note for note in found.notes if note not in notes]
            out += interpolated(found, Site(context.file, part), "${" + context.source(part.value) + "}")
        elif isinstance(part, nodes.IfDirective):
            truth = context.truth(part.condition, names, notes)
            if truth is None:
                out.append(Unknown(UnknownText("condition", "${" + context.source(part.condition) + "}")))
            else:
                out += pieces(context, part.yes if truth else part.no, names, notes)
        else:
            out += _loop(context, part, names, notes)
    return out


def _loop(
    context: Context, part: nodes.ForDirective, names: Mapping[str, Value], notes: list[str]
) -> list[Piece | Unknown]:
    """Return the pieces of a ``%{ for }`` directive."""
    collection = context.value(part.collection, names)
    items = items_of(collection)
    if items is None:
        return [Unknown(UnknownText("loop", "${" + context.source(part.collection) + "}"))]
    out: list[Piece | Unknown] = []
    for key, item in items:
        context.budget.steps -= 1
        inner = {**names, part.value: item}
        if part.key is not None:
            inner[part.key] = key
        out += pieces(context, part.body, inner, notes)
        if context.budget.steps < 0 or len(out) > MAX_PARTS:
            return [*out, Unknown(UnknownText("text that takes too long"))]
    return out
