"""Networks as people reported them: each was closed at one place, and is silent once it is open."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.reach.network import (
    att,
    container,
    fargate_service,
    fargate_task,
    group,
    instances,
    isolated,
    ref,
    resource,
    rule,
    template,
    told,
)
from tests.reach.test_network_links import connected
from tests.reach.test_network_out import applied, outer, properties, public, put, without

SEALED = {"IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32"}


def no_route() -> dict[str, Any]:
    """docker-archive/compose-cli 911: a gateway is attached, and no route leads to it."""
    made = applied(template(), outer, public("ENABLED"))
    del made["Resources"]["OuterRoute"]
    made["Resources"]["Service"]["DependsOn"].remove("OuterRoute")
    return made


def default_group() -> dict[str, Any]:
    """aws/amazon-ecs-agent 2235: endpoints without a group have the VPC's default one."""
    made = isolated()
    for name in ("Api", "Dkr"):
        properties(made, name)["SecurityGroupIds"] = ref("AWS::NoValue")
    return made


def health_port_of_the_balancer() -> dict[str, Any]:
    """aws/aws-cdk 31694: the balancer's egress is written port by port, and health checks have another."""
    made = applied(template(), put("Targets", HealthCheckPort="8081"))
    properties(made, "BalancerGroup")["SecurityGroupEgress"] = [SEALED]
    properties(made, "TaskGroup")["SecurityGroupIngress"].append(
        rule(8081, SourceSecurityGroupId=ref("BalancerGroup"))
    )
    made["Resources"]["Out"] = resource(
        "EC2::SecurityGroupEgress",
        GroupId=att("BalancerGroup", "GroupId"),
        DestinationSecurityGroupId=att("TaskGroup", "GroupId"),
        **rule(8080),
    )
    return made


def attached_secret(*rules: dict[str, Any]) -> dict[str, Any]:
    """aws/aws-cdk 5680: the database's group has no rule; tasks read its address from a secret."""
    made = template()
    found = made["Resources"]
    found["BaseGroup"] = group(SecurityGroupIngress=list(rules))
    found["Base"] = resource("RDS::DBCluster", Engine="aurora-mysql", VpcSecurityGroupIds=[ref("BaseGroup")])
    found["Secret"] = resource("SecretsManager::Secret")
    found["Attached"] = resource(
        "SecretsManager::SecretTargetAttachment",
        SecretId=ref("Secret"),
        TargetId=ref("Base"),
        TargetType="AWS::RDS::DBCluster",
    )
    value = {"Fn::Join": ["", [ref("Attached"), ":host::"]]}
    properties(made, "Task")["ContainerDefinitions"][0]["Secrets"] = [{"Name": "HOST", "ValueFrom": value}]
    return made


def scheduled_cache(*rules: dict[str, Any]) -> dict[str, Any]:
    """aws/aws-cdk 7400: a scheduled task and a cache whose group has no rule for it."""
    made = template()
    found = made["Resources"]
    del found["Service"]
    found["CacheGroup"] = group(SecurityGroupIngress=list(rules))
    found["Cache"] = resource(
        "ElastiCache::CacheCluster", Engine="redis", VpcSecurityGroupIds=[ref("CacheGroup")]
    )
    value = att("Cache", "RedisEndpoint.Address")
    properties(made, "Task")["ContainerDefinitions"][0]["Environment"] = [{"Name": "CACHE", "Value": value}]
    run = {
        "TaskDefinitionArn": ref("Task"),
        "LaunchType": "FARGATE",
        "NetworkConfiguration": {
            "AwsVpcConfiguration": {"Subnets": [ref("InnerA")], "SecurityGroups": [ref("TaskGroup")]}
        },
    }
    target = {
        "Id": "task",
        "Arn": "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
        "RoleArn": "arn:aws:iam::111122223333:role/events",
        "EcsParameters": run,
    }
    found["Nightly"] = resource("Events::Rule", ScheduleExpression="rate(1 day)", Targets=[target])
    return made


def discovered(*rules: dict[str, Any]) -> dict[str, Any]:
    """ranman/ecs-service-discovery-demo 5: inbound rules of a discovered service were taken away."""
    made = connected()
    found = made["Resources"]
    for name in ("Rates", "Service"):
        del found[name]["Properties"]["ServiceConnectConfiguration"]
    found["Space"] = resource("ServiceDiscovery::PrivateDnsNamespace", Name="shop.local", Vpc=ref("Vpc"))
    found["Name"] = resource(
        "ServiceDiscovery::Service", Name="rates", DnsConfig={"NamespaceId": ref("Space")}
    )
    properties(made, "Rates")["ServiceRegistries"] = [{"RegistryArn": att("Name", "Arn")}]
    properties(made, "RatesGroup")["SecurityGroupIngress"] = list(rules)
    value = {"Fn::Sub": "http://${Name.Name}.shop.local:9090"}
    properties(made, "Task")["ContainerDefinitions"][0]["Environment"] = [{"Name": "URL", "Value": value}]
    return made


