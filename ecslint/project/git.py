"""Reads an earlier state of a git repository without letting the repository run anything.

A linted tree may be a stranger's. git is only started for the repository that a folder belongs to (never for
one that is committed inside it), by its absolute path, with everything switched off that lets configuration,
hooks, remotes or attributes start programs; it reads objects and nothing else. Nothing is written.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from threading import Thread, Timer
from typing import IO, Final, NamedTuple

from ecslint.base.tree import top_of

MAX_FILES: Final = 20_000
"""Files of an earlier state that are read."""
MAX_BYTES: Final = 256 << 20
"""Bytes of an earlier state that are read, all files together."""
MAX_FILE: Final = 8 << 20
"""Bytes of a file; a larger one is no definition."""
MAX_ENTRIES: Final = 1_000_000
"""Entries of trees that are looked at: a tree may name the same folder many times over."""
MAX_TREE: Final = 64 << 20
"""Bytes of the trees that lie equally deep."""
MAX_DEPTH: Final = 200
"""Folders within one another."""
MAX_PATH: Final = 4096
"""Characters of a path; no system could check out a longer one."""
MAX_OBJECT: Final = 256 << 20
"""Bytes that git may ask for in one piece: a commit of gigabytes is packed in a few kilobytes."""
CHUNK: Final = 32 << 20
"""Bytes that are asked of git in one go."""
MAX_ANSWER: Final = CHUNK + MAX_TREE
"""Bytes of an answer of git."""
SECONDS: Final = 120.0
"""Time that git has for an answer: its configuration may include a pipe that nobody writes to."""

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
        if revision.startswith("-") or "\0" in revision:
            return None
        code, answer = self._run("rev-parse", "--verify", "--quiet", revision + "^{commit}")
        name = answer.decode("ascii", "replace").strip()
        is_object = len(name) in (40, 64) and all(character in "0123456789abcdef" for character in name)
        return name if code == 0 and is_object else None

    def is_shallow(self) -> bool:
        """Say whether the clone lacks part of its history."""
        return self._run("rev-parse", "--is-shallow-repository")[1].strip() == b"true"

    def blobs(
        self, commit: str, wanted: Callable[[str], bool], entered: Callable[[str], bool] = lambda folder: True
    ) -> Iterator[Blob]:
        """Yield the files of a commit whose names are wanted, of the folders whose names are to be entered.

        Raises ``GitError`` where there are more than ``MAX_FILES``, or contents are missing.
        """
        named = list(self._named(commit, wanted, entered))
        sizes = self._sizes(dict.fromkeys(sha for sha, _ in named), b"blob")
        listed: list[tuple[str, str, int]] = []
        whole = 0
        for sha, name in named:
            size = sizes[sha]
            if size is None:
                raise GitError(f"git does not have {name} of {commit[:12]}; fetch it first")
            if size <= MAX_FILE:
                whole += size
                listed.append((sha, name, size))
        if len(listed) > MAX_FILES or whole > MAX_BYTES:
            limit = f"{MAX_FILES:,} files or {MAX_BYTES >> 20} MB"
            raise GitError(f"{commit[:12]} has more than {limit} to read; name a folder of it")
        for part in _parts(listed):
            contents = self._contents([(sha, size) for sha, _, size in part])
            for (_, name, _), data in zip(part, contents, strict=True):
                yield Blob(name, data)

    def _named(
        self, commit: str, wanted: Callable[[str], bool], entered: Callable[[str], bool]
    ) -> Iterator[tuple[str, str]]:
        """Yield object and name of the files to read, one depth of folders after the other.

        The tree of each object is read once, however often it is named.
        """
        code, answer = self._run("rev-parse", "--verify", "--quiet", commit + "^{tree}")
        if code != 0:
            raise GitError(f"git does not have {commit[:12]}; fetch it first")
        trees: dict[str, list[tuple[str, str, str]]] = {}
        waiting = [(answer.decode("ascii").strip(), "")]
        entries = depth = 0
        while waiting:
            depth += 1
            if depth > MAX_DEPTH:
                raise GitError(f"the folders of {commit[:12]} are nested more than {MAX_DEPTH} deep")
            trees.update(self._trees([sha for sha, _ in waiting if sha not in trees]))
            below: list[tuple[str, str]] = []
            for tree, folder in waiting:
                entries += len(trees[tree])
                if entries > MAX_ENTRIES:
                    raise GitError(f"the tree of {commit[:12]} has more than {MAX_ENTRIES:,} entries")
                for kind, sha, name in trees[tree]:
                    path = f"{folder}{name}"
                    if len(path) > MAX_PATH:
                        continue
                    if kind == "tree" and entered(path):
                        below.append((sha, f"{path}/"))
                    elif kind == "blob" and wanted(path):
                        yield sha, path
            waiting = below

    def _trees(self, names: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
        """Yield trees with kind, object and name of their entries."""
        sizes = self._sizes(dict.fromkeys(names), b"tree")
        listed: list[tuple[str, str, int]] = []
        for sha, size in sizes.items():
            if size is None:
                raise GitError(f"git cannot list the files of {sha[:12]}; fetch them first")
            listed.append((sha, sha, size))
        if sum(size for _, _, size in listed) > MAX_TREE:
            raise GitError(f"folders of {listed[0][0][:12]} take more than {MAX_TREE >> 20} MB to list")
        for part in _parts(listed):
            contents = self._contents([(sha, size) for sha, _, size in part])
            for (sha, _, _), data in zip(part, contents, strict=True):
                yield sha, list(_entries(data, len(sha) // 2))

    def _sizes(self, names: Iterable[str], kind: bytes) -> dict[str, int | None]:
        """Return the sizes of objects in bytes, ``None`` for what is missing or of another kind."""
        names = list(names)
        found: dict[str, int | None] = {}
        for start in range(0, len(names), 10_000):
            asked = names[start : start + 10_000]
            query = "".join(f"{sha}\n" for sha in asked).encode("ascii")
            _, answer = self._run("cat-file", "--batch-check", query=query)
            lines = answer.split(b"\n")
            lines += [b""] * (len(asked) - len(lines))
            for sha, line in zip(asked, lines, strict=False):
                fields = line.split()
                is_kind = len(fields) == 3 and fields[1] == kind and fields[2].isdigit()
                found[sha] = int(fields[2]) if is_kind else None
        return found

    def _contents(self, listed: Sequence[tuple[str, int]]) -> list[bytes]:
        """Return the contents of objects of known sizes."""
        query = "".join(f"{sha}\n" for sha, _ in listed).encode("ascii")
        _, answer = self._run("cat-file", "--batch", query=query)
        found, at = [], 0
        for sha, size in listed:
            end = answer.find(b"\n", at)
            head = answer[at:end].split()
            if end < 0 or head[2:] != [b"%d" % size] or len(answer) < end + 1 + size:
                raise GitError(f"git cannot read {sha[:12]}, which is damaged; run git fsck")
            found.append(answer[end + 1 : end + 1 + size])
            at = end + 1 + size + 1
        return found

    def _run(self, *arguments: str, query: bytes = b"") -> tuple[int, bytes]:
        """Run git; return its exit status and its answer. Raises ``GitError`` for one without end."""
        settings = (*_SETTINGS, f"safe.directory={self.top}")
        command = [self._program, "--no-pager", "--no-replace-objects", "--literal-pathspecs"]
        command += [part for setting in settings for part in ("-c", setting)]
        command += [f"--git-dir={os.path.join(self.top, '.git')}", f"--work-tree={self.top}", *arguments]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self.top,
                env=_environment(),
            )
        except OSError as error:
            raise GitError(f"git cannot be started: {error.strerror or error}") from None
        return _answer(process, query)


def _answer(process: subprocess.Popen[bytes], query: bytes) -> tuple[int, bytes]:
    """Return exit status and answer of a process that is told ``query``; one without end is ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    late = Timer(SECONDS, process.kill)
    late.daemon = True
    writer = Thread(target=_write, args=(process.stdin, query), daemon=True)
    is_late = False
    try:
        late.start()
        writer.start()
        answer = process.stdout.read(MAX_ANSWER + 1)
        if len(answer) > MAX_ANSWER:
            raise GitError(f"git answers with more than {MAX_ANSWER >> 20} MB")
        code = process.wait()
        is_late = late.finished.is_set()
    finally:
        late.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
        writer.join()
    if is_late:
        raise GitError(f"git gave no answer within {SECONDS:g} seconds")
    return code, answer


