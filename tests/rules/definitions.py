"""Task definitions as plain data, and what one rule finds in them when they are read from a file."""

from __future__ import annotations

import json
from typing import Any

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import run
from ecslint.finding import Finding
from ecslint.source.read import load

IMAGE = "public.ecr.aws/nginx/nginx:1.27"
WINDOWS = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}


def web(**more: Any) -> dict[str, Any]:
    return {"name": "web", "image": IMAGE, **more}


def fargate(*containers: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"}
    return {"family": "web", **base, **more, "containerDefinitions": list(containers) or [web()]}


def ec2(*containers: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {"family": "web", "requiresCompatibilities": ["EC2"]}
    return {**base, **more, "containerDefinitions": list(containers) or [web(memory=128)]}


def linux(**more: Any) -> dict[str, Any]:
    return ec2(web(memory=128, linuxParameters=more))


def findings(definition: dict[str, Any], rule: str) -> list[Finding]:
    units = [read(document) for document in load("task.json", json.dumps(definition).encode())]
    result = run(units, Configuration({"select": (rule,)}, isolated=True))
    assert result.crashes == []
    return result.findings


def found(definition: dict[str, Any], rule: str) -> list[str]:
    """Return severity and pointer of every finding of the rule."""
    return [f"{finding.severity} {finding.pointer}" for finding in findings(definition, rule)]
