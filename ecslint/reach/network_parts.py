"""The parts of a VPC as typed objects: subnets, routes, network ACLs, gateways and security groups.

``name`` is that of the file; ``at`` points at an aspect of the object; ``None`` means that the file does not
tell (see ``ecslint.reach.network_model``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from ecslint.model.base import Place
from ecslint.reach.address_blocks import Block

if TYPE_CHECKING:
    pass


Truth: TypeAlias = bool | None
"""True, false, or ``None`` where the files do not tell."""
Direction: TypeAlias = Literal["ingress", "egress"]
At: TypeAlias = Callable[[str], Place]
"""Points at an aspect of an object, e.g. ``at("egress")``."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Something that the files refer to and do not hold; ``text`` identifies it as far as they show.

    ``foreign``: whether it surely is none of what the files hold, as a literal id or an import is.
    ``anything``: whether it may as well be what the files hold, as a value may that is computed.
    """

    text: str = ""
    foreign: bool = False
    anything: bool = False


@dataclass(eq=False, slots=True)
class Vpc:
    """A VPC. ``sealed``: whether nothing outside the files can add endpoints before tasks start."""

    name: str
    at: At
    blocks: tuple[Block, ...] | None
    """The address blocks, ``None`` if not all are known."""
    dns_support: Truth
    """Whether the DNS server of AWS answers in it."""
    dns_hostnames: Truth
    """Whether instances get DNS names."""
    own_dns: bool = False
    """Whether a DHCP options set names other DNS servers, or may."""
    sealed: Truth = True
    """``None``: the VPC is exported, so others can add to it once it is there."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a route leads. ``name`` is that of the gateway, if the files hold it."""

    kind: Literal["internet", "nat", "egress-only", "peering", "other"]
    """What the gateway is."""
    name: str | None = None


@dataclass(eq=False, slots=True)
class Route:
    """A route. ``block`` is ``None`` if not known, or a prefix list."""

    block: Block | None
    target: Target
    """Where it leads."""
    at: At


@dataclass(eq=False, slots=True)
class RouteTable:
    """A route table with its routes, the local one left out."""

    name: str
    at: At
    routes: list[Route] = field(default_factory=list)
    """Its routes."""
    sealed: Truth = True
    """Whether nothing outside the files can add routes; ``None``: not known."""


@dataclass(eq=False, slots=True)
class AclEntry:
    """A rule of a network ACL; ``None`` for what is not known. ``ports`` are the first and the last one."""

    number: int | None
    """The rule number, which gives the order."""
    egress: Truth
    """Whether it is for traffic out of the subnet."""
    allow: Truth
    """Whether it allows the traffic."""
    protocol: str | None
    """The protocol's name, or ``all``."""
    ports: tuple[int, int] | None
    block: Block | None
    """The address block of the other side."""
    at: At


@dataclass(eq=False, slots=True)
class Acl:
    """A network ACL. Every subnet without one of its own has the VPC's default one."""

    name: str
    at: At
    entries: list[AclEntry] = field(default_factory=list)
    """Its rules."""
    sealed: Truth = True
    """Whether nothing outside the files can add rules; ``None``: not known."""
    is_default: bool = False
    """Whether it is the VPC's default one."""

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
    """Its VPC."""
    block: Block | None
    """Its IPv4 block; ``None`` where it is not known."""
    zone: str | None
    """What tells the Availability Zone from others of the same file, ``None`` if not known."""
    table: RouteTable | Outside | None
    """The route table; ``None``: the main one of the VPC."""
    acl: Acl | Outside
    """Its network ACL."""
    gives_public: Truth
    """Whether interfaces get a public IPv4 address when nothing else is said."""
    has_v6: Truth = False
    """Whether it has an IPv6 block."""
    only_v6: Truth = False
    """Whether it has no IPv4 block, so that what is in it speaks IPv6 only."""
    table_at: At | None = None
    """Points at the association with the route table."""


@dataclass(eq=False, slots=True)
class Internet:
    """An internet gateway and the VPC it is attached to (``None``: none; ``Outside``: not known)."""

    name: str
    at: At
    vpc: Vpc | Outside | None
    """The VPC that it is attached to."""


@dataclass(eq=False, slots=True)
class Nat:
    """A NAT gateway of the stack."""

    name: str
    at: At
    subnet: Subnet | Outside
    """The subnet that it lies in."""
    private: Truth
    """Whether it has no public address."""


@dataclass(eq=False, slots=True)
class Rule:
    """A rule of a security group: one peer and a span of ports. ``None`` stands for what is not known."""

    protocol: str | None
    """``"tcp"``, ``"udp"``, ``"all"`` or another name or number, in lower case."""
    ports: tuple[int, int] | None
    """The first and the last port."""
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
    """Its VPC."""
    ingress: list[Rule] = field(default_factory=list)
    """Rules for what comes in."""
    egress: list[Rule] = field(default_factory=list)
    """Rules for what goes out."""
    ingress_sealed: Truth = True
    """Whether ``ingress`` holds all rules there will be."""
    egress_sealed: Truth = True
    """Whether ``egress`` holds all rules there will be."""
    is_default: bool = False
    """Whether it is the VPC's default one."""

    def rules(self, direction: Direction) -> list[Rule]:
        """Return the rules of a direction."""
        return self.egress if direction == "egress" else self.ingress

    def sealed(self, direction: Direction) -> Truth:
        """Say whether no other rules of a direction can be there; ``None`` if that is not known."""
        return self.egress_sealed if direction == "egress" else self.ingress_sealed
