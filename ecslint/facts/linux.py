"""Linux options of containers.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ pages API_KernelCapabilities, API_Ulimit,
API_Tmpfs, API_LinuxParameters and API_ContainerDefinition, read 2026-11.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_CAPABILITIES = """
    ALL AUDIT_CONTROL AUDIT_WRITE BLOCK_SUSPEND CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK
    IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST
    NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT
    SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG SYSLOG WAKE_ALARM
"""
CAPABILITIES: Final = frozenset(_CAPABILITIES.split())

POWERFUL_CAPABILITIES: Final = {
    "ALL": "every capability there is",
    "DAC_READ_SEARCH": "reading any file of the host",
    "MAC_ADMIN": "changing the mandatory access control",
    "SYS_ADMIN": "mounting file systems and much else of root's power",
    "SYS_BOOT": "rebooting the host and loading a kernel",
    "SYS_MODULE": "loading kernel modules",
    "SYS_RAWIO": "raw access to the host's memory and devices",
}
"""Capabilities that let a process leave its container (capabilities(7)), with what they give."""

_TMPFS_OPTIONS = """
    defaults ro rw suid nosuid dev nodev exec noexec sync async dirsync remount mand nomand atime noatime
    diratime nodiratime bind rbind unbindable runbindable private rprivate shared rshared slave rslave
    relatime norelatime strictatime nostrictatime mode uid gid nr_inodes nr_blocks mpol
"""
TMPFS_OPTIONS: Final = frozenset(_TMPFS_OPTIONS.split())

SECURITY_OPTIONS: Final = ("no-new-privileges", "apparmor:", "label:", "credentialspec:")
"""Forms of ``dockerSecurityOptions``; those with a colon are followed by a value."""

SWAPPINESS: Final = (0, 100)

FARGATE_NOFILE_MAX: Final = 1048576
"""The highest number of open files that Fargate sets."""

FARGATE_NOFILE: Final = 65535
"""The number of open files, soft and hard, on Fargate without ``ulimits``
(https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html, read 2026-11)."""

UNCONFINED: Final = frozenset({"apparmor:unconfined", "label:disable", "seccomp:unconfined"})
"""Security options that switch a protection of the kernel off."""


class OpenFiles(NamedTuple):
    """How many open files a program wants, and what it says of fewer."""

    least: int
    """The least soft limit (``nofile``)."""
    error: str
    """What it says."""
    stops: bool
    """Whether it does not start."""


_OF_ELASTICSEARCH: Final = OpenFiles(65535, "max file descriptors is too low", True)
OPEN_FILES: Final = {
    "elasticsearch": _OF_ELASTICSEARCH,
    "opensearch": _OF_ELASTICSEARCH,
    "sonarqube": _OF_ELASTICSEARCH,
    "mongo": OpenFiles(64000, "Soft rlimits for open file descriptors too low", False),
}
"""Families of images (``schemas/images``) that look at the limit at their start.

https://www.elastic.co/docs/deploy-manage/deploy/self-managed/bootstrap-checks
(OpenSearch and SonarQube run the same check),
https://www.mongodb.com/docs/manual/reference/ulimit/, read 2026-11.
"""
