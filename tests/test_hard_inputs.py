"""Inputs that once made ecslint stumble or wait."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.collection import MAX_FINDINGS_PER_RULE
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import Result, run
from ecslint.facts.secrets import masked
from ecslint.finding import Severity
from ecslint.fixing.fix import fix_text
from ecslint.report import Options, render
from ecslint.source.limits import AND_MORE
from ecslint.source.read import load
from ecslint.suppression.baseline import BaselineError, read_baseline
from tests.steps import Text, assert_linear, watched_patterns

ISOLATED = Configuration({"profile": "strict"}, isolated=True)


def lint(text: str, name: str = "x.json") -> Result:
    result = run([read(document) for document in load(name, text.encode())], ISOLATED)
    assert result.crashes == []
    return result


def template(properties: dict[str, Any], **resources: Any) -> str:
    task = {"Type": "AWS::ECS::TaskDefinition", "Properties": properties}
    return json.dumps({"Resources": {"Task": task, **resources}})


def test_a_misspelt_key_in_a_misspelt_key() -> None:
    containers = [{"name": "web", "image": "nginx:1", "healthCheck": {"command": ["CMD", "x"]}}]
    result = lint(template({"containerDefinitions": containers, "Family": "web"}))
    assert "containerDefinitions" in " ".join(f.message for f in result.findings)


@pytest.mark.parametrize(
    "text",
    [
        '{"family": "web", "containerDefinitions": [{"name": "web", "i   {"name": "a", "value": "8"}\n]\n},\n'
        '"containerDefinitions": [{"name": "web"}]}',
        '{\n  "clust{#er": "main",\n  "serviceName": "web",\n  "taskDefinition": "web:1 0,\n'
        '  "launchType"""FARGATE",\n  "network\\uguration": {"awsvpcConfiguration": {"subnets": [": "w:1",\n'
        ' t-0a", "subnet-0b"]}}\n}\n',
        '{"version": 1' + "0" * 400 + ', "Resources": [{"TargetService": {"Type": "AWS::ECS::Service"}}]}',
    ],
    ids=["key twice, once broken", "required value broken off", "version beyond floats"],
)
def test_nothing_crashes(text: str) -> None:
    lint(text)


