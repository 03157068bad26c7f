"""Volumes on Amazon EFS, Amazon S3 Files and Amazon FSx (ECS741 to ECS744)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared import references as _references
from ecslint.facts import volumes as facts
from ecslint.facts.network import PORTS
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.arn import parse_arn, shape
from ecslint.model.base import Place, each, is_complete, is_set
from ecslint.model.task import RuntimePlatform, TaskDefinition
from ecslint.model.volumes import (
    EFSAuthorizationConfig,
    EFSVolumeConfiguration,
    FSxWindowsFileServerVolumeConfiguration,
    S3FilesVolumeConfiguration,
)
from ecslint.source.templating.placeholders import stands_for_something

if TYPE_CHECKING:
    from ecslint.config.settings import Settings
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.documents.cloudformation.template import Template


def _efs(task: TaskDefinition) -> Iterator[EFSVolumeConfiguration]:
    for _, volume in each(task.volumes):
        efs = volume.efs_volume_configuration
        if efs is not None and not isinstance(efs, Unresolved):
            yield efs


def _authorization(efs: EFSVolumeConfiguration) -> EFSAuthorizationConfig | None:
    value = efs.authorization_config
    return None if isinstance(value, Unresolved) else value


@check("ECS741")
def file_system_cannot_be_mounted(task: TaskDefinition, template: Template | None) -> Problems:
    if is_set(task.volumes):
        yield from _other_ids(task, template)
        yield from _access_points(task)
        yield from _ports(task)
        yield from _unencrypted(task)
        yield from _s3_files_volumes(task)
        yield from _fsx_volumes(task)


@check("ECS741")
def access_point_of_another_file_system(task: TaskDefinition, stack: Stack) -> Problems:
    """Report an access point that belongs to another file system than the volume's; both of the template."""
    for efs in _efs(task) if is_set(task.volumes) else ():
        authorization = _authorization(efs)
        if authorization is None:
            continue
        point = stack.target(authorization.access_point_id, "AWS::EFS::AccessPoint")
        system = stack.target(efs.file_system_id, "AWS::EFS::FileSystem")
        owner = None if point is None else stack.target(point.get("FileSystemId"), "AWS::EFS::FileSystem")
        if point is None or system is None or owner is None or owner is system:
            continue
        own, other = system.resource.logical_id, owner.resource.logical_id
        if own != other:
            message = (
                f'"{point.resource.logical_id}" is an access point of "{other}", not of "{own}"; '
                f'use one of "{own}"'
            )
            related = ((point.at("FileSystemId"), "its file system"),)
            place = authorization.at("accessPointId")
            yield Problem(place, message, related, severity=Severity.WARNING)


def _other_ids(task: TaskDefinition, template: Template | None) -> Problems:
    for efs in _efs(task):
        authorization = _authorization(efs)
        ids = [(efs.at("fileSystemId"), efs.file_system_id, ("fs-", "fsap-"), _references.FILE_SYSTEM)]
        if authorization is not None:
            place, value = authorization.at("accessPointId"), authorization.access_point_id
            ids.append((place, value, ("fsap-", "fs-"), _references.ACCESS_POINT))
        for place, value, (own, other), wanted in ids:
            fault = _references.fault(value, wanted, template)
            if fault is not None:
                yield Problem(place, fault)
            elif isinstance(value, str) and (
                value.startswith(("arn:", other)) or (value.startswith(own) and "." in value)
            ):
                found = re.search(f"{own}[0-9a-f]{{8,40}}", value)
                hint = f'"{found[0]}"' if found else f'one that starts with "{own}"'
                yield Problem(place, f'"{value[:120]}" is not {wanted.what}; use {hint}')


