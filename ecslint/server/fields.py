"""Which field of the API a route leads to: its schema, and the shape that it is a member of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ecslint.base import schemas
from ecslint.base.route import Route
from ecslint.base.schemas import Schema
from ecslint.documents.operations import best_operation
from ecslint.documents.subject import (
    API_INPUT,
    APPSPEC,
    CLOUDFORMATION,
    CONTAINER_DEFINITIONS,
    DAEMON_TASK_DEFINITION,
    IMAGE_DEFINITIONS,
    RUN_TASK,
    SERVICE,
    TASK_DEFINITION,
    TASK_SET,
    Kind,
)
from ecslint.facts.field_texts import INLINE, root_shape


class Field(NamedTuple):
    """A field of an object."""

    shape: str
    """The shape of which it is a member."""
    member: str
    """Its name as the schema spells it."""
    node: Schema
    """What it takes, references followed."""
    required: bool
    """Whether the object has to have it."""


class Shape(NamedTuple):
    """An object, or another value, that a schema describes."""

    name: str
    """The schema's name."""
    node: Schema
    """The schema of the value."""
    root: Schema
    """The schema that it is part of."""

    def fields(self) -> Iterator[Field]:
        """Yield the members that it may have."""
        required = self.node.get("required", ())
        for member, node in self.node.get("properties", {}).items():
            yield Field(self.name, member, _resolved(node, self.root), member in required)

    def member(self, name: str) -> tuple[Field, Shape] | None:
        """Return a member, whatever the case of its letters, and what it takes."""
        for member, node in self.node.get("properties", {}).items():
            if member.lower() == name.lower():
                resolved = _resolved(node, self.root)
                required = member in self.node.get("required", ())
                inner = Shape(_shape_name(node, member), resolved, self.root)
                return Field(self.name, member, resolved, required), inner
        return None

    def item(self) -> Shape | None:
        """Return what a list of it has as items, ``None`` where it is no list."""
        items = self.node.get("items")
        if not isinstance(items, dict):
            return None
        name = items["$ref"].rpartition("/")[2] if "$ref" in items else self.name
        return Shape(name, _resolved(items, self.root), self.root)


def _resolved(node: Schema, root: Schema) -> Schema:
    while "$ref" in node:
        node = root["$defs"][node["$ref"].rpartition("/")[2]]
    return node


def _shape_name(node: Schema, member: str) -> str:
    if "$ref" in node:
        return str(node["$ref"]).rpartition("/")[2]
    return INLINE.get(member, member)


def root_of(kind: Kind, data: object, route: Route) -> tuple[Shape, Route] | None:
    """Return the schema that describes what a route leads into, and the rest of the route below it."""
    if kind == CLOUDFORMATION:
        return _resource(data, route)
    if kind == CONTAINER_DEFINITIONS:
        schema = schemas.load("task-definition")
        return Shape("ContainerDefinition", schema["$defs"]["ContainerDefinition"], schema), route[1:]
    if kind == TASK_DEFINITION:
        while route and (isinstance(route[0], int) or route[0] == "taskDefinition"):
            route = route[1:]
        return _named("task-definition", "TaskDefinition"), route
    if kind == IMAGE_DEFINITIONS:
        return None
    if kind == APPSPEC:
        return _named("appspec", "AppSpec"), route
    name = _schema_name(kind, data)
    if name is None:
        return None
    while route and isinstance(route[0], int):
        route = route[1:]
    if route[:1] in (("service",), ("services",)) and kind == SERVICE:
        route = route[1:] if route[0] == "service" else route[2:]
    return _named(name, root_shape(name) or name), route


def _named(name: str, shape: str) -> Shape:
    schema = schemas.load(name)
    return Shape(shape, schema, schema)


_SCHEMAS: Final = {
    SERVICE: "service",
    RUN_TASK: "run-task",
    TASK_SET: "create-task-set",
    DAEMON_TASK_DEFINITION: "daemon-task-definition",
}


def _schema_name(kind: Kind, data: object) -> str | None:
    if isinstance(data, dict) and kind in (API_INPUT, SERVICE):
        operation = best_operation(data, frozenset(str(key).lower() for key in data))
        if operation is not None and operation.schema:
            return operation.schema
    return _SCHEMAS.get(kind)


def _resource(data: object, route: Route) -> tuple[Shape, Route] | None:
    if len(route) < 3 or route[0] != "Resources" or route[2] != "Properties":
        return None
    resources = data.get("Resources") if isinstance(data, dict) else None
    resource = resources.get(route[1]) if isinstance(resources, dict) else None
    kind = resource.get("Type") if isinstance(resource, dict) else None
    return resource_shape(kind, route[3:])


def resource_shape(kind: object, route: Route) -> tuple[Shape, Route] | None:
    """Return the schema of a type of resource, and the route with ``Fn::If`` left out."""
    if not isinstance(kind, str):
        return None
    name = f"cloudformation/{kind.replace('::', '_')}"
    try:
        schema = schemas.load(name)
    except OSError:
        return None
    rest: list[str | int] = []
    steps = iter(route)
    for step in steps:
        if step == "Fn::If":
            next(steps, None)  # which of the branches
        else:
            rest.append(step)
    return Shape(root_shape(name) or kind.rpartition("::")[2], schema, schema), tuple(rest)


def shape_at(kind: Kind, data: object, route: Route) -> Shape | None:
    """Return what the value at a route may be, ``None`` where no schema says."""
    found = root_of(kind, data, route)
    if found is None:
        return None
    shape, rest = found
    for step in rest:
        following = _below(shape, step)
        if following is None:
            return None
        shape = following
    return shape


def _below(shape: Shape, step: str | int) -> Shape | None:
    if isinstance(step, int):
        return shape.item() or shape  # a list where one object belongs: a rule says so
    found = shape.member(step)
    return found[1] if found is not None else None


def field_at(kind: Kind, data: object, route: Route) -> Field | None:
    """Return the field that a route leads to: the last member on the way, of items that of the list."""
    while route and isinstance(route[-1], int):
        route = route[:-1]
    if not route:
        return None
    parent = shape_at(kind, data, route[:-1])
    found = parent.member(str(route[-1])) if parent is not None else None
    return found[0] if found is not None else None
