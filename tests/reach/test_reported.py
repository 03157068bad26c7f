"""Stacks whose tasks never ran, as people reported them: each is found, and its corrected twin is silent."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.command import invoke

CASES = sorted((Path(__file__).parent.parent / "cases" / "reach").iterdir())
RANKS = ("info", "warning", "error")


def findings(path: Path) -> set[tuple[str, str, str]]:
    """Return severity, rule and pointer of what is reported on a template."""
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(path)])
    return {(f["severity"], f["rule"], f["pointer"]) for f in json.loads(result.stdout)["findings"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_found_where_it_is_and_silent_when_corrected(case: Path) -> None:
    given = json.loads((case / "case.json").read_text(encoding="utf-8"))
    expected, least = given["expect"], RANKS.index(given["severity"])
    good = findings(case / "good.yaml")
    added = findings(case / "bad.yaml") - good
    pointers = {expected["pointer"], *expected["alt_pointers"]}
    assert any(at in pointers and RANKS.index(severity) >= least for severity, _, at in added), added
    assert [found for found in good if found[0] == "error"] == []


SILENT = sorted((Path(__file__).parent.parent / "cases" / "reach-silent").iterdir())
WAYS = re.compile(r"ECS(?:307|319|33\d|61[5-9]|62\d|63\d|67\d|68\d|69\d|747)")


@pytest.mark.parametrize("template", SILENT, ids=lambda path: path.stem)
def test_nothing_is_said_of_what_may_work(template: Path) -> None:
    assert [found for found in findings(template) if found[0] != "info" and WAYS.match(found[1])] == []
    assert [found for found in findings(template) if found[0] == "error"] == []


MODULES = sorted((Path(__file__).parent.parent / "cases" / "reach-terraform").iterdir())
ASIDE = "ECS709,ECS560,ECS551"


def said(path: Path) -> list[tuple[str, str]]:
    """Return line and message of errors and warnings on a Terraform module."""
    arguments = ["check", "--isolated", "--no-cache", "--format", "json", "--ignore", ASIDE, str(path)]
    text = (path / "main.tf").read_text(encoding="utf-8").splitlines()
    return [
        (text[f["start"]["line"] - 1], f["message"])
        for f in json.loads(invoke(arguments).stdout)["findings"]
        if f["severity"] != "info"
    ]


@pytest.mark.parametrize("case", MODULES, ids=lambda case: case.name)
def test_found_in_terraform_in_its_words(case: Path, tmp_path: Path) -> None:
    case = Path(shutil.copytree(case, tmp_path / "case"))  # out of this repository, whose scripts would count
    given = json.loads((case / "case.json").read_text(encoding="utf-8"))
    good = said(case / "good")
    added = [found for found in said(case / "bad") if found not in good]
    assert any(given["line"] in line for line, _ in added), added
    for _, message in added:
        assert not re.search(
            r"\b(?:AssignPublicIp|SecurityGroup(?:In|E)gress|DependsOn|RouteTableIds)\b", message
        )


@pytest.mark.parametrize(
    ("given", "instead", "remedy"),
    [
        ("assign_public_ip = true", "assign_public_ip = false", "set assign_public_ip to true"),
        ("enable_dns_hostnames = true", "enable_dns_support = false", "set enable_dns_support to true"),
        (
            "    gateway_id = aws_internet_gateway.gw.id\n",
            "    gateway_id = aws_internet_gateway.other.id\n",
            "set its vpc_id",
        ),
    ],
)
def test_remedies_are_arguments_of_terraform(tmp_path: Path, given: str, instead: str, remedy: str) -> None:
    text = (MODULES[0] / "good" / "main.tf").read_text(encoding="utf-8")
    text = text.replace("enable_dns_hostnames  ", "enable_dns_hostnames")
    text = re.sub(" +=", " =", text)
    assert given in text
    text = text.replace(given, instead)
    text += '\nresource "aws_internet_gateway" "other" {\n}\n'
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    assert any(remedy in message for _, message in said(tmp_path))
