"""The JSON notation of Terraform."""

from __future__ import annotations

import json
from pathlib import Path

from tests.terraform.test_modules import lint, shown


def test_the_same_rules_and_places(tmp_path: Path) -> None:
    module = {
        "variable": {"memory": {"default": 4096}},
        "resource": {
            "aws_ecs_task_definition": {
                "web": {
                    "family": "web",
                    "requires_compatibilities": ["FARGATE"],
                    "network_mode": "awsvpc",
                    "cpu": 256,
                    "memory": "${var.memory}",
                    "container_definitions": '${jsonencode([{name = "web", image = "busybox:1.36"}])}',
                }
            }
        },
    }
    text = json.dumps(module, indent=2)
    (tmp_path / "main.tf.json").write_text(text, encoding="utf-8")
    (finding,) = lint(tmp_path)
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "4096" in line)
    assert shown([finding]) == [("ECS101", "main.tf.json", line)]
    assert "variable memory defaults to 4096" in finding.message


def test_both_notations_make_one_module(tmp_path: Path) -> None:
    (tmp_path / "variables.tf.json").write_text('{"variable": {"size": {"default": 300}}}', encoding="utf-8")
    (tmp_path / "main.tf").write_text(
        'resource "aws_ecs_task_definition" "web" {\n  family = "web"\n  cpu = var.size\n  memory = 512\n'
        '  requires_compatibilities = ["FARGATE"]\n  network_mode = "awsvpc"\n'
        '  container_definitions = jsonencode([{ name = "web", image = "busybox:1.36" }])\n}\n',
        encoding="utf-8",
    )
    assert [(rule, name) for rule, name, _ in shown(lint(tmp_path))] == [("ECS101", "variables.tf.json")]
