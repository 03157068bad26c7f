"""Inputs of the ECS API as templates of one resource, so that the rules for templates judge them, too.

What is wrong stands at the input's own members, under the API's names. What an update leaves out stays as it
is, so nothing about an update is an error but its structure.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from ecslint.base.route import Route
from ecslint.documents.cloudformation.places import PropertiesOrigin
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.stack import Stack
from ecslint.documents.cloudformation.structure import Structured, Structures
from ecslint.documents.cloudformation.subjects import Reader
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.subject import Structural, Subject
from ecslint.source.document import Document
from ecslint.source.parsed import Parsed
from ecslint.source.templating.placeholders import mark_placeholders
from ecslint.validation.names import Tree, api_names, api_route, to_api, tree_of

_RESOURCES: Final = {
    "CreateCapacityProvider": "AWS::ECS::CapacityProvider",
    "CreateCluster": "AWS::ECS::Cluster",
    "CreateDaemon": "AWS::ECS::Daemon",
    "CreateExpressGatewayService": "AWS::ECS::ExpressGatewayService",
    "CreateGateway": "AWS::ECS::Gateway",
    "PutClusterCapacityProviders": "AWS::ECS::ClusterCapacityProviderAssociations",
    "UpdateCapacityProvider": "AWS::ECS::CapacityProvider",
    "UpdateCluster": "AWS::ECS::Cluster",
    "UpdateClusterSettings": "AWS::ECS::Cluster",
    "UpdateDaemon": "AWS::ECS::Daemon",
    "UpdateExpressGatewayService": "AWS::ECS::ExpressGatewayService",
    "UpdateGateway": "AWS::ECS::Gateway",
}
"""The resource type whose properties are the members of an operation's input."""
_NAME: Final = "Input"
_BASE: Final = ("Resources", _NAME, "Properties")


class InputDocument(Document):
    """An input as a template of one resource; its places are those of the input."""

    __slots__ = ("kind", "own")

    def __init__(self, own: Document, kind: str, properties: dict[str, object]) -> None:
        data = {"Resources": {_NAME: {"Type": kind, "Properties": properties}}}
        super().__init__(own.path, own.file, own.syntax, Parsed(data, [], None), own.number)
        self.own = own
        self.kind = kind

    def locate(self, route: Route) -> tuple[Document, Route]:
        """Return the input, and the route in it of a route below the resource."""
        inside = route[: len(_BASE)] == _BASE
        return self.own, self.inside(route[len(_BASE) :]) if inside else ()

    def inside(self, route: Route) -> Route:
        """Return the route in the input of a route below the properties."""
        return api_route(self.kind, self.own.data, route)


class InputOrigin(PropertiesOrigin):
    """Places of what was read from an input."""

    def wording(self, text: str) -> str:
        """Return a sentence with members named as the API names them."""
        return in_api_words(self.resolved.resource.type, text)

    def spelt(self, route: Route, value: object) -> object:
        """Return a value as it is."""
        return value


def in_api_words(resource_type: str, text: str) -> str:
    """Return ``text`` with CloudFormation's names in it replaced by the API's."""
    words = _words(resource_type)
    return re.sub(r"\b[A-Z][A-Za-z0-9]+\b", lambda match: words.get(match[0], match[0]), text)


@cache
def _words(resource_type: str) -> dict[str, str]:
    return api_names(resource_type)


class _Structures(Structures):
    """The structure of the input was compared with the operation's schema before."""

    def of(self, resolved: Resolved) -> Structured:
        """Return the properties under the API's names, and no findings."""
        return Structured([], mark_placeholders(to_api(resolved.resource.type, resolved.data)))


class InputReader(Reader):
    """Makes the subjects of one input."""

    def __init__(self, template: Template) -> None:
        super().__init__(template)
        self.structures = _Structures()

    def origin(self, resolved: Resolved) -> PropertiesOrigin:
        """Return the places of what is read from the input."""
        return InputOrigin(resolved)

    def whole_structural(self) -> list[Structural]:
        """Return nothing: the sections of the template are made up."""
        return []

    def structural(self, resolved: Resolved, stack: Stack) -> list[Structural]:
        """Return nothing: the members were compared with the operation's schema."""
        return []


def read_input(document: Document, operation: str, data: dict[str, object]) -> list[Subject]:
    """Return the subjects of an operation's input ``data``; none where no resource type is like it."""
    kind = _RESOURCES.get(operation)
    if kind is None:
        return []
    properties = _properties(tree_of(kind), mark_placeholders(data))
    if operation == "UpdateClusterSettings" and "settings" in data:
        properties["ClusterSettings"] = data["settings"]
    subjects = InputReader(Template(InputDocument(document, kind, properties))).subjects()
    if operation.startswith("Update"):
        for subject in subjects:
            subject.doubt = "what the update leaves out stays as it is"
    return subjects


def _properties(tree: Tree, data: dict[str, object]) -> dict[str, object]:
    """Return the members that ``tree`` knows under CloudFormation's names."""
    out: dict[str, object] = {}
    for name, entry in tree.items():
        api = entry if isinstance(entry, str) else str(entry["name"])
        if api not in data:
            continue
        members = None if isinstance(entry, str) else entry.get("members")
        out[name] = data[api] if members is None else _below(members, data[api])
    return out


def _below(tree: Tree, value: object) -> object:
    if isinstance(value, list):
        return [_below(tree, item) for item in value]
    return _properties(tree, value) if isinstance(value, dict) else value
