"""Pairs of CPU and memory that the parameters of a template admit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

HEAD = """\
Parameters:
  Cpu: {Type: Number, AllowedValues: CPUS}
  Memory: {Type: Number, AllowedValues: MEMORIES}
  Other: {Type: Number, AllowedValues: [1]}
  Size: {Type: String, AllowedValues: [small, large]}
  System: {Type: String}
Mappings:
  Sizes:
    small: {Cpu: 256, Memory: 512}
    large: {Cpu: 1024, Memory: 8192}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
"""
TASK = """\
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: !Ref Cpu
      Memory: !Ref Memory
      ContainerDefinitions: [{Name: web, Image: "example/web:1"}]
"""


def said(
    folder: Path, task: str = TASK, cpus: str = "[256]", memories: str = "[512]"
) -> list[dict[str, Any]]:
    """Return the warnings of the rule in a template, as the JSON report gives them."""
    template = (HEAD + task).replace("CPUS", cpus).replace("MEMORIES", memories)
    (folder / "template.yaml").write_text(template)
    arguments = ["check", "--isolated", "--select", "ECS101", "--format", "json"]
    result = invoke([*arguments, str(folder / "template.yaml")])
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return [finding for finding in found if "admit" in finding["message"]]


@pytest.mark.parametrize(
    "task",
    [
        TASK.replace("FARGATE", "EC2"),
        TASK + "      RuntimePlatform: {OperatingSystemFamily: !Ref System}\n",
        TASK.replace("!Ref Cpu", "!FindInMap [Sizes, !Ref Size, Cpu]").replace(
            "!Ref Memory", "!FindInMap [Sizes, !Ref Size, Memory]"
        ),
        TASK.replace("!Ref Memory", '!Sub "${Memory}${Other}"'),
        TASK.replace("!Ref Memory", "!Ref System"),
    ],
    ids=["on EC2", "unknown system", "one parameter for both", "two parameters for one", "any value"],
)
def test_nothing_is_said_of_pairs_that_may_never_be(task: str, tmp_path: Path) -> None:
    assert said(tmp_path, task, "[256, 1024]", "[512, 8192]") == []


def test_one_size(tmp_path: Path) -> None:
    (finding,) = said(tmp_path, TASK.replace("!Ref Cpu", "256"), memories="[512, 700]")
    assert finding["message"].startswith("Memory admits a size that Fargate does not offer")
    assert "256 with 700); narrow" in finding["message"]
    assert (finding["severity"], finding["pointer"]) == ("warning", "/Parameters/Memory/AllowedValues")
    assert finding["related"] == []


def test_sizes_for_windows(tmp_path: Path) -> None:
    windows = TASK + "      RuntimePlatform: {OperatingSystemFamily: WINDOWS_SERVER_2022_CORE}\n"
    assert said(tmp_path, cpus="[512]", memories="[1024]") == []
    (finding,) = said(tmp_path, windows, "[512]", "[1024]")
    assert "512 with 1024)" in finding["message"]


@pytest.mark.parametrize(
    ("count", "shown"), [(4, "1, 2, 3, 4);"), (5, "1, 2, 3, 4 and 1 more);"), (6, "1, 2, 3, 4 and 2 more);")]
)
def test_many_memories_are_counted(count: int, shown: str, tmp_path: Path) -> None:
    (finding,) = said(tmp_path, memories=str(list(range(1, count + 1))))
    assert f"256 with {shown}" in finding["message"]
    assert [place["pointer"] for place in finding["related"]] == ["/Parameters/Cpu/AllowedValues"]


def test_many_cpus_are_cut_short(tmp_path: Path) -> None:
    (eight,) = said(tmp_path, cpus=str(list(range(1, 9))))
    assert "8 with 512); narrow" in eight["message"]
    (nine,) = said(tmp_path, cpus=str(list(range(1, 10))))
    assert "8 with 512, …); narrow" in nine["message"]
