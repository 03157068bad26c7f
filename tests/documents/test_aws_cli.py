"""Calls of ``aws ecs``: where they are found, how options become inputs, and what is reported where."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.documents.aws_cli.arguments import option_name
from ecslint.documents.aws_cli.commands import commands
from ecslint.documents.aws_cli.shorthand import Shorthand, ShorthandError
from ecslint.source.shell import read_line
from tests.terraform.test_modules import lint, shown

TASK = (
    "aws ecs register-task-definition --family web --requires-compatibilities FARGATE \\\n"
    "  --network-mode awsvpc --cpu 256 --memory %s \\\n"
    '  --container-definitions \'[{"name": "web", "image": "nginx:1.27"}]\'\n'
)


def found(folder: Path, name: str, text: str) -> list[tuple[str, str, int]]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return shown(lint(folder))


def test_words_of_a_line() -> None:
    text = 'aws ecs x --a "b ${C} d" $E \'f g\' \\\n  "$(h \'i\' "j")" ${{ github.k }} <l m> --n=o | p'
    line = read_line(text, 0)
    assert [word.text for word in line.words[3:]] == [
        *("--a", "b ${C} d", "${E}", "f g", "${command}", "${github}", "<l m>", "--n=o"),
    ]
    assert [word.is_open for word in line.words[3:9]] == [False, False, True, False, False, True]
    assert text[line.words[4].start : line.words[4].end] == '"b ${C} d"'


@pytest.mark.parametrize("text", ["a 'b", 'a "b', "a $(b", "a ${b", "a `b", "a \\", "a <", "a #b", ""])
def test_broken_lines_end(text: str) -> None:
    assert read_line(text, 0).end <= len(text)


def test_shorthand() -> None:
    read = Shorthand("a={b=[c,d],e=${F}},g=1,2,h='i,j'", ("x",))
    assert read.data == {"a": {"b": ["c", "d"], "e": "${F}"}, "g": ["1", "2"], "h": "i,j"}
    key, value = read.places[("x", "a", "b", 1)]
    assert (key, value) == ((8, 9), (8, 9))
    for wrong in ("a", "a={b", "a=[b", "=", "a=1,"):
        with pytest.raises(ShorthandError):
            Shorthand(wrong, ())


def test_names_of_options() -> None:
    assert option_name("enableECSManagedTags") == "enable-ecs-managed-tags"
    assert option_name("taskDefinition") == "task-definition"


def test_a_script(tmp_path: Path) -> None:
    assert found(tmp_path, "deploy.sh", TASK % 4096) == [("ECS101", "deploy.sh", 2)]
    assert found(tmp_path, "deploy.sh", TASK % 512) == []


@pytest.mark.parametrize("memory", ["$MEMORY", '"${MEMORY}"', "$(cat size)", "<memory>", "${{ env.MEMORY }}"])
def test_what_the_shell_fills_in_is_not_known(tmp_path: Path, memory: str) -> None:
    assert found(tmp_path, "deploy.sh", TASK % memory) == []


def test_a_makefile_and_markdown(tmp_path: Path) -> None:
    made = found(tmp_path, "Makefile", "deploy:\n\t" + (TASK % 4096).replace("\n  ", "\n\t  "))
    assert made == [("ECS101", "Makefile", 3)]
    (tmp_path / "Makefile").unlink()
    fenced = "Run `aws ecs run-task --count 20`:\n\n```sh\n" + TASK % 4096 + "```\n"
    assert found(tmp_path, "README.md", fenced) == [("ECS101", "README.md", 5)]


WORKFLOW = """on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: |
          aws ecs run-task --cluster main --task-definition web:1 --launch-type FARGATE \\
            --network-configuration "awsvpcConfiguration={subnets=[$SUBNET],assignPublicIp=%s}"
      - run: >-
          aws ecs run-task --task-definition web:1
          --count %s
      - run: aws ecs run-task --task-definition web:1 --count 2
