"""The service and all that it contains, as ``CreateService`` takes it.

Member names and types follow the API model of Amazon ECS (2014-11-13); a CloudFormation
``AWS::ECS::Service`` arrives here under the API's names. Percentages are in percent, grace periods in
seconds, bake times in minutes, volume sizes in GiB.
"""

from __future__ import annotations

from ecslint.base.unresolved import ELSEWHERE
from ecslint.model.base import Model, is_set
from ecslint.model.service_connect import ServiceConnectConfiguration
from ecslint.model.task import Tag
from ecslint.model.value import Opt, Unresolved, Value


class AdvancedConfiguration(Model):
    """``AdvancedConfiguration``: the second target group and the listener rules of blue/green deployments."""

    alternate_target_group_arn: Opt[str] = None
    production_listener_rule: Opt[str] = None
    test_listener_rule: Opt[str] = None
    role_arn: Opt[str] = None


class LoadBalancer(Model):
    """``LoadBalancer``: target group or Classic Load Balancer, with the container and port that it forwards
    to."""

    target_group_arn: Opt[str] = None
    load_balancer_name: Opt[str] = None
    container_name: Opt[str] = None
    container_port: Opt[int] = None
    advanced_configuration: Opt[AdvancedConfiguration] = None


class ServiceRegistry(Model):
    """``ServiceRegistry``: a service of AWS Cloud Map."""

    registry_arn: Opt[str] = None
    port: Opt[int] = None
    container_name: Opt[str] = None
    container_port: Opt[int] = None


class CapacityProviderStrategyItem(Model):
    """``CapacityProviderStrategyItem``: base in tasks, weight without a unit."""

    capacity_provider: Opt[str] = None
    weight: Opt[int] = None
    base: Opt[int] = None


class ThresholdConfiguration(Model):
    """``DeploymentCircuitBreakerThresholdConfiguration``: failed tasks after which a deployment fails."""

    type: Opt[str] = None
    value: Opt[int] = None


class DeploymentCircuitBreaker(Model):
    """``DeploymentCircuitBreaker``: whether failed deployments end, and are rolled back."""

    enable: Opt[bool] = None
    rollback: Opt[bool] = None
    reset_on_healthy_task: Opt[bool] = None
    threshold_configuration: Opt[ThresholdConfiguration] = None


class DeploymentAlarms(Model):
    """``DeploymentAlarms``: CloudWatch alarms that stop a deployment."""

    alarm_names: Opt[list[Value[str]]] = None
    rollback: Opt[bool] = None
    enable: Opt[bool] = None


class DeploymentLifecycleHookTimeoutConfiguration(Model):
    """``DeploymentLifecycleHookTimeoutConfiguration``: how long a hook may take."""

    timeout_in_minutes: Opt[int] = None
    action: Opt[str] = None


class DeploymentLifecycleHook(Model):
    """``DeploymentLifecycleHook``: a Lambda function that runs at stages of a deployment."""

    target_type: Opt[str] = None
    hook_target_arn: Opt[str] = None
    role_arn: Opt[str] = None
    lifecycle_stages: Opt[list[Value[str]]] = None
    hook_details: Opt[object] = None
    timeout_configuration: Opt[DeploymentLifecycleHookTimeoutConfiguration] = None


class LinearConfiguration(Model):
    """``LinearConfiguration``: percent of traffic per step, and minutes between steps."""

    step_percent: Opt[float] = None
    step_bake_time_in_minutes: Opt[int] = None


class CanaryConfiguration(Model):
    """``CanaryConfiguration``: percent of traffic of the first step, and minutes until the second."""

    canary_percent: Opt[float] = None
    canary_bake_time_in_minutes: Opt[int] = None


class DeploymentEarlySuccessCriteria(Model):
    """When a deployment counts as successful before all of its tasks run."""

    enable: Opt[bool] = None
    healthy_percent: Opt[int] = None
    source_service_revision_cleanup: Opt[str] = None


