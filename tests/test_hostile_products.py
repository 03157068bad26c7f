"""What is a product of two numbers of a template (roles and statements …) is worked out once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ecslint.documents.cloudformation import subjects, variants
from ecslint.documents.cloudformation.choices import FEW_SCENARIOS
from ecslint.documents.cloudformation.when import when_text
from ecslint.model.task import TaskDefinition
from ecslint.source.read import load
from tests.steps import Work, assert_linear
from tests.test_bounds import lint

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def _roles(size: int) -> str:
    """Return as many tasks with roles as policies have statements; a policy is attached to every role."""
    resources: dict[str, object] = {}
    for n in range(size):
        secret = f"arn:aws:ssm:eu-west-1:111111111111:parameter/{n}"
        container = {
            "Name": "a",
            "Image": "b:1",
            "Memory": 64,
            "Secrets": [{"Name": "S", "ValueFrom": secret}],
        }
        task = {
            "Family": "f",
            "ExecutionRoleArn": {"Fn::GetAtt": [f"R{n}", "Arn"]},
            "ContainerDefinitions": [container],
        }
        role = {
            "AssumeRolePolicyDocument": TRUST,
            "ManagedPolicyArns": [{"Ref": f"M{m}"} for m in range(10)],
        }
        resources[f"T{n}"] = {"Type": "AWS::ECS::TaskDefinition", "Properties": task}
        resources[f"R{n}"] = {"Type": "AWS::IAM::Role", "Properties": role}
    for m in range(10):
        statements = [
            {"Effect": "Allow", "Action": f"ssm:G*{k}*t", "Resource": f"arn:aws:ssm:*:*:parameter/*{k}*"}
            for k in range(size)
        ]
        document = {"Version": "2012-10-17", "Statement": statements}
        resources[f"M{m}"] = {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"PolicyDocument": document},
        }
    return json.dumps({"Resources": resources})


def test_statements_of_policies_are_read_once_for_all_roles_that_have_them() -> None:
    def prepare(size: int) -> Work:
        text = _roles(size)
        return lambda: lint(text, "t.json")

    assert_linear(prepare, 12)


def _tasks(size: int, containers: int = 2, conditions: int = 7) -> str:
    """Return tasks of which every container hangs on each condition."""
    names = [f"C{n}" for n in range(conditions)]
    environment = [
        {"Name": "E", "Value": {"Fn::If": [name, f"a{name}", {"Ref": "AWS::NoValue"}]}} for name in names
    ]
    task = {
        "Family": "f",
        "ContainerDefinitions": [
            {
                "Name": f"c{n}",
                "Image": "b:1",
                "Memory": {"Fn::If": ["C0", 3, 64]},
                "Environment": environment,
            }
            for n in range(containers)
        ],
    }
    return json.dumps(
        {
            "Parameters": {f"P{name}": {"Type": "String"} for name in names},
            "Conditions": {name: {"Fn::Equals": [{"Ref": f"P{name}"}, "a"]} for name in names},
            "Resources": {
                f"T{n}": {"Type": "AWS::ECS::TaskDefinition", "Properties": task} for n in range(size)
            },
        }
    )


def test_tasks_with_the_same_conditions_share_the_text_that_says_when(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In which branches something is wrong is worked out for the first of them only."""
    asked: list[object] = []

    def counted(*arguments: Any) -> str | None:
        asked.append(arguments)
        return when_text(*arguments)

    monkeypatch.setattr(variants, "when_text", counted)
    result = lint(_tasks(1), "t.json")
    once = len(asked)
    assert {finding.when for finding in result.findings} > {"when C0 is true"}
    asked.clear()
    lint(_tasks(5), "t.json")
    assert len(asked) == once > 0


def _containers(text: str) -> int:
    """Return how many containers a template has, each once for every scenario that is looked at."""
    (document,) = load("t.json", text.encode())
    found = [subject.model for subject in subjects.read_template_file(document)]
    return sum(len(model.containers) for model in found if isinstance(model, TaskDefinition))


def test_beyond_very_many_containers_fewer_combinations_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Tasks times containers times combinations have a bound, and what is left out is said."""
    whole = _containers(_tasks(1))
    monkeypatch.setattr(subjects, "MAX_LOOKS", whole + 1)
    assert _containers(_tasks(4)) == 2 * whole + 2 * 2 * FEW_SCENARIOS
    result = lint(_tasks(4), "t.json")
    (notice,) = [finding for finding in result.findings if finding.rule == "ECS025"]
    assert "the last ones checked in" in notice.message
    too_little = [finding for finding in result.findings if finding.rule == "ECS108"]
    assert [finding.when for finding in too_little] == ["when C0 is true"] * 8


def test_what_stands_in_many_tasks_takes_steps_in_proportion_to_their_number() -> None:
    def prepare(size: int) -> Work:
        text = _tasks(size)
        return lambda: lint(text, "t.json")

    assert_linear(prepare, 3)
