"""Incidents of CloudFormation and of ECS' API, written as Terraform: the same rules find them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.recognition import kind_of
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import run
from ecslint.finding import Severity
from ecslint.source.document import Document
from ecslint.source.read import load
from ecslint.validation.names import template_value
from tests.conftest import CORPUS
from tests.terraform.twins import InexpressibleError, can_write, module_of, plan_of

CASES = CORPUS / "incidents"
KINDS = ("task-definition", "service", "stack")
DIFFERENT = {
    "062-trailing-comma": "the notation is the mistake",
    "072-yaml-volume-source-path-not-under-host": "Terraform has no such argument",
    "098-cfn-daemon-with-desired-count": "the provider does not send it",
    "225-linear-deployment-step-below-3-percent": "found as a value that is not allowed",
    "251-cfn-alb-subnets-in-one-zone": "the generator does not write Fn::GetAZs",
    "296-cfn-graviton-instance-x86-image": "the generator does not write the image of SSM",
    "305-svc-external-controller-blank-task-definition": "the provider does not send empty strings",
}
"""Cases that Terraform, or the generator, cannot express, and why."""
OTHER_WAYS = {
    "join-provider-not-associated": "providers are associated by a resource of its own, maybe elsewhere",
    "join-stack-name-as-cluster": "Terraform has no stacks",
    "perm-secret-other-account": "not found in the template either",
}
"""The same for the questions of ways, permissions and instances."""


HIDDEN: dict[str, str] = {}
"""Cases that a plan does not show, and why."""


def template_of(path: Path) -> Template | None:
    """Return a case as a template, ``None`` if it is something else."""
    document = load(str(path), path.read_bytes())[0]
    data: Any = document.data
    kind = kind_of(data)
    if kind == "cloudformation":
        return Template(document)
    names = {"task-definition": ("AWS::ECS::TaskDefinition", "containerDefinitions")}
    names["service"] = ("AWS::ECS::Service", "serviceName")
    if kind not in names or not isinstance(data, dict) or names[kind][1] not in data:
        return None
    resource = names[kind][0]
    body = {"Type": resource, "Properties": template_value(resource, (), data)}
    made: Document = load("made.json", json.dumps({"Resources": {"Made": body}}, default=str).encode())[0]
    return Template(made)


def rules(path: Path, least: Severity) -> set[str]:
    result = run(list(Inputs([str(path)])), Configuration())
    assert result.crashes == []
    return {finding.rule for finding in result.findings if finding.severity >= least}


def twins() -> Iterator[tuple[str, Path, str]]:
    """Yield the cases that Terraform can express: name, file and module."""
    for case in sorted(CASES.iterdir()):
        about = case / "case.json"
        meta = json.loads(about.read_text(encoding="utf-8")) if about.is_file() else {}
        files = sorted(case.glob("bad.*"))
        if meta.get("kind") not in KINDS or not meta.get("expect") or len(files) != 1:
            continue
        if meta.get("severity", "error") != "error" or case.name in DIFFERENT:
            continue
        template = template_of(files[0])
        if template is None or not can_write(template):
            continue
        try:
            yield case.name, files[0], module_of(template)
        except InexpressibleError:
            continue


def recall(folder: Path, name: str, made: Callable[[str], str]) -> tuple[int, list[tuple[str, list[str]]]]:
    """Return how many twins were compared, and those in which none of the rules is found; ``name`` is that
    of the file that ``made`` returns the text of."""
    missed, compared = [], 0
    for case, path, text in twins():
        wanted = rules(path, Severity.ERROR)
        own = folder / case
        own.mkdir()
        (own / name).write_text(made(text), encoding="utf-8")
        compared += bool(wanted)
        if wanted and not wanted & rules(own, Severity.WARNING):
            missed.append((case, sorted(wanted)))
    return compared, missed


@pytest.mark.needs("corpus")
def test_the_same_recall_in_modules(tmp_path: Path) -> None:
    compared, missed = recall(tmp_path, "main.tf", lambda text: text)
    assert missed == []
    assert compared > 40


@pytest.mark.needs("corpus")
def test_the_same_recall_in_plans(tmp_path: Path) -> None:
    compared, missed = recall(tmp_path, "plan.json", lambda text: json.dumps(plan_of(text)))
    assert [each for each in missed if each[0] not in HIDDEN] == []
    assert compared > 40
