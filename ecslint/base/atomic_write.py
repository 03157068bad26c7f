"""Writing files so that nothing is ever lost: a temporary file beside the target, then a rename."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import socket
import stat
import sys

from ecslint.base.held_folder import HeldFolder, held
from ecslint.base.pattern import regex
from ecslint.base.tree import is_inside

_TEMPORARY = regex(r"\.ecslint-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.tmp")
_STREAM = regex(r"/dev/(?:fd/(\d{1,4})|stdout|stderr)|/proc/self/fd/(\d{1,4})")
GONE = "the current folder is gone: change to one that exists"


class ChangedMeanwhileError(OSError):
    """The file is not what it was when it was read; it was left alone."""


def write_atomically(path: str, data: bytes, expected: bytes | None = None, *, new: bool = False) -> None:
    """Replace the file at ``path``, or make it; links inside the tree are followed.

    Mode, owner and further attributes are kept as far as the system lets this user; another name of the file
    (a hard link) keeps the old content. With ``expected`` the file is only replaced while it still holds
    exactly that, with ``new`` only made where there is none: it is compared directly before the rename, while
    other runs are locked out, so that what an editor saves in the meantime is not lost (only a save within
    the rename itself would be). Without both, what is there and no file (``/dev/stdout``, a pipe) is written
    to. Temporary files that a killed run of this machine left beside the target are removed.

    Raises ``ChangedMeanwhileError``, or ``OSError`` (disk full, no permission, a link that leads out of the
    repository or dangles); the old file is then untouched.
    """
    if (stream := _STREAM.fullmatch(path)) is not None and expected is None and not new:
        _write_to_handle(stream[1] or stream[2] or {"stdout": "1", "stderr": "2"}[path[5:]], data)
        return
    target, tree = _target(path)
    if _is_no_file(path):
        if expected is not None or new:
            raise _changed(path)
        _write_to_stream(path, data)
        return
    with held(os.path.dirname(target), tree) as folder:
        replace_in(folder, os.path.basename(target), data, expected, new=new, path=path)


def replace_in(
    folder: HeldFolder,
    name: str,
    data: bytes,
    expected: bytes | None = None,
    *,
    new: bool = False,
    durable: bool = True,
    mode: int = 0o666,
    path: str | None = None,
) -> None:
    """Replace or make a file of an open folder, as ``write_atomically`` does; a link is not followed.

    ``mode`` is that of a new file, ``path`` is how errors call it. What is not ``durable`` may be lost, or be
    in parts, when the machine fails.
    """
    shown = path or os.path.join(folder.path, name)
    status = folder.status(name)
    if status is not None and not stat.S_ISREG(status.st_mode):
        if expected is not None:
            raise _changed(shown)
        status = None
    if status is not None and not folder.is_writable(name):
        raise PermissionError(errno.EACCES, "the file is read-only", shown)
    _remove_orphans(folder)
    temporary = f".ecslint-{_machine()}-{os.getpid()}-{secrets.token_hex(4)}.tmp"
    try:
        # Nobody may read in the new file what the old one kept from them.
        with folder.create(temporary, mode if status is None else 0o600) as file:
            file.write(data)
            file.flush()
            if status is not None:
                _keep(folder, name, file.fileno(), status)
            if durable:
                os.fsync(file.fileno())
        with folder.locked():
            if new:
                folder.name_anew(temporary, name)
                return
            if expected is not None and folder.read(name, len(expected)) != expected:
                raise _changed(shown)
            folder.replace(temporary, name)
    except BaseException:
        folder.remove(temporary)
        raise


def _changed(path: str) -> ChangedMeanwhileError:
    return ChangedMeanwhileError(errno.EBUSY, "changed meanwhile, left alone", path)


def _write_to_handle(number: str, data: bytes) -> None:
    """Write to an open stream of this process, after what was said there before."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    with os.fdopen(os.dup(int(number)), "wb") as file:
        file.write(data)


