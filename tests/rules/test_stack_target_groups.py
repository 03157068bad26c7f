"""Target groups of a template: what they ask for, and how long they wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.helpers import report
from tests.rules.test_stack_links import TEMPLATE, found

GROUP = "/Resources/Group/Properties/"


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ("HealthCheckIntervalSeconds: 300", []),
        ("HealthCheckIntervalSeconds: 301", ["error HealthCheckIntervalSeconds"]),
        ("HealthCheckIntervalSeconds: 6", []),
        ("HealthCheckIntervalSeconds: 5", ["error HealthCheckIntervalSeconds"]),  # the timeout is 5
        ("HealthCheckTimeoutSeconds: 2", []),
        ("HealthCheckTimeoutSeconds: 1", ["error HealthCheckTimeoutSeconds"]),
        ("HealthCheckTimeoutSeconds: 29", []),
        ("HealthCheckTimeoutSeconds: 30", ["error HealthCheckTimeoutSeconds"]),  # the interval is 30
        ("HealthCheckTimeoutSeconds: 120, HealthCheckIntervalSeconds: 121", []),
        ("HealthCheckTimeoutSeconds: 9, HealthCheckIntervalSeconds: 9", ["error HealthCheckTimeoutSeconds"]),
        ("HealthCheckTimeoutSeconds: 9, HealthCheckIntervalSeconds: !Ref Any", []),
        ("HealthyThresholdCount: 2, UnhealthyThresholdCount: 10", []),
        ("HealthyThresholdCount: 1", ["error HealthyThresholdCount"]),
        ("UnhealthyThresholdCount: 11", ["error UnhealthyThresholdCount"]),
        ("Name: a23456789-123456789-123456789-12", []),
        ("Name: a23456789-123456789-123456789-123", ["error Name"]),
        ("Name: -web", ["error Name"]),
        ("Name: web-", ["error Name"]),
        ("Name: my_web", ["error Name"]),
        ('Name: !Sub "${Any}-web"', []),
        ('Name: !Sub "-${Any}"', ["error Name"]),
        ('Name: !Sub "${Any}-"', ["error Name"]),
    ],
)
def test_target_groups_of_the_template(properties: str, expected: list[str], tmp_path: Path) -> None:
    change = ("Properties: {VpcId: vpc-1,", f"Properties: {{VpcId: vpc-1, {properties},")
    assert [line.replace(GROUP, "") for line in found("ECS555", tmp_path, change)] == expected


@pytest.mark.parametrize(
    ("protocol", "expected"),
    [
        ("TCP", []),
        ("TCP, HealthCheckProtocol: HTTP", ["warning HealthCheckTimeoutSeconds"]),
        ("TCP, HealthCheckProtocol: TCP", []),
        ("HTTPS", ["error HealthCheckTimeoutSeconds"]),
    ],
)
def test_only_checks_over_http_answer_too_late(protocol: str, expected: list[str], tmp_path: Path) -> None:
    times = "HealthCheckTimeoutSeconds: 9, HealthCheckIntervalSeconds: 9"
    changes = (
        ("Port: 80, Protocol: HTTP", f"{times}, Port: 80, Protocol: {protocol}"),
        ("      Protocol: HTTP\n", "      Protocol: !Ref Any\n"),
    )
    assert [line.replace(GROUP, "") for line in found("ECS555", tmp_path, *changes)] == expected


@pytest.mark.parametrize(
    ("properties", "others"),
    [
        ("HealthCheckTimeoutSeconds: 9, HealthCheckIntervalSeconds: 8", ["HealthCheckIntervalSeconds"]),
        ("HealthCheckTimeoutSeconds: 30", []),
        ("HealthCheckIntervalSeconds: 5", []),
    ],
)
def test_times_that_are_compared(properties: str, others: list[str], tmp_path: Path) -> None:
    text = TEMPLATE.replace("Properties: {VpcId: vpc-1,", f"Properties: {{VpcId: vpc-1, {properties},")
    (finding,) = report(text, tmp_path, "ECS555")
    assert [related["pointer"].removeprefix(GROUP) for related in finding["related"]] == others
