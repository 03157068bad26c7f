"""From a template to the network model: VPC endpoints."""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Unresolved
from ecslint.reach.network_model import Endpoint, Member
from ecslint.reach.network_parts import Outside, Vpc
from ecslint.reach.stack_network import NetworkReader
from ecslint.reach.stack_values import beyond, items, points, reference, truth

_SERVICE: Final = regex(r"^(?:cn\.)?(?:com\.amazonaws|aws\.api)\.([^.]+|\$\{[^}]*\})\.(.+)$")


def read_endpoints(network: NetworkReader) -> None:
    """Add the endpoints of a template to its network."""
    for name, item in network.all("AWS::EC2::VPCEndpoint"):
        kind = item.get("VpcEndpointType")
        service, region = _service(item.get("ServiceName"))
        subnets = network.subnets_of(item.get("SubnetIds"))
        vpc = network.vpc(item.get("VpcId"))
        if isinstance(vpc, Outside) and not vpc.foreign:
            for each in network.vpcs.values():  # somebody may mean one of these by it
                each.sealed = False if each.sealed is False else None
        given = item.get("SecurityGroupIds")
        groups: tuple[Member, ...] = network.groups_of(given, subnets)
        if given in (None, []) and isinstance(vpc, Vpc):
            groups = (network.default_of(vpc),)
        tables = tuple(
            network.tables.get(reference(value, "RouteTableId") or "") or beyond(value)
            for _, value in items(item.get("RouteTableIds"))
        )
        network.graph.endpoints.append(
            Endpoint(
                name,
                points(
                    item,
                    groups="SecurityGroupIds",
                    policy="PolicyDocument",
                    private_dns="PrivateDnsEnabled",
                    service="ServiceName",
                    subnets="SubnetIds",
                    tables="RouteTableIds",
                ),
                vpc,
                service,
                region,
                None if isinstance(kind, Unresolved) else kind in (None, "Gateway"),
                subnets,
                groups,
                truth(item.get("PrivateDnsEnabled")),
                tables,
                item.get("PolicyDocument"),
                given in (None, []),
            )
        )


def _service(value: object) -> tuple[str | None, str | None]:
    """Return the service of an endpoint and its Region, if it is spelt out."""
    if isinstance(value, PartialText):
        value = "".join(
            part if isinstance(part, str) else "${" + part.text.replace(".", "-").strip("${}") + "}"
            for part in value.parts
        )
    elif isinstance(value, Unresolved):
        value = value.text
    found = _SERVICE.match(value) if isinstance(value, str) else None
    if found is None or "$" in found[2]:
        return None, None
    return found[2], None if "$" in found[1] else found[1]
