"""Network modes, and what each of them takes.

Sources, read 2026-11: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
(networkMode, ipcMode), API_ContainerDefinition.html, API_PortMapping.html and API_SystemControl.html beside
it, and https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html.
"""

from __future__ import annotations

from typing import Final

READ: Final = "2026-11"

MODES: Final = ("none", "bridge", "host", "awsvpc")

OFFERED: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "FARGATE": ("Fargate", ("awsvpc",)),
    "EXTERNAL": ("ECS Anywhere (EXTERNAL)", ("bridge", "host", "none")),
    "MANAGED_INSTANCES": ("ECS Managed Instances", ("awsvpc", "host")),
}
"""Launch type → its name and the network modes it offers; EC2 offers all of them on Linux."""

CONTAINER_PARAMETERS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("links", "links", ("awsvpc", "host", "none")),
    ("hostname", "hostname", ("awsvpc",)),
    ("extra_hosts", "extraHosts", ("awsvpc",)),
    ("dns_servers", "dnsServers", ("awsvpc",)),
    ("dns_search_domains", "dnsSearchDomains", ("awsvpc",)),
    ("disable_networking", "disableNetworking", ("awsvpc",)),
    ("port_mappings", "portMappings", ("none",)),
)
"""Attribute, API name and the network modes in which a container must not have the parameter."""

INSTEAD: Final = {
    "links": "remove it, and reach the other container at localhost",
    "hostname": "remove it, since the network interface gives the name",
    "extraHosts": "use DNS, for instance a private hosted zone",
    "dnsServers": "remove it, and set DNS servers in the VPC's DHCP options",
    "dnsSearchDomains": "remove it, and set search domains in the VPC's DHCP options",
    "disableNetworking": 'remove it, or use network mode "none" on EC2',
    "portMappings": "remove it, since there is nothing to map without a network",
}
"""What to do about a parameter that the network mode excludes."""

PORTS: Final = range(1, 65535 + 1)

RESERVED_HOST_PORTS: Final = {
    22: "SSH",
    2375: "Docker",
    2376: "Docker",
    51678: "the ECS agent",
    51679: "the ECS agent",
    51680: "the ECS agent",
}
"""Host ports that a container instance keeps for itself by default, and for whom."""

AGENT_PORTS: Final = frozenset({51678, 51679, 51680})
"""Those of the reserved ports that the running agent itself occupies."""

WINDOWS_FARGATE_RESERVED: Final = 3150
"""The container port that Windows tasks on Fargate cannot use (developer guide, Fargate task definitions)."""

RESERVED_PORTS_MAX: Final = 100
"""Host ports that an instance can have reserved at a time, its own included."""

EPHEMERAL_FROM: Final = 32768
"""Host ports below are in general outside the range for automatic assignment."""

PORT_RANGES_MAX: Final = 100
"""Port ranges per container."""

PORT_RANGE_LARGE: Final = 100
"""Ports in ``bridge`` mode from which a proxy process per port is felt (our own judgement)."""

PORT_NAME_MAX: Final = 64

FIRELENS_PORT: Final = 24224
"""The port on which the FireLens log router listens (developer guide, using_firelens)."""

IPC_SYSCTLS: Final = frozenset(
    {
        "kernel.msgmax",
        "kernel.msgmnb",
        "kernel.msgmni",
        "kernel.sem",
        "kernel.shmall",
        "kernel.shmmax",
        "kernel.shmmni",
        "kernel.shm_rmid_forced",
    }
)
"""The kernel parameters of the IPC namespace, beside those that start with ``fs.mqueue.``."""

NET_CORE_SYSCTLS: Final = frozenset(
    {
        "net.core.optmem_max",
        "net.core.somaxconn",
        "net.core.txrehash",
        "net.core.xfrm_acq_expires",
        "net.core.xfrm_aevent_etime",
        "net.core.xfrm_aevent_rseqth",
        "net.core.xfrm_larval_drop",
    }
)
"""The parameters below ``net.core`` that a network namespace has; the others are of the whole machine.
Sources, read 2026-11: ``netns_core_table`` in ``net/core/sysctl_net_core.c``, ``net/xfrm/xfrm_sysctl.c`` of
Linux, and https://github.com/aws/containers-roadmap/issues/2368."""