def own_interface(subnets: str) -> dict[str, Any]:
    """aws/amazon-ecs-agent 1979: a task's own interface on an instance has no public IP."""
    made = instances()
    found = made["Resources"]
    found["Task"] = resource(
        "ECS::TaskDefinition",
        Family="web",
        NetworkMode="awsvpc",
        ContainerDefinitions=[container(Memory=256)],
    )
    properties(made, "Targets")["TargetType"] = "ip"
    found["OwnGroup"] = group(SecurityGroupIngress=[rule(8080, SourceSecurityGroupId=ref("BalancerGroup"))])
    block = {"Subnets": [ref(f"{subnets}A"), ref(f"{subnets}B")], "SecurityGroups": [ref("OwnGroup")]}
    properties(made, "Service")["NetworkConfiguration"] = {"AwsvpcConfiguration": block}
    return made


def inner_balancer(*rules: dict[str, Any]) -> dict[str, Any]:
    """A front end that calls an internal load balancer by its name."""
    made = template()
    found = made["Resources"]
    found["ApiBalancerGroup"] = group(SecurityGroupIngress=list(rules))
    found["ApiBalancer"] = resource(
        "ElasticLoadBalancingV2::LoadBalancer",
        Scheme="internal",
        Subnets=[ref("InnerA"), ref("InnerB")],
        SecurityGroups=[ref("ApiBalancerGroup")],
    )
    found["ApiTargets"] = copy.deepcopy(found["Targets"])
    found["ApiListener"] = copy.deepcopy(found["Listener"])
    properties(made, "ApiListener").update(
        LoadBalancerArn=ref("ApiBalancer"),
        DefaultActions=[{"Type": "forward", "TargetGroupArn": ref("ApiTargets")}],
    )
    found["ApiGroup"] = group(
        SecurityGroupIngress=[rule(8080, SourceSecurityGroupId=ref("ApiBalancerGroup"))]
    )
    entry = {"ContainerName": "web", "ContainerPort": 8080, "TargetGroupArn": ref("ApiTargets")}
    found["Api"] = {
        **fargate_service("Task", "ApiGroup", LoadBalancers=[entry]),
        "DependsOn": ["ApiListener", "InnerRoute"],
    }
    value = {"Fn::Sub": "http://${ApiBalancer.DNSName}/v1"}
    found["Front"] = fargate_task(Environment=[{"Name": "API", "Value": value}])
    properties(made, "Front")["Family"] = "front"
    properties(made, "Service")["TaskDefinition"] = ref("Front")
    return made


def hidden_balancer() -> dict[str, Any]:
    """A load balancer that faces the internet in private subnets."""
    return applied(template(), put("Balancer", Subnets=[ref("InnerA"), ref("InnerB")]))


FROM_TASKS = {"SourceSecurityGroupId": ref("TaskGroup")}


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (no_route(), {"ECS620 error", "ECS624 warning"}),
        (default_group(), {"ECS620 error"}),
        (health_port_of_the_balancer(), {"ECS615 error"}),
        (attached_secret(), {"ECS626 warning"}),
        (attached_secret(rule(3306, **FROM_TASKS)), set()),
        (scheduled_cache(), {"ECS626 warning"}),
        (scheduled_cache(rule(6379, **FROM_TASKS)), set()),
        (discovered(), {"ECS626 warning"}),
        (discovered(rule(9090, **FROM_TASKS)), set()),
        (own_interface("Outer"), {"ECS623 warning"}),
        (own_interface("Inner"), set()),
        (inner_balancer(rule(80, CidrIp="192.168.0.0/16")), {"ECS626 warning"}),
        (inner_balancer(rule(80, **FROM_TASKS)), set()),
        (hidden_balancer(), {"ECS624 warning"}),
    ],
)
def test_reports(made: dict[str, Any], expected: set[str]) -> None:
    assert {f"{rule_id} {severity}" for rule_id, severity, _ in told(made)} == expected


def test_an_internal_balancer_may_be_anywhere() -> None:
    assert told(applied(hidden_balancer(), put("Balancer", Scheme="internal"))) == []
    made = applied(hidden_balancer(), put("Balancer", Scheme=ref("Any")))
    made["Parameters"] = {"Any": {"Type": "String"}}
    assert told(made) == []


def test_an_instance_of_its_own_and_managed_ones() -> None:
    made = applied(instances(), without("InnerRoute"))
    found = made["Resources"]
    data = found.pop("Template")["Properties"]["LaunchTemplateData"]
    del found["Fleet"]
    found["Instance"] = resource("EC2::Instance", SubnetId=ref("InnerA"), **data)
    assert [line for line in told(made) if line[0] != "ECS615"] == [
        ("ECS621", "error", "Instance/Properties/SubnetId")
    ]
    made = applied(instances(), without("InnerRoute"))
    found = made["Resources"]
    del found["Fleet"], found["Template"], properties(made, "Service")["LaunchType"]
    network = {"Subnets": [ref("InnerA")], "SecurityGroups": [ref("TaskGroup")]}
    found["Provider"] = resource(
        "ECS::CapacityProvider",
        ClusterName=ref("Cluster"),
        ManagedInstancesProvider={"InstanceLaunchTemplate": {"NetworkConfiguration": network}},
    )
    properties(made, "Service")["CapacityProviderStrategy"] = [{"CapacityProvider": ref("Provider")}]
    lines = [line for line in told(made) if line[0] == "ECS621"]
    assert [line[2].endswith("NetworkConfiguration/Subnets") for line in lines] == [True]
