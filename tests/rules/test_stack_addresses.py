"""Addresses of a template's subnets: the words of what is found, at both sides of a boundary.

Of a /28 block 11 addresses can be used, of a /27 27, and of a /26 59.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command import invoke
from tests.rules.helpers import findings, messages, report

Resources = dict[str, Any]


def subnets(*prefixes: int, **members: Any) -> Resources:
    found: Resources = {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}}
    for index, prefix in enumerate(prefixes):
        properties = {"VpcId": {"Ref": "Vpc"}, "CidrBlock": f"10.0.{index}.0/{prefix}", **members}
        found[f"S{index}"] = {"Type": "AWS::EC2::Subnet", "Properties": properties}
    return found


def refs(*numbers: int) -> list[Any]:
    return [{"Ref": f"S{number}"} for number in numbers]


def service(count: Any, *numbers: int, name: str = "Web", most: int = 100, least: int = 0) -> Resources:
    properties = {
        "TaskDefinition": "web:1",
        "LaunchType": "FARGATE",
        "DesiredCount": count,
        "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": refs(*numbers)}},
        "DeploymentConfiguration": {"MaximumPercent": most, "MinimumHealthyPercent": least},
    }
    return {name: {"Type": "AWS::ECS::Service", "Properties": properties}}


def balancer(*numbers: int, name: str = "Balancer", **members: Any) -> Resources:
    properties = {"Subnets": refs(*numbers), **members}
    return {name: {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": properties}}


def text(*parts: Resources) -> str:
    return yaml.safe_dump({"Resources": {name: body for part in parts for name, body in part.items()}})


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([subnets(28), service(11, 0)], []),
        (
            [subnets(28), service(12, 0)],
            ["Web needs 12 addresses to run (12 tasks), 10.0.0.0/28 has 11; use a /27, or run"],
        ),
        (
            [subnets(28, 28), service(23, 0, 1)],
            ["10.0.0.0/28 and 10.0.1.0/28 have 22; use subnets of /27, or run at most 22 tasks"],
        ),
        (
            [subnets(28), service(6, 0), service(6, 0, name="Api")],
            ["Api and Web need 12 addresses to run (6 + 6), 10.0.0.0/28 has 11; use a /27"],
        ),
    ],
)
def test_addresses_to_run(parts: list[Resources], words: list[str], tmp_path: Path) -> None:
    found = messages(text(*parts), tmp_path, "ECS604")
    assert len(found) == len(words)
    assert all(some in message for some, message in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("count", "most", "least", "words"),
    [
        (5, 200, 100, None),
        (6, 183, 100, None),
        (6, 200, 100, "(6 tasks × 200 %), 10.0.0.0/28 has 11; use a /27, or lower maximumPercent to 183"),
        (10, 110, 0, None),
        (10, 120, 0, "(10 tasks × 120 %), 10.0.0.0/28 has 11; use a /27, or lower maximumPercent to 110"),
        (11, 200, 0, "10.0.0.0/28 has 11; use a /27"),
        (11, 200, 100, None),  # no deployment can proceed, which is another matter
    ],
)
def test_addresses_at_peak(count: int, most: int, least: int, words: str | None, tmp_path: Path) -> None:
    found = messages(text(subnets(28), service(count, 0, most=most, least=least)), tmp_path, "ECS605")
    assert [words is not None and words in message for message in found] == [True] * (words is not None)
    assert not any("minimumHealthyPercent" in message for message in found) or least == 100


def test_a_deployment_that_cannot_proceed(tmp_path: Path) -> None:
    (message,) = messages(text(subnets(28), service(11, 0, most=200, least=100)), tmp_path, "ECS610")
    assert "its 11 tasks hold all 11 addresses of 10.0.0.0/28" in message
    assert messages(text(subnets(28), service(11, 0, most=200, least=90)), tmp_path, "ECS610") == []


def test_addresses_that_others_take(tmp_path: Path) -> None:
    (message,) = messages(text(subnets(27), balancer(0), service(27, 0)), tmp_path, "ECS604")
    assert "10.0.0.0/27 has 27, 1 of them for Balancer; use a /26, or run at most 26 tasks" in message
    fits = text(subnets(27), balancer(0), service(26, 0))
    assert messages(fits, tmp_path, "ECS604") == []
    (message,) = messages(fits, tmp_path, "ECS605")
    assert "10.0.0.0/27 has 27, 8 of them for Balancer; use a /26" in message


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (8, None),  # three of eleven are left
        (
            9,
            "has 11 addresses, and 2 are left at peak (9 Web), less than the headroom of 20 %; use a",
        ),
        (11, "and 0 are left at peak (11 Web), less"),
        (12, None),  # another matter
    ],
)
def test_headroom(count: int, words: str | None, tmp_path: Path) -> None:
    found = messages(text(subnets(28), service(count, 0)), tmp_path, "ECS606")
    assert [words is not None and words in message for message in found] == [True] * (words is not None)


def test_headroom_of_the_configuration(tmp_path: Path) -> None:
    for headroom, count in ((0, 0), (9, 0), (10, 1), (100, 1)):
        (tmp_path / "ecslint.toml").write_text(f"[capacity]\nheadroom = {headroom}\n", encoding="utf-8")
        found = findings(text(subnets(28), service(10, 0)), tmp_path, "ECS606")
        assert len(found) == count
    (message,) = messages(text(subnets(28), service(1, 0)), tmp_path, "ECS606")
    assert "10 are left at peak (1 Web), less than the headroom of 100 %" in message
    (tmp_path / "ecslint.toml").write_text("[capacity]\nheadroom = 0\n", encoding="utf-8")
    assert findings(text(subnets(28), service(11, 0)), tmp_path, "ECS606") == []
    (tmp_path / "ecslint.toml").write_text("[capacity]\nheadroom = 100\n", encoding="utf-8")
    both = text(subnets(28, 28), balancer(0), service(1, 1))
    assert [place for _, _, place in findings(both, tmp_path, "ECS606")] == [
        "/Resources/S1/Properties/CidrBlock"
    ]


SMALL = "10.0.0.0/28 is too small for a load balancer"
PLACE = "/Resources/Balancer/Properties/Subnets/0"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([subnets(28, 28), balancer(0), service(1, 1)], SMALL),
        ([subnets(28, 28), balancer(0, Type="application"), service(1, 1)], SMALL),
        ([subnets(28, 28), balancer(0, Type="network"), service(1, 1)], None),
        ([subnets(27, 28), balancer(0), service(1, 1)], None),
        ([subnets(27), balancer(0), service(19, 0)], None),
        ([subnets(27), balancer(0), service(20, 0)], "leaves the load balancer 7 free addresses (27 − 20)"),
        ([subnets(27, 28), balancer(0), balancer(0, name="Other"), service(1, 1)], None),
    ],
)
def test_subnets_of_load_balancers(parts: list[Resources], words: str | None, tmp_path: Path) -> None:
    document = text(*parts)
    found = messages(document, tmp_path, "ECS607")
    assert [words is not None and words in message for message in found] == [True] * (words is not None)
    places = [place for _, _, place in findings(document, tmp_path, "ECS607")]
    assert places == ([PLACE] if words else [])


def test_subnets_of_load_balancers_that_are_not_made(tmp_path: Path) -> None:
    kind = "    Type: AWS::ElasticLoadBalancingV2::LoadBalancer"
    body = text(subnets(28, 28), balancer(0), service(1, 1)).replace(kind, f"    Condition: Never\n{kind}")
    for left, count in (("a", 1), ("b", 0)):
        conditions = f"Conditions: {{Never: !Equals [a, {left}]}}\n"
        assert len(findings(conditions + body, tmp_path, "ECS607")) == count


@pytest.mark.parametrize(
    ("zones", "count", "expected"),
    [
        (["eu-west-1a", "eu-west-1a"], 2, "(eu-west-1a)"),
        (["eu-west-1a", "eu-west-1b"], 2, None),
        (["eu-west-1a", "eu-west-1a"], 1, None),
        (["eu-west-1a", None], 2, None),
        ([{"Ref": "Zone"}, {"Ref": "Zone"}], 2, "(the same one)"),
    ],
)
def test_zones(zones: list[Any], count: int, expected: str | None, tmp_path: Path) -> None:
    resources = subnets(26, 26)
    for index, zone in enumerate(zones):
        if zone is not None:
            resources[f"S{index}"]["Properties"]["AvailabilityZone"] = zone
    document = "Parameters: {Zone: {Type: String}}\n" + text(resources, service(count, 0, 1))
    found = messages(document, tmp_path, "ECS561")
    assert [expected is not None and expected in message for message in found] == [True] * bool(expected)


def test_free_addresses_of_described_subnets(tmp_path: Path) -> None:
    described = {
        "Subnets": [
            {
                "SubnetId": "subnet-1",
                "CidrBlock": "10.0.0.0/27",
                "AvailableIpAddressCount": 7,
                "VpcId": "vpc-1",
            }
        ]
    }
    (tmp_path / "subnets.json").write_text(json.dumps(described), encoding="utf-8")
    path = tmp_path / "template.yaml"
    resources = {**subnets(28), **service(1, 0), **balancer(0)}
    resources["Balancer"]["Properties"]["Subnets"] = ["subnet-1"]
    path.write_text(text(resources), encoding="utf-8")
    arguments = [
        "check",
        "--format",
        "json",
        "--select",
        "ECS607",
        "--context",
        str(tmp_path / "subnets.json"),
    ]
    result = invoke([*arguments, str(path)])
    (finding,) = json.loads(result.stdout)["findings"]
    assert "leaves the load balancer 7 free addresses (7 now)" in finding["message"]


LAUNCH = {"LaunchTemplate": {"LaunchTemplateId": {"Ref": "Launch"}, "Version": "1"}}
BY_NAME = {"LaunchTemplate": {"LaunchTemplateName": "web", "Version": "1"}}
CONFIGURED = {"LaunchConfigurationName": {"Ref": "Configuration"}}
OWN = [{"CapacityProvider": {"Ref": "Provider"}, "Weight": 1}]
OTHER = [{"CapacityProvider": "other", "Weight": 1}]
NEED = "need a network interface each"
ADVISED = "enable awsvpcTrunking, which gives 30"


def instances(kind: str, **group: Any) -> Resources:
    """An Auto Scaling group of up to three instances, all the ways to say their type, and a provider."""
    members = {"MinSize": 1, "MaxSize": 3, "VPCZoneIdentifier": refs(0), **group}
    data = {"LaunchTemplateName": "web", "LaunchTemplateData": {"InstanceType": kind}}
    provider = {"AutoScalingGroupProvider": {"AutoScalingGroupArn": {"Ref": "Group"}}}
    return {
        "Group": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": members},
        "Launch": {"Type": "AWS::EC2::LaunchTemplate", "Properties": data},
        "Configuration": {
            "Type": "AWS::AutoScaling::LaunchConfiguration",
            "Properties": {"InstanceType": kind, "ImageId": "ami-1"},
        },
        "Provider": {"Type": "AWS::ECS::CapacityProvider", "Properties": provider},
    }


def by(strategy: list[Any]) -> dict[str, Any]:
    return {"LaunchType": None, "CapacityProviderStrategy": strategy}


def on_instances(count: int, name: str = "Web", **members: Any) -> Resources:
    """A service with tasks of network mode ``awsvpc`` on instances."""
    found = service(count, 0, name=name)
    properties = {
        **found[name]["Properties"],
        "LaunchType": "EC2",
        "TaskDefinition": {"Ref": "Task"},
        **members,
    }
    task = {"Family": "web", "NetworkMode": "awsvpc", "ContainerDefinitions": []}
    given = {key: value for key, value in properties.items() if value is not None}
    return {
        "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
        name: {"Type": "AWS::ECS::Service", "Properties": given},
    }


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([instances("m5.large", **LAUNCH), on_instances(6)], None),  # 3 × 2
        (
            [instances("m5.large", **LAUNCH), on_instances(7)],
            f"the 7 tasks of Web {NEED}, 3 × 2 of m5.large have 6; {ADVISED}",
        ),
        ([instances("m5.large", **BY_NAME), on_instances(7)], ADVISED),
        ([instances("m5.large", **CONFIGURED), on_instances(7)], ADVISED),
        ([instances("m5.large"), on_instances(7)], None),
        ([instances("m5.large", **LAUNCH), on_instances(30)], ADVISED),
        (
            [instances("m5.large", **LAUNCH), on_instances(31)],
            "and 30 with awsvpcTrunking; use more",
        ),
        (
            [instances("t3.large", **LAUNCH), on_instances(7)],
            "a type that supports awsvpcTrunking",
        ),
        ([instances("x99.huge", **LAUNCH), on_instances(70)], None),
        ([instances("m5.large", **{**LAUNCH, "MaxSize": {"Ref": "Any"}}), on_instances(70)], None),
        ([instances("m5.large", **LAUNCH), on_instances(7, LaunchType="FARGATE")], None),
        ([instances("m5.large", **LAUNCH), on_instances(7, LaunchType=None)], None),
        (
            [instances("m5.large", **LAUNCH), on_instances(7, **by(OWN))],
            ADVISED,
        ),
        (
            [
                instances("m5.large", **LAUNCH),
                on_instances(7, **by(OTHER)),
            ],
            None,
        ),
        (
            [instances("m5.large", **LAUNCH), on_instances(4), on_instances(4, name="Api")],
            "8 tasks (4 + 4) need a network interface each",
        ),
        ([on_instances(70)], None),
    ],
)
def test_interfaces_of_instances(parts: list[Resources], words: str | None, tmp_path: Path) -> None:
    document = "Parameters: {Any: {Type: Number}}\n" + text(subnets(22), *parts)
    found = messages(document, tmp_path, "ECS609")
    assert [words is not None and words in message for message in found] == [True] * (words is not None)


def related(document: str, folder: Path, *rules: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return place and related places of what is found, the latter with their words."""
    places = []
    for finding in report(document, folder, *rules):
        others = [(r["pointer"].removeprefix("/Resources/"), r["message"]) for r in finding["related"]]
        places.append((finding["pointer"].removeprefix("/Resources/"), others))
    return places


