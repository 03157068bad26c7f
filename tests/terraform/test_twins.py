"""Incidents of CloudFormation and of ECS' API, written as Terraform: the same rules find them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.recognition import kind_of
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import run
from ecslint.finding import Finding, Severity
from ecslint.source.document import Document
from ecslint.source.read import load
from ecslint.validation.names import template_value
from tests.conftest import CORPUS
from tests.share import EXHAUSTIVE, share
from tests.terraform.twins import InexpressibleError, can_write, module_of, plan_of

SHARE = 3
"""The usual run compares one twin of so many in each form, the exhaustive one all."""
KINDS = ("task-definition", "service", "stack")
DIFFERENT = {
    "062-trailing-comma": "the notation is the mistake",
    "072-yaml-volume-source-path-not-under-host": "Terraform has no such argument",
    "092-cfn-efs-volume-configuration-wrong-case": "the spelling of a property, which Terraform names itself",
    "098-cfn-daemon-with-desired-count": "the provider does not send it",
    "225-linear-deployment-step-below-3-percent": "found as a value that is not allowed",
    "305-svc-external-controller-blank-task-definition": "the provider does not send empty strings",
    "join-provider-not-associated": "providers are associated by a resource of its own, maybe elsewhere",
    "join-stack-name-as-cluster": "Terraform has no stacks",
}
"""Cases that Terraform cannot express, and why."""
_CONTAINERS = "container_definitions is only known after the apply, as a whole"
HIDDEN = {
    "086-cfn-awsvpc-host-port-differs": _CONTAINERS,
    "101-cfn-fargate-stop-timeout-300": _CONTAINERS,
    "ep-missing-ecr-api": _CONTAINERS,
    "ep-missing-ecr-dkr": _CONTAINERS,
    "ep-missing-secretsmanager": _CONTAINERS,
    "ep-private-dns-off-ecr-api": _CONTAINERS,
    "ep-private-dns-off-ssm": _CONTAINERS,
    "ep-s3-main-table-only": _CONTAINERS,
    "ep-service-of-other-name": _CONTAINERS,
    "ep-task-egress-closed": _CONTAINERS,
    "kms-decrypt-other-key": _CONTAINERS,
    "kms-encrypt-instead": _CONTAINERS,
    "perm-parameter-other-path": _CONTAINERS,
    "perm-policy-on-other-role": _CONTAINERS,
    "perm-secret-denied": _CONTAINERS,
    "perm-secret-denied-elsewhere": _CONTAINERS,
    "perm-secret-missing": _CONTAINERS,
    "perm-secret-other-service": _CONTAINERS,
    "perm-secret-without-suffix": _CONTAINERS,
}
"""Cases that a plan alone does not show, and why; the module beside it does."""
MILDER = {
    "022-environment-with-valuefrom": "the provider drops members that it does not know",
}
"""Errors that are warnings in Terraform, and why."""


class Twin(NamedTuple):
    """A case that Terraform can express."""

    name: str
    """The name of the case."""
    path: Path
    """The file of the case."""
    template: Template
    """What is written as Terraform."""
    severity: Severity
    """The least severity that the case asks for."""


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


@cache
def findings(path: Path, least: Severity) -> list[Finding]:
    """Return what is found of a severity."""
    result = run(list(Inputs([str(path)])), Configuration())
    assert result.crashes == []
    return [finding for finding in result.findings if finding.severity >= least]


def twins(corpus: str, form: str) -> Iterator[Twin]:
    """Yield the cases of a folder that Terraform can express, by a share named ``form`` usually."""
    for case in share(sorted((CORPUS / corpus).iterdir()), SHARE, form):
        about = case / "case.json"
        meta = json.loads(about.read_text(encoding="utf-8")) if about.is_file() else {}
        files = sorted(case.glob("bad.*"))
        if not meta.get("expect") or len(files) != 1 or case.name in DIFFERENT:
            continue
        template = template_of(files[0])
        if template is not None and can_write(template):
            is_error = meta.get("severity", "error") == "error"
            yield Twin(case.name, files[0], template, Severity.ERROR if is_error else Severity.WARNING)


class Recall(NamedTuple):
    """How many twins were compared, and those that differ."""

    compared: int
    """Cases that are found in the template."""
    missed: list[str]
    """Those in which none of the rules is found at the resource."""
    milder: list[str]
    """Those in which the rules are found with less than the severity."""


def recall(
    folder: Path,
    corpus: str,
    name: str,
    made: Callable[[Template], str],
    form: str,
    beside: Mapping[str, Callable[[Template], str]] = MappingProxyType({}),
) -> Recall:
    """Compare twins of a folder, as files called ``name`` of the text that ``made`` returns.

    ``form`` says which ones the usual run takes, ``beside`` are files that lie beside it and are not named.
    """
    compared, missed, milder = 0, [], []
    for twin in twins(corpus, form):
        wanted = [(each.rule, each.pointer or "") for each in findings(twin.path, twin.severity)]
        try:
            text = made(twin.template)
        except InexpressibleError:
            continue
        own = folder / twin.name
        own.mkdir()
        (own / name).write_text(text, encoding="utf-8")
        for other, write in beside.items():
            (own / other).write_text(write(twin.template), encoding="utf-8")
        if not wanted:
            continue
        compared += 1
        rules = {rule for rule, _ in wanted}
        named = own / name if beside else own
        found = [each for each in findings(named, Severity.WARNING) if each.rule in rules]
        if not any(_is_same_place(each, wanted) for each in found):
            missed.append(twin.name)
        elif not any(each.severity >= twin.severity for each in found):
            milder.append(twin.name)
    return Recall(compared, missed, milder)


def _is_same_place(finding: Finding, wanted: list[tuple[str, str]]) -> bool:
    """Say whether a finding lies in the resource that the template's finding lies in."""
    pointer = f"{finding.pointer or ''}/"
    for rule, given in wanted:
        steps = given.split("/")
        resource = steps[2] if len(steps) > 2 and steps[1] == "Resources" else "Made"
        same = f".{resource}/" in pointer or f"/{resource}/" in pointer
        if rule == finding.rule and (same or any(part in pointer for part in _PARTS)):
            return True
    return False


