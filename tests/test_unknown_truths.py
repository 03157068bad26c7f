"""Members that are not known are taken neither for true nor for false, by commands either."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

UNKNOWN: dict[str, Any] = {"Ref": "Given"}


@pytest.mark.parametrize("command", ["check", "reach", "rollout", "capacity", "firelens"])
@pytest.mark.parametrize("member", ["ExtraHosts", "Name", "PortMappings"])
def test_what_is_not_known_of_a_container_stops_nothing(command: str, member: str, tmp_path: Path) -> None:
    router = {
        "Name": "log",
        "Image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.5",
        "Memory": 64,
        "FirelensConfiguration": {"Type": "fluentbit"},
    }
    web = {
        "Name": "web",
        "Image": "nginx:1",
        "Memory": 64,
        "PortMappings": [{"ContainerPort": UNKNOWN, "HostPort": UNKNOWN}],
        "Environment": [{"Name": "API", "Value": "http://api.local:80"}],
        "LogConfiguration": {"LogDriver": "awsfirelens", "Options": {"Name": "cloudwatch"}},
        member: [{"ContainerPort": UNKNOWN, "HostPort": UNKNOWN}] if member == "PortMappings" else UNKNOWN,
    }
    task = {"Family": "a", "NetworkMode": "host", "ContainerDefinitions": [web, router]}
    service = {
        "TaskDefinition": {"Ref": "T"},
        "DesiredCount": 2,
        "SchedulingStrategy": "DAEMON",
        "LoadBalancers": [{"ContainerName": "web", "ContainerPort": 80, "TargetGroupArn": "x"}],
    }
    resources = {
        "T": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
        "S": {"Type": "AWS::ECS::Service", "Properties": service},
    }
    parameters = {"Given": {"Type": "String"}}
    path = tmp_path / "t.template"
    path.write_text(json.dumps({"Parameters": parameters, "Resources": resources}))
    done = invoke([command, str(path)])
    assert "unresolved value" not in done.output
    assert "unforeseen" not in done.output
    assert "fault" not in done.stderr
