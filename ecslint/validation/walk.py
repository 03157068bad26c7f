"""Structural findings: does a document have the fields, types and values that AWS' API accepts?

One walk over the data beside the schema reports every problem once, at its exact place. The walk is
cheaper than importing a schema compiler, so only a long run compiles the schema, to pass over clean
documents faster still.
"""

from __future__ import annotations

from typing import Any, Final

from ecslint.base import schemas
from ecslint.base.number import LARGEST
from ecslint.base.route import Route, value_at
from ecslint.base.schemas import Schema
from ecslint.base.unresolved import (
    HUGE,
    WRONG_NAME,
    PartialText,
    UnknownList,
    UnknownText,
    Unresolved,
    stand_in,
)
from ecslint.validation.problems import (
    MISSING_FIELD,
    NOT_ALLOWED,
    NULL_VALUE,
    UNKNOWN_FIELD,
    WRONG_TYPE,
    StructuralProblem,
    Validator,
    regex,
)

# A walk takes 60 µs for a document of 2 kB, a compiled check 6 µs, but its import 35 ms: now it pays.
WALKS_BEFORE_COMPILING: Final = 500

# What deployment tools take from their own settings or options, so that files often leave it out.
TOOL_SUPPLIED: Final = ("serviceName", "service", "cluster", "taskDefinition")

_walks: dict[str, int] = {}


def structural_problems(schema_name: str, data: object) -> list[StructuralProblem]:
    """Return every structural problem of ``data``, in document order.

    ``data`` may hold ``Unresolved`` objects and placeholders anywhere; they are never a problem, nor
    is what only follows from them. ``schema_name`` is a file of ``schemas/`` without its extension.
    """
    count = _walks[schema_name] = _walks.get(schema_name, 0) + 1
    if count > WALKS_BEFORE_COMPILING and not schema_name.startswith("cloudformation/"):
        check = schemas.compiled(schema_name)
        try:
            if check is not None and check(data):
                return []
        except ValueError:  # an Unresolved, or a number that JSON cannot hold
            pass
    walk = SchemaValidator(schema_name)
    walk.value(walk.schema, data, (), optional=False)
    return walk.problems


def normalise_keys(data: object, problems: list[StructuralProblem]) -> object:
    """Return ``data`` with every misspelt key that ``problems`` name spelt right, for what reads it next.

    A key that differs in letter case only keeps its value. Where the right name is a guess, the value
    becomes ``Unresolved``: nothing may be concluded from it, nor from its absence.
    """
    misspelt = (p for p in problems if p.rule == UNKNOWN_FIELD and p.fix is not None and p.fix[0] == "rename")
    # The innermost first: once a key is respelt, the routes below it lead nowhere.
    for problem in sorted(misspelt, key=lambda p: -len(p.route)):
        assert problem.fix is not None
        data = _respelt(data, problem.route, str(problem.fix[1]))
    return data


def _respelt(node: object, route: Route, name: str) -> object:
    """Return a copy of ``node`` in which the key at ``route`` is ``name``."""
    step = route[0]
    if isinstance(node, list) and isinstance(step, int):
        return [*node[:step], _respelt(node[step], route[1:], name), *node[step + 1 :]]
    if not isinstance(node, dict):
        return node
    if len(route) > 1:
        return {**node, step: _respelt(node[step], route[1:], name)}
    sure = str(step).lower() == name.lower()
    return {
        (name if key == step else key): (value if key != step or sure else Unresolved(WRONG_NAME, str(step)))
        for key, value in node.items()
    }


def as_written(data: object, route: Route) -> Route:
    """Return ``route``, spelt right, as the keys of ``data`` spell it (letter case apart)."""
    out: list[str | int] = []
    for step in route:
        if isinstance(data, dict) and step not in data:
            step = next((key for key in data if str(key).lower() == str(step).lower()), step)
        out.append(step)
        data = value_at(data, (step,))
    return tuple(out)