def _access_points(task: TaskDefinition) -> Problems:
    for efs in _efs(task):
        authorization = _authorization(efs)
        if authorization is not None and is_set(authorization.access_point_id):
            point = (authorization.at("accessPointId"), "the access point, which has a directory of its own")
            yield from _root_directory(efs, point)
    for files in _s3_files(task):
        if is_set(files.access_point_arn):
            point = (files.at("accessPointArn"), "the access point, which has a directory of its own")
            yield from _root_directory(files, point)


def _ports(task: TaskDefinition) -> Problems:
    """Yield ports for encryption in transit that are no ports."""
    volumes: list[EFSVolumeConfiguration | S3FilesVolumeConfiguration] = [*_efs(task), *_s3_files(task)]
    for volume in volumes:
        port = volume.transit_encryption_port
        if isinstance(port, int) and port != 0 and port not in PORTS:
            message = f'"transitEncryptionPort" is {port}, which is not a port; use 1 to {PORTS[-1]}'
            yield Problem(volume.at("transitEncryptionPort"), message)


def _root_directory(
    volume: EFSVolumeConfiguration | S3FilesVolumeConfiguration, point: tuple[Place, str]
) -> Problems:
    root = volume.root_directory
    if isinstance(root, str) and root not in ("", "/"):
        message = f'with an access point, "rootDirectory" has to be "/", not "{root}"; remove it'
        place = volume.at("rootDirectory")
        yield Problem(place, message, (point,), Fix('remove "rootDirectory"', (Edit("remove", place),)))


def _unencrypted(task: TaskDefinition) -> Problems:
    for efs in _efs(task):
        if efs.transit_encryption not in (None, "", "DISABLED") or isinstance(
            efs.transit_encryption, Unresolved
        ):
            continue
        reason = _needs_encryption(efs)
        if reason is not None:
            place, what = reason
            message = f'{what} needs encryption in transit; set "transitEncryption": "ENABLED"'
            at = efs.at("transitEncryption")
            fix = Fix('set "transitEncryption": "ENABLED"', (Edit("set", at, "ENABLED"),), safe=True)
            yield Problem(at, message, ((place, "needed by this"),), fix)


def _needs_encryption(efs: EFSVolumeConfiguration) -> tuple[Place, str] | None:
    """Return what in a volume only works with encryption in transit."""
    authorization = _authorization(efs)
    if authorization is not None:
        if authorization.iam == "ENABLED":
            return authorization.at("iam"), "IAM authorization of Amazon EFS"
        if is_set(authorization.access_point_id):
            return authorization.at("accessPointId"), "an access point of Amazon EFS"
    if efs.transit_encryption_port not in (None, 0) and not isinstance(
        efs.transit_encryption_port, Unresolved
    ):
        return efs.at("transitEncryptionPort"), '"transitEncryptionPort"'
    return None


@check("ECS743")
def file_system_needs_a_task_role(task: TaskDefinition) -> Problems:
    if is_set(task.task_role_arn):
        return
    for efs in _efs(task):
        authorization = _authorization(efs)
        if authorization is not None and authorization.iam == "ENABLED":
            yield _no_task_role(
                task,
                authorization.at("iam"),
                "Amazon EFS is mounted with IAM authorization, which uses the task role",
            )
            return
    for files in _s3_files(task):
        yield _no_task_role(task, files.at("fileSystemArn"), "Amazon S3 Files is mounted with the task role")
        return


def _no_task_role(task: TaskDefinition, place: Place, what: str) -> Problem:
    message = f'{what}; add "taskRoleArn"'
    return Problem(task.at("taskRoleArn"), message, ((place, "mounted with the task role"),))


@check("ECS744")
def efs_is_not_encrypted(task: TaskDefinition, settings: Settings | None) -> Problems:
    # ECS741 says the same where a member needs encryption; with a selection it may be off.
    alone = settings is not None and bool(settings.select)
    for efs in _efs(task):
        needed = not alone and _needs_encryption(efs) is not None
        if efs.transit_encryption in (None, "", "DISABLED") and not needed:
            message = 'data travel to Amazon EFS unencrypted; set "transitEncryption": "ENABLED"'
            at = efs.at("transitEncryption")
            fix = Fix('set "transitEncryption": "ENABLED"', (Edit("set", at, "ENABLED"),))
            yield Problem(at, message, fix=fix)


