"""The network of a deployment as typed objects, the same whatever kind of file describes it.

``name`` is that of the file. What the file does not show (a parameter, an import, a literal id) is an
``Outside``. Truths are three-valued: ``None`` means that the file does not tell. ``at`` of an object
points at one of its aspects (``""`` is the object itself); the adapters say which property that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from ecslint.model.service import Service
    from ecslint.model.task import TaskDefinition
    from ecslint.reach.network_needs import Need

from ecslint.base.identity import ById
from ecslint.reach.network_parts import At, Group, Internet, Nat, Outside, RouteTable, Subnet, Truth, Vpc

Member: TypeAlias = Group | Outside


@dataclass(eq=False, slots=True)
class Endpoint:
    """A VPC endpoint. ``service`` is what follows the Region in its name (``ecr.dkr``)."""

    name: str
    at: At
    vpc: Vpc | Outside
    """Its VPC."""
    service: str | None
    region: str | None
    """The Region of the service; ``None``: that of the stack."""
    gateway: Truth
    """Whether it is a gateway endpoint, used through routes."""
    subnets: tuple[Subnet | Outside, ...]
    """The subnets of its interfaces."""
    groups: tuple[Member, ...]
    """Its security groups."""
    private_dns: Truth
    """Whether the service's usual name leads to it."""
    tables: tuple[RouteTable | Outside, ...]
    """Route tables of a gateway endpoint."""
    policy: object = None
    """Its policy as the template has it."""
    default_group: bool = False
    """Whether no group is given, so that it has the default one of the VPC."""


@dataclass(eq=False, slots=True)
class Interface:
    """Network interfaces of one kind: they lie in one of ``subnets`` and have all of ``groups``."""

    subnets: tuple[Subnet | Outside, ...]
    groups: tuple[Member, ...]
    public: Truth | Literal["subnet"]
    """Whether they get a public IPv4 address; ``"subnet"``: as the subnet says."""
    at: At
    """Aspects: ``subnets``, ``groups``, ``public``."""
    name: str = ""
    """What it belongs to, in messages."""
    remedy: str = "set AssignPublicIp to ENABLED"
    """What gives it public IPs; empty where nothing can."""
    who: str = "the tasks"
    """What has these interfaces, in messages."""
    over_v6: Truth = False
    """Whether AWS' services are called over IPv6 in dual-stack subnets, which nothing does unless it is set.
    Source: README of aws/amazon-ecs-agent, aws/containers-roadmap 2641 and 2792, read 2026-11."""

    def public_in(self, subnet: Subnet) -> Truth:
        """Say whether the interface has a public address in a subnet; ``None`` if that is not known."""
        return subnet.gives_public if self.public == "subnet" else self.public


@dataclass(eq=False, slots=True)
class LoadBalancer:
    """A load balancer of the stack, with its subnets and security groups."""

    name: str
    at: At
    kind: str | None
    """``application``, ``network`` or ``gateway``; ``None`` if not known."""
    internal: Truth
    """Whether it has private addresses only."""
    interface: Interface
    """Its network interfaces."""
    without_groups: bool = False
    """Whether it has no security group at all, as only a Network Load Balancer can."""


@dataclass(eq=False, slots=True)
class Listener:
    """A listener of a load balancer, with its port and its target groups."""

    name: str
    at: At
    port: int | None
    """The port that it listens on."""
    balancer: LoadBalancer | Outside
    """Its load balancer."""
    protocol: str | None = None
    """The protocol in upper case."""


@dataclass(eq=False, slots=True)
class Targets:
    """A target group. ``health_port`` is ``None`` where it is that of the traffic."""

    name: str
    at: At
    kind: str | None
    """What is registered: ``ip`` or ``instance``."""
    protocol: str | None
    """The protocol in upper case."""
    health_port: int | Outside | None
    health_protocol: str | None
    """The protocol of its health checks."""
    preserves_clients: Truth
    """Whether tasks see the clients' addresses."""
    listeners: list[Listener]
    """Listeners that forward to it."""
    listeners_complete: bool
    """Whether no listener outside the files can forward to it."""


@dataclass(eq=False, slots=True)
class Mount:
    """A mount target of a file system."""

    name: str
    at: At
    interface: Interface
    """Its network interface."""


@dataclass(eq=False, slots=True)
class FileSystem:
    """A file system of Amazon EFS or FSx, with its mount targets."""

    name: str
    at: At
    mounts: list[Mount]
    """Its mount targets."""
    complete: bool
    """Whether the files show all mount targets."""


