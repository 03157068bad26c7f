"""What security groups and network ACLs let through. Doubt is neither yes nor no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from ecslint.reach.address_blocks import ANYWHERE, NOWHERE, PRIVATE, Block
from ecslint.reach.network_model import Interface, Member
from ecslint.reach.network_parts import Acl, AclEntry, Direction, Group, Outside, Rule, Subnet, Truth, Vpc

EPHEMERAL = (32768, 60999)
"""Ports to which answers come back: ``net.ipv4.ip_local_port_range`` of Linux."""
DYNAMIC = (32768, 65535)
"""Ports of the instance that Docker gives to containers without a fixed one; the first is a matter of the
system (32768 on Amazon Linux 2 and 2023, 49153 where the agent cannot read the range).
Source: PortMapping.hostPort of the Amazon ECS API reference, read 2026-11."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The other side of a connection.

    ``blocks`` are those of its subnets (``None``: not known); for ``internet`` it is any public address.
    """

    groups: tuple[Member, ...] = ()
    """Its security groups."""
    blocks: tuple[Block, ...] | None = None
    vpc: Vpc | None = None
    """Its VPC; ``None`` where that is not known."""
    internet: bool = False
    anybody: bool = False
    """Whether nothing at all is known of it."""
    v6: Truth = None
    """Whether the traffic may use IPv6: false where one side surely has no IPv6 address."""
    only_v6: bool = False
    """Whether it can use IPv6 only, because one side has no other address."""


INTERNET = Peer(internet=True)
ANYBODY = Peer(anybody=True)


def peer_of(interface: Interface, subnets: Iterable[Subnet | Outside] | None = None) -> Peer:
    """Return an interface as the other side of a connection, in some of its subnets only if given."""
    chosen = tuple(interface.subnets if subnets is None else subnets)
    known = [subnet for subnet in chosen if isinstance(subnet, Subnet)]
    blocks = tuple(subnet.block for subnet in known if subnet.block is not None)
    vpc = next((subnet.vpc for subnet in known if isinstance(subnet.vpc, Vpc)), None)
    complete = bool(chosen) and len(blocks) == len(chosen)
    return Peer(interface.groups, blocks if complete else None, vpc, v6=may_use_v6(chosen))


def may_use_v6(subnets: Iterable[Subnet | Outside]) -> Truth:
    """Say whether interfaces in any of the subnets may have an IPv6 address; ``None``: not known."""
    known = [None if isinstance(subnet, Outside) else subnet.has_v6 for subnet in subnets]
    return either(known) if known else None


def internet_from(subnet: Subnet | Outside) -> Peer:
    """Return the internet as it is seen from a subnet: without IPv6 where the subnet has none."""
    only = isinstance(subnet, Subnet) and subnet.only_v6 is True
    return Peer(internet=True, v6=may_use_v6((subnet,)), only_v6=only)


def covers(block: Block, peer: Peer) -> Truth:
    """Say whether all addresses of ``peer`` are in a block (``None``: some may be)."""
    if peer.only_v6:
        if block.version == 4:
            return False
        return True if block.prefixlen == 0 else None
    if block.version == 6:
        if peer.v6 is False:
            return False
        return None if block.prefixlen == 0 or peer.internet or peer.blocks is None else False
    if block.prefixlen == 0:
        return True
    if any(_within(block, nothing) for nothing in NOWHERE):
        return False
    if peer.internet:
        return False if any(_within(block, private) for private in PRIVATE) else None
    if peer.blocks is not None:
        inside = [_within(other, block) for other in peer.blocks]
        if all(inside):
            return True
        return None if any(other.overlaps(block) for other in peer.blocks if other.version == 4) else False
    around = peer.vpc.blocks if peer.vpc is not None else None
    if around is None:
        return None
    if all(_within(other, block) for other in around):
        return True
    return None if any(other.version == 4 and other.overlaps(block) for other in around) else False


def _within(inner: Block, outer: Block) -> bool:
    return (
        inner.version == outer.version
        and inner.network_address in outer
        and inner.prefixlen >= outer.prefixlen
    )


def either(values: Iterable[Truth]) -> Truth:
    """Say whether any of the truths holds."""
    found: Truth = False
    for value in values:
        if value:
            return True
        if value is None:
            found = None
    return found


def both(values: Iterable[Truth]) -> Truth:
    """Say whether all of the truths hold."""
    found: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            found = None
    return found


def ports_in(span: tuple[int, int] | None, wanted: tuple[int, int]) -> Truth:
    """Say whether a rule's ports hold all wanted ones (``None``: some, or not known)."""
    if span is None:
        return None
    low, high = span
    if low <= wanted[0] and wanted[1] <= high:
        return True
    return None if low <= wanted[1] and wanted[0] <= high else False


