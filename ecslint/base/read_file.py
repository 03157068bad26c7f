"""Reading files that others may have laid out as traps: pipes, devices, gigabytes."""

from __future__ import annotations

import errno
import os
import stat


def read_file(path: str, limit: int, folder: int | None = None) -> bytes:
    """Return the content of a regular file; with ``folder`` (an open one) of one in it that is no link.

    Raises ``OSError``, with an ``strerror`` that says why, for one that is missing, not permitted, not
    regular (nothing is waited for) or larger than ``limit`` bytes.
    """
    # Opening a FIFO would wait for a writer; O_NONBLOCK does not, and changes nothing for a file.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = (
            os.open(path, flags) if folder is None else os.open(path, flags | os.O_NOFOLLOW, dir_fd=folder)
        )
    except ValueError:
        raise OSError(errno.EINVAL, "this is not a file name") from None
    try:
        found = os.fstat(handle)
        mode = found.st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "is a directory")
        if not stat.S_ISREG(mode):
            raise OSError(errno.ENXIO, "is not a regular file")
        data = b""
        if found.st_size <= limit:  # that of what the system makes up, as in /proc, is 0
            with os.fdopen(handle, "rb", closefd=False) as file:
                data = file.read(limit + 1)
    finally:
        os.close(handle)
    if max(found.st_size, len(data)) > limit:
        size = f"{limit >> 20} MB" if limit >= 1 << 20 else f"{limit >> 10} kB"
        raise OSError(errno.EFBIG, f"is larger than {size}, the most that is read")
    return data
