"""Completion: fields, values, names, rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.route import Route, value_at
from ecslint.catalogue import pages as catalogue
from ecslint.documents.subject import CLOUDFORMATION, Kind
from ecslint.facts.field_texts import field_text
from ecslint.server.cursor import Place
from ecslint.server.fields import Field, Shape, shape_at
from ecslint.server.pages import field_markdown, type_of
from ecslint.server.values import References, attributes, log_options, values_of

MOST: Final = 300


class Suggestion(NamedTuple):
    """Something that may be written at the cursor."""

    label: str
    """What is shown in the list."""
    insert: str
    """What is written."""
    start: int
    """Offset from which on text is replaced."""
    end: int
    """The characters that it replaces."""
    detail: str = ""
    """A few words beside the label."""
    markdown: str = ""
    """What is shown about it."""
    kind: str = "value"
    """``field``, ``value``, ``reference``, ``rule`` or ``keyword``."""


class Around(NamedTuple):
    """What a completion may rest on beside the text before the cursor."""

    kind: Kind
    """What the document is."""
    data: object
    """Of the document as it was last read."""
    syntax: str
    """``json`` or ``yaml``."""
    tasks: Callable[[], Sequence[object]]
    """Returns the data of the task definitions that may be meant in files that refer to one."""


_RULES: Final = regex(r"ecslint:\s*ignore\[(?:[^\[\]\n]*,)?\s*([\w-]*)$")
_TOP: Final = ("AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Mappings", "Conditions")
_SECTIONS: Final = (*_TOP, "Transform", "Resources", "Outputs", "Rules")
_RESOURCE: Final = (
    *("Type", "Properties", "Condition", "DependsOn", "Metadata"),
    *("DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy"),
)


def complete(place: Place, around: Around) -> list[Suggestion]:
    """Return what may stand at a place, in order."""
    if place.wants == "comment":
        return list(_rules_in_comment(place))
    found: list[Suggestion] = []
    if place.tag:
        return _references(place, around)[:MOST]
    if place.wants in ("key", "either"):
        found += _keys(place, around)
    if place.wants in ("value", "either"):
        found += _values(place, around)
    return found[:MOST]


def _rules_in_comment(place: Place) -> Iterator[Suggestion]:
    match = _RULES.search(place.word)
    if match is None:
        if re.fullmatch(r"[#/]+\s*\w*", place.word):
            start = place.end - len(re.split(r"[#/\s]+", place.word)[-1])
            yield Suggestion("ecslint: ignore[]", "ecslint: ignore[", start, place.end, kind="keyword")
        return
    yield from rule_suggestions(place.end - len(match[1]), place.end)


def rule_suggestions(start: int, end: int, *, names: bool = True) -> Iterator[Suggestion]:
    """Yield the rules by id, with their names and titles."""
    for rule in catalogue.rules():
        yield Suggestion(rule.id, rule.id, start, end, f"{rule.name} ({rule.severity})", rule.title, "rule")
    for rule in catalogue.rules() if names else ():
        yield Suggestion(rule.name, rule.name, start, end, f"{rule.id} ({rule.severity})", rule.title, "rule")


def _keys(place: Place, around: Around) -> Iterator[Suggestion]:
    present = value_at(around.data, place.route)
    taken = {str(key) for key in present} if isinstance(present, dict) else set()
    taken.discard(place.word)
    if around.kind == CLOUDFORMATION:
        for key in _template_keys(place.route):
            if key not in taken:
                yield Suggestion(key, _key(place, around, key, {}), place.start, place.end, kind="field")
    options = _options(place.route, around)
    if options is not None:
        for option, driver in options:
            if option not in taken:
                insert = _key(place, around, option, {"type": "string"})
                yield Suggestion(option, insert, place.start, place.end, driver, kind="field")
        return
    shape = shape_at(around.kind, around.data, place.route)
    for field in _members(shape):
        if field.member not in taken:
            insert = _key(place, around, field.member, field.node)
            text = field_text(field.shape, field.member)
            detail = type_of(field.node) + (", required" if field.required else "")
            yield Suggestion(
                field.member,
                insert,
                place.start,
                place.end,
                detail,
                field_markdown(field) if text is not None else "",
                "field",
            )


def _members(shape: Shape | None) -> list[Field]:
    """Return the fields of a shape, those that are required first."""
    return sorted(shape.fields(), key=lambda field: not field.required) if shape is not None else []


def _template_keys(route: Route) -> Sequence[str]:
    if route == ():
        return _SECTIONS
    return _RESOURCE if len(route) == 2 and route[0] == "Resources" else ()


def _options(route: Route, around: Around) -> list[tuple[str, str]] | None:
    """Return the options of a log driver where a route leads to them."""
    if str(route[-1:] and route[-1]).lower() != "options" or len(route) < 2:
        return None
    if str(route[-2]).lower() != "logconfiguration":
        return None
    parent = value_at(around.data, route[:-1])
    driver = (
        next((v for k, v in parent.items() if str(k).lower() == "logdriver"), None)
        if isinstance(parent, dict)
        else None
    )
    return log_options(driver if isinstance(driver, str) else None)


def _key(place: Place, around: Around, key: str, node: object) -> str:
    """Return a key as it is written, with what follows of it."""
    if around.syntax == "json":
        return f'"{key}"' if place.has_colon else f'"{key}": '
    if place.has_colon:
        return key
    kind = node.get("type") if isinstance(node, dict) else None
    is_block = kind in ("object", "array") or (isinstance(node, dict) and "properties" in node)
    return f"{key}:" if is_block else f"{key}: "


def _values(place: Place, around: Around) -> Iterator[Suggestion]:
    if around.kind == CLOUDFORMATION and place.route[-1:] == ("Ref",):
        yield from _references(place, around)
        return
    if around.kind == CLOUDFORMATION and len(place.route) == 3 and place.route[2] == "Type":
        from ecslint.server.values import resource_types

        for name in resource_types() if place.route[0] == "Resources" else ():
            yield _value(place, around, name, "", {"type": "string"})
        return
    for value, detail, node in values_of(place.route, around.kind, around.data, around.tasks):
        yield _value(place, around, value, detail, node)


def _value(place: Place, around: Around, value: str, detail: str, node: object) -> Suggestion:
    kind = node.get("type") if isinstance(node, dict) else "string"
    is_text = "string" in kind if isinstance(kind, list) else kind not in ("integer", "number", "boolean")
    written = value
    if around.syntax == "json":
        written = f'"{value}"' if is_text or place.quote else value
    elif place.quote:
        written = f"{place.quote}{value}{place.quote}"
    elif _needs_quotes(value) or (is_text and around.kind != CLOUDFORMATION and _is_number(value)):
        written = f'"{value}"'
    return Suggestion(value, written, place.start, place.end, detail)


def _needs_quotes(value: str) -> bool:
    """Say whether YAML would read something else than the text of a value."""
    return re.search(r":(?:\s|$)|^[\[{*&!%@`'\"#]|\s#", value) is not None


def _is_number(value: str) -> bool:
    return re.fullmatch(r"[\d.]+|true|false", value) is not None


def _references(place: Place, around: Around) -> list[Suggestion]:
    """Return what a function of a template may refer to."""
    if around.kind != CLOUDFORMATION or not isinstance(around.data, dict):
        return []
    names = References(around.data)
    found: list[tuple[str, str]] = []
    if place.tag in ("", "Ref"):
        found = [*names.resources(), *names.parameters(), *names.pseudo()]
    elif place.tag == "GetAtt":
        resource, dot, _ = place.word.partition(".")
        if dot:
            found = [(f"{resource}.{name}", "") for name in attributes(names.type_of(resource))]
        else:
            found = names.resources()
    elif place.tag in ("If", "Condition"):
        found = names.section("Conditions")
    elif place.tag == "Sub":
        return _substitutions(place, [*names.resources(), *names.parameters(), *names.pseudo()])
    quote = '"' if around.syntax == "json" else place.quote
    return [
        Suggestion(name, f"{quote}{name}{quote}", place.start, place.end, detail, kind="reference")
        for name, detail in found
    ]


def _substitutions(place: Place, names: list[tuple[str, str]]) -> list[Suggestion]:
    """Return the names for an open ``${`` in a text."""
    match = re.search(r"\$\{([\w:]*)$", place.word)
    if match is None:
        return []
    end = place.start + len(place.quote) + len(place.word)
    start = end - len(match[1])
    return [Suggestion(name, f"{name}}}", start, end, detail, kind="reference") for name, detail in names]
