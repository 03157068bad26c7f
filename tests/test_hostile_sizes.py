"""More than anybody writes, of what may be written: bounded, or in proportion to its size."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ecslint.config.file import read_config
from ecslint.config.settings import ConfigError
from ecslint.documents import read
from ecslint.source.discovery.gitignore import MAX_RULES, read_rules
from ecslint.source.discovery.walk import discover
from ecslint.source.read import load
from ecslint.suppression.apply import MAX_COMMENTS, in_file
from tests.steps import assert_linear
from tests.test_bounds import _watched, lint

TASK = {"family": "web", "containerDefinitions": [{"name": "a", "image": "b:1", "memory": 64}]}
DOCUMENTS = {
    "template": "Resources: {A: {Type: 'AWS::ECS::Service', Properties: {TaskDefinition: x}}}\n",
    "other template": "Resources: {A: {Type: 'AWS::SNS::Topic'}}\n",
    "appspec": "version: 0.0\nResources: [{TargetService: {Type: 'AWS::ECS::Service'}}]\n",
    "service": "{serviceName: a, taskDefinition: b, cluster: c, desiredCount: 1}\n",
    "manifest": "{name: a, type: Backend Service, image: {location: 'a:1'}}\n",
    "plan": "{format_version: '1.2', resource_changes: []}\n",
    "state": "{terraform_version: '1.2', resources: []}\n",
    "group": "{applicationName: a, deploymentGroupName: b, ecsServices: [], serviceRoleArn: c}\n",
    "images": "[{name: a, imageUri: b}]\n",
    "nothing": "a: b\n",
    "empty": "# x\n",
}


@pytest.mark.usefixtures("_watched")
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_documents_of_every_kind_take_steps_in_proportion_to_their_number(kind: str) -> None:
    def work(count: int) -> Callable[[], object]:
        text = f"---\n#{'x' * 400}\n{DOCUMENTS[kind]}" * count
        name = "imagedefinitions.yml" if kind == "images" else "x.yml"
        return lambda: lint(text, name)

    assert_linear(work, 40)


def test_no_more_entries_of_metadata_are_read_than_anybody_writes() -> None:
    ignore = {"ecslint": {"ignore": ["ECS101"] * 30}}
    resources = {f"T{n}": {"Type": "AWS::ECS::TaskDefinition", "Metadata": ignore} for n in range(100)}
    (document,) = load("x.template", json.dumps({"Resources": resources}).encode())
    assert len(in_file([document])) == MAX_COMMENTS


def test_a_gitignore_holds_as_many_lines_as_anybody_writes(tmp_path: Path) -> None:
    assert len(read_rules("x\n" * 2 * MAX_RULES)) == MAX_RULES
    assert read_rules("*a" * 3000 + "\n" + "[a-z]" * 3000 + "\n" + "**/" * 3000 + "b\nc\n") == read_rules("c")
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / ".gitignore").write_text("nothing\n" * (MAX_RULES - 1))
    (inner / ".gitignore").write_text("first.json\nsecond.json\n")
    for name in ("first.json", "second.json"):
        (inner / name).write_text(json.dumps(TASK))
    for top in (tmp_path, inner):
        assert [Path(file.path).name for file in discover([str(top)])] == ["second.json"]


@pytest.mark.parametrize("line", ["[cost]\nbudget = ", "region = ", "select = [0x", "a = 0b"])
def test_a_number_of_a_configuration_that_is_too_long_is_said_in_a_line(line: str, tmp_path: Path) -> None:
    end = "]" if "[0x" in line else ""
    digits = "1" * 20_000
    (tmp_path / "ecslint.toml").write_text(f"{line}{digits}{end}\n")
    with pytest.raises(ConfigError) as caught:
        read_config(str(tmp_path / "ecslint.toml"))
    assert len(str(caught.value)) < 400
    assert "sys." not in str(caught.value)


__all__ = ["_watched"]


def test_no_more_environments_of_a_manifest_are_read_than_anybody_has() -> None:
    head = "name: a\ntype: Backend Service\nimage: {location: 'b:1'}\ncpu: 256\nmemory: 512\nvariables:\n"
    variables = "".join(f"  A{number}: b\n" for number in range(2_000))
    environments = "".join(f"  e{number}: {{cpu: 512}}\n" for number in range(300))
    text = f"{head}{variables}environments:\n{environments}"
    (document,) = load("manifest.yml", text.encode())
    assert len(read(document).subjects) < 10
    (document,) = load("manifest.yml", text.replace(variables, "  A: b\n").encode())
    assert len(read(document).subjects) == 300