def test_places_of_a_shortage(tmp_path: Path) -> None:
    both = [("ECS604", 6, 100, "DesiredCount"), ("ECS605", 3, 200, "DeploymentConfiguration/MaximumPercent")]
    for rule, count, most, member in both:
        parts = (service(count, 0, most=most), service(count, 0, name="Api", most=most))
        first, others = related(text(subnets(28), *parts), tmp_path, "ECS604", "ECS605")[0]
        assert first == f"Api/Properties/{member}"
        assert others == [
            (f"Web/Properties/{member}", "Web needs 6 addresses"),
            ("S0/Properties/CidrBlock", "10.0.0.0/28 has 11 addresses"),
        ], rule


def test_a_service_is_short_of_addresses_once(tmp_path: Path) -> None:
    parts = (subnets(28, 28), service(12, 0, most=200), service(4, 1, name="Api", most=200))
    assert [rule for rule, _, _ in findings(text(*parts), tmp_path, "ECS604", "ECS605")] == ["ECS604"]
    parts = (subnets(28, 28), service(12, 0, most=200), service(6, 1, name="Api", most=200))
    found = findings(text(*parts), tmp_path, "ECS604", "ECS605")
    assert sorted(rule for rule, _, _ in found) == ["ECS604", "ECS605"]


def test_places_of_small_subnets_and_missing_interfaces(tmp_path: Path) -> None:
    small = text(subnets(28, 28), service(1, 1), balancer(0))
    assert related(small, tmp_path, "ECS607") == [
        ("Balancer/Properties/Subnets/0", [("S0/Properties/CidrBlock", "10.0.0.0/28 is defined here")])
    ]
    parts = (instances("m5.large", **LAUNCH), on_instances(4), on_instances(4, name="Api"))
    assert related(text(subnets(22), *parts), tmp_path, "ECS609") == [
        (
            "Api/Properties/DesiredCount",
            [
                ("Group/Properties/MaxSize", "3 instances at most"),
                ("Web/Properties/DesiredCount", "Web runs 4 tasks"),
            ],
        )
    ]
    zone = {"AvailabilityZone": "eu-west-1a"}
    ((_, zones),) = related(text(subnets(26, 26, **zone), service(2, 0, 1)), tmp_path, "ECS561")
    assert [place for place, _ in zones] == ["S0/Properties/CidrBlock", "S1/Properties/CidrBlock"]


