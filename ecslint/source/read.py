"""From a path to documents: bytes, text, and the choice between JSON and YAML by content."""

from __future__ import annotations

import errno
import sys

from ecslint.base.read_file import read_file
from ecslint.source.document import Document
from ecslint.source.file_text import FileText
from ecslint.source.limits import LARGE, MAX_BYTES
from ecslint.source.parse import parse_text
from ecslint.source.parsed import SyntaxProblem


class InputError(Exception):
    """A file that cannot be read: missing, not permitted, a directory loop, not a text, too large."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


def read_bytes(path: str) -> bytes:
    """Return the content of a regular file, or of standard input for ``-``. Raises ``InputError``."""
    if path == "-":
        return _standard_input()
    try:
        return read_file(path, MAX_BYTES)
    except OSError as error:
        raise InputError(path, reason(error)) from None


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise InputError("-", "standard input is closed")
    try:
        return _bounded("-", sys.stdin.buffer.read(MAX_BYTES + 1))
    except OSError as error:
        raise InputError("-", reason(error)) from None


def _bounded(path: str, data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise InputError(path, f"is larger than {MAX_BYTES // 1024 // 1024} MB, the most that is read")
    return data


def reason(error: OSError) -> str:
    """Say in a few words why a file or folder cannot be read."""
    known = {
        errno.ENOENT: "no such file",
        errno.ENOTDIR: "no such file",
        errno.EACCES: "permission denied",
        errno.EPERM: "permission denied",
        errno.ELOOP: "its symbolic links lead in a circle",
        errno.ENAMETOOLONG: "the file name is too long",
        errno.EISDIR: "is a directory",
        errno.ENXIO: "is not a regular file",
        errno.EINVAL: "this is not a file name",
        errno.EFBIG: f"is larger than {MAX_BYTES // 1024 // 1024} MB, the most that is read",
    }
    return known.get(error.errno or 0, (error.strerror or "cannot be read").lower())


def decode(path: str, data: bytes) -> tuple[str, SyntaxProblem | None]:
    """Return the text of ``data`` without its byte order mark, and a problem if it is not UTF-8 (or UTF-16).

    Raises ``InputError`` for binary data.
    """
    encoding = "utf-8"
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        text, problem = data.decode(encoding), None
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        at = len(data[: error.start].decode(encoding, "replace"))
        message = f"the byte 0x{data[error.start]:02X} is not {encoding.upper()}: save the file as UTF-8"
        problem = SyntaxProblem("not-utf8", message, at, at + 1)
    if "\x00" in text:
        raise InputError(path, "is a binary file")
    return text, problem


def load(path: str, data: bytes) -> list[Document]:
    """Read ``data`` into documents: one, or as many as a YAML stream has.

    JSON or YAML is decided by content; the name only decides between two readings that are both possible. An
    empty file is a document without data and with a problem ``empty``. Raises ``InputError`` for binary data.
    """
    text, problem = decode(path, data)
    if len(text) > LARGE:
        from ecslint.source.json.unread import without_unread

        text = without_unread(text)
    syntax, parsed = parse_text(path, text)
    if problem is not None:
        parsed[0].problems.insert(0, problem)
    file = FileText(text, len(parsed))
    return [Document(path, file, syntax, part, number) for number, part in enumerate(parsed)]
