"""``ecslint cost``: reports, and differences against files, folders and git revisions."""

from __future__ import annotations

import json
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.command import Done, invoke

TASK = {
    "family": "web",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "web", "image": "nginx:1.27"}],
}


def run(*arguments: str) -> Done:
    return invoke(["cost", "--isolated", *arguments])


def write(path: Path, **changes: Any) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**TASK, **changes}))
    return str(path)


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


def test_table(tmp_path: Path) -> None:
    result = run(write(tmp_path / "task.json"), "--region", "us-east-1")
    assert result.exit_code == 0
    assert "$0.0123425" in result.output
    assert "$9.01" in result.output
    assert "published 2025-10-27" in result.output
    assert "730 hours" in result.output


def test_json_keeps_exact_amounts_as_text(tmp_path: Path) -> None:
    result = run(write(tmp_path / "task.json"), "--region", "us-east-1", "--format", "json")
    data = json.loads(result.output)
    assert data["estimates"][0]["hourly"] == {"low": "0.0123425", "high": "0.0123425"}
    assert data["total"]["monthly"] == {"low": "9.01", "high": "9.01"}
    assert data["prices"]["as_of"] == "2025-10-27"


def test_a_total_of_nothing_is_no_zero(tmp_path: Path) -> None:
    path = write(tmp_path / "task.json")
    for region in ([], ["--region", "cn-north-1"]):
        data = json.loads(run(path, *region, "--format", "json").output)
        assert data["total"] is None
        assert data["estimates"][0]["monthly"] is None
        assert "$0" not in run(path, *region).output
        assert "$0" not in run(path, *region, "--format", "markdown").output


def test_no_region_is_said(tmp_path: Path) -> None:
    result = run(write(tmp_path / "task.json"))
    assert "not estimated: no Region is known: name one with --region" in result.output
    assert "$0" not in result.output


def test_region_must_be_one(tmp_path: Path) -> None:
    result = run(write(tmp_path / "task.json"), "--region", "Ireland")
    assert result.exit_code == 2
    assert "such as eu-west-1" in result.output


def test_the_region_of_the_configuration_is_for_files_that_name_none(tmp_path: Path) -> None:
    (tmp_path / "ecslint.toml").write_text('region = "eu-west-1"\n')
    write(tmp_path / "a.json", family="a")
    image = "1.dkr.ecr.us-east-1.amazonaws.com/b:1"
    write(tmp_path / "b.json", family="b", containerDefinitions=[{"name": "b", "image": image}])
    result = invoke(["cost", str(tmp_path), "--format", "json"])
    assert [e["region"] for e in json.loads(result.output)["estimates"]] == ["eu-west-1", "us-east-1"]


def test_markdown_is_a_table(tmp_path: Path) -> None:
    output = run(
        write(tmp_path / "t.json", family="a"), "--region", "us-east-1", "--format", "markdown"
    ).output
    table = [line for line in output.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in table}) == 1


def test_difference_of_files(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old.json"), write(tmp_path / "new.json", cpu="512", memory="1024")
    output = run(new, "--diff", old, "--region", "us-east-1").output
    assert "rises by $9.01 (+100.0 %)" in output
    output = run(old, "--diff", new, "--region", "us-east-1", "--format", "markdown").output
    assert output.startswith("### The monthly estimate falls by $9.01 (-50.0 %)\n")
    assert "| web (one task) | $18.02 | $9.01 | -$9.01 | -50.0 % |" in output


def test_difference_with_itself_is_zero(tmp_path: Path) -> None:
    path = write(tmp_path / "task.json")
    data = json.loads(run(path, "--diff", path, "--region", "us-east-1", "--format", "json").output)
    assert Decimal(data["total"]["change"]["low"]) == 0
    assert [Decimal(c["change"]["high"]) for c in data["changes"]] == [0]


def test_folders_are_compared_by_relative_paths(tmp_path: Path) -> None:
    for side, cpu, memory in (("old", "256", "512"), ("new", "512", "1024")):
        write(tmp_path / side / "a/task.json", cpu=cpu, memory=memory)
        write(tmp_path / side / "b/task.json")
    write(tmp_path / "old/gone.json", family="gone")
    write(tmp_path / "new/fresh.json", family="fresh")
    output = run(
        str(tmp_path / "new"), "--diff", str(tmp_path / "old"), "--region", "us-east-1", "--format", "json"
    ).output
    changes = {(c["name"], c["change"]["low"]) for c in json.loads(output)["changes"]}
    assert changes == {("web", "9.01"), ("web", "0.00"), ("fresh", "9.01"), ("gone", "-9.01")}


def test_what_cannot_be_compared_is_left_out_of_the_total(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old.json"), write(tmp_path / "new.json", cpu="${CPU}")
    output = run(new, "--diff", old, "--region", "us-east-1").output
    assert "not estimated after: the task's cpu is not known" in output
    assert output.startswith("What the change costs is not estimated")


def test_the_same_gap_on_both_sides_is_said_once(tmp_path: Path) -> None:
    path = write(tmp_path / "task.json", cpu="${CPU}")
    output = run(path, "--diff", path, "--region", "us-east-1").output
    assert output.count("not estimated: the task's cpu is not known") == 1
    assert "before:" not in output


def test_difference_with_a_git_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = tmp_path / "repo"
    write(repo / "ecs/task.json")
    git(repo, "init")
    git(repo, "add", ".")
    git(repo, "commit", "-m", "first")
    write(repo / "ecs/task.json", cpu="512", memory="1024")
    write(repo / "ecs/näher.json", family="next")
    monkeypatch.chdir(repo / "ecs")
    output = run("--diff", "HEAD", "--region", "us-east-1").output
    assert "rises by $18.02 (+200.0 %)" in output
    git(repo, "add", ".")
    git(repo, "commit", "-m", "second")
    output = run("task.json", "--diff", "HEAD~1", "--region", "us-east-1").output
    assert "rises by $9.01 (+100.0 %)" in output
    result = run("--diff", "no-such-branch", "--region", "us-east-1")
    assert result.exit_code == 2
    assert "neither a file, nor a folder, nor a revision" in result.output


def test_a_shallow_clone_says_what_to_fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = tmp_path / "repo"
    write(repo / "task.json")
    git(repo, "init")
    for message in ("first", "second"):
        git(repo, "add", ".")
        git(repo, "commit", "--allow-empty", "-m", message)
    git(tmp_path, "clone", "--depth=1", repo.as_uri(), "clone")
    monkeypatch.chdir(tmp_path / "clone")
    assert run("--diff", "HEAD", "--region", "us-east-1").exit_code == 0
    result = run("--diff", "origin/release", "--region", "us-east-1")
    assert result.exit_code == 2
    assert "this clone is shallow" in result.output
    assert "git fetch --depth=1 origin release" in result.output


def test_outside_git_a_revision_is_no_answer(tmp_path: Path) -> None:
    result = run(write(tmp_path / "task.json"), "--diff", "main")
    assert result.exit_code == 2
    assert "is in no git repository" in result.output


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    result = run(str(tmp_path / "absent.json"))
    assert result.exit_code == 2
    assert "absent.json" in result.output