@pytest.mark.parametrize(
    ("count", "most", "free", "expected"),
    [
        (4, 200, 8, []),
        (4, 200, 7, ["ECS605 warning"]),
        (9, 100, 8, ["ECS604 warning"]),  # the nine may run already
        (12, 100, 8, ["ECS604 error"]),  # a /28 never has twelve
    ],
)
def test_addresses_that_are_free_now(
    count: int, most: int, free: int, expected: list[str], tmp_path: Path
) -> None:
    subnet = {"SubnetId": "subnet-1", "CidrBlock": "10.0.0.0/28", "AvailableIpAddressCount": free}
    (tmp_path / "subnets.json").write_text(json.dumps({"Subnets": [{**subnet, "VpcId": "vpc-1"}]}))
    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}
    deployment = {"maximumPercent": most, "minimumHealthyPercent": 0}
    definition = {
        "serviceName": "web",
        "cluster": "main",
        "taskDefinition": "web:1",
        "launchType": "FARGATE",
        "desiredCount": count,
        "deploymentConfiguration": deployment,
        "networkConfiguration": network,
    }
    path = tmp_path / "service.json"
    path.write_text(json.dumps(definition), encoding="utf-8")
    select = ["--select", "ECS604,ECS605", "--context", str(tmp_path / "subnets.json")]
    result = invoke(["check", "--format", "json", *select, str(path)])
    found = json.loads(result.stdout)["findings"]
    assert [f"{f['rule']} {f['severity']}" for f in found] == expected
    (words,) = {f["message"].partition(", ")[2].partition(";")[0] for f in found} or {""}
    assert words in ("", f"10.0.0.0/28 has {free} free", "10.0.0.0/28 has 11 free")
