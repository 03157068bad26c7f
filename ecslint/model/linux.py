"""Settings of Linux for containers, as the API has them."""

from __future__ import annotations

from ecslint.model.base import Model
from ecslint.model.value import Opt, Value


class KernelCapabilities(Model):
    """``KernelCapabilities`` that are added or dropped."""

    add: Opt[list[Value[str]]] = None
    drop: Opt[list[Value[str]]] = None


class Device(Model):
    """``Device``: a device of the host."""

    host_path: Opt[str] = None
    container_path: Opt[str] = None
    permissions: Opt[list[Value[str]]] = None


class Tmpfs(Model):
    """``Tmpfs``: a mount in memory; its size is in MiB."""

    container_path: Opt[str] = None
    size: Opt[int] = None
    mount_options: Opt[list[Value[str]]] = None


class LinuxParameters(Model):
    """``LinuxParameters``: settings of the kernel; shared memory and swap in MiB."""

    capabilities: Opt[KernelCapabilities] = None
    devices: Opt[list[Value[Device]]] = None
    init_process_enabled: Opt[bool] = None
    shared_memory_size: Opt[int] = None
    tmpfs: Opt[list[Value[Tmpfs]]] = None
    max_swap: Opt[int] = None
    swappiness: Opt[int] = None


class Ulimit(Model):
    """``Ulimit``: soft and hard limit, in the unit of the limit."""

    name: Opt[str] = None
    soft_limit: Opt[int] = None
    hard_limit: Opt[int] = None


class SystemControl(Model):
    """``SystemControl``: a kernel parameter of a container."""

    namespace: Opt[str] = None
    value: Opt[str] = None
