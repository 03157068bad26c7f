"""Every format reports the same set of findings."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ecslint import api
from ecslint.report import Options, formats, render
from tests.command import invoke
from tests.conftest import ROOT

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
    assert list(data) == ["version", "tool", "files", "findings", "suppressed", "summary"]
    assert data["files"] == [{"path": "td,100%.json", "kind": "task-definition"}]
    finding = next(f for f in data["findings"] if f["rule"] == "ECS101")
    assert list(finding) == [
        "rule",
        "name",
        "severity",
        "message",
        "path",
        "pointer",
        "construct",
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


FIXABLE = (
    '{"family": "a", "containerDefinitions": [\n'
    ' {"name": "é", "image": "a:1", "memory": "512"}, {"name": "b", "image": "a:1", "memory": "64"}]}\n'
)


def applied(text: str, edits: list[tuple[dict[str, int], dict[str, int], str]]) -> str:
    """Apply edits with lines and columns from 1, as a program that reads a report would."""
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    for start, end, new in sorted(edits, key=lambda edit: (edit[0]["line"], edit[0]["column"]), reverse=True):
        first = starts[start["line"] - 1] + start["column"] - 1
        last = starts[end["line"] - 1] + end["column"] - 1
        text = text[:first] + new + text[last:]
    return text


def edits_in(form: str, text: str) -> list[tuple[dict[str, int], dict[str, int], str]]:
    data = json.loads(text)
    if form == "json":
        found = [edit for finding in data["findings"] for edit in finding["fix"]["edits"]]
        return [(edit["start"], edit["end"], edit["text"]) for edit in found]
    if form == "rdjson":
        found = [edit for each in data["diagnostics"] for edit in each["suggestions"]]
        return [(edit["range"]["start"], edit["range"]["end"], edit["text"]) for edit in found]
    changes = [
        change
        for result in data["runs"][0]["results"]
        for fix in result["fixes"]
        for change in fix["artifactChanges"]
    ]
    return [
        (
            {"line": region["startLine"], "column": region["startColumn"]},
            {"line": region["endLine"], "column": region["endColumn"]},
            each["insertedContent"]["text"],
        )
        for change in changes
        for each in change["replacements"]
        for region in [each["deletedRegion"]]
    ]


@pytest.mark.parametrize("form", ["json", "rdjson", "sarif"])
def test_reports_hold_the_edits_that_fix_makes(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "td.json").write_text(FIXABLE, encoding="utf-8")
    command = ["check", "--isolated", "--select", "ECS011"]
    edits = edits_in(form, invoke([*command, "--format", form]).stdout)
    assert len(edits) == 2
    new = applied(FIXABLE, edits)
    invoke([*command, "--fix"])
    assert new == (tmp_path / "td.json").read_text(encoding="utf-8") != FIXABLE


SUPPRESSED = """\
family: a
containerDefinitions:
  - {name: a, image: "a:1", memory: "512"} # ecslint: ignore[ECS011] a test
  - {name: b, image: "a:1", memory: "64"}
