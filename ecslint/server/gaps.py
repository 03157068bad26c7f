"""Completion in languages that say themselves what may be written where: names and values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from ecslint.documents.spots import Gap
from ecslint.facts.field_texts import field_text
from ecslint.server.completion import MOST, Suggestion
from ecslint.server.fields import Field, field_at, shape_at
from ecslint.server.pages import field_markdown, type_of
from ecslint.server.values import Tasks, values_of

_BARE: Final = ("integer", "number", "boolean")


def complete_gap(gap: Gap, tasks: Tasks) -> list[Suggestion]:
    """Return what may be written in a gap, in order."""
    return list(islice(_names(gap) if gap.wants == "key" else _values(gap, tasks), MOST))


def _names(gap: Gap) -> Iterator[Suggestion]:
    if gap.names is None:
        shape = shape_at(gap.kind, gap.data, gap.route)
        fields = sorted(shape.fields(), key=lambda each: not each.required) if shape is not None else []
        for each in fields:
            yield _name(gap, each.member, each, False)
        return
    for name, (route, is_block) in gap.names.items():
        if name not in gap.taken or name == gap.word or is_block:
            yield _name(gap, name, field_at(gap.kind, gap.data, route) if route else None, is_block)


def _name(gap: Gap, name: str, field: Field | None, is_block: bool) -> Suggestion:
    text = field_text(field.shape, field.member) if field is not None else None
    written = f"{gap.quote}{name}{gap.quote}"
    if not gap.has_value:
        written += " { }" if is_block else " = "
    detail = "block" if is_block else type_of(field.node) if field is not None else ""
    markdown = field_markdown(field, name) if field is not None and text is not None else ""
    return Suggestion(name, written, gap.start, gap.end, detail, markdown, "field")


def _values(gap: Gap, tasks: Tasks) -> Iterator[Suggestion]:
    for value, detail, node in values_of(gap.route, gap.kind, gap.data, tasks):
        kind = node.get("type") if isinstance(node, dict) else "string"
        kinds = kind if isinstance(kind, list) else [kind]
        is_bare = value in ("true", "false") or all(each in _BARE for each in kinds)
        written = value if is_bare and not gap.quote else f'"{value}"'
        yield Suggestion(value, written, gap.start, gap.end, detail)
