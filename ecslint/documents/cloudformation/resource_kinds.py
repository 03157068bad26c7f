"""The types of resources that rules look at, one row each."""

from __future__ import annotations

from typing import Final, NamedTuple

TASK_DEFINITION: Final = "AWS::ECS::TaskDefinition"
DAEMON_TASK_DEFINITION: Final = "AWS::ECS::DaemonTaskDefinition"
SERVICE: Final = "AWS::ECS::Service"
TASK_SET: Final = "AWS::ECS::TaskSet"
CLUSTER: Final = "AWS::ECS::Cluster"
ROLE: Final = "AWS::IAM::Role"
TARGET_GROUP: Final = "AWS::ElasticLoadBalancingV2::TargetGroup"
SHARED_MODELS: Final = frozenset({DAEMON_TASK_DEFINITION, TASK_SET})
"""The rarer types that have a model, which the API shares."""

_ELB: Final = "AWS::ElasticLoadBalancingV2::"
_OF_TARGETS: Final = frozenset({CLUSTER, TASK_DEFINITION, ROLE})


class ResourceKind(NamedTuple):
    """A type of resources without a model: rules are given its evaluated properties."""

    name: str
    """What rules call it: the type of the parameter that a check takes."""
    follows: frozenset[str] = frozenset()
    """Types that its rules follow references to; their conditions are told apart with its own."""
    is_neighbour: bool = True
    """Whether it belongs to another service than Amazon ECS."""
    has_schema: bool = True
    """Whether its structure is checked; otherwise only what concerns ECS is read."""


def _own(name: str, *follows: str) -> ResourceKind:
    """Return the row of a type of Amazon ECS."""
    return ResourceKind(name, frozenset(follows), is_neighbour=False)


_KINDS: Final[dict[str, ResourceKind]] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": ResourceKind("ScalableTarget"),
    "AWS::ApplicationAutoScaling::ScalingPolicy": ResourceKind(
        "ScalingPolicy", frozenset({"AWS::ApplicationAutoScaling::ScalableTarget"})
    ),
    "AWS::CodeBuild::Project": ResourceKind("BuildProject", frozenset({ROLE}), has_schema=False),
    "AWS::CodeDeploy::Application": ResourceKind("DeploymentApplication"),
    "AWS::CodeDeploy::DeploymentConfig": ResourceKind("DeploymentConfig"),
    "AWS::CodeDeploy::DeploymentGroup": ResourceKind(
        "DeploymentGroup",
        frozenset(
            {
                ROLE,
                SERVICE,
                "AWS::CodeDeploy::Application",
                "AWS::CodeDeploy::DeploymentConfig",
                _ELB + "Listener",
            }
        ),
    ),
    "AWS::CodePipeline::Pipeline": ResourceKind("Pipeline", frozenset({ROLE}), has_schema=False),
    "AWS::ECS::CapacityProvider": _own("CapacityProvider", ROLE, "AWS::IAM::InstanceProfile"),
    CLUSTER: _own("Cluster"),
    "AWS::ECS::ClusterCapacityProviderAssociations": _own("ClusterCapacityProviderAssociations"),
    "AWS::ECS::Daemon": _own("Daemon"),
    "AWS::ECS::ExpressGatewayService": _own("ExpressGatewayService", ROLE, TASK_DEFINITION),
    "AWS::ECS::Gateway": _own("Gateway"),
    "AWS::ECS::GatewayClusterAssociations": _own("GatewayClusterAssociations"),
    "AWS::ECS::PrimaryTaskSet": _own("PrimaryTaskSet"),
    _ELB + "Listener": ResourceKind("ElbListener", frozenset({_ELB + "LoadBalancer", TARGET_GROUP})),
    _ELB + "ListenerRule": ResourceKind("ElbListenerRule", frozenset({_ELB + "Listener", TARGET_GROUP})),
    _ELB + "LoadBalancer": ResourceKind("ElbLoadBalancer", frozenset({"AWS::EC2::Subnet"})),
    TARGET_GROUP: ResourceKind("ElbTargetGroup"),
    "AWS::Events::Rule": ResourceKind("EventsRule", _OF_TARGETS),
    "AWS::Logs::LogGroup": ResourceKind("LogGroup"),
    "AWS::Scheduler::Schedule": ResourceKind("Schedule", _OF_TARGETS),
    "AWS::StepFunctions::StateMachine": ResourceKind("StateMachine", _OF_TARGETS, has_schema=False),
    "AWS::ServiceDiscovery::HttpNamespace": ResourceKind("HttpNamespace"),
    "AWS::ServiceDiscovery::PrivateDnsNamespace": ResourceKind("PrivateDnsNamespace"),
    "AWS::ServiceDiscovery::Service": ResourceKind(
        "DiscoveryService",
        frozenset({"AWS::ServiceDiscovery::HttpNamespace", "AWS::ServiceDiscovery::PrivateDnsNamespace"}),
    ),
}
_FOLLOWED_BY_MODELS: Final[dict[str, frozenset[str]]] = {
    SERVICE: frozenset(
        {
            "AWS::EC2::SecurityGroup",
            "AWS::ECS::CapacityProvider",
            CLUSTER,
            TASK_DEFINITION,
            TARGET_GROUP,
            ROLE,
            "AWS::Logs::LogGroup",
            "AWS::ServiceDiscovery::Service",
        }
    ),
    TASK_DEFINITION: frozenset({ROLE, "AWS::Logs::LogGroup"}),
}


def kind_of(resource_type: str) -> ResourceKind | None:
    """Return the row of a type without a model, ``None`` if it has a model or no rule looks at it."""
    return _KINDS.get(resource_type)


def kinds() -> dict[str, ResourceKind]:
    """Return the rows of all types without a model, by type."""
    return dict(_KINDS)


def followed_types(resource_type: str) -> frozenset[str]:
    """Return the types that rules on resources of ``resource_type`` follow references to."""
    kind = _KINDS.get(resource_type)
    return kind.follows if kind is not None else _FOLLOWED_BY_MODELS.get(resource_type, frozenset())