def _write(stream: IO[bytes], data: bytes) -> None:
    """Write what git is asked, beside the reading of its answer: pipes hold little."""
    with suppress(OSError), stream:
        stream.write(data)


def _parts(listed: Sequence[tuple[str, str, int]]) -> Iterator[list[tuple[str, str, int]]]:
    """Yield parts of at most ``CHUNK`` bytes, or of one object."""
    part: list[tuple[str, str, int]] = []
    room = CHUNK
    for each in listed:
        room -= each[2] + 100  # what git says of each
        if part and room < 0:
            yield part
            part, room = [], CHUNK - each[2] - 100
        part.append(each)
    if part:
        yield part


def _entries(tree: bytes, width: int) -> Iterator[tuple[str, str, str]]:
    """Yield kind, object and name of the entries of a tree whose objects' names have ``width`` bytes.

    Links and submodules are none; what is behind damage is not looked at.
    """
    at = 0
    while at < len(tree):
        space = tree.find(b" ", at)
        end = tree.find(b"\0", space)
        if space < 0 or end < 0 or end + 1 + width > len(tree):
            return
        mode = tree[at:space].lstrip(b"0")
        kind = "tree" if mode == b"40000" else "blob" if mode.startswith(b"100") else ""
        if kind:
            sha = tree[end + 1 : end + 1 + width].hex()
            yield kind, sha, tree[space + 1 : end].decode("utf-8", "surrogateescape")
        at = end + 1 + width


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
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_ALLOC_LIMIT": str(MAX_OBJECT),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PAGER": "cat",
        "HOME": os.devnull,
    }


def repository_of(folder: str) -> Repository | None:
    """Return the repository that a folder belongs to, ``None`` if it is in none.

    That is the nearest folder with a ``.git`` of its own: bare repositories are never looked at. Raises
    ``GitError`` if git is not installed.
    """
    top = top_of(os.path.realpath(folder))
    if top is None:
        return None
    program = git_program(os.environ.get("PATH", os.defpath).split(os.pathsep))
    if program is None:
        raise GitError("git is not installed")
    return Repository(top, program)


def git_program(folders: Iterable[str]) -> str | None:
    """Return the path of git in the first of the folders that has it; only absolute folders count."""
    name = "git.exe" if sys.platform == "win32" else "git"
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None
