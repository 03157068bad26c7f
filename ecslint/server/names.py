"""Names in a document, where each is defined and where it is used.

Containers, volumes and port mappings have their names in a task definition, logical names in a template. A
name has a scope, in which it means one thing: the task definition, or the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.route import Route, value_at
from ecslint.documents.subject import (
    CLOUDFORMATION,
    CONTAINER_DEFINITIONS,
    IMAGE_DEFINITIONS,
    SERVICE,
    TASK_DEFINITION,
    Kind,
)
from ecslint.server.fields import Shape, resource_shape, root_of
from ecslint.source.document import Document
from ecslint.source.parsed import Part

CONTAINER: Final = "container"
VOLUME: Final = "volume"
PORT: Final = "port mapping"
NUMBER: Final = "port"
FAMILY: Final = "task definition"
LOGICAL: Final = "logical name"
CONDITION: Final = "condition"
MAPPING: Final = "mapping"

_DEFINED: Final = {
    ("ContainerDefinition", "name"): CONTAINER,
    ("Volume", "name"): VOLUME,
    ("PortMapping", "name"): PORT,
    ("PortMapping", "containerport"): NUMBER,
    ("TaskDefinition", "family"): FAMILY,
}
USED: Final = {
    ("ContainerDependency", "containername"): CONTAINER,
    ("LoadBalancer", "containername"): CONTAINER,
    ("LoadBalancerInfo", "containername"): CONTAINER,
    ("ServiceRegistry", "containername"): CONTAINER,
    ("ProxyConfiguration", "containername"): CONTAINER,
    ("VolumeFrom", "sourcecontainer"): CONTAINER,
    ("ContainerOverride", "name"): CONTAINER,
    ("ImageDefinition", "name"): CONTAINER,
    ("MountPoint", "sourcevolume"): VOLUME,
    ("ServiceVolumeConfiguration", "name"): VOLUME,
    ("TaskVolumeConfiguration", "name"): VOLUME,
    ("ServiceConnectService", "portname"): PORT,
    ("VpcLatticeConfiguration", "portname"): PORT,
    ("GatewayConnector", "portname"): PORT,
    ("LoadBalancer", "containerport"): NUMBER,
    ("LoadBalancerInfo", "containerport"): NUMBER,
    ("ServiceRegistry", "containerport"): NUMBER,
    ("Service", "taskdefinition"): FAMILY,
    ("RunTask", "taskdefinition"): FAMILY,
    ("TaskSet", "taskdefinition"): FAMILY,
}
"""Fields that take a name, by shape and member in lower case, and of which kind."""
VALID: Final = {
    CONTAINER: regex(r"[A-Za-z0-9_-]{1,255}"),
    VOLUME: regex(r"[A-Za-z0-9_-]{1,255}"),
    PORT: regex(r"[a-z0-9_][a-z0-9_-]{0,62}"),
    LOGICAL: regex(r"[A-Za-z0-9]{1,255}"),
    CONDITION: regex(r"[A-Za-z0-9]{1,255}"),
    MAPPING: regex(r"[A-Za-z0-9]{1,255}"),
}
"""What names of a kind look like; kinds that cannot be renamed are missing."""


class Name(NamedTuple):
    """A name at one place of a document."""

    kind: str
    """What is named, e.g. a container or a volume."""
    text: str
    """The name."""
    route: Route
    """Of the value, or of the member whose key it is."""
    part: Part
    """Whether it is a value or a key."""
    is_definition: bool
    """Whether it is defined here, not referred to."""
    scope: Route | None
    """The route of the task definition in this document that it belongs to; ``None``: one elsewhere, or, for
    names of a template, all of it."""


class Spot(NamedTuple):
    """Characters ``[start, end)`` of a document."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset behind the last character."""


