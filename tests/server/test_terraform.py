"""Hover and completion in ``.tf`` files: arguments, blocks, members of container definitions, values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from ecslint.documents.terraform.gaps import gap_at
from ecslint.documents.terraform.spots import spot_at
from ecslint.server import outline_terraform
from tests.server.editor import Editor
from tests.server.test_answers import hover
from tests.steps import Work, assert_linear

MAIN = """
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  container_definitions = jsonencode([
    {
      name         = "web"
      image        = "nginx:1.27"
      stopTimeout  = 90
      portMappings = [{ containerPort = 80, protocol = "tcp" }]
    }
  ])
}

resource "aws_ecs_task_definition" "old" {
  family                = "old"
  container_definitions = <<JSON
[{"name": "old", "image": "old:1", "memory": 512, "privileged": true}]
JSON
}

resource "aws_ecs_service" "web" {
  name          = "web"
  desired_count = 2
  network_configuration {
    subnets          = ["subnet-1"]
    assign_public_ip = true
  }
  dynamic "load_balancer" {
    for_each = var.groups
    content {
      container_port = 80
    }
  }
}

resource "random_id" "x" {
  keepers = { cpu = 1 }
}
"""


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    (tmp_path / "main.tf").write_text(MAIN)
    found = Editor(tmp_path)
    found.open("main.tf")
    return found


@pytest.mark.parametrize(
    ("words", "behind", "told"),
    [
        ("cpu     ", 1, "512 CPU units = 0.5 vCPU"),
        ("memory     ", 1, "with 512 CPU units"),
        ("network_mode", 2, "**network_mode** (NetworkMode)"),
        ('"awsvpc"', 2, "**network_mode** (NetworkMode)"),
        ("stopTimeout", 3, "90 s = 1.5 minutes"),
        ("90", 1, "**stopTimeout**"),
        ("nginx:1.27", 3, "**image**"),
        ("containerPort", 3, "**containerPort**"),
        ('"tcp"', 2, "allowed: `tcp`, `udp`"),
        ("assign_public_ip", 3, "**assign_public_ip** (AssignPublicIp)"),
        ("network_configuration", 3, "**network_configuration** (AwsvpcConfiguration)"),
        ("container_port", 3, "**container_port** (ContainerPort)"),
        ('dynamic "load', 2, "**load_balancer** (LoadBalancers)"),
        ('"privileged"', 3, "not supported on Fargate, Windows"),
        ('"memory": 512', 12, "512 MiB = 0.5 GiB"),
    ],
)
def test_hover_tells_of_arguments_blocks_and_members(
    words: str, behind: int, told: str, editor: Editor
) -> None:
    assert told in hover(editor, "main.tf", words, behind)


@pytest.mark.parametrize("words", ["keepers", "cpu = 1", "for_each", 'resource "random_id"'])
def test_hover_says_nothing_of_what_it_does_not_know(words: str, editor: Editor) -> None:
    assert hover(editor, "main.tf", words, 1) == ""


CONTAINER = "  container_definitions = jsonencode([{"
TASK = 'resource "aws_ecs_task_definition" "web" {\n  family = "web"\n  cpu = 512\n'
SERVICE = 'resource "aws_ecs_service" "web" {\n  name = "web"\n'


@pytest.mark.parametrize(
    ("text", "some", "none"),
    [
        (f"{TASK}  |\n}}\n", {"network_mode", "runtime_platform"}, {"family", "cpu"}),
        (f"{TASK}  netw|\n}}\n", {"network_mode"}, {"family"}),
        (f"{TASK}  runtime_platform {{\n    |\n  }}\n}}\n", {"cpu_architecture"}, {"network_mode"}),
        (f"{TASK}  network_mode = |\n}}\n", {"awsvpc", "bridge", "host"}, set()),
        (f'{TASK}  network_mode = "aw|"\n}}\n', {"awsvpc"}, set()),
        (f'{TASK}  requires_compatibilities = ["|"]\n}}\n', {"FARGATE", "EC2"}, set()),
        (f"{TASK}  memory = |\n}}\n", {"1024", "4096"}, {"512", "8192"}),
        (f"{TASK}{CONTAINER}\n    |\n  }}])\n}}\n", {"image"}, {"family"}),
        (f"{TASK}{CONTAINER} portMappings = [{{ | }}] }}])\n}}\n",
         {"containerPort", "protocol"}, {"image"}),
        (f'{TASK}{CONTAINER} portMappings = [{{ protocol = "|" }}] }}])\n}}\n',
         {"tcp", "udp"}, set()),
        (f"{TASK}{CONTAINER} essential = | }}])\n}}\n", {"true", "false"}, set()),
        (f"{SERVICE}  launch_type = |\n}}\n", {"FARGATE", "EC2"}, set()),
        (f"{SERVICE}  network_configuration {{\n    |\n  }}\n}}\n", {"subnets"}, {"launch_type"}),
        (f'{SERVICE}  dynamic "load_balancer" {{\n    content {{\n      |\n    }}\n  }}\n}}\n',
         {"container_port"}, {"launch_type"}),
        (f"{SERVICE}  # ecslint: ignore[ECS10|\n}}\n", {"ECS101"}, {"launch_type"}),
        ('resource "random_id" "x" {\n  |\n}\n', set(), {"cpu"}),
        (f"{SERVICE}  # a note |\n}}\n", set(), {"launch_type"}),
        ("|", set(), {"cpu"}),
    ],
)  # fmt: skip
def test_completes_arguments_blocks_members_and_values(
    text: str, some: set[str], none: set[str], tmp_path: Path
) -> None:
    editor = Editor(tmp_path)
    at = text.index("|")
    written = text.replace("|", "", 1)
    (tmp_path / "main.tf").write_text(written)
    editor.open("main.tf")
    line, column = written.count("\n", 0, at), at - (written.rfind("\n", 0, at) + 1)
    params = {"textDocument": {"uri": editor.uri("main.tf")}, "position": {"line": line, "character": column}}
    found = {item["label"] for item in editor.ask("textDocument/completion", params)["items"]}
    assert some <= found
    assert not none & found


def test_what_is_written_fits_its_place() -> None:
    gap = gap_at(f"{TASK}  netw = 1\n}}\n", len(TASK) + 4)
    assert gap is not None
    assert (gap.word, gap.has_value, gap.wants) == ("ne", True, "key")


def test_every_position_of_a_file_has_an_answer() -> None:
    for cut in (len(MAIN), len(MAIN) // 2, len(MAIN) // 3):
        text = MAIN[:cut]
        for offset in range(len(text) + 1):
            spot, gap = spot_at(text, offset), gap_at(text, offset)
            assert spot is None or 0 <= spot.start <= offset <= spot.end <= len(text)
            assert gap is None or 0 <= gap.start <= offset <= gap.end <= len(text)


def test_twice_the_text_is_twice_the_work() -> None:
    def prepare(size: int) -> Work:
        text = MAIN * size
        return lambda: gap_at(text, len(text) - 20)

    assert_linear(prepare, 20)


def shape(symbols: list[dict[str, Any]]) -> list[Any]:
    return [(each["name"], each.get("detail"), shape(each["children"])) for each in symbols]


def test_outline_folding_and_links(editor: Editor) -> None:
    document = {"textDocument": {"uri": editor.uri("main.tf")}}
    found = editor.ask("textDocument/documentSymbol", document)
    assert shape(found) == [
        ("aws_ecs_task_definition.web", "resource", [("web", "nginx:1.27", [("80", None, [])])]),
        ("aws_ecs_task_definition.old", "resource", []),
        (
            "aws_ecs_service.web",
            "resource",
            [("network_configuration", None, []), ("load_balancer", "dynamic", [("content", None, [])])],
        ),
        ("random_id.x", "resource", []),
    ]
    for each in found:
        first, last = each["range"]["start"], each["range"]["end"]
        assert first == each["selectionRange"]["start"]
        assert last["line"] >= each["selectionRange"]["end"]["line"]
    folds = editor.ask("textDocument/foldingRange", document)
    lines = MAIN.splitlines()
    assert {lines[fold["startLine"]].strip() for fold in folds} >= {
        'resource "aws_ecs_task_definition" "web" {',
        "container_definitions = jsonencode([",
        "network_configuration {",
    }
    (link,) = editor.ask("textDocument/documentLink", document)
    assert link["target"] == "https://hub.docker.com/_/nginx"


def test_outline_of_every_beginning_of_a_file() -> None:
    for end in range(0, len(MAIN), 3):
        text = MAIN[:end]
        list(outline_terraform.folds(text))
        list(outline_terraform.links(text))
        for each in outline_terraform.symbols(text):
            assert 0 <= each.start <= each.name_start <= each.name_end <= each.end <= len(text)
