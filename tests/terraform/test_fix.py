"""``--fix`` in Terraform files: literals change, the rest of the text and its form stay."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.command import invoke

HEAD = """resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
"""
REST = """
  container_definitions = jsonencode([
    {
      name  = "web"
      image = "nginx:1.27"
    }
  ])
}
"""


def fixed(folder: Path, text: str, *more: str) -> str:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    invoke(["check", "--isolated", "--unsafe-fixes", *more, str(folder)])
    return (folder / "main.tf").read_text(encoding="utf-8")


def changed(folder: Path, text: str, old: str, new: str) -> bool:
    assert old in text
    return fixed(folder, text) == text.replace(old, new)


def test_a_number_stays_without_quotes(tmp_path: Path) -> None:
    text = HEAD + "  cpu                      = 256\n  memory                   = 768\n" + REST
    assert changed(tmp_path, text, "= 768", "= 1024")


def test_a_string_keeps_its_quotes(tmp_path: Path) -> None:
    text = HEAD + '  cpu                      = "256"\n  memory                   = "768"\n' + REST
    assert changed(tmp_path, text, '"768"', '"1024"')


@pytest.mark.parametrize(
    "memory", ["768 # MiB", 'tonumber("768")', "var.memory", "local.memory", "7 * 128", '"${local.memory}"']
)
def test_only_literals_without_a_comment_change(tmp_path: Path, memory: str) -> None:
    text = HEAD + f"  cpu                      = 256\n  memory                   = {memory}\n" + REST
    text += '\nlocals {\n  memory = 768\n}\n\nvariable "memory" {\n  default = 768\n}\n'
    assert fixed(tmp_path, text) == text


OBJECT = """
  container_definitions = jsonencode([
    {
      name         = "web" # the only one
      image        = "nginx:1.27"
      stopTimeout  = 300
      portMappings = [{ containerPort = "80", hostPort = 8080 }]
      environment  = [{ name = "A", value = 5 }]
    }
  ])
}
"""


def test_members_of_jsonencode(tmp_path: Path) -> None:
    text = HEAD + "  cpu                      = 256\n  memory                   = 512\n" + OBJECT
    new = text.replace("= 300", "= 120").replace("value = 5 ", 'value = "5" ')
    new = new.replace('containerPort = "80", hostPort = 8080', "containerPort = 80")
    assert fixed(tmp_path, text) == new


HEREDOC = """
  container_definitions = <<JSON
  [
    {
      "name": "web",
      "image": "nginx:${var.tag}",
      "stopTimeout": 300,
      "environment": [{"name": "A", "value": 5}]
    }
  ]
  JSON
}

variable "tag" {}
"""


def test_members_of_a_heredoc(tmp_path: Path) -> None:
    text = HEAD + "  cpu                      = 256\n  memory                   = 512\n" + HEREDOC
    new = text.replace('"stopTimeout": 300', '"stopTimeout": 120').replace('"value": 5', '"value": "5"')
    assert fixed(tmp_path, text) == new


def test_a_file_with_mistakes_is_left_alone(tmp_path: Path) -> None:
    text = (
        HEAD + "  cpu                      = 256\n  memory                   = 768\n  pid_mode = = 3\n" + REST
    )
    assert fixed(tmp_path, text) == text


def test_diff_writes_nothing(tmp_path: Path) -> None:
    text = HEAD + "  cpu                      = 256\n  memory                   = 768\n" + REST
    assert fixed(tmp_path, text, "--diff") == text


@pytest.mark.needs("terraform")
@pytest.mark.parametrize("body", [REST, OBJECT, HEREDOC])
def test_terraform_fmt_would_change_nothing(tmp_path: Path, body: str) -> None:
    text = HEAD + "  cpu                      = 256\n  memory                   = 768\n" + body
    new = fixed(tmp_path, text)
    assert new != text
    done = subprocess.run(["terraform", "fmt", "-check", str(tmp_path)], capture_output=True, check=False)
    assert done.returncode == 0


def test_reports_have_the_edits(tmp_path: Path) -> None:
    text = HEAD + "  cpu                      = 256\n  memory                   = 768\n" + REST
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    arguments = ["check", "--isolated", "--format", "json", "--select", "ECS101", str(tmp_path)]
    report = json.loads(invoke(arguments).stdout)
    assert "1024" in json.dumps(report["findings"][0]["fix"])


def test_values_in_terraform_json_are_fixed(tmp_path: Path) -> None:
    task = {"family": "web", "requires_compatibilities": ["FARGATE"], "network_mode": "awsvpc"}
    containers = json.dumps([{"name": "web", "image": "nginx:1.27"}])
    task |= {"cpu": 256, "memory": "768", "container_definitions": containers}
    path = tmp_path / "main.tf.json"
    text = json.dumps({"resource": {"aws_ecs_task_definition": {"web": task}}}, indent=2)
    path.write_text(text, encoding="utf-8")
    invoke(["check", "--isolated", "--unsafe-fixes", str(tmp_path)])
    assert path.read_text(encoding="utf-8") == text.replace('"768"', '"1024"')
