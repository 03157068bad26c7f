"""Words that somebody is to replace: nothing follows from their length or the registry they seem to name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import invoke

IMAGE = """
Parameters:
  Image: {Type: String, Default: 'ECR_REPO_URI:IMAGE_TAG'}
Resources:
  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
  Inner: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Table: {Type: 'AWS::EC2::RouteTable', Properties: {VpcId: !Ref Vpc}}
  Link:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Inner, RouteTableId: !Ref Table}
  Group: {Type: 'AWS::EC2::SecurityGroup', Properties: {VpcId: !Ref Vpc, GroupDescription: tasks}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: "256"
      Memory: "512"
      ContainerDefinitions: [{Name: web, Image: !Ref Image}]
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: main
      LaunchType: FARGATE
      DesiredCount: 1
      TaskDefinition: !Ref Task
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref Inner], SecurityGroups: [!Ref Group]}}
"""
LENGTH = """
locals {
  subnets = "REPLACE_ME_WITH_AWS_PUBLIC_SUBNETS"
}
resource "aws_subnet" "public" {
  count      = length(local.subnets)
  vpc_id     = "vpc-0a1b2c3d"
  cidr_block = element(local.subnets, count.index)
}
resource "aws_scheduler_schedule" "nightly" {
  name                = "nightly"
  schedule_expression = "rate(5 minutes)"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = "arn:aws:ecs:eu-west-1:111122223333:cluster/main"
    role_arn = "arn:aws:iam::111122223333:role/scheduler"
    ecs_parameters {
      task_definition_arn = "arn:aws:ecs:eu-west-1:111122223333:task-definition/nightly:3"
      launch_type         = "FARGATE"
      network_configuration { subnets = aws_subnet.public.*.id }
    }
  }
}
"""


@pytest.mark.parametrize(("name", "text"), [("template.yaml", IMAGE), ("main.tf", LENGTH)])
def test_nothing_follows_from_a_word_to_replace(name: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    found = json.loads(result.stdout)["findings"]
    assert [f["message"] for f in found if f["severity"] == "error"] == []


PIECES = """
Resources:
  Cluster: {Type: 'AWS::ECS::Cluster', Properties: {ClusterName: !Sub 'ENV-${AWS::StackName}'}}
  Other: {Type: 'AWS::ECS::Cluster', Properties: {ClusterName: !Sub 'my web ${AWS::StackName}'}}
"""


@pytest.mark.parametrize("form", ["%ENV%", "{{env}}", "<ENV>", "[ENV]"])
def test_a_piece_of_a_name_that_is_filled_in_is_no_error(form: str, tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(PIECES.replace("ENV", form))
    result = invoke(["check", "--isolated", "--format", "json", "--select", "ECS580", str(path)])
    (finding,) = json.loads(result.stdout)["findings"]
    assert "my web " in finding["message"]


GATEWAYS = """
Resources:
  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: 'AWS::EC2::InternetGateway'}
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}
  Route:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: rtb-0a1b2c3d, DestinationCidrBlock: 0.0.0.0/0, GatewayId: {'Fn::Join': []}}
  Cluster: {Type: 'AWS::ECS::Cluster'}
"""


def test_a_gateway_of_nothing_joined_is_told_and_stops_no_rule(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(GATEWAYS)
    result = invoke(["check", "--isolated", "--format", "json", str(path)])
    assert result.exit_code == 1
    assert "ECS021" in {finding["rule"] for finding in json.loads(result.stdout)["findings"]}
