"""Templates with a deployment group of CodeDeploy and what belongs to it, and what rules find in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.command import invoke

Members = dict[str, Any]

V2 = "AWS::ElasticLoadBalancingV2::"
ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:"
BALANCER = f"{ARN}loadbalancer/app/web/50dc6c495c0c9188"
LISTENER = f"{ARN}listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2"
PREDEFINED = "CodeDeployDefault."


def lint(folder: Path, rule: str, template: Members) -> list[tuple[str, str, str]]:
    """Return severity, pointer and message of what a rule finds in a template."""
    path = folder / "template.json"
    path.write_text(json.dumps(template), encoding="utf-8")
    arguments = ["check", "--isolated", "--format", "json", "--select", rule, str(path)]
    result = invoke(arguments)
    assert result.exit_code in (0, 1), result.output
    found = json.loads(result.stdout)["findings"]
    return [(f["severity"], f["pointer"], f["message"]) for f in found]


def expect(found: list[tuple[str, str, str]], *said: tuple[str, str, str]) -> None:
    """Compare findings with severity, the end of the pointer and a part of the message."""
    assert len(found) == len(said), found
    for (severity, pointer, message), (level, end, part) in zip(found, said, strict=True):
        assert (severity, part in message, pointer.endswith(end)) == (level, True, True), (pointer, message)


def target_group() -> Members:
    properties = {"TargetType": "ip", "Protocol": "HTTP", "Port": 80, "VpcId": "vpc-0a1b2c3d4e5f60718"}
    return {"Type": f"{V2}TargetGroup", "Properties": properties}


def listener(protocol: Any = "HTTP") -> Members:
    actions = [{"Type": "forward", "TargetGroupArn": {"Ref": "Blue"}}]
    properties = {"LoadBalancerArn": BALANCER, "Port": 80, "Protocol": protocol, "DefaultActions": actions}
    return {"Type": f"{V2}Listener", "Properties": properties}


def name_of(group: str) -> Members:
    return {"Name": {"Fn::GetAtt": [group, "TargetGroupName"]}}


def template(group: Members | None = None, **resources: Members | None) -> Members:
    """Return a deployment group with what belongs to it; members and resources that are ``None`` go."""
    pair = {"TargetGroups": [name_of("Blue"), name_of("Green")], "ProdTrafficRoute": route({"Ref": "Web"})}
    properties: Members = {
        "ApplicationName": {"Ref": "Application"},
        "ServiceRoleArn": "arn:aws:iam::123456789012:role/code-deploy",
        "DeploymentConfigName": f"{PREDEFINED}ECSAllAtOnce",
        "ECSServices": [{"ClusterName": "shop", "ServiceName": {"Fn::GetAtt": ["Service", "Name"]}}],
        "DeploymentStyle": {"DeploymentType": "BLUE_GREEN", "DeploymentOption": "WITH_TRAFFIC_CONTROL"},
        "AutoRollbackConfiguration": {"Enabled": True, "Events": ["DEPLOYMENT_FAILURE"]},
        "LoadBalancerInfo": {"TargetGroupPairInfoList": [pair]},
        **(group or {}),
    }
    service = {
        "Cluster": "shop",
        "LaunchType": "FARGATE",
        "TaskDefinition": "web:1",
        "DeploymentController": {"Type": "CODE_DEPLOY"},
        "LoadBalancers": [{"ContainerName": "web", "ContainerPort": 80, "TargetGroupArn": {"Ref": "Blue"}}],
        "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0a1b2c3d4e5f60718"]}},
    }
    everything: dict[str, Members | None] = {
        "Application": {"Type": "AWS::CodeDeploy::Application", "Properties": {"ComputePlatform": "ECS"}},
        "Group": {
            "Type": "AWS::CodeDeploy::DeploymentGroup",
            "Properties": {key: value for key, value in properties.items() if value is not None},
        },
        "Service": {"Type": "AWS::ECS::Service", "Properties": service},
        "Web": listener(),
        "Blue": target_group(),
        "Green": target_group(),
        **resources,
    }
    return {
        "Parameters": {"X": {"Type": "String"}, "List": {"Type": "CommaDelimitedList"}},
        "Resources": {name: body for name, body in everything.items() if body is not None},
    }


def route(*arns: Any) -> Members:
    return {"ListenerArns": list(arns)}


def pairs(*pairs: Members, **more: Any) -> Members:
    return {"LoadBalancerInfo": {"TargetGroupPairInfoList": list(pairs), **more}}


def pair(*groups: Any, **more: Any) -> Members:
    """Return a load balancer info of one pair; routes that are ``None`` go."""
    routes = {"ProdTrafficRoute": route(LISTENER), **more}
    given = {name: value for name, value in routes.items() if value is not None}
    return pairs({"TargetGroups": list(groups), **given})