def _write_to_stream(path: str, data: bytes) -> None:
    """Write to a pipe or a device; of a pipe that has no reader it is said, and nothing is waited for."""
    try:
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        raise OSError(errno.ENXIO, "nothing reads from this pipe", path) from None
    if hasattr(os, "set_blocking"):
        os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)


def make_folder(path: str) -> None:
    """Make a folder, and those above it; raises ``OSError`` where a link would lead out of the repository."""
    target, tree = _target(os.path.join(path, "file"))
    with held(os.path.dirname(target), tree, make=True):
        pass


def _target(path: str) -> tuple[str, str]:
    """Return where a path leads, and a real folder above that within which no link may be met any more.

    Raises ``OSError`` for a link that dangles or leads out of its tree.
    """
    try:
        full = os.path.abspath(path)
    except FileNotFoundError:
        raise FileNotFoundError(errno.ENOENT, GONE, path) from None
    target = os.path.realpath(full)
    if os.path.islink(path) and not os.path.exists(path):
        raise OSError(errno.ENOENT, "is a link that leads nowhere; remove it first", path)
    trees = _trees(full)
    for tree in trees:
        if not is_inside(tree, target):
            raise PermissionError(errno.EACCES, f"is a link out of {tree}; it is not written through", path)
    return target, os.path.realpath(trees[-1])


def _trees(path: str) -> list[str]:
    """Return the folders that a write to ``path`` may not leave: all repositories that it is in by its name.

    One alone is not enough: a link to another repository would make that the one that it is in. Without any
    it is the current folder, or the one of the file.
    """
    folder = os.path.dirname(path)
    found, current = [], folder
    while True:
        if os.path.exists(os.path.join(current, ".git")):
            found.append(current)
        above = os.path.dirname(current)
        if above == current:
            break
        current = above
    if found:
        return found
    here = os.getcwd()
    return [here if path.startswith(here.rstrip(os.sep) + os.sep) else folder]


def _keep(folder: HeldFolder, name: str, handle: int, status: os.stat_result) -> None:
    """Give a new file what the one that it replaces has: owner, group, mode and attributes (an ACL, a label).

    What the group of the old file may do is not given to another group, where the group cannot be kept.
    """
    mode = stat.S_IMODE(status.st_mode)
    if hasattr(os, "fchown"):
        for owner, group in ((-1, status.st_gid), (status.st_uid, -1)):
            with contextlib.suppress(OSError):
                os.fchown(handle, owner, group)
        if os.fstat(handle).st_gid != status.st_gid:
            mode &= ~stat.S_IRWXG | (mode & stat.S_IRWXO) << 3
    if os.chmod in os.supports_fd:
        os.chmod(handle, mode)
    if mode == stat.S_IMODE(status.st_mode):
        _keep_attributes(f"/proc/self/fd/{folder.handle}/{name}", handle)


def _keep_attributes(path: str, handle: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            for attribute in os.listxattr(path, follow_symlinks=False):
                with contextlib.suppress(OSError):
                    os.setxattr(handle, attribute, os.getxattr(path, attribute, follow_symlinks=False))


def _machine() -> str:
    """Return eight letters for this machine: numbers of processes mean nothing on another one."""
    return hashlib.blake2b(socket.gethostname().encode(), digest_size=4).hexdigest()


def _remove_orphans(folder: HeldFolder) -> None:
    """Remove temporary files of processes of this machine that are gone."""
    for name in folder.names(".ecslint-"):
        match = _TEMPORARY.fullmatch(name)
        if match is not None and match[1] == _machine() and not _is_running(int(match[2])):
            folder.remove(name)


def _is_running(process: int) -> bool:
    if not hasattr(os, "getpgid"):
        return True  # it cannot be told here
    try:
        os.getpgid(process)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


def _is_no_file(path: str) -> bool:
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False
