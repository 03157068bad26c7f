"""From a template, or a service in a file of its own, to a plan of its subnets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.capacity.plan import Plan, Subnet, User
from ecslint.capacity.scaling import bounds_of
from ecslint.capacity.scheduled import Scheduled, scheduled_tasks
from ecslint.capacity.subnets import balancer_subnets, described_subnet, mapped_sizes, network_of, wants_free
from ecslint.capacity.tasks import Tasks, tasks_of
from ecslint.documents.cloudformation.network import SUBNET, Network
from ecslint.documents.cloudformation.queries import members, objects
from ecslint.facts.subnets import BALANCER_FREE, usable
from ecslint.model.account import Subnets
from ecslint.model.base import Place, build, is_set
from ecslint.model.run import TaskSet
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


def number(value: object) -> int | None:
    """Return a count as templates write it (a number or its text)."""
    if isinstance(value, bool | Unresolved):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else None


def _list(block: dict[str, Any]) -> list[Any]:
    """Return the subnets of a block, none if they are no list."""
    subnets = block.get("Subnets")
    return subnets if isinstance(subnets, list) else []


def _block(service: Service | TaskSet) -> AwsVpcConfiguration | None:
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
        for express in self._sure("AWS::ECS::ExpressGatewayService"):
            self._express(express)
        for task_set in self._sure("AWS::ECS::TaskSet"):
            self._task_set(task_set)
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
                # An expression: the same one gives the same zone, unless it differs by instance.
                written = resolved.resource.properties
                text = repr(written.get(member)) if isinstance(written, dict) else None
                return None if text is not None and ("count." in text or "each." in text) else text
        return None

    def _keys(self, values: object) -> tuple[str, ...] | None:
        """Return the keys of all subnets in a list, ``None`` if not all are known."""
        if isinstance(values, str):
            values = values.split(",")
        if not isinstance(values, list) or not values:
            return None
        keys = [self._key(value) for value in values]
        return None if None in keys else tuple(dict.fromkeys(key for key in keys if key))

    def _key(self, value: object) -> str | None:
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
            why = bounds.text or "the bounds of its autoscaling are not known"
            self.found.unknown.append(f"{name}: {why}")
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

    def _express(self, resolved: Resolved) -> None:
        """Count the tasks of an Express service between its bounds, twice in a deployment.

        Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-update-full.html
        (its deployments are canary ones).
        """
        name, target = resolved.resource.logical_id, members(resolved.get("ScalingTarget"))
        block = resolved.get("NetworkConfiguration")
        blocks = [block] if isinstance(block, dict) else [item for _, item in objects(block)]
        subnets = [subnet for each in blocks for subnet in _list(each)]
        low, high = number(target.get("MinTaskCount")), number(target.get("MaxTaskCount"))
        keys = self._keys(subnets)
        if keys is None or low is None or high is None or low > high:
            why = (
                "its subnets are not known"
                if keys is None
                else "between how many tasks it scales is not known"
            )
            self.found.unknown.append(f"{name}: {why}")
            return
        how = f"2 × {high} {'task' if high == 1 else 'tasks'}"
        self.found.users.append(User(name, "Express service", keys, low, 2 * high, True, how))
        self.found.unknown.append(f"{name}: the addresses of the load balancer that ECS makes for it")

    def _task_set(self, resolved: Resolved) -> None:
        """Count the tasks of a task set, which another program replaces by those of another one."""
        from ecslint.capacity.task_sets import tasks_of_set
        from ecslint.documents.cloudformation.structure import Structures

        if isinstance(resolved.data, Unresolved):
            return
        name = resolved.resource.logical_id
        task_set = build(TaskSet, Structures().of(resolved).data)
        block = _block(task_set)
        if block is None:
            return
        keys, tasks = self._keys(block.subnets), tasks_of_set(task_set, self.stack)
        if keys is None or tasks is None:
            why = (
                "not all of its subnets are known" if keys is None else "how many tasks it runs is not known"
            )
            self.found.unknown.append(f"{name}: {why}")
            return
        how = f"{tasks} {'task' if tasks == 1 else 'tasks'}"
        self.found.users.append(User(name, "task set", keys, tasks, tasks, True, how))

    def _fixed(self, resolved: Resolved, word: str, values: object, peak: int = 1) -> None:
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
