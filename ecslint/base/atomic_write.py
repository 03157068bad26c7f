"""Writing files so that nothing is ever lost: a temporary file beside the target, then a rename."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import socket
import stat
from collections.abc import Iterator

from ecslint.base.pattern import regex
from ecslint.base.read_file import read_file
from ecslint.base.tree import is_inside, top_of

_TEMPORARY = regex(r"\.ecslint-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.tmp")


class ChangedMeanwhileError(OSError):
    """The file is not what it was when it was read; it was left alone."""


def write_atomically(path: str, data: bytes, expected: bytes | None = None) -> None:
    """Replace the file at ``path``, or make it; mode and owner kept, links inside the tree followed.

    With ``expected`` the file is only replaced while it still holds exactly that: it is compared directly
    before the rename, so that what an editor saves in the meantime is not lost (only a save within the rename
    itself would be). What is there and no file (``/dev/stdout``, a pipe) is written to. Temporary files that
    a killed run of this machine left beside the target are removed.

    Raises ``ChangedMeanwhileError``, or ``OSError`` (disk full, no permission, a link that leads out of the
    repository or dangles); the old file is then untouched.
    """
    target = _target(path)
    if _is_no_file(path):
        _write_to_stream(path, data)
        return
    try:
        status: os.stat_result | None = os.stat(target)
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "the file is read-only", path)
    except FileNotFoundError:
        status = None
    folder = os.path.dirname(target)
    _remove_orphans(folder)
    temporary = os.path.join(folder, f".ecslint-{_machine()}-{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if status is not None:
            _keep(temporary, status)
        if expected is not None and _content(target, len(expected)) != expected:
            raise ChangedMeanwhileError(errno.EBUSY, "changed meanwhile, left alone", path)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


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
    _target(os.path.join(path, "file"))
    os.makedirs(path, exist_ok=True)


def _target(path: str) -> str:
    """Return where a path leads; raises ``OSError`` for a link that dangles or leads out of its tree."""
    target = os.path.realpath(path)
    if os.path.islink(path) and not os.path.exists(path):  # a pipe that /dev/stdout leads to has no path
        raise OSError(errno.ENOENT, "is a link that leads nowhere; remove it first", path)
    tree = _tree(os.path.abspath(path))
    if tree is not None and not is_inside(tree, target):
        raise PermissionError(errno.EACCES, f"is a link out of {tree}; it is not written through", path)
    return target


def _tree(path: str) -> str | None:
    """Return the folder that a write to ``path`` may not leave: its repository, else the current folder."""
    top = top_of(os.path.dirname(path))
    if top is None:
        here = os.getcwd()
        return here if path.startswith(here.rstrip(os.sep) + os.sep) else None
    return top


def _keep(temporary: str, status: os.stat_result) -> None:
    """Give a new file the mode and, where that is allowed, the owner of the one that it replaces."""
    made = os.stat(temporary)
    if hasattr(os, "chown") and (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
        with contextlib.suppress(OSError):
            os.chown(temporary, status.st_uid, status.st_gid)
    os.chmod(temporary, stat.S_IMODE(status.st_mode))


def _content(path: str, length: int) -> bytes | None:
    try:
        return read_file(path, length)
    except OSError:
        return None


def _machine() -> str:
    """Return eight letters for this machine: numbers of processes mean nothing on another one."""
    return hashlib.blake2b(socket.gethostname().encode(), digest_size=4).hexdigest()


def _remove_orphans(folder: str) -> None:
    """Remove temporary files of processes of this machine that are gone."""
    for name in _names(folder):
        match = _TEMPORARY.fullmatch(name)
        if match is not None and match[1] == _machine() and not _is_running(int(match[2])):
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(folder, name))


def _names(folder: str) -> Iterator[str]:
    with contextlib.suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            if entry.name.startswith(".ecslint-"):
                yield entry.name


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
