"""``cost --diff REV`` on a stranger's repository: git runs nothing of it, and nothing is written.

Longer than other modules: all of it is about one repository, which each test spoils in another way.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import Any

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


# A repository that is laid out in every way that git knows


def compared(*arguments: str) -> list[str]:
    """Return the names of what is compared with an earlier state that holds one task definition."""
    result = cost(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return re.findall(r'"(?:infra/)?task\.json"', result.output)


def refused(*arguments: str) -> str:
    """Return the line in which a comparison is refused."""
    result = cost(*arguments)
    assert (result.exit_code, result.output.count("\n")) == (2, 1), result.output
    return result.output


def spoilt(folder: Path, **settings: str) -> None:
    """Set what git would obey, and what would be run if it did."""
    for key, value in settings.items():
        run_git(folder, "config", key.replace("_", "."), value)


def test_a_linked_worktree_is_read_with_its_common_folder(repository: Path) -> None:
    run_git(repository, "worktree", "add", "--quiet", "../linked")
    linked = repository.parent / "linked"
    assert (linked / ".git").is_file()
    found = repository_of(str(linked / "infra"))
    assert found is not None
    assert found.top == os.path.realpath(linked)
    assert compared("--diff", "HEAD", str(linked / "infra"))


def test_a_submodule_is_a_repository_of_its_own_and_a_link_in_the_outer_one(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer = repository.parent / "outer"
    outer.mkdir()
    run_git(outer, "init", "--quiet", "--initial-branch=main")
    (outer / "own.json").write_text(TASK.replace('"web"', '"own"'))
    allow = ("-c", "protocol.file.allow=always")
    run_git(outer, *allow, "submodule", "--quiet", "add", str(repository), "inner")
    run_git(outer, "add", ".")
    run_git(outer, "commit", "--quiet", "-m", "one")
    monkeypatch.chdir(outer)
    found = repository_of("inner/infra")
    assert found is not None
    assert found.top == os.path.realpath(outer / "inner")
    assert compared("--diff", "HEAD", "inner/infra")
    found = repository_of(".")
    assert found is not None
    head = found.commit("HEAD")
    assert head is not None
    assert [blob.name for blob in found.blobs(head, lambda name: name.endswith(".json"))] == ["own.json"]


@pytest.mark.parametrize(
    "text", ["gitdir: infra/inner\n", "gitdir: nowhere\n", "gitdir: .git\n", "", "x" * 5000]
)
def test_a_file_called_git_leads_to_no_command(repository: Path, text: str) -> None:
    run_git(repository, "clone", "--quiet", "--bare", str(repository), "infra/inner")
    inner = repository / "infra" / "inner"
    spoilt(inner, core_fsmonitor=f"touch {repository}/ran;", core_worktree="/")
    (repository / "infra" / ".git").write_text(text)
    result = cost("--diff", "HEAD", "infra")
    assert result.exit_code in (0, 2)
    assert "Traceback" not in result.output
    assert not (repository / "ran").exists()


def test_objects_of_another_folder_are_read_by_their_names_alone(repository: Path) -> None:
    other = repository.parent / "other"
    other.mkdir()
    run_git(other, "init", "--quiet")
    spoilt(
        other, core_fsmonitor=f"touch {repository}/ran;", core_alternateRefsCommand=f"touch {repository}/ran;"
    )
    alternates = repository / ".git" / "objects" / "info" / "alternates"
    blob = obj(other, "blob", TASK.replace("web", "other").encode())
    made = commit(repository, tree(repository, ("100644", b"task.json", blob)))
    assert "does not have task.json" in refused("--diff", made, ".")
    alternates.write_text(f"{other}/.git/objects\n\0\n/nowhere\n../objects\n")
    assert compared("--diff", made, ".")
    assert not (repository / "ran").exists()


@pytest.mark.needs("pipes")
@pytest.mark.parametrize("place", ["included", "config", "alternates", "packed-refs", "HEAD", "shallow"])
def test_a_pipe_that_git_opens_is_not_waited_for(
    repository: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = repository / ".git"
    name = {"included": "pipe", "alternates": "objects/info/alternates"}.get(place, place)
    if place == "included":
        spoilt(repository, **{"includeIf.gitdir:/.path": "pipe"})
    (inside / name).unlink(missing_ok=True)
    os.mkfifo(inside / name)
    monkeypatch.setattr(git, "SECONDS", 0.5)
    result = cost("--diff", "HEAD", "infra")
    assert result.exit_code in (0, 2)
    assert result.exit_code == 0 or result.output.count("\n") == 1


def test_what_is_included_is_obeyed_no_more_than_the_configuration(repository: Path) -> None:
    run_git(repository, "config", "includeIf.gitdir:/.path", "more")
    lines = (f"fsmonitor = touch {repository}/ran;", f"alternateRefsCommand = touch {repository}/ran;")
    (repository / ".git" / "more").write_text("[core]\n" + "\n".join(lines) + "\n[include]\npath = more\n")
    result = cost("--diff", "HEAD", "infra")
    assert result.exit_code in (0, 2)
    assert not (repository / "ran").exists()


def test_replaced_and_grafted_objects_are_those_that_were_committed(repository: Path) -> None:
    head = run_git(repository, "rev-parse", "HEAD")
    root = tree(repository, ("100644", b"other.json", obj(repository, "blob", TASK.encode())))
    other = commit(repository, root)
    run_git(repository, "replace", head, other)
    assert compared("--diff", "HEAD", "infra")
    run_git(repository, "replace", "-d", head)
    (repository / ".git" / "info").mkdir(exist_ok=True)
    (repository / ".git" / "info" / "grafts").write_text(f"{head} {other}\n")
    assert "nor a revision" in refused("--diff", "HEAD~1", "infra")


def test_a_sparse_index_and_a_damaged_one_are_not_read(repository: Path) -> None:
    run_git(repository, "sparse-checkout", "init", "--cone", "--sparse-index")
    assert compared("--diff", "HEAD", ".")
    (repository / ".git" / "index").write_bytes(b"DIRC" + b"\xff" * 400)
    assert compared("--diff", "HEAD", ".")


@pytest.mark.parametrize(
    "revision",
    ["^HEAD", "HEAD..HEAD", "HEAD^{tree}", ":infra/task.json", "", "x" * 200_000],
    ids=["excluded", "range", "tree", "path", "nothing", "long"],
)
def test_what_names_no_commit_is_refused_in_a_line(repository: Path, revision: str) -> None:
    refused("--diff", revision, "infra")


def test_a_revision_with_a_null_is_none(repository: Path) -> None:
    found = repository_of(str(repository))
    assert found is not None
    assert found.commit("HEAD\0") is None


def test_entries_of_the_wrong_kind_are_refused_and_links_skipped(repository: Path) -> None:
    blob = obj(repository, "blob", TASK.encode())
    inner = tree(repository, ("100644", b"task.json", blob))
    links = [("120000", b"link.json", blob), ("160000", b"module.json", "1" * 40)]
    made = commit(repository, tree(repository, *links, ("100644", b"task.json", blob)))
    assert compared("--diff", made, ".")
    made = commit(repository, tree(repository, ("40000", b"task.json", blob)))
    assert "cannot list" in refused("--diff", made, ".")
    made = commit(repository, tree(repository, ("100644", b"task.json", inner)))
    assert "does not have task.json" in refused("--diff", made, ".")


@pytest.mark.parametrize(
    "body", [b"100644 a.json", b"100644 a.json\0short", b"\0" * 50, b"x" * 50, b" \0" * 30]
)
def test_a_damaged_tree_is_no_traceback(repository: Path, body: bytes) -> None:
    result = cost("--diff", commit(repository, obj(repository, "tree", body)), ".")
    assert result.exit_code in (0, 2)
    assert result.exit_code == 0 or result.output.count("\n") == 1


def test_names_of_a_tree_are_shown_printable(repository: Path) -> None:
    made = commit(repository, tree(repository, ("100644", b"\x1b[31m\n::error::\xff.json", "1" * 40)))
    said = refused("--diff", made, ".")
    assert "\x1b" not in said
    assert "\\x1b[31m" in said


def test_folders_that_nobody_asked_for_are_not_listed(repository: Path) -> None:
    inner = tree(repository, ("100644", b"task.json", obj(repository, "blob", TASK.encode())))
    made = commit(repository, tree(repository, ("40000", b"huge", "1" * 40), ("40000", b"infra", inner)))
    assert compared("--diff", made, "infra")
    assert "cannot list" in refused("--diff", made, ".")


def test_folders_without_end_are_refused_after_few_starts_of_git(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tree(repository, ("100644", b"task.json", obj(repository, "blob", TASK.encode())))
    wide = [("40000", b"%d" % n, tree(repository, ("40000", b"%d" % n, deep))) for n in range(300)]
    starts: list[object] = []
    started = subprocess.Popen

    def counted(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        starts.append(arguments)
        return started(*arguments, **options)

    found = repository_of(str(repository))
    assert found is not None
    made = commit(repository, tree(repository, *wide))
    monkeypatch.setattr(subprocess, "Popen", counted)
    assert len(list(found.blobs(made, lambda name: True))) == 300
    assert len(starts) < 15
    for _ in range(git.MAX_DEPTH + 1):
        deep = tree(repository, ("40000", b"a", deep))
    made = commit(repository, deep)
    monkeypatch.setattr(subprocess, "Popen", started)
    assert "nested more than" in refused("--diff", made, ".")


def test_an_object_of_gigabytes_is_not_unpacked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "MAX_OBJECT", 4 << 20)
    monkeypatch.setattr(git, "MAX_TREE", 1 << 20)
    blob = obj(repository, "blob", TASK.encode())
    many = [("100644", b"%07d" % number, blob) for number in range(60_000)]
    assert "more than 1 MB to list" in refused("--diff", commit(repository, tree(repository, *many)), ".")
    text = f"tree {tree(repository)}\nauthor A <a@a> 0 +0000\ncommitter A <a@a> 0 +0000\n\n"
    refused("--diff", obj(repository, "commit", text.encode() + b"x" * (8 << 20)), ".")
    large = obj(repository, "blob", b" " * (git.MAX_FILE + 1))
    made = commit(
        repository, tree(repository, ("100644", b"large.json", large), ("100644", b"task.json", blob))
    )
    assert compared("--diff", made, ".")


def test_more_than_git_may_answer_is_not_kept(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "MAX_ANSWER", 10)
    assert "answers with more than" in refused("--diff", "HEAD", "infra")


def test_a_repository_that_goes_away_is_one_line(repository: Path) -> None:
    found = repository_of(str(repository))
    assert found is not None
    head = found.commit("HEAD")
    assert head is not None
    shutil.rmtree(repository / ".git" / "objects")
    with pytest.raises(GitError):
        list(found.blobs(head, lambda name: True))
    shutil.rmtree(repository / ".git")
    assert found.commit("HEAD") is None
    os.chdir("/")
    shutil.rmtree(repository)
    with pytest.raises(GitError, match="cannot be started"):
        found.commit("HEAD")
