"""Parameters of a task definition that a platform does not support.

Sources, read 2026-11: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ pages
fargate-tasks-services, ecs-anywhere, task_definition_parameters-managed-instances and
windows_task_definitions; the API reference of ContainerDefinition and RegisterTaskDefinition.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Unsupported(NamedTuple):
    """A member that a platform does not support.

    ``holder`` names the objects that may have it: ``task``, ``container``, ``linuxParameters``,
    ``volume`` or ``host`` (of a volume). ``allowed`` are values that are supported all the same.
    ``certain`` is false where AWS' pages differ or do not say whether the parameter is refused or
    ignored. ``advice`` follows directly on "remove it" in the message.
    """

    holder: str
    member: str
    """The member's name in the API."""
    attribute: str
    """The member's name in the model."""
    advice: str = ""
    allowed: tuple[str, ...] = ()
    certain: bool = True


FARGATE: Final = (
    Unsupported("task", "ipcMode", "ipc_mode"),
    Unsupported(
        "task", "pidMode", "pid_mode", ', or write "task" to share processes within the task', ("task",)
    ),
    Unsupported("task", "placementConstraints", "placement_constraints", ": Fargate places tasks by itself"),
    Unsupported("container", "privileged", "privileged", ", or run the task on EC2"),
    Unsupported("container", "dockerSecurityOptions", "docker_security_options"),
    Unsupported("linuxParameters", "devices", "devices", ", or run the task on EC2"),
    Unsupported("linuxParameters", "sharedMemorySize", "shared_memory_size", ", or run the task on EC2"),
    Unsupported("linuxParameters", "maxSwap", "max_swap"),
    Unsupported("linuxParameters", "swappiness", "swappiness"),
    Unsupported("host", "sourcePath", "source_path", '; an empty "host" gives the task its own folder'),
    Unsupported(
        "volume", "dockerVolumeConfiguration", "docker_volume_configuration", ", or use an EFS or EBS volume"
    ),
    Unsupported(
        "volume",
        "fsxWindowsFileServerVolumeConfiguration",
        "fsx_windows_file_server_volume_configuration",
        ", or run the task on EC2 Windows",
    ),
)
"""What goes with ``awsvpc`` (links, hostname, extraHosts, …) is a matter of the network mode, and GPUs
of the resources; neither is repeated here."""

EXTERNAL: Final = (
    Unsupported("task", "proxyConfiguration", "proxy_configuration"),
    Unsupported(
        "volume", "efsVolumeConfiguration", "efs_volume_configuration", ", or mount a host directory"
    ),
)

MANAGED_INSTANCES: Final = (
    Unsupported("task", "ipcMode", "ipc_mode", certain=False),
    Unsupported("task", "proxyConfiguration", "proxy_configuration"),
    Unsupported("container", "dockerSecurityOptions", "docker_security_options"),
    Unsupported("linuxParameters", "sharedMemorySize", "shared_memory_size"),
    Unsupported("linuxParameters", "maxSwap", "max_swap"),
    Unsupported("linuxParameters", "swappiness", "swappiness"),
    Unsupported(
        "volume", "dockerVolumeConfiguration", "docker_volume_configuration", ", or use an EFS or EBS volume"
    ),
    Unsupported(
        "volume",
        "fsxWindowsFileServerVolumeConfiguration",
        "fsx_windows_file_server_volume_configuration",
    ),
)

MANAGED_INSTANCES_NETWORK: Final = (
    Unsupported("container", "disableNetworking", "disable_networking"),
    Unsupported("container", "dnsServers", "dns_servers"),
    Unsupported("container", "dnsSearchDomains", "dns_search_domains"),
    Unsupported("container", "extraHosts", "extra_hosts"),
    Unsupported("container", "hostname", "hostname"),
)
"""Refused on Managed Instances in every network mode (with ``awsvpc`` they are refused everywhere)."""

WINDOWS: Final = (
    Unsupported("task", "pidMode", "pid_mode", certain=False),
    Unsupported("task", "ipcMode", "ipc_mode", certain=False),
    Unsupported("task", "proxyConfiguration", "proxy_configuration", certain=False),
    Unsupported("container", "disableNetworking", "disable_networking", certain=False),
    Unsupported("container", "dnsServers", "dns_servers", certain=False),
    Unsupported("container", "dnsSearchDomains", "dns_search_domains", certain=False),
    Unsupported("container", "extraHosts", "extra_hosts", certain=False),
    Unsupported("container", "links", "links", certain=False),
    Unsupported("container", "linuxParameters", "linux_parameters", certain=False),
    Unsupported("container", "memoryReservation", "memory_reservation", ' and set "memory"', certain=False),
    Unsupported("container", "privileged", "privileged", certain=False),
    Unsupported("container", "readonlyRootFilesystem", "readonly_root_filesystem", certain=False),
    Unsupported("container", "systemControls", "system_controls", certain=False),
    Unsupported("container", "ulimits", "ulimits", certain=False),
    Unsupported(
        "container", "firelensConfiguration", "firelens_configuration", ", or send the logs with awslogs"
    ),
    Unsupported(
        "volume", "efsVolumeConfiguration", "efs_volume_configuration", ", or use FSx for Windows File Server"
    ),
)
"""``user`` is missing on purpose: the API reference excludes it, Security Hub (ECS.21) asks for it."""

WINDOWS_EC2: Final = (
    Unsupported("task", "cpu", "cpu", " and size the containers", certain=False),
    Unsupported("task", "memory", "memory", " and size the containers", certain=False),
)
"""Ignored for Windows tasks on EC2."""

WINDOWS_FARGATE: Final = (
    Unsupported("container", "restartPolicy", "restart_policy", certain=False),
    Unsupported("container", "environmentFiles", "environment_files", certain=False),
)

FARGATE_CAPABILITIES: Final = ("SYS_PTRACE",)
"""The only capabilities that a Fargate task may add."""

FARGATE_WINDOWS_FAMILIES: Final = (
    "WINDOWS_SERVER_2019_CORE",
    "WINDOWS_SERVER_2019_FULL",
    "WINDOWS_SERVER_2022_CORE",
    "WINDOWS_SERVER_2022_FULL",
)
"""Source: .../developerguide/platform-windows-fargate.html."""

FARGATE_WINDOWS_UNCERTAIN: Final = ("WINDOWS_SERVER_2025_CORE", "WINDOWS_SERVER_2025_FULL")
"""In the API's list of values, not on the page of Fargate's Windows platforms."""

FARGATE_TIMEOUTS: Final = (2, 120)
"""``startTimeout`` and ``stopTimeout`` in seconds."""

MANAGED_HOST_FOLDERS: Final = ("/var/", "/tmp/")
"""Folders of a managed instance that tasks may write to."""