def names_of(kind: Kind, data: object) -> Iterator[Name]:
    """Yield the names in a document."""
    if kind == CLOUDFORMATION:
        yield from _template_names(data)
        return
    if kind == IMAGE_DEFINITIONS:
        for index, item in enumerate(data if isinstance(data, list) else ()):
            if isinstance(item, dict) and isinstance(item.get("name"), str):
                yield Name(CONTAINER, item["name"], (index, "name"), "value", False, None)
        return
    for base in _bases(kind, data):
        found = root_of(kind, data, base)
        if found is not None:
            holds = kind in (TASK_DEFINITION, CONTAINER_DEFINITIONS)
            scope: Route | None = (() if kind == CONTAINER_DEFINITIONS else base) if holds else None
            yield from _fields(found[0], value_at(data, base), base, scope)


def _bases(kind: Kind, data: object) -> Iterator[Route]:
    """Yield the routes of the objects that a document consists of."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from ((index, *inner) for inner in _bases(kind, item))
    elif isinstance(data, dict):
        wrapped = {TASK_DEFINITION: "taskDefinition", SERVICE: "service"}.get(kind)
        inner = data.get(wrapped) if wrapped is not None else None
        if kind == SERVICE and isinstance(data.get("services"), list):
            yield from (("services", index) for index in range(len(data["services"])))
        elif wrapped is not None and isinstance(inner, dict):
            yield (wrapped,)
        else:
            yield ()


def _fields(shape: Shape, value: object, route: Route, scope: Route | None) -> Iterator[Name]:
    """Yield the names in a value of a shape."""
    if isinstance(value, list):
        item = shape.item()
        for index, each in enumerate(value):
            if shape.name == "ContainerDefinition" and isinstance(each, str) and route[-1:] == ("links",):
                yield Name(CONTAINER, each.partition(":")[0], (*route, index), "value", False, scope)
            elif item is not None or isinstance(each, dict):
                yield from _fields(item or shape, each, (*route, index), scope)
        return
    if not isinstance(value, dict):
        return
    if "Fn::If" in value and isinstance(value["Fn::If"], list):
        for index, branch in enumerate(value["Fn::If"][1:], 1):
            yield from _fields(shape, branch, (*route, "Fn::If", index), scope)
        return
    for key, inner in value.items():
        below = (*route, key)
        if str(key).lower() == "links" and shape.name == "ContainerDefinition":
            yield from _fields(shape, inner, below, scope)
            continue
        found = shape.member(str(key))
        if found is None:
            continue
        if isinstance(inner, str | int) and not isinstance(inner, bool):
            yield from _named(shape.name, str(key).lower(), inner, below, scope)
        else:
            yield from _fields(found[1], inner, below, scope)


def _named(shape: str, member: str, value: str | int, route: Route, scope: Route | None) -> Iterator[Name]:
    defined, used = _DEFINED.get((shape, member)), USED.get((shape, member))
    kind = defined or used
    if kind is None or value == "":
        return
    text = str(value)
    if kind == FAMILY and used is not None:
        text = text.rpartition("/")[2].partition(":")[0]
    if text and "${" not in text:
        yield Name(kind, text, route, "value", defined is not None, scope)


def _template_names(data: object) -> Iterator[Name]:
    if not isinstance(data, dict):
        return
    for section, kind in (
        ("Resources", LOGICAL),
        ("Parameters", LOGICAL),
        ("Conditions", CONDITION),
        ("Mappings", MAPPING),
    ):
        members = data.get(section)
        for key in members if isinstance(members, dict) else ():
            yield Name(kind, str(key), (section, key), "key", True, None)
    resources = data.get("Resources")
    for key, resource in resources.items() if isinstance(resources, dict) else ():
        if isinstance(resource, dict):
            yield from _resource_names(data, str(key), resource)
    for section in ("Conditions", "Outputs", "Resources", "Rules"):
        if section in data:
            yield from _references(data[section], (section,))


def _resource_names(data: object, key: str, resource: dict[str, object]) -> Iterator[Name]:
    base: Route = ("Resources", key, "Properties")
    found = resource_shape(resource.get("Type"), ())
    if found is not None:
        shape = found[0]
        scope: Route | None = base[:2] if shape.name == "TaskDefinition" else None
        if shape.name in ("Service", "TaskSet"):
            scope = _task_of(resource)
        for name in _fields(shape, resource.get("Properties"), base, scope):
            if name.kind != FAMILY or name.is_definition:
                yield name
    condition = resource.get("Condition")
    if isinstance(condition, str):
        yield Name(CONDITION, condition, ("Resources", key, "Condition"), "value", False, None)
    depends = resource.get("DependsOn")
    for index, each in enumerate(depends if isinstance(depends, list) else [depends]):
        if isinstance(each, str):
            route: Route = ("Resources", key, "DependsOn")
            below = (*route, index) if isinstance(depends, list) else route
            yield Name(LOGICAL, each, below, "value", False, None)


def _task_of(resource: dict[str, object]) -> Route | None:
    """Return the route of the task definition that a service refers to with ``Ref``."""
    properties = resource.get("Properties")
    task = properties.get("TaskDefinition") if isinstance(properties, dict) else None
    if isinstance(task, dict) and isinstance(task.get("Ref"), str):
        return ("Resources", task["Ref"])
    return None


_SUB: Final = regex(r"\$\{([A-Za-z0-9]+)(?:\.[^${}]*)?\}")


def _references(node: object, route: Route) -> Iterator[Name]:
    """Yield the logical names that functions at any depth of a value refer to."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _references(item, (*route, index))
        return
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        below = (*route, key)
        if key == "Ref" and isinstance(value, str):
            yield Name(LOGICAL, value, below, "value", False, None)
        elif key == "Fn::GetAtt":
            yield from _attribute(value, below)
        elif key == "Fn::Sub":
            text, where = (value, below) if isinstance(value, str) else (_first(value), (*below, 0))
            for match in _SUB.finditer(text if isinstance(text, str) else ""):
                yield Name(LOGICAL, match[1], where, "value", False, None)
        elif key == "Condition" and len(route) != 2 and isinstance(value, str):
            yield Name(CONDITION, value, below, "value", False, None)
        elif key in ("Fn::If", "Fn::FindInMap") and isinstance(_first(value), str):
            kind = CONDITION if key == "Fn::If" else MAPPING
            yield Name(kind, value[0], (*below, 0), "value", False, None)
        yield from _references(value, below)


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else None


