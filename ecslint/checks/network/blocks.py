"""Address blocks of subnets in a template."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from ecslint.base.identity import ById
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.facts import subnets as facts
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.network import Network
    from ecslint.documents.cloudformation.resolved import Resolved

_SUBNET = "AWS::EC2::Subnet"
_VPC = "AWS::EC2::VPC"
_MORE = "AWS::EC2::VPCCidrBlock"
_ADDRESS = frozenset("0123456789./ ")


def _block(text: object) -> IPv4Network | None:
    from ecslint.capacity.subnets import network_of

    return network_of(text)


def _present(network: Network, *kinds: str) -> list[Resolved]:
    return [
        resolved
        for resolved in network.stack.all(*kinds)
        if network.stack.exists(resolved.resource.logical_id)
    ]


def _name(resolved: Resolved) -> str:
    return resolved.resource.logical_id


@check("ECS601")
def block_is_refused(network: Network) -> Problems:
    yield from _size(network)
    yield from _outside_vpc(network)
    yield from _overlap(network)


def _size(network: Network) -> Problems:
    for resolved in _present(network, _SUBNET, _VPC, _MORE):
        text = resolved.get("CidrBlock")
        if not isinstance(text, str) or not text:
            continue
        place = resolved.at("CidrBlock")
        what = "subnet" if resolved.resource.type == _SUBNET else "VPC"
        block = _block(text)
        if block is None:
            if not set(text) <= _ADDRESS:
                continue  # left to be filled in, or IPv6
            message = f'"{text[:60]}" is no IPv4 block; use an address and a prefix, such as "10.0.1.0/24"'
            yield Problem(place, message)
            continue
        low, high = facts.SMALLEST_PREFIX, facts.LARGEST_PREFIX
        if not low <= block.prefixlen <= high:
            nearest = min(max(block.prefixlen, low), high)
            message = (
                f"a {what} cannot be a /{block.prefixlen}: /{low} to /{high} are allowed; "
                f'use "{block.network_address}/{nearest}"'
            )
            yield Problem(place, message)


def _outside_vpc(network: Network) -> Problems:
    stack = network.stack
    blocks = {ById(vpc): _blocks_of(network, vpc) for vpc in _present(network, _VPC)}
    for subnet in _present(network, _SUBNET):
        vpc, block = stack.target(subnet.get("VpcId"), _VPC), _block(subnet.get("CidrBlock"))
        ranges = blocks.get(ById(vpc)) if vpc is not None else None
        if vpc is None or block is None or not ranges:
            continue
        if not any(block.subnet_of(whole) for whole in ranges):
            has = " and ".join(map(str, ranges))
            message = (
                f"subnet {_name(subnet)} has {block}, which is not within the {has} of {_name(vpc)}; "
                "give it a block of the VPC, or associate another block with the VPC"
            )
            related = ((vpc.at("CidrBlock"), f"the VPC has {has}"),)
            yield Problem(subnet.at("CidrBlock"), message, related)


def _blocks_of(network: Network, vpc: Resolved) -> list[IPv4Network]:
    """Return all blocks of a VPC; none if one of them is not known."""
    first = _block(vpc.get("CidrBlock"))
    if first is None:
        return []
    found = [first]
    for more in network.stack.all(_MORE):
        owner = more.get("VpcId")
        if isinstance(owner, Reference) and owner.logical_id != _name(vpc):
            continue
        block = _block(more.get("CidrBlock"))
        if block is None and more.get("AmazonProvidedIpv6CidrBlock") is None:
            return []
        if block is not None:
            found.append(block)
    return found


def _overlap(network: Network) -> Problems:
    seen: dict[str, list[tuple[Resolved, IPv4Network]]] = {}
    for subnet in sorted(_present(network, _SUBNET), key=_name):
        vpc, block = _vpc_key(subnet.get("VpcId")), _block(subnet.get("CidrBlock"))
        if vpc is None or block is None:
            continue
        others = seen.setdefault(vpc, [])
        for other, taken in others:
            if block.overlaps(taken):
                message = (
                    f"subnet {_name(subnet)} has {block}, which overlaps with the {taken} of "
                    f"{_name(other)}; use a separate block for each subnet"
                )
                yield Problem(
                    subnet.at("CidrBlock"), message, ((other.at("CidrBlock"), f"{_name(other)} has {taken}"),)
                )
                break
        others.append((subnet, block))


def _vpc_key(value: object) -> str | None:
    """Return what tells VPCs apart; the same parameter is the same VPC, whichever it is."""
    if isinstance(value, Reference):
        attribute = value.attribute.removeprefix("VpcId")  # the same as a ``Ref``
        return f"{value.logical_id}.{attribute}"
    if isinstance(value, Unresolved):
        return value.text if value.reason.startswith("parameter") and value.text else None
    return value if isinstance(value, str) and value else None
