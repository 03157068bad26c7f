"""The cache changes nothing but the time, whatever happens to it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ecslint.documents.subject import CheckedFile
from ecslint.engine import cache
from ecslint.engine.reader import CACHE
from tests.command import invoke
from tests.conftest import HANGS, ROOT
from tests.test_parallel import outcome, put, reported, service, stack, task, tree

__all__ = ["tree"]

RESULTS = f"{CACHE}/results"
SECRET = "AKIAIOSFODNN7EXAMPLQ"
KEPT = 13
"""Most of the files of the tree are kept: more than so many."""


@pytest.fixture(autouse=True)
def _own_secret(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setattr(cache, "_FEWEST", 1)
    monkeypatch.setattr("ecslint.engine.inputs.ENOUGH", 1)
    monkeypatch.setattr("ecslint.engine.pool.processors", lambda: 1)


def entries(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / RESULTS).read_text().split("\n")[1])
    assert isinstance(found, dict)
    return found


def count(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that each rule run on a task definition will be added to."""
    import ecslint.checks.task.metadata as module

    asked: list[str] = []
    real = vars(module)["tag_problems"]

    def counted(tags: Any) -> Any:
        asked.append("tags")
        return real(tags)

    monkeypatch.setattr(module, "tag_problems", counted)
    return asked


