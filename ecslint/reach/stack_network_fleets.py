"""From a template to the network model: instances that join clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ecslint.base.unresolved import EncodedText, PartialText, Unresolved
from ecslint.reach.network_model import Fleet, Interface
from ecslint.reach.network_parts import Outside, Truth
from ecslint.reach.stack_network import NetworkReader
from ecslint.reach.stack_values import items, members, number, points, reference, truth

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved

PROVIDER: Final = "AWS::ECS::CapacityProvider"
CLUSTER: Final = "AWS::ECS::Cluster"
_PUBLIC: Final = "set AssociatePublicIpAddress to true"
_WHO: Final = "the instances"
_GROUP: Final = "AWS::AutoScaling::AutoScalingGroup"


class FleetReader:
    """Reads the instances of a template; ``fleets`` are by logical id."""

    def __init__(self, network: NetworkReader) -> None:
        self.network = network
        self.stack = network.stack
        self.fleets: dict[str, Fleet] = {}
        self._read_fleets()

    def _read_fleets(self) -> None:
        providers = {
            reference(
                members(item.get("AutoScalingGroupProvider")).get("AutoScalingGroupArn"),
                "AutoScalingGroupARN",
            ): name
            for name, item in self.network.all(PROVIDER)
        }
        for name, item in self.network.all("AWS::EC2::Instance"):
            self._instance(name, item)
        for name, item in self.network.all(PROVIDER):
            self._managed(name, item)
        for name, item in self.network.all(_GROUP):
            settings, launch = self._launch(item)
            cluster = self._cluster_of(name, item, launch)
            if cluster is None and name not in providers:
                continue
            subnets = self.network.subnets_of(item.get("VPCZoneIdentifier"))
            given, public = _instance_network(settings)
            groups = (
                (Outside(),)
                if settings is None
                else self.network.groups_of(given, subnets)
                if given is not None
                else (self.network.default_group(subnets),)
            )
            least = number(item.get("MinSize"))
            wanted = number(item.get("DesiredCapacity"))
            at = points(item, subnets="VPCZoneIdentifier", public="VPCZoneIdentifier")
            self.fleets[name] = Fleet(
                name,
                at,
                Interface(subnets, groups, public, at, name, _PUBLIC, _WHO, _over_v6(settings)),
                cluster or Outside(providers.get(name) or ""),
                (wanted if wanted is not None else least or 0) > 0 or None,
            )

    def _instance(self, name: str, item: Resolved) -> None:
        """Read an instance on its own, if its user data or the like name a cluster."""
        cluster = self._cluster_of(name, item, None)
        data = members(item.data)
        if cluster is None or item.get("LaunchTemplate") is not None:
            return
        given, public = _instance_network(data)
        first = next((members(each) for _, each in items(data.get("NetworkInterfaces"))), {})
        first = {**first, "Groups": first.get("GroupSet")}
        value = item.get("SubnetId") if item.get("SubnetId") is not None else first.get("SubnetId")
        subnets = self.network.subnets_of(value) if value is not None else (Outside(),)
        groups = self.network.groups_of(given if given is not None else first["Groups"], subnets)
        at = points(item, subnets="SubnetId", public="SubnetId")
        interface = Interface(subnets, groups, public, at, name, _PUBLIC, _WHO, _over_v6(data))
        self.fleets[name] = Fleet(name, at, interface, cluster, True)

    def _managed(self, name: str, item: Resolved) -> None:
        """Read the network of managed instances, whose launch template is part of the provider."""
        launch = members(members(item.get("ManagedInstancesProvider")).get("InstanceLaunchTemplate"))
        network = members(launch.get("NetworkConfiguration"))
        if not network:
            return
        subnets = self.network.subnets_of(network.get("Subnets"))
        groups = self.network.groups_of(network.get("SecurityGroups"), subnets)
        base = ("ManagedInstancesProvider", "InstanceLaunchTemplate", "NetworkConfiguration")
        at = points(item, base, subnets="Subnets", public="Subnets", groups="SecurityGroups")
        # Whether they get public addresses in public subnets is not documented.
        self.fleets[name] = Fleet(
            name, at, Interface(subnets, groups, None, at, name, who=_WHO), Outside(name), None
        )

    def _launch(self, group: Resolved) -> tuple[dict[str, object] | None, Resolved | None]:
        """Return the settings that a group launches instances with; ``None`` if they are not all known."""
        config = self.stack.target(
            group.get("LaunchConfigurationName"), "AWS::AutoScaling::LaunchConfiguration"
        )
        if config is not None and isinstance(config.data, dict):
            return config.data, config
        spec = group.get("LaunchTemplate")
        if spec is None:
            mixed = members(members(group.get("MixedInstancesPolicy")).get("LaunchTemplate"))
            spec = mixed.get("LaunchTemplateSpecification")
        inner = members(spec)
        value = inner.get("LaunchTemplateId", inner.get("LaunchTemplateName"))
        found = self.stack.target(value, "AWS::EC2::LaunchTemplate")
        data = found.get("LaunchTemplateData") if found is not None else None
        return (data, found) if isinstance(data, dict) else (None, found)

    def _cluster_of(self, name: str, group: Resolved, launch: Resolved | None) -> str | None:
        template = self.stack.template
        mentioned = template.mentions(name)
        if launch is not None:
            mentioned |= template.mentions(launch.resource.logical_id)
        found = [each for each in mentioned if template.resources[each].type == CLUSTER]
        if not found:
            found = self._named_in_user_data(group if launch is None else launch)
        return found[0] if len(found) == 1 else None

    def _named_in_user_data(self, owner: Resolved) -> list[str]:
        """Return the clusters of the template that user data name by their literal name."""
        if not any(item.get("ClusterName") is not None for _, item in self.network.all(CLUSTER)):
            return []
        from ecslint.facts.arns import FORMS
        from ecslint.reach.patterns import matches
        from ecslint.reach.stack_fleets import named, user_data
        from ecslint.reach.texts import Texts
        from ecslint.reach.user_data import UserData

        texts = Texts(self.stack)
        launch = members(owner.get("LaunchTemplateData"))
        data = user_data(launch.get("UserData") if launch else owner.get("UserData"), texts)
        if not isinstance(data, UserData) or data.is_open or len(data.clusters) != 1:
            return []
        wanted = named(data.clusters[0])
        return [
            name
            for name, item in self.network.all(CLUSTER)
            if matches(wanted, texts.name(item, FORMS[CLUSTER]))
        ]


def _over_v6(settings: dict[str, object] | None) -> Truth:
    """Say whether user data make the agent call AWS over IPv6; ``None`` where they are not known.

    Source: ECS_INSTANCE_IP_COMPATIBILITY in the README of aws/amazon-ecs-agent, read 2026-11.
    """
    data = None if settings is None else settings.get("UserData")
    inner = data.inner if isinstance(data, EncodedText) else data
    if settings is None or (isinstance(inner, Unresolved) and not isinstance(inner, PartialText)):
        return None
    pieces = inner.parts if isinstance(inner, PartialText) else (inner,)
    known = "".join(piece for piece in pieces if isinstance(piece, str))
    return None if "_IP_COMPATIBILITY" in known or "#" not in known else False


def group_of(provider: Resolved) -> str | None:
    """Return the logical id of the Auto Scaling group of a capacity provider."""
    group = members(provider.get("AutoScalingGroupProvider"))
    return reference(group.get("AutoScalingGroupArn"), "AutoScalingGroupARN")


def _instance_network(settings: dict[str, object] | None) -> tuple[Any, Any]:
    """Return the security groups of a launch template or configuration and whether it gives public IPs."""
    if settings is None:
        return None, None
    interfaces = settings.get("NetworkInterfaces")
    if isinstance(interfaces, list) and interfaces:
        first = members(interfaces[0])
        given = first.get("AssociatePublicIpAddress")
        return first.get("Groups"), "subnet" if given is None else truth(given)
    given = settings.get("AssociatePublicIpAddress")
    groups = settings.get("SecurityGroupIds", settings.get("SecurityGroups"))
    if interfaces is not None or isinstance(groups, PartialText):
        return groups, None
    return groups, "subnet" if given is None else truth(given)
