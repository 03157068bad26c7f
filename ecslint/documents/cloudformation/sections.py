"""What evaluation asks of a template: its resources as written, and its sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from ecslint.base.identity import IdentityMap
from ecslint.base.route import Route

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.origin import Origin
    from ecslint.source.document import Document


Known: TypeAlias = dict[object, Any]
"""What rules worked out of a template, by what it rests on."""


class Resource:
    """One resource as written. ``depends_on`` and ``condition`` are as given there, ``properties`` is raw.

    ``loop`` holds the variables of the ``Fn::ForEach`` that made the resource.
    """

    __slots__ = ("body", "condition", "depends_on", "logical_id", "loop", "properties", "route", "type")

    def __init__(
        self, logical_id: str, body: dict[str, Any], route: Route, loop: tuple[tuple[str, str], ...] = ()
    ) -> None:
        kind = body.get("Type")
        depends = body.get("DependsOn")
        if isinstance(depends, str):
            depends = [depends]
        self.logical_id = logical_id
        self.body = body
        self.route = route
        self.loop = loop
        self.type: str = kind if isinstance(kind, str) else ""
        condition = body.get("Condition")
        self.condition: str | None = condition if isinstance(condition, str) else None
        """The name of the condition under which it is created, ``None`` if it always is."""
        self.properties: Any = body.get("Properties", {})
        self.depends_on: list[str] = (
            [name for name in depends if isinstance(name, str)] if isinstance(depends, list) else []
        )

    def __repr__(self) -> str:
        return f"Resource({self.logical_id!r}, {self.type!r})"

    @property
    def metadata(self) -> dict[str, object]:
        """The ``Metadata`` of the resource."""
        found = self.body.get("Metadata")
        return found if isinstance(found, dict) else {}

    @property
    def deletion_policy(self) -> str | None:
        """The ``DeletionPolicy`` of the resource."""
        policy = self.body.get("DeletionPolicy")
        return policy if isinstance(policy, str) else None

    @property
    def properties_route(self) -> Route:
        """The route of ``Properties`` in the template."""
        return (*self.route, "Properties")


class Sections(Protocol):
    """The sections of a template, and what parameters come to.

    ``parameters`` and ``conditions`` are as written, without what has the wrong shape; ``mappings`` is the
    whole section. ``pseudo`` fixes pseudo parameters, ``given`` are values that take the place of defaults.
    """

    document: Document
    """The file."""
    parameters: dict[str, dict[str, object]]
    mappings: dict[str, object]
    conditions: dict[str, object]
    resources: dict[str, Resource]
    """The resources by logical id."""
    pseudo: Mapping[str, str]
    given: Mapping[str, str]
    constants: IdentityMap[tuple[object, Origin | None]]
    """Values of parts of the document that are the same in all scenarios, by the object itself."""
    known: Known
    """What rules worked out of it, by what it rests on."""

    @property
    def macros(self) -> list[str]:
        """The transforms that may rewrite anything."""

    @property
    def varying(self) -> frozenset[str]:
        """The parameters that may have different values in different scenarios."""

    @property
    def ruled(self) -> frozenset[str]:
        """The parameters that the ``Rules`` section constrains."""

    def allowed_values(self, parameter: str) -> list[str] | None:
        """Return the texts that a parameter admits, ``None`` if it has no list of them."""

    def default_text(self, parameter: str) -> str | None:
        """Return the value a parameter has without the deployer's doing."""

    def typed(self, parameter: str, text: str) -> object:
        """Return what ``Ref`` makes of a parameter's text."""

    def default_of(self, parameter: str, literal: bool = False) -> tuple[object, Origin | None]:
        """Return the evaluated default of a parameter, with the place of its literal."""

    def mentions(self, logical_id: str) -> frozenset[str]:
        """Return the logical ids of the resources that a resource refers to."""
