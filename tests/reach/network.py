"""A whole network with services, to be changed in one place at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import run
from ecslint.finding import Finding
from ecslint.source.read import load

RULES = {f"ECS{number}" for number in (615, *range(620, 630), 747)}
IMAGE = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
Change = Callable[[dict[str, Any]], None]


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def att(name: str, attribute: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [name, attribute]}


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    kind = kind if kind.startswith("Custom::") else f"AWS::{kind}"
    return {"Type": kind, "Properties": properties}


def subnet(block: str, zone: int) -> dict[str, Any]:
    where = {"Fn::Select": [zone, {"Fn::GetAZs": ""}]}
    return resource("EC2::Subnet", VpcId=ref("Vpc"), CidrBlock=block, AvailabilityZone=where)


def group(**properties: Any) -> dict[str, Any]:
    return resource("EC2::SecurityGroup", GroupDescription="x", VpcId=ref("Vpc"), **properties)


def rule(port: int, **peer: Any) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **peer}


def container(**members: Any) -> dict[str, Any]:
    return {"Name": "web", "Image": "nginx:1.27", "PortMappings": [{"ContainerPort": 8080}], **members}


def fargate_task(**members: Any) -> dict[str, Any]:
    return resource(
        "ECS::TaskDefinition",
        Family="web",
        RequiresCompatibilities=["FARGATE"],
        NetworkMode="awsvpc",
        Cpu="256",
        Memory="512",
        ExecutionRoleArn="arn:aws:iam::111122223333:role/execution",
        ContainerDefinitions=[container(**members)],
    )


def fargate_service(task: str = "Task", groups: str = "TaskGroup", **properties: Any) -> dict[str, Any]:
    network = {"Subnets": [ref("InnerA"), ref("InnerB")], "SecurityGroups": [ref(groups)]}
    return resource(
        "ECS::Service",
        LaunchType="FARGATE",
        TaskDefinition=ref(task),
        DesiredCount=2,
        DeploymentConfiguration={"DeploymentCircuitBreaker": {"Enable": True, "Rollback": True}},
        NetworkConfiguration={"AwsvpcConfiguration": network},
        **properties,
    )


def template() -> dict[str, Any]:
    """Return a service on Fargate in private subnets with a NAT gateway and a load balancer; all is open."""
    resources = {
        "Vpc": resource("EC2::VPC", CidrBlock="10.0.0.0/16", EnableDnsHostnames=True),
        "Gateway": resource("EC2::InternetGateway"),
        "Attachment": resource(
            "EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Gateway")
        ),
        "OuterA": subnet("10.0.0.0/24", 0),
        "OuterB": subnet("10.0.1.0/24", 1),
        "InnerA": subnet("10.0.16.0/24", 0),
        "InnerB": subnet("10.0.17.0/24", 1),
        "OuterTable": resource("EC2::RouteTable", VpcId=ref("Vpc")),
        "InnerTable": resource("EC2::RouteTable", VpcId=ref("Vpc")),
        "OuterRoute": resource(
            "EC2::Route",
            RouteTableId=ref("OuterTable"),
            DestinationCidrBlock="0.0.0.0/0",
            GatewayId=ref("Gateway"),
        ),
        "InnerRoute": resource(
            "EC2::Route",
            RouteTableId=ref("InnerTable"),
            DestinationCidrBlock="0.0.0.0/0",
            NatGatewayId=ref("Nat"),
        ),
        "Nat": resource("EC2::NatGateway", SubnetId=ref("OuterA"), AllocationId="eipalloc-0a1b2c3d4e5f60718"),
        **{
            f"{name}Link": resource(
                "EC2::SubnetRouteTableAssociation", SubnetId=ref(name), RouteTableId=ref(f"{name[:-1]}Table")
            )
            for name in ("OuterA", "OuterB", "InnerA", "InnerB")
        },
        "BalancerGroup": group(SecurityGroupIngress=[rule(80, CidrIp="0.0.0.0/0")]),
        "TaskGroup": group(SecurityGroupIngress=[rule(8080, SourceSecurityGroupId=ref("BalancerGroup"))]),
        "Balancer": resource(
            "ElasticLoadBalancingV2::LoadBalancer",
            Subnets=[ref("OuterA"), ref("OuterB")],
            SecurityGroups=[ref("BalancerGroup")],
        ),
        "Targets": resource(
            "ElasticLoadBalancingV2::TargetGroup",
            VpcId=ref("Vpc"),
            Port=8080,
            Protocol="HTTP",
            TargetType="ip",
        ),
        "Listener": resource(
            "ElasticLoadBalancingV2::Listener",
            LoadBalancerArn=ref("Balancer"),
            Port=80,
            Protocol="HTTP",
            DefaultActions=[{"Type": "forward", "TargetGroupArn": ref("Targets")}],
        ),
        "Task": fargate_task(),
        "Service": {
            **fargate_service(
                LoadBalancers=[
                    {"ContainerName": "web", "ContainerPort": 8080, "TargetGroupArn": ref("Targets")}
                ]
            ),
            "DependsOn": ["Listener", "InnerRoute", "OuterRoute"],
        },
    }
    return {"Resources": resources}


def endpoint(service: str, **properties: Any) -> dict[str, Any]:
    name = {"Fn::Sub": f"com.amazonaws.${{AWS::Region}}.{service}"}
    return resource(
        "EC2::VPCEndpoint",
        VpcId=ref("Vpc"),
        ServiceName=name,
        **{
            "VpcEndpointType": "Interface",
            "PrivateDnsEnabled": True,
            "SubnetIds": [ref("InnerA")],
            "SecurityGroupIds": [ref("EndpointGroup")],
            **properties,
        },
    )


def isolated() -> dict[str, Any]:
    """Return the same without NAT gateway, with all endpoints that a private image, secrets and logs need."""
    made = template()
    found = made["Resources"]
    del found["InnerRoute"], found["Nat"]
    found["Service"]["DependsOn"] = ["Listener", "OuterRoute"]
    found["EndpointGroup"] = group(SecurityGroupIngress=[rule(443, SourceSecurityGroupId=ref("TaskGroup"))])
    for name, service in (
        ("Api", "ecr.api"),
        ("Dkr", "ecr.dkr"),
        ("Logs", "logs"),
        ("Secrets", "secretsmanager"),
    ):
        found[name] = endpoint(service)
    found["Layers"] = resource(
        "EC2::VPCEndpoint",
        VpcId=ref("Vpc"),
        ServiceName={"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"},
        VpcEndpointType="Gateway",
        RouteTableIds=[ref("InnerTable")],
    )
    found["Secret"] = resource("SecretsManager::Secret")
    found["Task"] = fargate_task(
        Image={"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/web:1"},
        Secrets=[{"Name": "TOKEN", "ValueFrom": ref("Secret")}],
        LogConfiguration={
            "LogDriver": "awslogs",
            "Options": {
                "awslogs-group": "web",
                "awslogs-region": "eu-west-1",
                "awslogs-stream-prefix": "web",
            },
        },
    )
    return made


def instances() -> dict[str, Any]:
    """Return a bridge service with dynamic ports on instances in private subnets with a NAT gateway."""
    made = template()
    found = made["Resources"]
    found["Cluster"] = resource("ECS::Cluster")
    script = {"Fn::Base64": {"Fn::Sub": "#!/bin/bash\necho ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config\n"}}
    found["Template"] = resource(
        "EC2::LaunchTemplate",
        LaunchTemplateData={
            "ImageId": f"{{{{resolve:ssm:{IMAGE}}}}}",
            "InstanceType": "t3.large",
            "SecurityGroupIds": [ref("TaskGroup")],
            "UserData": script,
        },
    )
    found["Fleet"] = resource(
        "AutoScaling::AutoScalingGroup",
        MinSize="2",
        MaxSize="2",
        LaunchTemplate={"LaunchTemplateId": ref("Template"), "Version": "1"},
        VPCZoneIdentifier=[ref("InnerA"), ref("InnerB")],
    )
    ports = {"IpProtocol": "tcp", "FromPort": 32768, "ToPort": 65535}
    found["TaskGroup"]["Properties"]["SecurityGroupIngress"] = [
        {**ports, "SourceSecurityGroupId": ref("BalancerGroup")}
    ]
    found["Targets"]["Properties"]["TargetType"] = "instance"
    found["Task"] = resource(
        "ECS::TaskDefinition", Family="web", ContainerDefinitions=[container(Memory=256)]
    )
    service = found["Service"]["Properties"]
    del service["NetworkConfiguration"]
    service.update(LaunchType="EC2", Cluster=ref("Cluster"))
    return made


def findings(made: dict[str, Any]) -> list[Finding]:
    """Return what the rules on ways find in a template."""
    documents = load("template.json", json.dumps(made).encode())
    result = run([read(document) for document in documents], Configuration(isolated=True))
    assert result.crashes == []
    return [finding for finding in result.findings if finding.rule in RULES]


def told(made: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return rule, severity and place (below ``/Resources``) of what is found."""
    return [
        (found.rule, str(found.severity), found.pointer.removeprefix("/Resources/"))
        for found in findings(made)
    ]
