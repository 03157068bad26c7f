"""``ecslint rollout``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import Done, invoke

TEMPLATE = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Count: {Type: Number, Default: 4}
Resources:
  A:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-1, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a}
  B:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-1, CidrBlock: 10.0.2.0/24, AvailabilityZone: eu-west-1b}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: "256"
      Memory: "512"
      ContainerDefinitions:
        - Name: web
          Image: web:1
          PortMappings: [{ContainerPort: 80}]
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {VpcId: vpc-1, TargetType: ip, Protocol: HTTP, Port: 80}
  Web:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      LaunchType: FARGATE
      DesiredCount: !Ref Count
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref A, !Ref B]}}
      LoadBalancers: [{TargetGroupArn: !Ref Targets, ContainerName: web, ContainerPort: 80}]
"""


def rollout(*arguments: str) -> Done:
    return invoke(["rollout", "--isolated", *arguments])


def of(text: str, tmp_path: Path, *arguments: str) -> dict[str, Any]:
    """Return the only deployment of a template."""
    path = tmp_path / "template.yaml"
    path.write_text(text)
    result = rollout("--format", "json", *arguments, str(path))
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)["deployments"]
    assert isinstance(found, dict)
    return found


def test_json_contract(tmp_path: Path) -> None:
    found = of(TEMPLATE, tmp_path)
    assert found["service"] == "Web"
    assert found["path"] == str(tmp_path / "template.yaml")
    assert (found["strategy"], found["verdict"]) == ("ROLLING", "converges")
    assert found["seconds"] == {"low": 405, "high": 405}
    assert found["seconds_by_start"] == {"low": 380, "high": 450}
    assert found["peak_tasks"] == found["peak_addresses"] == {"low": 8, "high": 8}
    assert found["extra_task_hours"] == 0.45
    assert found["extra_cost"] == "0.0056"
    assert found["assumptions"] == {"start_seconds": 45, "boot_seconds": 0, "stop_seconds": 30}
    assert found["timeline"][0] == {
        "t": 0,
        "old": 4,
        "pending": 4,
        "new": 0,
        "draining": 0,
        "addresses": 8,
    }
    assert [zone["peak_addresses"] for zone in found["zones"]] == [4, 4]
    assert found["levers"][0] == {
        "setting": "deregistration delay",
        "from": 300,
        "to": 30,
        "unit": "s",
        "seconds": {"low": 135, "high": 135},
    }


def test_text(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE)
    lines = rollout(str(path)).output.splitlines()
    assert lines[0] == f"{path}: Web (ROLLING)"
    assert lines[1] == "  converges in 405 s (6:45)"
    assert "    deregistration delay 300 → 30 s: 405 → 135 s" in lines
    assert any(line.endswith("████░░░░") for line in lines)


def test_assumptions(tmp_path: Path) -> None:
    found = of(TEMPLATE, tmp_path, "--start-seconds", "20", "--boot-seconds", "10", "--stop-seconds", "5")
    assert found["seconds"] == {"low": 365, "high": 365}
    assert found["seconds_by_start"] is None
    # SIGKILL ends a task after its stopTimeout, whatever it would take by itself
    assert of(TEMPLATE, tmp_path, "--stop-seconds", "90")["assumptions"]["stop_seconds"] == 30


def test_never_healthy(tmp_path: Path) -> None:
    found = of(TEMPLATE, tmp_path, "--boot-seconds", "61")
    assert (found["verdict"], found["seconds"]) == ("never healthy", None)
    assert found["levers"][0]["setting"] == "healthCheckGracePeriodSeconds"
    assert "retried indefinitely" in " ".join(found["notes"])
    grace = TEMPLATE.replace(
        "      LoadBalancers", "      HealthCheckGracePeriodSeconds: 300\n      LoadBalancers"
    )
    # 45 + 61 + 5 checks of 30 s + 330
    assert of(grace, tmp_path, "--boot-seconds", "61")["seconds"] == {"low": 586, "high": 586}
    breaker = "      DeploymentConfiguration: {DeploymentCircuitBreaker: {Enable: true, Rollback: true}}\n"
    found = of(TEMPLATE.replace("      LoadB", breaker + "      LoadB"), tmp_path, "--boot-seconds", "61")
    assert found["circuit_breaker_threshold"] == 3
    assert any(note.startswith("the circuit breaker ends it after 3 failed tasks") for note in found["notes"])


def test_environment(tmp_path: Path) -> None:
    narrow = TEMPLATE.replace("10.0.1.0/24", "10.0.1.0/28").replace("10.0.2.0/24", "10.0.2.0/28")
    assert of(narrow, tmp_path, "--var", "Count=12")["peak_tasks"] == {"low": 22, "high": 22}
    file = tmp_path / "prod.json"
    file.write_text(json.dumps([{"ParameterKey": "Count", "ParameterValue": "2"}]))
    assert of(narrow, tmp_path, "--parameters", str(file))["peak_tasks"] == {"low": 4, "high": 4}
    file.write_text(json.dumps({"Parameters": {"Count": 3, "Env": "prod"}}))
    assert of(narrow, tmp_path, "--parameters", str(file))["desired"] == {"low": 3, "high": 3}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--start-seconds", "-1"], "start-seconds"),
        (["--boot-seconds", "soon"], "boot-seconds"),
        (["--var", "Count"], "is not NAME=VALUE"),
        (["--var", "Env=qa"], "is not one of its allowed values (dev, prod)"),
        (["--var", "Other=1"], "no template has a parameter 'Other'"),
        (["--parameters", "missing.json"], "missing.json"),
        (["--region", "nowhere"], "not the name of an AWS Region"),
    ],
)
def test_bad_input_is_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE)
    result = rollout(*arguments, str(path))
    assert result.exit_code == 2
    last = result.output.strip().splitlines()[-1]
    assert last.startswith("Error: ")
    assert said in last


