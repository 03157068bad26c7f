"""One-off tasks and task sets, as ``RunTask`` and ``CreateTaskSet`` take them.

Member names and types follow the API model of Amazon ECS (2014-11-13). Percentages are in percent,
volume sizes in GiB. ``RunTask`` names the managed EBS volume like the service's.
"""

from __future__ import annotations

from ecslint.model.base import Model
from ecslint.model.service import (
    CapacityProviderStrategyItem,
    LoadBalancer,
    NetworkConfiguration,
    PlacementConstraint,
    PlacementStrategy,
    ServiceManagedEBSVolumeConfiguration,
    ServiceRegistry,
)
from ecslint.model.task import EnvironmentFile, EphemeralStorage, KeyValuePair, ResourceRequirement, Tag
from ecslint.model.value import Opt, Value


class ContainerOverride(Model):
    """``ContainerOverride`` of RunTask: what a run changes of a container; CPU units, memory in MiB."""

    name: Opt[str] = None
    command: Opt[list[Value[str]]] = None
    environment: Opt[list[Value[KeyValuePair]]] = None
    environment_files: Opt[list[Value[EnvironmentFile]]] = None
    cpu: Opt[int] = None
    memory: Opt[int] = None
    memory_reservation: Opt[int] = None
    resource_requirements: Opt[list[Value[ResourceRequirement]]] = None


class TaskOverride(Model):
    """``TaskOverride`` of RunTask: what a run changes of its task definition."""

    container_overrides: Opt[list[Value[ContainerOverride]]] = None
    cpu: Opt[str] = None
    memory: Opt[str] = None
    execution_role_arn: Opt[str] = None
    task_role_arn: Opt[str] = None
    ephemeral_storage: Opt[EphemeralStorage] = None


class TaskVolumeConfiguration(Model, spelt={"managed_ebs_volume": "managedEBSVolume"}):
    """``TaskVolumeConfiguration``: the EBS volume of a task that is run once."""

    name: Opt[str] = None
    managed_ebs_volume: Opt[ServiceManagedEBSVolumeConfiguration] = None


class RunTask(Model, spelt={"enable_ecs_managed_tags": "enableECSManagedTags"}):
    """The request of RunTask or StartTask."""

    cluster: Opt[str] = None
    task_definition: Opt[str] = None
    capacity_provider_strategy: Opt[list[Value[CapacityProviderStrategyItem]]] = None
    count: Opt[int] = None
    client_token: Opt[str] = None
    enable_ecs_managed_tags: Opt[bool] = None
    enable_execute_command: Opt[bool] = None
    group: Opt[str] = None
    launch_type: Opt[str] = None
    network_configuration: Opt[NetworkConfiguration] = None
    overrides: Opt[TaskOverride] = None
    placement_constraints: Opt[list[Value[PlacementConstraint]]] = None
    placement_strategy: Opt[list[Value[PlacementStrategy]]] = None
    platform_version: Opt[str] = None
    propagate_tags: Opt[str] = None
    started_by: Opt[str] = None
    tags: Opt[list[Value[Tag]]] = None
    volume_configurations: Opt[list[Value[TaskVolumeConfiguration]]] = None


class Scale(Model):
    """``Scale``: the share of the service's tasks that a task set runs."""

    value: Opt[float] = None
    unit: Opt[str] = None


class TaskSet(Model):
    """The request of CreateTaskSet, or ``AWS::ECS::TaskSet``."""

    service: Opt[str] = None
    cluster: Opt[str] = None
    external_id: Opt[str] = None
    task_definition: Opt[str] = None
    network_configuration: Opt[NetworkConfiguration] = None
    load_balancers: Opt[list[Value[LoadBalancer]]] = None
    service_registries: Opt[list[Value[ServiceRegistry]]] = None
    launch_type: Opt[str] = None
    capacity_provider_strategy: Opt[list[Value[CapacityProviderStrategyItem]]] = None
    platform_version: Opt[str] = None
    scale: Opt[Scale] = None
    client_token: Opt[str] = None
    tags: Opt[list[Value[Tag]]] = None
