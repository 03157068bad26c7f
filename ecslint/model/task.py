"""The task definition and all that it contains, as ``RegisterTaskDefinition`` takes it.

Member names and types follow the API model of Amazon ECS (2014-11-13). Numbers keep the API's units:
container ``cpu`` in CPU units, ``memory`` in MiB, timeouts and intervals in seconds. The members of a
CloudFormation ``AWS::ECS::TaskDefinition`` arrive here under their API names.
"""

from __future__ import annotations

from functools import cached_property

from ecslint.base.unresolved import ELSEWHERE, Unresolved
from ecslint.model.base import Model, each, is_complete
from ecslint.model.linux import LinuxParameters, SystemControl, Ulimit
from ecslint.model.size import cpu_units, memory_mib
from ecslint.model.value import Opt, Value, known
from ecslint.model.volumes import Volume


class RepositoryCredentials(Model):
    """``RepositoryCredentials``: the secret with the credentials of a private registry."""

    credentials_parameter: Opt[str] = None


class PortMapping(Model):
    """``PortMapping``: container port, host port and protocol."""

    container_port: Opt[int] = None
    host_port: Opt[int] = None
    protocol: Opt[str] = None
    name: Opt[str] = None
    app_protocol: Opt[str] = None
    container_port_range: Opt[str] = None


class ContainerRestartPolicy(Model):
    """``ContainerRestartPolicy``: whether a container is restarted; the attempt period is in seconds."""

    enabled: Opt[bool] = None
    ignored_exit_codes: Opt[list[Value[int]]] = None
    restart_attempt_period: Opt[int] = None


class KeyValuePair(Model):
    """``KeyValuePair``: an environment variable, or a property of a proxy."""

    name: Opt[str] = None
    value: Opt[str] = None


class EnvironmentFile(Model):
    """``EnvironmentFile``: a file in Amazon S3 with variables."""

    value: Opt[str] = None
    type: Opt[str] = None


class MountPoint(Model):
    """``MountPoint``: where a container mounts a volume."""

    source_volume: Opt[str] = None
    container_path: Opt[str] = None
    read_only: Opt[bool] = None


class VolumeFrom(Model):
    """``VolumeFrom``: a container whose volumes are mounted as well."""

    source_container: Opt[str] = None
    read_only: Opt[bool] = None


class Secret(Model):
    """``Secret``: a variable whose value AWS Secrets Manager or Parameter Store holds."""

    name: Opt[str] = None
    value_from: Opt[str] = None


class ContainerDependency(Model):
    """``ContainerDependency``: a container that is waited for, and for what."""

    container_name: Opt[str] = None
    condition: Opt[str] = None


class HostEntry(Model):
    """``HostEntry``: a line of ``/etc/hosts``."""

    hostname: Opt[str] = None
    ip_address: Opt[str] = None


class LogConfiguration(Model):
    """``LogConfiguration``: driver, options and secret options."""

    log_driver: Opt[str] = None
    options: Opt[dict[str, Value[str]]] = None
    secret_options: Opt[list[Value[Secret]]] = None


class HealthCheck(Model):
    """``HealthCheck`` of a container; times in seconds."""

    command: Opt[list[Value[str]]] = None
    interval: Opt[int] = None
    timeout: Opt[int] = None
    retries: Opt[int] = None
    start_period: Opt[int] = None


class NvidiaMpsAllocation(Model):
    """The share of a GPU that NVIDIA MPS gives a container."""

    memory: Opt[int] = None
    max_compute_percent: Opt[int] = None


class SharingStrategy(Model):
    """How containers share a GPU."""

    nvidia_mps: Opt[NvidiaMpsAllocation] = None


class ResourceRequirement(Model):
    """``ResourceRequirement``: GPUs or an inference accelerator."""

    value: Opt[str] = None
    type: Opt[str] = None
    sharing_strategy: Opt[SharingStrategy] = None


class FirelensConfiguration(Model):
    """``FirelensConfiguration``: the log router that a container is."""

    type: Opt[str] = None
    options: Opt[dict[str, Value[str]]] = None


