"""The structure of documents: members of containers, and fields beside or below where they belong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_structure import in_container

MEMBERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"dockerLabels": {"a": None, "b": ""}}, ['"a" is null; remove it']),
    ({"memory": 512.0}, []),
    ({"memory": 512.5}, ['"memory" is a number, 512.5; use a whole number']),
    (
        {"secrets": [{"name": None, "valueFrom": "x"}]},
        ['"name" is null, but item 1 of "secrets" needs it; set it'],
    ),
    (
        {"secrets": [{}]},
        [f'item 1 of "secrets" has no "{name}", which is required; add it' for name in ("name", "valueFrom")],
    ),
    ({"portMapings": 5}, ['"portMapings" is not a field of "containerDefinitions"; use "portMappings"']),
    (
        {"PortMappings": None},
        ['"PortMappings" is not a field of "containerDefinitions"; use "portMappings"'],
    ),
    (
        {"HealthCheck": {}},
        [
            '"HealthCheck" is not a field of "containerDefinitions"; use "healthCheck"',
            '"HealthCheck" is empty; remove it, or add "command"',
        ],
    ),
    ({"po": 1}, ['"po" is not a field of "containerDefinitions"; remove it']),
    ({"por": 1}, ['"por" is not a field of "containerDefinitions"; use "portMappings"']),
    (
        {"portMappings": [{"image": "x"}]},
        ['"image" is not a field of "portMappings"; move it into "containerDefinitions"'],
    ),
    (
        {"linuxParameters": {"frobnicate": 1}},
        [
            '"frobnicate" is not a field of "linuxParameters"; use capabilities, devices, '
            "initProcessEnabled, sharedMemorySize, tmpfs, maxSwap or swappiness"
        ],
    ),
]


@pytest.mark.parametrize(("container", "messages"), MEMBERS)
def test_members_of_a_container(container: dict[str, Any], messages: list[str]) -> None:
    assert [message for _, _, message in in_container(**container)] == messages
