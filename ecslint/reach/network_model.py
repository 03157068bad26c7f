"""The network of a deployment as typed objects, the same whatever kind of file describes it.

Names are those of the file. What the file does not show (a parameter, an import, a literal id) is an
``Outside``. Truths are three-valued: ``None`` means that the file does not tell. ``at`` of an object
points at one of its aspects (``""`` is the object itself); the adapters say which property that is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from ecslint.model.base import Place
from ecslint.reach.address_blocks import Block

if TYPE_CHECKING:
    from ecslint.model.service import Service
    from ecslint.model.task import TaskDefinition


Truth: TypeAlias = bool | None
"""True, false, or ``None`` where the files do not tell."""
At: TypeAlias = Callable[[str], Place]
"""Points at an aspect of an object, e.g. ``at("egress")``."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Something that the files refer to and do not hold; ``text`` identifies it as far as they show.

    ``foreign``: whether it surely is none of what the files hold, as a literal id or an import is.
    """

    text: str = ""
    foreign: bool = False


@dataclass(eq=False, slots=True)
class Vpc:
    """A VPC. ``sealed``: whether nothing outside the files can add endpoints before tasks start."""

    name: str
    at: At
    blocks: tuple[Block, ...] | None
    """The address blocks, ``None`` if not all are known."""
    dns_support: Truth
    dns_hostnames: Truth
    own_dns: bool = False
    """Whether a DHCP options set names other DNS servers, or may."""
    sealed: Truth = True
    """``None``: the VPC is exported, so others can add to it once it is there."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a route leads. ``name`` is that of the gateway, if the files hold it."""

    kind: Literal["internet", "nat", "egress-only", "other"]
    name: str | None = None


@dataclass(eq=False, slots=True)
class Route:
    """A route. ``block`` is ``None`` if not known, or a prefix list."""

    block: Block | None
    target: Target
    at: At


@dataclass(eq=False, slots=True)
class RouteTable:
    """A route table with its routes, the local one left out."""

    name: str
    at: At
    routes: list[Route] = field(default_factory=list)
    sealed: Truth = True


@dataclass(eq=False, slots=True)
class AclEntry:
    """A rule of a network ACL; ``None`` for what is not known. ``ports`` are the first and the last one."""

    number: int | None
    egress: Truth
    allow: Truth
    protocol: str | None
    ports: tuple[int, int] | None
    block: Block | None
    at: At


@dataclass(eq=False, slots=True)
class Acl:
    """A network ACL. Every subnet without one of its own has the VPC's default one."""

    name: str
    at: At
    entries: list[AclEntry] = field(default_factory=list)
    sealed: Truth = True
    is_default: bool = False

    @property
    def is_open(self) -> bool:
        """Whether this is a default one that nothing was added to."""
        return self.is_default and len(self.entries) == 2 and self.sealed is not False


@dataclass(eq=False, slots=True)
class Subnet:
    """A subnet of the stack, with its route table and network ACL."""

    name: str
    at: At
    vpc: Vpc | Outside
    block: Block | None
    zone: str | None
    """What tells the Availability Zone from others of the same file, ``None`` if not known."""
    table: RouteTable | Outside | None
    """The route table; ``None``: the main one of the VPC."""
    acl: Acl | Outside
    gives_public: Truth
    """Whether interfaces get a public IPv4 address when nothing else is said."""
    has_v6: Truth = False
    table_at: At | None = None
    """Points at the association with the route table."""


@dataclass(eq=False, slots=True)
class Internet:
    """An internet gateway and the VPC it is attached to (``None``: none; ``Outside``: not known)."""

    name: str
    at: At
    vpc: Vpc | Outside | None


@dataclass(eq=False, slots=True)
class Nat:
    """A NAT gateway of the stack."""

    name: str
    at: At
    subnet: Subnet | Outside
    private: Truth


@dataclass(eq=False, slots=True)
class Rule:
    """A rule of a security group: one peer and a span of ports. ``None`` stands for what is not known."""

    protocol: str | None
    """``"tcp"``, ``"udp"``, ``"all"`` or another name or number, in lower case."""
    ports: tuple[int, int] | None
    peer: Block | Group | Outside | None
    """``None``: not known at all (a prefix list, a parameter for a block)."""
    at: At


