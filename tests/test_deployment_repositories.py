"""Repositories whose files are not what is registered: what fills them in leaves no error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

TASK = {
    "family": "shop",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "256",
    "memory": "512",
    "executionRoleArn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
    "containerDefinitions": [
        {"name": "web", "essential": True, "portMappings": [{"containerPort": 8080, "protocol": "tcp"}]}
    ],
}
RENDER = (
    "runs:\n  steps:\n    - uses: aws-actions/amazon-ecs-render-task-definition@v1\n"
    "      with: {task-definition: task.json, container-name: web, image: x}\n"
    "    - uses: aws-actions/amazon-ecs-deploy-task-definition@v2\n"
)
DELETES = "deploy:\n  script:\n    - jq '.taskDefinition | del(.revision)' task.json > t.json\n"
PROGRAM = (
    'task = json.load(open("task.json"))\ntask["containerDefinitions"][0]["image"] = image\n'
    'task["cpu"] = "256"\ntask.pop("revision")\necs.register_task_definition(**task)\n'
)
SCRIPT = (
    "const task = require('./task.json');\ntask.containerDefinitions[0].image = image;\ntask.cpu = '256';\n"
    "delete task.revision;\nawait ecs.send(new RegisterTaskDefinitionCommand(task));\n"
)
INLINE = (
    "jobs:\n  d:\n    steps:\n      - shell: python\n        run: |\n"
    "          task = json.load(open('task.json'))\n"
    "          task['containerDefinitions'][0].update({'image': image})\n          task.update(cpu=cpu)\n"
    "          for each in ('revision',): task.pop(each)\n          ecs.register_task_definition(**task)\n"
)
OPTIONS = (
    "aws ecs register-task-definition --cli-input-json file://task.json \\\n  --cpu $CPU --memory $MEM\n"
)
POWERSHELL = (
    "(Get-Content task.json).Replace('#CPU','256') | Set-Content t.json\n"
    "$task = Get-Content t.json | ConvertFrom-Json # task.json\n"
    "$task.containerDefinitions[0].image = $image\n"
)
IMAGE = "jq --arg image $IMAGE '.containerDefinitions[0].image = $image' task.json > t.json\n"
JOIN = "jq -s '.[0] * .[1]' task.json prod.json > t.json\n"
SIZE = {"cpu": "256", "memory": "512"}
WITHOUT_SIZE = {name: value for name, value in TASK.items() if name not in SIZE}
REST = {name: value for name, value in TASK.items() if name not in ("containerDefinitions", "family")}
HARNESS = {
    "serviceName": "shop",
    "desiredCount": 1,
    "loadBalancers": [{"targetGroupArn": "<+targetGroupArn>", "containerName": "web", "containerPort": 8080}],
}

REPOSITORIES: dict[str, dict[str, Any]] = {
    "composite action": {".github/actions/ship/action.yaml": RENDER, "task.json": {**TASK, "revision": 7}},
    "containers of a plugin": {
        ".buildkite/pipeline.yml": "steps: [{plugins: [{ecs-deploy#v4: {task-definition: task.json}}]}]\n",
        "containers.json": [{"name": "web", "essential": True}],
        "task.json": REST,
    },
    "members deleted": {
        ".gitlab-ci.yml": DELETES + f"    - {IMAGE}",
        "task.json": {"taskDefinition": {**TASK, "revision": 7}},
    },
    "program": {"deploy.py": PROGRAM, "task.json": {**TASK, "cpu": "", "revision": 7}},
    "program of Node.js": {"deploy.mjs": SCRIPT, "task.json": {**TASK, "cpu": "", "revision": 7}},
    "expressions of Harness": {"service.json": HARNESS},
    "joined": {"merge.sh": f"{IMAGE}{JOIN}", "task.json": WITHOUT_SIZE, "prod.json": SIZE},
    "program in a workflow": {
        ".github/workflows/d.yml": INLINE,
        "task.json": {**TASK, "cpu": "", "revision": 7},
    },
    "options": {"ship.sh": f"{IMAGE}{OPTIONS}", "task.json": WITHOUT_SIZE},
    "PowerShell": {"deploy.ps1": POWERSHELL, "task.json": {**TASK, "cpu": "#CPU"}},
    "runner of tasks": {"Taskfile.yml": f"cmds:\n  - {IMAGE}", "task.json": TASK},
    "just": {"justfile": f"deploy:\n    {IMAGE}", "task.json": TASK},
    "scripts of a package": {"package.json": {"scripts": {"deploy": IMAGE}}, "task.json": TASK},
}
"""Files by their names; the tools beside them are what the file needs."""

NEEDED = {"expressions of Harness": None, "containers of a plugin": "containers.json"}
"""What shows it, where that is not the first file."""


def errors(folder: Path) -> list[str]:
    found = json.loads(invoke(["check", "--format", "json", str(folder)]).stdout)["findings"]
    return [f"{f['rule']} {f['pointer']}" for f in found if f["severity"] == "error"]


@pytest.mark.parametrize("name", REPOSITORIES)
def test_what_is_filled_in_is_no_error(name: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    files = REPOSITORIES[name]
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert errors(tmp_path) == []
    needed = NEEDED.get(name, next(iter(files)))
    if needed is not None:
        (tmp_path / needed).unlink()
        assert errors(tmp_path) != []
