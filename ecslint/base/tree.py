"""Which tree a file belongs to: nothing is read or written outside of it through links or ``..``."""

from __future__ import annotations

import os


def top_of(folder: str) -> str | None:
    """Return the top of the repository that a folder (its full path) is in, ``None`` if it is in none."""
    current = folder
    while not os.path.exists(os.path.join(current, ".git")):
        above = os.path.dirname(current)
        if above == current:
            return None
        current = above
    return current


def is_inside(tree: str, path: str) -> bool:
    """Say whether a path is in a tree or is its top, links followed; what is no file name is not.

    Another drive is outside; where names differ only in case for people, as on Windows, they are the same.
    A path to another computer is not even looked at: that would sign in there.
    """
    try:
        top = os.path.normcase(os.path.realpath(tree))
        drive = os.path.normcase(os.path.splitdrive(path)[0])
        if drive.startswith("\\\\") and drive != os.path.splitdrive(top)[0]:
            return False
        full = os.path.normcase(os.path.realpath(path))
        return os.path.commonpath((top, full)) == top
    except (OSError, ValueError):
        return False


def portable(path: str) -> str:
    """Return a path in one spelling of letters with accents, where macOS uses another one."""
    if path.isascii():
        return path
    from unicodedata import normalize

    return normalize("NFC", path)


def relative(path: str, start: str | None = None) -> str:
    """Return a path relative to a folder, by default the current one, with ``/``.

    On another drive than the folder it is the full path.
    """
    try:
        found = os.path.relpath(path, start)
    except ValueError:
        found = os.path.abspath(path)
    return found.replace(os.sep, "/")
