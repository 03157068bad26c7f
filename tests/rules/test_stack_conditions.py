"""Rules that follow links between resources of a template hold in the branches where they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import invoke

TEMPLATE = """
Parameters:
  Stage: {Type: String, Default: test, AllowedValues: [test, prod]}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Cluster: {Type: AWS::ECS::Cluster, Properties: {CapacityProviders: [FARGATE]}}
  Application: {Type: AWS::CodeDeploy::Application, Properties: {ComputePlatform: ECS}}
  Blue: &group
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {VpcId: vpc-0a1b2c3d4e5f60718, Port: 80, Protocol: HTTP, TargetType: ip}
  Green: *group
  Tasks:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: tasks
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8}]
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !ImportValue balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Blue}]
  Deployment:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: !Ref Application
      ServiceRoleArn: arn:aws:iam::123456789012:role/code-deploy
      DeploymentConfigName: CodeDeployDefault.ECSAllAtOnce
      ECSServices: [{ClusterName: !Ref Cluster, ServiceName: !GetAtt Service.Name}]
      DeploymentStyle: {DeploymentType: BLUE_GREEN, DeploymentOption: WITH_TRAFFIC_CONTROL}
      LoadBalancerInfo:
        TargetGroupPairInfoList:
          - TargetGroups: [{Name: !GetAtt Blue.TargetGroupName}, {Name: !GetAtt Green.TargetGroupName}]
            ProdTrafficRoute: {ListenerArns: [!Ref Listener]}
  Service:
    Type: AWS::ECS::Service
    DependsOn: Listener
    Properties:
      Cluster: !Ref Cluster
      CapacityProviderStrategy: [{CapacityProvider: FARGATE, Weight: 1}]
      TaskDefinition: web
      DesiredCount: 2
      DeploymentController: {Type: CODE_DEPLOY}
      LoadBalancers: [{ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Blue}]
      NetworkConfiguration:
        AwsvpcConfiguration: {Subnets: [subnet-0a1b2c3d4e5f60718], SecurityGroups: [!Ref Tasks]}
"""
RULES = "ECS555,ECS558,ECS589,ECS615,ECS850,ECS851,ECS854"


def found(text: str, folder: Path) -> list[tuple[str, str, str | None]]:
    path = folder / "template.yaml"
    path.write_text(text, encoding="utf-8")
    result = invoke(["check", "--format", "json", "--select", RULES, str(path)])
    assert result.exit_code in (0, 1), result.output
    return [(f["rule"], f["pointer"], f.get("when")) for f in json.loads(result.stdout)["findings"]]


def test_nothing_is_wrong(tmp_path: Path) -> None:
    assert found(TEMPLATE, tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "end", "when"),
    [
        (
            "{Type: CODE_DEPLOY}",
            "{Type: !If [IsProd, CODE_DEPLOY, ECS]}",
            "ECS851",
            "DeploymentController/Type/Fn::If/2",
            "when IsProd is false",
        ),
        (
            "{Type: CODE_DEPLOY}",
            "!If [IsProd, {Type: CODE_DEPLOY}, !Ref AWS::NoValue]",
            "ECS851",
            "DeploymentController",
            "when IsProd is false",
        ),
        (
            "{Name: !GetAtt Green.TargetGroupName}]",
            "!If [IsProd, {Name: !GetAtt Green.TargetGroupName}, !Ref AWS::NoValue]]",
            "ECS850",
            "TargetGroups",
            "when IsProd is false",
        ),
        (
            "DeploymentConfigName: CodeDeployDefault.ECSAllAtOnce",
            "DeploymentConfigName: !If [IsProd, CodeDeployDefault.AllAtOnce, CodeDeployDefault.ECSAllAtOnce]",
            "ECS854",
            "DeploymentConfigName/Fn::If/1",
            "when IsProd is true",
        ),
        (
            "[{CapacityProvider: FARGATE, Weight: 1}]",
            "[!If [IsProd, {CapacityProvider: FARGATE, Weight: 1}, {CapacityProvider: FARGATE_SPOT}]]",
            "ECS589",
            "0/Fn::If/2/CapacityProvider",
            "when IsProd is false",
        ),
        (
            "FromPort: 80,",
            "FromPort: !If [IsProd, 80, 8080],",
            "ECS615",
            "Tasks/Properties/SecurityGroupIngress/0",
            "when IsProd is false",
        ),
        (
            "Protocol: HTTP\n      Default",
            "Protocol: !If [IsProd, HTTPS, HTTP]\n      Default",
            "ECS558",
            "Listener/Properties",
            "when IsProd is true",
        ),
        (
            "  Green: *group",
            "  Green:\n    Type: AWS::ElasticLoadBalancingV2::TargetGroup\n    Properties:\n"
            '      {Name: !Sub "web_${AWS::StackName}", VpcId: vpc-0a1b2c3d, Port: 80, Protocol: HTTP}',
            "ECS555",
            "Green/Properties/Name",
            None,
        ),
    ],
)
def test_found_where_it_is_wrong(
    old: str, new: str, rule: str, end: str, when: str | None, tmp_path: Path
) -> None:
    assert old in TEMPLATE
    ((name, pointer, condition),) = found(TEMPLATE.replace(old, new, 1), tmp_path)
    assert (name, condition) == (rule, when)
    assert pointer.endswith(end)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ServiceName: !GetAtt Service.Name", 'ServiceName: !Join ["", [!GetAtt Service.Name]]'),
        ("ServiceName: !GetAtt Service.Name", 'ServiceName: "{{ service }}"'),
        ("ComputePlatform: ECS", "ComputePlatform: ${PLATFORM}"),
        ("SecurityGroups: [!Ref Tasks]", "SecurityGroups: [!Ref Tasks, !ImportValue shared]"),
        ("CapacityProviders: [FARGATE]", "CapacityProviders: !Split [',', !ImportValue providers]"),
    ],
)
def test_what_is_not_known_is_no_problem(old: str, new: str, tmp_path: Path) -> None:
    assert old in TEMPLATE
    assert found(TEMPLATE.replace(old, new, 1), tmp_path) == []
