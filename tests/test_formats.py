"""Every format reports the same set of findings."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ecslint.report import formats
from tests.command import invoke

BAD = """{
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "512",
  "memory": "512",
  "containerDefinitions": [
    {"name": "we<b>|", "image": "public.ecr.aws/nginx/nginx:1.27",},
  ]
}
"""


def report(form: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (folder / "td,100%.json").write_text(BAD)
    monkeypatch.chdir(folder)
    arguments = ["check", "--isolated", "--select", "ECS002,ECS101", "--format", form, "td,100%.json"]
    result = invoke(arguments)
    assert result.exit_code == 1, result.output
    return result.stdout


def rules_in(form: str, text: str) -> list[str]:
    if form == "json":
        return [f["rule"] for f in json.loads(text)["findings"]]
    if form == "jsonl":
        return [json.loads(line)["rule"] for line in text.splitlines()]
    if form == "sarif":
        return [r["ruleId"] for r in json.loads(text)["runs"][0]["results"]]
    if form == "gitlab":
        return [issue["check_name"].split()[0] for issue in json.loads(text)]
    if form == "rdjson":
        return [d["code"]["value"].split("(")[0] for d in json.loads(text)["diagnostics"]]
    if form == "checkstyle":
        return [e.attrib["source"].split(".")[1] for e in ET.fromstring(text).iter("error")]
    if form == "junit":
        cases = [c for c in ET.fromstring(text).iter("testcase") if c.find("failure") is not None]
        return [c.attrib["name"].split()[0] for c in cases]
    if form == "html":
        return re.findall(r'<li class="f \w" data-r="(ECS\d+)"', text)
    heads = {"text": r"^\w+\[(ECS\d+)\]:", "github": r"title=(ECS\d+)", "concise": r"^\S+: \w+ (ECS\d+)"}
    return re.findall(heads.get(form, r"\[(ECS\d+)\]"), text, re.MULTILINE)


@pytest.mark.parametrize("form", formats())
def test_the_same_set_in_every_format(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = ["ECS002", "ECS002", "ECS101"]
    assert sorted(rules_in(form, report(form, tmp_path, monkeypatch))) == expected


def test_json_has_exactly_the_names_of_the_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.loads(report("json", tmp_path, monkeypatch))
    assert list(data) == ["version", "tool", "files", "findings", "summary"]
    assert data["files"] == [{"path": "td,100%.json", "kind": "task-definition"}]
    finding = next(f for f in data["findings"] if f["rule"] == "ECS101")
    assert list(finding) == [
        "rule",
        "name",
        "severity",
        "message",
        "path",
        "pointer",
        "start",
        "end",
        "related",
        "when",
        "fix",
        "fingerprint",
        "url",
    ]
    assert finding["pointer"] == "/memory"
    assert finding["start"] == {"line": 6, "column": 13}
    assert finding["end"] == {"line": 6, "column": 18}
    assert finding["url"].endswith("/rules/ECS101-fargate-task-size/")
    assert data["summary"] == {"files": 1, "errors": 3, "warnings": 0, "infos": 0, "suppressed": 0}


def test_github_escapes_what_would_end_a_property(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = report("github", tmp_path, monkeypatch)
    assert "file=td%2C100%25.json,line=6" in text


def test_sarif_regions_fingerprints_and_uris(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = json.loads(report("sarif", tmp_path, monkeypatch))
    run = log["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["ECS002", "ECS101"]
    assert all(rule["help"]["markdown"] for rule in run["tool"]["driver"]["rules"])
    locations = [r["locations"][0]["physicalLocation"] for r in run["results"]]
    assert {location["artifactLocation"]["uri"] for location in locations} == {"td%2C100%25.json"}
    assert all({"startLine", "startColumn", "endLine", "endColumn"} <= set(p["region"]) for p in locations)
    prints = [r["partialFingerprints"]["ecslint/v1"] for r in run["results"]]
    assert len(set(prints)) == len(prints)
