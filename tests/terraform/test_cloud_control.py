"""Resources of the provider ``awscc``, whose arguments are CloudFormation's properties."""

from __future__ import annotations

from pathlib import Path

from ecslint.documents.terraform.cloud_control import snake
from tests.terraform.test_modules import lint

MODULE = """
resource "awscc_ecs_cluster" "main" {
  cluster_name = "main"
}

resource "awscc_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "MEMORY"
  container_definitions = [
    {
      name          = "web"
      image         = "nginx:1.27"
      port_mappings = [{ container_port = 80 }]
    }
  ]
}

resource "awscc_ecs_service" "web" {
  service_name    = "web"
  cluster         = awscc_ecs_cluster.main.arn
  task_definition = awscc_ecs_task_definition.web.task_definition_arn
  desired_count   = 1
  launch_type     = "FARGATE"
  network_configuration = {
    awsvpc_configuration = {
      subnets = ["subnet-0a1b2c3d4e5f60718"]
    }
  }
  load_balancers = [
    {
      container_name   = "CONTAINER"
      container_port   = 80
      target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/w/0123456789abcdef"
    }
  ]
}
"""


def rules(folder: Path, memory: str, container: str) -> list[tuple[str, int]]:
    text = MODULE.replace("MEMORY", memory).replace("CONTAINER", container)
    (folder / "main.tf").write_text(text, encoding="utf-8")
    return [(finding.rule, finding.span.start.line) for finding in lint(folder)]


def test_sizes_and_names_are_checked_at_their_places(tmp_path: Path) -> None:
    assert rules(tmp_path, "512", "web") == []
    assert rules(tmp_path, "4096", "web") == [("ECS101", 11)]
    assert rules(tmp_path, "512", "api") == [("ECS545", 34)]


def test_names_of_arguments() -> None:
    names = ("EFSVolumeConfiguration", "SizeInGiB", "EnableECSManagedTags", "AwsvpcConfiguration")
    wanted = ["efs_volume_configuration", "size_in_gi_b", "enable_ecs_managed_tags", "awsvpc_configuration"]
    assert [snake(name) for name in names] == wanted
