"""Services with the other resources of their template: what is found, and what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rules.helpers import findings

TEMPLATE = """
Parameters:
  Number: {Type: Number}
Resources:
  Cluster: {Type: AWS::ECS::Cluster}
  Instances:
    Type: AWS::ECS::CapacityProvider
    Properties: {AutoScalingGroupProvider: {AutoScalingGroupArn: !ImportValue group}}
  Topic: {Type: AWS::SNS::Topic}
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: web:1
      Cluster: !Ref Cluster
      DesiredCount: 2
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Sub service/${Cluster}/${Service.Name}
      MinCapacity: 1
      MaxCapacity: 4
"""
AT = "/Resources/Service/Properties/"


def found(rule: str, folder: Path, *changes: tuple[str, str]) -> list[str]:
    """Return the findings in the template with each text replaced by the other, the latter as a rule."""
    text = TEMPLATE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return [f"{severity} {pointer.removeprefix(AT)}" for _, severity, pointer in findings(text, folder, rule)]


def member(text: str) -> tuple[str, str]:
    """Add a line to the service."""
    return ("      DesiredCount: 2\n", f"      DesiredCount: 2\n      {text}\n")


@pytest.mark.parametrize(
    ("provider", "wrong"),
    [("!Ref Instances", True), ("!Ref Topic", False), ("!GetAtt Topic.TopicName", False), ("web", True)],
)
def test_providers_of_the_template_do_not_mix_with_fargate(
    provider: str, wrong: bool, tmp_path: Path
) -> None:
    items = f"[{{CapacityProvider: FARGATE, Weight: 1}}, {{CapacityProvider: {provider}, Weight: 1}}]"
    expected = ["error CapacityProviderStrategy/1/CapacityProvider"] if wrong else []
    assert found("ECS502", tmp_path, member(f"CapacityProviderStrategy: {items}")) == expected


@pytest.mark.parametrize(
    ("low", "high", "minimum", "expected"),
    [
        ("1", "1", 60, "warning"),
        ("1", "2", 60, "warning"),
        ("2", "3", 60, "warning"),
        ("2", "2", 50, ""),
        ("3", "4", 75, "warning"),
        ("4", "4", 76, "warning"),
        ("!Ref Number", "4", 60, ""),
        ("1", "!Ref Number", 60, ""),
    ],
)
def test_services_that_scale_can_be_blocked_at_one_of_their_sizes(
    low: str, high: str, minimum: int, expected: str, tmp_path: Path
) -> None:
    percents = f"DeploymentConfiguration: {{MinimumHealthyPercent: {minimum}, MaximumPercent: 100}}"
    changes = (("MinCapacity: 1", f"MinCapacity: {low}"), ("MaxCapacity: 4", f"MaxCapacity: {high}"))
    place = "DeploymentConfiguration/MaximumPercent"
    assert found("ECS521", tmp_path, member(percents), *changes) == (
        [f"{expected} {place}"] if expected else []
    )


@pytest.mark.parametrize(
    ("count", "low", "high", "expected"),
    [
        ("1", "1", "4", []),
        ("4", "1", "4", []),
        ("0", "1", "4", ["warning DesiredCount"]),
        ("5", "1", "4", ["warning DesiredCount"]),
        ("5", "6", "4", []),
        ("3", "3", "3", []),
        ("5", "3", "3", ["warning DesiredCount"]),
        ("5", "!Ref Number", "4", ["warning DesiredCount"]),
        ("0", "1", "!Ref Number", ["warning DesiredCount"]),
        ("!Ref Number", "1", "4", []),
    ],
)
def test_desired_count_and_the_range_of_scaling(
    count: str, low: str, high: str, expected: list[str], tmp_path: Path
) -> None:
    changes = (
        ("DesiredCount: 2", f"DesiredCount: {count}"),
        ("MinCapacity: 1", f"MinCapacity: {low}"),
        ("MaxCapacity: 4", f"MaxCapacity: {high}"),
    )
    assert found("ECS591", tmp_path, *changes) == expected


@pytest.mark.parametrize(("strategy", "wrong"), [("DAEMON", True), ("REPLICA", False)])
def test_daemons_do_not_scale(strategy: str, wrong: bool, tmp_path: Path) -> None:
    change = ("DesiredCount: 2", f"SchedulingStrategy: {strategy}")
    assert found("ECS591", tmp_path, change) == (["warning SchedulingStrategy"] if wrong else [])


@pytest.mark.parametrize(("minimum", "wrong"), [(1, True), (0, False)])
def test_a_template_without_a_count_starts_one_task(minimum: int, wrong: bool, tmp_path: Path) -> None:
    percents = f"DeploymentConfiguration: {{MinimumHealthyPercent: {minimum}, MaximumPercent: 199}}"
    unscaled = (TEMPLATE[TEMPLATE.index("  Target:") :], "")
    place = "warning DeploymentConfiguration/MaximumPercent"
    assert found("ECS521", tmp_path, ("DesiredCount: 2", percents), unscaled) == ([place] if wrong else [])
    two = ("DesiredCount: 2", f"DesiredCount: 2\n      {percents}")
    assert found("ECS521", tmp_path, two, unscaled) == []


def test_the_count_of_a_service_that_scales_is_told_once(tmp_path: Path) -> None:
    again = TEMPLATE[TEMPLATE.index("  Target:") :].replace("  Target:", "  Again:")
    for more in ("", again):
        assert found("ECS592", tmp_path, ("  Target:", f"{more}  Target:")) == ["info DesiredCount"]
    assert found("ECS592", tmp_path, ("      DesiredCount: 2\n", "")) == []


TASK = (
    "  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Family: %s, ContainerDefinitions: []}}\n  Topic:"
)


@pytest.mark.parametrize(
    ("family", "named", "wrong"),
    [
        ("web", "web", True),
        ("web", "web:1", True),
        ("web", "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1", True),
        ("api", "web", False),
        ("!Ref Number", "web", False),
        ("web", "!Ref Task", False),
        ("web", "!Ref Number", False),
    ],
)
def test_families_of_the_template(family: str, named: str, wrong: bool, tmp_path: Path) -> None:
    changes = (("  Topic:", TASK % family), ("TaskDefinition: web:1", f"TaskDefinition: {named}"))
    assert found("ECS594", tmp_path, *changes) == (["warning TaskDefinition"] if wrong else [])


@pytest.mark.parametrize(
    ("minutes", "wrong"), [("2160", False), ("2161", True), ("!Ref Number", False), (None, False)]
)
def test_pauses_that_a_stack_does_not_wait_for(minutes: str | None, wrong: bool, tmp_path: Path) -> None:
    timeout = f", TimeoutConfiguration: {{TimeoutInMinutes: {minutes}}}" if minutes else ""
    hook = f"{{TargetType: PAUSE, LifecycleStages: [POST_SCALE_UP]{timeout}}}"
    block = member(f"DeploymentConfiguration: {{LifecycleHooks: [{hook}]}}")
    place = "DeploymentConfiguration/LifecycleHooks/0/TimeoutConfiguration/TimeoutInMinutes"
    assert found("ECS539", tmp_path, block) == ([f"warning {place}"] if wrong else [])


def test_pauses_of_a_service_without_a_stack(tmp_path: Path) -> None:
    hook = {
        "targetType": "PAUSE",
        "lifecycleStages": ["POST_SCALE_UP"],
        "timeoutConfiguration": {"timeoutInMinutes": 9999},
    }
    service = {"serviceName": "web", "cluster": "c", "deploymentConfiguration": {"lifecycleHooks": [hook]}}
    assert findings(json.dumps(service), tmp_path, "ECS539", name="service.json") == []


REGISTRY = """  Registry:
    Type: AWS::ServiceDiscovery::Service
    Properties: {DnsConfig: {DnsRecords: %s}}
  Own:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: web, NetworkMode: %s, ContainerDefinitions: []}
  Topic:"""
A, SRV, BOTH = "[{Type: A, TTL: 60}]", "[{Type: SRV, TTL: 60}]", "[{Type: A, TTL: 60}, {Type: SRV, TTL: 60}]"
PORTS = ", ContainerName: web, ContainerPort: 80"


@pytest.mark.parametrize(
    ("records", "mode", "more", "expected"),
    [
        (A, "awsvpc", "", None),
        (A, "awsvpc", PORTS, "ContainerPort"),
        (A, "awsvpc", ", ContainerName: web, ContainerPort: !Ref Number", None),
        (SRV, "awsvpc", "", ""),
        (SRV, "awsvpc", PORTS, None),
        (SRV, "awsvpc", ", Port: 80", None),
        (SRV, "awsvpc", ", ContainerName: web", None),
        (SRV, "awsvpc", ", ContainerPort: 80", None),
        (BOTH, "awsvpc", PORTS, None),
        (A, "bridge", PORTS, "RegistryArn"),
        (A, "host", PORTS, "RegistryArn"),
        (BOTH, "bridge", PORTS, None),
        (SRV, "bridge", "", None),  # another rule says that the port is missing
        (A, "none", PORTS, None),
        ("[{Type: !Ref Number, TTL: 60}]", "bridge", PORTS, None),
        ("!Ref Number", "bridge", PORTS, None),
        ("[]", "bridge", PORTS, None),
    ],
)
def test_records_of_registries(
    records: str, mode: str, more: str, expected: str | None, tmp_path: Path
) -> None:
    changes = (
        ("  Topic:", REGISTRY % (records, mode)),
        ("TaskDefinition: web:1", "TaskDefinition: !Ref Own"),
        member(f"ServiceRegistries: [{{RegistryArn: !GetAtt Registry.Arn{more}}}]"),
    )
    place = f"ServiceRegistries/0/{expected}".rstrip("/")
    assert found("ECS599", tmp_path, *changes) == ([] if expected is None else [f"error {place}"])


def test_records_of_registries_on_fargate(tmp_path: Path) -> None:
    changes = (
        ("  Topic:", REGISTRY % (A, "bridge")),
        member(
            f"LaunchType: FARGATE\n      ServiceRegistries: [{{RegistryArn: !GetAtt Registry.Arn{PORTS}}}]"
        ),
    )
    assert found("ECS599", tmp_path, *changes) == ["error ServiceRegistries/0/ContainerPort"]


@pytest.mark.parametrize(
    ("network", "wrong"),
    [
        ("{SecurityGroups: [sg-1]}", True),
        ("{SecurityGroups: [sg-1], Subnets: []}", True),
        ("{SecurityGroups: [sg-1], Subnets: [subnet-1]}", False),
        ("{SecurityGroups: [sg-1], Subnets: !Ref Number}", False),
    ],
)
def test_templates_may_leave_subnets_out(network: str, wrong: bool, tmp_path: Path) -> None:
    block = member(f"NetworkConfiguration: {{AwsvpcConfiguration: {network}}}")
    places = found("ECS556", tmp_path, block)
    assert [place.partition("/Subnets")[0] for place in places] == (
        ["error NetworkConfiguration/AwsvpcConfiguration"] if wrong else []
    )


@pytest.mark.parametrize(
    ("name", "scaled", "wrong"),
    [
        ("web", "service/main/web", True),
        ("web", "service/main/api", False),
        ("web", "web", True),
        ("web", "!Sub service/${Cluster}/web", True),
        ("web", "!Sub service/${Cluster}/api", False),
        ("web", "!Sub service/main/${Number}", False),
        ("!Ref Number", "service/main/web", False),
        (None, "service/main/web", False),
    ],
)
def test_targets_may_name_their_service(name: str | None, scaled: str, wrong: bool, tmp_path: Path) -> None:
    changes = [
        ("DesiredCount: 2", "DesiredCount: 9"),
        ("!Sub service/${Cluster}/${Service.Name}", scaled),
    ]
    if name is not None:
        changes.append(("TaskDefinition: web:1", f"TaskDefinition: web:1\n      ServiceName: {name}"))
    assert found("ECS591", tmp_path, *changes) == (["warning DesiredCount"] if wrong else [])
