"""Load balancers, services, databases and file systems: who reaches whom inside a VPC."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reach.network import (
    Change,
    att,
    fargate_service,
    fargate_task,
    group,
    instances,
    ref,
    resource,
    rule,
    subnet,
    template,
    told,
)
from tests.reach.test_network_out import add, applied, network, outputs, parameter, properties, put

FIRST = "TaskGroup/Properties/SecurityGroupIngress/0"
TO = {"DestinationSecurityGroupId": ref("TaskGroup")}
FROM = {"SourceSecurityGroupId": ref("BalancerGroup")}


def ingress(*rules: dict[str, Any]) -> Change:
    return put("TaskGroup", SecurityGroupIngress=list(rules))


def more_ingress(**members: Any) -> Change:
    return add("More", resource("EC2::SecurityGroupIngress", GroupId=ref("TaskGroup"), **members))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([ingress(rule(80, **FROM))], [f"error {FIRST}"]),
        ([ingress()], ["error TaskGroup/Properties/SecurityGroupIngress"]),
        ([ingress(), more_ingress(**rule(8080, **FROM))], []),
        ([ingress(), more_ingress(**rule(8081, **FROM))], ["error More/Properties"]),
        (
            [ingress(rule(80, **FROM)), outputs("TaskGroup")],
            [f"warning {FIRST}"],
        ),
        (
            [ingress(rule(80, **FROM)), put("Service", DesiredCount=0)],
            [f"warning {FIRST}"],
        ),
        ([ingress({"IpProtocol": "-1", "CidrIp": "10.0.0.0/23"})], []),
        ([ingress(rule(8080, CidrIp="10.0.0.0/24"))], []),
        ([ingress(rule(8080, CidrIp="10.0.16.0/20"))], [f"error {FIRST}"]),
        ([ingress(rule(8080, CidrIp="192.0.2.0/24"))], [f"error {FIRST}"]),
        ([parameter("Any"), ingress(rule(8080, CidrIp=ref("Any")))], []),
        (
            [parameter("Any"), ingress(rule(8080, SourceSecurityGroupId=ref("Any")))],
            [f"warning {FIRST}"],
        ),
        (
            [
                ingress(rule(8080, SourceSecurityGroupId={"Fn::ImportValue": "g"})),
                put("Balancer", SecurityGroups=[ref("BalancerGroup"), {"Fn::ImportValue": "g"}]),
            ],
            [],
        ),
        ([parameter("Any"), put("Targets", HealthCheckPort=ref("Any"))], []),
        ([put("Targets", HealthCheckPort="traffic-port")], []),
        ([put("Targets", HealthCheckPort="9000")], ["error Targets/Properties/HealthCheckPort"]),
        ([put("Targets", HealthCheckPort=9000), more_ingress(**rule(9000, **FROM))], []),
        (
            [put("BalancerGroup", SecurityGroupEgress=[rule(80, CidrIp="0.0.0.0/0")])],
            ["error BalancerGroup/Properties/SecurityGroupEgress/0"],
        ),
        (
            [
                put(
                    "BalancerGroup",
                    SecurityGroupEgress=[rule(8080, DestinationSecurityGroupId=ref("TaskGroup"))],
                )
            ],
            [],
        ),
        # a Network Load Balancer without groups comes from the addresses of its subnets
        (
            [put("Balancer", Type="network", SecurityGroups=ref("AWS::NoValue"))],
            [f"warning {FIRST}"],
        ),
        (
            [
                put("Balancer", Type="network", SecurityGroups=ref("AWS::NoValue")),
                ingress(rule(8080, CidrIp="10.0.0.0/16")),
            ],
            [],
        ),
        ([ingress(rule(80, **FROM)), add("X", resource("Custom::Open", Group=ref("TaskGroup")))], []),
    ],
)
def test_load_balancers(changes: list[Change], expected: list[str]) -> None:
    lines = told(applied(template(), *changes))
    assert [f"{severity} {place}" for rule_id, severity, place in lines if rule_id == "ECS615"] == expected
    assert {rule_id for rule_id, _, _ in lines} <= {"ECS615"}


@pytest.mark.parametrize(
    ("low", "host", "expected"),
    [
        (32768, 0, []),
        (49153, 0, ["warning"]),
        (8080, 0, ["error"]),
        (32768, 8080, ["error"]),
        (8080, 8080, []),
    ],
)
def test_host_ports_of_instances(low: int, host: int, expected: list[str]) -> None:
    made = instances()
    first = properties(made, "TaskGroup")["SecurityGroupIngress"][0]
    first["FromPort"] = low
    first["ToPort"] = max(low, 65535 if low > 9000 else low)
    properties(made, "Task")["ContainerDefinitions"][0]["PortMappings"][0]["HostPort"] = host
    assert [severity for rule_id, severity, _ in told(made) if rule_id == "ECS615"] == expected


def test_blue_and_green_are_both_asked() -> None:
    made = template()
    made["Resources"]["Green"] = resource(
        "ElasticLoadBalancingV2::TargetGroup",
        VpcId=ref("Vpc"),
        Port=8080,
        Protocol="HTTP",
        TargetType="ip",
        HealthCheckPort="9000",
    )
    properties(made, "Listener")["DefaultActions"] = [
        {
            "Type": "forward",
            "ForwardConfig": {
                "TargetGroups": [
                    {"TargetGroupArn": ref("Targets"), "Weight": 1},
                    {"TargetGroupArn": ref("Green"), "Weight": 0},
                ]
            },
        }
    ]
    properties(made, "Service")["LoadBalancers"][0]["AdvancedConfiguration"] = {
        "AlternateTargetGroupArn": ref("Green"),
        "ProductionListenerRule": {"Fn::ImportValue": "rule"},
        "RoleArn": {"Fn::ImportValue": "role"},
    }
    assert [place for _, _, place in told(made)] == ["Green/Properties/HealthCheckPort"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([put("Listener", Port=443)], ["ECS624 Listener/Properties/Port"]),
        ([put("BalancerGroup", SecurityGroupIngress=[rule(80, CidrIp="192.0.2.0/24")])], []),
        ([put("BalancerGroup", SecurityGroupIngress={"Fn::ImportValue": "x"})], []),
        ([parameter("Any"), put("Listener", Port=ref("Any"))], []),
    ],
)
def test_ports_of_listeners(changes: list[Change], expected: list[str]) -> None:
    assert [f"{rule_id} {place}" for rule_id, _, place in told(applied(template(), *changes))] == expected


def third_zone(zone: Any) -> Change:
    def change(made: dict[str, Any]) -> None:
        found = made["Resources"]
        found["InnerC"] = subnet("10.0.18.0/24", 2)
        found["InnerC"]["Properties"]["AvailabilityZone"] = zone
        found["InnerCLink"] = resource(
            "EC2::SubnetRouteTableAssociation", SubnetId=ref("InnerC"), RouteTableId=ref("InnerTable")
        )
        network(made)["Subnets"].append(ref("InnerC"))

    return change


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ({"Fn::Select": [2, {"Fn::GetAZs": ""}]}, ["ECS625"]),
        ({"Fn::Select": ["2", {"Fn::GetAZs": ref("AWS::Region")}]}, ["ECS625"]),
        ({"Fn::Select": [1, {"Fn::GetAZs": ref("AWS::Region")}]}, []),
        ("eu-west-1c", []),
        ({"Fn::ImportValue": "zone"}, []),
    ],
)
def test_zones_of_the_load_balancer(zone: Any, expected: list[str]) -> None:
    assert [rule_id for rule_id, _, _ in told(applied(template(), third_zone(zone)))] == expected


def test_two_subnets_of_one_zone() -> None:
    made = applied(template(), put("OuterB", AvailabilityZone={"Fn::Select": [0, {"Fn::GetAZs": ""}]}))
    assert ("ECS625", "error", "Balancer/Properties/Subnets") in told(made)


def connected(
    alias: str = "rates", url: str = "http://rates", port: int = 9090, **server: Any
) -> dict[str, Any]:
    """Return a template in which the service calls another one by Service Connect."""
    made = template()
    found = made["Resources"]
    found["Space"] = resource("ServiceDiscovery::HttpNamespace", Name="shop")
    found["RatesGroup"] = group(SecurityGroupIngress=[rule(port, SourceSecurityGroupId=ref("TaskGroup"))])
    found["RatesTask"] = fargate_task(PortMappings=[{"ContainerPort": 9090, "Name": "rates"}])
    endpoint = {"PortName": "rates", "ClientAliases": [{"Port": 80, "DnsName": "rates"}], **server}
    connect = {"Enabled": True, "Namespace": ref("Space"), "Services": [endpoint]}
    found["Rates"] = fargate_service("RatesTask", "RatesGroup", ServiceConnectConfiguration=connect)
    properties(made, "Service")["ServiceConnectConfiguration"] = {"Enabled": True, "Namespace": ref("Space")}
    properties(made, "Task")["ContainerDefinitions"][0]["Environment"] = [{"Name": "URL", "Value": url}]
    return made


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (connected(), []),
        (connected(port=9091), ["RatesGroup/Properties/SecurityGroupIngress/0"]),
        (connected(port=9091, url="none"), ["RatesGroup/Properties/SecurityGroupIngress/0"]),
        (connected(port=15000, IngressPortOverride=15000), []),
        (connected(IngressPortOverride=15000), ["RatesGroup/Properties/SecurityGroupIngress/0"]),
    ],
)
def test_service_connect(made: dict[str, Any], expected: list[str]) -> None:
    assert [place for rule_id, _, place in told(made) if rule_id == "ECS626"] == expected


def test_a_client_that_may_not_send() -> None:
    made = applied(connected(), put("TaskGroup", SecurityGroupEgress=[rule(443, CidrIp="0.0.0.0/0")]))
    assert told(made) == [("ECS626", "warning", "TaskGroup/Properties/SecurityGroupEgress/0")]
    made = applied(connected(), put("TaskGroup", SecurityGroupEgress={"Fn::ImportValue": "rules"}))
    assert told(made) == []


def test_names_of_discovery() -> None:
    made = connected(port=9091)
    found = made["Resources"]
    del found["Rates"]["Properties"]["ServiceConnectConfiguration"]
    del found["Service"]["Properties"]["ServiceConnectConfiguration"]
    found["Space"] = resource("ServiceDiscovery::PrivateDnsNamespace", Name="shop.local", Vpc=ref("Vpc"))
    found["Name"] = resource(
        "ServiceDiscovery::Service", Name="rates", DnsConfig={"NamespaceId": ref("Space"), "DnsRecords": []}
    )
    found["Rates"]["Properties"]["ServiceRegistries"] = [{"RegistryArn": att("Name", "Arn")}]
    variable = properties(made, "Task")["ContainerDefinitions"][0]["Environment"][0]
    for value, closed in (
        ("http://rates.shop.local:9090/v1", True),
        ("rates.shop.local", True),
        ("http://rates.shop.local:9091", False),
        ("http://other.rates.shop.local:9090", False),
        ("http://rates.shop.local.example:9090", False),
    ):
        variable["Value"] = value
        assert [line[0] for line in told(made)] == (["ECS626"] if closed else []), value
    put("Vpc", EnableDnsHostnames=False)(made)
    assert ("ECS622", "warning", "Vpc/Properties/EnableDnsHostnames") in told(made)


@pytest.mark.parametrize(
    ("port", "value", "closed"),
    [
        (5432, att("Base", "Endpoint.Address"), False),
        (3306, att("Base", "Endpoint.Address"), True),
        (3306, {"Fn::Sub": "postgres://app@${Base.Endpoint.Address}:${Base.Endpoint.Port}/x"}, True),
        (3306, {"Fn::Sub": "postgres://app@${Base.Endpoint.Address}:3306/x"}, False),
        (3306, {"Fn::ImportValue": "base"}, False),
    ],
)
def test_databases(port: int, value: Any, closed: bool) -> None:
    made = template()
    found = made["Resources"]
    found["BaseGroup"] = group(SecurityGroupIngress=[rule(port, SourceSecurityGroupId=ref("TaskGroup"))])
    found["Base"] = resource(
        "RDS::DBInstance",
        Engine="postgres",
        DBInstanceClass="db.t4g.micro",
        VPCSecurityGroups=[ref("BaseGroup")],
    )
    properties(made, "Task")["ContainerDefinitions"][0]["Environment"] = [{"Name": "DB", "Value": value}]
    assert [line[0] for line in told(made)] == (["ECS626"] if closed else [])


def filed(*zones: int, **group_members: Any) -> dict[str, Any]:
    made = template()
    found = made["Resources"]
    found["Files"] = resource("EFS::FileSystem", Encrypted=True)
    found["FileGroup"] = group(
        **(group_members or {"SecurityGroupIngress": [rule(2049, CidrIp="10.0.0.0/16")]})
    )
    for zone in zones:
        name = "InnerA" if zone == 0 else "InnerB"
        found[f"Mount{zone}"] = resource(
            "EFS::MountTarget",
            FileSystemId=ref("Files"),
            SubnetId=ref(name),
            SecurityGroups=[ref("FileGroup")],
        )
        found["Service"]["DependsOn"].append(f"Mount{zone}")
    task = properties(made, "Task")
    task["Volumes"] = [
        {
            "Name": "f",
            "EFSVolumeConfiguration": {"FilesystemId": ref("Files"), "TransitEncryption": "ENABLED"},
        }
    ]
    task["ContainerDefinitions"][0]["MountPoints"] = [{"SourceVolume": "f", "ContainerPath": "/f"}]
    return made


@pytest.mark.parametrize(
    ("made", "changes", "expected"),
    [
        (filed(0, 1), [], []),
        (filed(0), [], ["warning Service/Properties/NetworkConfiguration/AwsvpcConfiguration/Subnets"]),
        (
            filed(0, 1, SecurityGroupIngress=[rule(2049, SourceSecurityGroupId=ref("BalancerGroup"))]),
            [],
            ["error FileGroup/Properties/SecurityGroupIngress/0"],
        ),
        (filed(0, 1), [put("Vpc", EnableDnsHostnames=False)], ["warning Vpc/Properties/EnableDnsHostnames"]),
        (
            filed(0, 1),
            [put("TaskGroup", SecurityGroupEgress=[rule(443, CidrIp="0.0.0.0/0")])],
            ["error TaskGroup/Properties/SecurityGroupEgress/0"],
        ),
        (filed(0, 1, SecurityGroupIngress=[{"Fn::ImportValue": "rule"}]), [], []),
        (filed(0), [add("X", resource("Custom::Mounts", System=ref("Files")))], []),
    ],
)
def test_file_systems(made: dict[str, Any], changes: list[Change], expected: list[str]) -> None:
    lines = told(applied(made, *changes))
    assert [f"{severity} {place}" for rule_id, severity, place in lines if rule_id == "ECS747"] == expected
