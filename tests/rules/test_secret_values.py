"""No report shows a credential."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ecslint.cli import main

FORMATS = (
    "text",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "rdjson",
    "markdown",
)
SECRETS = ("hunter2xyz", "wJalrXUtnFEMIKEY", "s3cr3tToken")
TASK = {
    "family": "web",
    "containerDefinitions": [
        {
            "name": "web",
            "image": "nginx:1.27",
            "memory": 512,
            "environment": [
                {"name": "DB_PASSWORD", "value": SECRETS[0]},
                {"name": "DB_PASSWORD", "value": SECRETS[0]},
                {"name": "URL", "value": f"postgres://app:{SECRETS[0]}@db/app"},
                {"name": "AWS_SECRET_ACCESS_KEY", "value": SECRETS[1]},
                {"name": "API_TOKEN", "value": SECRETS[2]},
            ],
            "command": ["serve", f"--password={SECRETS[0]}", "--token", SECRETS[2]],
        }
    ],
}
SHAPES = (json.dumps(TASK), json.dumps(TASK, indent=2), json.dumps(TASK, indent=1).replace('",\n', '", '))


@pytest.mark.parametrize("output", FORMATS)
@pytest.mark.parametrize("text", SHAPES, ids=["one line", "indented", "pairs on a line"])
def test_no_format_shows_a_credential(output: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "task-definition.json"
    path.write_text(text)
    result = CliRunner().invoke(main, ["check", "--format", output, str(path)])
    assert "ECS322" in result.output
    assert [secret for secret in SECRETS if secret in result.output] == []
