"""AppSpecs that inputs of create-deployment, and revisions beside them, hold as strings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

SERVICE = {
    "Type": "AWS::ECS::Service",
    "Properties": {
        "TaskDefinition": "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:14",
        "LoadBalancerInfo": {"ContainerName": "shop", "ContainerPort": 8080},
    },
}
GOOD = json.dumps({"version": 0.0, "Resources": [{"TargetService": SERVICE}]})
LATEST = GOOD.replace("shop:14", "shop:latest")
YAML = "version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n      Properties: {}\n"
SERVERS = "version: 0.0\nos: linux\nfiles: []\n"
IN_REVISION = "/revision/appSpecContent/content"


def wrapped(content: str) -> dict[str, Any]:
    """Return an input of create-deployment."""
    revision = {"revisionType": "AppSpecContent", "appSpecContent": {"content": content}}
    return {"applicationName": "shop", "deploymentGroupName": "shop", "revision": revision}


def findings(data: object, folder: Path) -> list[tuple[str, str]]:
    """Return rule and place of what is found."""
    file = folder / "input.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    assert all("edits" not in f or not f["edits"] for f in found)
    return [(f["rule"], f["pointer"]) for f in found if f["severity"] == "error"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD, []),
        (LATEST, [("ECS812", IN_REVISION)]),
        (YAML, [("ECS801", IN_REVISION)] * 2),
        ("version: 0.0\nResources: [", [("ECS801", IN_REVISION)]),
        (SERVERS, []),
        ("<APPSPEC>", []),
        ("REPLACED_BY_CI", []),
        ("${APPSPEC}", []),
        ("  ", []),
    ],
)
def test_the_appspec_of_an_input_is_read(
    content: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert findings(wrapped(content), tmp_path) == expected


def test_a_revision_of_its_own_is_read(tmp_path: Path) -> None:
    revision = wrapped(LATEST)["revision"]
    assert findings(revision, tmp_path) == [("ECS812", "/appSpecContent/content")]
    raw = {"revisionType": "String", "string": {"content": LATEST}}
    assert findings({"applicationName": "shop", "revision": raw}, tmp_path) == [
        ("ECS812", "/revision/string/content")
    ]


def test_other_files_with_a_content_are_not(tmp_path: Path) -> None:
    assert findings({"applicationName": "shop", "revision": "7", "content": LATEST}, tmp_path) == []