@dataclass(eq=False, slots=True)
class Group:
    """A security group with all rules that the files give it.

    ``*_sealed``: ``False`` if something in the deployment may add rules that the files do not show,
    ``None`` if the group is exported, so that others can once it is there.
    """

    name: str
    at: At
    vpc: Vpc | Outside
    ingress: list[Rule] = field(default_factory=list)
    egress: list[Rule] = field(default_factory=list)
    ingress_sealed: Truth = True
    egress_sealed: Truth = True
    is_default: bool = False

    def rules(self, direction: Direction) -> list[Rule]:
        """Return the rules of a direction."""
        return self.egress if direction == "egress" else self.ingress

    def sealed(self, direction: Direction) -> Truth:
        """Say whether no other rules of a direction can be there; ``None`` if that is not known."""
        return self.egress_sealed if direction == "egress" else self.ingress_sealed


Direction: TypeAlias = Literal["ingress", "egress"]
Member: TypeAlias = Group | Outside


@dataclass(eq=False, slots=True)
class Endpoint:
    """A VPC endpoint. ``service`` is what follows the Region in its name (``ecr.dkr``)."""

    name: str
    at: At
    vpc: Vpc | Outside
    service: str | None
    region: str | None
    gateway: Truth
    subnets: tuple[Subnet | Outside, ...]
    groups: tuple[Member, ...]
    private_dns: Truth
    tables: tuple[RouteTable | Outside, ...]
    policy: object = None
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
    interface: Interface
    without_groups: bool = False
    """Whether it has no security group at all, as only a Network Load Balancer can."""


@dataclass(eq=False, slots=True)
class Listener:
    """A listener of a load balancer, with its port and its target groups."""

    name: str
    at: At
    port: int | None
    balancer: LoadBalancer | Outside
    protocol: str | None = None


@dataclass(eq=False, slots=True)
class Targets:
    """A target group. ``health_port`` is ``None`` where it is that of the traffic."""

    name: str
    at: At
    kind: str | None
    protocol: str | None
    health_port: int | Outside | None
    health_protocol: str | None
    preserves_clients: Truth
    listeners: list[Listener]
    listeners_complete: bool


@dataclass(eq=False, slots=True)
class Mount:
    """A mount target of a file system."""

    name: str
    at: At
    interface: Interface


@dataclass(eq=False, slots=True)
class FileSystem:
    """A file system of Amazon EFS or FSx, with its mount targets."""

    name: str
    at: At
    mounts: list[Mount]
    complete: bool
    """Whether the files show all mount targets."""


@dataclass(eq=False, slots=True)
class Store:
    """A database, cache or other server that others name by an attribute, e.g. ``Endpoint.Address``."""

    name: str
    at: At
    what: str
    port: int | None
    interface: Interface


@dataclass(eq=False, slots=True)
class Fleet:
    """Instances of one kind that belong to a cluster."""

    name: str
    at: At
    interface: Interface
    cluster: str | Outside
    starts: Truth


@dataclass(eq=False, slots=True)
class Entry:
    """A load balancer's entry of a service: the target group and the container's port."""

    targets: Targets | Outside
    container: str | None
    port: int | None
    at: At


Launch: TypeAlias = Literal["FARGATE", "EC2", "MANAGED", "EXTERNAL"]


@dataclass(eq=False, slots=True)
class Workload:
    """Something that starts tasks: a service, a task set, a rule or a schedule."""

    name: str
    kind: Literal["service", "rule", "schedule"]
    at: At
    """Aspects: ``subnets``, ``groups``, ``public``, ``task``."""
    task: TaskDefinition | None
    service: Service | None
    launch: Launch | None
    mode: str | None
    interface: Interface | None
    """The tasks' own interface, if they have one that is known."""
    fleets: Sequence[Fleet] | None
    """The instances that they run on; ``None``: not known or none."""
    starts: Truth
    """Whether tasks are started by the deployment itself."""
    old_platform: Truth = False
    """Whether Fargate's platform version is 1.3.0 or older."""
    entries: list[Entry] = field(default_factory=list)
    executes: Truth = False
    session_key: bool = False
    """Whether sessions of ECS Exec are encrypted with a key of KMS."""
    namespace: str | Outside | None = None
    """The namespace of Service Connect, if the service is in one."""

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
    subnets: list[Subnet] = field(default_factory=list)
    gateways: dict[str, Internet] = field(default_factory=dict)
    nats: dict[str, Nat] = field(default_factory=dict)
    endpoints: list[Endpoint] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    balancers: list[LoadBalancer] = field(default_factory=list)
    file_systems: dict[str, FileSystem] = field(default_factory=dict)
    stores: dict[str, Store] = field(default_factory=dict)
    fleets: list[Fleet] = field(default_factory=list)
    workloads: list[Workload] = field(default_factory=list)
    has_zones: bool = False
    """Whether there are private hosted zones by hand, which may answer for AWS' names."""
    public_ways: dict[tuple[int, str], object] = field(default_factory=dict)
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
