"""Values of a template as the network model wants them: truths, blocks, ports, what may come from outside."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import ZONE, PartialText, Reference, UnknownList, UnknownText, Unresolved
from ecslint.documents.cloudformation.usage import usage_of
from ecslint.documents.cloudformation.values import DYNAMIC_REFERENCE
from ecslint.model.base import Place
from ecslint.reach.address_blocks import Block
from ecslint.reach.network_parts import AclEntry, At, Outside, Truth

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_ALL_PORTS: Final = (0, 65535)
_PROTOCOLS: Final = {"-1": "all", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
_CUSTOM: Final = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack")
_HARMLESS: Final = ("Custom::VpcRestrictDefaultSG", "Custom::CrossRegionExport")
"""Custom resources of the CDK that open nothing."""
_FROM_ELSEWHERE: Final = ("import", DYNAMIC_REFERENCE)
"""Reasons of values that were there before the stack."""
_PUBLISHED: Final = "AWS::SSM::Parameter"
OTHER_TARGETS: Final = (
    "CarrierGatewayId",
    "CoreNetworkArn",
    "InstanceId",
    "LocalGatewayId",
    "NetworkInterfaceId",
    "OdbNetworkArn",
    "TransitGatewayId",
    "VpcEndpointId",
    "VpcPeeringConnectionId",
)
"""Properties of a route that lead to what is not followed further."""


def truth(value: object, default: Truth = None) -> Truth:
    """Return a boolean property; ``default`` where it is absent."""
    if value is None:
        return default
    if isinstance(value, bool):
        return value
    text = str(value).lower() if isinstance(value, str) else ""
    return text == "true" if text in ("true", "false") else None


def number(value: object) -> int | None:
    """Return a whole number, also one written as a text; ``None`` for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value == int(value) else None
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 12 else None


def protocol(value: object) -> str | None:
    """Return a protocol as ``Rule`` has it."""
    if isinstance(value, Unresolved) or value is None:
        return None
    text = str(value).lower()
    return _PROTOCOLS.get(text, text)


def span(low: object, high: object, kind: str | None) -> tuple[int, int] | None:
    """Return the ports of a rule; -1, and none at all, mean every port."""
    if kind == "all":
        return _ALL_PORTS
    first, last = number(low), number(high)
    if low is None and high is None:
        return None
    if first == -1 or last == -1:
        return _ALL_PORTS
    if first is None or last is None:
        return None
    return first, last


def block(value: object) -> Block | None:
    """Return an address block, ``None`` if it is not known."""
    if not isinstance(value, str) or "/" not in value:
        return None
    try:
        return ip_network(value, strict=False)
    except ValueError:
        return None


def items(value: object) -> Iterator[tuple[int, object]]:
    """Yield index and item of a list, or of the one thing that stands for a list."""
    if isinstance(value, list):
        yield from enumerate(value)
    elif value is not None:
        yield 0, value


def members(value: object) -> dict[str, object]:
    """Return an object's members; none for what is not an object."""
    return value if isinstance(value, dict) else {}


def outside(value: object) -> Outside | None:
    """Return what a value from outside the template refers to; ``None`` if it may be anything at all.

    A parameter, an import and a literal id are none of the template's own resources.
    """
    if isinstance(value, str):
        return Outside(value, foreign=True)
    if isinstance(value, Unresolved) and value.reason == "import":
        return Outside(value.text, foreign=True)
    return Outside(value.text) if isinstance(value, UnknownText | UnknownList) else None


def beyond(value: object) -> Outside:
    """Return an ``Outside`` for a value that names nothing of the template's own."""
    if isinstance(value, Unresolved):
        computed = type(value) is Unresolved and value.reason not in _FROM_ELSEWHERE
        return Outside(value.text, foreign=value.reason == "import", anything=computed)
    return Outside(str(value), foreign=True)


def points(
    resolved: Resolved, base: tuple[str | int, ...] = (), **aspects: str | tuple[str | int, ...]
) -> At:
    """Return what points at the aspects of a resource, or of what is in it below ``base``.

    An aspect is a property's name, or a tuple that leads to it.
    """

    def at(aspect: str) -> Place:
        path = aspects.get(aspect, ())
        return resolved.at(*base, *((path,) if isinstance(path, str) else path))

    return at


def acl_entry(item: Resolved) -> AclEntry:
    """Read an entry of a network ACL."""
    kind = protocol(item.get("Protocol"))
    action = item.get("RuleAction")
    ports = members(item.get("PortRange"))
    given = item.get("CidrBlock")
    given = item.get("Ipv6CidrBlock") if given is None else given
    return AclEntry(
        number(item.get("RuleNumber")),
        truth(item.get("Egress"), False),
        action.lower() == "allow" if isinstance(action, str) else None,
        kind,
        span(ports.get("From"), ports.get("To"), kind),
        block(given),
        points(item),
    )


def is_elsewhere(value: object) -> bool:
    """Say whether a value surely names nothing of the template: a literal id, or an import."""
    return isinstance(value, str) or (isinstance(value, Unresolved) and value.reason == "import")


def target_property(item: Resolved) -> str:
    """Return the property of a route that says where it leads."""
    names = ("GatewayId", "NatGatewayId", "EgressOnlyInternetGatewayId", *OTHER_TARGETS)
    return next((name for name in names if item.get(name) is not None), "RouteTableId")


class Handed:
    """What of a template others can change: resources that make anything, and those that read outputs."""

    def __init__(self, stack: Stack) -> None:
        template = stack.template
        self._now: set[str] = set()
        self._later: set[str] = set()
        for resource in template.resources.values():
            if stack.scenario.has(resource.condition) is False:
                continue
            kind = resource.type
            if kind == _PUBLISHED:
                self._later |= template.mentions(resource.logical_id)
            elif (kind.startswith(_CUSTOM) or not kind.startswith("AWS::")) and kind not in _HARMLESS:
                self._now |= template.mentions(resource.logical_id)
        if template.outputs:
            used = usage_of(template.outputs)
            self._later |= used.names | used.resources

    def sealed(self, name: str) -> Truth:
        """Say whether nobody else can add to a resource (``None``: only once the stack is there)."""
        return False if name in self._now else None if name in self._later else True


def reference(value: object, *attributes: str) -> str | None:
    """Return the logical id of a reference, if it is a ``Ref`` or one of the attributes."""
    if isinstance(value, Reference) and value.attribute in ("", *attributes):
        return value.logical_id
    return None


def zone(resolved: Resolved) -> str | None:
    """Return what tells a subnet's Availability Zone from others of its kind.

    That is its name, ``#0`` for the first of the Region's (``~0`` where Local Zones are left out) and ``@a``
    for the Region's name and a letter. Only two of one kind can be compared.
    """
    for name in ("AvailabilityZone", "AvailabilityZoneId"):
        value = resolved.get(name)
        if isinstance(value, str):
            return value
        if isinstance(value, Unresolved) and value.reason == ZONE:
            return value.text
        if isinstance(value, PartialText):
            last = value.parts[-1]
            known = [part for part in value.parts if isinstance(part, str)]
            return f"@{last}" if len(value.parts) == 2 and known == [last] else None
        written = resolved.resource.properties
        raw = written.get(name) if isinstance(written, dict) else None
        select = raw.get("Fn::Select") if isinstance(raw, dict) else None
        if isinstance(select, list) and len(select) == 2 and isinstance(select[1], dict):
            index = number(select[0])
            if index is not None and "Fn::GetAZs" in select[1]:
                return f"#{index}"
    return None