"""


def test_a_workflow(tmp_path: Path) -> None:
    assert found(tmp_path, ".github/workflows/deploy.yml", WORKFLOW % ("ENABLED", 2)) == []
    wrong = found(tmp_path, ".github/workflows/deploy.yml", WORKFLOW % ("YES", 20))
    assert wrong == [("ECS012", "deploy.yml", 8), ("ECS180", "deploy.yml", 11)]


def test_services_know_the_task_definition_of_the_script(tmp_path: Path) -> None:
    service = (
        "aws ecs create-service --service-name web --task-definition web --desired-count 1 \\\n"
        "  --launch-type FARGATE --network-configuration 'awsvpcConfiguration={subnets=[$NET]}' \\\n"
        "  --load-balancers targetGroupArn=$GROUP,containerName=app,containerPort=80\n"
    )
    assert found(tmp_path, "deploy.sh", TASK % 512 + service) == [("ECS545", "deploy.sh", 6)]


def test_files_of_options(tmp_path: Path) -> None:
    (tmp_path / "containers.json").write_text(
        '[\n  {"name": "web", "image": "nginx:1.27", "memory": 1024}\n]\n', encoding="utf-8"
    )
    text = TASK.replace('\'[{"name": "web", "image": "nginx:1.27"}]\'', "file://containers.json")
    assert found(tmp_path, "deploy.sh", text % 512) == [("ECS105", "deploy.sh", 2)]
    whole = "aws ecs register-task-definition --cli-input-json file://task.json\n"
    (tmp_path / "task.json").write_text(
        '{"family": "a", "cpu": "256", "memory": "4096", "networkMode": "awsvpc",'
        ' "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{"name": "a", "image": "b"}]}',
        encoding="utf-8",
    )
    once = [each for each in found(tmp_path, "deploy.sh", whole) if each[0] == "ECS101"]
    assert once == [("ECS101", "task.json", 1)]


def test_nothing_is_read_outside_the_tree(tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text('[{"name": "web", "cpu": "1"}]', encoding="utf-8")
    inner = tmp_path / "tree"
    text = "aws ecs register-task-definition --family a --container-definitions file://../outside.json\n"
    assert found(inner, "deploy.sh", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "# aws ecs create-service --launch-type WRONG",
        'echo "aws ecs create-service --launch-type WRONG"',
        "aws ecs create-service --launch-type ...",
        "aws ecs create-service --service-name web [--launch-type TYPE]",
        "aws ecs create-service --generate-cli-skeleton --launch-type WRONG",
        "aws ecs describe-services --services web",
        'aws ecs create-service "${ARGUMENTS[@]}"',
        'aws ecs create-service --cli-input-json "$(cat service.json)"',
    ],
)
def test_what_is_no_call_or_not_known(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, "deploy.sh", text + "\n") == []


def test_comments_suppress(tmp_path: Path) -> None:
    text = "# ecslint: ignore[ECS101] a special quota\n" + TASK % 4096
    assert found(tmp_path, "deploy.sh", text) == []


def test_many_calls_are_bounded() -> None:
    assert len(list(commands("aws ecs run-task --count 1\n" * 1000, "shell"))) == 300


WRITTEN = """#!/bin/bash
cat %s <<%s
{
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "%s",
  "containerDefinitions": [{"name": "web", "image": "$REPOSITORY:${TAG}"}]
}
EOF
aws ecs register-task-definition --cli-input-json file://task.json
"""


@pytest.mark.parametrize(
    ("target", "mark"), [("> task.json", "EOF"), (">./task.json", "'EOF'"), ("| tee task.json", "EOF")]
)
def test_files_that_the_script_writes_itself(tmp_path: Path, target: str, mark: str) -> None:
    assert found(tmp_path, "deploy.sh", WRITTEN % (target, mark, "4096")) == [("ECS101", "deploy.sh", 8)]
    assert found(tmp_path, "deploy.sh", WRITTEN % (target, mark, "2048")) == []
    assert found(tmp_path, "deploy.sh", WRITTEN % (target, mark, "$(memory)")) == []
    twice = WRITTEN % (target, mark, "4096") + WRITTEN % (target, mark, "4096")
    assert found(tmp_path, "deploy.sh", twice) == []
    assert found(tmp_path, "deploy.sh", WRITTEN % ("> other.json", mark, "4096")) == []
