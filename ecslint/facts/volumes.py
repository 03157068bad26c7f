"""Volumes of a task definition.

Sources, read 2026-11: the API reference of Amazon ECS (``Volume`` and what is below it, 2014-11-13) and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html.
"""

from __future__ import annotations

from typing import Final

NAME_PATTERN: Final = r"[A-Za-z0-9_-]{1,255}"

KINDS: Final = {
    "docker_volume_configuration": "dockerVolumeConfiguration",
    "efs_volume_configuration": "efsVolumeConfiguration",
    "s3files_volume_configuration": "s3filesVolumeConfiguration",
    "fsx_windows_file_server_volume_configuration": "fsxWindowsFileServerVolumeConfiguration",
}
"""Members of ``Volume`` (ours, the API's) of which at most one may be given, besides ``host.sourcePath`` and
``configuredAtLaunch``."""

LOCAL_OPTIONS: Final = ("type", "device", "o", "size")
"""Options of the driver ``local`` on Linux; any other is refused (``daemon/volume/local/local_unix.go`` of
https://github.com/moby/moby, read 2026-11)."""
LOCAL_NEEDS: Final = {"device": ("type",), "type": ("device",), "o": ("device", "type")}
"""Options that the driver ``local`` takes only together with others (same file)."""

NAME_REQUIRED: Final = ("efsVolumeConfiguration", "s3filesVolumeConfiguration", "configuredAtLaunch")

S3_FILES_PLATFORMS: Final = frozenset({"FARGATE", "MANAGED_INSTANCES"})

SECRET_HOST_PATHS: Final = {
    "/": "the whole file system of the instance",
    "/etc": "the configuration of the instance",
    "/root": "the home of the instance's administrator",
    "/var/lib/docker": "the files of every container",
    "/var/lib/containerd": "the files of every container",
    "/var/lib/ecs": "the agent's data, credentials included",
    "/etc/ecs": "the agent's configuration",
}
"""Host directories that give secrets away even if they can only be read."""

CONTROL_SOCKETS: Final = {
    "/var/run/docker.sock": "Docker",
    "/run/docker.sock": "Docker",
    "/var/run/containerd/containerd.sock": "containerd",
    "/run/containerd/containerd.sock": "containerd",
}
"""Sockets through which a container controls all others, and the instance with them."""

SYSTEM_HOST_PATHS: Final = (
    "/bin",
    "/boot",
    "/dev",
    "/lib",
    "/lib64",
    "/proc",
    "/run",
    "/sbin",
    "/sys",
    "/usr",
    "/var/run",
)
"""Host directories that run the instance: whoever writes there takes it over."""

SYSTEM_FILES: Final = frozenset(
    {"/etc/group", "/etc/hostname", "/etc/hosts", "/etc/localtime", "/etc/passwd", "/etc/resolv.conf"}
)
"""Files that every container of Linux has (hier(7); Docker writes some of them)."""

_EXTENSIONS = """
    cert cfg cnf conf crt env ini jar js json key pem php properties py sh sql toml vcl war xml yaml yml
"""
FILE_EXTENSIONS: Final = frozenset(_EXTENSIONS.split())
"""Endings of the names of files that programs read: configuration, certificates, scripts."""
