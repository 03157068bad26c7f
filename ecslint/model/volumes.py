"""Volumes of task definitions, as the API has them."""

from __future__ import annotations

from ecslint.model.base import Model
from ecslint.model.value import Opt, Value


class HostVolumeProperties(Model):
    """``HostVolumeProperties``: the path of a bind mount on the instance."""

    source_path: Opt[str] = None


class DockerVolumeConfiguration(Model):
    """``DockerVolumeConfiguration``: driver, scope and options of a Docker volume."""

    scope: Opt[str] = None
    autoprovision: Opt[bool] = None
    driver: Opt[str] = None
    driver_opts: Opt[dict[str, Value[str]]] = None
    labels: Opt[dict[str, Value[str]]] = None


class EFSAuthorizationConfig(Model):
    """``EFSAuthorizationConfig``: access point and IAM authorization."""

    access_point_id: Opt[str] = None
    iam: Opt[str] = None


class EFSVolumeConfiguration(Model):
    """``EFSVolumeConfiguration``: file system, directory and encryption in transit."""

    file_system_id: Opt[str] = None
    root_directory: Opt[str] = None
    transit_encryption: Opt[str] = None
    transit_encryption_port: Opt[int] = None
    authorization_config: Opt[EFSAuthorizationConfig] = None


class S3FilesVolumeConfiguration(Model):
    """``S3FilesVolumeConfiguration``: a file system of Amazon S3 Files."""

    file_system_arn: Opt[str] = None
    root_directory: Opt[str] = None
    transit_encryption_port: Opt[int] = None
    access_point_arn: Opt[str] = None


class FSxWindowsFileServerAuthorizationConfig(Model):
    """The credentials of a domain, for FSx for Windows File Server."""

    credentials_parameter: Opt[str] = None
    domain: Opt[str] = None


class FSxWindowsFileServerVolumeConfiguration(Model):
    """``FSxWindowsFileServerVolumeConfiguration``: file system and directory."""

    file_system_id: Opt[str] = None
    root_directory: Opt[str] = None
    authorization_config: Opt[FSxWindowsFileServerAuthorizationConfig] = None


class LogDriverVolumeConfiguration(Model):
    """A volume that a log driver of the instance provides."""

    driver: Opt[str] = None
    """The volume driver."""


class Volume(Model, spelt={"s3files_volume_configuration": "s3filesVolumeConfiguration"}):
    """``Volume`` of a task definition, of one of the kinds that its members name."""

    name: Opt[str] = None
    host: Opt[HostVolumeProperties] = None
    docker_volume_configuration: Opt[DockerVolumeConfiguration] = None
    efs_volume_configuration: Opt[EFSVolumeConfiguration] = None
    s3files_volume_configuration: Opt[S3FilesVolumeConfiguration] = None
    fsx_windows_file_server_volume_configuration: Opt[FSxWindowsFileServerVolumeConfiguration] = None
    configured_at_launch: Opt[bool] = None
    log_driver_volume_configuration: Opt[LogDriverVolumeConfiguration] = None
    """Only daemon task definitions have it."""
