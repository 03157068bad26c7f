"""A mapping that is looked up by something unknown, such as the Region, with one value in all its rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import invoke

TEMPLATE = """
Parameters: {{Stage: {{Type: String}}}}
Mappings: {mappings}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: "256"
      Memory: "512"
      ContainerDefinitions:
        - Name: web
          Image: example/web:3
          StopTimeout: !FindInMap {arguments}
"""
REGION = "[All, !Ref 'AWS::Region', stop]"
STAGE = "[All, !Ref Stage, stop]"
DEFAULT = "[All, !Ref Stage, stop, {DefaultValue: 30}]"


def rules(mappings: str, arguments: str, folder: Path) -> list[tuple[str, str]]:
    """Return rule and place of the errors of a template."""
    file = folder / "template.yaml"
    file.write_text(TEMPLATE.format(mappings=mappings, arguments=arguments), encoding="utf-8")
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    found = json.loads(result.stdout)["findings"]
    return [(f["rule"], f["pointer"]) for f in found if f["severity"] == "error"]


@pytest.mark.parametrize(
    "mappings",
    [
        "{All: {eu-west-1: {stop: 300}, us-east-1: {stop: 300}}}",
        "{All: {eu-west-1: {stop: 300}, us-east-1: {other: 1}}}",
        "{All: {eu-west-1: {stop: 300}}}",
    ],
)
def test_one_value_for_all_is_known(mappings: str, tmp_path: Path) -> None:
    assert rules(mappings, REGION, tmp_path) == [("ECS125", "/Mappings/All/eu-west-1/stop")]


@pytest.mark.parametrize(
    ("mappings", "arguments"),
    [
        ("{All: {eu-west-1: {stop: 300}, us-east-1: {stop: 30}}}", REGION),
        ("{All: {eu-west-1: {stop: 300}, us-east-1: {stop: '300'}}}", REGION),
        ("{All: {eu-west-1: {stop: 120}, us-east-1: {stop: 120}}}", STAGE),
    ],
)
def test_different_values_are_not(mappings: str, arguments: str, tmp_path: Path) -> None:
    assert rules(mappings, arguments, tmp_path) == []


def test_nor_is_one_with_a_default(tmp_path: Path) -> None:
    found = rules("{All: {eu-west-1: {stop: 300}}}", DEFAULT, tmp_path)
    assert ("ECS125", "/Mappings/All/eu-west-1/stop") not in found
