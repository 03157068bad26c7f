"""Outputs of nested stacks are looked up in local templates, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint import api

PARENT = """Resources:
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: {{TemplateURL: {url}}}
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: web:1
      Cluster: !GetAtt Nested.Outputs.Cluster
"""
CHILD = """Resources:
  Cluster: {Type: "AWS::ECS::Cluster"}
Outputs:
  Name: {Value: !Ref Cluster}
"""


def found(folder: Path, url: str, child: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    here = folder / "here"
    (here / "stacks").mkdir(parents=True)
    (here / "parent.yaml").write_text(PARENT.format(url=url), encoding="utf-8")
    (here / "stacks" / "child.yaml").write_text(child, encoding="utf-8")
    (folder / "outside.yaml").write_text(CHILD, encoding="utf-8")
    monkeypatch.chdir(here)
    report = api.lint_paths(["parent.yaml"])
    return [finding.message for finding in report.findings if finding.rule == "ECS020"]


def test_a_missing_output_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = found(tmp_path, "stacks/child.yaml", CHILD, monkeypatch)
    assert message == "nested stack Nested has no output Cluster; use Name"


@pytest.mark.parametrize(
    ("url", "child"),
    [
        ("stacks/child.yaml", CHILD.replace("Name:", "Cluster:")),
        ("stacks/child.yaml", "Transform: Mine\n" + CHILD),
        ("stacks/child.yaml", CHILD + "  Fn::ForEach::Each: [A, [b], {'${A}': {Value: 1}}]\n"),
        ("stacks/child.yaml", "a: [\n"),
        ("stacks/child.yaml", "just: text\n"),
        ("stacks/none.yaml", CHILD),
        ("stacks", CHILD),
        ("../outside.yaml", CHILD),
        ("https://example.com/child.yaml", CHILD),
        ("s3://bucket/child.yaml", CHILD),
        ("!Ref Url", CHILD),
    ],
)
def test_what_is_not_known_is_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, child: str
) -> None:
    assert [m for m in found(tmp_path, url, child, monkeypatch) if "nested" in m] == []


GIVEN = """Resources:
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: {{TemplateURL: child.yaml{given}}}
  Service:
    Type: AWS::ECS::Service
    Properties: {{TaskDefinition: "web:1", Cluster: main}}
"""
TAKES = "Parameters:\n  Name: {Type: String}\n  Tier: {Type: String, Default: a}\n" + CHILD


@pytest.mark.parametrize(
    ("given", "child", "count"),
    [
        ("", TAKES, 1),
        (", Parameters: {Name: a}", TAKES, 0),
        (", Parameters: {Name: a, Tier: b}", TAKES, 0),
        (", Parameters: {Name: a, Teir: b}", TAKES, 1),
        (", Parameters: {Teir: b}", TAKES, 2),
        (", Parameters: !Ref Given", TAKES, 0),
        (", Parameters: {'Fn::Transform': {Name: Mine}}", TAKES, 0),
        ("", "Transform: Mine\n" + TAKES, 0),
        ("", CHILD, 0),
    ],
)
def test_parameters_of_nested_stacks(
    given: str, child: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "parent.yaml").write_text(GIVEN.format(given=given), encoding="utf-8")
    (tmp_path / "child.yaml").write_text(child, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    report = api.lint_paths(["parent.yaml"])
    assert len([finding for finding in report.findings if finding.rule == "ECS644"]) == count
