"""Findings in what the AWS CDK synthesised name the construct, and ``cdk synth`` can fail with them."""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from ecslint import api
from ecslint.integrations.cdk import validation_plugin, violations
from tests.command import invoke

PATH = "Web/Service/TaskDef/Resource"
TASK = {
    "Type": "AWS::ECS::TaskDefinition",
    "Properties": {
        "Family": "web",
        "RequiresCompatibilities": ["FARGATE"],
        "NetworkMode": "awsvpc",
        "Cpu": "256",
        "Memory": "4096",
        "ContainerDefinitions": [{"Name": "web", "Image": "public.ecr.aws/nginx/nginx:1.27"}],
    },
    "Metadata": {"aws:cdk:path": PATH},
}


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "Web.template.json"
    path.write_text(json.dumps({"Resources": {"Task": TASK}}, indent=1))
    return path


def test_findings_name_the_construct(template: Path) -> None:
    command = ["check", "--isolated", "--select", "ECS101", "--format"]
    (finding,) = json.loads(invoke([*command, "json"]).stdout)["findings"]
    assert finding["construct"] == PATH
    assert f"   = construct: {PATH}\n" in invoke([*command, "text"]).stdout
    (result,) = json.loads(invoke([*command, "sarif"]).stdout)["runs"][0]["results"]
    assert {"fullyQualifiedName": PATH, "kind": "resource"} in result["locations"][0]["logicalLocations"]


def test_what_the_cdk_did_not_write_has_no_construct(template: Path) -> None:
    for metadata in ({}, {"aws:cdk:path": 7}, [], None):
        template.write_text(json.dumps({"Resources": {"Task": TASK | {"Metadata": metadata}}}))
        for finding in api.lint_paths([str(template)], api.Config(isolated=True)).findings:
            assert finding.construct == ""


def test_violations_are_in_the_words_of_the_cdk(template: Path) -> None:
    success, found = violations([str(template)], api.Config(isolated=True, select=("ECS101",)))
    (violation,) = found
    assert not success
    assert violation.rule_name == "ECS101 fargate-task-size"
    assert (violation.resource_logical_id, violation.construct) == ("Task", PATH)
    assert violation.locations == ("/Resources/Task/Properties/Memory",)
    assert violations([str(template)], api.Config(isolated=True, select=("ECS103",))) == (True, [])


def test_the_plugin_answers_with_the_classes_of_the_cdk(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cdk, jsii = types.ModuleType("aws_cdk"), types.ModuleType("jsii")
    for name in ("PolicyValidationPluginReportBeta1", "PolicyViolatingResourceBeta1", "PolicyViolationBeta1"):
        monkeypatch.setattr(cdk, name, types.SimpleNamespace, raising=False)
    monkeypatch.setattr(cdk, "IPolicyValidationPluginBeta1", object, raising=False)
    monkeypatch.setattr(jsii, "implements", lambda _: lambda made: made, raising=False)
    monkeypatch.setitem(sys.modules, "aws_cdk", cdk)
    monkeypatch.setitem(sys.modules, "jsii", jsii)
    plugin = validation_plugin(api.Config(isolated=True, select=("ECS101",)))
    assert plugin.name == "ecslint"
    report: Any = plugin.validate(types.SimpleNamespace(template_paths=[str(template)]))
    assert report.success is False
    (violation,) = report.violations
    assert violation.rule_metadata == {"construct": PATH}
    assert violation.violating_resources[0].resource_logical_id == "Task"
