"""``ecslint rollout`` on Express Gateway services: canary deployments with two bake times of three minutes.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-update-full.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

TEMPLATE = """
Resources:
  A: {{Type: AWS::EC2::Subnet, Properties: {{CidrBlock: 10.0.1.0/28, AvailabilityZone: eu-west-1a}}}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: "1024"
      Memory: "2048"
      ContainerDefinitions: [{{Name: Main, Image: "web:1", StopTimeout: 60}}]
  App:
    Type: AWS::ECS::ExpressGatewayService
    Properties:
      InfrastructureRoleArn: arn:aws:iam::123456789012:role/infrastructure
      {task}
      NetworkConfiguration: {{Subnets: [!Ref A]}}
      ScalingTarget: {{MinTaskCount: {low}, MaxTaskCount: {high}}}
"""
OWN = 'PrimaryContainer: {Image: "nginx:1.27"}'
NAMED = "TaskDefinitionArn: !Ref Task"


def of(tmp_path: Path, task: str, low: object, high: object) -> dict[str, Any]:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE.format(task=task, low=low, high=high))
    done = invoke(["rollout", "--isolated", "--format", "json", str(path)])
    assert done.exit_code == 0, done.output
    (found,) = json.loads(done.stdout)["deployments"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("task", "stop"), [(OWN, 30), (NAMED, 60)])
def test_it_bakes_twice_for_three_minutes(task: str, stop: int, tmp_path: Path) -> None:
    found = of(tmp_path, task, 2, 2)
    # 45 s to start, one check of 30 s, 3 + 3 minutes, 300 s of draining, and the stop timeout.
    assert found["strategy"] == "CANARY"
    assert found["seconds"] == {"low": 45 + 30 + 180 + 180 + 300 + stop, "high": 45 + 30 + 360 + 300 + stop}
    assert found["peak_tasks"] == found["peak_addresses"] == {"low": 4, "high": 4}


def test_between_its_bounds_the_peak_is_twice_either(tmp_path: Path) -> None:
    found = of(tmp_path, OWN, 1, 4)
    assert (found["desired"], found["peak_tasks"]) == ({"low": 1, "high": 4}, {"low": 2, "high": 8})


def test_without_addresses_for_all_tasks_twice_it_is_blocked(tmp_path: Path) -> None:
    found = of(tmp_path, NAMED, 6, 6)
    assert found["verdict"] == "blocked"
    assert "all 6 new tasks have to run beside the 6 old ones, and there are 11 addresses" in found["reason"]


def test_bounds_that_are_not_known_are_said(tmp_path: Path) -> None:
    found = of(tmp_path, OWN, "!Ref AWS::AccountId", 6)
    assert (found["verdict"], found["reason"]) == ("unknown", "between how many tasks it scales is not known")
