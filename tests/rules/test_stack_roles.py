from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.helpers import findings

TEMPLATE = """
Parameters:
  Stage: {{Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {principal}
            Action: sts:AssumeRole
      ManagedPolicyArns: {managed}
{policy}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ExecutionRoleArn: !GetAtt Role.Arn
      ContainerDefinitions:
        - Name: web
          Image: public.ecr.aws/nginx/nginx:1.27
          Memory: 512
          Secrets:
            - Name: A
              ValueFrom: /web/a
"""
TASKS = "{Service: ecs-tasks.amazonaws.com}"
EXECUTION = "[arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]"


def attached(action: str, role: str = "!Ref Role") -> str:
    return f"""
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: p
      Roles: [{role}]
      PolicyDocument: {{Statement: {{Effect: Allow, Action: {action}, Resource: "*"}}}}
"""


@pytest.mark.parametrize(
    ("managed", "policy", "found"),
    [
        (EXECUTION, "", 1),
        ("!Ref AWS::NoValue", "", 1),
        ("[arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess]", "", 0),
        (
            "[!Sub 'arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy']",
            "",
            1,
        ),
        ("[arn:aws:iam::aws:policy/SomethingElse]", "", 0),
        ("[arn:aws:iam::123456789012:policy/AmazonECSTaskExecutionRolePolicy]", "", 0),
        (EXECUTION, attached("ssm:GetParameters"), 0),
        (EXECUTION, attached("[s3:GetObject, 'ssm:get*']"), 0),
        (EXECUTION, attached("'*'"), 0),
        (EXECUTION, attached("s3:GetObject"), 1),
        (EXECUTION, attached("!Ref Stage"), 0),
        (EXECUTION, attached("ssm:GetParameters", "!Ref Stage"), 0),
    ],
)
def test_permissions_of_the_execution_role(managed: str, policy: str, found: int, tmp_path: Path) -> None:
    text = TEMPLATE.format(principal=TASKS, managed=managed, policy=policy)
    pointer = "/Resources/Task/Properties/ContainerDefinitions/0/Secrets/0/ValueFrom"
    assert findings(text, tmp_path, "ECS319") == [("ECS319", "warning", pointer)] * found


def test_a_policy_of_another_role(tmp_path: Path) -> None:
    policy = attached("ssm:GetParameters", "another-role")
    text = TEMPLATE.format(principal=TASKS, managed=EXECUTION, policy=policy)
    assert findings(text, tmp_path, "ECS319") == [("ECS319", "warning", "/Resources/Policy/Properties/Roles")]


@pytest.mark.parametrize(
    ("principal", "found"),
    [
        (TASKS, 0),
        ("{Service: [ecs.amazonaws.com, ecs-tasks.amazonaws.com]}", 0),
        ("{Service: !Sub 'ecs-tasks.${AWS::URLSuffix}'}", 0),
        ("{Service: ecs.amazonaws.com}", 1),
        ("{Service: [ec2.amazonaws.com, ecs.amazonaws.com]}", 1),
        ("{AWS: arn:aws:iam::123456789012:root}", 1),
        ("{AWS: '*'}", 0),
        ("'*'", 0),
        ("{Service: !Ref Stage}", 0),
    ],
)
def test_trust_of_the_execution_role(principal: str, found: int, tmp_path: Path) -> None:
    text = TEMPLATE.format(principal=principal, managed=EXECUTION, policy="")
    result = findings(text, tmp_path, "ECS307")
    assert [f[:2] for f in result] == [("ECS307", "error")] * found
    assert all(
        f[2].startswith("/Resources/Role/Properties/AssumeRolePolicyDocument/Statement/0/") for f in result
    )


WITH_SERVICE = """
Parameters:
  Stage: {{Type: String}}
Resources:
  Secret: {{Type: AWS::SecretsManager::Secret}}
  Parameter: {{Type: AWS::SSM::Parameter, Properties: {{Type: String, Value: a}}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      {named}
      AssumeRolePolicyDocument:
        Statement:
          - {{Effect: Allow, Principal: {{Service: ecs-tasks.amazonaws.com}}, Action: sts:AssumeRole}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      RequiresCompatibilities: [{platform}]
      ExecutionRoleArn: !GetAtt Role.Arn
      ContainerDefinitions: [{{Name: web, {container}}}]
  Service:
    Type: AWS::ECS::Service
    Properties: {{TaskDefinition: !Ref Task, DesiredCount: {count}}}
{extra}
"""
PUBLIC = "Image: public.ecr.aws/nginx/nginx:1.27, Memory: 512, "
PRIVATE = "Image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1"
LOGS = "LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: g, awslogs-create-group: %s}}"
SECRET = "Secrets: [{Name: A, ValueFrom: %s}]"


