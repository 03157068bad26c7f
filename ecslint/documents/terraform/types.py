"""Types of variables: what a value becomes, and what is known of one that is not given.

Source: developer.hashicorp.com/terraform/language/expressions/type-constraints, read 2026-11-29.
"""

from __future__ import annotations

from ecslint.base.unresolved import UnknownList, UnknownText, Unresolved
from ecslint.documents.terraform.arguments import REST
from ecslint.documents.terraform.conversion import convert
from ecslint.documents.terraform.values import EvaluationError, Place, Site, Value
from ecslint.source.hcl import nodes

Type = nodes.Expression | None
_SCALARS = ("string", "number", "bool")
_LISTS = ("list", "set", "tuple")


def _word(kind: Type) -> str:
    """Return the outer word of a type: ``string``, ``list``, ``object``, …"""
    if isinstance(kind, nodes.Name):
        return kind.name
    if isinstance(kind, nodes.Call):
        return kind.name
    constant = kind.constant if isinstance(kind, nodes.Template) else None
    return constant or "any"  # "string" in quotes, as Terraform 0.11 wrote it


def open_of_type(reason: str, text: str, kind: Type) -> Unresolved:
    """Return the value of a variable of which only the type is known."""
    word = _word(kind)
    if word in _LISTS:
        return UnknownList(reason, text)
    return UnknownText(reason, text) if word == "string" else Unresolved(reason, text)


def empty_as_open(value: Value, stands: str, kind: Type, site: Site) -> Value | None:
    """Return an unknown value for an empty default, the usual sign of one that has to be given; else
    ``None``."""
    if value.data is None or value.data in ("", [], {}) or _is_to_fill_in(value.data, stands):
        return Value(open_of_type("variable with an empty default", stands, kind), value.site or site)
    return None


def _is_to_fill_in(data: object, stands: str) -> bool:
    """Say whether a default only shows what belongs there: ``arn:...``, or the port 0."""
    if isinstance(data, str):
        return "..." in data
    return data == 0 and not isinstance(data, bool) and stands.endswith("port}")


def converted(value: Value, kind: Type, depth: int = 0) -> Value:
    """Return a value as its variable's type makes it; what does not fit stays as it is."""
    if kind is None or value.data is None or isinstance(value.data, Unresolved) or depth > 20:
        return value
    word = _word(kind)
    if word in _SCALARS:
        try:
            return convert(value, word, value.site)
        except EvaluationError:
            return value
    if not isinstance(kind, nodes.Call) or not kind.arguments:
        return value
    inner = kind.arguments[0]
    if word == "optional":
        return converted(value, inner, depth + 1)
    if word in ("list", "set") and isinstance(value.data, list):
        items = [converted(item, inner, depth + 1) for item in value.data]
        return Value(items, value.site, value.notes, value.use)
    if word == "map" and isinstance(value.data, dict):
        members = {key: converted(item, inner, depth + 1) for key, item in value.data.items()}
        return Value(members, value.site, value.notes, value.use)
    if word == "object" and isinstance(value.data, dict) and isinstance(inner, nodes.Object):
        return _object(value, inner, depth)
    return value


def _object(value: Value, kind: nodes.Object, depth: int) -> Value:
    members: dict[str, Value] = {}
    data: dict[str, Value] = value.data
    for name_node, member_kind in kind.items:
        name = name_node.constant if isinstance(name_node, nodes.Template) else None
        if name is None:
            continue
        if name in data:
            members[name] = converted(data[name], member_kind, depth + 1)
        elif isinstance(member_kind, nodes.Call) and member_kind.name == "optional":
            members[name] = converted(_optional(member_kind, value), member_kind.arguments[0], depth + 1)
    if REST in data:
        members[REST] = data[REST]
    return Value(members, value.site, value.notes, value.use)


def _optional(kind: nodes.Call, value: Value) -> Value:
    """Return the default of an optional member, null without one."""
    if len(kind.arguments) < 2:
        return Value(None, value.site)
    return _constant(kind.arguments[1], value.site)


def _constant(node: nodes.Expression, site: Place | None) -> Value:
    """Evaluate a default, which is a constant."""
    if isinstance(node, nodes.Literal):
        return Value(node.value, site)
    if isinstance(node, nodes.Template) and node.constant is not None:
        return Value(node.constant, site)
    if isinstance(node, nodes.Tuple):
        return Value([_constant(item, site) for item in node.items], site)
    if isinstance(node, nodes.Object):
        found = {}
        for key, item in node.items:
            name = key.constant if isinstance(key, nodes.Template) else None
            if name is not None:
                found[name] = _constant(item, site)
        return Value(found, site)
    return Value(Unresolved("default"), site)
