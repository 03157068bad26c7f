"""Conversion of scalars between string, number and bool."""

from __future__ import annotations

import re

from ecslint.base.number import bounded, whole
from ecslint.base.unresolved import Unresolved
from ecslint.documents.terraform.values import Encoded, EvaluationError, Place, Value, scalar_text


def convert(value: Value, code: str, site: Place | None) -> Value:
    """Return a scalar as a ``string``, ``number`` or ``bool``. Raises ``EvaluationError`` where that is
    impossible."""
    data = value.data
    if isinstance(data, Unresolved) or data is None:
        return value
    if code == "string":
        if isinstance(data, Encoded | str):
            return value
        text = scalar_text(data)
        if text is None:
            raise EvaluationError("a string is needed")
        return Value(text, value.site or site, value.notes, value.use)
    if code == "bool":
        if data in ("true", "false"):
            return Value(data == "true", value.site, value.notes, value.use)
        if isinstance(data, bool):
            return value
        raise EvaluationError("a bool is needed")
    if isinstance(data, bool):
        raise EvaluationError("a number is needed")
    if isinstance(data, int | float):
        return value
    try:
        number = whole(data) if re.fullmatch(r"-?[0-9]+", data) else bounded(float(data))
        return Value(number, value.site, value.notes, value.use)
    except (TypeError, ValueError):
        raise EvaluationError("a number is needed") from None
