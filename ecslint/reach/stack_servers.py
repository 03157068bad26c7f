"""From a template to the network model: load balancers, target groups, file systems, databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.reach.network_model import FileSystem, Interface, Listener, LoadBalancer, Mount, Store, Targets
from ecslint.reach.network_parts import Outside, Subnet
from ecslint.reach.stack_network import NetworkReader
from ecslint.reach.stack_values import items, members, number, points, reference, truth

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved

BALANCER: Final = "AWS::ElasticLoadBalancingV2::LoadBalancer"
TARGETS: Final = "AWS::ElasticLoadBalancingV2::TargetGroup"
LISTENERS: Final = ("AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule")
_ENGINES: Final = {"mysql": 3306, "mariadb": 3306, "postgres": 5432, "oracle": 1521, "sqlserver": 1433}
"""Ports of RDS by the beginning of the engine's name, where none is given.
Source: CreateDBInstance (*Port*) of the Amazon RDS API reference, read 2026-11. Aurora has 3306 or 5432."""
_STORES: Final = {
    "AWS::RDS::DBInstance": ("database", "VPCSecurityGroups", None),
    "AWS::RDS::DBCluster": ("database", "VpcSecurityGroupIds", None),
    "AWS::DocDB::DBCluster": ("database", "VpcSecurityGroupIds", 27017),
    "AWS::ElastiCache::CacheCluster": ("cache", "VpcSecurityGroupIds", None),
    "AWS::ElastiCache::ReplicationGroup": ("cache", "SecurityGroupIds", 6379),
    "AWS::ElastiCache::ServerlessCache": ("cache", "SecurityGroupIds", 6379),
    "AWS::MemoryDB::Cluster": ("cache", "SecurityGroupIds", 6379),
    "AWS::Neptune::DBCluster": ("database", "VpcSecurityGroupIds", 8182),
    "AWS::Redshift::Cluster": ("warehouse", "VpcSecurityGroupIds", 5439),
}
"""Servers that are called by an attribute: what they are, the property with their groups, their port where
``Port`` says nothing. Source: default ports in the user guides of the services, read 2026-11."""
_PLACED: Final = {
    "AWS::AmazonMQ::Broker": ("broker", ("SecurityGroups",), ("SubnetIds",), None),
    "AWS::EC2::Instance": ("instance", ("SecurityGroupIds",), ("SubnetId",), None),
    "AWS::Elasticsearch::Domain": (
        "domain",
        ("VPCOptions", "SecurityGroupIds"),
        ("VPCOptions", "SubnetIds"),
        443,
    ),
    "AWS::OpenSearchService::Domain": (
        "domain",
        ("VPCOptions", "SecurityGroupIds"),
        ("VPCOptions", "SubnetIds"),
        443,
    ),
    "AWS::RDS::DBProxy": ("database proxy", ("VpcSecurityGroupIds",), ("VpcSubnetIds",), None),
}
"""The same for servers that name their subnets themselves: paths to groups and subnets, and the port."""
_FAMILIES: Final = {"MYSQL": 3306, "POSTGRESQL": 5432, "SQLSERVER": 1433}
"""Ports of a proxy of RDS by its engine family.
Source: *Overview of RDS Proxy endpoints*, Amazon RDS User Guide, read 2026-11."""


class ServerReader:
    """Reads what tasks are called by, and what they call."""

    def __init__(self, network: NetworkReader) -> None:
        self.network = network
        self.stack = network.stack
        self.balancers: dict[str, LoadBalancer] = {}
        self.targets: dict[str, Targets] = {}
        self._balancers()
        self._targets()
        self._file_systems()
        self._stores()
        network.graph.balancers = list(self.balancers.values())

    def _balancers(self) -> None:
        for name, item in self.network.all(BALANCER):
            kind = item.get("Type")
            kind = "application" if kind is None else kind if isinstance(kind, str) else None
            mapped = item.get("SubnetMappings")
            listed = [members(each).get("SubnetId") for _, each in items(mapped)]
            prop = "Subnets" if mapped is None else "SubnetMappings"
            subnets = self.network.subnets_of(item.get("Subnets") if mapped is None else listed)
            given = item.get("SecurityGroups")
            bare = kind == "network" and given in (None, [])
            at = points(item, subnets=prop, groups="SecurityGroups")
            groups = () if bare else self.network.groups_of(given, subnets)
            self.balancers[name] = LoadBalancer(
                name,
                at,
                kind,
                item.get("Scheme") == "internal" if not isinstance(item.get("Scheme"), Unresolved) else None,
                Interface(subnets, groups, None, at, name),
                bare,
            )

    def _targets(self) -> None:
        listeners = [
            (name, item, self._listener(name, item), self.stack.template.mentions(name))
            for name, item in self.network.all(*LISTENERS)
        ]
        doubtful = any(
            _is_open(item.get("DefaultActions"), item.get("Actions")) for _, item, _, _ in listeners
        )
        names = {name for name, _ in self.network.all(TARGETS)}
        self.network.graph.listeners = [
            listener for _, _, listener, mentions in listeners if not names.isdisjoint(mentions)
        ]
        for name, item in self.network.all(TARGETS):
            kind = item.get("TargetType")
            kind = "instance" if kind is None else kind if isinstance(kind, str) else None
            health = item.get("HealthCheckPort")
            port: int | Outside | None = number(health)
            if port is None and health not in (None, "traffic-port"):
                port = Outside(str(health))
            checked = item.get("HealthCheckProtocol")
            protocol = item.get("Protocol")
            self.targets[name] = Targets(
                name,
                points(item, health_port="HealthCheckPort", kind="TargetType"),
                kind,
                protocol if isinstance(protocol, str) else None,
                port,
                checked if isinstance(checked, str) else None,
                _preserves(item, kind),
                [listener for _, _, listener, mentions in listeners if name in mentions],
                not doubtful and self.network.handed.sealed(name) is True,
            )

    def _listener(self, name: str, item: Resolved) -> Listener:
        above = item.get("ListenerArn")
        base = item if above is None else self.stack.target(above, LISTENERS[0])
        value = base.get("LoadBalancerArn") if base is not None else None
        balancer = self.balancers.get(reference(value, "LoadBalancerArn") or "")
        owner = base if base is not None else item
        port = number(owner.get("Port"))
        protocol = owner.get("Protocol")
        return Listener(
            owner.resource.logical_id,
            points(owner, port="Port"),
            port,
            balancer or Outside(str(value)),
            protocol if isinstance(protocol, str) else None,
        )

    def _file_systems(self) -> None:
        for name, item in self.network.all("AWS::EFS::FileSystem"):
            sealed = self.network.handed.sealed(name)
            system = FileSystem(name, points(item), [], sealed is True)
            self.network.graph.file_systems[name] = system
        for name, item in self.network.all("AWS::EFS::MountTarget"):
            value = item.get("FileSystemId")
            found = self.network.graph.file_systems.get(reference(value, "FileSystemId") or "")
            if found is None:
                if isinstance(value, Unresolved):
                    for each in self.network.graph.file_systems.values():
                        each.complete = False
                continue
            subnets = self.network.subnets_of(item.get("SubnetId"))
            groups = self.network.groups_of(item.get("SecurityGroups"), subnets)
            at = points(item, groups="SecurityGroups", subnets="SubnetId")
            found.mounts.append(Mount(name, at, Interface(subnets, groups, False, at, name)))

    def _stores(self) -> None:
        for name, item in self.network.all(*_STORES):
            what, prop, port = _STORES[item.resource.type]
            subnets = self._subnet_group(item)
            if item.get(prop) is None and not any(isinstance(subnet, Subnet) for subnet in subnets):
                continue  # the default group of a VPC that nothing here names
            groups = self.network.groups_of(item.get(prop), subnets)
            at = points(item, groups=prop)
            given = item.get("Port")
            if item.resource.type == "AWS::ElastiCache::ServerlessCache":
                given = None
            if given is not None:
                port = number(given)
            elif port is None:
                port = _usual_port(item)
            interface = Interface(subnets, groups, None, at, name)
            self.network.graph.stores[name] = Store(name, at, what, port, interface)
        for name, item in self.network.all(*_PLACED):
            self._placed(name, item)
        for name, item in self.network.all("AWS::SecretsManager::SecretTargetAttachment"):
            store = self.network.graph.stores.get(reference(item.get("TargetId")) or "")
            secret = reference(item.get("SecretId"), "Id")
            if store is not None:
                self.network.graph.secrets.update({each: store for each in (name, secret) if each})

    def _placed(self, name: str, item: Resolved) -> None:
        """Read a server that names its subnets itself."""
        what, of_groups, of_subnets, port = _PLACED[item.resource.type]
        given, subnets = (
            members(item.get(path[0])).get(path[1]) if len(path) > 1 else item.get(path[0])
            for path in (of_groups, of_subnets)
        )
        if not given or subnets is None or item.get("NetworkInterfaces") is not None:
            return  # the default group of a VPC, or no interface in one
        placed = self.network.subnets_of(subnets)
        family = item.get("EngineFamily")
        if isinstance(family, str):
            port = _FAMILIES.get(family)
        at = points(item, groups=of_groups, subnets=of_subnets)
        interface = Interface(placed, self.network.groups_of(given, placed), None, at, name)
        self.network.graph.stores[name] = Store(name, at, what, port, interface)

    def _subnet_group(self, item: Resolved) -> tuple[Subnet | Outside, ...]:
        for prop, inner in (
            ("DBSubnetGroupName", "SubnetIds"),
            ("CacheSubnetGroupName", "SubnetIds"),
            ("SubnetGroupName", "SubnetNames"),
            ("ClusterSubnetGroupName", "SubnetIds"),
        ):
            value = item.get(prop)
            if isinstance(value, Reference):
                found = self.stack.target(value)
                if found is not None and isinstance(found.data, dict):
                    given = found.get(inner)
                    return self.network.subnets_of(found.get("SubnetIds") if given is None else given)
        return (Outside(),)


def _usual_port(item: Resolved) -> int | None:
    engine = item.get("Engine")
    if not isinstance(engine, str):
        return None
    engine = engine.lower()
    if item.resource.type.startswith("AWS::ElastiCache"):
        return {"redis": 6379, "valkey": 6379, "memcached": 11211}.get(engine)
    if engine.startswith("aurora"):
        # A cluster has 3306 unless it says otherwise, and for PostgreSQL sources differ.
        return 3306 if engine in ("aurora", "aurora-mysql") else None
    return next((port for name, port in _ENGINES.items() if engine.startswith(name)), None)


def _is_open(*values: object) -> bool:
    """Say whether actions of a listener may forward to more than they show."""
    for value in values:
        for _, action in items(value):
            inner = members(action)
            if isinstance(action, Unresolved):
                return True
            for key in ("TargetGroupArn", "ForwardConfig"):
                given = inner.get(key)
                if isinstance(given, Unresolved) and not isinstance(given, Reference):
                    return True
    return False


def _preserves(item: Resolved, kind: str | None) -> bool | None:
    """Say whether targets see the client's addresses. Instances do unless switched off, addresses only
    behind UDP. Source: *Client IP preservation*, user guide for Network Load Balancers, read 2026-11."""
    for _, attribute in items(item.get("TargetGroupAttributes")):
        inner = members(attribute)
        if inner.get("Key") == "preserve_client_ip.enabled":
            return truth(inner.get("Value"))
    if kind is None:
        return None
    return kind == "instance" or item.get("Protocol") in ("UDP", "TCP_UDP")
