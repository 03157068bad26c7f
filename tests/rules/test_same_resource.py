"""Two values are one resource only where they surely are: outputs of one nested stack differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks._shared.references import same_resource
from tests.command import invoke

TEMPLATE = """
Resources:
  Nested: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: "https://s3.amazonaws.com/t/n.yaml"}}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !GetAtt Nested.Outputs.First
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !GetAtt Nested.Outputs.Blue}]
  OtherListener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !GetAtt Nested.Outputs.Second
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !GetAtt Nested.Outputs.Green}]
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      TaskRoleArn: !GetAtt Nested.Outputs.TaskRole
      ExecutionRoleArn: !GetAtt Nested.Outputs.ExecutionRole
      ContainerDefinitions: [{Name: web, Image: "public.ecr.aws/nginx/nginx:1.27", Memory: 64}]
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      DeploymentConfiguration: {Strategy: BLUE_GREEN}
      LoadBalancers:
      - ContainerName: web
        ContainerPort: 80
        TargetGroupArn: !GetAtt Nested.Outputs.Blue
        AdvancedConfiguration:
          AlternateTargetGroupArn: !GetAtt Nested.Outputs.Green
          ProductionListenerRule: !GetAtt Nested.Outputs.Rule
          RoleArn: !GetAtt Nested.Outputs.Role
"""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Reference("Role", "Arn"), Reference("Role", "Arn"), True),
        (Reference("Role"), Reference("Role", "Arn"), True),
        (Reference("Nested", "Outputs.A"), Reference("Nested", "Outputs.B"), False),
        (Reference("Role"), Reference("Other"), False),
        ("arn:one", "arn:one", True),
        ("", "", False),
        (Unresolved("?"), Unresolved("?"), False),
        (None, None, False),
    ],
)
def test_what_is_surely_one_resource(one: object, other: object, same: bool) -> None:
    assert same_resource(one, other) is same


def test_outputs_of_a_nested_stack_are_different_things(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    said = invoke(["check", "--isolated", "--format", "concise", str(tmp_path)]).stdout
    assert "of this load balancer already" not in said
    assert "is the target group itself" not in said
    assert "ECS310" not in said