_PARTS = ("aws_iam_role_policy", "aws_iam_policy_document", "aws_efs_file_system_policy")
"""Resources of their own in Terraform, which are properties of a role or a file system in a template."""


@pytest.mark.needs("corpus")
@pytest.mark.parametrize("documents", [False, True], ids=["json", "documents"])
@pytest.mark.parametrize(("corpus", "least"), [("incidents", 76), ("reach", 80)])
def test_the_same_recall_in_modules(tmp_path: Path, corpus: str, least: int, documents: bool) -> None:
    found = recall(
        tmp_path,
        corpus,
        "main.tf",
        lambda template: module_of(template, documents),
        ("json", "documents")[documents],
    )
    assert found.missed == []
    assert [name for name in found.milder if name not in MILDER] == []
    assert found.compared >= (least if EXHAUSTIVE else least // SHARE - 12)


@pytest.mark.needs("corpus")
@pytest.mark.parametrize(("corpus", "least"), [("incidents", 76), ("reach", 80)])
def test_the_same_recall_in_plans(tmp_path: Path, corpus: str, least: int) -> None:
    def made(template: Template) -> str:
        return json.dumps(plan_of(module_of(template, documents=True)))

    found = recall(tmp_path, corpus, "plan.json", made, "plan")
    assert [name for name in found.missed if name not in HIDDEN] == []
    assert [name for name in found.milder if name not in MILDER] == []
    assert found.compared >= (least if EXHAUSTIVE else least // SHARE - 12)


@pytest.mark.needs("corpus")
@pytest.mark.parametrize(("corpus", "least"), [("incidents", 76), ("reach", 80)])
def test_a_plan_shows_the_same_as_its_module_where_that_lies_beside_it(
    tmp_path: Path, corpus: str, least: int
) -> None:
    """Only the plan is named; what it hides until the apply is read in the files beside it."""

    def made(template: Template) -> str:
        return json.dumps(plan_of(module_of(template, documents=True)))

    def module(template: Template) -> str:
        return module_of(template, documents=True)

    found = recall(tmp_path, corpus, "plan.json", made, "plan beside", {"main.tf": module})
    assert found.missed == []
    assert [name for name in found.milder if name not in MILDER] == []
    assert found.compared >= (least if EXHAUSTIVE else least // SHARE - 12)
