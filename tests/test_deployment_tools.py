"""What a tool of the repository drops is a warning only."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ecslint.facts import deployment_tools as facts
from tests.command import invoke

DEFINITION = {
    "family": "web",
    "revision": 7,
    "status": "ACTIVE",
    "deleteRequestedAt": "2026-01-01",
    "containerDefinitions": [{"name": "web", "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 512}],
}
STEP = f"jobs: {{deploy: {{steps: [{{uses: aws-actions/{facts.ACTION}@v2}}]}}}}\n"


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "deploy" / "web"
    folder.mkdir(parents=True)
    (folder / "task-definition.json").write_text(json.dumps(DEFINITION, indent=1), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def severities(*options: str) -> dict[str, str]:
    arguments = ["check", "--format", "json", "--select", "ECS015", "deploy", *options]
    found = json.loads(invoke(arguments).stdout)["findings"]
    return {finding["pointer"]: finding["severity"] for finding in found}


def workflow(folder: Path, text: str = STEP) -> None:
    (folder / ".github" / "workflows").mkdir(parents=True)
    (folder / ".github" / "workflows" / "deploy.yml").write_text(text, encoding="utf-8")


def test_nobody_drops_it(deep: Path, tmp_path: Path) -> None:
    workflow(tmp_path, "jobs: {}\n")
    assert set(severities().values()) == {"error"}


def test_the_action_drops_what_it_knows(deep: Path, tmp_path: Path) -> None:
    workflow(tmp_path)
    assert severities() == {"/revision": "warning", "/deleteRequestedAt": "error"}  # status is told along


def test_a_workflow_of_another_repository_says_nothing(deep: Path, tmp_path: Path) -> None:
    (deep / ".git").mkdir()
    workflow(tmp_path)
    assert set(severities().values()) == {"error"}


@pytest.mark.parametrize("name", sorted(facts.ECSPRESSO))
def test_ecspresso_drops_all(deep: Path, name: str) -> None:
    (deep / name).write_text("region: eu-west-1\n", encoding="utf-8")
    assert set(severities().values()) == {"warning"}


def test_what_describe_prints_stays_an_error(deep: Path, tmp_path: Path) -> None:
    workflow(tmp_path)
    wrapped = json.dumps({"taskDefinition": DEFINITION})
    (deep / "task-definition.json").write_text(wrapped, encoding="utf-8")
    assert severities()["/taskDefinition"] == "error"


def found(folder: Path, *options: str) -> set[str]:
    """Return rule, severity and pointer of what is said of a folder, without opinions."""
    arguments = ["check", "--format", "json", str(folder), *options]
    findings = json.loads(invoke(arguments).stdout)["findings"]
    return {f"{f['rule']} {f['severity']} {f['pointer']}" for f in findings if f["severity"] != "info"}


def test_ecspresso_unwraps_what_describe_prints(deep: Path) -> None:
    (deep / "deploy.yml").write_text("task_definition: task-definition.json\n", encoding="utf-8")
    wrapped = json.dumps({"taskDefinition": DEFINITION})
    (deep / "task-definition.json").write_text(wrapped, encoding="utf-8")
    assert severities()["/taskDefinition"] == "warning"


def test_pipecd_drops_all_and_moves_what_task_sets_have(deep: Path) -> None:
    service = {
        "serviceName": "web",
        "cluster": "main",
        "desiredCount": 1,
        "deploymentController": {"type": "EXTERNAL"},
        "launchType": "EC2",
    }
    (deep / "servicedef.json").write_text(json.dumps(service), encoding="utf-8")
    assert "ECS527 warning /launchType" in found(deep)
    (deep / "app.pipecd.yaml").write_text("apiVersion: pipecd.dev/v1beta1\nkind: ECSApp\n", encoding="utf-8")
    assert set(severities().values()) == {"warning"}


def test_codepipeline_may_drop_them(deep: Path) -> None:
    appspec = (
        "version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n      Properties:\n"
    )
    text = f"{appspec}        TaskDefinition: <TASK_DEFINITION>\n"
    (deep / "appspec.yaml").write_text(text, encoding="utf-8")
    assert set(severities().values()) == {"warning"}


def lacking(**members: object) -> str:
    """Return a task definition for Fargate that lacks what it needs to log, with other members."""
    container = {
        "name": "web",
        "image": "public.ecr.aws/nginx/nginx:1.27",
        "logConfiguration": {"logDriver": "awslogs", "options": {"mode": "non-blocking"}},
    }
    task = {
        "family": "web",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [container],
    }
    return json.dumps({**task, **members})


def test_what_scripts_fill_in_is_no_finding(deep: Path, tmp_path: Path) -> None:
    (deep / "task-definition.json").write_text(lacking(), encoding="utf-8")
    assert {each[:6] for each in found(deep) if " error " in each} == {"ECS301", "ECS702"}
    workflow(
        tmp_path,
        "steps:\n  - run: jq '.executionRoleArn = $r' deploy/web/task-definition.json > out.json\n"
        "  - uses: aws-actions/amazon-ecs-render-task-definition@v1\n    with:\n"
        "      log-configuration-options: |\n        awslogs-group=x\n",
    )
    assert {each for each in found(deep) if " error " in each} == set()


def test_a_script_for_another_file_says_nothing(deep: Path, tmp_path: Path) -> None:
    (deep / "task-definition.json").write_text(lacking(), encoding="utf-8")
    (tmp_path / "deploy.sh").write_text("jq '.executionRoleArn = $r' other.json\n", encoding="utf-8")
    assert {each[:6] for each in found(deep) if " error " in each} == {"ECS301", "ECS702"}


def test_what_sed_replaces_is_not_known(deep: Path, tmp_path: Path) -> None:
    (deep / "task-definition.json").write_text(lacking(cpu="the-cpu"), encoding="utf-8")
    assert any(each.endswith("/cpu") for each in found(deep))
    (tmp_path / "Makefile").write_text("deploy:\n\tsed -e 's/the-cpu/512/' $(FILE)\n", encoding="utf-8")
    assert not any(each.endswith("/cpu") for each in found(deep))


def test_a_partial_definition_is_merged(deep: Path, tmp_path: Path) -> None:
    partial = {"containerDefinitions": [{"name": "web", "image": "public.ecr.aws/nginx/nginx:1.27"}]}
    (deep / "task-definition.json").write_text(json.dumps(partial), encoding="utf-8")
    assert any(" error " in each for each in found(deep))
    workflow(tmp_path, "with:\n  use-partial-taskdefinition: true\n")
    assert not any(" error " in each for each in found(deep))


def test_terraform_ignores_unknown_members_of_containers(deep: Path) -> None:
    (deep / "task-definition.json").unlink()
    containers = [
        {"name": "web", "image": "public.ecr.aws/nginx/nginx:1.27", "essential": True, "family": "web"}
    ]
    (deep / "containers.json").write_text(json.dumps(containers), encoding="utf-8")
    assert "ECS010 error /0/family" in found(deep)
    (deep.parent / "main.tf").write_text('x = file("web/containers.json")\n', encoding="utf-8")
    assert "ECS010 warning /0/family" in found(deep)


SERVICE = {
    "serviceName": "orders",
    "cluster": "main",
    "launchType": "FARGATE",
    "desiredCount": 1,
    "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-0a1b2c3d4e5f60718"]}},
}
INSTANCES = {
    "family": "agent",
    "requiresCompatibilities": ["EC2"],
    "containerDefinitions": [{"name": "web", "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 512}],
}


def test_a_counterpart_is_named_or_the_only_candidate_of_the_only_asker(deep: Path) -> None:
    (deep / "task-definition.json").write_text(json.dumps(INSTANCES), encoding="utf-8")
    (deep / "orders.json").write_text(json.dumps(SERVICE), encoding="utf-8")
    alone = "ECS508 error /launchType"
    assert alone in found(deep)
    assert alone in found(deep / "orders.json")
    (deep / "agent.json").write_text(json.dumps({**SERVICE, "serviceName": "agent"}), encoding="utf-8")
    assert alone not in found(deep)
    assert alone not in found(deep / "orders.json")
    (deep / "agent.json").unlink()
    (deep / "agent.yml").write_text(
        "service_definition: agent.json\ntask_definition: task-definition.json\n", encoding="utf-8"
    )
    assert alone not in found(deep)
    (deep / "agent.yml").write_text(
        "service_definition: orders.json\ntask_definition: task-definition.json\n", encoding="utf-8"
    )
    assert alone in found(deep)


def test_a_program_in_jsonnet_and_mere_comments_are_passed_over(deep: Path) -> None:
    (deep / "task.jsonnet").write_text("{ family: 'web', containerDefinitions: [] }\n", encoding="utf-8")
    (deep / "notes.yaml").write_text("# to come\n", encoding="utf-8")
    assert found(deep / "task.jsonnet") == set()
    assert found(deep / "notes.yaml") == set()


def test_the_severity_of_the_configuration_holds(deep: Path, tmp_path: Path) -> None:
    workflow(tmp_path)
    (tmp_path / "ecslint.toml").write_text('[severity]\nECS015 = "error"\n', encoding="utf-8")
    assert set(severities("--config", "ecslint.toml").values()) == {"error"}


@pytest.mark.needs("pipes")
def test_a_pipe_is_not_opened(deep: Path, tmp_path: Path) -> None:
    workflow(tmp_path)
    (tmp_path / ".github" / "workflows" / "deploy.yml").unlink()
    os.mkfifo(tmp_path / ".github" / "workflows" / "deploy.yml")
    assert set(severities().values()) == {"error"}


def test_ecspresso_reads_names_in_any_case_and_ignores_unknown_ones(deep: Path) -> None:
    (deep / "ecspresso.yml").write_text("service_definition: service.json\n", encoding="utf-8")
    (deep / "task-definition.json").unlink()
    service = {
        "deploymentConfiguration": {"alarms": {"alarmnames": [], "enable": False, "rollback": False}},
        "loadBalancers": [],
        "schedulingStrategy": "REPLICA",
        "launchType": "FARGATE",
        "somethingElse": 1,
    }
    (deep / "service.json").write_text(json.dumps(service), encoding="utf-8")
    said = {item for item in found(deep) if "ECS010" in item}
    assert said == {"ECS010 warning /somethingElse"}


def test_containers_that_lie_beside_may_be_joined(deep: Path) -> None:
    rest = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"}
    (deep / "task-definition.json").write_text(json.dumps(rest), encoding="utf-8")
    assert "ECS013 error " in found(deep)
    (deep / "containers.json").write_text(json.dumps(DEFINITION["containerDefinitions"]), encoding="utf-8")
    said = {item for item in found(deep) if "ECS013" in item}
    assert said == {"ECS013 warning "}


def test_workflows_are_not_read_through_links_out_of_the_repository(
    deep: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    workflow(outside)
    (deep.parents[1] / ".github").symlink_to(outside / ".github")
    assert set(severities().values()) == {"error"}
    (deep.parents[1] / ".github").unlink()
    (deep.parents[1] / "inside").mkdir()
    workflow(deep.parents[1] / "inside")
    (deep.parents[1] / ".github").symlink_to("inside/.github")
    assert "warning" in severities().values()
