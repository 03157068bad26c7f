"""The state to compare with: a file, a folder, or the files of a git revision."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from ecslint.source.discovery.walk import SUFFIXES

_LARGEST: Final = 8 << 20
"""Bytes of a file; a larger one is no definition."""


class BaseError(Exception):
    """The state to compare with cannot be had; the message says why and what to do."""


class Base(NamedTuple):
    """Files of the earlier state: where to read them, and how to tell which is which of now."""

    label: str
    paths: tuple[str, ...]
    old_root: str
    new_root: str

    def old(self, path: str) -> str:
        """Return the path of an earlier file relative to the root."""
        return _relative(path, self.old_root)

    def new(self, path: str) -> str:
        return _relative(path, self.new_root)


def _relative(path: str, root: str) -> str:
    return os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")


@contextmanager
def base_files(base: str, paths: Sequence[str]) -> Iterator[Base]:
    """Give the earlier state of ``paths``. Raises ``BaseError``.

    An existing file or folder wins over a revision of the same name, as long as git knows none of that name.
    """
    directory = _anchor(paths)
    top = _git(directory, "rev-parse", "--show-toplevel")
    commit = None
    if top is not None and not base.startswith("-"):
        commit = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", base + "^{commit}")
    if os.path.exists(base) and commit is None:
        yield _on_disk(base, paths)
        return
    if top is None:
        raise BaseError(_no_repository(base, directory))
    if commit is None:
        raise BaseError(_no_revision(base, top))
    with tempfile.TemporaryDirectory(prefix="ecslint-") as folder:
        _export(top, commit, folder)
        old = []
        for path in paths:
            inside = _relative(path, top)
            if inside.startswith("../"):
                raise BaseError(f"{path} is not in the repository {top}")
            there = os.path.join(folder, inside)
            if os.path.exists(there):
                old.append(there)
        yield Base(base, tuple(old), folder, top)


def _on_disk(base: str, paths: Sequence[str]) -> Base:
    """Compare with what lies on the disk: names are relative to the folders, or to the files' own ones."""
    new = paths[0]
    new_root = new if len(paths) == 1 and os.path.isdir(new) else _anchor(paths)
    old_root = base if os.path.isdir(base) else os.path.dirname(base) or "."
    return Base(base, (base,), old_root, new_root)


def _anchor(paths: Sequence[str]) -> str:
    """Return the folder in which to look for a repository."""
    first = paths[0]
    if first == "-":
        raise BaseError("--diff needs files; standard input has no earlier state")
    return first if os.path.isdir(first) else os.path.dirname(first) or "."


def _no_repository(base: str, directory: str) -> str:
    try:
        subprocess.run(["git", "--version"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return f"--diff {base}: no such file, and git is not installed, so it cannot be a revision"
    return (
        f"--diff {base}: no such file or folder, and {os.path.abspath(directory)} is in no git repository; "
        "name a file or folder with the earlier state"
    )


def _no_revision(base: str, top: str) -> str:
    if _git(top, "rev-parse", "--is-shallow-repository") == "true":
        branch = base.removeprefix("origin/")
        return (
            f"--diff {base}: this clone is shallow and does not hold that revision; fetch it first: "
            f"git fetch --depth=1 origin {branch} (and compare with FETCH_HEAD), or clone with full history"
        )
    return f"--diff {base}: neither a file, nor a folder, nor a revision of the repository {top}"


def _git(directory: str, *arguments: str) -> str | None:
    """Run git and return its output, ``None`` if it fails or is not there."""
    try:
        done = subprocess.run(
            ["git", "-C", directory, *arguments],
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n") if done.returncode == 0 else None


def _export(top: str, commit: str, folder: str) -> None:
    """Write the files of a commit that may be definitions below ``folder``."""
    listing = _git(top, "ls-tree", "-r", "-z", "-l", "--full-tree", commit)
    if listing is None:
        raise BaseError(f"git cannot list the files of {commit[:12]}")
    wanted = []
    for entry in listing.split("\0"):
        head, _, name = entry.partition("\t")
        fields = head.split()
        if len(fields) == 4 and fields[1] == "blob" and fields[0] != "120000":
            small = fields[3].isdecimal() and int(fields[3]) <= _LARGEST
            if small and name.lower().endswith(SUFFIXES) and ".." not in name.split("/"):
                wanted.append((fields[2], name))
    if not wanted:
        return
    query = "".join(f"{blob}\n" for blob, _ in wanted).encode()
    done = subprocess.run(
        ["git", "-C", top, "cat-file", "--batch"], input=query, capture_output=True, check=False
    )
    data, at = done.stdout, 0
    for _, name in wanted:
        end = data.find(b"\n", at)
        answer = data[at:end].split()
        if end < 0 or len(answer) != 3:
            raise BaseError(f"git does not have the contents of {name} in {commit[:12]}; fetch them first")
        size = int(answer[2])
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data[end + 1 : end + 1 + size])
        at = end + 1 + size + 1