def _attribute(value: object, route: Route) -> Iterator[Name]:
    if isinstance(value, str):
        yield Name(LOGICAL, value.partition(".")[0], route, "value", False, None)
    elif isinstance(first := _first(value), str):
        yield Name(LOGICAL, first.partition(".")[0], (*route, 0), "value", False, None)


def spots(document: Document, name: Name) -> list[Spot]:
    """Return where the letters of a name stand; several where a text refers to it more than once."""
    found = document.places.offsets(name.route, name.part)
    if found is None:
        return _short_attribute(document, name)
    written = document.text[found[0] : found[1]]
    if name.route[-1:] == ("Fn::Sub",) or name.route[-2:-1] == ("Fn::Sub",):
        pattern = re.compile(r"\$\{(" + re.escape(name.text) + r")(?:\.[^}]*)?\}")
        return [Spot(found[0] + m.start(1), found[0] + m.end(1)) for m in pattern.finditer(written)]
    at = written.find(name.text)
    if at < 0:
        return []
    return [Spot(found[0] + at, found[0] + at + len(name.text))]


def _short_attribute(document: Document, name: Name) -> list[Spot]:
    """Return the place of a name in ``!GetAtt Name.Attribute``, whose parts have none of their own."""
    found = document.places.offsets(name.route[:-1], "value")
    if found is None or name.route[-2:-1] != ("Fn::GetAtt",):
        return []
    at = document.text[found[0] : found[1]].find(name.text)
    return [] if at < 0 else [Spot(found[0] + at, found[0] + at + len(name.text))]
