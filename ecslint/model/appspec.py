"""The AppSpec file of an Amazon ECS deployment with AWS CodeDeploy.

Members carry the names of the AppSpec reference (PascalCase, but ``version``). Where the file departs
from the grammar (a list for an object, another case, a misspelt key), the model holds what was meant
and ``faults`` say what is wrong, so that every rule still has something to check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.model.base import Model, Part, Place, each, to_pascal
from ecslint.model.value import Opt, Value

AS_WRITTEN: Final = "$"
"""The first step of a route that is one of the document, not of the model."""


class Change(NamedTuple):
    """A certain way to fix a fault: ``set`` the value, ``rename`` or ``remove`` the member at a route."""

    title: str
    """What is done, as an imperative."""
    op: Literal["set", "rename", "remove"]
    """The operation."""
    route: Route
    """The route in the document."""
    value: object
    """The new value or key."""
    safe: bool = True
    """Whether it is applied without ``--unsafe``."""


Kind: TypeAlias = Literal["structure", "key", "hooks"]


class Fault(NamedTuple):
    """A departure from the grammar, found while the file was read.

    ``kind`` tells which rule speaks about it; ``route`` is one of the document.
    """

    kind: Kind
    route: Route
    part: Part
    """Whether the value, its key or both are marked."""
    message: str
    """What is wrong, and what to do."""
    change: Change | None = None
    """The change that fixes it, if there is a certain one."""
    mild: bool = False
    """Whether the rule's severity is one step too high for this case: a warning, not an error."""


class AppSpecModel(Model, spell=to_pascal):
    """A part of an AppSpec file."""


class LoadBalancerInfo(AppSpecModel):
    """``LoadBalancerInfo``: the container and port that take traffic."""

    container_name: Opt[str] = None
    """The container that takes the traffic."""
    container_port: Opt[object] = None
    """Its port."""


class AwsvpcConfiguration(AppSpecModel):
    """``AwsvpcConfiguration``: subnets, security groups and public IP address of the new tasks."""

    subnets: Opt[list[Value[str]]] = None
    """Ids of subnets."""
    security_groups: Opt[list[Value[str]]] = None
    """Ids of security groups."""
    assign_public_ip: Opt[object] = None
    """``ENABLED`` or ``DISABLED``."""


class NetworkConfiguration(AppSpecModel):
    """``NetworkConfiguration`` of the new tasks."""

    awsvpc_configuration: Opt[AwsvpcConfiguration] = None
    """Subnets, security groups and public address."""


class CapacityProviderStrategyItem(AppSpecModel):
    """An item of ``CapacityProviderStrategy``."""

    base: Opt[object] = None
    """Tasks that run on it at least."""
    capacity_provider: Opt[str] = None
    """The name of the capacity provider."""
    weight: Opt[object] = None
    """Its share of the other tasks."""


class ServiceProperties(AppSpecModel):
    """``Properties`` of the service that is deployed."""

    task_definition: Opt[str] = None
    """The ARN, or the family with its revision."""
    load_balancer_info: Opt[LoadBalancerInfo] = None
    """Where the traffic goes."""
    platform_version: Opt[object] = None
    """The platform version of Fargate."""
    network_configuration: Opt[NetworkConfiguration] = None
    """The network of the new tasks."""
    capacity_provider_strategy: Opt[list[Value[CapacityProviderStrategyItem]]] = None
    """Where the new tasks run."""


class TargetService(AppSpecModel):
    """``TargetService``: type and properties."""

    type: Opt[str] = None
    """``AWS::ECS::Service``."""
    properties: Opt[ServiceProperties] = None
    """What is deployed."""


class Resource(AppSpecModel):
    """An item of ``Resources``."""

    target_service: Opt[TargetService] = None
    """The service; there is one only."""


class Hook(AppSpecModel):
    """One entry of ``Hooks``: ``at(hook.name)`` is the function, its key the name of the event."""

    name: str = ""
    """The name of the event."""
    function: Opt[object] = None
    """The function's name or ARN."""


class AppSpec(AppSpecModel, spelt={"version": "version"}):
    """An AppSpec file for Amazon ECS."""

    version: Opt[object] = None
    resources: Opt[list[Value[Resource]]] = None
    """What is deployed."""
    hooks: Opt[list[Value[Hook]]] = None
    """Functions that run in the course of the deployment."""
    _faults: Sequence[Fault] = ()
    _whole: bool = True

    def read_with(self, faults: Sequence[Fault], *, whole: bool) -> None:
        """Keep what the reader found: the faults, and whether it has seen the whole file."""
        self._faults = faults
        self._whole = whole

    @property
    def whole(self) -> bool:
        """Whether the file was read to its end, so that something can be called missing."""
        return self._whole

    @property
    def faults(self) -> Sequence[Fault]:
        """What is wrong with the shape of the file, in the order of reading."""
        return self._faults

    def as_written(self, *route: str | int, part: Part = "value") -> Place:
        """Point at a place by the keys that stand in the document."""
        return Place(self, (AS_WRITTEN, *route), part)

    @property
    def services(self) -> Iterator[TargetService]:
        """The services to be deployed, as far as they are known; a valid file has one."""
        for _, resource in each(self.resources):
            service = resource.target_service
            if service is not None and not isinstance(service, Unresolved):
                yield service

    @property
    def task_definition(self) -> str | Unresolved | None:
        """What the only service names as its task definition; ``None`` if there are several services."""
        found = [properties.task_definition for properties in self.properties]
        return found[0] if len(found) == 1 else None

    @property
    def properties(self) -> Iterator[ServiceProperties]:
        """The ``Properties`` of the services."""
        for service in self.services:
            properties = service.properties
            if properties is not None and not isinstance(properties, Unresolved):
                yield properties

    @property
    def load_balancers(self) -> Iterator[LoadBalancerInfo]:
        """The ``LoadBalancerInfo`` of the services."""
        for properties in self.properties:
            info = properties.load_balancer_info
            if info is not None and not isinstance(info, Unresolved):
                yield info
