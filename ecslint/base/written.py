"""Files that users write for ecslint, against their JSON Schema: what is wrong first, in one line.

jsonschema is imported when such a file is read, and only then. Documents of AWS are walked by
``ecslint.validation`` instead; CONTRIBUTING says why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ecslint.base.schemas import load
from ecslint.base.suggest import nearest
from ecslint.base.words import one_of

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_LONGEST = 200
"""Characters of a message."""


def first_problem(schema_name: str, data: object) -> str | None:
    """Return what is wrong with ``data``, ``None`` if it is as the schema wants it.

    ``schema_name`` is a file of ``schemas/`` without ``.schema.json``. The answer begins with the place, as
    keys with dots between them, unless that is the whole file.
    """
    return problem_in(load(schema_name), data)


def problem_in(schema: Mapping[str, object], data: object) -> str | None:
    """Return the same for a schema that is at hand."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(schema).iter_errors(data))
    return None if error is None else _line(error)


def misspelt_key(schema: Mapping[str, object], data: object, where: str = "") -> str | None:
    """Return the first key that is nearly one of the schema's, which the object lacks, with that one.

    For files in which other keys than the schema's are in order: those of answers of AWS, which grow.
    """
    if isinstance(data, list):
        items = schema.get("items")
        parts = [(str(index), items, item) for index, item in enumerate(data)]
    elif isinstance(data, dict):
        known = schema.get("properties")
        if not isinstance(known, dict):
            return None
        lacking = [key for key in known if key not in data]
        for key in data:
            close = None if key in known else nearest(str(key), lacking)
            if close is not None:
                return f"unknown key {f'{where}.{key}'.lstrip('.')!r}; did you mean {close!r}?"
        parts = [(key, known[key], data[key]) for key in known if key in data]
    else:
        return None
    found = (
        misspelt_key(part, value, f"{where}.{step}".lstrip("."))
        for step, part, value in parts
        if isinstance(part, dict)
    )
    return next((each for each in found if each is not None), None)


def _line(error: ValidationError) -> str:
    where = ".".join(str(step) for step in error.absolute_path)
    schema = error.schema if isinstance(error.schema, dict) else {}
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = list(schema.get("properties", ()))
        key = next(str(key) for key in error.instance if key not in known)
        close = nearest(key, known)
        hint = f"did you mean {close!r}?" if close else f"known are {', '.join(known)}"
        return f"unknown key {f'{where}.{key}' if where else key!r}; {hint}"
    said = schema.get("x-problem")
    if isinstance(said, str):
        message = said
    elif error.validator == "required" and isinstance(error.instance, dict):
        missing = next(key for key in schema.get("required", ()) if key not in error.instance)
        where, message = f"{where}.{missing}".lstrip("."), "is missing; add it"
    else:
        message = _sentence(error)
    return f"{where}: {message[:_LONGEST]}" if where else message[:_LONGEST]


def _sentence(error: ValidationError) -> str:
    """Return the fault and what to use instead; of a rarer kind, jsonschema's own words."""
    value, allowed = json.dumps(error.instance, ensure_ascii=False, default=str)[:80], error.validator_value
    if error.validator == "enum" and isinstance(allowed, list):
        return f"{value} is not allowed; use {one_of(json.dumps(item) for item in allowed)}"
    if isinstance(allowed, list) and error.validator == "type":
        allowed = allowed[0]
    if error.validator == "type" and isinstance(allowed, str):
        kind = _TYPES[_type_of(error.instance)]
        return f"{kind if value == kind else f'{value} is {kind}'}; use {_TYPES[allowed]}"
    if error.validator in ("minimum", "maximum"):
        return (
            f"{value} is out of range; use at {'least' if error.validator == 'minimum' else 'most'} {allowed}"
        )
    if error.validator == "minLength" and error.instance == "":
        return "is empty; set it"
    return " ".join(error.message.split())


_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}
"""Types of JSON in words."""


def _type_of(value: object) -> str:
    """Return the type of a value, as JSON Schema calls it."""
    kinds: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")
