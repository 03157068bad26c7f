"""Texts that make work in proportion to the square of their size, or end a run, and should not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ecslint.documents.aws_cli.read import read_scripts
from ecslint.documents.cloudformation.template import MAX_RESOURCES, Template
from ecslint.documents.terraform.read import read_terraform
from ecslint.engine.reader import is_named_by_pipelines
from ecslint.source.read import load
from tests.steps import Work, assert_linear, calls
from tests.test_bounds import lint

LABELS = "family: f\ncontainerDefinitions:\n- name: a\n  image: b\n  dockerLabels:\n"


@pytest.mark.parametrize("order", ["first", "last"])
def test_keys_that_are_there_twice_take_steps_in_proportion_to_their_number(order: str) -> None:
    """The first of them is not looked for from the beginning each time."""

    def prepare(size: int) -> Work:
        names = [f"    k{n}: v\n" for n in range(size)]
        text = LABELS + "".join(names) + names[0 if order == "first" else -1] * size
        (document,) = load("x.yaml", text.encode())
        assert len(document.problems) == size
        return lambda: list(load("x.yaml", text.encode()))

    assert_linear(prepare, 200)


@pytest.mark.parametrize("ending", ["\r", "\r\n", "\n", ""])
@pytest.mark.parametrize("quote", ['"', ""])
def test_a_backslash_before_any_end_of_a_line_ends_no_run(ending: str, quote: str) -> None:
    text = f"aws ecs register-task-definition --family {quote}a\\{ending}b".encode()
    (unit,) = read_scripts(["x.sh"], [], lambda _: text)
    assert unit.subjects


def test_no_more_resources_of_a_template_are_read_than_anybody_deploys() -> None:
    service = {"Type": "AWS::ECS::Service", "Properties": {}}
    resources = {f"R{n}": service for n in range(MAX_RESOURCES + 2)}
    (document,) = load("x.template", json.dumps({"Resources": resources}).encode())
    template = Template(document)
    assert len(template.resources) == MAX_RESOURCES
    assert template.unknown_resources


def _plan(instances: int, names: int) -> str:
    change = {"after": {"name": "x"}, "after_unknown": {"cluster": True}}
    kind = {"mode": "managed", "type": "aws_ecs_service"}
    rows = [{"address": f"aws_ecs_service.s[{n}]", **kind, "change": change} for n in range(instances)]
    references = [f"aws_ecs_service.s[{n}].id" for n in range(names)]
    written = {"address": "aws_ecs_service.s", **kind, "expressions": {"cluster": {"references": references}}}
    configuration = {"root_module": {"resources": [written]}}
    return json.dumps({"format_version": "1.2", "resource_changes": rows, "configuration": configuration})


@pytest.mark.parametrize("what", ["instances", "names"])
def test_what_names_of_a_plan_lead_to_takes_steps_in_proportion(what: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = _plan(size, 40) if what == "instances" else _plan(20, size)
        return lambda: lint(text, "plan.json")

    assert_linear(prepare, 50)


def test_modules_take_steps_in_proportion_to_their_number(tmp_path: Path) -> None:
    """What one root module reads is not looked at again with each of the others."""

    def prepare(size: int) -> Work:
        paths = []
        for number in range(size):
            folder = tmp_path / f"r{number}"
            folder.mkdir(exist_ok=True)
            (folder / "main.tf").write_text(
                'resource "aws_ecs_task_definition" "t" {\n  family = "t"\n'
                '  container_definitions = file("${path.module}/c.json")\n}\n'
            )
            (folder / "c.json").write_text('[{"name": "a", "image": "b:1"}]')
            paths.append(str(folder / "main.tf"))

        def work() -> None:
            units = list(read_terraform(paths, []))
            assert len(units) == 2 * size

        return work

    assert_linear(prepare, 60, most=2.1)


def test_pipelines_are_looked_through_once(tmp_path: Path) -> None:
    """Each of many files with images in its name asks which names pipelines give."""
    (tmp_path / ".git").mkdir()
    for number in range(20):
        text = f"Type: AWS::CodePipeline::Pipeline\nFileName: images{number}.json\n"
        (tmp_path / f"p{number}.yaml").write_text(text)
    looked_at = calls(lambda: is_named_by_pipelines(str(tmp_path / "images1.json")))
    again = calls(lambda: is_named_by_pipelines(str(tmp_path / "images2.json")))
    assert again < looked_at / 4, f"{looked_at:,} steps, then {again:,}"
    assert is_named_by_pipelines(str(tmp_path / "images3.json"))
    assert not is_named_by_pipelines(str(tmp_path / "images99.json"))
    (tmp_path / "more.yaml").write_text("Type: AWS::CodePipeline::Pipeline\nFileName: images99.json\n")
    assert is_named_by_pipelines(str(tmp_path / "images99.json"))


@pytest.mark.parametrize("value", ["[" * 3000 + "]" * 3000, "[" + "9" * 5000 + "]"], ids=["deep", "long"])
def test_json_that_python_cannot_read_is_not_called_wrong(value: str) -> None:
    """It is JSON all the same: no finding, and no rule that ends."""
    label = {"com.datadoghq.ad.instances": value}
    containers = [{"Name": "a", "Image": "b:1", "Memory": 64, "DockerLabels": label}]
    target = {
        "Id": "t",
        "Arn": "arn:aws:ecs:eu-west-1:123456789012:cluster/c",
        "Input": value,
        "EcsParameters": {"TaskDefinitionArn": {"Ref": "T"}},
    }
    resources = {
        "T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": containers}},
        "R": {
            "Type": "AWS::Events::Rule",
            "Properties": {"ScheduleExpression": "rate(1 day)", "Targets": [target]},
        },
    }
    found = {finding.rule for finding in lint(json.dumps({"Resources": resources}), "x.template").findings}
    assert found.isdisjoint({"ECS464", "ECS641"})