def test_every_format_is_the_same(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("reports")
    plain = reported(out / "plain", "--jobs", "1", "--no-cache")
    assert not (tree / CACHE).exists()
    assert reported(out / "first", "--jobs", "1") == plain
    assert len(entries(tree)) > KEPT
    for jobs in ("1", "2", "0"):
        assert reported(out / jobs, "--jobs", jobs) == plain


@pytest.mark.parametrize("form", ["text", "concise", "json", "jsonl"])
def test_what_is_written_while_it_runs_is_the_same(form: str, tree: Path) -> None:
    plain = outcome("--format", form, "--jobs", "1", "--no-cache")
    assert [outcome("--format", form, "--jobs", "1") for _ in range(2)] == [plain, plain]


def test_what_has_not_changed_is_not_linted_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome()
    asked = count(monkeypatch)
    plain = outcome("--no-cache")
    all_of_them = len(asked)
    asked.clear()
    assert outcome() == plain
    assert len(asked) < all_of_them / 3
    asked.clear()
    put(tree / "tasks/05.json", task("f5", nonsense=1))
    changed = outcome("--format", "json")
    assert len(asked) < all_of_them / 3
    assert b"nonsense" in changed[1]
    assert changed == outcome("--format", "json", "--no-cache")


def test_other_files_count(tree: Path) -> None:
    put(tree / "stacks/by-family.json", stack("new"))
    put(tree / "apart/service.json", service("new"))
    before = outcome()
    assert outcome() == before
    put(tree / "tasks/new.json", task("new"))
    after = outcome()
    assert after == outcome("--no-cache")
    assert after[1].count(b'"wbe"') > before[1].count(b'"wbe"')
    (tree / "tasks/new.json").unlink()
    assert outcome() == before


def test_a_file_that_is_judged_with_one_beside_it_is_not_kept(tree: Path) -> None:
    kept = [{"type": "s3", "value": "arn:aws:s3:::bucket/app.env"}]
    put(tree / "tasks/beside.json", task("beside", environmentFiles=kept))
    (tree / "tasks/app.env").write_text("A=1\n")
    before = outcome("--format", "json")
    assert outcome("--format", "json") == before
    (tree / "tasks/app.env").write_text("A = 1\nexport B=2\n")
    after = outcome("--format", "json")
    assert after == outcome("--format", "json", "--no-cache")
    assert after[1].count(b"ECS443") > before[1].count(b"ECS443")


def test_a_file_whose_environment_files_are_not_known_is_kept(tree: Path) -> None:
    outcome()
    before = len(entries(tree))
    given = {"Type": "s3", "Value": {"Ref": "File"}}
    containers = [{"Name": "web", "Image": "nginx:1", "Memory": 64, "EnvironmentFiles": [given]}]
    resource = {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": containers}}
    template = {"Parameters": {"File": {"Type": "String"}}, "Resources": {"Task": resource}}
    put(tree / "stacks/copilot.json", template)
    outcome()
    assert len(entries(tree)) == before + 1


def test_a_cache_that_is_there_is_asked_early(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = outcome()
    monkeypatch.setattr("ecslint.engine.inputs.ENOUGH", 200)
    asked = count(monkeypatch)
    for jobs in ("1", "0"):
        assert outcome("--jobs", jobs) == plain
    early = len(asked)
    asked.clear()
    outcome("--no-cache")
    assert early < len(asked)


@pytest.mark.parametrize(
    "arguments", [("--select", "ECS7"), ("--ignore", "ECS0"), ("--profile", "strict"), ("--isolated",)]
)
def test_settings_count(arguments: tuple[str, ...], tree: Path) -> None:
    outcome()
    plain = outcome(*arguments, "--no-cache")
    assert [outcome(*arguments) for _ in range(2)] == [plain, plain]


def test_the_configuration_counts(tree: Path) -> None:
    outcome()
    (tree / "ecslint.toml").write_text('ignore = ["ECS0", "ECS1", "ECS7"]\n')
    assert outcome() == outcome("--no-cache")


def test_the_version_and_the_user_count(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome()
    asked = count(monkeypatch)
    outcome()
    hits = len(asked)
    monkeypatch.setattr(cache, "__version__", "0.0.0")
    outcome()
    assert len(asked) > 3 * hits
    asked.clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tree / "somebody-else"))
    outcome()
    assert len(asked) > 2 * hits


def test_names_count(tree: Path) -> None:
    outcome()
    shutil.copy(tree / "tasks/05.json", tree / "tasks/copy.json")
    assert b"tasks/copy.json" in outcome()[1]
    plain = outcome("tasks", "other.json", "--no-cache")
    assert [outcome("tasks", "other.json") for _ in range(2)] == [plain, plain]


GARBAGE = (
    "",
    "{",
    "[" * 100_000,
    "[]",
    '{"version": 1}',
    '{"version": 1, "entries": []}',
    '{"version": 2, "entries": {}}',
    "\x00\xff",
)


def test_a_cache_out_of_order_is_none(tree: Path) -> None:
    plain = outcome("--no-cache")
    (tree / CACHE).mkdir()
    for text in GARBAGE:
        (tree / RESULTS).write_text(text)
        assert outcome() == plain, text[:20]
        assert len(entries(tree)) > KEPT, text[:20]


def test_no_entry_can_be_made_up(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository may come with a cache that says that nothing is wrong."""
    plain = outcome()
    seal, _, text = (tree / RESULTS).read_text().partition("\n")
    made_up = json.dumps({key: [] for key in json.loads(text)})
    (tree / RESULTS).write_text(f"{seal}\n{made_up}")
    assert outcome() == plain
    (tree / RESULTS).write_text(f"{hashlib.blake2b(made_up.encode(), digest_size=20).hexdigest()}\n{made_up}")
    assert outcome() == plain


def test_a_damaged_byte_is_noticed(tree: Path) -> None:
    plain = outcome()
    whole = (tree / RESULTS).read_bytes()
    for at in (0, 41, 60, 5000, -1):
        data = bytearray(whole)
        data[at] ^= 1
        (tree / RESULTS).write_bytes(data)
        assert outcome() == plain, at
    (tree / RESULTS).write_bytes(whole[:6000])
    assert outcome() == plain


def test_no_secret_is_kept(tree: Path) -> None:
    variables = [{"name": "DB_PASSWORD", "value": "hunter2Zq731950"}, {"name": "A", "value": SECRET}]
    put(
        tree / "secret.json",
        task("secret", environment=variables, user="hunter2Zq731950", healthCheck="hunter2Zq731950"),
    )
    put(
        tree / "secret2.json",
        task("secret2", environment={"DB_PASSWORD": "hunter2Zq731950"}, cpu="hunter2Zq731950"),
    )
    put(tree / "secret3.json", '{"family": "x", "containerDefinitions": [{"password": hunter2Zq731950}]}')
    assert b"secret.json" in outcome()[1]
    for path in (tree / CACHE).iterdir():
        text = path.read_text()
        assert "hunter2" not in text
        assert SECRET not in text
    assert outcome() == outcome("--no-cache")


def test_files_with_credentials_are_served_from_the_cache(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = [{"name": "DB_PASSWORD", "value": "hunter2Zq731950"}]
    put(tree / "secret.json", task("secret", environment=variables, memory="512"))
    plain = outcome()
    assert b"secret.json" in plain[1]
    assert b"secret.json" in outcome("--no-cache")[1]
    kept = "".join(path.read_text() for path in (tree / CACHE).iterdir())
    assert "hunter2" not in kept

    looked: list[str] = []
    restore = cache.restore

    def counted(entry: cache.Entry, path: str, data: bytes) -> list[CheckedFile]:
        looked.append(path)
        return restore(entry, path, data)

    monkeypatch.setattr("ecslint.engine.pool.restore", counted)
    assert outcome() == plain
    assert any(path.endswith("secret.json") for path in looked)


def test_a_link_in_its_place_is_not_followed(tree: Path) -> None:
    precious = tree.parent / "precious"
    precious.mkdir()
    (tree / CACHE).symlink_to(precious)
    outcome()
    assert list(precious.iterdir()) == []
    (tree / CACHE).unlink()
    (tree / CACHE).mkdir()
    (precious / "file").write_text("precious")
    (tree / RESULTS).symlink_to(precious / "file")
    outcome()
    assert (precious / "file").read_text() == "precious"
    assert len(entries(tree)) > KEPT


def test_a_folder_that_cannot_be_written_is_no_trouble(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = outcome("--no-cache")
    assert cache.user_secret()

    def full(*_: object, **__: object) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as context:
        context.setattr("ecslint.engine.cache.replace_in", full)
        assert outcome() == plain
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nothing")
    assert outcome() == plain
    assert os.listdir(tree / CACHE) == []


def test_it_ignores_itself_and_is_never_linted(tree: Path) -> None:
    outcome()
    assert (tree / CACHE / ".gitignore").read_text() == "*\n"
    shutil.copy(tree / "tasks/05.json", tree / CACHE / "task.json")
    assert f"{CACHE}/".encode() not in outcome("--no-cache")[1]


def test_clean(tree: Path) -> None:
    outcome()
    (tree / CACHE / ".ecslint-abc").write_text("left behind by a kill")
    assert invoke(["clean"]).exit_code == 0
    assert not (tree / CACHE).exists()
    assert invoke(["clean"]).output == ""
    outcome()
    (tree / CACHE / "foreign").write_text("not ours")
    assert invoke(["clean"]).exit_code == 2
    assert (tree / CACHE / "foreign").exists()


def test_few_files_leave_none(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_FEWEST", 1000)
    outcome()
    outcome("--jobs", "2")
    assert not (tree / CACHE).exists()


DRIVER = """
from ecslint.cli import main
from ecslint.engine import cache, inputs

cache._FEWEST = inputs.ENOUGH = 1
main()
"""
"""The command line, which keeps and asks the cache however few files there are."""


def test_many_runs_at_once_agree(tree: Path) -> None:
    plain = invoke(["check", "--format", "concise", "--no-cache"]).stdout
    command = [sys.executable, "-c", DRIVER, "check", "--format", "concise"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    runs = [
        subprocess.Popen(command, cwd=tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    outputs = {run.communicate(timeout=HANGS)[0] for run in runs}
    assert {output.decode() for output in outputs} == {plain}
    assert len(entries(tree)) > KEPT
    assert sorted(os.listdir(tree / CACHE)) == [".gitignore", "CACHEDIR.TAG", "results"]