def _s3_files(task: TaskDefinition) -> Iterator[S3FilesVolumeConfiguration]:
    for _, volume in each(task.volumes):
        files = volume.s3files_volume_configuration
        if files is not None and not isinstance(files, Unresolved):
            yield files


def _s3_files_volumes(task: TaskDefinition) -> Problems:
    platforms = task.compatibilities
    known = platforms and is_complete(task.requires_compatibilities)
    for files in _s3_files(task):
        text = shape(files.file_system_arn)
        arn = parse_arn(text) if text else None
        if text and not stands_for_something(text) and (arn is None or arn.service != "s3files"):
            message = f'"{text}" is not the ARN of an S3 Files file system; use the full ARN'
            yield Problem(files.at("fileSystemArn"), message)
        if known and not platforms & facts.S3_FILES_PLATFORMS:
            message = (
                f"Amazon S3 Files does not work on {' and '.join(sorted(platforms))}; "
                "use Fargate or Managed Instances"
            )
            related = ((task.at("requiresCompatibilities"), "the platforms of the task"),)
            yield Problem(files.at("fileSystemArn"), message, related)


def _fsx_volumes(task: TaskDefinition) -> Problems:
    for _, volume in each(task.volumes):
        fsx = volume.fsx_windows_file_server_volume_configuration
        if fsx is None or isinstance(fsx, Unresolved):
            continue
        platform = task.runtime_platform
        if isinstance(platform, RuntimePlatform) and platform.operating_system_family == "LINUX":
            message = (
                "Amazon FSx for Windows File Server is for Windows containers, this task runs Linux; use "
                "Amazon EFS"
            )
            related = ((task.at("runtimePlatform"), "the operating system of the task"),)
            place = volume.at("fsxWindowsFileServerVolumeConfiguration", part="key")
            yield Problem(place, message, related)
        elif task.compatibilities == {"EXTERNAL"}:
            message = (
                "Amazon FSx for Windows File Server is for instances of Amazon EC2 only; remove the volume"
            )
            place = volume.at("fsxWindowsFileServerVolumeConfiguration", part="key")
            yield Problem(place, message, severity=Severity.WARNING)
        system = fsx.file_system_id
        if isinstance(system, str) and not stands_for_something(system) and system[:3] != "fs-":
            message = f'"{system[:120]}" is not the id of a file system; use "fs-" and hexadecimal digits'
            yield Problem(fsx.at("fileSystemId"), message)
        if fsx.root_directory == "":
            message = '"rootDirectory" is empty; set the name of a share, for instance "share"'
            yield Problem(fsx.at("rootDirectory"), message, severity=Severity.WARNING)
        yield from _fsx_authorization(fsx)


def _fsx_authorization(fsx: FSxWindowsFileServerVolumeConfiguration) -> Problems:
    authorization = fsx.authorization_config
    if authorization is not None and not isinstance(authorization, Unresolved):
        text = shape(authorization.credentials_parameter)
        arn = parse_arn(text) if text else None
        if (
            text
            and not stands_for_something(text)
            and (arn is None or arn.service not in ("secretsmanager", "ssm"))
        ):
            message = (
                '"credentialsParameter" is not an ARN; use that of a secret (Secrets Manager) '
                "or a parameter (Systems Manager)"
            )
            yield Problem(authorization.at("credentialsParameter"), message)
        domain = authorization.domain
        if isinstance(domain, str) and domain and "." not in domain.strip("."):
            message = f'"domain" is "{domain}"; use a fully qualified name such as corp.example.com'
            yield Problem(authorization.at("domain"), message, severity=Severity.WARNING)