class SchemaValidator(Validator):
    """One walk over a document and its schema."""

    def value(self, node: Schema, value: object, route: Route, optional: bool) -> None:
        """Check ``value`` (not null) against ``node``; ``optional`` members may be empty."""
        if "$ref" in node:
            node = self.defs[node["$ref"][8:]]
        kind = node.get("type")
        if kind == "string" and type(value) is str and len(node) == 1:
            return
        if isinstance(value, Unresolved):
            if self.cloudformation or value.reason == HUGE:
                self.unknown(kind, value, route)
            return
        if kind == "object" and isinstance(value, dict):
            if "properties" not in node:
                self.map(node, value, route)
            elif value or not optional or "required" not in node:
                self.members(node, value, route)
            else:
                names = " and ".join(f'"{name}"' for name in node["required"])
                self.add(
                    NULL_VALUE,
                    route,
                    f"{self.at(route)} is empty; remove it, or add {names}",
                    ("remove",),
                )
        elif kind == "array" and isinstance(value, list):
            self.items(node, value, route, optional)
        elif node and not fits(node, value):
            from ecslint.validation.values import value_problem

            value_problem(self, node, value, route, optional)

    def unknown(self, kind: str | list[str] | None, value: Unresolved, route: Route) -> None:
        """Check a value of which at most is known whether it is a text, a list or too large a number."""
        if value.reason == HUGE:
            wanted = "string" if kind is None else kind if isinstance(kind, str) else kind[0]
            remedy = _INSTEAD_OF_HUGE.get(wanted, "replace it")
            message = f"{self.at(route)} is a number that is too large; {remedy}"
        elif kind == "array" and isinstance(value, PartialText | UnknownText):
            message = f"{self.at(route)} is one text, {stand_in(value)}; use a list"
        elif (
            isinstance(value, UnknownList)
            and kind is not None
            and "array" not in kind
            and "object" not in kind
        ):
            message = f"{self.at(route)} is a list, {stand_in(value)}; use a string"
        else:
            return
        self.add(WRONG_TYPE, route, message)

    def members(self, node: Schema, data: dict[str, object], route: Route) -> None:
        """Check an object with a closed set of members."""
        properties = node["properties"]
        required = node.get("required", ())
        supplied: set[str] | None = None
        for key, value in data.items():
            child = properties.get(key)
            if child is None:
                from ecslint.validation.fields import unknown_field

                supplied = supplied or set()
                unknown_field(self, node, data, (*route, key), supplied)
            elif value is None:
                self.null(key, key in required, (*route, key))
            elif type(value) is str and len(child) == 1 and child.get("type") == "string":
                continue
            else:
                self.value(child, value, (*route, key), key not in required)
        for name in required:
            if name not in data and not (supplied and (name in supplied or "" in supplied)):
                self.missing(name, route)
        if "maxProperties" in node and supplied is None and len(data) != 1:
            self.union(node, data, route)

    def union(self, node: Schema, data: dict[str, object], route: Route) -> None:
        """Note an object that must have exactly one of its members."""
        found = f"has {' and '.join(data)}" if data else "is empty"
        choice = ", ".join(node["properties"])
        keep = "keep" if data else "add"
        self.add(NOT_ALLOWED, route, f"{self.at(route)} {found}; {keep} one field of {choice}")

    def map(self, node: Schema, data: dict[str, object], route: Route) -> None:
        """Check an object whose keys are the user's own."""
        child = node["additionalProperties"]
        for key, value in data.items():
            if value is None:
                self.null(key, False, (*route, key))
            else:
                self.value(child, value, (*route, key), optional=False)

    def items(self, node: Schema, data: list[object], route: Route, optional: bool) -> None:
        """Check a list."""
        if "x-sensitive" in node:
            self.hidden += 1
        child = node["items"]
        for index, value in enumerate(data):
            if value is None:
                message = f"item {index + 1} of {self.at(route)} is null; remove it"
                self.add(NULL_VALUE, (*route, index), message, ("remove",), severity=self.untouched)
            else:
                self.value(child, value, (*route, index), optional=False)
        if len(node) > 2:
            from ecslint.validation.values import list_bounds

            if data or not optional:
                list_bounds(self, node, data, route)
        if "x-sensitive" in node:
            self.hidden -= 1

    def null(self, key: str, required: bool, route: Route) -> None:
        """Note a member that is null."""
        if required:
            self.add(MISSING_FIELD, route, f'"{key}" is null, but {self.at(route[:-1])} needs it; set it')
        else:
            message = f'"{key}" is null; remove it'
            self.add(NULL_VALUE, route, message, ("remove",), severity=self.untouched)

    def missing(self, name: str, route: Route) -> None:
        """Note that the object at ``route`` lacks the member ``name``."""
        message = f'{self.at(route)} has no "{name}", which is required; add it'
        if not route and name in TOOL_SUPPLIED and not self.cloudformation:
            message += " unless the tool that reads this file does"
            self.add(MISSING_FIELD, route, message, severity="warning")
        else:
            self.add(MISSING_FIELD, route, message)


_INSTEAD_OF_HUGE: Final = {
    "integer": "use a whole number",
    "number": "use a smaller number",
    "string": "quote it",
    "boolean": "use true or false",
    "array": "use a list",
    "object": "use an object",
}


def fits(node: Schema, value: Any) -> bool:
    """Say whether ``value`` is a scalar as the scalar schema ``node`` wants it."""
    names = _TYPE_NAMES.get(type(value))
    kind = node.get("type", "string")
    if names is None or not (kind in names if isinstance(kind, str) else any(name in kind for name in names)):
        is_whole = isinstance(value, float) and value.is_integer() and abs(value) < LARGEST
        return is_whole and kind == "integer"
    if isinstance(value, dict | list):
        return True
    if "enum" in node:  # a number may be written as a text where the type says so
        allowed = node["enum"]
        return value in allowed or (not isinstance(kind, str) and value in map(str, allowed))
    if isinstance(value, str):
        return len(node) == 1 or _text_fits(node, value)
    return bool(node.get("minimum", value) <= value <= node.get("maximum", value))


def _text_fits(node: Schema, text: str) -> bool:
    if not node.get("minLength", 0) <= len(text) <= node.get("maxLength", len(text)):
        return False
    if "pattern" in node and not regex(node["pattern"]).search(text):
        return False
    if "minimum" in node or "maximum" in node:
        number = float(text)
        return bool(node.get("minimum", number) <= number <= node.get("maximum", number))
    return True


_TYPE_NAMES: Final = {
    str: ("string",),
    int: ("integer", "number"),
    float: ("number",),
    bool: ("boolean",),
    dict: ("object",),
    list: ("array",),
}
