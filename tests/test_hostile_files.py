"""What a stranger's repository lays out beside the files that are linted: links, pipes, lists without end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ecslint.base.atomic_write import ChangedMeanwhileError, write_atomically
from ecslint.base.printable import printable
from ecslint.base.read_file import read_file
from ecslint.source.discovery.gitignore import read_rules
from tests.command import invoke

TASK = {"Family": "web", "containerDefinitions": [{"name": "a", "image": "a:1", "memory": 128}]}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / ".git").mkdir()
    (folder / "task.json").write_text(json.dumps(TASK))
    monkeypatch.chdir(folder)
    return folder


def test_init_writes_through_no_link(tree: Path) -> None:
    outside = tree.parent / "outside"
    os.symlink(outside, tree / "ecslint.toml")
    (tree.parent / "elsewhere").mkdir()
    os.symlink(tree.parent / "elsewhere", tree / ".github")
    result = invoke(["init", "--yes"])
    assert result.exit_code != 0
    assert not outside.exists()
    (tree / "ecslint.toml").unlink()
    result = invoke(["init", "--yes"])
    assert not list((tree.parent / "elsewhere").rglob("*.yml"))
    assert "it is not written through" in result.output


@pytest.mark.parametrize(
    "arguments", [["--fix"], ["--add-ignores"], ["--baseline", "b.json", "--update-baseline"]]
)
def test_nothing_is_written_through_a_link_out_of_the_tree(tree: Path, arguments: list[str]) -> None:
    outside = tree.parent / "outside.json"
    outside.write_text(json.dumps(TASK))
    configuration = tree.parent / "outside.toml"
    configuration.write_text("")
    os.symlink(outside, tree / "link.json")
    os.symlink(configuration, tree / "ecslint.toml")
    os.symlink(tree.parent / "baseline.json", tree / "b.json")
    invoke(["check", *arguments, "link.json"])
    assert outside.read_text() == json.dumps(TASK)
    assert configuration.read_text() == ""
    assert not (tree.parent / "baseline.json").exists()


def test_a_link_inside_the_tree_is_followed_and_stays_a_link(tree: Path) -> None:
    os.symlink("task.json", tree / "link.json")
    write_atomically(str(tree / "link.json"), b"{}")
    assert (tree / "link.json").is_symlink()
    assert (tree / "task.json").read_bytes() == b"{}"


def test_a_save_while_the_new_file_is_written_is_not_lost(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        (tree / "task.json").write_text("saved by an editor")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(ChangedMeanwhileError):
        write_atomically("task.json", b"{}", expected=json.dumps(TASK).encode())
    assert (tree / "task.json").read_text() == "saved by an editor"
    assert [path.name for path in tree.iterdir() if path.suffix == ".tmp"] == []


@pytest.mark.needs("fork")
def test_the_next_run_removes_what_a_killed_one_left(tree: Path) -> None:
    child = os.fork()
    if child == 0:
        os.fsync = lambda handle: os._exit(0)
        write_atomically("task.json", b"{}")
    os.waitpid(child, 0)
    assert len(list(tree.glob(".ecslint-*.tmp"))) == 1
    (tree / ".ecslint-00000000-1-00000000.tmp").write_text("of another machine")
    write_atomically("task.json", b"{}")
    assert [path.name for path in tree.glob(".ecslint-*")] == [".ecslint-00000000-1-00000000.tmp"]


@pytest.mark.needs("pipes")
def test_a_pipe_is_not_waited_for(tree: Path) -> None:
    os.mkfifo(tree / "pipe")
    for arguments in (
        ["check", "--config", "pipe"],
        ["check", "--baseline", "pipe"],
        ["check", "--context", "pipe"],
        ["cost", "--prices", "pipe", "--region", "eu-west-1"],
        ["check", "pipe"],
    ):
        result = invoke(arguments)
        assert result.exit_code == 2, arguments
        assert "not a regular file" in result.output
    (tree / ".ecslint_cache").mkdir()
    os.mkfifo(tree / ".ecslint_cache" / "results")
    assert invoke(["check"]).exit_code in (0, 1)


@pytest.mark.needs("pipes")
def test_a_pipe_that_nobody_reads_is_not_waited_for(tree: Path) -> None:
    os.mkfifo(tree / "pipe")
    result = invoke(["check", "--report", "json:pipe", "task.json"])
    assert result.exit_code == 2
    assert "nothing reads from this pipe" in result.output


def test_more_than_the_limit_is_not_read(tree: Path) -> None:
    with pytest.raises(OSError, match="larger than 0 kB"):
        read_file("task.json", 10)
    with pytest.raises(OSError, match="not a file name"):
        read_file("a\0b", 10)


@pytest.mark.parametrize(
    "text",
    [
        "exclude = [" + '"a*b*c",' * 12_000 + "]",
        "[severity]\n" + "".join(f"{'a.' * 30}x{n} = 1\n" for n in range(20)),
        "#" * 300_000,
        "select = [" + "[" * 200 + "]" * 200 + "]",
    ],
    ids=["globs", "dots", "size", "depth"],
)
def test_a_configuration_that_nobody_writes_is_refused_in_a_line(tree: Path, text: str) -> None:
    (tree / "ecslint.toml").write_text(text)
    result = invoke(["check"])
    assert result.exit_code == 2
    assert result.output.count("\n") <= 4


@pytest.mark.parametrize(
    "pattern", ["*a*a*a*a*a*b", "**/a*/**/a*/**/a*/**/a*/**/b", "a*" * 40 + "b", "*?" * 30 + "b"]
)
def test_no_line_of_gitignore_takes_longer_than_its_length(pattern: str) -> None:
    (rule,) = read_rules(pattern)
    for path in ("a" * 240, "/".join(["a"] * 120), "/".join(["aaaa"] * 60)):
        assert rule.matches.match(path) is None


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("a*b*c", "aXbXbXc", True),
        ("a*b*c", "aXbXcX", False),
        ("**/a/**/b", "x/a/y/a/b", True),
        ("**/a/**/b", "a/b", True),
        ("**/a/**/b", "b/a", False),
        ("a/**/*.json", "a/b/c/d.json", True),
        ("a/**/b*/c", "a/x/bx/y/bz/c", True),
        ("*a/b*c", "xa/bc", True),
        ("*a/b*c", "xa/a/bc", False),
    ],
)
def test_wildcards_match_as_those_of_git(pattern: str, path: str, matches: bool) -> None:
    (rule,) = read_rules(pattern)
    assert (rule.matches.match(path) is not None) is matches


def test_commands_of_ci_systems_are_broken_up() -> None:
    for text in (
        "##vso[task.setvariable]x",
        "##[error]x",
        "##teamcity[x]",
        "a ##VSO[b]",
        "\x1b[31m::error::",
    ):
        shown = printable(text)
        assert "##" not in shown
        assert "\x1b" not in shown


def test_the_configuration_of_cfn_lint_in_a_repository_is_not_read(tree: Path) -> None:
    (tree / "evil").mkdir()
    (tree / "evil" / "rule.py").write_text(f"open({str(tree / 'ran')!r}, 'w')\n")
    (tree / ".cfnlintrc").write_text("append_rules: [evil]\ncustom_rules: evil/x\n")
    resources = {"Web": {"Type": "AWS::ECS::Cluster", "Properties": {"Nonsense": 1}}}
    (tree / "template.json").write_text(json.dumps({"Resources": resources}))
    invoke(["check", "--cfn-lint", "template.json"])
    assert not (tree / "ran").exists()


def test_what_is_unforeseen_ends_in_one_line(tree: Path) -> None:
    program = (
        "import sys\n"
        "from ecslint.engine import run\n"
        "def broken(*_): raise {error}\n"
        "run.link = broken\n"
        "from ecslint.__main__ import run as main\n"
        "sys.argv = ['ecslint', 'check', 'task.json']\n"
        "main()\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "ECSLINT_TRACEBACK"}
    for error, said in (("KeyError('\\x1b[31m')", "KeyError"), ("MemoryError()", "out of memory")):
        done = subprocess.run(
            [sys.executable, "-c", program.format(error=error)],
            capture_output=True,
            env=environment,
            check=False,
        )
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1), done.stderr
        assert said.encode() in done.stderr
        assert b"\x1b" not in done.stderr


def test_a_fault_in_one_file_does_not_hide_the_others(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ecslint.engine import reader

    (tree / "broken.json").write_text(json.dumps(TASK))
    real = reader.load

    def load(path: str, data: bytes) -> object:
        if "broken" in path:
            raise ZeroDivisionError("of ours")
        return real(path, data)

    monkeypatch.setattr(reader, "load", load)
    result = invoke(["check", "--format", "concise"])
    assert result.exit_code == 2
    assert "broken.json: cannot be read, by a fault of ecslint: ZeroDivisionError: of ours" in result.output
    assert "task.json:1:" in result.output
