"""From a template, or a service in a file of its own, to a plan of its subnets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, ip_network
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.capacity.plan import Plan, Subnet, User
from ecslint.capacity.scaling import bounds_of
from ecslint.capacity.scheduled import Scheduled, scheduled_tasks
from ecslint.documents.cloudformation.network import SUBNET, Network
from ecslint.facts.subnets import BALANCER_FREE, usable
from ecslint.model.account import Subnets
from ecslint.model.base import Place, build, is_set
from ecslint.model.service import AwsVpcConfiguration, DeploymentConfiguration, NetworkConfiguration, Service

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

SERVICE: Final = "AWS::ECS::Service"
BALANCER: Final = "AWS::ElasticLoadBalancingV2::LoadBalancer"
GROUP: Final = "AWS::AutoScaling::AutoScalingGroup"
_ONE_EACH: Final = {
    "AWS::EC2::NatGateway": ("SubnetId", "NAT gateway"),
    "AWS::EC2::Instance": ("SubnetId", "instance"),
    "AWS::EC2::NetworkInterface": ("SubnetId", "network interface"),
    "AWS::EFS::MountTarget": ("SubnetId", "mount target"),
}
"""Types that take one address in the subnet of a property."""
_WARM_POOL: Final = "AWS::AutoScaling::WarmPool"
_UNCOUNTED: Final = {
    "AWS::RDS::DBSubnetGroup": ("SubnetIds", "its databases"),
    "AWS::ElastiCache::SubnetGroup": ("SubnetIds", "its caches"),
    "AWS::Lambda::Function": ("VpcConfig", "a Lambda function"),
    _WARM_POOL: ("AutoScalingGroupName", "its prepared instances"),
}
"""Types that take addresses in a number that no file says: the property that leads to subnets, and words."""
_DOUBLE: Final = ("BLUE_GREEN", "LINEAR", "CANARY")
"""Deployment strategies that run all new tasks beside the old ones."""


class Tasks(NamedTuple):
    """How many tasks a service runs."""

    rest: int
    top: int
    peak: int
    how: str
    rolling: bool
    blocked: bool


def plan_of(network: Network, described: Subnets | None = None) -> Plan:
    """Return the plan of a template in one scenario; ``described`` are subnets of a context file."""
    plan = network.known.get("plan")
    if plan is None:
        plan = network.known["plan"] = _Reader(network.stack, described).plan()
    found: Plan = plan
    return found


def plan_of_services(services: Iterable[tuple[str, Service]], described: Subnets | None) -> Plan:
    """Return the plan of services in files of their own, by name; context files describe their subnets."""
    plan = Plan()
    for name, service in services:
        block = _block(service)
        if block is None or block.subnets is None:
            continue
        keys = block.subnets if isinstance(block.subnets, list) else []
        known = [str(key) for key in keys if isinstance(key, str) and key]
        for key in known:
            plan.subnets.setdefault(key, described_subnet(key, described) or Subnet(key, key))
        tasks = tasks_of(service, None)
        if not known or len(known) < len(keys):
            plan.unknown.append(f"{name}: not all of its subnets are known")
        elif isinstance(tasks, str):
            plan.unknown.append(f"{name}: {tasks}")
        else:
            place = service.at("desiredCount")
            user = _user(name, tuple(dict.fromkeys(known)), tasks, place, _surge_place(service, place))
            plan.services[name] = service
            plan.users.append(user)
    return plan


def described_subnet(key: Any, described: Subnets | None) -> Subnet | None:
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


def network_of(text: Any) -> IPv4Network | None:
    """Return the block that a text names, ``None`` if it is unknown or no IPv4 block."""
    return _parsed(text) if isinstance(text, str) and "/" in text else None


@lru_cache(1024)
def _parsed(text: str) -> IPv4Network | None:
    try:
        found = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    return found if isinstance(found, IPv4Network) else None


def number(value: Any) -> int | None:
    """Return a count as templates write it (a number or its text)."""
    if isinstance(value, bool | Unresolved):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else None


def tasks_of(service: Service, bounds: tuple[int, int] | None, default: int | None = None) -> Tasks | str:
    """Return how many tasks a service runs at rest and in a deployment, or why that is not known.

    ``bounds`` are those of its autoscaling, ``default`` is the count of a service that names none.
    """
    if service.scheduling != "REPLICA":
        return "the number of its tasks depends on the instances" if service.scheduling else "not known"
    desired = default if service.desired_count is None else service.desired_count
    if isinstance(desired, int) and desired < 0:
        return f"the desired count is {desired}"
    if bounds is not None:
        low, high = bounds
        rest = min(max(desired, low), high) if isinstance(desired, int) else low
        top = high
    elif isinstance(desired, int):
        rest = top = desired
    else:
        return "the desired count is not known"
    return _deployed(service, rest, top)


def _deployed(service: Service, rest: int, top: int) -> Tasks:
    tasks = f"{top} {'task' if top == 1 else 'tasks'}"
    if service.controller == "CODE_DEPLOY" or (service.controller == "ECS" and service.strategy in _DOUBLE):
        return Tasks(rest, top, 2 * top, f"2 × {tasks}", rolling=False, blocked=True)
    if service.controller != "ECS" or service.strategy != "ROLLING":
        return Tasks(rest, top, top, tasks, rolling=False, blocked=False)
    block = service.deployment_configuration
    most: Any = block.maximum_percent if isinstance(block, DeploymentConfiguration) else block
    least: Any = block.minimum_healthy_percent if isinstance(block, DeploymentConfiguration) else block
    most = 200 if most is None else most
    least = 100 if least is None else least
    if not isinstance(most, int):
        return Tasks(rest, top, top, tasks, rolling=False, blocked=False)
    blocked = isinstance(least, int) and -(-top * least // 100) >= top
    return Tasks(rest, top, max(top * most // 100, top), f"{tasks} × {most} %", rolling=True, blocked=blocked)


def _block(service: Service) -> AwsVpcConfiguration | None:
    network = service.network_configuration
    block = network.awsvpc_configuration if isinstance(network, NetworkConfiguration) else None
    return block if isinstance(block, AwsVpcConfiguration) else None


def _surge_place(service: Service, otherwise: Place) -> Place:
    block = service.deployment_configuration
    if isinstance(block, DeploymentConfiguration) and is_set(block.maximum_percent):
        return service.at("deploymentConfiguration", "maximumPercent")
    return otherwise


def _user(name: str, subnets: tuple[str, ...], tasks: Tasks, place: Place, surge: Place) -> User:
    return User(
        name, "service", subnets, tasks.rest, tasks.peak, True, tasks.how, place, surge,
        tasks.top, tasks.rolling, tasks.blocked, not tasks.rolling and tasks.blocked,
    )  # fmt: skip


class _Reader:
    """Reads one scenario of a template."""

    def __init__(self, stack: Stack, described: Subnets | None) -> None:
        self.stack = stack
        self.described = described
        self.found = Plan()

    def plan(self) -> Plan:
        for subnet in self._sure(SUBNET, undecided=True):
            self._subnet(subnet)
        for service in self._sure(SERVICE):
            self._service(service)
        for balancer in self._sure(BALANCER):
            self._balancer(balancer)
        for kind, (member, word) in _ONE_EACH.items():
            for resource in self._sure(kind):
                self._fixed(resource, word, [resource.get(member)])
        for endpoint in self._sure("AWS::EC2::VPCEndpoint"):
            if endpoint.get("VpcEndpointType") in ("Interface", "GatewayLoadBalancer"):
                self._fixed(endpoint, "endpoint", endpoint.get("SubnetIds"))
        for group in self._sure(GROUP):
            self._group(group)
        for scheduled in scheduled_tasks(self.stack):
            self._scheduled(scheduled)
        self._not_counted()
        return self.found

    def _sure(self, kind: str, undecided: bool = False) -> list[Resolved]:
        """Return the resources that are made for certain: what may be absent takes no address for certain."""
        return [
            resolved
            for resolved in self.stack.all(kind)
            if undecided or self.stack.exists(resolved.resource.logical_id)
        ]

    def _subnet(self, resolved: Resolved) -> None:
        name = resolved.resource.logical_id
        text = resolved.get("CidrBlock")
        block = network_of(text)
        prefix = block.prefixlen if block is not None else number(resolved.get("Ipv4NetmaskLength"))
        native = resolved.get("Ipv6Native")
        endless = native is True or native == "true"
        size = None if prefix is None or not 0 <= prefix <= 32 else usable(prefix)
        rows = mapped_sizes(resolved) if size is None else ()
        if rows and len({each for _, each in rows}) == 1:
            size, rows = rows[0][1], ()
        free = None
        if self.described is not None:
            known = self.described.of_resource(name)
            count = known.available_ip_address_count if known is not None else None
            same = known is not None and network_of(known.cidr_block) == block is not None
            free = count if same and isinstance(count, int) else None
        literal = size is not None and resolved.parameter(("CidrBlock",)) is None
        self.found.subnets[name] = Subnet(
            name, name, str(block or ""), size, free, self._zone(resolved), endless, resolved.at("CidrBlock"),
            literal, rows,
        )  # fmt: skip

    @staticmethod
    def _zone(resolved: Resolved) -> str | None:
        for member in ("AvailabilityZone", "AvailabilityZoneId"):
            zone = resolved.get(member)
            if isinstance(zone, str):
                return zone
            if zone is not None:
                # An expression: the same one gives the same zone.
                written = resolved.resource.properties
                return repr(written.get(member)) if isinstance(written, dict) else None
        return None

    def _keys(self, values: Any) -> tuple[str, ...] | None:
        """Return the keys of all subnets in a list, ``None`` if not all are known."""
        if isinstance(values, str):
            values = values.split(",")
        if not isinstance(values, list) or not values:
            return None
        keys = [self._key(value) for value in values]
        return None if None in keys else tuple(dict.fromkeys(key for key in keys if key))

    def _key(self, value: Any) -> str | None:
        if isinstance(value, Reference):
            return value.logical_id if value.logical_id in self.found.subnets else None
        if not isinstance(value, str) or not value.strip():
            return None
        key = value.strip()
        if key not in self.found.subnets:
            self.found.subnets[key] = described_subnet(key, self.described) or Subnet(key, key)
        return key

    def _service(self, resolved: Resolved) -> None:
        from ecslint.documents.cloudformation.structure import Structures

        if isinstance(resolved.data, Unresolved):
            return
        name = resolved.resource.logical_id
        service = build(Service, Structures().of(resolved).data)
        block = _block(service)
        if block is None:
            return
        keys = self._keys(block.subnets)
        if keys is None:
            self.found.unknown.append(f"{name}: not all of its subnets are known")
            return
        bounds = bounds_of(resolved, self.stack)
        if isinstance(bounds, Unresolved):
            self.found.unknown.append(f"{name}: the bounds of its autoscaling are not known")
            return
        tasks = tasks_of(service, bounds, default=1)
        if isinstance(tasks, str):
            self.found.unknown.append(f"{name}: {tasks}")
            return
        place = resolved.at("DesiredCount")
        deployment = resolved.get("DeploymentConfiguration")
        said = isinstance(deployment, dict) and "MaximumPercent" in deployment
        surge = resolved.at("DeploymentConfiguration", "MaximumPercent") if said else place
        self.found.services[name] = service
        given = resolved.parameter(("DesiredCount",)) is None and resolved.get("DesiredCount") is not None
        user = _user(name, keys, tasks, place, surge)
        self.found.users.append(user._replace(literal=given and tasks.rest == tasks.top))

    def _fixed(self, resolved: Resolved, word: str, values: Any, peak: int = 1) -> None:
        keys = [self._key(value) for value in values] if isinstance(values, list) else []
        known = tuple(dict.fromkeys(key for key in keys if key))
        if known:
            self.found.users.append(User(resolved.resource.logical_id, word, known, 1, peak))

    def _balancer(self, resolved: Resolved) -> None:
        subnets = balancer_subnets(resolved)
        peak = BALANCER_FREE if wants_free(resolved) else 1
        self._fixed(resolved, "load balancer", [value for value, _ in subnets], peak)

    def _group(self, resolved: Resolved) -> None:
        keys = self._keys(resolved.get("VPCZoneIdentifier"))
        least, most = number(resolved.get("MinSize")), number(resolved.get("MaxSize"))
        desired = number(resolved.get("DesiredCapacity")) or least
        if keys and desired is not None and most is not None:
            name = resolved.resource.logical_id
            how = f"{most} {'instance' if most == 1 else 'instances'}"
            user = User(name, "instances", keys, desired, max(most, desired), True, how)
            self.found.users.append(user)

    def _scheduled(self, scheduled: Scheduled) -> None:
        """Count the tasks that one run of a schedule starts, beside everything else."""
        if not scheduled.enabled or scheduled.subnets is None:
            return
        keys = self._keys(scheduled.subnets)
        if keys is None or scheduled.tasks is None:
            why = (
                "not all of its subnets are known"
                if keys is None
                else "how many tasks it starts is not known"
            )
            self.found.unknown.append(f"{scheduled.name}: {why}")
            return
        how = f"{scheduled.tasks} scheduled {'task' if scheduled.tasks == 1 else 'tasks'}"
        user = User(scheduled.name, "scheduled tasks", keys, 0, scheduled.tasks, True, how)
        self.found.users.append(user)

    def _not_counted(self) -> None:
        """Name what takes addresses of the template's subnets and is not counted."""
        for kind, (member, word) in _UNCOUNTED.items():
            for resolved in self._sure(kind):
                value = resolved.get(member)
                if kind == "AWS::Lambda::Function":
                    value = value.get("SubnetIds") if isinstance(value, dict) else None
                items = value if isinstance(value, list) else [value]
                inside = [v for v in items if isinstance(v, Reference) and v.logical_id in self.found.subnets]
                if inside or (kind == _WARM_POOL and value is not None):
                    self.found.unknown.append(f"{resolved.resource.logical_id}: the addresses of {word}")


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


def balancer_subnets(resolved: Resolved) -> list[tuple[Any, Place]]:
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
