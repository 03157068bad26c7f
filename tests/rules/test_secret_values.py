"""No report shows a credential."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import invoke

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
    result = invoke(["check", "--format", output, str(path)])
    assert "ECS322" in result.output
    assert [secret for secret in SECRETS if secret in result.output] == []


def test_names_stay_readable_beside_what_is_hidden(tmp_path: Path) -> None:
    template = """\
Parameters:
  Stage: {Type: String, Default: production}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          Image: public.ecr.aws/nginx/nginx:1.27
          Memory: 128
          Environment:
            - {Name: DB_PASSWORD, Value: password}
            - {Name: DJANGO_SECRET_KEY, Value: DJANGO_SECRET_KEY}
            - {Name: APP_CONFIG, Value: x}
          Secrets: !If
            - Extra
            - - {Name: APP_CONFIG, ValueFrom: !Ref ConfigName}
              - {Name: API_KEY, ValueFrom: !Sub '${Stage}/web/api:key'}
            - []
Conditions:
  Extra: !Equals [!Ref Stage, production]
"""
    path = tmp_path / "template.yaml"
    path.write_text(template, encoding="utf-8")
    shown = invoke(["check", "--isolated", "--format", "concise", str(path)]).stdout
    assert '"DB_PASSWORD" holds a password in plain text' in shown
    assert '"APP_CONFIG" is in "Environment" as well as in "Secrets"' in shown
    assert "no parameter or resource named ConfigName" in shown
    assert "parameter Stage defaults to production" in shown
    assert "**" not in shown


TWICE = """\
family: web
containerDefinitions:
  - name: web
    image: nginx:1
    memory: 256
    environment:
      - name: DB_PASSWORD
        value: hunter2lost
        value: hunter3kept
    dockerLabels:
      ApiToken: tok12345a
      Header: a
      Header: tok12345b
"""


def test_keys_stay_readable_where_one_is_there_twice(tmp_path: Path) -> None:
    """The values of both may be credentials: the first is not in the data."""
    path = tmp_path / "task-definition.yaml"
    path.write_text(TWICE, encoding="utf-8")
    shown = invoke(["check", "--isolated", "--no-color", str(path)]).stdout
    assert 'the key "Header" is there twice' in shown
    assert 'the key "value" is there twice' in shown
    assert [word for word in ("hunter", "tok1") if word in shown] == []