@pytest.mark.parametrize(
    "content", ["[1]", "{", '{"A": {"b": 1}}', '[{"ParameterKey": "A", "ParameterValue": {}}]']
)
def test_bad_parameter_files(tmp_path: Path, content: str) -> None:
    file = tmp_path / "prod.json"
    file.write_text(content)
    result = rollout("--parameters", str(file), str(tmp_path))
    assert result.exit_code == 2
    assert str(file) in result.output.strip().splitlines()[-1]


def test_unknown_counts_give_formulas(tmp_path: Path) -> None:
    unknown = TEMPLATE.replace("!Ref Count", "!ImportValue Count")
    found = of(unknown, tmp_path)
    assert (found["verdict"], found["seconds"], found["timeline"]) == ("unknown", None, [])
    assert found["formula"].endswith("all D are one: 405 s")
    delay = "HTTP, Port: 80, HealthCheckIntervalSeconds: !ImportValue Interval}"
    found = of(TEMPLATE.replace("HTTP, Port: 80}", delay), tmp_path)
    assert (found["verdict"], found["seconds"]) == ("converges", None)
    assert "not known: the health check interval" in found["notes"]


def test_pages_have_no_scripts(tmp_path: Path) -> None:
    path = tmp_path / "service.json"
    service = {
        "serviceName": "<script>alert(1)",
        "taskDefinition": "web:1",
        "desiredCount": 2,
        "launchType": "FARGATE",
    }
    path.write_text(json.dumps(service))
    for form in ("html", "svg"):
        page = rollout("--format", form, str(path)).output
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_a_deployment_that_never_moves_has_one_time_on_its_axis(tmp_path: Path) -> None:
    path = tmp_path / "service.json"
    percents = {"minimumHealthyPercent": 100, "maximumPercent": 150}
    service = {"serviceName": "web", "taskDefinition": "web:1", "desiredCount": 1, "launchType": "FARGATE"}
    path.write_text(json.dumps({**service, "deploymentConfiguration": percents}))
    assert rollout("--format", "svg", str(path)).output.count(">0 s<") == 1


def test_code_deploy(tmp_path: Path) -> None:
    text = TEMPLATE.replace(
        "      LoadBalancers", "      DeploymentController: {Type: CODE_DEPLOY}\n      LoadBalancers"
    )
    found = of(text, tmp_path)
    assert (found["strategy"], found["seconds"]) == ("CODE_DEPLOY", {"low": 405, "high": 405})
    text += """
  Application: {Type: AWS::CodeDeploy::Application, Properties: {ComputePlatform: ECS}}
  Group:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: !Ref Application
      ServiceRoleArn: arn:aws:iam::111122223333:role/deploy
      DeploymentConfigName: CodeDeployDefault.ECSLinear10PercentEvery3Minutes
      ECSServices: [{ClusterName: main, ServiceName: !GetAtt Web.Name}]
      BlueGreenDeploymentConfiguration:
        TerminateBlueInstancesOnDeploymentSuccess: {Action: TERMINATE, TerminationWaitTimeInMinutes: 5}
"""
    found = of(text, tmp_path)
    # 75 + 9 or 10 × 180 + 300 + 330
    assert found["seconds"] == {"low": 2325, "high": 2505}
    assert found["peak_tasks"] == {"low": 8, "high": 8}


def test_autoscaling_shows_both_ends(tmp_path: Path) -> None:
    text = (
        TEMPLATE
        + """
  Scaling:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Sub service/main/${Web.Name}
      MinCapacity: 2
      MaxCapacity: 20
"""
    )
    found = of(text, tmp_path)
    assert found["desired"] == {"low": 4, "high": 20}
    assert found["peak_tasks"] == {"low": 8, "high": 40}


def test_a_hundred_services(tmp_path: Path) -> None:
    services = [
        {
            "serviceName": f"s{n}",
            "taskDefinition": "web:1",
            "desiredCount": 1_000_000 + n,
            "launchType": "FARGATE",
        }
        for n in range(100)
    ]
    for service in services:
        (tmp_path / f"{service['serviceName']}.json").write_text(json.dumps(service))
    found = json.loads(rollout("--format", "json", str(tmp_path)).stdout)["deployments"]
    assert len(found) == 100
    assert {deployment["verdict"] for deployment in found} == {"converges"}


def test_nothing_is_no_error(tmp_path: Path) -> None:
    result = rollout(str(tmp_path))
    assert result.exit_code == 0
    assert "no service was found" in result.output
    assert json.loads(rollout("--format", "json", str(tmp_path)).stdout) == {"version": 1, "deployments": []}
