"""Blocks of subnets, and which subnets load balancers take."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, ip_network
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.capacity.plan import Subnet
from ecslint.facts.subnets import usable
from ecslint.model.account import Subnets
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved


def described_subnet(key: str | Unresolved | None, described: Subnets | None) -> Subnet | None:
    """Return a subnet that a context file has."""
    found = described.find(key) if described is not None else None
    if found is None:
        return None
    block = network_of(found.cidr_block)
    free, zone = found.available_ip_address_count, found.availability_zone
    return Subnet(
        str(key),
        str(key),
        str(block or ""),
        None if block is None else usable(block.prefixlen),
        free if isinstance(free, int) else None,
        zone if isinstance(zone, str) else None,
        place=found.at("AvailableIpAddressCount"),
    )


def network_of(text: object) -> IPv4Network | None:
    """Return the block that a text names, ``None`` if it is unknown or no IPv4 block."""
    return _parsed(text) if isinstance(text, str) and "/" in text else None


@lru_cache(1024)
def _parsed(text: str) -> IPv4Network | None:
    try:
        found = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    return found if isinstance(found, IPv4Network) else None


def mapped_sizes(resolved: Resolved) -> tuple[tuple[str, int], ...]:
    """Return the sizes that a subnet has by Region, if a mapping gives its block by ``AWS::Region``."""
    written = resolved.resource.properties
    node = written.get("CidrBlock") if isinstance(written, dict) else None
    arguments = node.get("Fn::FindInMap") if isinstance(node, dict) and len(node) == 1 else None
    if not isinstance(arguments, list) or len(arguments) != 3 or arguments[1] != {"Ref": "AWS::Region"}:
        return ()
    name, key = arguments[0], arguments[2]
    rows = resolved.template.mappings.get(name) if isinstance(name, str) else None
    if not isinstance(rows, dict) or not isinstance(key, str):
        return ()
    found = []
    for region, row in rows.items():
        block = network_of(row.get(key)) if isinstance(row, dict) else None
        if block is None or not isinstance(region, str):
            return ()
        found.append((region, usable(block.prefixlen)))
    return tuple(found)


def wants_free(balancer: Resolved) -> bool:
    """Say whether AWS asks for free addresses in each subnet of a load balancer."""
    kind = balancer.get("Type")
    if kind in (None, "application"):
        return True
    if kind != "network":
        return False
    mappings = balancer.get("SubnetMappings")
    chosen = isinstance(mappings, list) and all(
        isinstance(item, dict) and item.get("PrivateIPv4Address") is not None for item in mappings
    )
    scheme = balancer.get("Scheme")
    return scheme in (None, "internet-facing") or (scheme == "internal" and not chosen)


def balancer_subnets(resolved: Resolved) -> list[tuple[object, Place]]:
    """Return the subnets of a load balancer with their places."""
    subnets, mappings = resolved.get("Subnets"), resolved.get("SubnetMappings")
    found = []
    for index, value in enumerate(subnets if isinstance(subnets, list) else ()):
        found.append((value, resolved.at("Subnets", index)))
    for index, item in enumerate(mappings if isinstance(mappings, list) else ()):
        if isinstance(item, dict):
            place = resolved.at("SubnetMappings", index, "SubnetId")
            found.append((item.get("SubnetId"), place))
    return found
