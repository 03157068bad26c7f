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
        (EXECUTION, attached("ssm:GetParameters", "another-role"), 1),
        (EXECUTION, attached("ssm:GetParameters", "!Ref Stage"), 0),
    ],
)
def test_permissions_of_the_execution_role(managed: str, policy: str, found: int, tmp_path: Path) -> None:
    text = TEMPLATE.format(principal=TASKS, managed=managed, policy=policy)
    pointer = "/Resources/Task/Properties/ContainerDefinitions/0/Secrets/0/ValueFrom"
    assert findings(text, tmp_path, "ECS319") == [("ECS319", "warning", pointer)] * found


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