@pytest.mark.parametrize(
    ("container", "platform", "found"),
    [
        (PRIVATE, "FARGATE", ["error"]),
        (PRIVATE, "EC2", []),
        (PUBLIC, "FARGATE", []),
        (PUBLIC + LOGS % '"false"', "FARGATE", ["error"]),
        (PUBLIC + LOGS % '"false"', "EC2", []),
        (PUBLIC + LOGS % '"true"', "EC2", ["error"]),
        (PUBLIC + LOGS % '"true"', "FARGATE", ["error", "error"]),
        (PUBLIC + LOGS % "!Ref Stage", "EC2", []),
        (PUBLIC + "LogConfiguration: {LogDriver: json-file}", "FARGATE", []),
        (PUBLIC + "EnvironmentFiles: [{Type: s3, Value: 'arn:aws:s3:::a/b.env'}]", "EC2", ["warning"]),
        (PUBLIC + SECRET % "!Ref Secret", "EC2", ["error"]),
        (PUBLIC + SECRET % "!Sub '${Secret}:key::'", "EC2", ["error"]),
        (PUBLIC + SECRET % "!Ref Parameter", "EC2", ["error"]),
        (PUBLIC + SECRET % "/web/a", "EC2", ["error"]),
        (PUBLIC + SECRET % "arn:aws:ssm:us-east-1:123456789012:parameter/a", "EC2", ["error"]),
        (
            PUBLIC + SECRET % "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf",
            "EC2",
            ["warning"],
        ),
        (PUBLIC + SECRET % "arn:aws:s3:::a", "EC2", []),
        (PUBLIC + SECRET % "ssm:/web/a", "EC2", []),
        (PUBLIC + SECRET % "!Ref Stage", "EC2", []),
    ],
)
def test_what_containers_need(container: str, platform: str, found: list[str], tmp_path: Path) -> None:
    text = WITH_SERVICE.format(named="", platform=platform, container=container, count=1, extra="")
    assert [severity for _, severity, _ in findings(text, tmp_path, "ECS319")] == found


@pytest.mark.parametrize(
    ("named", "count", "extra", "severity"),
    [
        ("", 1, "", "error"),
        ("", "!Ref Stage", "", "error"),
        ("", 0, "", "warning"),
        ("RoleName: web", 1, "", "warning"),
        ("", 1, "  Policy: {Type: AWS::SecretsManager::ResourcePolicy}", "error"),
        ("", 1, "  Custom: {Type: 'Custom::Grant', Properties: {Role: !Ref Role}}", "warning"),
        ("", 1, "  Custom: {Type: 'Custom::Grant', Properties: {Role: web}}", "error"),
        ("", 1, "  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Role}}", "error"),
        ("", 1, "Transform: [AWS::Include]", "warning"),
    ],
)
def test_a_permission_may_still_be_given(
    named: str, count: object, extra: str, severity: str, tmp_path: Path
) -> None:
    container = PUBLIC + SECRET % "/web/a"
    text = WITH_SERVICE.format(named=named, platform="EC2", container=container, count=count, extra=extra)
    assert [found for _, found, _ in findings(text, tmp_path, "ECS319")] == [severity]


def allows(action: str) -> str:
    return f"PolicyDocument: {{Statement: {{Effect: Allow, Action: '{action}', Resource: '*'}}}}"


def inline(action: str) -> str:
    return f"Policies: [{{PolicyName: p, {allows(action)}}}]"


def policy(kind: str, action: str) -> str:
    return f"  Managed: {{Type: AWS::IAM::{kind}, Properties: {{PolicyName: p, {allows(action)}}}}}"


MANAGED = "ManagedPolicyArns: [!Ref Managed]"


@pytest.mark.parametrize(
    ("role", "extra", "missing"),
    [
        (inline("ssm:GetParameters"), "", False),
        (inline("s3:GetObject"), "", True),
        ("Policies: []", "", True),
        ("Policies: !Ref Stage", "", False),
        ("Policies: [!Ref Stage]", "", False),
        (MANAGED, policy("ManagedPolicy", "ssm:*"), False),
        (MANAGED, policy("ManagedPolicy", "s3:*"), True),
        (MANAGED, "  Managed: {Type: AWS::S3::Bucket}", False),
        ("ManagedPolicyArns: !Ref Stage", "", False),
        ("", policy("Policy", "ssm:*"), True),
        ("", "  Fn::ForEach::Policies: [X, [A, B], {'P${X}': {Type: AWS::S3::Bucket}}]", True),
        ("", "  Fn::ForEach::Policies: [X, !Ref Stage, {'P${X}': {Type: AWS::S3::Bucket}}]", False),
    ],
)
def test_policies_of_the_execution_role(role: str, extra: str, missing: bool, tmp_path: Path) -> None:
    container = PUBLIC + SECRET % "/web/a"
    text = WITH_SERVICE.format(named=role, platform="EC2", container=container, count=1, extra=extra)
    assert bool(findings(text, tmp_path, "ECS319")) is missing


@pytest.mark.parametrize(
    ("arn", "wrong"),
    [
        ("arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy", True),
        ("arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy", False),
        ("!Sub 'arn:${AWS::Partition}:iam::aws:policy/AmazonECSTaskExecutionRolePolicy'", True),
        ("arn:aws:iam::aws:policy/service-role/AmazonSSMReadOnlyAccess", True),
        ("arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess", False),
        ("arn:aws:iam::aws:policy/SomethingElse", False),
        ("arn:aws:iam::aws:policy/service-role/SomethingElse", False),
        ("arn:aws:iam::123456789012:policy/AmazonECSTaskExecutionRolePolicy", False),
        ("!Ref Stage", False),
    ],
)
def test_paths_of_managed_policies(arn: str, wrong: bool, tmp_path: Path) -> None:
    text = WITH_SERVICE.format(
        named=f"ManagedPolicyArns: [{arn}]", platform="EC2", container=PUBLIC, count=1, extra=""
    )
    pointer = "/Resources/Role/Properties/ManagedPolicyArns/0"
    found = findings(text, tmp_path, "ECS319")
    assert [(severity, place.removesuffix("/Fn::Sub")) for _, severity, place in found] == (
        [("error", pointer)] if wrong else []
    )
