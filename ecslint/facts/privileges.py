"""Commands that need more than a container gets: capabilities, devices, a writable ``/proc/sys``.

Sources, read 2026-11: https://man7.org/linux/man-pages/man7/capabilities.7.html (which call needs which
capability), https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities (what a
container has), https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html (Fargate
adds SYS_PTRACE only), https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html (no
devices on Fargate), https://github.com/libfuse/libfuse/blob/master/README.md (``/dev/fuse``).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ecslint.base.pattern import regex


class Need(NamedTuple):
    """What a program needs, if its arguments match."""

    arguments: re.Pattern[str]
    """What its arguments contain where it needs that; others only show something."""
    capability: str
    """The capability."""
    error: str
    """What happens otherwise, in the words of the program."""
    device: str = ""
    """The device that it needs as well."""
    instead: str = "use EC2"
    """What to do on Fargate."""


_ANY = regex(r"(?:^|\s)[^-\s]")
_FUSE = Need(
    _ANY,
    "SYS_ADMIN",
    "fuse: device not found",
    "/dev/fuse",
    "copy the objects, mount EFS, or use EC2",
)
_MOUNTS = _FUSE._replace(arguments=regex(r"^mount\d?\s+\S+\s+\S"))
_FILTER = Need(
    regex(r"(?:^|\s)(?:-[AIDFNPXZ]|--(?:append|insert|delete|flush|policy|new-chain))\b"),
    "NET_ADMIN",
    "Permission denied (you must be root)",
    instead="map the port of the program, or use EC2",
)
_RESTORE = _FILTER._replace(arguments=regex(r"^(?!.*--test\b)"))
_LINK = Need(
    regex(
        r"^(?:-\S+\s+)*(?:link|addr|address|route|rule|tunnel|neigh)\s+(?:add|del|delete|change|replace|set|flush)\b"
    ),
    "NET_ADMIN",
    "RTNETLINK answers: Operation not permitted",
)

PROGRAMS: Final = {
    **dict.fromkeys(("s3fs", "goofys", "mount-s3", "gcsfuse", "sshfs", "blobfuse2", "geesefs"), _FUSE),
    **dict.fromkeys(("rclone", "juicefs"), _MOUNTS),
    **dict.fromkeys(("iptables", "ip6tables", "iptables-legacy", "iptables-nft"), _FILTER),
    **dict.fromkeys(("iptables-restore", "ip6tables-restore"), _RESTORE),
    "ip": _LINK,
    "tc": Need(regex(r"^(?:qdisc|class|filter)\s+(?:add|del|change|replace)\b"), "NET_ADMIN", _LINK.error),
    "nft": Need(regex(r"^(?:add|delete|flush|insert)\b|^-f\b"), "NET_ADMIN", "Operation not permitted"),
    "wg-quick": Need(regex(r"^up\b"), "NET_ADMIN", _LINK.error),
    "route": Need(regex(r"^(?:add|del)\b"), "NET_ADMIN", "SIOCADDRT: Operation not permitted"),
    "mount": Need(
        regex(r"(?:^|\s)-[to]\s|^\S+\s+/"),
        "SYS_ADMIN",
        "permission denied",
        instead='use "efsVolumeConfiguration" for a file system, or EC2',
    ),
    "swapon": Need(_ANY, "SYS_ADMIN", "Operation not permitted"),
    "hostname": Need(regex(r"^[^-\s]\S*$"), "SYS_ADMIN", "you must be root to change the host name"),
    **dict.fromkeys(("modprobe", "insmod"), Need(_ANY, "SYS_MODULE", "Operation not permitted")),
    "hwclock": Need(regex(r"-[sw]\b|--(?:hctosys|systohc)"), "SYS_TIME", "Operation not permitted"),
    "date": Need(regex(r"(?:^|\s)(?:-s|--set)\b"), "SYS_TIME", "cannot set date: Operation not permitted"),
}
"""Programs by name."""

KERNEL: Final = regex(r"^sysctl\s+(?:\S+\s+)*(?:-w\b|-p\b|--system\b|--write\b|[\w.]+=)|>\s*/proc/sys/")
"""A command that writes kernel parameters, which a container sees read-only."""

NAMESPACED: Final = regex(r"\bnet[./]|\bfs[./]mqueue|\bkernel[./](?:msg|sem|shm)")
"""Parameters that a container has of its own, which ``systemControls`` sets."""

DAEMON: Final = regex(
    r"^(?:-\S+\s+)*(?:run|build|buildx\s+build|exec|ps|pull|push|start|stop|compose(?!.*\s(?:config|version)\b)|images|info)\b"
)
"""What the ``docker`` command asks its daemon for."""

SOCKET: Final = "docker.sock"
"""The socket of the daemon, which a container has by a mount from its instance only."""

FILES: Final = regex(r"ulimit -(?:[HS]{0,2}n|n[HS]{1,2}) (\d{1,12}|unlimited)")
"""A command that sets the number of open files."""

RESOURCE: Final = Need(_ANY, "SYS_RESOURCE", "cannot modify limit: Operation not permitted")
"""What raising a hard limit needs."""
