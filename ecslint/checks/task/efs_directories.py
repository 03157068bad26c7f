"""Directories on a file system that the same template creates (ECS760)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference, Unresolved, known
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import each
from ecslint.model.task import TaskDefinition
from ecslint.model.volumes import EFSAuthorizationConfig, EFSVolumeConfiguration

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_FOLDERS_OF_A_POINT = 4
"""Folders in the path of an access point: the pattern of ``Path`` in botocore's model of Amazon EFS."""
_FILE_SYSTEM = "AWS::EFS::FileSystem"
_ACCESS_POINT = "AWS::EFS::AccessPoint"
_TASK = "AWS::ECS::TaskDefinition"
_READERS = frozenset(
    {"AWS::EFS::MountTarget", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role"}
)
"""Resources that name a file system and create nothing on it."""


@check("ECS760")
def directory_is_not_on_the_file_system(task: TaskDefinition, stack: Stack | None) -> Problems:
    if stack is None or stack.template.macros:
        return
    for _, volume in each(task.volumes):
        efs = known(volume.efs_volume_configuration)
        if efs is None:
            continue
        if efs.authorization_config is not None:
            yield from _access_point(known(efs.authorization_config), efs, stack)
            continue
        root = efs.root_directory
        system = _created(efs.file_system_id, stack)
        if (
            system is None
            or not isinstance(root, str)
            or root.strip("/") == ""
            or _is_filled(system, root, stack)
        ):
            continue
        message = (
            f'"{root}" is not on the new file system "{system.resource.logical_id}"; use "/", '
            "or an access point that creates it"
        )
        related = ((system.at(), "created empty"),)
        yield Problem(efs.at("rootDirectory"), message, related)


def _access_point(
    authorization: EFSAuthorizationConfig | None, efs: EFSVolumeConfiguration, stack: Stack
) -> Problems:
    """Yield the directory of an access point that nobody makes."""
    point = stack.target(authorization.access_point_id, _ACCESS_POINT) if authorization is not None else None
    directory = point.get("RootDirectory") if point is not None else None
    if point is None or not isinstance(directory, dict):
        return
    deep = directory.get("Path")
    if isinstance(deep, str) and deep.rstrip("/").count("/") > _FOLDERS_OF_A_POINT:
        folders = deep.rstrip("/").count("/")
        most = _FOLDERS_OF_A_POINT
        message = f'"{deep}" has {folders} folders, an access point takes {most}; use a shorter path'
        mounted = ((efs.at("authorizationConfig"), "mounted here"),)
        yield Problem(point.at("RootDirectory", "Path"), message, mounted, severity=Severity.ERROR)
        return
    if directory.get("CreationInfo") is not None:
        return
    path, system = directory.get("Path"), _created(point.get("FileSystemId"), stack)
    if (
        system is None
        or not isinstance(path, str)
        or path.strip("/") == ""
        or _is_filled(system, path, stack, point.resource.logical_id)
    ):
        return
    message = (
        f'"{path}" is not on the new file system "{system.resource.logical_id}", and the access point does '
        'not make it; add "CreationInfo"'
    )
    related = ((system.at(), "created empty"), (efs.at("authorizationConfig"), "mounted here"))
    yield Problem(point.at("RootDirectory", "Path"), message, related)


def _created(value: object, stack: Stack) -> Resolved | None:
    """Return the file system of this template that a value refers to, if it is created empty."""
    system = stack.target(value, _FILE_SYSTEM) if isinstance(value, Reference) else None
    return None if system is None or system.get("FileSystemId") is not None else system


def _is_filled(system: Resolved, root: str, stack: Stack, point: str = "") -> bool:
    """Say whether something in the template may make directories on the file system.

    Tasks that mount it by the access point ``point`` make none.
    """
    name = system.resource.logical_id
    for resource in stack.template.resources.values():
        if resource.logical_id == name or name not in stack.template.mentions(resource.logical_id):
            continue
        if resource.type in _READERS:
            continue
        if resource.type == _ACCESS_POINT:
            if _may_create(stack.resolve(resource.logical_id), root):
                return True
        elif resource.type != _TASK or _mounts_above(stack.resolve(resource.logical_id), root, point):
            return True
    return False


def _may_create(point: Resolved, root: str) -> bool:
    """Say whether an access point may create a directory or one above what is looked for."""
    directory = point.get("RootDirectory")
    if not isinstance(directory, dict):
        return isinstance(directory, Unresolved)
    path, creation = directory.get("Path"), directory.get("CreationInfo")
    if creation is None:
        return False
    return not isinstance(path, str) or (path.rstrip("/") + "/").startswith(root.rstrip("/") + "/")


def _mounts_above(task: Resolved, root: str, point: str) -> bool:
    """Say whether a task mounts a directory in which it may make the one that is looked for."""
    volumes = task.get("Volumes")
    if not isinstance(volumes, list):
        return True
    for volume in volumes:
        efs = volume.get("EFSVolumeConfiguration") if isinstance(volume, dict) else volume
        if efs is None:
            continue
        if point and isinstance(efs, dict) and _mounts_by(efs, point):
            continue
        directory = efs.get("RootDirectory", "/") if isinstance(efs, dict) else efs
        if not isinstance(directory, str) or (isinstance(efs, dict) and "AuthorizationConfig" in efs):
            return True
        above = directory.rstrip("/") + "/"
        if above != root.rstrip("/") + "/" and (root.rstrip("/") + "/").startswith(above):
            return True
    return False


def _mounts_by(efs: dict[str, object], point: str) -> bool:
    """Say whether a volume is mounted by an access point of the template."""
    authorization = efs.get("AuthorizationConfig")
    value = authorization.get("AccessPointId") if isinstance(authorization, dict) else None
    return isinstance(value, Reference) and value.logical_id == point
