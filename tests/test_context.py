"""Context files: what is read from them, and what is said of one that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from ecslint.base.suggest import nearest
from ecslint.config.settings import ConfigError
from ecslint.model.base import api_names
from ecslint.project.context import _KINDS, read_context
from tests.command import Done, invoke

ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef"
SERVICE = {
    "cluster": "main",
    "serviceName": "web",
    "taskDefinition": "web:1",
    "desiredCount": 1,
    "launchType": "FARGATE",
    "loadBalancers": [{"targetGroupArn": ARN, "containerName": "web", "containerPort": 80}],
    "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1", "subnet-2"]}},
}
GROUPS = {
    "TargetGroups": [
        {"TargetGroupArn": ARN, "TargetType": "instance", "VpcId": "vpc-1", "LoadBalancerArns": ["a"]}
    ]
}
SUBNETS = {
    "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1"}, {"SubnetId": "subnet-2", "VpcId": "vpc-1"}]
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(**files: Any) -> None:
    for name, data in files.items():
        text = data if isinstance(data, str) else json.dumps(data)
        Path(name.replace("__", ".")).write_text(text)


def check(*arguments: str) -> Done:
    return invoke(["check", "--format", "concise", *arguments])


def test_all_kinds_are_read() -> None:
    write(
        s__json=SUBNETS,
        g__json=GROUPS,
        l__json={"Listeners": [{"ListenerArn": "l", "DefaultActions": [{"TargetGroupArn": ARN}]}]},
        c__json={
            "clusters": [{"clusterName": "main", "clusterArn": "arn:c", "capacityProviders": ["FARGATE"]}]
        },
        p__json={
            "capacityProviders": [{"name": "web", "autoScalingGroupProvider": {"autoScalingGroupArn": "a"}}]
        },
        t__json={
            "taskDefinition": {"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx"}]}
        },
    )
    known = read_context([f"{name}.json" for name in "sglcpt"])
    assert known.known["Subnets"].find("subnet-1").vpc_id == "vpc-1"
    assert known.known["TargetGroups"].find(ARN).target_type == "instance"
    assert known.known["Listeners"].forward_to(ARN)
    assert known.known["Clusters"].find("arn:c").cluster_name == "main"
    assert known.known["Clusters"].find(None) is None
    assert known.known["CapacityProviders"].platform("web") == "EC2"
    assert known.known["CapacityProviders"].platform("other") is None
    assert [subject.task_family for subject in known.task_definitions] == ["web"]


def test_yaml_output_is_read() -> None:
    write(s__yaml="Subnets:\n- SubnetId: subnet-1\n  VpcId: vpc-1\n")
    assert read_context(["s.yaml"]).known["Subnets"].find("subnet-1").vpc_id == "vpc-1"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"Subnets": [{"SubnetId": "subnet-1"', "cut off"),
        ('{"Reservations": []}', 'holds "Reservations", not the output of aws ec2 describe-subnets'),
        ("[]", "no object"),
        ("{}", "empty"),
        ('{"Subnets": "none"}', 'holds "Subnets"'),
        ("", "context file"),
    ],
)
def test_a_file_of_no_use_is_one_clear_error(text: str, says: str) -> None:
    write(service__json=SERVICE, bad__json=text)
    with pytest.raises(ConfigError, match=says):
        read_context(["bad.json"])
    result = check("--context", "bad.json", "service.json")
    assert result.exit_code == 2
    assert "bad.json" in result.stderr
    assert "Traceback" not in result.output


def test_a_missing_file_is_one_clear_error() -> None:
    write(service__json=SERVICE)
    result = check("--context", "none.json", "service.json")
    assert result.exit_code == 2
    assert "none.json: no such file" in result.stderr


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"TargetGroups": [7]}, "TargetGroups.0: 7 is a whole number; use an object"),
        ({"TargetGroups": [None]}, "TargetGroups.0: null; use an object"),
        (
            {"TargetGroups": [{"TargetGroupArn": ARN, "TargetType": ["ip"]}]},
            'TargetGroups.0.TargetType: ["ip"] is a list; use a string',
        ),
        (
            {"TargetGroups": [{"TargetGroupArn": ARN, "HealthCheckPort": 80}]},
            "TargetGroups.0.HealthCheckPort: 80 is a whole number; use a string",
        ),
        ({"TargetGroups": [{"TargetType": "ip"}]}, "TargetGroups.0.TargetGroupArn: is missing; add it"),
        (
            {"Subnets": [{"SubnetID": "subnet-1"}]},
            "unknown key 'Subnets.0.SubnetID'; did you mean 'SubnetId'?",
        ),
        (
            {"Subnets": [{"SubnetId": "subnet-1", "Tags": [{"Name": "a"}, {"Keys": "b"}]}]},
            "unknown key 'Subnets.0.Tags.1.Keys'; did you mean 'Key'?",
        ),
        ({"clusters": [{"clusterName": "web", "capacityProvider": []}]}, "did you mean 'capacityProviders'?"),
    ],
)
def test_what_the_aws_cli_does_not_print_is_one_clear_error(data: object, says: str) -> None:
    write(service__json=SERVICE, g__json=data)
    result = check("--context", "g.json", "service.json")
    assert result.exit_code == 2
    assert f"context file g.json: {says}" in result.stderr or says in result.stderr


def test_members_that_newer_releases_of_aws_print_are_in_order() -> None:
    subnet = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "BrandNew": {"SubnetID": 1}, "Tags": None}
    write(service__json=SERVICE, s__json={"Subnets": [subnet]})
    assert check("--context", "s.json", "service.json").exit_code == 0


def test_no_member_that_aws_prints_is_taken_for_a_misspelt_one() -> None:
    session = botocore.session.get_session()
    for kind in _KINDS:
        service, _, operation = kind.command.partition(" ")
        shapes = session.get_service_model(service)
        name = "".join(word.capitalize() for word in operation.split("-"))
        item = shapes.operation_model(name).output_shape.members[kind.member].member
        known = set(api_names(kind.model).values())
        assert [key for key in item.members if key not in known and nearest(key, known)] == []


def test_what_is_known_reaches_the_checks_and_is_pointed_at() -> None:
    write(service__json=SERVICE, g__json=GROUPS, s__json=SUBNETS)
    result = check("--context", "g.json", "--context", "s.json", "--select", "ECS547,ECS562", "service.json")
    assert result.exit_code == 1
    assert "ECS547" in result.stdout
    assert "ECS562" not in result.stdout
    full = invoke(["check", "--format", "json", "--context", "g.json", "service.json"])
    (finding,) = (f for f in json.loads(full.stdout)["findings"] if f["rule"] == "ECS547")
    assert [(r["path"], r["pointer"]) for r in finding["related"]] == [
        ("g.json", "/TargetGroups/0/TargetType")
    ]


def test_without_context_the_same_service_is_silent() -> None:
    write(service__json=SERVICE)
    assert "ECS547" not in check("service.json").stdout


def test_the_configuration_names_context_files() -> None:
    write(service__json=SERVICE, g__json=GROUPS, ecslint__toml='context = ["g.json"]\n')
    assert "ECS547" in check("service.json").stdout


def test_context_files_below_the_linted_folder_are_not_linted() -> None:
    described = {
        "taskDefinition": {"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1"}]}
    }
    write(t__json=described, service__json=SERVICE)
    assert "t.json" in check(".").stdout
    assert "t.json" not in check("--context", "t.json", ".").stdout


def test_a_described_task_definition_is_the_partner_where_no_file_has_the_family() -> None:
    containers = [{"name": "web", "image": "nginx:1", "portMappings": [{"containerPort": 8080}]}]
    described = {
        "taskDefinition": {"family": "web", "networkMode": "awsvpc", "containerDefinitions": containers}
    }
    write(t__json=described, service__json=SERVICE)
    assert "ECS545" in check("--context", "t.json", "service.json").stdout
    write(
        taskdef__json={
            "family": "web",
            "containerDefinitions": [{**containers[0], "portMappings": [{"containerPort": 80}]}],
        }
    )
    assert "ECS545" not in check("--context", "t.json", "service.json").stdout


def test_the_template_comes_before_the_account() -> None:
    template = f"""
Resources:
  TargetGroup:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {{TargetType: ip, Port: 80, Protocol: HTTP, VpcId: vpc-1}}
  Service:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      TaskDefinition: web
      LoadBalancers:
        - {{TargetGroupArn: !Ref TargetGroup, ContainerName: web, ContainerPort: 80}}
        - {{TargetGroupArn: "{ARN}", ContainerName: web, ContainerPort: 80}}
"""
    write(template__yaml=template, g__json=GROUPS)
    found = check("--context", "g.json", "--select", "ECS547", "template.yaml").stdout.splitlines()
    assert [line.split(":")[1] for line in found] == ["13"]
