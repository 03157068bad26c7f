"""From a template in one scenario to the network model: VPCs, subnets, routes, groups, endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ecslint.base.route import Route as Steps
from ecslint.base.unresolved import Reference, UnknownList, UnknownText, Unresolved
from ecslint.reach.address_blocks import ANYWHERE, EVERYWHERE, Block
from ecslint.reach.network_model import Graph, Member
from ecslint.reach.network_parts import (
    Acl,
    AclEntry,
    Group,
    Internet,
    Nat,
    Outside,
    Route,
    RouteTable,
    Rule,
    Subnet,
    Target,
    Truth,
    Vpc,
)
from ecslint.reach.stack_values import (
    OTHER_TARGETS,
    Handed,
    acl_entry,
    beyond,
    block,
    is_elsewhere,
    items,
    members,
    outside,
    points,
    protocol,
    reference,
    span,
    target_property,
    truth,
    zone,
)

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_DEFAULTS: Final = ("DefaultRouteTable", "DefaultNetworkAcl")
"""Attributes of a VPC of Terraform that stand for it in what takes over its default resources."""
_GROUP_IDS: Final = ("GroupId", "Id")
_PROPAGATION: Final = ("AWS::EC2::VPNGatewayRoutePropagation", "AWS::EC2::RouteServerPropagation")


class NetworkReader:
    """Reads a template's network. ``groups``, ``subnets`` and so on are by logical id."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.graph = Graph()
        self.handed = Handed(stack)
        self.vpcs: dict[str, Vpc] = {}
        self.tables: dict[str, RouteTable] = {}
        self.mains: dict[str, RouteTable] = {}
        """Main route tables that the files change, by VPC."""
        self.acls: dict[str, Acl] = {}
        self.groups: dict[str, Group] = {}
        self.subnets: dict[str, Subnet] = {}
        self._defaults: dict[str, Group] = {}
        self._nats: dict[str, tuple[Resolved, object, Truth]] = {}
        self._vpcs()
        self._gateways()
        self._tables()
        self._acls()
        self._subnets()
        self._groups()
        self.graph.vpcs = list(self.vpcs.values())
        self.graph.subnets = list(self.subnets.values())
        self.graph.groups = list(self.groups.values())

    def all(self, *kinds: str) -> list[tuple[str, Resolved]]:
        """Return the resources of some types by logical id, in the order of the template."""
        return [
            (resolved.resource.logical_id, resolved)
            for resolved in self.stack.all(*kinds)
            if isinstance(resolved.data, dict)
        ]

    # VPCs and gateways

    def _vpcs(self) -> None:
        own_dns = {
            reference(item.get("VpcId")) for _, item in self.all("AWS::EC2::VPCDHCPOptionsAssociation")
        }
        for name, item in self.all("AWS::EC2::VPC"):
            blocks = [block(item.get("CidrBlock"))]
            for _, more in self.all("AWS::EC2::VPCCidrBlock"):
                if (
                    reference(more.get("VpcId"), "VpcId") in (name, None)
                    and more.get("CidrBlock") is not None
                ):
                    blocks.append(block(more.get("CidrBlock")))
            self.vpcs[name] = Vpc(
                name,
                points(item, dns_support="EnableDnsSupport", dns_hostnames="EnableDnsHostnames"),
                None if None in blocks else tuple(b for b in blocks if b is not None),
                truth(item.get("EnableDnsSupport"), True),
                truth(item.get("EnableDnsHostnames"), False),
                name in own_dns or None in own_dns,
                self.handed.sealed(name),
            )
        for name, item in self.all("AWS::EC2::NatGateway"):
            kind = item.get("ConnectivityType")
            subnet = item.get("SubnetId")
            self._nats[name] = (item, subnet, None if isinstance(kind, Unresolved) else kind == "private")
        self.graph.has_zones = any(
            item.get("VPCs") is not None for _, item in self.all("AWS::Route53::HostedZone")
        )

    def vpc(self, value: object) -> Vpc | Outside:
        """Return the VPC of the stack that a value refers to, or one outside."""
        name = reference(value, "VpcId", *_DEFAULTS)
        return self.vpcs.get(name or "") or Outside(
            value.text if isinstance(value, Unresolved) else str(value)
        )

    def _gateways(self) -> None:
        attached, doubtful = {}, False
        for _, item in self.all("AWS::EC2::VPCGatewayAttachment"):
            gateway = reference(item.get("InternetGatewayId"), "InternetGatewayId")
            if gateway is not None:
                attached[gateway] = self.vpc(item.get("VpcId"))
            elif item.get("InternetGatewayId") is not None:
                doubtful = True
        for name, item in self.all("AWS::EC2::InternetGateway"):
            known = attached.get(name)
            if known is None and (doubtful or self.handed.sealed(name) is not True):
                known = Outside(name)
            self.graph.gateways[name] = Internet(name, points(item), known)

    # Routes

    def _tables(self) -> None:
        for name, item in self.all("AWS::EC2::RouteTable"):
            self.tables[name] = RouteTable(name, points(item), sealed=self.handed.sealed(name))
            vpc = reference(item.get("VpcId"), _DEFAULTS[0])
            if vpc is not None and reference(item.get("VpcId")) is None:
                self.mains[vpc] = self.tables[name]
        for _, item in self.all("AWS::EC2::SubnetRouteTableAssociation"):
            vpc = reference(item.get("SubnetId"))
            if vpc in self.vpcs and (found := self._table(item.get("RouteTableId"))) is not None:
                self.mains[vpc] = found
        for _, item in self.all("AWS::EC2::Route"):
            table = self._table(item.get("RouteTableId"))
            if table is not None:
                table.routes.append(self._route(item))
            elif isinstance(item.get("RouteTableId"), UnknownText):
                for other in self.tables.values():  # somebody may mean one of these by it
                    other.sealed = False if other.sealed is False else None
        for _, item in self.all(*_PROPAGATION):
            several = item.get("RouteTableIds")
            for _, value in items(item.get("RouteTableId") if several is None else several):
                table = self.tables.get(reference(value, "RouteTableId") or "")
                if table is not None:
                    table.sealed = False

    def _table(self, value: object) -> RouteTable | None:
        """Return the route table that a value names; one of a VPC of the file is its main one."""
        name = reference(value, "RouteTableId", _DEFAULTS[0]) or ""
        if name in self.vpcs and name not in self.mains:
            vpc = self.vpcs[name]
            self.mains[name] = RouteTable(f"the main route table of {name}", vpc.at, sealed=vpc.sealed)
        return self.tables.get(name) or self.mains.get(name)

    def _route(self, item: Resolved) -> Route:
        given = item.get("DestinationCidrBlock")
        given = item.get("DestinationIpv6CidrBlock") if given is None else given
        return Route(block(given), self._target(item), points(item, (target_property(item),)))

    def _target(self, item: Resolved) -> Target:
        gateway = item.get("GatewayId")
        if gateway is not None:
            name = reference(gateway, "InternetGatewayId")
            if name in self.graph.gateways:
                return Target("internet", name)
            attachment = self.stack.target(gateway, "AWS::EC2::VPCGatewayAttachment")
            inner = attachment.get("InternetGatewayId") if attachment is not None else None
            return Target("internet", reference(inner)) if inner is not None else Target("other")
        if item.get("NatGatewayId") is not None:
            return Target("nat", reference(item.get("NatGatewayId"), "NatGatewayId"))
        if item.get("EgressOnlyInternetGatewayId") is not None:
            return Target("egress-only")
        peering = item.get("VpcPeeringConnectionId")
        if peering is not None:
            return Target("peering", reference(peering))
        return Target("other", next((name for name in OTHER_TARGETS if item.get(name) is not None), None))

    # Network ACLs

    def _acls(self) -> None:
        for name, vpc in self.vpcs.items():
            acl = Acl(f"default of {name}", vpc.at, sealed=vpc.sealed, is_default=True)
            for egress in (True, False):
                acl.entries.append(AclEntry(100, egress, True, "all", (0, 65535), ANYWHERE, vpc.at))
            self.acls[f"{name}.DefaultNetworkAcl"] = acl
        for name, item in self.all("AWS::EC2::NetworkAcl"):
            self.acls[name] = Acl(name, points(item), sealed=self.handed.sealed(name))
            home = reference(item.get("VpcId"), _DEFAULTS[1])
            if home is not None and reference(item.get("VpcId")) is None:
                self.acls[f"{home}.DefaultNetworkAcl"] = self.acls[name]
        for _, item in self.all("AWS::EC2::NetworkAclEntry"):
            found = self._named_acl(item.get("NetworkAclId"))
            if found is not None:
                found.entries.append(acl_entry(item))

    # Subnets

    def _subnets(self) -> None:
        tables: dict[str, tuple[object, Resolved]] = {}
        acls: dict[str, object] = {}
        unknown_table = unknown_acl = False
        for _, item in self.all("AWS::EC2::SubnetRouteTableAssociation"):
            name = reference(item.get("SubnetId"), "SubnetId")
            if name is not None:
                tables[name] = (item.get("RouteTableId"), item)
            elif not is_elsewhere(item.get("SubnetId")):
                unknown_table = True
        for _, item in self.all("AWS::EC2::SubnetNetworkAclAssociation"):
            name = reference(item.get("SubnetId"), "SubnetId")
            if name is not None:
                acls[name] = item.get("NetworkAclId")
            elif not is_elsewhere(item.get("SubnetId")):
                unknown_acl = True
        v6 = {reference(item.get("SubnetId")) for _, item in self.all("AWS::EC2::SubnetCidrBlock")}
        for name, item in self.all("AWS::EC2::Subnet"):
            vpc = self.vpc(item.get("VpcId"))
            subnet = Subnet(
                name,
                points(item, public="MapPublicIpOnLaunch"),
                vpc,
                block(item.get("CidrBlock")),
                zone(item),
                None,
                self._acl(acls.get(name), vpc) if not unknown_acl or name in acls else Outside(),
                truth(item.get("MapPublicIpOnLaunch"), False),
                item.get("Ipv6CidrBlock") is not None
                or item.get("Ipv6NetmaskLength") is not None
                or name in v6
                or None in v6,
                truth(item.get("Ipv6Native"), False) if item.get("CidrBlock") is None else False,
            )
            if name in tables:
                value, association = tables[name]
                subnet.table = self._table(value) or beyond(value)
                subnet.table_at = points(association, table="RouteTableId")
            elif unknown_table or self.handed.sealed(name) is False or not self._has_plain_main_table(vpc):
                subnet.table = Outside()
            elif isinstance(vpc, Vpc):
                subnet.table = self.mains.get(vpc.name)
            self.subnets[name] = subnet
        for name, (item, value, private) in self._nats.items():
            at = points(item, private="ConnectivityType", subnet="SubnetId")
            home = self.subnets.get(reference(value, "SubnetId") or "") or Outside(str(value))
            self.graph.nats[name] = Nat(name, at, home, private)

    @staticmethod
    def _has_plain_main_table(vpc: Vpc | Outside) -> bool:
        """Say whether the main route table surely has the local route only: nothing here can name it."""
        return isinstance(vpc, Vpc) and vpc.sealed is not False

    def _acl(self, value: object, vpc: Vpc | Outside) -> Acl | Outside:
        if value is None:
            return self.acls[f"{vpc.name}.DefaultNetworkAcl"] if isinstance(vpc, Vpc) else Outside()
        return self._named_acl(value) or beyond(value)

    def _named_acl(self, value: object) -> Acl | None:
        key = value.text if isinstance(value, Reference) else ""
        return self.acls.get(key) or self.acls.get(reference(value, "Id", "NetworkAclId") or "")

    def subnets_of(self, value: object) -> tuple[Subnet | Outside, ...]:
        """Return the subnets of a list, or of a value that stands for one."""
        found: list[Subnet | Outside] = []
        for _, item in items(value):
            subnet = self.subnets.get(reference(item, "SubnetId") or "")
            found.append(subnet or beyond(item))
        return tuple(found)

    # Security groups

    def _groups(self) -> None:
        for name, vpc in self.vpcs.items():
            default = Group(f"{name}.DefaultSecurityGroup", vpc.at, vpc, is_default=True)
            default.ingress_sealed = default.egress_sealed = vpc.sealed
            default.egress += [Rule("all", (0, 65535), every, vpc.at) for every in EVERYWHERE]
            default.ingress.append(Rule("all", (0, 65535), default, vpc.at))
            self._defaults[name] = default
        listed = self.all("AWS::EC2::SecurityGroup")
        for name, item in listed:
            sealed = self.handed.sealed(name)
            at = points(item, ingress="SecurityGroupIngress", egress="SecurityGroupEgress")
            home = self.vpc(item.get("VpcId"))
            self.groups[name] = Group(name, at, home, ingress_sealed=sealed, egress_sealed=sealed)
            if item.get("GroupName") == "default" and isinstance(home, Vpc):
                self._defaults[home.name] = self.groups[name]
        for name, item in listed:
            self._inline(self.groups[name], item)
        own_egress = {name for name, item in listed if item.get("SecurityGroupEgress") in (None, [])}
        for kind, egress in (
            ("AWS::EC2::SecurityGroupIngress", False),
            ("AWS::EC2::SecurityGroupEgress", True),
        ):
            for _, item in self.all(kind):
                given = item.get("GroupId")
                group = self.group(item.get("GroupName") if given is None else given)
                if not isinstance(group, Group):
                    continue
                (group.egress if egress else group.ingress).append(self._rule(item, (), item.data, egress))
                if egress and group.name in own_egress:
                    group.egress_sealed = False  # whether the rule for all stays is told in two ways

    def _inline(self, group: Group, item: Resolved) -> None:
        for prop, rules, egress in (
            ("SecurityGroupIngress", group.ingress, False),
            ("SecurityGroupEgress", group.egress, True),
        ):
            value = item.get(prop)
            if egress and value is None:
                rules += [Rule("all", (0, 65535), every, points(item)) for every in EVERYWHERE]
            elif egress and value == []:
                group.egress_sealed = False
            for index, rule in items(value):
                if isinstance(rule, dict):
                    base = (prop, index) if isinstance(value, list) else (prop,)
                    rules.append(self._rule(item, base, rule, egress))
                elif egress:
                    group.egress_sealed = False
                else:
                    group.ingress_sealed = False

    def _rule(self, item: Resolved, base: Steps, data: object, egress: bool) -> Rule:
        rule = members(data)
        kind = protocol(rule.get("IpProtocol"))
        ports = span(rule.get("FromPort"), rule.get("ToPort"), kind)
        at = points(item, base)
        group = rule.get("DestinationSecurityGroupId" if egress else "SourceSecurityGroupId")
        if group is not None:
            return Rule(kind, ports, self._peer_group(group), at)
        for name in ("CidrIp", "CidrIpv6"):
            if rule.get(name) is not None:
                return Rule(kind, ports, self._cidr(rule[name]), at)
        return Rule(kind, ports, None, at)

    def _peer_group(self, value: object) -> Group | Outside | None:
        found = self.group(value)
        return found if isinstance(found, Group) else outside(value)

    def _cidr(self, value: object) -> Block | None:
        if isinstance(value, Reference) and value.attribute == "CidrBlock":
            vpc, subnet = self.vpcs.get(value.logical_id), self.subnets.get(value.logical_id)
            if vpc is not None:
                return vpc.blocks[0] if vpc.blocks else None
            return subnet.block if subnet is not None else None
        return block(value)

    def group(self, value: object) -> Member:
        """Return the security group that a value refers to."""
        if isinstance(value, Reference):
            if value.attribute == "DefaultSecurityGroup" and value.logical_id in self._defaults:
                return self._defaults[value.logical_id]
            found = self.groups.get(value.logical_id)
            if found is not None and value.attribute in ("", *_GROUP_IDS):
                return found
        return beyond(value)

    def groups_of(self, value: object, subnets: tuple[Subnet | Outside, ...]) -> tuple[Member, ...]:
        """Return the groups of a list; without one it is the default group of the subnets' VPC."""
        if value is None or value == []:
            return (self.default_group(subnets),)
        if isinstance(value, Unresolved):
            return (beyond(value),)
        return tuple(
            beyond(item) if isinstance(item, UnknownList) else self.group(item) for _, item in items(value)
        )

    def default_of(self, vpc: Vpc) -> Group:
        """Return the default security group of a VPC of the template."""
        return self._defaults[vpc.name]

    def default_group(self, subnets: tuple[Subnet | Outside, ...]) -> Member:
        """Return the default security group of the VPC of some subnets."""
        for subnet in subnets:
            if isinstance(subnet, Subnet) and isinstance(subnet.vpc, Vpc):
                return self._defaults[subnet.vpc.name]
        return Outside("default")
