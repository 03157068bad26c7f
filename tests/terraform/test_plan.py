"""Plans as ``terraform show -json`` prints them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecslint.finding import Severity
from ecslint.source.json.unread import without_unread
from ecslint.source.limits import LARGE
from tests.terraform.test_modules import lint

CONTAINERS = '[{"image":"busybox:1.36","name":"web","portMappings":[{"containerPort":8080}]}]'


def change(address: str, after: dict[str, Any], unknown: dict[str, Any] | None = None) -> dict[str, Any]:
    kind, _, name = address.rpartition("module.")[2].removeprefix("web.").partition(".")
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        "change": {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown or {}},
    }


def plan(folder: Path, changes: list[Any], configuration: Any = None) -> Path:
    data = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes}
    if configuration is not None:
        data["configuration"] = {"root_module": configuration}
    (folder / "plan.json").write_text(json.dumps(data, indent=1), encoding="utf-8")
    return folder


TASK = change(
    "aws_ecs_task_definition.web",
    {
        "family": "web",
        "cpu": "256",
        "memory": "4096",
        "network_mode": "awsvpc",
        "requires_compatibilities": ["FARGATE"],
        "container_definitions": CONTAINERS,
        "volume": [],
    },
    {"arn": True, "id": True, "revision": True},
)


def test_values_are_checked_at_their_place(tmp_path: Path) -> None:
    (finding,) = lint(plan(tmp_path, [TASK]))
    assert finding.rule == "ECS101"
    text = (tmp_path / "plan.json").read_text(encoding="utf-8")
    assert text[finding.span.start_offset : finding.span.end_offset] == '"4096"'
    assert finding.pointer == "/resource/aws_ecs_task_definition/aws_ecs_task_definition.web/memory"
    assert finding.fix is None  # Terraform makes the plan: what it is made of is fixed


def test_references_come_from_the_configuration(tmp_path: Path) -> None:
    group = change(
        "aws_lb_target_group.web",
        {"name": "web", "port": 8080, "protocol": "HTTP", "target_type": "instance"},
        {"arn": True, "health_check": True},
    )
    service = change(
        "aws_ecs_service.web",
        {
            "name": "web",
            "desired_count": 1,
            "launch_type": "FARGATE",
            "load_balancer": [{"container_name": "web", "container_port": 8080, "elb_name": ""}],
            "network_configuration": [{"subnets": ["subnet-0123456789abcdef0"], "assign_public_ip": False}],
        },
        {"task_definition": True, "load_balancer": [{"target_group_arn": True}], "iam_role": True},
    )
    configuration = {
        "resources": [
            {
                "address": "aws_ecs_service.web",
                "expressions": {
                    "task_definition": {
                        "references": ["aws_ecs_task_definition.web.arn", "aws_ecs_task_definition.web"]
                    },
                    "load_balancer": [
                        {
                            "target_group_arn": {
                                "references": ["aws_lb_target_group.web.arn", "aws_lb_target_group.web"]
                            }
                        }
                    ],
                },
            }
        ]
    }
    task = json.loads(json.dumps(TASK))
    task["change"]["after"]["memory"] = "512"
    found = lint(plan(tmp_path, [task, group, service], configuration))
    assert "ECS547" in [finding.rule for finding in found]


def test_what_is_unknown_or_sensitive_is_no_error(tmp_path: Path) -> None:
    for key in ("after_unknown", "after_sensitive"):
        task = json.loads(json.dumps(TASK))
        task["change"].setdefault(key, {})["memory"] = True
        configuration = {
            "resources": [
                {
                    "address": "aws_ecs_task_definition.web",
                    "expressions": {"memory": {"references": ["var.memory"]}},
                }
            ]
        }
        assert lint(plan(tmp_path, [task], configuration)) == []


def test_deleted_resources_and_strange_shapes(tmp_path: Path) -> None:
    gone = json.loads(json.dumps(TASK))
    gone["change"]["after"] = None
    strange: list[Any] = [gone, None, 1, {"address": 3}, {"mode": "managed", "address": "x", "change": []}]
    assert lint(plan(tmp_path, strange, [1, 2])) == []


def test_a_newer_format_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    plan(tmp_path, [TASK])
    path = tmp_path / "plan.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"1.2"', '"2.0"'), encoding="utf-8")
    assert sorted(finding.rule for finding in lint(tmp_path, Severity.WARNING))[:2] == ["ECS033", "ECS101"]


TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            }
        ],
    }
)


def with_role(folder: Path, policy: str | None, outputs: object = None) -> list[str]:
    """Return the rules found for a task with a secret whose execution role has a policy, or none."""
    secret = {"name": "KEY", "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf"}
    container = {"name": "web", "image": "nginx:1.27", "secrets": [secret]}
    after = {**TASK["change"]["after"], "memory": "512", "container_definitions": json.dumps([container])}
    task = change("aws_ecs_task_definition.web", after, {"arn": True, "execution_role_arn": True})
    role = change(
        'aws_iam_role.execution["a.b"]',
        {"name": "execution", "assume_role_policy": TRUST},
        {"arn": True, "id": True, "managed_policy_arns": True, "inline_policy": True},
    )
    role["type"], role["name"] = "aws_iam_role", "execution"
    changes = [task, role]
    if policy is not None:
        attached = change("aws_iam_role_policy_attachment.execution", {"policy_arn": policy}, {"role": True})
        changes.append(attached)
    names = ['aws_iam_role.execution["a.b"].arn', 'aws_iam_role.execution["a.b"]', "aws_iam_role.execution"]
    resources: list[object] = [
        {
            "address": "aws_ecs_task_definition.web",
            "expressions": {"execution_role_arn": {"references": names}},
        },
        {"address": "aws_iam_role.execution", "expressions": {"assume_role_policy": {}}},
        {
            "address": "aws_iam_role_policy_attachment.execution",
            "expressions": {"role": {"references": [names[0].replace(".arn", ".name"), *names[1:]]}},
        },
    ]
    plan(folder, changes, {"resources": resources, "outputs": outputs or {}})
    return [finding.rule for finding in lint(folder, Severity.WARNING)]


def test_policies_that_are_attached_in_a_plan_count(tmp_path: Path) -> None:
    assert "ECS319" in with_role(tmp_path, None)
    everything = "arn:aws:iam::aws:policy/SecretsManagerReadWrite"
    assert "ECS319" not in with_role(tmp_path, everything)


def large_plan(folder: Path, indent: int | None, middle: str = "", rows: int = 11_000) -> str:
    """Write a plan of more than a megabyte, or of fewer rows, most of it values that are there twice."""
    row = {"address": "aws_sqs_queue.a", "type": "aws_sqs_queue", "values": {"tags": {"a]}": 'b"[{\\'}}}
    data = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "variables": {"planned_values": {"value": {"planned_values": ["x"]}}},
        "planned_values": {"root_module": {"resources": [row] * rows}},
        "resource_drift": [],
        "resource_changes": [TASK],
    }
    text = json.dumps(data, indent=indent)
    assert rows < 11_000 or len(text) > LARGE
    text = text.replace('"resource_drift":', f'{middle}"resource_drift":')
    (folder / "plan.json").write_text(text, encoding="utf-8")
    return text


def test_values_that_a_large_plan_has_twice_are_not_read(tmp_path: Path) -> None:
    for indent in (None, 1):
        text = large_plan(tmp_path, indent)
        (finding,) = lint(tmp_path)
        assert text[finding.span.start_offset : finding.span.end_offset] == '"4096"'
        assert finding.span.start.line == text[: finding.span.start_offset].count("\n") + 1


def test_only_what_nothing_reads_is_left_out_of_a_large_plan(tmp_path: Path) -> None:
    text = large_plan(tmp_path, 1)
    shorter = without_unread(text)
    assert len(shorter) == len(text)
    assert [len(line) for line in shorter.split("\n")] == [len(line) for line in text.split("\n")]
    before, after = json.loads(text), json.loads(shorter)
    assert after.pop("planned_values") == {}
    assert after == {name: value for name, value in before.items() if name != "planned_values"}


def test_a_large_plan_that_is_not_in_order_is_read_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("ecslint.source.read", "ecslint.source.json.unread"):
        monkeypatch.setattr(f"{module}.LARGE", 30_000)
    for middle in ("{", "[1]: 2, ", '{"a": 1}: 2, ', "\\", "]"):
        text = large_plan(tmp_path, None, middle, rows=400)
        assert len(text) > 30_000
        assert without_unread(text) == text
        assert "ECS001" in {finding.rule for finding in lint(tmp_path)}
    text = text[:31_000]
    assert without_unread(text) == text