class Container(Model):
    """``ContainerDefinition``: CPU in units (1,024 are a vCPU), memory in MiB, times in seconds."""

    name: Opt[str] = None
    image: Opt[str] = None
    repository_credentials: Opt[RepositoryCredentials] = None
    cpu: Opt[int] = None
    memory: Opt[int] = None
    memory_reservation: Opt[int] = None
    links: Opt[list[Value[str]]] = None
    port_mappings: Opt[list[Value[PortMapping]]] = None
    essential: Opt[bool] = None
    restart_policy: Opt[ContainerRestartPolicy] = None
    entry_point: Opt[list[Value[str]]] = None
    command: Opt[list[Value[str]]] = None
    environment: Opt[list[Value[KeyValuePair]]] = None
    environment_files: Opt[list[Value[EnvironmentFile]]] = None
    mount_points: Opt[list[Value[MountPoint]]] = None
    volumes_from: Opt[list[Value[VolumeFrom]]] = None
    linux_parameters: Opt[LinuxParameters] = None
    secrets: Opt[list[Value[Secret]]] = None
    depends_on: Opt[list[Value[ContainerDependency]]] = None
    start_timeout: Opt[int] = None
    stop_timeout: Opt[int] = None
    version_consistency: Opt[str] = None
    hostname: Opt[str] = None
    user: Opt[str] = None
    working_directory: Opt[str] = None
    disable_networking: Opt[bool] = None
    privileged: Opt[bool] = None
    readonly_root_filesystem: Opt[bool] = None
    dns_servers: Opt[list[Value[str]]] = None
    dns_search_domains: Opt[list[Value[str]]] = None
    extra_hosts: Opt[list[Value[HostEntry]]] = None
    docker_security_options: Opt[list[Value[str]]] = None
    interactive: Opt[bool] = None
    pseudo_terminal: Opt[bool] = None
    docker_labels: Opt[dict[str, Value[str]]] = None
    ulimits: Opt[list[Value[Ulimit]]] = None
    log_configuration: Opt[LogConfiguration] = None
    health_check: Opt[HealthCheck] = None
    system_controls: Opt[list[Value[SystemControl]]] = None
    resource_requirements: Opt[list[Value[ResourceRequirement]]] = None
    firelens_configuration: Opt[FirelensConfiguration] = None
    credential_specs: Opt[list[Value[str]]] = None


class TaskDefinitionPlacementConstraint(Model):
    """``TaskDefinitionPlacementConstraint``: which instances may run the tasks."""

    type: Opt[str] = None
    expression: Opt[str] = None


class Tag(Model):
    """``Tag``: key and value."""

    key: Opt[str] = None
    value: Opt[str] = None


class ProxyConfiguration(Model):
    """``ProxyConfiguration``: the proxy of AWS App Mesh."""

    type: Opt[str] = None
    container_name: Opt[str] = None
    properties: Opt[list[Value[KeyValuePair]]] = None


class InferenceAccelerator(Model):
    """``InferenceAccelerator``: a device of Elastic Inference."""

    device_name: Opt[str] = None
    device_type: Opt[str] = None


class EphemeralStorage(Model, spelt={"size_in_gib": "sizeInGiB"}):
    """``EphemeralStorage`` of a task on Fargate, in GiB."""

    size_in_gib: Opt[int] = None


class RuntimePlatform(Model):
    """``RuntimePlatform``: operating system family and CPU architecture."""

    cpu_architecture: Opt[str] = None
    operating_system_family: Opt[str] = None


class TrustedExecutionConfiguration(Model):
    """The settings of trusted execution."""

    isolation_mode: Opt[str] = None
    attestation_policy: Opt[str] = None


