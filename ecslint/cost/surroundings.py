"""Estimates of what surrounds the tasks of a template: load balancers, NAT gateways, endpoints, instances,
files, keys.

What is paid by the hour is counted; what is paid by use rests on assumptions, which are 0 unless given.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.cost.assumptions import Assumptions
from ecslint.cost.estimate import IPV4, Estimate, Line, Range, address_line
from ecslint.cost.prices import HOURS, Prices, around
from ecslint.cost.pricing import Region
from ecslint.cost.region import region_of
from ecslint.cost.volumes import no_price
from ecslint.documents.cloudformation.queries import members, number, objects

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

GROUP: Final = "AWS::AutoScaling::AutoScalingGroup"
WITHOUT_IPV4: Final = "dualstack-without-public-ipv4"
"""The ``IpAddressType`` of an internet-facing load balancer without public IPv4 addresses. Source:
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"""
_MONTHLY: Final = {
    "AWS::KMS::Key": ("key", "kms_key_month", "KMS key"),
    "AWS::SecretsManager::Secret": ("secret", "secret_month", "secret"),
    "AWS::ServiceDiscovery::PrivateDnsNamespace": (
        "namespace",
        "cloud_map_month",
        "hosted zone of a Cloud Map namespace",
    ),
    "AWS::ServiceDiscovery::PublicDnsNamespace": (
        "namespace",
        "cloud_map_month",
        "hosted zone of a Cloud Map namespace",
    ),
}
"""Types that are paid by the month: kind, name of the price, words."""


class _Place(NamedTuple):
    """Where prices are looked up."""

    stack: Stack
    path: str
    prices: Prices
    region: str | None
    assumed: Assumptions


def estimate_surroundings(
    stack: Stack, path: str, prices: Prices, region: Region, assumed: Assumptions
) -> Iterator[Estimate]:
    """Yield an estimate of each resource beside the tasks that costs money."""
    where = region.forced or region_of(None, None, stack) or region.of(path)
    place = _Place(stack, path, prices, where, assumed)
    taken: set[str] = set()
    for balancer in _made(stack, "AWS::ElasticLoadBalancingV2::LoadBalancer"):
        taken |= _allocated(balancer)
        yield _balancer(balancer, place)
    for gateway in _made(stack, "AWS::EC2::NatGateway"):
        yield _gateway(gateway, place, taken)
    for endpoint in _made(stack, "AWS::EC2::VPCEndpoint"):
        if endpoint.get("VpcEndpointType") in ("Interface", "GatewayLoadBalancer"):
            yield _endpoint(endpoint, place)
    for group in _made(stack, GROUP):
        yield _instances(group, place)
    for address in _made(stack, "AWS::EC2::EIP"):
        if address.resource.logical_id not in taken:
            lines = [address_line(prices, _count(1))]
            yield _estimate("address", address, place, lines)
    yield from _by_use(place)
    for kind, (name, price, words) in _MONTHLY.items():
        for resolved in _made(stack, kind):
            yield _estimate(name, resolved, place, [_monthly(words, _count(1), price, place)])


def _by_use(place: _Place) -> Iterator[Estimate]:
    """Yield an estimate of each resource that is paid by the amount of data."""
    stack = place.stack
    for system in _made(stack, "AWS::EFS::FileSystem"):
        yield _used("file-system", system, place, "efs-gb", "efs_gb_month", "EFS storage")
    for logs in _made(stack, "AWS::Logs::LogGroup"):
        yield _used("log-group", logs, place, "log-gb", "log_gb", "log ingestion")
    for repository in _made(stack, "AWS::ECR::Repository"):
        yield _used("images", repository, place, "ecr-gb", "ecr_gb_month", "images")
    for cluster in _made(stack, "AWS::ECS::Cluster"):
        kind = insights_of(cluster)
        if kind is not None:
            yield _insights(cluster, place, kind)


def _made(stack: Stack, kind: str) -> Iterator[Resolved]:
    """Yield the resources of a type that are made for certain."""
    for resolved in stack.all(kind):
        if stack.exists(resolved.resource.logical_id) and isinstance(resolved.data, dict):
            yield resolved


def _count(low: int | Decimal, high: int | Decimal | None = None) -> Range:
    return Range(Decimal(low), Decimal(low if high is None else high))


def _estimate(
    kind: str, resolved: Resolved, place: _Place, lines: list[Line], notes: tuple[str, ...] = ()
) -> Estimate:
    name = resolved.resource.logical_id
    if place.region is None:
        reason = "no Region is known: name one with --region"
        return Estimate(kind, name, place.path, reason=reason)
    return Estimate(kind, name, place.path, place.region, lines=tuple(lines), notes=notes)


def _hourly(what: str, count: Range, price: str, place: _Place) -> Line:
    """Return a line that is paid by the hour."""
    found = around(place.prices, place.region or "", price)
    if found is None:
        return Line(what, count, None, no_price(what, price, place.region or "", place.prices))
    return Line(what, count, found[0], as_of=found[1])


def _monthly(what: str, count: Range, price: str, place: _Place) -> Line:
    """Return a line that is paid by the month."""
    line = _hourly(what, count, price, place)
    unit = None if line.unit is None else line.unit / HOURS
    return Line(what, count, unit, line.reason, line.as_of)


def _unknown(what: str, reason: str) -> Line:
    return Line(what, _count(1), None, reason)


def _used(kind: str, resolved: Resolved, place: _Place, quantity: str, price: str, words: str) -> Estimate:
    """Price what is paid by use alone."""
    amount = place.assumed.amount(quantity)
    line = _monthly(words, _count(amount), price, place)
    if amount or place.region is None:
        return _estimate(kind, resolved, place, [line], _assumed(quantity, amount))
    found = around(place.prices, place.region, price)
    each = f"${found[0].normalize():f} a GB, " if found is not None else ""
    name, by_use = resolved.resource.logical_id, f"{each}--assume {quantity}=N"
    return Estimate(kind, name, place.path, place.region, by_use=by_use)


def _assumed(quantity: str, amount: Decimal) -> tuple[str, ...]:
    return (f"{quantity} is taken to be {amount:f} (--assume {quantity}=N)",)


def insights_of(cluster: Resolved) -> str | None:
    """Return how a cluster uses Container Insights: ``enabled``, ``enhanced``, or ``None``."""
    settings = (setting for _, setting in objects(cluster.get("ClusterSettings")))
    found = {str(setting.get("Name")): setting.get("Value") for setting in settings}
    value = found.get("containerInsights")
    return value if value in ("enabled", "enhanced") else None


def _insights(cluster: Resolved, place: _Place, kind: str) -> Estimate:
    """Price Container Insights: its log events as ingested logs, its metrics as custom metrics.

    Source: https://aws.amazon.com/cloudwatch/pricing/. With enhanced observability metrics have a price of
    their own, of which none is known.
    """
    gb, metrics = place.assumed.amount("insights-gb"), place.assumed.amount("insights-metrics")
    lines = []
    if gb:
        lines.append(_monthly("GB of performance logs", _count(gb), "log_gb", place))
    if metrics:
        price = "metric_month" if kind == "enabled" else "metric_month with enhanced observability"
        lines.append(_monthly("metrics", _count(metrics), price, place))
    name = cluster.resource.logical_id
    if not lines:
        by_use = "--assume insights-gb=N, --assume insights-metrics=N"
        return Estimate("insights", name, place.path, place.region, by_use=by_use)
    notes = (*_assumed("insights-gb", gb), *_assumed("insights-metrics", metrics))
    return _estimate("insights", cluster, place, lines, notes)


def _balancer(balancer: Resolved, place: _Place) -> Estimate:
    given = balancer.get("Type")
    kind = "application" if given is None else given
    if kind not in ("application", "network"):
        return _estimate(
            "load-balancer", balancer, place, [_unknown("load balancer", "its type is not known")]
        )
    short, words = ("alb", "Application") if kind == "application" else ("nlb", "Network")
    lines = [_hourly(f"{words} Load Balancer", _count(1), f"{short}_hour", place)]
    units = place.assumed.amount("lcu")
    if units:
        lines.append(_hourly("capacity units", _count(units), f"{short}_lcu_hour", place))
    scheme = balancer.get("Scheme")
    if isinstance(scheme, Unresolved):
        lines.append(_unknown(IPV4, "whether it faces the internet is not known"))
    elif isinstance(balancer.get("IpAddressType"), Unresolved):
        lines.append(_unknown(IPV4, "whether it has public IPv4 addresses is not known"))
    elif scheme in (None, "internet-facing") and balancer.get("IpAddressType") != WITHOUT_IPV4:
        zones = _length(balancer.get("Subnets")) or _length(balancer.get("SubnetMappings"))
        if zones is None:
            lines.append(_unknown(IPV4, "in how many zones it has addresses is not known"))
        else:
            lines.append(address_line(place.prices, _count(zones)))
    return _estimate("load-balancer", balancer, place, lines, _assumed("lcu", units))


def _allocated(balancer: Resolved) -> set[str]:
    """Return the Elastic IPs of the template that a load balancer has: they are its own addresses."""
    found = (mapping.get("AllocationId") for _, mapping in objects(balancer.get("SubnetMappings")))
    return {address.logical_id for address in found if isinstance(address, Reference)}


def _length(value: Any) -> int | None:
    known = isinstance(value, list) and value and all(_is_one(item) for item in value)
    return len(value) if known else None


def _is_one(item: object) -> bool:
    """Say whether an item of a list surely is one."""
    return isinstance(item, str | dict | Reference)


def _gateway(gateway: Resolved, place: _Place, taken: set[str]) -> Estimate:
    lines = [_hourly("NAT gateway", _count(1), "nat_hour", place)]
    gb = place.assumed.amount("nat-gb")
    if gb:
        lines.append(_monthly("GB through it", _count(gb), "nat_gb", place))
    if gateway.get("ConnectivityType") in (None, "public"):
        lines.append(address_line(place.prices, _count(1)))
        address = gateway.get("AllocationId")
        if isinstance(address, Reference):
            taken.add(address.logical_id)
    return _estimate("nat-gateway", gateway, place, lines, _assumed("nat-gb", gb))


def _endpoint(endpoint: Resolved, place: _Place) -> Estimate:
    zones = _length(endpoint.get("SubnetIds"))
    if zones is None:
        line = _unknown("interface endpoint", "in how many zones it is is not known")
    else:
        line = _hourly("interface endpoint", _count(zones), "endpoint_hour", place)
    return _estimate("endpoint", endpoint, place, [line])


def _instances(group: Resolved, place: _Place) -> Estimate:
    least, most = number(group.get("MinSize")), number(group.get("MaxSize"))
    kind = instance_type(group, place.stack)
    if least is None or most is None or not 0 <= least <= most:
        return _estimate("instances", group, place, [_unknown("instances", "their number is not known")])
    if not isinstance(kind, str):
        return _estimate("instances", group, place, [_unknown("instances", "their type is not known")])
    line = _hourly(kind, _count(int(least), int(most)), kind, place)
    note = f"{int(least)} to {int(most)} instances on demand with Linux"
    return _estimate("instances", group, place, [line], (note,))


def instance_type(group: Resolved, stack: Stack) -> object:
    """Follow a group to the instance type of its launch template or configuration."""
    if group.get("MixedInstancesPolicy") is not None:
        return None
    configuration = stack.target(
        group.get("LaunchConfigurationName"), "AWS::AutoScaling::LaunchConfiguration"
    )
    if configuration is not None:
        return configuration.get("InstanceType")
    named = members(group.get("LaunchTemplate"))
    named_by = "LaunchTemplateName" if named.get("LaunchTemplateId") is None else "LaunchTemplateId"
    template = stack.target(named.get(named_by), "AWS::EC2::LaunchTemplate")
    return members(template.get("LaunchTemplateData")).get("InstanceType") if template is not None else None