class DeploymentConfiguration(Model):
    """``DeploymentConfiguration``: percentages of the desired count, strategy, bake time in minutes."""

    deployment_circuit_breaker: Opt[DeploymentCircuitBreaker] = None
    maximum_percent: Opt[int] = None
    minimum_healthy_percent: Opt[int] = None
    alarms: Opt[DeploymentAlarms] = None
    strategy: Opt[str] = None
    bake_time_in_minutes: Opt[int] = None
    lifecycle_hooks: Opt[list[Value[DeploymentLifecycleHook]]] = None
    linear_configuration: Opt[LinearConfiguration] = None
    canary_configuration: Opt[CanaryConfiguration] = None
    early_success_criteria: Opt[DeploymentEarlySuccessCriteria] = None


class PlacementConstraint(Model):
    """``PlacementConstraint`` of a service or a run."""

    type: Opt[str] = None
    expression: Opt[str] = None


class PlacementStrategy(Model):
    """``PlacementStrategy``: how tasks are spread over instances."""

    type: Opt[str] = None
    field: Opt[str] = None


class AwsVpcConfiguration(Model):
    """``AwsVpcConfiguration``: subnets, security groups and public IP address of tasks."""

    subnets: Opt[list[Value[str]]] = None
    security_groups: Opt[list[Value[str]]] = None
    assign_public_ip: Opt[str] = None


class NetworkConfiguration(Model):
    """``NetworkConfiguration`` of tasks in the ``awsvpc`` network mode."""

    awsvpc_configuration: Opt[AwsVpcConfiguration] = None


class DeploymentController(Model):
    """``DeploymentController``: ``ECS``, ``CODE_DEPLOY`` or ``EXTERNAL``."""

    type: Opt[str] = None


class EBSTagSpecification(Model):
    """``EBSTagSpecification``: tags of a managed volume."""

    resource_type: Opt[str] = None
    tags: Opt[list[Value[Tag]]] = None
    propagate_tags: Opt[str] = None


class ServiceManagedEBSVolumeConfiguration(Model, spelt={"size_in_gib": "sizeInGiB"}):
    """``ServiceManagedEBSVolumeConfiguration``: size in GiB, throughput in MiB per second."""

    encrypted: Opt[bool] = None
    kms_key_id: Opt[str] = None
    volume_type: Opt[str] = None
    size_in_gib: Opt[int] = None
    snapshot_id: Opt[str] = None
    volume_initialization_rate: Opt[int] = None
    iops: Opt[int] = None
    throughput: Opt[int] = None
    tag_specifications: Opt[list[Value[EBSTagSpecification]]] = None
    role_arn: Opt[str] = None
    filesystem_type: Opt[str] = None


class ServiceVolumeConfiguration(Model, spelt={"managed_ebs_volume": "managedEBSVolume"}):
    """``ServiceVolumeConfiguration``: a volume that is configured at launch."""

    name: Opt[str] = None
    managed_ebs_volume: Opt[ServiceManagedEBSVolumeConfiguration] = None


class VpcLatticeAdvancedConfiguration(Model):
    """The second target group of Amazon VPC Lattice."""

    alternate_target_group_arn: Opt[str] = None
    production_listener_rule: Opt[str] = None
    test_listener_rule: Opt[str] = None


class VpcLatticeConfiguration(Model):
    """``VpcLatticeConfiguration``: role, target group and port name."""

    role_arn: Opt[str] = None
    target_group_arn: Opt[str] = None
    port_name: Opt[str] = None
    advanced_configuration: Opt[VpcLatticeAdvancedConfiguration] = None


class GatewayConnectorHealthCheckMatcher(Model):
    """The status codes that a gateway's health check accepts."""

    http_code: Opt[str] = None
    grpc_code: Opt[str] = None


class GatewayConnectorHealthCheck(Model):
    """The health check of a gateway connector; times in seconds."""

    health_check_protocol: Opt[str] = None
    health_check_port: Opt[int] = None
    health_check_path: Opt[str] = None
    health_check_timeout_seconds: Opt[int] = None
    health_check_interval_seconds: Opt[int] = None
    healthy_threshold_count: Opt[int] = None
    unhealthy_threshold_count: Opt[int] = None
    matcher: Opt[GatewayConnectorHealthCheckMatcher] = None


