"""Fuzzes git's objects: trees as bytes, and whole repositories that ``cost --diff`` reads."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import zlib
from functools import cache
from random import Random

from ecslint.project.git import GitError, _entries, repository_of
from tests.fuzz import scratch
from tests.fuzz.promises import BrokenPromiseError

_MODES = (b"100644", b"100755", b"40000", b"040000", b"120000", b"160000", b"0", b"", b"999999", b"100")
_NAMES = (
    *(b"td.json", b"a", b"..", b".", b".git", b"/etc/passwd", b"a/b", b"..\\..\\x", b"C:x", b"\xff\xfe", b""),
    *(
        b"x" * 5000,
        b"\x1b[31m.json",
        b"-x.json",
        b"a\nb.json",
        b"con",
        b"template.yml",
        b"main.tf",
        b"\\\\h\\s",
    ),
)
_CONTENTS = (
    *(
        b"",
        b"{}",
        b'{"family": "a", "containerDefinitions": []}',
        b"\x00" * 40,
        b"\xff\xfe{\x00",
        b"Resources: {}\n",
    ),
    b"\xef\xbb\xbf[]",
)


def tree(random: Random, names: list[bytes] | None = None) -> bytes:
    """Return the bytes of a tree, that may not be one."""
    whole = b""
    for _ in range(random.randrange(8)):
        sha = random.choice(names) if names and random.random() < 0.9 else random.randbytes(20)
        whole += random.choice(_MODES) + b" " + random.choice(_NAMES) + b"\0" + sha
    if random.random() < 0.3 and whole:
        at = random.randrange(len(whole))
        whole = (
            whole[:at]
            + random.choice((b"", b"\0", b" ", random.randbytes(3)))
            + whole[at + random.randrange(4) :]
        )
    return whole


def entries(random: Random, data: bytes) -> None:
    """Read the entries of a tree: names of objects are whole, and no entry is made up."""
    width = random.choice((20, 32))
    found = list(_entries(data, width))
    if len(found) > len(data) // (width + 3) + 1:
        raise BrokenPromiseError(f"{len(found)} entries of {len(data)} bytes")
    for kind, sha, _ in found:
        if len(sha) != 2 * width or kind not in ("blob", "tree"):
            raise BrokenPromiseError(f"an entry is {kind} {sha}")


def objects(random: Random) -> bytes:
    """Return objects of a repository, the last of which is a commit: kind, length and bytes of each."""
    made: list[tuple[bytes, bytes]] = [(b"blob", random.choice(_CONTENTS)) for _ in range(2)]
    names = [_name(*each) for each in made]
    for _ in range(random.randrange(1, 5)):
        made.append((b"tree", tree(random, names)))
        names.append(_name(*made[-1]))
    top = random.choice(names[2:]).hex().encode() if random.random() < 0.95 else b"0" * 40
    made.append((b"commit", b"tree %s\nauthor a <a@b> 0 +0000\ncommitter a <a@b> 0 +0000\n\nx\n" % top))
    return b"".join(b"%s %d\n%s" % (kind, len(content), content) for kind, content in made)


def _name(kind: bytes, content: bytes) -> bytes:
    return hashlib.sha1(b"%s %d\0" % (kind, len(content)) + content, usedforsecurity=False).digest()


@cache
def _repository() -> str | None:
    if shutil.which("git") is None:
        return None
    folder = scratch.folder("history")
    subprocess.run(["git", "init", "-q", folder], check=True, capture_output=True)
    return folder


def history(random: Random, data: bytes) -> None:
    """Read a commit whose objects are spoilt: files, or one clear complaint; nothing is written."""
    top = _repository()
    if top is None:
        return
    store = os.path.join(top, ".git", "objects")
    shutil.rmtree(store)
    os.makedirs(os.path.join(store, "pack"))
    name = ""
    while data:
        head, _, data = data.partition(b"\n")
        kind, _, size = head.partition(b" ")
        if not size.isdigit() or kind not in (b"blob", b"tree", b"commit"):
            return
        content, data = data[: int(size)], data[int(size) :]
        name = _name(kind, content).hex()
        os.makedirs(os.path.join(store, name[:2]), exist_ok=True)
        packed = zlib.compress(b"%s %d\0" % (kind, len(content)) + content, 1)
        if random.random() < 0.03:
            packed = packed[: len(packed) // 2]
        with open(os.path.join(store, name[:2], name[2:]), "wb") as file:
            file.write(packed)
    before = sorted(os.listdir(top))
    with contextlib.suppress(GitError):
        repository = repository_of(top)
        commit = repository.commit(name) if repository is not None else None
        if repository is not None and commit is not None:
            for blob in repository.blobs(commit, lambda path: path.endswith((".json", ".yml", ".tf"))):
                if len(blob.name) > 4096:
                    raise BrokenPromiseError("a name is longer than any path")
    if sorted(os.listdir(top)) != before:
        raise BrokenPromiseError("something was written")
