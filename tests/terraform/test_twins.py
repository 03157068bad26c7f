"""Incidents of CloudFormation and of ECS' API, written as Terraform: the same rules find them."""

from __future__ import annotations

import json
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
from tests.terraform.twins import InexpressibleError, can_write, module_of

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


@pytest.mark.needs("corpus")
def test_the_same_recall(tmp_path: Path) -> None:
    missed, compared = [], 0
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
            text = module_of(template)
        except InexpressibleError:
            continue
        folder = tmp_path / case.name
        folder.mkdir()
        (folder / "main.tf").write_text(text, encoding="utf-8")
        wanted = rules(files[0], Severity.ERROR)
        if wanted and not wanted & rules(folder, Severity.WARNING):
            missed.append((case.name, sorted(wanted)))
        compared += 1
    assert missed == []
    assert compared > 40


@pytest.mark.needs("corpus")
def test_ways_and_permissions(tmp_path: Path) -> None:
    missed, faults, compared = [], [], 0
    for case in sorted((CORPUS / "reach").iterdir()):
        about = case / "case.json"
        if not about.is_file() or not json.loads(about.read_text(encoding="utf-8")).get("expect"):
            continue
        found: dict[str, set[str]] = {}
        for stem in ("bad", "good"):
            file = next(case.glob(f"{stem}.*"))
            template = template_of(file)
            assert template is not None
            (tmp_path / case.name / stem).mkdir(parents=True)
            (tmp_path / case.name / stem / "main.tf").write_text(module_of(template), encoding="utf-8")
            found[stem] = rules(file, Severity.WARNING)
        wanted = found["bad"] - found["good"]
        if case.name not in OTHER_WAYS and not wanted & rules(tmp_path / case.name / "bad", Severity.WARNING):
            missed.append((case.name, sorted(wanted)))
        faults += sorted(rules(tmp_path / case.name / "good", Severity.ERROR))
        compared += 1
    assert missed == []
    assert faults == []
    assert compared > 80