def test_a_policy_that_is_a_list() -> None:
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {"Policies": [{"PolicyName": "p", "PolicyDocument": [{"Effect": "Allow"}]}]},
    }
    container = {"Name": "web", "Image": "nginx:1", "Secrets": [{"Name": "A", "ValueFrom": "/a"}]}
    properties = {"ContainerDefinitions": [container], "ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}
    lint(template(properties, Role=role))


def test_many_fixes_of_which_one_does_no_good_take_few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = 0

    def counted(*arguments: Any, **options: Any) -> Result:
        nonlocal rounds
        rounds += 1
        return run(*arguments, **options)

    monkeypatch.setattr("ecslint.fixing.fix.run", counted)
    took = []
    for count in (30, 60):
        containers = [{"name": f"c{i}", "image": "nginx:1", "memory": "64", "cpu": "1"} for i in range(count)]
        text = json.dumps({"family": "web", "status": "ACTIVE", "containerDefinitions": containers}, indent=1)
        rounds = 0
        fixed = fix_text("x.json", text, Configuration(isolated=True))
        took.append(rounds)
        assert fix_text("x.json", fixed.text, Configuration(isolated=True)).fixed == []
    assert 1 < took[1] <= took[0] + 8


def test_no_value_makes_a_search_wait() -> None:
    def hide(size: int) -> Callable[[], object]:
        text = Text("https://" + "a-" * size)
        return lambda: masked(text)

    def check(size: int) -> Callable[[], object]:
        word = "a" + "A" * size + "_"
        container = {"Name": word, "Image": "a" * size}
        text = template({"family": word, "networkMode": word, "ContainerDefinitions": [container]})
        return lambda: lint(text)

    with watched_patterns("ecslint"):
        assert_linear(hide, 4_000)
        assert_linear(check, 1_000)


@pytest.mark.parametrize(
    "text", ["&a\nx: 1\n<<: *a`", "&a\n- 1\n- *a\n- `", "family: &a\n  x: &b\n    y: *a\n  z: `"]
)
def test_an_alias_to_itself_before_a_mistake(text: str) -> None:
    lint(text, "x.yml")


@pytest.mark.parametrize("properties", [[], "x", {"Ref": "P"}])
def test_a_subnet_whose_properties_are_no_object(properties: Any) -> None:
    subnet = {"Type": "AWS::EC2::Subnet", "Properties": properties}
    network = {"AwsvpcConfiguration": {"Subnets": [{"Ref": "Subnet"}]}}
    service = {
        "Type": "AWS::ECS::Service",
        "Properties": {"NetworkConfiguration": network, "DesiredCount": 2},
    }
    lint(template({"NetworkMode": "awsvpc"}, Subnet=subnet, Service=service))


@pytest.mark.parametrize(
    "text",
    [
        '{"cluster": "a", "taskDefinition": "web:1", "overrides": ${X}, "count": 1, "launchType": "FARGATE"}'
        + " " * 9000,
        '{"family": "web", "status": "ACTIVE", "containerDefinitions": [{"name": ${NAME}, "image": "b:1", '
        '"environment": [{"name": ${KEY}, "value": "x"}], "secrets": [{"name": ${KEY}, "valueFrom": "a"}]}]}',
    ],
    ids=["overrides", "names"],
)
def test_unquoted_placeholders_where_names_are_looked_at(text: str) -> None:
    assert "ecslint" in "".join(render("sarif", lint(text), Options()))
    assert "".join(render("text", lint(text), Options())) != ""


@pytest.mark.parametrize("name", [{"Ref": ["a"]}, ["a"], {"a": {}}, None, 1])
def test_a_cluster_setting_with_a_name_that_is_no_text(name: Any) -> None:
    settings = [{"Name": name, "Value": name}, {"Name": "containerInsights", "Value": name}]
    lint(template({}, Cluster={"Type": "AWS::ECS::Cluster", "Properties": {"ClusterSettings": settings}}))


def many(count: int) -> list[dict[str, Any]]:
    return [{"name": f"c{number}", "image": "nginx:1", "memory": 64} for number in range(count)]


@pytest.mark.parametrize("shape", ["file", "list", "describe", "containers", "daemon", "template", "yaml"])
def test_a_task_definition_many_times_too_large_is_one_finding(shape: str) -> None:
    containers = many(20_000)
    task: Any = {"family": "web", "containerDefinitions": containers, "volumes": [{"name": "v", "bogus": 1}]}
    text = {
        "file": lambda: json.dumps(task),
        "list": lambda: json.dumps([task]),
        "describe": lambda: json.dumps({"taskDefinition": task}),
        "containers": lambda: json.dumps(containers),
        "daemon": lambda: json.dumps({"daemonTaskDefinition": task}),
        "template": lambda: template({"Family": "web", "ContainerDefinitions": containers}),
        "yaml": lambda: "family: web\ncontainerDefinitions:\n" + "- {name: a, image: 'b:1'}\n" * 20_000,
    }[shape]()
    result = lint(text)
    of_template = (
        (Severity.WARNING,) if shape == "template" else ()
    )  # it is larger than CloudFormation accepts
    finding, *others = sorted(
        (f for f in result.findings if f.rule == "ECS152"), key=lambda f: f.severity, reverse=True
    )
    assert tuple(other.severity for other in others) == of_template
    assert "at least 262144 bytes" in finding.message
    errors = {f.rule for f in result.findings if f.severity is Severity.ERROR}
    assert errors <= {"ECS152", "ECS015"}  # the latter: the output of a describe call


def test_a_task_definition_somewhat_too_large_is_checked() -> None:
    containers = many(2000)
    task = {"family": "web", "containerDefinitions": [*containers, {"name": "x", "bogus": 1}]}
    rules = {finding.rule for finding in lint(json.dumps(task)).findings}
    assert {"ECS152", "ECS010"} <= rules


def test_a_service_beside_a_task_definition_too_large_to_be_checked(tmp_path: Path) -> None:
    (tmp_path / "td.json").write_text(json.dumps({"family": "web", "containerDefinitions": many(20_000)}))
    balancers = [{"containerName": "nothing", "containerPort": 80, "targetGroupArn": "arn"}]
    service = {"serviceName": "a", "taskDefinition": "web", "loadBalancers": balancers}
    (tmp_path / "service.json").write_text(json.dumps(service))
    units = Inputs([str(tmp_path)], configuration=ISOLATED)
    result = run(units, ISOLATED)
    assert result.crashes == []
    assert not any("nothing" in finding.message for finding in result.findings)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"version": 1, "entries": ['
        '{"rule": "a", "path": "b", "place": "c", "fingerprint": "d", "count": 1e999}]}',
    ],
)
def test_a_broken_baseline_is_one_clear_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "baseline.json").write_text(text)
    with pytest.raises(BaselineError, match="baseline"):
        read_baseline(str(tmp_path / "baseline.json"))


