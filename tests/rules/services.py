"""Parts of services as plain data, and what rules find in them."""

from __future__ import annotations

from typing import Any

from ecslint.finding import Edit
from ecslint.model.base import Place
from tests.rules.test_services import (
    BRIDGE,
    ENTRY,
    FARGATE,
    GROUP,
    WEB,
    deployment,
    found,
    network,
)

LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:"


def _edit(edit: Edit) -> str:
    where = ".".join(map(str, edit.place.path)) if isinstance(edit.place, Place) else str(edit.place)
    return f"{edit.op} {where}" if edit.op == "remove" else f"{edit.op} {where} {edit.value}"


def seen(rule: str, data: dict[str, Any], task: dict[str, Any] | None = None, **context: Any) -> list[str]:
    """Return place, severity where it is not the page's, and the edits of the fix of every problem."""
    lines = []
    for problem in found(rule, data, task, **context):
        place = ".".join(map(str, problem.place.path))
        severity = "" if problem.severity is None else f" {problem.severity}"
        fix = ""
        if problem.fix is not None:
            safe = "safely " if problem.fix.safe else ""
            fix = f": {safe}{', '.join(map(_edit, problem.fix.edits))}"
        lines.append(f"{place}{severity}{fix}")
    return lines


CODE_DEPLOY = {"deploymentController": {"type": "CODE_DEPLOY"}}
CLASSIC = {"loadBalancerName": "web", "containerName": "web", "containerPort": 80}
REGISTRY = {"registryArn": "arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-0a1b2c3d"}
OWN_NETWORK = network(subnets=["subnet-0a1b2c3d"])
NO_MODE = {**BRIDGE, "networkMode": "none"}
WINDOWS = {**FARGATE, "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
MANAGED = {"name": "data", "managedEBSVolume": {"roleArn": "r", "sizeInGiB": 20}}


def balanced(**members: Any) -> dict[str, Any]:
    return {"loadBalancers": [{**ENTRY, **members}]}


def connect(*services: dict[str, Any], **members: Any) -> dict[str, Any]:
    block = {"enabled": True, "namespace": "internal", "services": list(services), **members}
    return {"serviceConnectConfiguration": block}


def endpoint(**members: Any) -> dict[str, Any]:
    return {"portName": "http", "clientAliases": [{"port": 80}], **members}


def named_port(**members: Any) -> dict[str, Any]:
    mapping = {"containerPort": 80, "name": "http", **members}
    return {**FARGATE, "containerDefinitions": [{**WEB, "portMappings": [mapping]}]}


def threshold(kind: str, value: int) -> dict[str, Any]:
    return deployment(deploymentCircuitBreaker={"thresholdConfiguration": {"type": kind, "value": value}})


def volumes(*items: Any) -> dict[str, Any]:
    return {**FARGATE, "volumes": list(items)}


AT_LAUNCH = {"name": "data", "configuredAtLaunch": True}
HOOK = {"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"]}
FUNCTION = {
    "lifecycleStages": ["POST_SCALE_UP"],
    "hookTargetArn": "arn:aws:lambda:eu-west-1:123456789012:function:f",
    "roleArn": "r",
}


def blue_green(**members: Any) -> dict[str, Any]:
    block = {"alternateTargetGroupArn": f"{GROUP}2", "productionListenerRule": "${RULE}", "roleArn": "r"}
    return {
        **deployment(strategy="BLUE_GREEN", bakeTimeInMinutes=5),
        "loadBalancers": [{**ENTRY, "advancedConfiguration": {**block, **members}}],
    }


def linear(percent: float | None, minutes: int | None, rule: str = "") -> dict[str, Any]:
    """A linear deployment in steps of ``percent`` every ``minutes``, by a listener or rule."""
    given = {"stepPercent": percent, "stepBakeTimeInMinutes": minutes}
    steps = {name: value for name, value in given.items() if value is not None}
    block = {"productionListenerRule": f"{LISTENER}{rule}"}
    balancers = [{**ENTRY, "advancedConfiguration": block}] if rule else []
    return {**deployment(strategy="LINEAR", linearConfiguration=steps), "loadBalancers": balancers}
