"""Pydantic models of our own declarations, for programs that make or validate AWS structures.

They are made when somebody asks, by pydantic's public API: same members, same names (``containerPort``), same
lax reading of scalars. A value that is not known has no place in them, so ``model_json_schema()`` works.
"""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from ecslint.base.unresolved import Unresolved
from ecslint.model.base import Model, api_names

_CONFIG = ConfigDict(coerce_numbers_to_str=True, extra="ignore", protected_namespaces=())


@cache
def pydantic_model(model: type) -> type[BaseModel]:
    """Return the pydantic model of a model class of ours, such as ``ecslint.model.task.TaskDefinition``.

    It validates by the API's names and ignores members that the API does not have. Raises ``TypeError`` for a
    class that is no ``Model``.
    """
    if not issubclass(model, Model):
        raise TypeError(f"{model.__name__} is no model")
    hints = get_type_hints(model)
    fields: dict[str, Any] = {
        name: (_twin(hints[name]), Field(default=getattr(model, name), alias=spelt))
        for name, spelt in api_names(model).items()
    }
    return create_model(model.__name__, __config__=_CONFIG, __doc__=model.__doc__, **fields)


def _twin(annotation: object) -> Any:
    """Return the type without ``Unresolved``, and with the twins of the models that it names."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        known = [option for option in arguments if option not in (NoneType, Unresolved)]
        return _twin(known[0]) | None if NoneType in arguments else _twin(known[0])
    if origin is not None:
        return origin[tuple(argument if argument is ... else _twin(argument) for argument in arguments)]
    is_model = isinstance(annotation, type) and issubclass(annotation, Model)
    return pydantic_model(annotation) if is_model else annotation
