"""A folder that is held while it is written to: whatever becomes of its path, the same folder is meant."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from ecslint.base.read_file import read_file

_HOLDS = os.open in os.supports_dir_fd
"""Whether the system can be asked for a file of an open folder; Windows cannot."""
_ROUNDS = 200
"""How often another run is waited for, each time a hundredth of a second; it needs one rename."""


class HeldFolder:
    """A folder, by a handle where the system has them; names are those of files directly in it."""

    def __init__(self, path: str, handle: int | None) -> None:
        self.path = path
        """The full path that it had when it was opened."""
        self.handle = handle
        """The open folder, ``None`` where the system has none."""

    def _at(self, name: str) -> str:
        return name if self.handle is not None else os.path.join(self.path, name)

    def status(self, name: str) -> os.stat_result | None:
        """Return the state of a file, of a link its own; ``None`` if there is none."""
        try:
            return os.stat(self._at(name), dir_fd=self.handle, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def is_writable(self, name: str) -> bool:
        """Say whether this user may write to a file."""
        if self.handle is None:
            return os.access(self._at(name), os.W_OK)
        return os.access(name, os.W_OK, dir_fd=self.handle)

    def create(self, name: str, mode: int) -> BinaryIO:
        """Make a new file and open it; raises ``FileExistsError``."""
        return open(
            self._at(name), "xb", opener=lambda path, flags: os.open(path, flags, mode, dir_fd=self.handle)
        )

    def read(self, name: str, limit: int) -> bytes | None:
        """Return the content of a file, ``None`` if it is not one, a link or larger than ``limit`` bytes.

        It is ``None`` as well if another file has taken its place before it was read to the end.
        """
        before = self.status(name)
        try:
            data = read_file(self._at(name), limit, self.handle)
        except OSError:
            return None
        after = self.status(name)
        if before is None or after is None or _identity(before) != _identity(after):
            return None
        return data

    def replace(self, old: str, new: str) -> None:
        """Give a file another name, in place of what has that."""
        os.replace(self._at(old), self._at(new), src_dir_fd=self.handle, dst_dir_fd=self.handle)

    def name_anew(self, old: str, new: str) -> None:
        """Give a file another name; raises ``FileExistsError`` if something has that."""
        try:
            os.link(self._at(old), self._at(new), src_dir_fd=self.handle, dst_dir_fd=self.handle)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):  # a file system without hard links
            if self.status(new) is not None:
                raise FileExistsError(errno.EEXIST, "is there meanwhile, left alone", new) from None
            self.replace(old, new)
        else:
            self.remove(old)

    def remove(self, name: str) -> None:
        """Remove a file if that is possible."""
        with contextlib.suppress(OSError):
            os.unlink(self._at(name), dir_fd=self.handle)

    def names(self, prefix: str) -> list[str]:
        """Return the names in it that begin so; none if it cannot be listed."""
        try:
            with os.scandir(self.path if self.handle is None else self.handle) as entries:
                return [entry.name for entry in entries if entry.name.startswith(prefix)]
        except OSError:
            return []

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs from renaming here meanwhile; one that holds on for two seconds is disregarded."""
        if sys.platform != "win32" and self.handle is not None:
            import fcntl

            for _ in range(_ROUNDS):
                try:
                    fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    time.sleep(0.01)
                except OSError:
                    break  # a file system without locks
                else:
                    break
        yield  # closing the folder unlocks it


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


@contextmanager
def held(path: str, tree: str | None, make: bool = False) -> Iterator[HeldFolder]:
    """Open the folder at ``path`` (a real one); from ``tree``, a folder above it, downwards through no link.

    With ``make`` the folders that are not there are made. Raises ``OSError``, for a folder that has become a
    link meanwhile as well.
    """
    if not _HOLDS:
        if make:
            os.makedirs(path, exist_ok=True)
        yield HeldFolder(path, None)
        return
    if tree is None and make:
        os.makedirs(path, exist_ok=True)
    handle = _opened(path if tree is None else tree, 0, None)
    try:
        below = os.path.relpath(path, tree) if tree is not None else os.curdir
        for part in below.split(os.sep) if below != os.curdir else ():
            above, handle = handle, _opened_below(part, handle, make)
            os.close(above)
        yield HeldFolder(path, handle)
    finally:
        os.close(handle)


def _opened_below(part: str, above: int, make: bool) -> int:
    """Open a folder in an open one, if it is no link; make it first if that is wanted."""
    if make:
        with contextlib.suppress(FileExistsError):
            os.mkdir(part, dir_fd=above)
    try:
        return _opened(part, os.O_NOFOLLOW, above)
    except OSError as error:
        if error.errno not in (errno.ENOTDIR, errno.ELOOP):
            raise
        if not stat.S_ISLNK(os.stat(part, dir_fd=above, follow_symlinks=False).st_mode):
            raise
        raise PermissionError(errno.EACCES, "became a link meanwhile; it is not written through") from None


def _opened(path: str, flags: int, above: int | None) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY | flags, dir_fd=above)
    except PermissionError:
        if not hasattr(os, "O_PATH"):
            raise
        return os.open(path, os.O_PATH | os.O_DIRECTORY | flags, dir_fd=above)  # one that may not be listed