"""


def test_suppressed_findings_are_reported_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "td.yaml").write_text(SUPPRESSED)
    entry = 'rule = "ECS011"\nfile = "td.yaml"\ncontainer = "b"\nreason = "legacy"'
    (tmp_path / "ecslint.toml").write_text(f"[[suppress]]\n{entry}\n")
    command = ["check", "--select", "ECS011", "--format"]
    suppressed = json.loads(invoke([*command, "json"]).stdout)["suppressed"]
    assert [(each["rule"], each["reason"]) for each in suppressed] == [
        ("ECS011", "a test"),
        ("ECS011", "legacy"),
    ]
    assert json.loads(invoke([*command, "sarif"]).stdout)["runs"][0]["results"] == []
    results = json.loads(invoke([*command, "sarif", "-v"]).stdout)["runs"][0]["results"]
    assert [each["suppressions"] for each in results] == [
        [{"kind": "inSource", "justification": "a test"}],
        [{"kind": "external", "justification": "legacy"}],
    ]
    assert invoke([*command, "concise"]).stdout == ""
    assert invoke([*command, "concise", "-v"]).stdout.splitlines()[0].endswith("(suppressed: a test)")


def test_edits_show_no_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    secret = "AKIAIOSFODNN7EXAMPLX"
    variable = f'{{"name": "AWS_ACCESS_KEY_ID", "Value": "{secret}"}}'
    container = f'{{"name": "a", "image": "a:1", "memory": "64", "environment": [{variable}]}}'
    (tmp_path / "td.json").write_text(f'{{"family": "a", "containerDefinitions": [{container}]}}')
    for form in ("json", "rdjson", "sarif"):
        assert secret not in invoke(["check", "--isolated", "--profile", "strict", "--format", form]).stdout


def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, *select: str) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "td.json").write_text(text, encoding="utf-8")
    return invoke(["check", "--isolated", *select]).stdout


def test_text_names_the_page_of_a_rule_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(tmp_path, monkeypatch, FIXABLE, "--select", "ECS011")
    assert text.count("ECS011") == 3
    assert text.count("= see:") == 1


def test_text_links_in_place_of_an_address() -> None:
    report = api.lint_text('{"family": "a", "cpu": 256, "memory": "100000"}')
    assert report.result is not None
    text = "".join(render("text", report.result, Options(links=True)))
    assert "= see:" not in text
    assert f"\x1b]8;;{report.findings[0].url}\x1b\\{report.findings[0].rule}\x1b]8;;" in text


def test_text_shows_second_places_with_their_label(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = (ROOT / "examples" / "service.json").read_text(encoding="utf-8")
    lines = shown(tmp_path, monkeypatch, service, "--select", "ECS521").splitlines()
    at = lines.index("  ::: td.json:6:19")
    assert lines[at + 1] == ' 6 |   "desiredCount": 1,'
    assert lines[at + 2] == "   |                   - desired count 1"


def test_text_folds_what_is_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    containers = ",\n".join(f'{{"name": "c{n}", "image": "i:1", "memory": 4}}' for n in range(20))
    text = f'{{"family": "a", "containerDefinitions": [\n{containers}]}}'
    out = shown(tmp_path, monkeypatch, text, "--profile", "strict")
    assert " and 9 more places" in out
    assert out.count("here as well") == 0


def test_concise_counts_bytes_for_vim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = '{"family": "a", "containerDefinitions": [{"name": "é→🐳", "image": "a:1", "memory": "512"}]}'
    (tmp_path / "td.json").write_text(text, encoding="utf-8")
    command = ["check", "--isolated", "--select", "ECS011", "--format", "concise"]
    characters, length = text.index('"512"') + 1, len(text[: text.index('"512"')].encode()) + 1
    assert invoke(command).stdout.startswith(f"td.json:1:{characters}: ")
    assert invoke([*command, "--byte-columns"]).stdout.startswith(f"td.json:1:{length}: ")


JUNIT = {
    "testsuites": (set(), {"testsuite"}),
    "testsuite": (
        {"name", "timestamp", "hostname", "tests", "failures", "errors", "time", "id", "package", "skipped"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": ({"name", "classname", "time"}, {"failure"}),
    "failure": ({"type", "message"}, set()),
    "properties": (set(), set()),
    "system-out": (set(), set()),
    "system-err": (set(), set()),
}
"""What the strictest readers of JUnit's format take, and want: attributes and children by element."""


def test_junit_is_what_strict_readers_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = ET.fromstring(report("junit", tmp_path, monkeypatch))
    for element in root.iter():
        attributes, children = JUNIT[element.tag]
        assert set(element.attrib) == attributes, element.tag
        assert {child.tag for child in element} <= children, element.tag
    for suite in root:
        tags = [child.tag for child in suite]
        assert (tags[0], tags[-2:]) == ("properties", ["system-out", "system-err"])
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
