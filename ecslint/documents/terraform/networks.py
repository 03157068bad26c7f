"""Networks: what the provider makes of rules and routes that are written inside of a group or a table.

Source: the provider's documentation of ``aws_security_group``, ``aws_route_table`` and
``aws_internet_gateway``, and ``internal/service/ec2/vpc_security_group.go`` (2026), read 2026-11-29.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.documents.terraform.arguments import REST
from ecslint.documents.terraform.blocks import expanded
from ecslint.documents.terraform.built import Built
from ecslint.documents.terraform.conversion import convert
from ecslint.documents.terraform.evaluate import Evaluator, Names
from ecslint.documents.terraform.values import EvaluationError, Site, Value
from ecslint.source.hcl import nodes

CHANGING: Final = (
    "aws_default_",
    "aws_dx_",
    "aws_ec2_",
    "aws_network",
    "aws_vpc_dhcp",
    "aws_vpc_ipv",
    "aws_vpc_peering",
    "aws_vpn",
    "aws_cloudformation_stack",
)
"""Beginnings of types that change networks in ways that are not read."""


GROUPS: Final = ("aws_security_group", "aws_default_security_group")
"""Types whose rules may be written inside of them."""


def changes_networks(kind: str) -> bool:
    """Say whether a resource of a type that is not read may change what it is given."""
    return not kind.startswith("aws_") or kind.startswith(CHANGING)


def group_rules(built: Built) -> None:
    """Write the rules of a security group as CloudFormation does, one for each source.

    The provider removes the rule that lets everything out, so a group without ``egress`` lets nothing out.
    """
    members: dict[str, Value] = built.value.data
    if built.block.labels[0] == "aws_default_security_group":
        members["GroupName"] = Value("default", built.site)  # which no other group may be called
    for kind, name in (("ingress", "SecurityGroupIngress"), ("egress", "SecurityGroupEgress")):
        rules: list[Value] = []
        for rule in _entries(built, kind):
            rules += (
                [Value(Unresolved("rules", REST), built.site)] if rule is None else _rules(rule, kind, built)
            )
        if rules or kind == "egress":
            members[name] = Value(rules or [_nothing(built.site)], built.site)
        else:
            members.pop(name, None)


def _nothing(site: Site) -> Value:
    """Return a rule that lets nothing out that anybody sends."""
    return Value({"CidrIp": Value("255.255.255.255/32", site), "IpProtocol": Value("icmp", site)}, site)


Entry = dict[str, Value]


def _entries(built: Built, kind: str) -> Iterator[Entry | None]:
    """Yield the arguments of each rule; ``None`` for rules that are not known."""
    evaluator = Evaluator(built.module, built.file)
    attribute = built.block.attributes.get(kind)
    if attribute is not None:
        value = evaluator.safe(attribute.value, built.instance.names)
        if not isinstance(value.data, list):
            yield None
            return
        for item in value.data:
            yield item.data if isinstance(item.data, dict) else None
    for names, block in expanded(evaluator, built.block, kind, built.instance.names):
        yield None if block is None else _arguments(evaluator, block, names)


def _arguments(evaluator: Evaluator, block: nodes.Block, names: Names) -> Entry:
    found = {name: evaluator.safe(each.value, names) for name, each in block.attributes.items()}
    found[""] = Value(None, evaluator.site(block))
    return found


def _rules(entry: Entry, kind: str, built: Built) -> list[Value]:
    site = entry[""].site if "" in entry else built.site
    base: dict[str, Value] = {}
    for name, to in (("from_port", "FromPort"), ("to_port", "ToPort"), ("protocol", "IpProtocol")):
        if name in entry:
            base[to] = _scalar(entry[name], "string" if name == "protocol" else "number")
    way = "Source" if kind == "ingress" else "Destination"
    sources: list[tuple[str, Value]] = []
    for name, to in (
        ("cidr_blocks", "CidrIp"),
        ("ipv6_cidr_blocks", "CidrIpv6"),
        ("prefix_list_ids", f"{way}PrefixListId"),
        ("security_groups", f"{way}SecurityGroupId"),
    ):
        value = entry.get(name)
        if value is None or value.data is None:
            continue
        items = value.data if isinstance(value.data, list) else [value]
        sources += [(to, item) for item in items]
    own = entry.get("self")
    if own is not None and own.data is True:
        sources.append((f"{way}SecurityGroupId", Value(Reference(built.logical_id, "GroupId"), own.site)))
    elif own is not None and isinstance(own.data, Unresolved):
        sources.append((f"{way}SecurityGroupId", own))
    return [Value({**base, to: item}, site) for to, item in sources]


def _scalar(value: Value, kind: str) -> Value:
    try:
        return convert(value, kind, value.site)
    except EvaluationError:
        return Value(Unresolved("wrong type"), value.site)


_ROUTES: Final = {
    "cidr_block": "DestinationCidrBlock",
    "ipv6_cidr_block": "DestinationIpv6CidrBlock",
    "destination_prefix_list_id": "DestinationPrefixListId",
    "carrier_gateway_id": "CarrierGatewayId",
    "core_network_arn": "CoreNetworkArn",
    "egress_only_gateway_id": "EgressOnlyInternetGatewayId",
    "gateway_id": "GatewayId",
    "local_gateway_id": "LocalGatewayId",
    "nat_gateway_id": "NatGatewayId",
    "network_interface_id": "NetworkInterfaceId",
    "transit_gateway_id": "TransitGatewayId",
    "vpc_endpoint_id": "VpcEndpointId",
    "vpc_peering_connection_id": "VpcPeeringConnectionId",
}


def parts_of(built: Built) -> Iterator[tuple[str, str, Value]]:
    """Yield what CloudFormation has as resources of their own: a name, the type and the properties."""
    kind = built.block.labels[0]
    if kind in ("aws_route_table", "aws_default_route_table"):
        for index, entry in enumerate(_entries(built, "route")):
            yield f"route[{index}]", "AWS::EC2::Route", _route(built, entry)
    elif kind == "aws_internet_gateway" and "vpc_id" in built.block.attributes:
        vpc = _arguments(Evaluator(built.module, built.file), built.block, built.instance.names)["vpc_id"]
        own = Value(Reference(built.logical_id), built.site)
        properties = Value({"InternetGatewayId": own, "VpcId": vpc}, built.site)
        yield "attachment", "AWS::EC2::VPCGatewayAttachment", properties
    elif kind in ("aws_network_acl", "aws_default_network_acl"):
        yield from _acl_parts(built)


_ACL: Final = {
    "rule_no": "RuleNumber",
    "action": "RuleAction",
    "protocol": "Protocol",
    "cidr_block": "CidrBlock",
    "ipv6_cidr_block": "Ipv6CidrBlock",
}


def _acl_parts(built: Built) -> Iterator[tuple[str, str, Value]]:
    """Yield the entries that are written inside of a network ACL, and its associations with subnets."""
    own = Value(Reference(built.logical_id), built.site)
    for kind in ("ingress", "egress"):
        for index, entry in enumerate(_entries(built, kind)):
            members: dict[str, Value] = {
                "NetworkAclId": own,
                "Egress": Value(kind == "egress", built.site),
            }
            if entry is None:
                members["RuleNumber"] = Value(Unresolved("rule"), built.site)
            else:
                members |= {to: entry[name] for name, to in _ACL.items() if name in entry}
                ports = {"From": entry.get("from_port"), "To": entry.get("to_port")}
                known = {to: value for to, value in ports.items() if value is not None}
                members["PortRange"] = Value(known, built.site)
            site = entry[""].site if entry is not None and "" in entry else built.site
            yield f"{kind}[{index}]", "AWS::EC2::NetworkAclEntry", Value(members, site)
    attribute = built.block.attributes.get("subnet_ids")
    if attribute is None:
        return
    subnets = Evaluator(built.module, built.file).safe(attribute.value, built.instance.names)
    for index, subnet in enumerate(subnets.data if isinstance(subnets.data, list) else [subnets]):
        association = Value({"NetworkAclId": own, "SubnetId": subnet}, built.site)
        yield f"subnet_ids[{index}]", "AWS::EC2::SubnetNetworkAclAssociation", association


def _route(built: Built, entry: Entry | None) -> Value:
    members: dict[str, object] = {"RouteTableId": Value(Reference(built.logical_id), built.site)}
    if entry is None:
        members["DestinationCidrBlock"] = Value(Unresolved("route"), built.site)
        members["GatewayId"] = Value(Unresolved("route"), built.site)
        return Value(members, built.site)
    for name, to in _ROUTES.items():
        value = entry.get(name)
        if value is not None and value.data not in (None, ""):
            members[to] = value
    site = entry[""].site if "" in entry else built.site
    return Value(members, site)
