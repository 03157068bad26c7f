"""Values of an AppSpec at their limits: what is said, and what is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

ARN = "arn:aws:ecs:us-east-1:111122223333:task-definition/web:7"
NETWORK = {"Subnets": ["subnet-0a1b2c3d"], "SecurityGroups": ["sg-0a1b2c3d"], "AssignPublicIp": "DISABLED"}


def report(folder: Path, rule: str, files: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """Return severity, message and fix (``safe``, ``unsafe`` or nothing) of what one rule finds."""
    for name, data in files.items():
        text = data if isinstance(data, str) else json.dumps(data)
        (folder / name).write_text(text, encoding="utf-8")
    arguments = ["check", "--isolated", "--format", "json", "--select", rule, str(folder)]
    result = invoke(arguments)
    assert result.exit_code in (0, 1), result.output
    found = json.loads(result.stdout)["findings"]
    return [
        (f["severity"], f["message"], ("safe" if f["fix"]["safe"] else "unsafe") if f.get("fix") else None)
        for f in found
    ]


def appspec(hooks: list[Any] | None = None, **properties: Any) -> dict[str, Any]:
    """Return an AppSpec; a property that is ``None`` is left out."""
    usual = {"TaskDefinition": ARN, "LoadBalancerInfo": {"ContainerName": "web", "ContainerPort": 80}}
    given = {key: value for key, value in {**usual, **properties}.items() if value is not None}
    target = {"Type": "AWS::ECS::Service", "Properties": given}
    extra = {} if hooks is None else {"Hooks": hooks}
    return {"version": 0.0, "Resources": [{"TargetService": target}], **extra}


def task(ports: Any, name: str = "web", **members: Any) -> dict[str, Any]:
    container = {"name": name, "image": "example/web:1", "memory": 256, "portMappings": ports}
    return {"family": "web", "networkMode": "bridge", "containerDefinitions": [container], **members}


def port(value: Any) -> dict[str, Any]:
    return {"LoadBalancerInfo": {"ContainerName": "web", "ContainerPort": value}}


def network(**members: Any) -> dict[str, Any]:
    return {"NetworkConfiguration": {"AwsvpcConfiguration": {**NETWORK, **members}}}


def strategy(*items: dict[str, Any]) -> dict[str, Any]:
    return {"CapacityProviderStrategy": list(items)}


FARGATE = {"CapacityProvider": "FARGATE", "Weight": 1}


@pytest.mark.parametrize(
    ("rule", "properties", "severity", "said", "fix"),
    [
        ("ECS810", port("65535"), "warning", "use 65535", "safe"),
        ("ECS810", port("1"), "warning", "use 1", "safe"),
        ("ECS810", port(0), "warning", "ContainerPort is 0;", None),
        ("ECS810", port("0"), "warning", "ContainerPort is 0;", None),
        ("ECS810", port(65536), "error", "ContainerPort is 65536;", None),
        ("ECS810", port("65536"), "error", "from 1 to 65535", None),
        ("ECS810", port(-1), "error", "from 1 to 65535", None),
        ("ECS810", port(True), "error", "from 1 to 65535", None),
        ("ECS810", port("1234567890"), "error", "from 1 to 65535", None),
        ("ECS810", port("[8080"), "error", "from 1 to 65535", None),
        ("ECS810", port("8080]"), "error", "from 1 to 65535", None),
        ("ECS812", {"TaskDefinition": "web"}, "warning", '"web" is not an ARN', None),
        ("ECS812", {"TaskDefinition": "task-definition"}, "warning", "use exactly <TASK_DEF", "unsafe"),
        ("ECS812", {"TaskDefinition": "TASKDEF"}, "warning", "use exactly <TASK_DEFINITION>", "unsafe"),
        ("ECS812", {"TaskDefinition": "arn:aws:ecs:us-east-1..."}, "error", "it is abbreviated", None),
        ("ECS812", {"TaskDefinition": "arn:aws:ecs:us-east-1…:1"}, "error", "it is abbreviated", None),
        (
            "ECS812",
            {"TaskDefinition": "arn:aws:ecs::111122223333:task-definition/web:1"},
            "error",
            "the region is missing",
            None,
        ),
        (
            "ECS812",
            {"TaskDefinition": "arn:aws:ecs:us-east-1::task-definition/web:1"},
            "error",
            "the account is missing",
            None,
        ),
        (
            "ECS812",
            {"TaskDefinition": "arn:aws:ecs:us-east-1:111122223333:task-definition"},
            "error",
            'it names "task-definition", not',
            None,
        ),
        (
            "ECS812",
            {"TaskDefinition": "arn:aws:ecs:us-east-1:111122223333:service/web"},
            "error",
            'it names "service/web", not',
            None,
        ),
        (
            "ECS812",
            {"TaskDefinition": "arn:aws:ecs:us-east-1:11112222333:task-definition/web:1"},
            "error",
            "is not an account id",
            None,
        ),
        ("ECS810", {"PlatformVersion": "1.4"}, "error", '"1.4" is not a Fargate platform version', "unsafe"),
        ("ECS810", {"PlatformVersion": "newest"}, "warning", "is not a Fargate platform", "unsafe"),
        ("ECS810", {"PlatformVersion": "1.3.0"}, "error", "1.3.0 is retired", "unsafe"),
        ("ECS810", {"PlatformVersion": "1.0.0"}, "warning", "current for Windows only", "unsafe"),
        ("ECS816", network(Subnets=["subnet-1"] * 17), "error", "17 Subnets are given; use at most 16", None),
        ("ECS816", network(SecurityGroups=["sg-1"] * 6), "error", "6 SecurityGroups are given", None),
        ("ECS816", network(AssignPublicIp="ENABLED|DISABLED"), "warning", "left from a template", None),
        ("ECS816", network(AssignPublicIp="Off"), "error", "use DISABLED", "safe"),
        ("ECS816", network(AssignPublicIp="perhaps"), "error", "use ENABLED or DISABLED", None),
        ("ECS818", strategy(*[FARGATE] * 21), "error", "21 capacity providers are given", None),
        ("ECS818", strategy({"CapacityProvider": "FARGATE"}), "warning", "use Weight: 1", None),
        (
            "ECS818",
            strategy({"CapacityProvider": "FARGATE"}, {"CapacityProvider": "FARGATE_SPOT", "Weight": 0}),
            "error",
            "no capacity provider has a Weight above 0",
            None,
        ),
        (
            "ECS818",
            strategy({**FARGATE, "Base": 1}, {"CapacityProvider": "FARGATE_SPOT", "Base": 1}),
            "error",
            "remove the Base of FARGATE_SPOT",
            None,
        ),
        (
            "ECS818",
            strategy({"CapacityProvider": "FARGATE_SPOTS", "Weight": 1}),
            "error",
            "use FARGATE_SPOT",
            "safe",
        ),
    ],
)
def test_said(
    rule: str, properties: dict[str, Any], severity: str, said: str, fix: str | None, tmp_path: Path
) -> None:
    ((found, message, fix),) = report(tmp_path, rule, {"appspec.json": appspec(**properties)})
    assert (found, fix) == (severity, fix)
    assert said in message


@pytest.mark.parametrize(
    ("rule", "properties"),
    [
        ("ECS810", port(65535)),
        ("ECS810", port(1)),
        ("ECS810", port("[Your container port]")),
        ("ECS810", port("CONTAINER_PORT")),
        ("ECS812", {"TaskDefinition": ARN}),
        ("ECS812", {"TaskDefinition": "<TASK_DEFINITION>"}),
        ("ECS812", {"TaskDefinition": "REVISION_ARN"}),
        ("ECS812", {"TaskDefinition": " "}),
        ("ECS812", {"TaskDefinition": "arn:aws:ecs:us-east-1:xxxxxxxxxxxx:task-definition/web:1"}),
        ("ECS812", {"TaskDefinition": "arn:aws:ecs:us-east-1:000000000000:task-definition/web:1"}),
        ("ECS810", {"PlatformVersion": "latest"}),
        ("ECS810", {"PlatformVersion": "1.4.0"}),
        ("ECS810", {"PlatformVersion": "[Platform version]"}),
        ("ECS810", {"PlatformVersion": "1.5.0"}),
        ("ECS816", network(Subnets=["subnet-1"] * 16, SecurityGroups=["sg-1"] * 5)),
        ("ECS816", network(AssignPublicIp="ENABLED")),
        ("ECS818", strategy(*[FARGATE] * 20)),
        ("ECS818", {"CapacityProviderStrategy": []}),
        ("ECS818", strategy({"CapacityProvider": "FARGATE", "Weight": 1, "Base": 0}, FARGATE)),
        ("ECS818", strategy(FARGATE, {"CapacityProvider": "[second]", "Weight": 1})),
        ("ECS818", strategy({"CapacityProvider": "FARGATE"}, {"CapacityProvider": "${X}", "Weight": "${Y}"})),
        ("ECS818", strategy({"CapacityProvider": "mine", "Weight": "1"})),
    ],
)
def test_not_said(rule: str, properties: dict[str, Any], tmp_path: Path) -> None:
    assert report(tmp_path, rule, {"appspec.json": appspec(**properties)}) == []


@pytest.mark.parametrize(
    ("version", "said"),
    [("1.4.0", "1.4.0 does not exist for Windows"), ("1.0.0", None), ("9.9.9", None), ("LATEST", None)],
)
def test_platform_versions_of_windows(version: str, said: str | None, tmp_path: Path) -> None:
    definition = task([], runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"})
    files = {"appspec.json": appspec(PlatformVersion=version), "task-definition.json": definition}
    found = report(tmp_path, "ECS810", files)
    assert [said in message for _, message, _ in found] == ([] if said is None else [True])


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("check", None),
        ("arn:aws:lambda:us-east-1:111122223333:function:check", 'use "check"'),
        ("arn:", None),
        ("[function]", None),
        ("arn:aws:sns:us-east-1:111122223333:check", 'is the ARN of "sns"'),
        ("scripts/check", "looks like a script"),
        ("check.sh", "looks like a script"),
        ([{"location": "check.sh"}], "lists scripts"),
        ([{"name": "check"}], "is a list"),
        (["check"], "is a list"),
        ("", "names no function"),
        (5, "is not a string"),
        ("a b", "is not the name of a Lambda function"),
    ],
)
def test_functions_of_hooks(function: Any, said: str | None, tmp_path: Path) -> None:
    found = report(tmp_path, "ECS820", {"appspec.json": appspec(hooks=[{"BeforeInstall": function}])})
    assert [said in message for _, message, _ in found if said] == ([] if said is None else [True])
    assert len(found) == (said is not None)


@pytest.mark.parametrize(
    ("name", "severity", "said", "fix"),
    [
        ("BeforeInstall", None, "", None),
        ("beforeinstall", "warning", 'use "BeforeInstall"', "safe"),
        ("BeforeInstal", "error", "use BeforeInstall", "safe"),
        ("Install", "error", "belongs to CodeDeploy", None),
        ("ApplicationStop", "error", "EC2 servers", None),
        ("Whenever", "error", "use one such as AfterInstall", None),
    ],
)
def test_names_of_hooks(name: str, severity: str | None, said: str, fix: str | None, tmp_path: Path) -> None:
    found = report(tmp_path, "ECS820", {"appspec.json": appspec(hooks=[{name: "check"}])})
    assert [(level, said in message, fix) for level, message, fix in found] == (
        [(severity, True, fix)] if severity else []
    )


@pytest.mark.parametrize(
    ("version", "severity"),
    [
        (0.0, None),
        ("0.0", None),
        (0, None),
        ("0", None),
        (1.0, "warning"),
        ("one", "warning"),
        (False, "warning"),
        ([0.0], "warning"),
        ("", "error"),
        (None, "error"),
    ],
)
def test_versions(version: Any, severity: str | None, tmp_path: Path) -> None:
    found = report(tmp_path, "ECS801", {"appspec.json": {**appspec(), "version": version}})
    assert [level for level, *_ in found] == ([severity] if severity else [])


def test_the_type_is_mended(tmp_path: Path) -> None:
    wrong = appspec()
    wrong["Resources"][0]["TargetService"]["Type"] = "AWS::ECS::TaskSet"
    found = report(tmp_path, "ECS810", {"appspec.json": wrong})
    assert [(severity, fix) for severity, _, fix in found] == [("error", "safe")]


def test_the_first_base_is_shown(tmp_path: Path) -> None:
    items = [{**FARGATE, "Base": base} for base in (0, 1, 2)]
    (tmp_path / "appspec.json").write_text(json.dumps(appspec(**strategy(*items))), encoding="utf-8")
    arguments = ["check", "--isolated", "--format", "json", "--select", "ECS818", str(tmp_path)]
    (found,) = json.loads(invoke(arguments).stdout)["findings"]
    assert found["pointer"].endswith("/CapacityProviderStrategy/2/Base")
    assert [place["pointer"][-7:] for place in found["related"]] == ["/1/Base"]


BALANCER = {"targetGroupArn": "arn:web", "containerName": "web", "containerPort": 80}


@pytest.mark.parametrize(
    ("balancers", "found"),
    [
        ([BALANCER], 0),
        ([{**BALANCER, "containerPort": 81}], 1),
        ([{**BALANCER, "containerName": "api"}], 1),
        ([{**BALANCER, "containerPort": 81}, BALANCER], 0),
        ([{**BALANCER, "containerPort": 81}, "${BALANCER}"], 0),
        ([{**BALANCER, "containerPort": 81}, {**BALANCER, "containerName": "${NAME}"}], 0),
        ([{**BALANCER, "containerPort": 81}, {**BALANCER, "containerPort": "${PORT}"}], 0),
        ([{"targetGroupArn": "arn:web", "containerName": "web"}], 0),
        ([], 0),
        ("${BALANCERS}", 0),
    ],
)
def test_load_balancers_of_the_service(balancers: Any, found: int, tmp_path: Path) -> None:
    service = {
        "serviceName": "web",
        "taskDefinition": "web",
        "deploymentController": {"type": "CODE_DEPLOY"},
        "loadBalancers": balancers,
    }
    assert len(report(tmp_path, "ECS832", {"appspec.json": appspec(), "service.json": service})) == found


@pytest.mark.parametrize(
    ("controller", "found"),
    [
        ({"type": "CODE_DEPLOY"}, 0),
        ({"type": "ECS"}, 1),
        ({"type": "EXTERNAL"}, 1),
        ({"type": ""}, 0),
        ({}, 0),
        ("${CONTROLLER}", 0),
        (None, 0),
    ],
)
def test_the_controller_of_the_service(controller: Any, found: int, tmp_path: Path) -> None:
    service = {"serviceName": "web", "taskDefinition": "web", "deploymentController": controller}
    assert len(report(tmp_path, "ECS832", {"appspec.json": appspec(), "service.json": service})) == found


@pytest.mark.parametrize(
    ("given", "ports", "said"),
    [
        (80, [{"containerPort": 80}], None),
        ("80", [{"containerPort": 80}], None),
        (8000, [{"containerPortRange": "8000-8010"}], None),
        (8010, [{"containerPortRange": "8000-8010"}], None),
        (8011, [{"containerPortRange": "8000-8010"}], "use 8000-8010"),
        (81, [{"containerPort": 80}], "; use 80"),
        (99999, [{"containerPort": 80}], "; use 80"),
        ("99999", [{"containerPort": 80}], "; use 80"),
        ("100000", [{"containerPort": 80}], None),
        (1, [], "map it there"),
        (0, [{"containerPort": 80}], None),
        (True, [{"containerPort": 80}], None),
        (81, [{"containerPort": 80}, {"containerPort": 90}], "use 80, 90"),
        (81, [{"containerPort": "${PORT}"}], None),
        (81, [{"containerPort": 80}, {"containerPortRange": "${PORTS}"}], None),
        (81, [{"containerPort": 80}, {}], None),
        (81, "${PORTS}", None),
    ],
)
def test_ports_of_the_task_definition(given: Any, ports: Any, said: str | None, tmp_path: Path) -> None:
    files = {"appspec.json": appspec(**port(given)), "task-definition.json": task(ports)}
    found = report(tmp_path, "ECS830", files)
    assert [message.endswith(said) for _, message, _ in found if said] == ([] if said is None else [True])
    assert len(found) == (said is not None)


@pytest.mark.parametrize(
    ("name", "said"),
    [("web", None), ("[Your container]", None), ("other", 'use "web"'), ("", None)],
)
def test_container_of_the_task_definition(name: str, said: str | None, tmp_path: Path) -> None:
    info = {"LoadBalancerInfo": {"ContainerName": name, "ContainerPort": 80}}
    files = {"appspec.json": appspec(**info), "task-definition.json": task([{"containerPort": 80}])}
    found = report(tmp_path, "ECS830", files)
    assert [said in message for _, message, _ in found if said] == ([] if said is None else [True])
    assert len(found) == (said is not None)