class GatewayConnectorFilters(Model):
    """The filters of a gateway connector."""

    access_types: Opt[list[Value[str]]] = None


class GatewayConnectorDeregistrationDelay(Model):
    """How long a gateway drains targets, in seconds."""

    timeout_seconds: Opt[int] = None


class GatewayConnector(Model):
    """``GatewayConnector``: how a gateway reaches the service."""

    port_name: Opt[str] = None
    health_check: Opt[GatewayConnectorHealthCheck] = None
    filters: Opt[GatewayConnectorFilters] = None
    deregistration_delay: Opt[GatewayConnectorDeregistrationDelay] = None


class MetricConfiguration(Model):
    """A metric that is published, with its resolution."""

    metric_names: Opt[list[Value[str]]] = None
    resolution_seconds: Opt[int] = None


class MonitoringConfiguration(Model):
    """Which metrics of a service are published."""

    metric_configurations: Opt[list[Value[MetricConfiguration]]] = None


class Service(Model, spelt={"enable_ecs_managed_tags": "enableECSManagedTags"}):
    """The request of CreateService or UpdateService, or ``AWS::ECS::Service``; counts in tasks, times in
    seconds."""

    cluster: Opt[str] = None
    service: Opt[str] = None
    """Only in an input of UpdateService, which names an existing service by it."""
    service_name: Opt[str] = None
    task_definition: Opt[str] = None
    availability_zone_rebalancing: Opt[str] = None
    load_balancers: Opt[list[Value[LoadBalancer]]] = None
    service_registries: Opt[list[Value[ServiceRegistry]]] = None
    desired_count: Opt[int] = None
    client_token: Opt[str] = None
    launch_type: Opt[str] = None
    capacity_provider_strategy: Opt[list[Value[CapacityProviderStrategyItem]]] = None
    platform_version: Opt[str] = None
    role: Opt[str] = None
    deployment_configuration: Opt[DeploymentConfiguration] = None
    placement_constraints: Opt[list[Value[PlacementConstraint]]] = None
    placement_strategy: Opt[list[Value[PlacementStrategy]]] = None
    network_configuration: Opt[NetworkConfiguration] = None
    health_check_grace_period_seconds: Opt[int] = None
    scheduling_strategy: Opt[str] = None
    deployment_controller: Opt[DeploymentController] = None
    tags: Opt[list[Value[Tag]]] = None
    enable_ecs_managed_tags: Opt[bool] = None
    propagate_tags: Opt[str] = None
    enable_execute_command: Opt[bool] = None
    force_new_deployment: Opt[bool] = None
    service_connect_configuration: Opt[ServiceConnectConfiguration] = None
    volume_configurations: Opt[list[Value[ServiceVolumeConfiguration]]] = None
    vpc_lattice_configurations: Opt[list[Value[VpcLatticeConfiguration]]] = None
    gateway_connectors: Opt[list[Value[GatewayConnector]]] = None
    monitoring: Opt[MonitoringConfiguration] = None

    @property
    def is_update(self) -> bool:
        """Whether this changes an existing service: what is absent stays as it is there."""
        return is_set(self.service) and getattr(self.service, "reason", "") != ELSEWHERE

    @property
    def controller(self) -> str | None:
        """The deployment controller (``ECS`` where a new service names none); ``None`` if unknown."""
        block = self.deployment_controller
        return self._default(block.type if isinstance(block, DeploymentController) else block, "ECS")

    @property
    def strategy(self) -> str | None:
        """The deployment strategy (``ROLLING`` where a new service names none); ``None`` if unknown."""
        block = self.deployment_configuration
        return self._default(
            block.strategy if isinstance(block, DeploymentConfiguration) else block, "ROLLING"
        )

    @property
    def scheduling(self) -> str | None:
        """The scheduling strategy (``REPLICA`` where a new service names none); ``None`` if unknown."""
        return self._default(self.scheduling_strategy, "REPLICA")

    def _default(self, value: str | Unresolved | None, default: str) -> str | None:
        if isinstance(value, Unresolved):
            return None
        return value or (None if self.is_update else default)