def rule_admits(rule: Rule, ports: tuple[int, int], peer: Peer, protocol: str = "tcp") -> Truth:
    """Say whether a rule of a security group is for these ports and this peer."""
    if rule.protocol is None:
        kind: Truth = None
    elif rule.protocol == "all":
        kind = True
    elif rule.protocol != protocol:
        return False
    else:
        kind = True
    spans = {"all": True, None: None}.get(rule.protocol, ports_in(rule.ports, ports))
    return both((kind, spans, _peer_matches(rule.peer, peer)))


def _peer_matches(wanted: Block | Group | Outside | None, peer: Peer) -> Truth:
    if wanted is None or peer.anybody:
        return covers(wanted, peer) if isinstance(wanted, IPv4Network | IPv6Network) else None
    if isinstance(wanted, Group):
        return wanted in peer.groups or (None if _may_be_any(peer.groups) else False)
    if isinstance(wanted, Outside):  # the group of another stack is none of this one
        return None if any(isinstance(group, Outside) for group in peer.groups) else False
    return covers(wanted, peer)


def _may_be_any(groups: Iterable[Member]) -> bool:
    return any(isinstance(group, Outside) and group.anything for group in groups)


def groups_admit(
    groups: Sequence[Member],
    direction: Direction,
    ports: tuple[int, int],
    peer: Peer,
    protocol: str = "tcp",
) -> Truth:
    """Say whether any of an interface's groups lets the traffic through."""
    if not groups:
        return None
    found: list[Truth] = []
    for group in groups:
        if isinstance(group, Outside):
            found.append(None)
            continue
        found += [rule_admits(rule, ports, peer, protocol) for rule in group.rules(direction)]
        if group.sealed(direction) is False:
            found.append(None)
    return either(found)


def widest_gap(
    groups: Sequence[Member], direction: Direction, ports: tuple[int, int], peer: Peer
) -> tuple[Rule, Truth] | None:
    """Return the rule that comes nearest to what is wanted, to point at, if there is one."""
    best: tuple[int, Rule] | None = None
    for group in groups:
        for rule in group.rules(direction) if isinstance(group, Group) else ():
            score = 0
            if rule.protocol in ("tcp", "all") and _peer_matches(rule.peer, peer) is not False:
                score = 2
            elif ports_in(rule.ports, ports) is not False and rule.protocol in ("tcp", "all"):
                score = 1
            if score and (best is None or score > best[0]):
                best = (score, rule)
    return None if best is None else (best[1], None)


def acl_admits(
    acl: Acl | Outside, egress: bool, ports: tuple[int, int], peer: Peer, protocol: str = "tcp"
) -> tuple[Truth, AclEntry | None]:
    """Say whether a network ACL lets traffic through, and which entry decides (``None``: the last one).

    Entries count by number, and the first that fits decides.
    """
    if isinstance(acl, Outside):
        return None, None
    entries = [entry for entry in acl.entries if entry.egress is not (not egress)]
    if acl.sealed is False or any(entry.number is None or entry.egress is None for entry in entries):
        return None, None
    possible: set[bool] = set()
    for entry in sorted(entries, key=lambda entry: entry.number or 0):
        fits = _entry_fits(entry, ports, peer, protocol)
        if fits is False:
            continue
        if fits is None or entry.allow is None:
            possible |= {True, False} if entry.allow is None else {entry.allow}
            continue
        return (entry.allow if possible <= {entry.allow} else None), entry
    return (None if True in possible else False), None


def _entry_fits(entry: AclEntry, ports: tuple[int, int], peer: Peer, protocol: str) -> Truth:
    if entry.protocol not in (None, "all", protocol):
        return False
    kind: Truth = None if entry.protocol is None else True
    span: Truth = {"all": True, None: None}.get(entry.protocol, ports_in(entry.ports, ports))
    place: Truth = None if entry.block is None else covers(entry.block, peer)
    if entry.block is not None and entry.block.version != (6 if peer.only_v6 else 4):
        return False
    return both((kind, span, place))


def is_public(block: Block) -> bool:
    """Say whether a block holds addresses of the internet."""
    return block == ANYWHERE or not any(_within(block, private) for private in PRIVATE)
