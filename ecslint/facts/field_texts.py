"""What fields mean, in our own words: for hover, completion and the descriptions of printed schemas.

The texts lie in ``schemas/descriptions.json``, by shape of the ECS API and member. Which launch types do not
support a member comes from ``ecslint.facts.platforms``, where the rules have it from.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from ecslint.base import schemas
from ecslint.facts import platforms

_REFERENCE: Final = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"

_ROOTS: Final = {
    "task-definition": "TaskDefinition",
    "container-definitions": "ContainerDefinition",
    "service": "Service",
    "run-task": "RunTask",
    "start-task": "RunTask",
    "create-task-set": "TaskSet",
    "create-cluster": "Cluster",
    "cluster": "Cluster",
    "capacity-provider": "CapacityProvider",
    "daemon-task-definition": "TaskDefinition",
    "update-service": "Service",
    "update-task-set": "TaskSet",
    "update-cluster": "Cluster",
    "update-capacity-provider": "CapacityProvider",
    "put-cluster-capacity-providers": "Cluster",
    "update-cluster-settings": "Cluster",
    "appspec": "AppSpec",
    "create-express-gateway-service": "ExpressGatewayService",
    "update-express-gateway-service": "ExpressGatewayService",
    "create-daemon": "Daemon",
    "update-daemon": "Daemon",
    "create-gateway": "Gateway",
    "update-gateway": "Gateway",
    "update-service-primary-task-set": "PrimaryTaskSet",
}
"""The shapes of the roots of schemas, by the name of the schema."""

INLINE: Final = {
    "TargetService": "TargetService",
    "Properties": "TargetServiceProperties",
    "LoadBalancerInfo": "LoadBalancerInfo",
    "NetworkConfiguration": "NetworkConfiguration",
    "AwsvpcConfiguration": "AwsVpcConfiguration",
    "CapacityProviderStrategy": "CapacityProviderStrategyItem",
    "Hooks": "Hooks",
}
"""Shapes of the objects of an AppSpec, whose schema has no names for them, by member."""

_HOLDERS: Final = {
    "TaskDefinition": "task",
    "ContainerDefinition": "container",
    "LinuxParameters": "linuxParameters",
    "Volume": "volume",
    "HostVolumeProperties": "host",
}
"""How ``ecslint.facts.platforms`` calls shapes."""

_PLATFORMS: Final = (
    ("Fargate", platforms.FARGATE),
    ("ECS Anywhere (EXTERNAL)", platforms.EXTERNAL),
    ("Managed Instances", (*platforms.MANAGED_INSTANCES, *platforms.MANAGED_INSTANCES_NETWORK)),
    ("Windows", platforms.WINDOWS),
)


class FieldText(NamedTuple):
    """What is said of a field."""

    text: str
    """One or two sentences."""
    default: str | None
    """What holds without it, in a few words."""
    url: str | None
    """Where AWS describes it."""


def root_shape(schema: str) -> str | None:
    """Return the shape of the root of a schema (``service``, ``cloudformation/AWS_ECS_Service``)."""
    if schema.startswith("cloudformation/AWS_ECS_"):
        return schema.rpartition("_")[2]
    return _ROOTS.get(schema)


def field_text(shape: str, member: str) -> FieldText | None:
    """Return what is said of a member of a shape, ``None`` where nothing is.

    Members of CloudFormation, which begin with a capital, mean those of the API.
    """
    table, operations = _table()
    shape = _ALIASES.get(shape, shape)
    row = table.get(shape, {}).get(member.lower())
    if row is None:
        return None
    name, words = row
    if shape in _NOT_OF_THE_API:
        url = f"{_REFERENCE.removesuffix('/APIReference')}/developerguide/{_NOT_OF_THE_API[shape]}"
    elif shape in operations:
        url = f"{_REFERENCE}/API_{operations[shape]}.html#ECS-{operations[shape]}-request-{name}"
    else:
        url = f"{_REFERENCE}/API_{shape}.html#ECS-Type-{shape}-{name}"
    return FieldText(words[0], words[1] if len(words) > 1 else None, url)


_ALIASES: Final = {
    "AuthorizationConfig": "EFSAuthorizationConfig",
    "AutoScalingGroupProviderUpdate": "AutoScalingGroupProvider",
    "ClusterServiceConnectDefaultsRequest": "ServiceConnectConfiguration",
    "ClusterSettings": "ClusterSetting",
    "CreateManagedInstancesProviderConfiguration": "ManagedInstancesProvider",
    "DaemonContainerDefinition": "ContainerDefinition",
    "DaemonLinuxParameters": "LinuxParameters",
    "DaemonVolume": "Volume",
    "FSxAuthorizationConfig": "FSxWindowsFileServerAuthorizationConfig",
    "InstanceLaunchTemplateUpdate": "InstanceLaunchTemplate",
    "RestartPolicy": "ContainerRestartPolicy",
    "ServiceConnectDefaults": "ServiceConnectConfiguration",
    "ServiceConnectTestTrafficRulesHeader": "ServiceConnectTestTrafficHeaderRules",
    "ServiceConnectTestTrafficRulesHeaderValue": "ServiceConnectTestTrafficHeaderMatchRules",
    "TaskManagedEBSVolumeConfiguration": "ServiceManagedEBSVolumeConfiguration",
    "UpdateGatewayAlbConfiguration": "HostSharedAlbConfiguration",
    "UpdateGatewayConfiguration": "GatewayConfiguration",
    "UpdateGatewayNetworkConfiguration": "GatewayElbNetworkConfiguration",
    "UpdateManagedInstancesProviderConfiguration": "ManagedInstancesProvider",
}
"""Shapes that say the same as others: of CloudFormation as of the API, of tasks as of services."""

_APPSPEC: Final = "deployment-type-bluegreen.html"
_NOT_OF_THE_API: Final = {
    "AppSpec": _APPSPEC,
    "TargetService": _APPSPEC,
    "TargetServiceProperties": _APPSPEC,
    "LoadBalancerInfo": _APPSPEC,
    "Hooks": _APPSPEC,
    "ImageDefinition": "service-update-image.html",
    "HookTimeoutConfig": _APPSPEC,
    "ManagedInstancesProvider": "managed-instances.html",
}
"""Shapes that the ECS API does not have, and the page of the developer guide about them."""


def field_examples(shape: str, member: str) -> list[object]:
    """Return values that a member of a shape of the API may have; none where an example says nothing."""
    examples: dict[str, dict[str, list[object]]] = schemas.load_json("descriptions.json")["examples"]
    by_name = examples.get(_ALIASES.get(shape, shape), {})
    return by_name.get(member, by_name.get(member[:1].lower() + member[1:], []))


def not_supported_on(shape: str, member: str) -> list[str]:
    """Return the platforms that do not support a member, or only some values of it."""
    holder = _HOLDERS.get(shape)
    found = []
    for platform, rows in _PLATFORMS:
        for row in rows:
            if row.holder == holder and row.member.lower() == member.lower():
                only = f" (but {', '.join(row.allowed)})" if row.allowed else ""
                found.append(platform + only)
    return found


@cache
def _table() -> tuple[dict[str, dict[str, tuple[str, list[str]]]], dict[str, str]]:
    """Return names and texts by shape and member in lower case, and operations by shape."""
    data = schemas.load_json("descriptions.json")
    table = {
        shape: {member.lower(): (member, words) for member, words in members.items()}
        for shape, members in data["fields"].items()
    }
    return table, data["operations"]
