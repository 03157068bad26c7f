"""One fault is said by one rule: too few instances for a fixed host port (ECS612), not by ECS675 as well."""

from __future__ import annotations

from collections import Counter

import pytest

from ecslint import api
from ecslint.testing.examples import examples
from tests.conftest import ROOT

BOTH = ("ECS612", "ECS675")


@pytest.mark.parametrize("rule", BOTH)
def test_too_few_instances_for_a_port_are_said_once(rule: str) -> None:
    said = 0
    (page,) = (ROOT / "rules").glob(f"{rule}-*.md")
    for example in examples(page):
        if example.kind != "bad":
            continue
        for name, text in example.files.items():
            found = api.lint_text(text, name, api.Config(isolated=True, select=BOTH)).findings
            said += len(found)
            assert max(Counter(finding.pointer for finding in found).values(), default=0) <= 1
    assert said


@pytest.mark.parametrize(
    ("reference", "shown"),
    [("ssm:/web/db-password", True), ("secretsmanager:prod/db-key", True), ("ssm:hunter2!x", False)],
)
def test_names_of_parameters_are_no_secrets(reference: str, shown: bool) -> None:
    secret = f'{{"name": "DB_PASSWORD", "valueFrom": "{reference}"}}'
    text = f'{{"family": "web", "containerDefinitions": [{{"name": "a", "secrets": [{secret}]}}]}}'
    found = api.lint_text(text, "task.json", api.Config(isolated=True, select=("ECS302",))).findings
    assert [reference in finding.message for finding in found] == [shown]


@pytest.mark.parametrize(
    ("image", "rule"), [("httpd:2.4", "ECS444"), ("nginx:1.27", "ECS444"), ("example/web:1", "ECS480")]
)
def test_a_user_that_an_image_does_not_run_as_is_told_once(image: str, rule: str) -> None:
    text = (
        '{"family": "web", "networkMode": "awsvpc", "containerDefinitions": [{"name": "web", "memory": 256,'
        f' "image": "{image}", "user": "1000", "portMappings": [{{"containerPort": 80}}]}}]}}'
    )
    found = api.lint_text(text, "task.json", api.Config(isolated=True)).findings
    assert [finding.rule for finding in found if finding.rule in ("ECS444", "ECS480")] == [rule]
