"""Files that users write for ecslint, against their JSON Schema: what is wrong first, in one line.

jsonschema is imported when such a file is read, and only then. Documents of AWS are walked by
``ecslint.validation`` instead; CONTRIBUTING says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.schemas import load
from ecslint.base.suggest import nearest

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_LONGEST = 200
"""Characters of a message."""


def first_problem(schema_name: str, data: object) -> str | None:
    """Return what is wrong with ``data``, ``None`` if it is as the schema wants it.

    ``schema_name`` is a file of ``schemas/`` without ``.schema.json``. The answer begins with the place, as
    keys with dots between them, unless that is the whole file.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(load(schema_name)).iter_errors(data))
    return None if error is None else _line(error)


def _line(error: ValidationError) -> str:
    where = ".".join(str(step) for step in error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = list(error.schema.get("properties", ())) if isinstance(error.schema, dict) else []
        key = next(str(key) for key in error.instance if key not in known)
        close = nearest(key, known)
        hint = f"did you mean {close!r}?" if close else f"known are {', '.join(known)}"
        return f"unknown key {f'{where}.{key}' if where else key!r}; {hint}"
    said = error.schema.get("x-problem") if isinstance(error.schema, dict) else None
    message = said if isinstance(said, str) else " ".join(error.message.split())
    return f"{where}: {message[:_LONGEST]}" if where else message[:_LONGEST]
