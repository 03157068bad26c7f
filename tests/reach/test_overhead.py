"""What questions of reachability and permission cost on a large template, counted in calls of functions."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from ecslint.checks import registry
from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import run
from ecslint.source.read import load
from tests.reach.network import att, ref, resource, template

WAYS = frozenset(f"ECS{number}" for number in (319, *range(330, 342), 615, *range(620, 630), 747))
FLEETS = frozenset(f"ECS{number}" for number in (*range(670, 688), 690, 691, 693, 694))
MOST = 1.3
"""How many times as much is done with these rules as without."""


def large(services: int) -> dict[str, Any]:
    """Return a template of ten resources for each service, two groups among them."""
    made = template()
    found = made["Resources"]
    found["Cluster"] = resource("ECS::Cluster")
    for index in range(services):
        parts = (_security(index), _roles(index), _tasks(index))
        found.update({name: body for part in parts for name, body in part.items()})
    return made


def _security(index: int) -> dict[str, Any]:
    def group(port: int, **source: Any) -> dict[str, Any]:
        rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **source}
        return resource(
            "EC2::SecurityGroup", GroupDescription="g", VpcId=ref("Vpc"), SecurityGroupIngress=[rule]
        )

    return {
        f"Group{index}": group(80, CidrIp="10.0.0.0/16"),
        f"BaseGroup{index}": group(5432, SourceSecurityGroupId=ref(f"Group{index}")),
        f"Base{index}": resource(
            "RDS::DBInstance", Engine="postgres", VPCSecurityGroups=[ref(f"BaseGroup{index}")]
        ),
    }


def _statement(action: str, **members: Any) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": action, **members}],
    }


def _roles(index: int) -> dict[str, Any]:
    trust = _statement("sts:AssumeRole", Principal={"Service": "ecs-tasks.amazonaws.com"})
    read_it = _statement("secretsmanager:GetSecretValue", Resource=ref(f"Secret{index}"))
    managed = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    return {
        f"Role{index}": resource("IAM::Role", AssumeRolePolicyDocument=trust, ManagedPolicyArns=[managed]),
        f"Secret{index}": resource("SecretsManager::Secret", GenerateSecretString={}),
        f"Policy{index}": resource(
            "IAM::Policy", PolicyName="p", Roles=[ref(f"Role{index}")], PolicyDocument=read_it
        ),
    }


def _tasks(index: int) -> dict[str, Any]:
    options = {
        "awslogs-group": ref(f"Log{index}"),
        "awslogs-region": "eu-west-1",
        "awslogs-stream-prefix": "x",
    }
    container = {
        "Name": "web",
        "Image": "public.ecr.aws/nginx/nginx:1.27",
        "PortMappings": [{"ContainerPort": 80}],
        "Environment": [{"Name": "DB", "Value": att(f"Base{index}", "Endpoint.Address")}],
        "Secrets": [{"Name": "S", "ValueFrom": ref(f"Secret{index}")}],
        "LogConfiguration": {"LogDriver": "awslogs", "Options": options},
    }
    network = {"Subnets": [ref("InnerA"), ref("InnerB")], "SecurityGroups": [ref(f"Group{index}")]}
    task = resource(
        "ECS::TaskDefinition",
        NetworkMode="awsvpc",
        RequiresCompatibilities=["FARGATE"],
        Cpu="256",
        Memory="512",
        ExecutionRoleArn=att(f"Role{index}", "Arn"),
        ContainerDefinitions=[container],
    )
    service = resource(
        "ECS::Service",
        Cluster=ref("Cluster"),
        LaunchType="FARGATE",
        DesiredCount=1,
        TaskDefinition=ref(f"Task{index}"),
        NetworkConfiguration={"AwsvpcConfiguration": network},
    )
    service["DependsOn"] = [f"Policy{index}"]
    log = resource("Logs::LogGroup", RetentionInDays=7)
    return {f"Log{index}": log, f"Task{index}": task, f"Service{index}": service}


def calls(made: dict[str, Any]) -> int:
    """Count the calls of Python functions that linting a template takes."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    text = json.dumps(made).encode()
    sys.setprofile(note)
    try:
        result = run([read(document) for document in load("t.json", text)], Configuration(isolated=True))
    finally:
        sys.setprofile(None)
    assert result.crashes == []
    return count


@pytest.mark.parametrize(("services", "resources"), [(16, 150), (32, 300)])
def test_ways_cost_little(monkeypatch: pytest.MonkeyPatch, services: int, resources: int) -> None:
    made = large(services)
    assert len(made["Resources"]) > resources
    assert str(made).count("EC2::SecurityGroup'") > resources // 6
    calls(large(1))  # imports, and what is read once
    every = calls(made)
    original = registry.checks_on

    def fewer(subject: str) -> list[registry.Check]:
        return [check for check in original(subject) if check.rule not in WAYS | FLEETS]

    monkeypatch.setattr(registry, "checks_on", fewer)
    assert every / calls(made) < MOST
