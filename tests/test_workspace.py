"""Which task definition goes with which service, and what is read beside a file named on its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.config.lookup import Configuration
from ecslint.documents.subject import Subject
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import Result, run
from ecslint.project.links import family_of

SERVICE = {"cluster": "main", "serviceName": "web", "desiredCount": 1, "taskDefinition": "web:7"}


def task(family: str | None = "web", **more: Any) -> dict[str, Any]:
    containers = [{"name": "web", "image": "nginx:1.27", "memory": 128, "essential": True}]
    return {**({"family": family} if family else {}), "containerDefinitions": containers, **more}


def write(folder: Path, files: dict[str, Any]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data if isinstance(data, str) else json.dumps(data))


def lint(*paths: str) -> Result:
    inputs = Inputs(list(paths))
    result = run(inputs, Configuration())
    assert inputs.errors == []
    assert result.crashes == []
    return result


def partner(result: Result, path: str) -> str | None:
    """Return the file of the task definition that the only subject of ``path`` is linked to."""
    (subject,) = (s for unit in result.units if unit.document.path == path for s in unit.subjects)
    return next((other.document.path for other in subject.linked if other.kind == "TaskDefinition"), None)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("reference", "family"),
    [
        ("web", "web"),
        ("web:7", "web"),
        ("arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7", "web"),
        ("arn:aws-cn:ecs:cn-north-1:123456789012:task-definition/web", "web"),
        (Unresolved(PLACEHOLDER, "arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/web:${REVISION}"), "web"),
        (Unresolved(PLACEHOLDER, "web:${REVISION}"), "web"),
        (Unresolved(PLACEHOLDER, "${FAMILY}:7"), None),
        (Unresolved(PLACEHOLDER, "web-${STAGE}"), None),
        (Unresolved(PLACEHOLDER, "<TASK_DEFINITION>"), None),
        ("", None),
        (None, None),
    ],
)
def test_family_of_a_reference(reference: str | Unresolved | None, family: str | None) -> None:
    assert family_of(reference) == family


@pytest.mark.parametrize(
    "reference", ["web", "web:7", "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7"]
)
def test_a_service_goes_with_the_family_it_names(folder: Path, reference: str) -> None:
    write(folder, {"service.json": {**SERVICE, "taskDefinition": reference}})
    write(folder, {"web.json": task("web"), "worker.json": task("worker")})
    assert partner(lint("."), "service.json") == "web.json"


def test_a_service_that_names_another_family_is_not_linked(folder: Path) -> None:
    write(folder, {"service.json": {**SERVICE, "taskDefinition": "api:1"}, "task.json": task("web")})
    assert partner(lint("."), "service.json") is None


def test_a_service_without_task_definition_goes_with_the_only_one_beside_it(folder: Path) -> None:
    service = {key: value for key, value in SERVICE.items() if key != "taskDefinition"}
    write(folder, {"a/ecs-service-def.json": {**service, "launchType": ""}, "a/ecs-task-def.json": task()})
    write(folder, {"b/ecs-task-def.json": task("other")})
    assert partner(lint("."), "a/ecs-service-def.json") == "a/ecs-task-def.json"


def test_two_task_definitions_beside_a_service_without_one_are_ambiguous(folder: Path) -> None:
    service = {**SERVICE, "taskDefinition": ""}
    write(folder, {"service.json": service, "a.json": task("a"), "b.json": task("b")})
    assert partner(lint("."), "service.json") is None


def test_the_same_family_twice_in_a_directory_is_ambiguous(folder: Path) -> None:
    write(folder, {"service.json": SERVICE, "dev.json": task(cpu="256"), "prod.json": task(cpu="512")})
    assert partner(lint("."), "service.json") is None


def test_the_directory_comes_before_the_run(folder: Path) -> None:
    write(folder, {"a/service.json": SERVICE, "a/task.json": task(), "b/task.json": task()})
    assert partner(lint("."), "a/service.json") == "a/task.json"


def test_a_family_that_is_unique_in_the_run_is_found_in_another_directory(folder: Path) -> None:
    write(folder, {"services/web.json": SERVICE, "tasks/web.json": task(), "tasks/api.json": task("api")})
    assert partner(lint("."), "services/web.json") == "tasks/web.json"


def test_a_family_that_two_other_directories_have_is_ambiguous(folder: Path) -> None:
    write(folder, {"services/web.json": SERVICE, "dev/web.json": task(), "prod/web.json": task()})
    assert partner(lint("."), "services/web.json") is None


def test_a_placeholder_goes_with_the_only_pair_in_the_directory(folder: Path) -> None:
    service = {**SERVICE, "taskDefinition": "${TASK_DEFINITION_ARN}"}
    write(folder, {"a/service.json": service, "a/task.json": task()})
    write(folder, {"b/one.json": service, "b/two.json": service, "b/task.json": task()})
    result = lint(".")
    assert partner(result, "a/service.json") == "a/task.json"
    assert partner(result, "b/one.json") is None


def test_the_same_placeholder_links_service_and_family(folder: Path) -> None:
    services = {
        f"{name}.service.json": {**SERVICE, "taskDefinition": f"${{{name}}}:3"} for name in ("A", "B")
    }
    write(folder, services | {f"{name}.task.json": task(f"${{{name}}}") for name in ("A", "B")})
    assert partner(lint("."), "B.service.json") == "B.task.json"


def test_a_task_definition_without_family_goes_with_the_service_beside_it(folder: Path) -> None:
    write(folder, {"a/service.json": SERVICE, "a/task.json": task(None)})
    write(folder, {"b/service.json": SERVICE, "b/containers.json": task()["containerDefinitions"]})
    result = lint(".")
    assert partner(result, "a/service.json") == "a/task.json"
    assert partner(result, "b/service.json") == "b/containers.json"


def test_siblings_of_a_named_file_are_read_but_not_reported(folder: Path) -> None:
    broken = task(requiresCompatibilities=["FARGATE"], cpu="512", memory="512", networkMode="awsvpc")
    write(folder, {"service.json": SERVICE, "task.json": broken, "notes.json": "{]", "list.json": [1, 2]})
    result = lint("service.json")
    assert partner(result, "service.json") == "task.json"
    assert [unit.document.path for unit in result.units] == ["service.json"]
    assert [finding for finding in result.findings if finding.path != "service.json"] == []


@pytest.mark.parametrize("named", ["deploy/service.json", "./deploy/service.json"])
@pytest.mark.parametrize("where", ["deploy", ".", "deploy/task-definitions", "taskdefs"])
def test_relatives_of_a_named_file(folder: Path, named: str, where: str) -> None:
    write(folder, {"deploy/service.json": SERVICE, f"{where}/web.json": task()})
    found = partner(lint(named), named)
    assert found is not None
    assert (folder / found).resolve() == (folder / where / "web.json").resolve()


def test_a_named_task_definition_is_reported_though_its_service_is_named_too(folder: Path) -> None:
    broken = task(requiresCompatibilities=["FARGATE"], cpu="512", memory="512", networkMode="awsvpc")
    write(folder, {"service.json": SERVICE, "task.json": broken})
    result = lint("service.json", "task.json")
    assert partner(result, "service.json") == "task.json"
    assert "ECS101" in [f.rule for f in result.findings if f.path == "task.json"]


def test_a_task_definition_named_alone_reads_nothing_else(folder: Path) -> None:
    write(folder, {"service.json": SERVICE, "task.json": task()})
    inputs = Inputs(["task.json"])
    assert [unit.document.path for unit in inputs] == ["task.json"]


def test_a_subject_is_its_own_model(folder: Path) -> None:
    write(folder, {"service.json": SERVICE, "task.json": task()})
    (unit,) = lint("service.json").units
    subject: Subject = unit.subjects[0]
    assert subject.context.arguments["TaskDefinition"] is subject.linked[0].model


def test_a_problem_of_a_context_file_is_reported_where_the_named_file_refers_to_it(folder: Path) -> None:
    locked = task(taskRoleArn="web-task")
    locked["containerDefinitions"][0]["readonlyRootFilesystem"] = True
    write(folder, {"service.json": {**SERVICE, "enableExecuteCommand": True}, "task.json": locked})
    (found,) = (f for f in lint("service.json").findings if f.rule == "ECS460")
    assert (found.path, found.pointer) == ("service.json", "/enableExecuteCommand")
    assert [related.path for related in found.related] == ["task.json"]
    (found,) = (f for f in lint("service.json", "task.json").findings if f.rule == "ECS460")
    assert (found.path, found.pointer) == ("task.json", "/containerDefinitions/0/readonlyRootFilesystem")


def test_the_same_problem_in_two_documents_of_a_file_is_found_twice(folder: Path) -> None:
    one = "serviceName: {}\ndesiredCount: 1\nlaunchType: EC2\nplatformVersion: LATEST\n"
    write(folder, {"services.yaml": "---\n".join(one.format(name) for name in ("a", "b"))})
    assert [f.span.start.line for f in lint("services.yaml").findings if f.rule == "ECS506"] == [4, 9]


def test_many_named_siblings_do_not_hide_the_task_definition(folder: Path) -> None:
    write(folder, {f"a{i}.json": SERVICE for i in range(600)} | {"task.json": task()})
    result = lint(*(f"a{i}.json" for i in range(600)))
    assert partner(result, "a599.json") == "task.json"
