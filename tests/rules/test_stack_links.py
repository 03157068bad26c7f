"""Services with the listeners, security groups, roles and capacity providers of their template."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.helpers import findings, report

TEMPLATE = """
Parameters:
  Any: {Type: String}
Resources:
  Cluster: {Type: AWS::ECS::Cluster, Properties: {CapacityProviders: [FARGATE]}}
  Provider:
    Type: AWS::ECS::CapacityProvider
    Properties: {Name: own, AutoScalingGroupProvider: {AutoScalingGroupArn: !ImportValue group}}
  Public: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: balancer}}
  Tasks:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: tasks
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref Public}]
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: [subnet-1, subnet-2], SecurityGroups: [!Ref Public]}
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {VpcId: vpc-1, Port: 80, Protocol: HTTP, TargetType: ip}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}
  Policy:
    Type: AWS::IAM::Policy
    Properties: {PolicyName: p, PolicyDocument: {Statement: []}, Roles: [!Ref Role]}
  Slow: {Type: AWS::RDS::DBInstance}
  Quick: {Type: AWS::SNS::Topic}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ExecutionRoleArn: !GetAtt Role.Arn
      ContainerDefinitions: [{Name: web, Image: nginx, Memory: 128}]
  Service:
    Type: AWS::ECS::Service
    DependsOn: [Listener, Policy]
    Properties:
      Cluster: !Ref Cluster
      CapacityProviderStrategy: [{CapacityProvider: FARGATE, Weight: 1}]
      TaskDefinition: !Ref Task
      DesiredCount: 2
      LoadBalancers: [{ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Group}]
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-1], SecurityGroups: [!Ref Tasks]}}
"""
AT = "/Resources/Service/Properties/"
AWAITED = "DependsOn: [Listener, Policy]"


def found(rule: str, folder: Path, *changes: tuple[str, str]) -> list[str]:
    text = TEMPLATE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return [f"{severity} {pointer.removeprefix(AT)}" for _, severity, pointer in findings(text, folder, rule)]


@pytest.mark.parametrize("rule", ["ECS554", "ECS555", "ECS589", "ECS615", "ECS617"])
def test_nothing_is_wrong(rule: str, tmp_path: Path) -> None:
    assert found(rule, tmp_path) == []


TARGET = "LoadBalancers/0/TargetGroupArn"
OTHERS = "LoadBalancerArn: !ImportValue balancer"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([(AWAITED, "DependsOn: [Policy]")], [f"error {TARGET}"]),
        ([(AWAITED, "DependsOn: [Slow]")], [f"warning {TARGET}"]),
        ([(AWAITED, "DependsOn: [Balancer]")], [f"warning {TARGET}"]),
        ([(AWAITED, "DependsOn: [Quick]")], [f"error {TARGET}"]),
        ([(AWAITED, "DependsOn: []"), ("LoadBalancerArn: !Ref Balancer", OTHERS)], [f"warning {TARGET}"]),
        (
            [
                (AWAITED, "DependsOn: []"),
                ("TargetGroupArn: !Ref Group}]\n  Role", "TargetGroupArn: x}]\n  Role"),
            ],
            [f"error {TARGET}"],
        ),
        ([(AWAITED, ""), ("Port: 80\n      Protocol", "Port: !GetAtt Service.Name\n      Protocol")], []),
    ],
)
def test_services_wait_for_listeners(
    changes: list[tuple[str, str]], expected: list[str], tmp_path: Path
) -> None:
    assert found("ECS554", tmp_path, *changes) == expected


RULE = """  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: %s
      Priority: 1
      Conditions: []
      Actions: [{Type: forward, TargetGroupArn: !Ref Group}]
  Role: {Type"""


@pytest.mark.parametrize(
    ("listener", "actions", "expected"),
    [
        ("Protocol: HTTP", "", []),
        ("Protocol: TCP", "", ["error /Resources/Group/Properties/Protocol"]),
        ("Protocol: !Ref Any", "", []),
        ("Protocol: TCP", "!Ref Listener", ["error /Resources/Group/Properties/Protocol"]),
        ("Protocol: TCP", "!ImportValue listener", ["error /Resources/Group/Properties/Protocol"]),
    ],
)
def test_listeners_serve_their_target_groups(
    listener: str, actions: str, expected: list[str], tmp_path: Path
) -> None:
    changes = [("Protocol: HTTP\n      Default", f"{listener}\n      Default")]
    if actions:
        changes.append(("  Role: {Type", RULE % actions))
    assert found("ECS555", tmp_path, *changes) == expected


@pytest.mark.parametrize(
    ("listener", "expected"),
    [
        ("Protocol: HTTPS", ["error /Resources/Listener/Properties"]),
        ("Protocol: HTTPS\n      Certificates: []", ["error /Resources/Listener/Properties/Certificates"]),
        ("Protocol: HTTPS\n      Certificates: [{CertificateArn: arn}]", []),
        ("Protocol: HTTPS\n      Certificates: !Ref Any", []),
    ],
)
def test_listeners_have_certificates(listener: str, expected: list[str], tmp_path: Path) -> None:
    changes = [("Protocol: HTTP\n      Default", f"{listener}\n      Default")]
    assert found("ECS558", tmp_path, *changes) == expected


def test_a_rule_leads_to_the_listener(tmp_path: Path) -> None:
    changes = [
        (
            "Protocol: HTTP\n      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]",
            "Protocol: TCP",
        ),
        ("  Role: {Type", RULE % "!Ref Listener"),
    ]
    assert found("ECS555", tmp_path, *changes) == ["error /Resources/Group/Properties/Protocol"]
    changes[1] = ("  Role: {Type", RULE % "!ImportValue listener")
    assert found("ECS555", tmp_path, *changes) == []


ASSOCIATION = """  More:
    Type: AWS::ECS::ClusterCapacityProviderAssociations
    Properties: {Cluster: %s, CapacityProviders: %s, DefaultCapacityProviderStrategy: []}
  Role: {Type"""
ITEM = "CapacityProviderStrategy/0/CapacityProvider"
STRATEGY = "[{CapacityProvider: FARGATE, Weight: 1}]"


@pytest.mark.parametrize(
    ("provider", "listed", "more", "expected"),
    [
        ("FARGATE", "[FARGATE]", None, []),
        ("FARGATE_SPOT", "[FARGATE]", None, [f"error {ITEM}"]),
        ("FARGATE_SPOT", "!Ref AWS::NoValue", None, [f"error {ITEM}"]),
        ("FARGATE_SPOT", "!Ref Any", None, []),
        ("FARGATE_SPOT", "[!Ref Any]", None, []),
        ("!Ref Any", "[FARGATE]", None, []),
        ("!Ref Provider", "[!Ref Provider]", None, []),
        ("own", "[!Ref Provider]", None, []),
        ("!Ref Provider", "[own]", None, []),
        ("!Ref Provider", "[FARGATE]", None, [f"error {ITEM}"]),
        ("FARGATE_SPOT", "[FARGATE]", ("!Ref Cluster", "[FARGATE_SPOT]"), [f"warning {ITEM}"]),
        ("FARGATE_SPOT", "[FARGATE]", ("!Ref Cluster", "[FARGATE]"), [f"error {ITEM}"]),
        ("FARGATE_SPOT", "[FARGATE]", ("!Ref Cluster", "!Ref Any"), []),
        ("FARGATE_SPOT", "[FARGATE]", ("!Ref Any", "[FARGATE]"), []),
        ("FARGATE", "[FARGATE]", ("!Ref Cluster", "[FARGATE_SPOT]"), []),
    ],
)
def test_providers_are_in_the_cluster(
    provider: str, listed: str, more: tuple[str, str] | None, expected: list[str], tmp_path: Path
) -> None:
    changes = [
        (STRATEGY, f"[{{CapacityProvider: {provider}, Weight: 1}}]"),
        ("CapacityProviders: [FARGATE]", f"CapacityProviders: {listed}"),
    ]
    if more:
        changes.append(("  Role: {Type", ASSOCIATION % more))
    assert found("ECS589", tmp_path, *changes) == expected


SPOT = (STRATEGY, "[{CapacityProvider: FARGATE_SPOT, Weight: 1}]")
OWN = (STRATEGY, "[{CapacityProvider: !Ref Provider, Weight: 1}]")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            [
                SPOT,
                (
                    "  Quick: {Type: AWS::SNS::Topic}",
                    "  Quick: {Type: Custom::X, Properties: {C: !Ref Cluster}}",
                ),
            ],
            [],
        ),
        (
            [
                SPOT,
                (
                    "  Quick: {Type: AWS::SNS::Topic}",
                    "  Quick: {Type: Custom::X, Properties: {C: !Ref Role}}",
                ),
            ],
            [f"error {ITEM}"],
        ),
        ([SPOT, ("Parameters:", "Transform: Some::Macro\nParameters:")], []),
        ([OWN, ("Properties: {Name: own,", "Properties: {Name: own, ClusterName: main,")], []),
        ([OWN, ("Properties: {Name: own,", "Properties: {Name: own, ManagedInstancesProvider: {x: 1},")], []),
        ([OWN, ("Name: own", "Name: !Ref Any"), ("[FARGATE]", "[own]")], []),
        (
            [
                (STRATEGY, "[{CapacityProvider: own, Weight: 1}]"),
                ("Name: own", "Name: !Ref Any"),
                ("[FARGATE]", "[!Ref Provider]"),
            ],
            [],
        ),
        ([OWN, ("Name: own", "Name: !Ref Any"), ("[FARGATE]", "[!Ref Quick]")], []),
        (
            [
                SPOT,
                (AWAITED, "DependsOn: More"),
                ("  Role: {Type", ASSOCIATION % ("!Ref Cluster", "[FARGATE_SPOT]")),
            ],
            [],
        ),
    ],
)
def test_what_else_attaches_providers(
    changes: list[tuple[str, str]], expected: list[str], tmp_path: Path
) -> None:
    assert found("ECS589", tmp_path, *changes) == expected


INGRESS = "{IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref Public}"
OUTSIDE = """  Extra:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: %s, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}
  Role: {Type"""
CLOSED = (INGRESS, "{IpProtocol: tcp, FromPort: 81, ToPort: 81, CidrIp: 0.0.0.0/0}")


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("{IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref Tasks}", True),
        ("{IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !ImportValue g}", True),
        ("{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8}", False),
        ("{IpProtocol: tcp, FromPort: 81, ToPort: 90, CidrIp: 10.0.0.0/8}", True),
        ("{IpProtocol: tcp, FromPort: 70, ToPort: 79, CidrIp: 10.0.0.0/8}", True),
        ("{IpProtocol: tcp, FromPort: 70, ToPort: 80, CidrIp: 10.0.0.0/8}", False),
        ("{IpProtocol: tcp, FromPort: !Ref Any, ToPort: 80, CidrIp: 10.0.0.0/8}", False),
        ("{IpProtocol: tcp, FromPort: 80, ToPort: !Ref Any, CidrIp: 10.0.0.0/8}", False),
        ("{IpProtocol: tcp, FromPort: -1, ToPort: -1, CidrIp: 10.0.0.0/8}", False),
        ('{IpProtocol: "6", FromPort: 81, ToPort: 81, CidrIp: 10.0.0.0/8}', True),
        ("{IpProtocol: tcp, FromPort: 70, ToPort: -1, CidrIp: 10.0.0.0/8}", False),
        ("{IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: 10.0.0.0/8}", True),
        ("{IpProtocol: tcp, FromPort: 90, ToPort: 1, CidrIp: 10.0.0.0/8}", True),
        ('{IpProtocol: "-1", CidrIp: 10.0.0.0/8}', False),
        ("{IpProtocol: icmp, FromPort: -1, ToPort: -1, CidrIp: 10.0.0.0/8}", True),
        ("{IpProtocol: !Ref Any, FromPort: 81, ToPort: 81, CidrIp: 10.0.0.0/8}", False),
        ("!Ref Any", False),
    ],
)
def test_rules_that_admit_the_load_balancer(rule: str, wrong: bool, tmp_path: Path) -> None:
    lines = found("ECS615", tmp_path, (INGRESS, rule))
    assert [line.partition("/SecurityGroupIngress")[0] for line in lines] == (
        ["error /Resources/Tasks/Properties"] if wrong else []
    )


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ([], "error"),
        (
            [
                (
                    f"      SecurityGroupIngress: [{CLOSED[1]}]\n",
                    "",
                )
            ],
            "error",
        ),
        ([("[{IpProtocol: tcp, FromPort: 81,", "[{IpProtocol: tcp, FromPort: -1,")], ""),
        ([("  Role: {Type", OUTSIDE % "!Ref Tasks")], ""),
        ([("  Role: {Type", OUTSIDE % "!GetAtt Tasks.GroupId")], ""),
        ([("  Role: {Type", OUTSIDE % "!Ref Public")], "error"),
        ([("SecurityGroups: [!Ref Tasks]", "SecurityGroups: [!Ref Tasks, !ImportValue more]")], ""),
        ([("DesiredCount: 2", "DesiredCount: 0")], "warning"),
        ([("ContainerPort: 80", "ContainerPort: !Ref Any")], ""),
        ([("ContainerPort: 80", "ContainerPort: 81")], ""),
        (
            [("Quick: {Type: AWS::SNS::Topic}", "Quick: {Type: Custom::X, Properties: {G: !Ref Tasks}}")],
            "",
        ),
        ([("Parameters:", "Outputs: {Group: {Value: !Ref Tasks}}\nParameters:")], "warning"),
        ([("Parameters:", "Transform: Some::Macro\nParameters:")], ""),
        ([("TargetGroupArn: !Ref Group}]\n      Net", "TargetGroupArn: !Ref Any}]\n      Net")], ""),
    ],
)
def test_groups_that_keep_the_load_balancer_out(
    changes: list[tuple[str, str]], wrong: str, tmp_path: Path
) -> None:
    lines = found("ECS615", tmp_path, CLOSED, *changes)
    assert [line.partition(" ")[0] for line in lines] == ([wrong] if wrong else [])
    assert all("/Resources/Tasks/Properties" in line for line in lines)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ([("Subnets: [subnet-1, subnet-2], SecurityGroups: [!Ref Public]", "Type: network")], "warning"),
        ([("SecurityGroups: [!Ref Public]", "SecurityGroups: [!ImportValue shared]")], "error"),
        ([("LoadBalancerArn: !Ref Balancer", OTHERS)], ""),
        ([("SecurityGroups: [!Ref Public]", "Type: network, SecurityGroups: [!Ref Public]")], "warning"),
        ([("SecurityGroups: [!Ref Public]", "Type: application, SecurityGroups: [!Ref Public]")], "error"),
    ],
)
def test_only_a_known_load_balancer_is_kept_out_by_its_group(
    changes: list[tuple[str, str]], wrong: str, tmp_path: Path
) -> None:
    other = (INGRESS, INGRESS.replace("!Ref Public", "!Ref Tasks"))
    lines = found("ECS615", tmp_path, other, *changes)
    assert [line.partition(" ")[0] for line in lines] == ([wrong] if wrong else [])


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ([], True),
        ([("Roles: [!Ref Role]", "Roles: [!Ref Any]")], False),
        ([("Roles: [!Ref Role]", "Roles: !Ref Any")], False),
        (
            [
                ("Type: AWS::IAM::Policy", "Type: AWS::IAM::RolePolicy"),
                ("Roles: [!Ref Role]", "RoleName: !Ref Role"),
            ],
            True,
        ),
        ([("ExecutionRoleArn", "TaskRoleArn")], True),
        ([("ExecutionRoleArn: !GetAtt Role.Arn", "Cpu: 256")], False),
        ([("PolicyName: p", "PolicyName: !GetAtt Service.Name")], False),
    ],
)
def test_services_wait_for_policies(changes: list[tuple[str, str]], wrong: bool, tmp_path: Path) -> None:
    assert found("ECS617", tmp_path, (AWAITED, "DependsOn: [Listener]"), *changes) == (
        ["info TaskDefinition"] if wrong else []
    )


def test_the_providers_of_a_cluster_are_named(tmp_path: Path) -> None:
    for listed, words in (
        ("[FARGATE, own]", "(its capacity providers are FARGATE, Provider)"),
        ("!Ref AWS::NoValue", "(it has none)"),
    ):
        text = TEMPLATE.replace(*SPOT).replace("CapacityProviders: [FARGATE]", f"CapacityProviders: {listed}")
        (finding,) = report(text, tmp_path, "ECS589")
        assert words in finding["message"]
