"""What an AWS account has, as the AWS CLI's describe commands print it.

Member names are those of the service that was asked: Amazon EC2 and Elastic Load Balancing write
PascalCase, Amazon ECS camelCase.
"""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved, known
from ecslint.model.base import Model, each, to_pascal
from ecslint.model.service import CapacityProviderStrategyItem
from ecslint.model.value import Opt, Value


class SubnetTag(Model, spell=to_pascal):
    """A tag of a subnet."""

    key: Opt[str] = None
    """The tag's key."""
    value: Opt[str] = None
    """The tag's value."""


class Subnet(Model, spell=to_pascal):
    """A subnet, as ``DescribeSubnets`` prints it (Amazon EC2 API 2016-11-15)."""

    subnet_id: Opt[str] = None
    """``SubnetId``."""
    vpc_id: Opt[str] = None
    """The id of its VPC."""
    cidr_block: Opt[str] = None
    """The IPv4 block, e.g. ``10.0.0.0/24``."""
    availability_zone: Opt[str] = None
    """The name of its Availability Zone."""
    availability_zone_id: Opt[str] = None
    """The id of the zone, which means the same zone in every account."""
    available_ip_address_count: Opt[int] = None
    """Free addresses when the command was run."""
    map_public_ip_on_launch: Opt[bool] = None
    """Whether interfaces get a public IPv4 address when nothing else is said."""
    tags: Opt[list[Value[SubnetTag]]] = None
    """Its tags."""


class Subnets:
    """The subnets that are known, by id."""

    __slots__ = ("_by_id",)

    def __init__(self) -> None:
        self._by_id: dict[str, Subnet] = {}

    def add(self, subnet: Subnet) -> None:
        """Add a subnet; one without an id is left out."""
        if isinstance(subnet.subnet_id, str):
            self._by_id[subnet.subnet_id] = subnet

    def find(self, subnet_id: str | Unresolved | None) -> Subnet | None:
        """Return the subnet with this id, ``None`` if it is not known."""
        return self._by_id.get(subnet_id) if isinstance(subnet_id, str) else None

    def of_resource(self, logical_id: str) -> Subnet | None:
        """Return the only subnet that CloudFormation made from the resource of this name."""
        made = [
            subnet
            for subnet in self._by_id.values()
            for _, tag in each(subnet.tags)
            if tag.key == "aws:cloudformation:logical-id" and tag.value == logical_id
        ]
        return made[0] if len(made) == 1 else None


class ListenerAction(Model, spell=to_pascal):
    """A default action of a listener."""

    type: Opt[str] = None
    """What the action does, e.g. ``forward``."""
    target_group_arn: Opt[str] = None
    """The target group that gets the requests."""


class Listener(Model, spell=to_pascal):
    """A listener, as ``DescribeListeners`` prints it (Elastic Load Balancing API 2015-12-01)."""

    listener_arn: Opt[str] = None
    """Its ARN."""
    load_balancer_arn: Opt[str] = None
    """The ARN of its load balancer."""
    port: Opt[int] = None
    """The port that it listens on."""
    protocol: Opt[str] = None
    """Its protocol in upper case."""
    default_actions: Opt[list[Value[ListenerAction]]] = None
    """What it does with requests that no rule matches."""


class Listeners:
    """The listeners that are known."""

    __slots__ = ("_targets",)

    def __init__(self) -> None:
        self._targets: set[str] = set()

    def add(self, listener: Listener) -> None:
        """Add a listener under the ARNs of the target groups that it forwards to."""
        for _, action in each(listener.default_actions):
            if isinstance(action.target_group_arn, str):
                self._targets.add(action.target_group_arn)

    def forward_to(self, arn: str | Unresolved | None) -> bool:
        """Say whether a known listener sends traffic to the target group by default."""
        return isinstance(arn, str) and arn in self._targets


class ServiceConnectDefaults(Model):
    """The Service Connect defaults of a cluster."""

    namespace: Opt[str] = None
    """The ARN of the namespace that services use when they name none."""


class Cluster(Model):
    """A cluster, as ``DescribeClusters`` prints it (Amazon ECS API 2014-11-13)."""

    cluster_arn: Opt[str] = None
    """Its ARN."""
    cluster_name: Opt[str] = None
    capacity_providers: Opt[list[Value[str]]] = None
    default_capacity_provider_strategy: Opt[list[Value[CapacityProviderStrategyItem]]] = None
    service_connect_defaults: Opt[ServiceConnectDefaults] = None


class Clusters:
    """The clusters that are known, by name and by ARN."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, Cluster] = {}

    def add(self, cluster: Cluster) -> None:
        """Add a cluster under its ARN and its name."""
        for key in (cluster.cluster_arn, cluster.cluster_name):
            if isinstance(key, str):
                self._known[key] = cluster

    def find(self, name: str | Unresolved | None) -> Cluster | None:
        """Return the cluster of this name or ARN, ``None`` if it is not known.

        Nor is it where no cluster is named: that may be ``default``, or what a tool's own settings say.
        """
        return self._known.get(name) if isinstance(name, str) else None


class CapacityProvider(Model):
    """A capacity provider, as ``DescribeCapacityProviders`` prints it (Amazon ECS API 2014-11-13)."""

    capacity_provider_arn: Opt[str] = None
    """Its ARN."""
    name: Opt[str] = None
    status: Opt[str] = None
    """``ACTIVE`` or another state when the command was run."""
    auto_scaling_group_provider: Opt[dict[str, object]] = None
    managed_instances_provider: Opt[dict[str, object]] = None


class CapacityProviders:
    """The capacity providers that are known, by name."""

    __slots__ = ("_by_name",)

    def __init__(self) -> None:
        self._by_name: dict[str, CapacityProvider] = {}

    def add(self, provider: CapacityProvider) -> None:
        """Add a capacity provider under its name."""
        if isinstance(provider.name, str):
            self._by_name[provider.name] = provider

    def platform(self, name: str) -> str | None:
        """Return ``EC2`` or ``MANAGED_INSTANCES`` for a custom provider; ``None`` if not known."""
        provider = self._by_name.get(name)
        if provider is None:
            return None
        if known(provider.auto_scaling_group_provider):
            return "EC2"
        return "MANAGED_INSTANCES" if known(provider.managed_instances_provider) else None