def test_a_later_member_took_the_place_of_a_doubtful_one() -> None:
    lint('{""\\[""{""[""[""}]}}Resources:{0:[""[{]}Resources:[', "x.template")


def secretive(count: int) -> str:
    lines = "".join(f"      - {{name: PASSWORD_{n}, value: s3cr{n:06}et}}\n" for n in range(count))
    return f"family: web\nbogus: 1\ncontainerDefinitions:\n  - name: a\n    environment:\n{lines}"


@pytest.mark.slow
def test_many_credentials_take_steps_that_grow_with_their_number_only() -> None:
    results = {count: lint(secretive(count), "x.yml") for count in (62, 500, 1000)}

    def shown(count: int) -> str:
        return "".join(render("text", results[count], Options(width=300)))

    assert_linear(lambda count: lambda: shown(count), 500)
    assert shown(1000).count("in plain text") >= min(1000, MAX_FINDINGS_PER_RULE)
    assert re.search("s3cr[0-9]", shown(1000)) is None


@pytest.mark.parametrize("count", [3, 300])
def test_few_and_many_credentials_are_hidden_alike(count: int) -> None:
    result = lint(secretive(count), "x.yml")
    said = "s3cr000001et, (s3cr000002et) xs3cr000001et s3cr000002etx s3cr000001ets3cr000002et s3cr"
    result.findings = [replace(result.findings[0], message=said)]
    text = "".join(render("concise", result, Options()))
    assert "************, (************) x************ ************x ************************ s3cr " in text


def test_what_is_found_thousands_of_times_is_counted() -> None:
    text = secretive(MAX_FINDINGS_PER_RULE + 500)
    found = [finding for finding in lint(text, "x.yml").findings if finding.rule == "ECS322"]
    assert len(found) == MAX_FINDINGS_PER_RULE
    assert [f.message for f in found if "more of this rule" in f.message] == [
        next(f.message for f in found if f.message.endswith("(and 500 more of this rule in this file)"))
    ]
    assert not any("more of" in f.message for f in lint(secretive(MAX_FINDINGS_PER_RULE), "x.yml").findings)


def test_more_mistakes_of_structure_than_are_shown_are_said_to_be_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ecslint.validation.problems.MAX_STRUCTURAL", 10)
    monkeypatch.setattr("ecslint.documents.cloudformation.problems.MAX_STRUCTURAL", 10)
    balancers = [{"nonsense": 1}] * 50
    service = {"serviceName": "a", "taskDefinition": "b", "cluster": "c", "loadBalancers": balancers}
    found = [f for f in lint(json.dumps(service)).findings if f.rule == "ECS010"]
    assert 0 < len(found) <= 10
    assert sum(f.message.endswith(AND_MORE) for f in lint(json.dumps(service)).findings) == 1
    tags: list[Any] = [{"Key": {"Fn::Select": []}}] * 50
    found = [f for f in lint(template({"Tags": tags})).findings if f.rule == "ECS021"]
    assert len(found) == 10
    assert sum(f.message.endswith(AND_MORE) for f in found) == 1


def test_many_task_definitions_in_a_list_take_linear_time() -> None:
    def work(count: int) -> Callable[[], object]:
        container = {"name": "a", "image": "b"}
        text = json.dumps([{"family": f"f{n}", "containerDefinitions": [container]} for n in range(count)])
        return lambda: lint(text)

    assert_linear(work, 100)
