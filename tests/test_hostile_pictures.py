"""Pictures and pages of stacks whose names are markup, commands of CI systems or code of Mermaid."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.command import invoke

NAMES = (
    '"><img src=x onerror=alert(1)>\x1b[31m\n</svg><script>alert(1)</script>`]:::c\n##vso[task.complete]x',
    'a"]; click A href "javascript:alert(1)"\n::error::x\u202e%%{init: {}}%% ##teamcity[x]',
)


def stack(name: str) -> dict[str, Any]:
    """Return a service with all that pictures show, each part of this name."""
    kinds = {
        "T": (
            "AWS::ECS::TaskDefinition",
            {
                "Family": name,
                "Cpu": "256",
                "Memory": "512",
                "NetworkMode": "awsvpc",
                "RequiresCompatibilities": ["FARGATE"],
                "ContainerDefinitions": [
                    {"Name": name, "Image": name, "PortMappings": [{"ContainerPort": 80, "Name": name}]}
                ],
            },
        ),
        "S": (
            "AWS::ECS::Service",
            {
                "ServiceName": name,
                "Cluster": name,
                "LaunchType": "FARGATE",
                "DesiredCount": 2,
                "TaskDefinition": {"Ref": f"{name}T"},
                "LoadBalancers": [
                    {"ContainerName": name, "ContainerPort": 80, "TargetGroupArn": {"Ref": f"{name}G"}}
                ],
                "NetworkConfiguration": {
                    "AwsvpcConfiguration": {
                        "Subnets": [{"Ref": f"{name}N"}],
                        "SecurityGroups": [{"Ref": f"{name}F"}],
                    }
                },
            },
        ),
        "N": (
            "AWS::EC2::Subnet",
            {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/28", "Tags": [{"Key": "Name", "Value": name}]},
        ),
        "F": ("AWS::EC2::SecurityGroup", {"GroupName": name, "GroupDescription": name, "VpcId": "vpc-1"}),
        "G": ("AWS::ElasticLoadBalancingV2::TargetGroup", {"Name": name, "Port": 80, "VpcId": "vpc-1"}),
    }
    return {f"{name}{key}": {"Type": kind, "Properties": given} for key, (kind, given) in kinds.items()}


class Elements(HTMLParser):
    """Notes what would do something in a browser."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag in ("img", "iframe", "object", "embed", "foreignobject", "base"):
            self.active.append(tag)
        self.active += [
            f"{tag} {name}"
            for name, value in attrs
            if name.startswith("on") or (value or "").lower().strip().startswith("javascript:")
        ]


@pytest.mark.parametrize("number", range(len(NAMES)))
@pytest.mark.parametrize(
    ("command", "form"),
    [
        *((command, "svg") for command in ("reach", "capacity", "rollout")),
        ("rollout", "html"),
        ("check", "html"),
        ("reach", "mermaid"),
    ],
)
def test_no_name_does_anything_in_a_picture(
    command: str, form: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.template").write_text(json.dumps({"Resources": stack(NAMES[number])}))
    text = invoke([command, "--format", form, "t.template"]).stdout
    assert len(text) > 200
    assert "##vso" not in text
    assert "##teamcity" not in text
    assert "\n::error" not in text
    assert text.replace("\n", "").isprintable()
    if form == "svg":
        ElementTree.fromstring(text)
    if form == "mermaid":
        for line in text.splitlines()[1:]:
            assert line.count('"') in (0, 2), line
            assert line.startswith("  n"), line
        return
    elements = Elements()
    elements.feed(text)
    assert elements.active == []
    assert elements.scripts == (command == "check")
