"""What is wrong alike in many places of a file is told once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecslint.report._repeated import ALIKE
from tests.command import invoke


def told(path: Path) -> list[dict[str, object]]:
    arguments = [
        "check",
        "--isolated",
        "--no-cache",
        "--format",
        "json",
        "--select",
        "ECS709,ECS012",
        str(path),
    ]
    found: list[dict[str, object]] = json.loads(invoke(arguments).stdout)["findings"]
    return found


@pytest.mark.parametrize("count", [1, ALIKE, 3, 7])
def test_warnings_that_say_the_same_are_one(tmp_path: Path, count: int) -> None:
    containers = [
        {"name": f"c{number}", "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 128}
        for number in range(count)
    ]
    path = tmp_path / "task.json"
    path.write_text(json.dumps({"family": "web", "containerDefinitions": containers}), encoding="utf-8")
    found = told(path)
    if count < ALIKE:
        assert len(found) == count
        return
    (one,) = found
    more = "1 more place" if count == 2 else f"{count - 1} more places"
    assert f"(and at {more})" in str(one["message"])
    assert one["pointer"] == "/containerDefinitions/0"
    related = one["related"]
    assert isinstance(related, list)
    assert len(related) == count - 1


def test_errors_are_told_one_by_one(tmp_path: Path) -> None:
    log = {"logDriver": "nothing"}
    containers = [
        {"name": f"c{n}", "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 128, "logConfiguration": log}
        for n in range(ALIKE + 1)
    ]
    path = tmp_path / "task.json"
    path.write_text(json.dumps({"family": "web", "containerDefinitions": containers}), encoding="utf-8")
    assert len(told(path)) == ALIKE + 1
