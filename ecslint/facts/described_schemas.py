"""Schemas as they are printed for editors and validators: with what every field means.

The files below ``schemas/`` hold structure only; the words come from ``ecslint.facts.field_texts``, as those
of hover and completion do.
"""

from __future__ import annotations

import json
from typing import Any, Final

from ecslint.base import schemas
from ecslint.facts.field_texts import (
    INLINE,
    FieldText,
    field_examples,
    field_text,
    not_supported_on,
    root_shape,
)

_WORDS = {"true": True, "false": False}
_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "string": str,
    "integer": (int, float),
    "number": (int, float),
    "array": list,
    "object": dict,
}
"""Types of JSON Schema that examples have."""


def described_schema(name: str) -> dict[str, Any]:
    """Return a copy of the schema ``name`` in which each field has what is known of it.

    ``description`` is plain text, ``markdownDescription`` (of VS Code and yaml-language-server) has a link,
    ``default`` is there where the default is a value of the field and not a circumstance. Raises
    ``FileNotFoundError`` for a schema that there is not.
    """
    schema: dict[str, Any] = schemas.load_json(f"{name}.schema.json")
    shapes = {root_shape(name): schema, **schema.get("$defs", {})}
    for shape, node in shapes.items():
        if shape is not None and isinstance(node, dict):
            _describe_members(shape, node)
    return schema


def _describe_members(shape: str, node: dict[str, Any]) -> None:
    for member, field in node.get("properties", {}).items():
        if not isinstance(field, dict):
            continue
        text = field_text(shape, member)
        if text is not None:
            _describe(field, text, not_supported_on(shape, member))
        examples = [value for value in field_examples(shape, member) if _is_valid(value, field)]
        if examples:
            field["examples"] = examples
        inner = field.get("items", field)
        if isinstance(inner, dict) and "properties" in inner:
            _describe_members(INLINE.get(member, shape), inner)


def _is_valid(value: object, field: dict[str, Any]) -> bool:
    """Say whether an example has the type of its field: templates take other ones than the API."""
    kinds = field.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return any(isinstance(value, _TYPES[kind]) for kind in kinds if kind in _TYPES)


def schema_text(name: str) -> str:
    """Return the described schema ``name`` as JSON; raises ``FileNotFoundError``."""
    return json.dumps(described_schema(name), indent=1, ensure_ascii=False) + "\n"


def _describe(field: dict[str, Any], text: FieldText, missing: list[str]) -> None:
    """Add to the schema of a field what it means."""
    sentences = [text.text]
    if text.default is not None:
        sentences.append(f"Default: {text.default}.")
        default = _value(field, text.default)
        if default is not None:
            field.setdefault("default", default)
    if missing:
        sentences.append(f"Not supported on {', '.join(missing)}.")
    field["description"] = " ".join(sentences)
    link = f"\n\n[AWS reference]({text.url})" if text.url else ""
    field["markdownDescription"] = "  \n".join(sentences) + link


def _value(field: dict[str, Any], words: str) -> object:
    """Return the default as a value that the field's own schema admits, ``None`` where it is none."""
    kinds = field.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if words in _WORDS and "boolean" in kinds:
        return _WORDS[words]
    if words.isdecimal() and "integer" in kinds:
        return int(words)
    return words if words in field.get("enum", []) else None