class TaskDefinition(Model):
    """The request of RegisterTaskDefinition, or ``AWS::ECS::TaskDefinition``; CPU units, memory in MiB."""

    family: Opt[str] = None
    task_role_arn: Opt[str] = None
    execution_role_arn: Opt[str] = None
    network_mode: Opt[str] = None
    container_definitions: Opt[list[Value[Container]]] = None
    volumes: Opt[list[Value[Volume]]] = None
    placement_constraints: Opt[list[Value[TaskDefinitionPlacementConstraint]]] = None
    requires_compatibilities: Opt[list[Value[str]]] = None
    cpu: Opt[str] = None
    memory: Opt[str] = None
    tags: Opt[list[Value[Tag]]] = None
    pid_mode: Opt[str] = None
    ipc_mode: Opt[str] = None
    proxy_configuration: Opt[ProxyConfiguration] = None
    inference_accelerators: Opt[list[Value[InferenceAccelerator]]] = None
    ephemeral_storage: Opt[EphemeralStorage] = None
    runtime_platform: Opt[RuntimePlatform] = None
    enable_fault_injection: Opt[bool] = None
    trusted_execution_configuration: Opt[TrustedExecutionConfiguration] = None

    @cached_property
    def containers(self) -> list[Container]:
        """The containers that are known; see ``containers_complete``."""
        return [container for _, container in each(self.container_definitions)]

    @property
    def containers_known(self) -> bool:
        """Whether every container in the list is known; a bare list may still be added to elsewhere."""
        return self.container_definitions is not None and is_complete(self.container_definitions)

    @property
    def containers_complete(self) -> bool:
        """Whether every container of the task is known."""
        return self.containers_known and not self.is_excerpt

    @property
    def is_excerpt(self) -> bool:
        """Whether the file holds the containers only (a bare array), to which others may be added."""
        return isinstance(self.family, Unresolved) and self.family.reason == ELSEWHERE

    def container(self, name: str) -> Container | None:
        """Return the container of that name, if it is known."""
        return next((c for c in self.containers if c.name == name), None)

    @property
    def names_complete(self) -> bool:
        """Whether the name of every container of the task is known."""
        return self.containers_complete and all(isinstance(c.name, str) for c in self.containers)

    @cached_property
    def compatibilities(self) -> frozenset[str]:
        """The launch types that ``requiresCompatibilities`` surely lists."""
        return frozenset(value for _, value in each(self.requires_compatibilities))

    @property
    def requires_fargate(self) -> bool:
        """Whether the task definition names Fargate among its required compatibilities."""
        return "FARGATE" in self.compatibilities

    @cached_property
    def windows(self) -> bool | None:
        """Whether the task runs Windows; ``None`` if that is unknown (absent means Linux)."""
        platform = self.runtime_platform
        if isinstance(platform, Unresolved):
            return None
        family = platform.operating_system_family if platform else None
        if isinstance(family, Unresolved):
            return None
        return family is not None and family.upper().startswith("WINDOWS")

    @property
    def cpu_units(self) -> int | None:
        """Task CPU in CPU units; ``None`` if absent, unknown or unreadable."""
        return cpu_units(known(self.cpu))

    @property
    def memory_mib(self) -> int | None:
        """Task memory in MiB; ``None`` if absent, unknown or unreadable."""
        return memory_mib(known(self.memory))

    @property
    def linux_bridge_default(self) -> bool | None:
        """Whether an absent ``networkMode`` means ``bridge``: not on Windows, Fargate or MI."""
        return self.windows is False and not self.compatibilities & {"FARGATE", "MANAGED_INSTANCES"}

    @cached_property
    def network(self) -> str | None:
        """The network mode that the task runs with, ``None`` if that cannot be known.

        Fargate always means ``awsvpc``. An absent mode means ``bridge`` on Linux and ``default`` (NAT)
        on Windows; for Managed Instances the pages of AWS disagree.
        """
        if self.requires_fargate:
            return "awsvpc"
        if isinstance(self.network_mode, Unresolved):
            return None
        if self.network_mode:
            return self.network_mode
        if not is_complete(self.requires_compatibilities) or "MANAGED_INSTANCES" in self.compatibilities:
            return None
        return None if self.windows is None else "default" if self.windows else "bridge"


class DaemonTaskDefinition(TaskDefinition):
    """What ``RegisterDaemonTaskDefinition`` takes: a smaller task definition, for Managed Instances.

    It is a subject of its own, since most of what holds for task definitions does not hold for it.
    """
