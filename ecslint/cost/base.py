"""The state to compare with: a file, a folder, or the files of a git revision."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from ecslint.base.tree import portable, relative
from ecslint.project.git import Blob, GitError, Repository, repository_of
from ecslint.source.discovery.walk import SUFFIXES, TERRAFORM


class BaseError(Exception):
    """The state to compare with is not available; the message says why and what to do."""


class Base(NamedTuple):
    """Files of the earlier state, and how to tell which is which of now."""

    label: str
    """What the earlier state is called, e.g. ``main``."""
    paths: tuple[str, ...]
    """Files and folders on the disk; none for a revision."""
    blobs: tuple[Blob, ...]
    """Files of a revision; their names are relative to the top of the repository."""
    old_root: str | None
    """The folder that names of earlier files are relative to; ``None``: they are relative already."""
    new_root: str
    """The folder of the files of now."""

    def old(self, path: str) -> str:
        """Return the path of an earlier file relative to the root."""
        return path if self.old_root is None else _relative(path, self.old_root)

    def new(self, path: str) -> str:
        """Return the path of a file of now relative to the root."""
        return _relative(path, self.new_root)


def _relative(path: str, root: str) -> str:
    return portable(relative(os.path.realpath(path), os.path.realpath(root)))


def base_files(base: str, paths: Sequence[str]) -> Base:
    """Return the earlier state of ``paths``. Raises ``BaseError``.

    An existing file or folder wins over a revision of the same name, as long as git knows none of that name.
    """
    directory = _anchor(paths)
    try:
        repository = repository_of(directory)
        commit = repository.commit(base) if repository is not None else None
        if commit is None and os.path.exists(base):
            return _on_disk(base, paths)
        if repository is None:
            raise BaseError(
                f"--diff {base}: no such file or folder, and {os.path.abspath(directory)} is in no git "
                "repository; name a file or folder with the earlier state"
            )
        if commit is None:
            raise BaseError(_no_revision(base, repository))
        return _of_commit(base, repository, commit, paths)
    except GitError as error:
        if os.path.exists(base):
            return _on_disk(base, paths)
        raise BaseError(f"--diff {base}: no such file or folder, and {error}") from None


def _of_commit(base: str, repository: Repository, commit: str, paths: Sequence[str]) -> Base:
    inside = []
    for path in paths:
        name = _relative(path, repository.top)
        if name.startswith("../"):
            raise BaseError(f"{path} is not in the repository {repository.top}")
        inside.append(name)

    def wanted(name: str) -> bool:
        named = any(root in (".", name) or name.startswith(f"{root}/") for root in inside)
        return named and name.lower().endswith(SUFFIXES)

    def entered(folder: str) -> bool:
        return any(
            root in (".", folder) or f"{folder}/".startswith(f"{root}/") or root.startswith(f"{folder}/")
            for root in inside
        )

    blobs = tuple(repository.blobs(commit, wanted, entered))
    if any(blob.name.endswith(TERRAFORM) for blob in blobs):
        raise BaseError(
            f"--diff {base}: Terraform files of a revision are not read; compare with a folder: "
            f"git worktree add ../before {base}"
        )
    return Base(base, (), blobs, None, repository.top)


def _on_disk(base: str, paths: Sequence[str]) -> Base:
    """Compare with what lies on the disk: names are relative to the folders, or to the files' own ones."""
    new = paths[0]
    new_root = new if len(paths) == 1 and os.path.isdir(new) else _anchor(paths)
    old_root = base if os.path.isdir(base) else os.path.dirname(base) or "."
    return Base(base, (base,), (), old_root, new_root)


def _anchor(paths: Sequence[str]) -> str:
    """Return the folder in which to look for a repository."""
    first = paths[0]
    if first == "-":
        raise BaseError("--diff needs files; standard input has no earlier state")
    return first if os.path.isdir(first) else os.path.dirname(first) or "."


def _no_revision(base: str, repository: Repository) -> str:
    if repository.is_shallow():
        branch = base.removeprefix("origin/")
        return (
            f"--diff {base}: this clone is shallow and does not hold that revision; fetch it first: "
            f"git fetch --depth=1 origin {branch} (and compare with FETCH_HEAD), or clone with full history"
        )
    return f"--diff {base}: neither a file, nor a folder, nor a revision of the repository {repository.top}"
