"""``cost --diff REV`` on a stranger's repository: git runs nothing of it, and nothing is written."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zlib
from pathlib import Path

import pytest

from ecslint.project import git
from ecslint.project.git import GitError, git_program, repository_of
from tests.command import Done, invoke

pytestmark = pytest.mark.needs("git")
TASK = (
    '{"family": "web", "cpu": "256", "memory": "512", "requiresCompatibilities": ["FARGATE"],'
    ' "networkMode": "awsvpc", "containerDefinitions": [{"name": "a", "image": "a:1"}]}'
)


def run_git(folder: Path, *arguments: str) -> str:
    names = {"NAME": "A", "EMAIL": "a@example.com"}
    who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in names.items()}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    (folder / "infra").mkdir(parents=True)
    (folder / "infra" / "task.json").write_text(TASK)
    run_git(folder, "init", "--quiet", "--initial-branch=main")
    run_git(folder, "add", ".")
    run_git(folder, "commit", "--quiet", "-m", "one")
    (folder / "infra" / "task.json").write_text(TASK.replace('"512"', '"1024"'))
    monkeypatch.chdir(folder)
    return folder


def cost(*arguments: str) -> Done:
    return invoke(["cost", "--region", "eu-west-1", *arguments])


def obj(folder: Path, kind: str, body: bytes) -> str:
    """Store an object that git itself would refuse to make."""
    whole = f"{kind} {len(body)}".encode() + b"\0" + body
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    path = folder / ".git" / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(whole))
    return name


def tree(folder: Path, *entries: tuple[str, bytes, str]) -> str:
    rows = (f"{mode} ".encode() + name + b"\0" + bytes.fromhex(sha) for mode, name, sha in entries)
    return obj(folder, "tree", b"".join(rows))


def commit(folder: Path, root: str) -> str:
    text = f"tree {root}\nauthor A <a@example.com> 0 +0000\ncommitter A <a@example.com> 0 +0000\n\nx\n"
    return obj(folder, "commit", text.encode())


def test_an_earlier_state_is_compared_without_a_file_being_written(repository: Path) -> None:
    before = sorted(str(path) for path in repository.parent.rglob("*") if ".git" not in path.parts)
    result = cost("--diff", "HEAD", "--format", "json", "infra")
    assert result.exit_code == 0, result.output
    assert '"infra/task.json"' in result.output
    assert "/tmp/" not in result.output.replace(str(repository), "")
    assert sorted(str(path) for path in repository.parent.rglob("*") if ".git" not in path.parts) == before


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("core", "fsmonitor"),
        ("core", "sshCommand"),
        ("core", "alternateRefsCommand"),
        ("core", "pager"),
        ("uploadpack", "packObjectsHook"),
        ("diff", "external"),
    ],
)
def test_nothing_of_the_repository_is_run(repository: Path, section: str, key: str) -> None:
    run_git(repository, "config", f"{section}.{key}", f"touch {repository}/ran;")
    hook = repository / ".git" / "hooks" / "post-index-change"
    hook.write_text(f"#!/bin/sh\ntouch {repository}/ran\n")
    hook.chmod(0o755)
    cost("--diff", "HEAD", "infra")
    assert not (repository / "ran").exists()


def test_a_promisor_remote_is_not_asked_for_what_is_missing(repository: Path) -> None:
    command = f"touch {repository}/ran"
    for key, value in {
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::sh -c {command.replace(' ', '% ')}",
        "remote.origin.uploadpack": command,
        "protocol.ext.allow": "always",
    }.items():
        run_git(repository, "config", key, value)
    blob = run_git(repository, "rev-parse", "HEAD:infra/task.json")
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    result = cost("--diff", "HEAD", "infra")
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "fetch" in result.output
    result = cost("--diff", "0" * 39 + "1", "infra")
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert not (repository / "ran").exists()


def test_a_bare_repository_inside_the_tree_is_not_used(repository: Path) -> None:
    inner = repository / "infra" / "inner"
    run_git(repository, "clone", "--quiet", "--bare", str(repository), str(inner))
    run_git(inner, "config", "core.fsmonitor", f"touch {repository}/ran;")
    found = repository_of(str(inner))
    assert found is not None
    assert found.top == os.path.realpath(repository)
    cost("--diff", "HEAD", "infra/inner")
    assert not (repository / "ran").exists()


def test_a_revision_that_looks_like_an_option_is_refused(repository: Path) -> None:
    result = cost("--diff=--output=ran", "infra")
    assert result.exit_code == 2
    assert not (repository / "ran").exists()


@pytest.mark.parametrize(
    "name", [b"../outside.json", b"..\\outside.json", b"/etc/outside.json", b"x" * 300 + b".json"]
)
def test_a_name_that_leaves_the_tree_or_is_no_name_writes_nothing(repository: Path, name: bytes) -> None:
    blob = obj(repository, "blob", TASK.encode())
    made = commit(repository, tree(repository, ("100644", name, blob)))
    result = cost("--diff", made, ".")
    assert result.exit_code in (0, 2)
    assert not list(repository.parent.rglob("outside*"))


def test_a_file_and_a_folder_of_one_name_are_both_read(repository: Path) -> None:
    blob = obj(repository, "blob", TASK.encode())
    inner = tree(repository, ("100644", b"task.json", blob))
    made = commit(repository, tree(repository, ("100644", b"a.json", blob), ("40000", b"a.json", inner)))
    assert cost("--diff", made, ".").exit_code == 0


def test_a_tree_that_grows_without_end_is_refused_in_a_line(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "MAX_ENTRIES", 1000)
    root = tree(repository, ("100644", b"task.json", obj(repository, "blob", TASK.encode())))
    for _ in range(12):
        root = tree(repository, *[("40000", str(n).encode(), root) for n in range(8)])
    result = cost("--diff", commit(repository, root), ".")
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "more than 1,000 entries" in result.output


def test_too_much_to_read_is_refused(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "MAX_BYTES", 10)
    found = repository_of(str(repository))
    assert found is not None
    head = found.commit("HEAD")
    assert head is not None
    with pytest.raises(GitError, match="name a folder of it"):
        list(found.blobs(head, lambda name: True))


def test_git_of_the_current_folder_is_never_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "git").write_text("#!/bin/sh\n")
    (tmp_path / "git").chmod(0o755)
    assert git_program([".", "", "bin"]) is None
    assert git_program([".", str(tmp_path)]) == str(tmp_path / "git")
