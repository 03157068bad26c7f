"""What workflows of GitHub and pipelines of Buildkite name decides which task definition a file goes with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecslint.project.workflows import pairs_in
from tests.command import invoke

GITHUB = """
on: push
env: {TASK: tasks/api.json}
jobs:
  web:
    runs-on: ubuntu-latest
    steps:
      - id: render
        uses: aws-actions/amazon-ecs-render-task-definition@v1
        with: {task-definition: tasks/web.json, container-name: web, image: web}
      - id: again
        uses: aws-actions/amazon-ecs-render-task-definition@v1
        with:
          task-definition: ${{ steps.render.outputs.task-definition }}
          container-name: log
          image: log
      - uses: aws-actions/amazon-ecs-deploy-task-definition@v2
        with:
          task-definition: ${{ steps.again.outputs.task-definition }}
          service: web
          codedeploy-appspec: deploy/web.yaml
  api:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/amazon-ecs-deploy-task-definition@v2
        with: {task-definition: "${{ env.TASK }}", service: api, codedeploy-appspec: deploy/api.yaml}
"""
BUILDKITE = """
steps:
  - plugins:
      - ecs-deploy#v3.1.0:
          cluster: main
          service: web
          task-definition: tasks/web.json
          service-definition: deploy/web-service.json
"""
CALLED = {
    "inputs of a called workflow": "${{ inputs.task }}",
    "another step": "${{ steps.other.outputs.task-definition }}",
    "a variable of the shell": "$TASK",
}


def task(name: str) -> str:
    """Return a task definition with one container of this name."""
    container: dict[str, object] = {"name": name, "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 128}
    container["portMappings"] = [{"containerPort": 80}]
    return json.dumps({"family": name, "containerDefinitions": [container]})


def appspec(container: str) -> str:
    """Return an AppSpec that sends traffic to a container."""
    return (
        "version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n      Properties:\n"
        "        TaskDefinition: <TASK_DEFINITION>\n"
        f"        LoadBalancerInfo: {{ContainerName: {container}, ContainerPort: 80}}\n"
    )


def test_pairs() -> None:
    assert pairs_in(GITHUB) == [("deploy/web.yaml", "tasks/web.json"), ("deploy/api.yaml", "tasks/api.json")]
    assert pairs_in(BUILDKITE) == [("deploy/web-service.json", "tasks/web.json")]


@pytest.mark.parametrize("value", CALLED.values(), ids=list(CALLED))
def test_what_is_not_written_out_is_left_out(value: str) -> None:
    assert pairs_in(GITHUB.replace("${{ env.TASK }}", value)) == [("deploy/web.yaml", "tasks/web.json")]


@pytest.mark.parametrize(
    "text", ["", "- ecs-deploy#", "jobs: [amazon-ecs-deploy-task-definition]", "a: [}ecs-deploy#"]
)
def test_other_texts(text: str) -> None:
    assert pairs_in(text) == []


def test_named_task_definition_decides(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    files = {
        ".github/workflows/deploy.yml": GITHUB,
        "tasks/web.json": task("web"),
        "tasks/api.json": task("api"),
        "deploy/web.yaml": appspec("web"),
        "deploy/api.yaml": appspec("web"),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    result = invoke(
        ["check", "--isolated", "--no-cache", "--select", "ECS830", "--format", "json", str(tmp_path)]
    )
    found = json.loads(result.stdout)["findings"]
    assert [(Path(f["path"]).name, f["rule"]) for f in found] == [("api.yaml", "ECS830")]
