"""Owners of directories on Amazon EFS, and users of containers who cannot write there (ECS761)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ecslint.base.schemas import Schema
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each, is_set
from ecslint.model.task import Container, MountPoint, TaskDefinition
from ecslint.model.volumes import EFSVolumeConfiguration, Volume
from ecslint.runtime.images import family_of, shown_image

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_FILE_SYSTEM = "AWS::EFS::FileSystem"
_ACCESS_POINT = "AWS::EFS::AccessPoint"
_ROOT = (0, 0, 0o755, "/")
"""Owner, group, permissions and path of the root directory of a new file system."""


class _Directory(NamedTuple):
    """What tasks see of a file system: its owner, and where that is said."""

    owner: int
    group: int
    mode: int
    path: str
    place: Place | None
    point: Resolved | None


@check("ECS761")
def user_cannot_write_to_the_file_system(task: TaskDefinition, stack: Stack) -> Problems:
    if stack.template.macros or task.windows is not False:
        return
    for _, volume in each(task.volumes):
        efs = volume.efs_volume_configuration
        if not isinstance(efs, EFSVolumeConfiguration) or not isinstance(volume.name, str):
            continue
        directory = _directory(efs, stack)
        if directory is None:
            continue
        for container in task.containers:
            for _, mount in each(container.mount_points):
                if mount.source_volume == volume.name and mount.read_only in (None, False):
                    yield from _judge(container, mount, directory)
                    yield from _copied_by_docker(task, mount.at("containerPath"), directory)
                    yield from _owner_changes(container, mount.container_path, mount.at(), directory)


@check("ECS761")
def user_of_the_image_is_not_root(container: Container, task: TaskDefinition) -> Problems:
    """Yield an image whose user is not root on the root of a file system that is not made here."""
    roots = {v.name for _, v in each(task.volumes) if isinstance(v.name, str) and _is_whole(v)}
    if container.user is not None or task.windows is not False or not roots:
        return
    for _, mount in each(container.mount_points):
        found = _user_of_image(container, mount.container_path)
        if found is None or found.uid == 0:
            continue
        if mount.source_volume in roots and mount.read_only in (None, False):
            message = (
                f"the image runs as {found.uid}, and the root of a file system belongs to root until it is "
                "changed (Permission denied); use an access point"
            )
            related = ((found.place, "the image"),)
            yield Problem(mount.at("containerPath"), message, related, severity=Severity.INFO)


def _is_whole(volume: Volume) -> bool:
    """Say whether a volume is the whole of a file system that is given by its id."""
    efs = volume.efs_volume_configuration
    if not isinstance(efs, EFSVolumeConfiguration) or not isinstance(efs.file_system_id, str):
        return False
    return efs.authorization_config is None and efs.root_directory in (None, "", "/")


def _directory(efs: EFSVolumeConfiguration, stack: Stack) -> _Directory | None:
    """Return the directory that a volume is, as far as this template makes it."""
    authorization = efs.authorization_config
    if isinstance(authorization, Unresolved):
        return None
    point = None
    if authorization is not None and is_set(authorization.access_point_id):
        point = stack.target(authorization.access_point_id, _ACCESS_POINT)
        if point is None:
            return None
        root = point.get("RootDirectory")
        if root is not None and not isinstance(root, dict):
            return None
        path = (root or {}).get("Path", "/")
        if path != "/":
            return _created(point, root or {}, path)
    elif efs.root_directory not in (None, "", "/"):
        return None
    system = stack.target(
        point.get("FileSystemId") if point is not None else efs.file_system_id, _FILE_SYSTEM
    )
    if system is None or system.get("FileSystemId") is not None:
        return None
    return _Directory(*_ROOT, system.at(), point)


def _created(point: Resolved, root: dict[str, object], path: object) -> _Directory | None:
    """Return the directory that an access point makes."""
    info = root.get("CreationInfo")
    if not isinstance(info, dict) or not isinstance(path, str):
        return None
    owner, group = _number(info.get("OwnerUid")), _number(info.get("OwnerGid"))
    mode = info.get("Permissions")
    if owner is None or group is None or not isinstance(mode, str) or not re.fullmatch("[0-7]{3,4}", mode):
        return None
    place = point.at("RootDirectory", "CreationInfo", "OwnerUid")
    return _Directory(owner, group, int(mode, 8), path, place, point)


def _number(value: object) -> int | None:
    text = str(value) if isinstance(value, (int, str)) else ""
    return int(text) if text.isdecimal() and len(text) < 11 else None


class _User(NamedTuple):
    """Who writes: ids of user and groups, and where that is said."""

    uid: int
    gids: frozenset[int]
    place: Place


def _user(container: Container, path: object, directory: _Directory) -> _User | None:
    """Return who writes to a directory; nobody, if that is root or not known."""
    posix = directory.point.get("PosixUser") if directory.point is not None else None
    if directory.point is not None and posix is not None:
        if not isinstance(posix, dict):
            return None
        uid, gid = _number(posix.get("Uid")), _number(posix.get("Gid"))
        others = posix.get("SecondaryGids") or []
        if uid is None or gid is None or not isinstance(others, list):
            return None
        gids = [_number(other) for other in others]
        if None in gids:
            return None
        place = directory.point.at("PosixUser", "Uid")
        return _User(uid, frozenset([gid, *(g for g in gids if g is not None)]), place)
    user = container.user
    if isinstance(user, str):
        name, _, group = user.partition(":")
        uid, gid = _number(name), _number(group)
        return (
            None
            if uid is None
            else _User(uid, frozenset(() if gid is None else (gid,)), container.at("user"))
        )
    return _user_of_image(container, path) if user is None else None


def _user_of_image(container: Container, path: object) -> _User | None:
    """Return the user who has to write at a path, as far as that is known of a public image."""
    found = family_of(container.image)
    if found is None or not isinstance(path, str) or is_set(container.entry_point):
        return None
    mounted = path.rstrip("/") + "/"
    for entry in found[0].entries("owns", found[1]):
        owned = entry["path"] + "/"
        if owned.startswith(mounted) or mounted.startswith(owned):
            uid = int(entry["user"])
            return _User(uid, frozenset((uid, int(entry.get("group", uid)))), container.at("image"))
    return None


def _judge(container: Container, mount: MountPoint, directory: _Directory) -> Problems:
    user, place = _user(container, mount.container_path, directory), mount.at("containerPath")
    if user is None or user.uid == 0:
        return
    shift = 6 if user.uid == directory.owner else 3 if directory.group in user.gids else 0
    if directory.mode >> shift & 0o2:
        return
    what = f'"{directory.path}", which belongs to {directory.owner}:{directory.group}'
    if directory.path == "/":
        what = "the root of the new file system, which belongs to root"
    better = f'set "OwnerUid" to "{user.uid}"'
    if directory.place is None or directory.path == "/":
        better = "use an access point"
    at = directory.place if directory.path != "/" and directory.place is not None else place
    message = f"user {user.uid} cannot write to {what} (Permission denied); {better}"
    yield Problem(at, message, ((user.place, "the user"),))


def _copied_by_docker(task: TaskDefinition, place: Place, directory: _Directory) -> Problems:
    """On instances Docker gives an empty volume the owner of the folder that the image has there."""
    posix = directory.point.get("PosixUser") if directory.point is not None else None
    if directory.point is None or not isinstance(posix, dict) or task.compatibilities != {"EC2"}:
        return
    uid = _number(posix.get("Uid"))
    if uid:
        message = (
            f'"Uid" {uid} may not give the volume the folder\'s owner (lchown: operation not '
            "permitted); give both the same owner"
        )
        at = directory.point.at("PosixUser", "Uid")
        yield Problem(at, message, ((place, "mounted here"),), severity=Severity.INFO)


def _owner_changes(container: Container, path: object, place: Place, directory: _Directory) -> Problems:
    """Yield an image that gives its data a new owner on start, which an access point with a user refuses."""
    posix = directory.point.get("PosixUser") if directory.point is not None else None
    image = container.image
    found = family_of(image)
    if not isinstance(posix, dict) or found is None or directory.point is None or container.user is not None:
        return
    uid = _number(posix.get("Uid"))
    if not isinstance(path, str) or uid in (None, 0) or is_set(container.entry_point):
        return
    for entry in found[0].entries("chowns", found[1]):
        inside = entry["path"] == path.rstrip("/") or entry["path"].startswith(path.rstrip("/") + "/")
        if inside and str(uid) != entry["user"] and not _elsewhere(container, entry, path):
            message = (
                f'"{shown_image(image)}" gives its data to user {entry["user"]} on start, which the access '
                f'point refuses (chown: Operation not permitted); set "Uid" to "{entry["user"]}"'
            )
            at = directory.point.at("PosixUser", "Uid")
            yield Problem(at, message, ((place, "mounted here"),))
            return


def _elsewhere(container: Container, entry: Schema, path: str) -> bool:
    """Say whether a variable puts the data of an image outside of a path, or may do so."""
    return any(
        variable.name in entry.get("unless", ())
        and not (isinstance(variable.value, str) and f"{variable.value}/".startswith(f"{path.rstrip('/')}/"))
        for _, variable in each(container.environment)
    )
