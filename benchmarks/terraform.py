"""Modules and plans of Terraform for the benchmarks: the same on every run.

``python -m benchmarks.terraform modules FOLDER 1000`` and ``… plan 20 > plan.json`` write what
``docs/terraform.md`` gives times for.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from benchmarks import samples

SERVICE = """
variable "{name}_cpu" {{
  description = "CPU units of {name}"
  type        = number
  default     = 256
}}

locals {{
  {name}_tags = merge(var.tags, {{ Service = "{name}" }})
}}

resource "aws_cloudwatch_log_group" "{name}" {{
  name              = "/ecs/${{var.stage}}/{name}"
  retention_in_days = 30
  tags              = local.{name}_tags
}}

resource "aws_iam_role" "{name}_execution" {{
  name = "${{var.stage}}-{name}-execution"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = {{ Service = "ecs-tasks.amazonaws.com" }}
    }}]
  }})
}}

resource "aws_iam_role_policy_attachment" "{name}_execution" {{
  role       = aws_iam_role.{name}_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}}

resource "aws_ecs_task_definition" "{name}" {{
  family                   = "${{var.stage}}-{name}"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = var.{name}_cpu
  memory                   = 512
  execution_role_arn       = aws_iam_role.{name}_execution.arn
  tags                     = local.{name}_tags

  container_definitions = jsonencode([
    {{
      name         = "{name}"
      image        = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/{name}:1.4.2"
      portMappings = [{{ containerPort = 8080 }}]
      environment = [
        {{ name = "STAGE", value = var.stage }},
        {{ name = "PORT", value = "8080" }},
      ]
      logConfiguration = {{
        logDriver = "awslogs"
        options = {{
          "awslogs-group"         = aws_cloudwatch_log_group.{name}.name
          "awslogs-region"        = "eu-west-1"
          "awslogs-stream-prefix" = "{name}"
        }}
      }}
    }}
  ])
}}

resource "aws_lb_target_group" "{name}" {{
  name        = "${{var.stage}}-{name}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc_id

  health_check {{
    path    = "/health"
    matcher = "200"
  }}
}}

resource "aws_lb_listener_rule" "{name}" {{
  listener_arn = var.listener_arn

  action {{
    type             = "forward"
    target_group_arn = aws_lb_target_group.{name}.arn
  }}

  condition {{
    host_header {{
      values = ["{name}.example.com"]
    }}
  }}
}}

resource "aws_ecs_service" "{name}" {{
  name                              = "{name}"
  cluster                           = var.cluster
  task_definition                   = aws_ecs_task_definition.{name}.arn
  desired_count                     = 2
  launch_type                       = "FARGATE"
  health_check_grace_period_seconds = 60

  network_configuration {{
    subnets         = var.subnets
    security_groups = [var.group]
  }}

  load_balancer {{
    target_group_arn = aws_lb_target_group.{name}.arn
    container_name   = "{name}"
    container_port   = 8080
  }}

  deployment_circuit_breaker {{
    enable   = true
    rollback = true
  }}

  depends_on = [aws_lb_listener_rule.{name}]
}}
"""

OTHER = """
resource "aws_s3_bucket" "{name}" {{
  bucket = "${{var.stage}}-{name}-data"
  tags   = merge(var.tags, {{ Name = "{name}" }})
}}

resource "aws_sqs_queue" "{name}" {{
  name                       = "${{var.stage}}-{name}"
  visibility_timeout_seconds = 60
  redrive_policy = jsonencode({{
    deadLetterTargetArn = aws_sqs_queue.{name}_dead.arn
    maxReceiveCount     = 5
  }})
}}

resource "aws_sqs_queue" "{name}_dead" {{
  name = "${{var.stage}}-{name}-dead"
}}

data "aws_iam_policy_document" "{name}" {{
  statement {{
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [aws_s3_bucket.{name}.arn, "${{aws_s3_bucket.{name}.arn}}/*"]
  }}
}}

output "{name}_bucket" {{
  description = "Bucket of {name}"
  value       = aws_s3_bucket.{name}.arn
}}
"""

COMMON = "".join(
    f'variable "{name}" {{\n  type = {kind}\n}}\n\n'
    for name, kind in (
        *(("stage", "string"), ("vpc_id", "string"), ("listener_arn", "string"), ("cluster", "string")),
        *(("group", "string"), ("subnets", "list(string)"), ("tags", "map(string)")),
    )
)

LENGTH = 5_000
"""Characters of a file."""


def file_text(number: int, *, of_ecs: bool, first: bool) -> str:
    """Return a file of about 5 kB: a service and what belongs to it, or what has nothing to do with ECS."""
    text = (COMMON if first else "") + (SERVICE.format(name=f"web{number}") if of_ecs else "")
    part = 0
    while len(text) < LENGTH - 500:
        text += OTHER.format(name=f"part{number}x{part}")
        part += 1
    return text


def write_modules(folder: str, files: int, modules: int) -> None:
    """Write files into as many modules; in one of several files, every fifth has a service."""
    each = files // modules
    for module in range(modules):
        for number in range(each):
            text = file_text(number, of_ecs=number % 5 == 0, first=number == 0)
            samples.write(os.path.join(folder, f"module{module:04}", f"file{number:03}.tf"), text)


def _rows(number: int, of_ecs: bool) -> list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Return resources with their values, what is unknown of them, and their expressions."""
    name = f"web{number}"
    if not of_ecs:
        values = {"bucket": f"data-{number}", "force_destroy": False, "tags": {"Name": name}}
        unknown = dict.fromkeys(("arn", "id", "policy", "hosted_zone_id", "acl", "region"), True)
        return [("aws_s3_bucket", values, unknown, {"bucket": {"references": ["var.stage"]}})]
    containers = [{"name": name, "image": f"{name}:1.4", "portMappings": [{"containerPort": 8080}]}]
    task = {
        "family": name,
        "cpu": "256",
        "memory": "512",
        "network_mode": "awsvpc",
        "requires_compatibilities": ["FARGATE"],
        "container_definitions": json.dumps(containers),
    }
    service = {
        "name": name,
        "cluster": "main",
        "desired_count": 2,
        "launch_type": "FARGATE",
        "network_configuration": [{"subnets": ["subnet-1"], "security_groups": ["sg-1"]}],
    }
    made = {"references": [f"aws_ecs_task_definition.{name}.arn", f"aws_ecs_task_definition.{name}"]}
    return [
        ("aws_ecs_task_definition", task, {"arn": True, "id": True, "revision": True}, {}),
        ("aws_ecs_service", service, {"task_definition": True, "id": True}, {"task_definition": made}),
    ]


def plan_text(size: int, share: int = 50) -> str:
    """Return a plan of about ``size`` characters, in which one of ``share`` places has a service."""
    planned: list[object] = []
    changes: list[object] = []
    written: list[object] = []
    length = number = 0
    while length < size:
        for kind, values, unknown, expressions in _rows(number, number % share == 0):
            place = {
                "address": f"{kind}.web{number}",
                "mode": "managed",
                "type": kind,
                "name": f"web{number}",
            }
            change = {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown}
            rows = ({**place, "values": values}, {**place, "change": change})
            for rows_of, row in zip(
                (planned, changes, written), (*rows, {**place, "expressions": expressions}), strict=True
            ):
                rows_of.append(row)
                length += len(json.dumps(row, separators=(",", ":")))
        number += 1
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": written}},
    }
    return json.dumps(plan, separators=(",", ":"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["modules"]:
        write_modules(sys.argv[2], 1_000, int(sys.argv[3]))
    else:
        sys.stdout.write(plan_text(int(float(sys.argv[2]) * 1e6)))
