"""From a template to the network model: what starts tasks, and the instances that they run on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.model.base import each
from ecslint.model.service import (
    AdvancedConfiguration,
    AwsVpcConfiguration,
    LoadBalancer,
    NetworkConfiguration,
    Service,
)
from ecslint.model.task import TaskDefinition
from ecslint.reach.network_model import Entry, Fleet, Graph, Interface, Launch, Workload
from ecslint.reach.network_parts import At, Outside, Truth
from ecslint.reach.stack_endpoints import read_endpoints
from ecslint.reach.stack_network import NetworkReader
from ecslint.reach.stack_network_fleets import CLUSTER, PROVIDER, FleetReader, group_of
from ecslint.reach.stack_servers import ServerReader
from ecslint.reach.stack_starters import OLD, StarterReader, kinds_of
from ecslint.reach.stack_values import members, reference

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.connectivity import Connectivity
    from ecslint.documents.cloudformation.resolved import Resolved

SERVICE: Final = "AWS::ECS::Service"
TASK: Final = "AWS::ECS::TaskDefinition"
_FARGATE: Final = ("FARGATE", "FARGATE_SPOT")
_SPACES: Final = ("AWS::ServiceDiscovery::PrivateDnsNamespace", "AWS::ServiceDiscovery::HttpNamespace")


def graph_of(connectivity: Connectivity) -> Graph:
    """Return the network of a template in a scenario, built when it is first asked for."""
    graph = connectivity.known.get("graph")
    if graph is None:
        graph = connectivity.known["graph"] = WorkloadReader(connectivity).graph
    found: Graph = graph
    return found


class WorkloadReader:
    """Reads services, rules and schedules, and fleets of instances."""

    def __init__(self, connectivity: Connectivity) -> None:
        self.connectivity = connectivity
        self.stack = connectivity.stack
        self.network = NetworkReader(self.stack)
        self.graph = self.network.graph
        template = self.stack.template
        if template.macros or template.unknown_resources or self._is_undecided():
            self.graph = Graph()
            return
        self.servers = ServerReader(self.network)
        read_endpoints(self.network)
        self._fleets = FleetReader(self.network).fleets
        self.graph.fleets = list(self._fleets.values())
        for name, item in self.network.all("AWS::ServiceDiscovery::Service"):
            if isinstance(item.get("Name"), str):
                self.graph.texts[name, "Name"] = item.get("Name")
        for name, item in self.network.all(*_SPACES):
            if isinstance(item.get("Name"), str):
                self.graph.spaces[name] = str(item.get("Name"))
        self.graph.records = bool(self.network.all("AWS::Route53::RecordSet", "AWS::Route53::RecordSetGroup"))
        for name, item in self.network.all(SERVICE):
            self._service(name, item)
        StarterReader(self.network, self.servers, self._task, kinds_of(self.stack)).read()

    def _is_undecided(self) -> bool:
        from ecslint.documents.cloudformation.connectivity import matters

        return any(
            self.stack.scenario.has(resource.condition) is None and matters(resource.type)
            for resource in self.stack.template.resources.values()
        )

    # Services

    def _service(self, name: str, item: Resolved) -> None:
        service = self.connectivity.model(name)
        if not isinstance(service, Service):
            return
        task = self._task(service.task_definition)
        launch, fleets = self._placement(service, task)
        block = service.network_configuration
        vpc = block.awsvpc_configuration if isinstance(block, NetworkConfiguration) else block
        at = _service_points(service)
        interface = None
        if isinstance(vpc, AwsVpcConfiguration):
            subnets = self.network.subnets_of(vpc.subnets)
            public: Truth = False if vpc.assign_public_ip is None else None
            if isinstance(vpc.assign_public_ip, str):
                public = vpc.assign_public_ip == "ENABLED"
            groups = self.network.groups_of(vpc.security_groups, subnets)
            own = Interface(subnets, groups, False, at, name, remedy="")
            interface = own if launch == "EC2" else Interface(subnets, groups, public, at, name)
        count = service.desired_count
        daemon = service.scheduling == "DAEMON"
        starts: Truth = (
            True if count is None or daemon else None if isinstance(count, Unresolved) else count > 0
        )
        version = service.platform_version
        mode = "awsvpc" if launch == "FARGATE" else task.network if task is not None else None
        workload = Workload(
            name,
            "service",
            at,
            task,
            service,
            launch,
            mode,
            interface,
            fleets,
            starts or daemon,
            version in OLD if not isinstance(version, Unresolved) else None,
            list(self._entries(service)),
            service.enable_execute_command is True,
        )
        workload.namespace = self._namespace(service)
        workload.session_key = self._session_key(service)
        self._registries(name, service)
        self.graph.workloads.append(workload)

    def _task(self, value: object) -> TaskDefinition | None:
        resolved = self.stack.target(value, TASK)
        if resolved is None or self.stack.exists(resolved.resource.logical_id) is False:
            return None
        model = self.connectivity.model(resolved.resource.logical_id)
        return model if isinstance(model, TaskDefinition) else None

    def _placement(
        self, service: Service, task: TaskDefinition | None
    ) -> tuple[Launch | None, list[Fleet] | None]:
        cluster = reference(service.cluster, "Arn") if isinstance(service.cluster, Reference) else None
        strategy = service.capacity_provider_strategy
        if isinstance(service.launch_type, Unresolved) or isinstance(strategy, Unresolved):
            return None, None
        if service.launch_type in ("FARGATE", "EXTERNAL"):
            return ("FARGATE" if service.launch_type == "FARGATE" else "EXTERNAL"), None
        if strategy:
            names = [item.capacity_provider for _, item in each(strategy)]
            if len(names) != len(strategy):
                return None, None
            return self._by_providers(names)
        if service.launch_type is None and task is not None and task.compatibilities == {"FARGATE"}:
            return "FARGATE", None
        if service.launch_type != "EC2" and not self._defaults_to_ec2(cluster, task):
            return None, None
        fleets = [fleet for fleet in self._fleets.values() if fleet.cluster in (cluster, None)]
        others = [
            fleet
            for fleet in self._fleets.values()
            if isinstance(fleet.cluster, Outside) and fleet.cluster.text != fleet.name
        ]
        return "EC2", None if others or cluster is None else fleets or None

    def _defaults_to_ec2(self, cluster: str | None, task: TaskDefinition | None) -> bool:
        """Say whether a service without a launch type runs on instances of this cluster."""
        if cluster is None or task is None or "FARGATE" in task.compatibilities:
            return False
        resolved = self.stack.target(Reference(cluster), CLUSTER)
        if resolved is None or resolved.get("DefaultCapacityProviderStrategy") is not None:
            return False
        return not self.network.all("AWS::ECS::ClusterCapacityProviderAssociations")

    def _by_providers(self, names: Sequence[object]) -> tuple[Launch | None, list[Fleet] | None]:
        if all(name in _FARGATE for name in names):
            return "FARGATE", None
        fleets = []
        for name in names:
            provider = self.stack.target(name, PROVIDER)
            group = members(provider.get("AutoScalingGroupProvider")) if provider is not None else {}
            fleet = self._fleets.get(group_of(provider) or "") if provider is not None else None
            if provider is not None and provider.get("ManagedInstancesProvider") is not None:
                managed = self._fleets.get(provider.resource.logical_id)
                return ("MANAGED", [managed] if managed else None) if len(names) == 1 else (None, None)
            if not group:
                return None, None
            if fleet is None:
                return "EC2", None
            fleets.append(fleet)
        return "EC2", fleets

    def _entries(self, service: Service) -> Iterator[Entry]:
        for _, entry in each(service.load_balancers):
            if entry.target_group_arn is None:
                continue
            value = entry.target_group_arn
            values: list[object] = [value]
            if isinstance(entry.advanced_configuration, AdvancedConfiguration):
                values.append(entry.advanced_configuration.alternate_target_group_arn)
            for each_value in values:
                if each_value is not None:
                    yield self._entry(entry, each_value)

    def _entry(self, entry: LoadBalancer, value: object) -> Entry:
        targets = self.servers.targets.get(reference(value, "TargetGroupArn") or "")
        return Entry(
            targets or Outside(str(value)),
            entry.container_name if isinstance(entry.container_name, str) else None,
            entry.container_port if isinstance(entry.container_port, int) else None,
            lambda aspect: entry.at(*((aspect,) if aspect else ())),
        )

    def _namespace(self, service: Service) -> str | Outside | None:
        connect = service.service_connect_configuration
        if connect is None or isinstance(connect, Unresolved) or connect.enabled is not True:
            return None
        value: object = connect.namespace
        if value is None:
            cluster = self.stack.target(service.cluster, CLUSTER)
            value = (
                members(cluster.get("ServiceConnectDefaults")).get("Namespace")
                if cluster is not None
                else None
            )
            if value is None:
                return Outside(str(service.cluster))
        return _identity(value, self)

    def _session_key(self, service: Service) -> bool:
        cluster = self.stack.target(service.cluster, CLUSTER)
        block = members(cluster.get("Configuration")) if cluster is not None else {}
        return members(block.get("ExecuteCommandConfiguration")).get("KmsKeyId") not in (None, "")

    def _registries(self, name: str, service: Service) -> None:
        """Note the names of Cloud Map that the tasks of a service are registered under."""
        for _, registry in each(service.service_registries):
            found = self.stack.target(registry.registry_arn, "AWS::ServiceDiscovery::Service")
            if found is None:
                continue
            inside = members(found.get("DnsConfig")).get("NamespaceId")
            value = found.get("NamespaceId") if found.get("NamespaceId") is not None else inside
            space = self.stack.target(value, "AWS::ServiceDiscovery::PrivateDnsNamespace")
            host, domain = found.get("Name"), space.get("Name") if space is not None else None
            if isinstance(host, str) and isinstance(domain, str):
                self.graph.names[f"{host}.{domain}"] = name


def _identity(value: object, reader: WorkloadReader) -> str | Outside:
    """Return what tells a namespace from others: its logical id, or its name."""
    if isinstance(value, Reference):
        return value.logical_id
    if isinstance(value, str):
        found = reader.stack.target(value, "AWS::ServiceDiscovery::PrivateDnsNamespace")
        return found.resource.logical_id if found is not None else value
    return Outside(value.text if isinstance(value, Unresolved) else str(value))


def _service_points(service: Service) -> At:
    path = ("networkConfiguration", "awsvpcConfiguration")
    aspects = {
        "subnets": (*path, "subnets"),
        "groups": (*path, "securityGroups"),
        "public": (*path, "assignPublicIp"),
        "task": ("taskDefinition",),
        "connect": ("serviceConnectConfiguration",),
        "registries": ("serviceRegistries",),
        "exec": ("enableExecuteCommand",),
    }
    return lambda aspect: service.at(*aspects.get(aspect, ()))
