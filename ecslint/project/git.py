"""Reads an earlier state of a git repository without letting the repository run anything.

A linted tree may be a stranger's. git is only started for the repository that a folder belongs to (never for
one that is committed inside it), by its absolute path, with everything switched off that lets configuration,
hooks, remotes or attributes start programs; it reads objects and nothing else. Nothing is written.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

MAX_FILES: Final = 20_000
"""Files of an earlier state that are read."""
MAX_BYTES: Final = 256 << 20
"""Bytes of an earlier state that are read, all files together."""
MAX_FILE: Final = 8 << 20
"""Bytes of a file; a larger one is no definition."""
MAX_ENTRIES: Final = 1_000_000
"""Entries of trees that are looked at: a tree may name the same folder many times over."""

_SETTINGS: Final = (
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.sshCommand=false",
    "core.gitProxy=false",
    "core.pager=cat",
    "core.askPass=false",
    "core.alternateRefsCommand=false",
    "credential.helper=",
    "protocol.allow=never",
    "uploadpack.packObjectsHook=",
)
"""What takes the place of the repository's own configuration."""


class GitError(Exception):
    """git is not there, or the repository does not hold what is asked for."""


class Blob(NamedTuple):
    """A file of a commit."""

    name: str
    """Its path from the top of the repository, with ``/``."""
    data: bytes
    """The content of the file."""


class Repository:
    """The repository at ``top``."""

    def __init__(self, top: str, program: str) -> None:
        self.top = top
        self._program = program

    def commit(self, revision: str) -> str | None:
        """Return the commit that a revision means, ``None`` if the repository has none of that name."""
        if revision.startswith("-"):
            return None
        done = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
        name = done.stdout.decode("ascii", "replace").strip()
        return name if done.returncode == 0 and name else None

    def is_shallow(self) -> bool:
        """Say whether the clone lacks part of its history."""
        return self._run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    def blobs(self, commit: str, wanted: Callable[[str], bool]) -> Iterator[Blob]:
        """Yield the files of a commit whose names are wanted.

        Raises ``GitError`` where there are more than ``MAX_FILES``, or contents are missing.
        """
        listed = list(self._listed(commit, wanted))
        for start in range(0, len(listed), 500):
            yield from self._contents(listed[start : start + 500], commit)

    def _listed(self, commit: str, wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
        """Yield object and name of the files to read, trees breadth first and each object's listing once."""
        trees: dict[str, list[tuple[str, str, str]]] = {}
        waiting = [(f"{commit}^{{tree}}", "")]
        entries = files = size = 0
        while waiting:
            tree, folder = waiting.pop()
            if tree not in trees:
                trees[tree] = list(self._tree(tree))
            for kind, sha, rest in trees[tree]:
                entries += 1
                if entries > MAX_ENTRIES:
                    raise GitError(f"the tree of {commit[:12]} has more than {MAX_ENTRIES:,} entries")
                length, _, name = rest.partition("\t")
                path = f"{folder}{name}"
                if kind == "tree":
                    waiting.append((sha, f"{path}/"))
                elif kind == "blob" and wanted(path):
                    if not length.isdecimal():
                        raise GitError(f"git does not have {path} of {commit[:12]}; fetch it first")
                    if int(length) > MAX_FILE:
                        continue
                    files, size = files + 1, size + int(length)
                    if files > MAX_FILES or size > MAX_BYTES:
                        limit = f"{MAX_FILES:,} files or {MAX_BYTES >> 20} MB"
                        raise GitError(f"{commit[:12]} has more than {limit} to read; name a folder of it")
                    yield sha, path

    def _tree(self, tree: str) -> Iterator[tuple[str, str, str]]:
        """Yield kind, object, and size with name of the entries of a tree; links are none."""
        done = self._run("ls-tree", "-z", "-l", "--full-tree", tree)
        if done.returncode != 0:
            raise GitError(f"git cannot list the files of {tree[:12]}; fetch them first")
        for entry in done.stdout.decode("utf-8", "surrogateescape").split("\0"):
            head, tab, name = entry.partition("\t")
            fields = head.split()
            if tab and len(fields) == 4 and fields[0] not in ("120000", "160000"):
                yield fields[1], fields[2], f"{fields[3]}\t{name}"

    def _contents(self, listed: list[tuple[str, str]], commit: str) -> Iterator[Blob]:
        query = "".join(f"{sha}\n" for sha, _ in listed).encode("ascii")
        data, at = self._run("cat-file", "--batch", query=query).stdout, 0
        for _, name in listed:
            end = data.find(b"\n", at)
            answer = data[at:end].split()
            if end < 0 or len(answer) != 3:
                raise GitError(f"git does not have the contents of {name} in {commit[:12]}; fetch them first")
            size = int(answer[2])
            yield Blob(name, data[end + 1 : end + 1 + size])
            at = end + 1 + size + 1

    def _run(self, *arguments: str, query: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        settings = (*_SETTINGS, f"safe.directory={self.top}")
        command = [self._program, "--no-pager", "--no-replace-objects", "--literal-pathspecs"]
        command += [part for setting in settings for part in ("-c", setting)]
        command += [f"--git-dir={os.path.join(self.top, '.git')}", f"--work-tree={self.top}", *arguments]
        try:
            return subprocess.run(
                command, input=query, capture_output=True, check=False, cwd=self.top, env=_environment()
            )
        except OSError as error:
            raise GitError(f"git cannot be started: {error.strerror or error}") from None


def _environment() -> dict[str, str]:
    """Return the environment of git: no settings of the system or the user, no network, no questions."""
    kept = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LANG")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    return {
        **found,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PAGER": "cat",
        "HOME": os.devnull,
    }


def repository_of(folder: str) -> Repository | None:
    """Return the repository that a folder belongs to, ``None`` if it is in none.

    That is the nearest folder with a ``.git`` of its own: bare repositories are never looked at. Raises
    ``GitError`` if git is not installed.
    """
    current = os.path.realpath(folder)
    while not os.path.exists(os.path.join(current, ".git")):
        above = os.path.dirname(current)
        if above == current:
            return None
        current = above
    program = git_program(os.environ.get("PATH", os.defpath).split(os.pathsep))
    if program is None:
        raise GitError("git is not installed")
    return Repository(current, program)


def git_program(folders: Iterable[str]) -> str | None:
    """Return the path of git in the first of the folders that has it; only absolute folders count."""
    name = "git.exe" if sys.platform == "win32" else "git"
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None
