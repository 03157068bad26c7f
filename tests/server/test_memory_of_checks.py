"""An edit asks only the checks again whose models it changed, and finds what a first look finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import samples
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.config.lookup import Configuration
from ecslint.documents.subject import Subject
from ecslint.engine import dispatch
from ecslint.engine.memory import Memory, is_same
from ecslint.engine.run import Memories, Selections, run
from ecslint.engine.selection import Step
from ecslint.finding import Finding
from ecslint.model.task import Container, TaskDefinition
from ecslint.server.store import Store

CONFIGURATION = Configuration(isolated=True)
"""One, as a server keeps it: checks are remembered for settings, which are told apart by identity."""
SWAPS = [
    ("8080", "80800"),
    ("awsvpc", "bridge"),
    ('"256"', '"257"'),
    ("Essential: true", "Essential: false"),
    ("awslogs-group", "awslogs-grup"),
    ("SETTING_0", "AWS_SECRET_ACCESS_KEY"),
    ("Name: app", "Name: a b"),
    ("curl -f", "curl -f &"),
]


def findings(
    store: Store, path: str, selections: Selections | None, memories: Memories | None
) -> list[Finding]:
    result = run(
        store.units(path),
        CONFIGURATION,
        selections={} if selections is None else selections,
        memories=memories,
    )
    assert not result.crashes
    return result.findings


def test_what_is_found_is_what_a_first_look_finds(tmp_path: Path) -> None:
    dice, path = random.Random(3), str(tmp_path / "stack.yaml")
    selections: Selections = {}
    memories: Memories = {}
    text = samples.template(5, 3)
    for number in range(16):
        old, new = dice.choice(SWAPS)
        if dice.random() < 0.5:
            old, new = new, old
        places = [at for at in range(len(text)) if text.startswith(old, at)]
        if places:
            at = dice.choice(places)
            text = text[:at] + new + text[at + len(old) :]
        store = Store("utf-16")
        store.put(path, Path(path).as_uri(), text, number)
        again = findings(store, path, selections, memories)
        assert again == findings(store, path, None, None)


def test_an_edit_asks_few_checks_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    real = dispatch.Dispatcher._run

    def watched(
        self: dispatch.Dispatcher,
        subject: Subject,
        step: Step,
        arguments: list[object],
        variants: list[object],
    ) -> Iterator[dispatch.Emission]:
        asked.extend(step.checks if {name for name, _ in step.parameters} <= {"Container"} else ())
        return real(self, subject, step, arguments, variants)

    monkeypatch.setattr(dispatch.Dispatcher, "_run", watched)
    text, path = samples.template(8, 3), str(tmp_path / "stack.yaml")
    selections: Selections = {}
    memories: Memories = {}
    counts = []
    for number in range(3):
        store = Store("utf-16")
        store.put(path, Path(path).as_uri(), text.replace("SETTING_0", f"OTHER_{number}", 1), number)
        asked.clear()
        findings(store, path, selections, memories)
        counts.append(len(asked))
    assert counts[2] < counts[0] / 4


def test_a_memory_is_of_the_last_two_runs() -> None:
    memory = Memory()
    for number in range(50):
        memory.begin()
        key = memory.key("step", [TaskDefinition(family=f"f{number}")], (1,))
        assert key is not None
        memory.found(key, frozenset())
    assert len(memory._before) + len(memory._now) + len(memory._noisy) + len(memory._noisy_before) == 4
    assert memory.key("step", [object()], (1,)) is None


def test_what_is_the_same() -> None:
    def task(cpu: object) -> TaskDefinition:
        return TaskDefinition(family="web", cpu=cpu, containerDefinitions=[{"name": "web"}])

    assert is_same(task("256"), task("256"))
    assert not is_same(task("256"), task("512"))
    assert not is_same(TaskDefinition(family="web"), task("256"))
    assert not is_same(task("256"), Container())
    assert is_same(Reference("Role", "Arn"), Reference("Role", "Arn"))
    assert not is_same(Reference("Role", "Arn"), Unresolved("resource reference", "Role.Arn"))
    assert is_same(Unresolved("import", "a"), Unresolved("import", "a"))
    assert not is_same(Unresolved("import", "a"), Unresolved("import", "b"))
    assert not is_same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not is_same([1], [True])
    used = task("256")
    assert used.containers  # what a model has worked out does not tell it from a new one
    assert is_same(used, task("256"))
    assert is_same(task("256"), used)
