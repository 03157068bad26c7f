"""The JSON Schema of a model's declarations, for files of users that hold such objects."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

from ecslint.base.unresolved import Unresolved
from ecslint.model.base import Model, api_names

_SCALARS: dict[object, dict[str, object]] = {
    str: {"type": ["string", "null"]},
    int: {"type": ["integer", "null"]},
    float: {"type": ["number", "null"]},
    bool: {"type": ["boolean", "null"]},
    object: {},
}


def schema_of(model: type[Model]) -> dict[str, object]:
    """Return a JSON Schema (2020-12) with the members of a model and their types; others are allowed, and so
    is ``null``, which counts as absent."""
    hints = get_type_hints(model)
    members = {spelt: _schema(hints[name]) for name, spelt in api_names(model).items()}
    return {"type": ["object", "null"], "properties": members}


def _schema(annotation: object) -> dict[str, object]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        (kind,) = (option for option in arguments if option not in (NoneType, Unresolved))
        return _schema(kind)
    if origin in (list, tuple):
        return {"type": ["array", "null"], "items": _schema(arguments[0])}
    if origin is dict:
        return {"type": ["object", "null"]}
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return schema_of(annotation)
    return _SCALARS[annotation]