@dataclass(eq=False, slots=True)
class Store:
    """A database, cache or other server that others name by an attribute, e.g. ``Endpoint.Address``."""

    name: str
    at: At
    what: str
    """What it is, in messages."""
    port: int | None
    """The port that it listens on."""
    interface: Interface
    """Its network interfaces."""


@dataclass(eq=False, slots=True)
class Fleet:
    """Instances of one kind that belong to a cluster."""

    name: str
    at: At
    interface: Interface
    """The interfaces of the instances."""
    cluster: str | Outside
    """The cluster's name."""
    starts: Truth
    """Whether instances run at all."""


@dataclass(eq=False, slots=True)
class Entry:
    """A load balancer's entry of a service: the target group and the container's port."""

    targets: Targets | Outside
    """The target group."""
    container: str | None
    """The container's name."""
    port: int | None
    """The container's port."""
    at: At


Launch: TypeAlias = Literal["FARGATE", "EC2", "MANAGED", "EXTERNAL"]


@dataclass(eq=False, slots=True)
class Workload:
    """Something that starts tasks: a service, a task set, a rule or a schedule."""

    name: str
    kind: Literal["service", "rule", "schedule", "state machine", "task set", "Express service"]
    """What starts the tasks."""
    at: At
    """Aspects: ``subnets``, ``groups``, ``public``, ``task``."""
    task: TaskDefinition | None
    """The task definition; ``None`` where it is not known."""
    service: Service | None
    """The service; ``None`` for what else starts tasks."""
    launch: Launch | None
    """Where tasks run; ``None`` where it is not known."""
    mode: str | None
    """The network mode."""
    interface: Interface | None
    """The tasks' own interface, if they have one that is known."""
    fleets: Sequence[Fleet] | None
    """The instances that they run on; ``None``: not known or none."""
    starts: Truth
    """Whether tasks are started by the deployment itself."""
    old_platform: Truth = False
    """Whether Fargate's platform version is 1.3.0 or older."""
    entries: list[Entry] = field(default_factory=list)
    """Its load balancers."""
    executes: Truth = False
    """Whether ECS Exec is switched on."""
    session_key: bool = False
    """Whether sessions of ECS Exec are encrypted with a key of KMS."""
    namespace: str | Outside | None = None
    """The namespace of Service Connect, if the service is in one."""
    own_needs: list[Need] = field(default_factory=list)
    """What its tasks need that no task definition says."""

    @property
    def puller(self) -> Sequence[Interface] | None:
        """The interfaces that fetch the image, read secrets and write logs; ``None`` if not known."""
        if self.launch == "FARGATE":
            return None if self.interface is None else (self.interface,)
        if self.launch in ("EC2", "MANAGED") and self.fleets:
            return tuple(fleet.interface for fleet in self.fleets)
        return None


@dataclass(eq=False, slots=True)
class Graph:
    """All of a deployment's network in one scenario."""

    vpcs: list[Vpc] = field(default_factory=list)
    """The VPCs."""
    subnets: list[Subnet] = field(default_factory=list)
    """The subnets."""
    gateways: dict[str, Internet] = field(default_factory=dict)
    """Internet gateways by name."""
    nats: dict[str, Nat] = field(default_factory=dict)
    """NAT gateways by name."""
    endpoints: list[Endpoint] = field(default_factory=list)
    """VPC endpoints."""
    groups: list[Group] = field(default_factory=list)
    """Security groups."""
    balancers: list[LoadBalancer] = field(default_factory=list)
    """Load balancers."""
    listeners: list[Listener] = field(default_factory=list)
    """Listeners that forward to a target group of the files, rules counted with their listener."""
    file_systems: dict[str, FileSystem] = field(default_factory=dict)
    """File systems by name."""
    stores: dict[str, Store] = field(default_factory=dict)
    """Databases and caches by name."""
    fleets: list[Fleet] = field(default_factory=list)
    """Groups of instances."""
    workloads: list[Workload] = field(default_factory=list)
    """What starts tasks."""
    has_zones: bool = False
    """Whether there are private hosted zones by hand, which may answer for AWS' names."""
    public_ways: dict[tuple[ById, str], object] = field(default_factory=dict)
    """Ways to the internet that were worked out, by interface and subnet."""
    secrets: dict[str, Store] = field(default_factory=dict)
    """Secrets, by name, that hold the address of a database."""
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """What attributes of resources come to, by name and attribute, where the files tell."""
    spaces: dict[str, str] = field(default_factory=dict)
    """The names of namespaces, by what identifies them in ``Workload.namespace``."""
    records: bool = False
    """Whether there are DNS records by hand, which may answer for any name."""
    names: dict[str, str] = field(default_factory=dict)
    """Cloud Map: the DNS name of a discovery service to the workload that registers in it."""
