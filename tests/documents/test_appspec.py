"""AppSpec files: which documents they are, what is said of each mistake, and that unknown values pass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.documents.subject import ParsedFile
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import Result, run
from ecslint.finding import Severity
from ecslint.fixing.fix import fix_text
from ecslint.source.read import load
from tests.share import some
from tools.appspec_schema import appspec_schema

ARN = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7"
WEB = f"""\
version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: {ARN}
        LoadBalancerInfo:
          ContainerName: web
          ContainerPort: 8080
"""
FULL: dict[str, Any] = {
    "version": 0.0,
    "Resources": [
        {
            "TargetService": {
                "Type": "AWS::ECS::Service",
                "Properties": {
                    "TaskDefinition": ARN,
                    "LoadBalancerInfo": {"ContainerName": "web", "ContainerPort": 8080},
                    "PlatformVersion": "1.4.0",
                    "NetworkConfiguration": {
                        "AwsvpcConfiguration": {
                            "Subnets": ["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
                            "SecurityGroups": ["sg-0a1b2c3d"],
                            "AssignPublicIp": "DISABLED",
                        }
                    },
                    "CapacityProviderStrategy": [
                        {"CapacityProvider": "FARGATE", "Base": 1, "Weight": 1},
                        {"CapacityProvider": "FARGATE_SPOT", "Base": 0, "Weight": 4},
                    ],
                },
            }
        }
    ],
    "Hooks": [{"BeforeInstall": "check-database"}, {"AfterAllowTestTraffic": "smoke-test"}],
}


def units(text: str, path: str = "appspec.yaml") -> list[ParsedFile]:
    return [read(document) for document in load(path, text.encode())]


def lint(text: str, path: str = "appspec.yaml") -> list[tuple[int, str]]:
    """Return line and rule of every finding, with ``!`` behind the rule of an error."""
    result = run(units(text, path), Configuration())
    assert result.crashes == []
    return [(f.span.start.line, f.rule + "!" * (f.severity is Severity.ERROR)) for f in result.findings]


@pytest.mark.parametrize(
    ("text", "kind", "subjects"),
    [
        (WEB, "appspec", 1),
        (WEB.replace("\n", "\r\n"), "appspec", 1),
        (WEB.lower().replace("aws::ecs::service", "AWS::ECS::Service"), "appspec", 1),
        (
            "Resources: [{TargetService: {Properties: {LoadBalancerInfo: {ContainerName: web}}}}]",
            "appspec",
            1,
        ),
        ("version: 0.0\nResources:\n  TargetService:\n", "appspec", 1),
        ("version: 0.0\nHooks: [{AfterAllowTestTraffic: f}]", "appspec", 1),
        (
            "version: 0.0\nResources: [{f: {Type: AWS::Lambda::Function, Properties: {Name: f}}}]",
            "appspec",
            0,
        ),
        ("version: 0.0\nos: linux\nfiles: [{source: /, destination: /srv}]", "appspec", 0),
        ("version: 0.0\nos: linux\nhooks: {BeforeInstall: [{location: a.sh}]}", "appspec", 0),
        ("version: 0.0\nhooks: {AfterInstall: [{location: a.sh, timeout: 9}]}", "appspec", 0),
        ('{"name": "x", "version": "1.0.0", "files": ["dist"], "os": ["linux"]}', "unrecognised", 0),
        ("version: '3'\nservices: {web: {image: nginx}}", "unrecognised", 0),
        ("Resources: [a, b]", "unrecognised", 0),
        ("version: 0.0\nResources: 1\nHooks: [1, null]", "unrecognised", 0),
    ],
)
def test_kind_goes_by_content(text: str, kind: str, subjects: int) -> None:
    (unit,) = units(text)
    assert (unit.kind, len(unit.subjects)) == (kind, subjects)


def test_template_with_a_deployment_group_is_no_appspec() -> None:
    group = {
        "Type": "AWS::CodeDeploy::DeploymentGroup",
        "Properties": {"LoadBalancerInfo": {"ElbInfoList": []}},
    }
    service = {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": "web"}}
    (unit,) = units(json.dumps({"Resources": {"TargetService": service, "Group": group}}))
    assert unit.kind == "cloudformation"


def test_valid_appspec_is_clean_in_both_notations() -> None:
    assert lint(WEB) == []
    assert lint(json.dumps(FULL), "appspec.json") == []


HOOKS = WEB + "Hooks:\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (WEB.replace("        Task", "\tTask"), [(6, "ECS001!")]),
        (WEB.replace("\n", "\r\n").replace("8080", '"8080"'), [(9, "ECS810")]),
        (WEB + "---\n" + WEB, [(11, "ECS801!")]),
        ("---\n" + WEB + "---\n", []),
        (WEB + "---\nother: 1\n", [(1, "ECS801!")]),
        (WEB + WEB.split("Resources:\n")[1], [(10, "ECS801!")]),
        ("version: 0.0\nResources: []\nHooks: [{AfterInstall: f}]\n", [(2, "ECS801!")]),
        (HOOKS, []),
        (HOOKS + "  - BeforeInstall\n", [(11, "ECS820!")]),
        (WEB + "Hooks: BeforeInstall\n", [(10, "ECS820!")]),
        (HOOKS + "  - BeforeInstall: a\n    AfterInstall: b\n", [(11, "ECS820")]),
        (HOOKS + "  - beforeInstall: a\n  - BeforeInstall: b\n", [(11, "ECS820"), (12, "ECS820!")]),
        (HOOKS + "  - AfterInstall: arn:aws:sns:eu-west-1:111122223333:t\n", [(11, "ECS820!")]),
        (WEB.replace("Properties:", "Properties:\n        Hooks: []"), [(6, "ECS802!")]),
        ("version: 0.0\nResources:\n  - TargetService:\n", [(3, "ECS801!")]),
        ("version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n", [(3, "ECS801!")]),
        ("version: 0.0\nHooks: [{AfterAllowTestTraffic: f}]\n", [(1, "ECS801!")]),
        # The members of an object at the level of its key, a slip of the indentation.
        (
            WEB.replace("          Container", "        Container"),
            [(8, "ECS802!")],
        ),
        # A list of two objects, one for each member.
        (WEB.replace("          Container", "          - Container"), [(7, "ECS801!")]),
        (WEB.replace("eu-west-1:111122223333", "REGION:ACCOUNT_ID"), []),
        (WEB.replace("eu-west-1:111122223333", "eu-west-1:xxxxxxxxxxxx"), []),
        (WEB.replace("eu-west-1:111122223333", "region:account"), [(6, "ECS812!")]),
        (WEB.replace("arn:aws:ecs:eu", "arn:aws-cn:ecs:cn"), []),
        (WEB.replace("arn:aws:ecs:eu-west-1", "arn:aws:ecs:cn-north-1"), [(6, "ECS812!")]),
        (WEB.replace("8080", "true"), [(9, "ECS810!")]),
        (WEB.replace("8080", "65536"), [(9, "ECS810!")]),
        (WEB.replace("8080", "0"), [(9, "ECS810")]),
        (WEB.replace("0.0", "0"), []),
        (WEB.replace("0.0", "latest"), [(1, "ECS801")]),
        (WEB.replace("ContainerName", "containername") + "          ContainerName: api\n", [(8, "ECS802")]),
        (WEB.replace("version: 0.0", "version: 0.0\nDescription: web"), [(2, "ECS802")]),
    ],
)
def test_each_mistake_is_found_once_at_its_line(text: str, found: list[tuple[int, str]]) -> None:
    assert lint(text) == found


def test_nothing_is_missing_where_reading_was_cut_short() -> None:
    text = json.dumps(FULL)[: json.dumps(FULL).index('"LoadBalancerInfo"')]
    assert lint(text, "appspec.json") == [(1, "ECS001!")]


def scalars(node: Any, route: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield (*route, key)
            yield from scalars(value, (*route, key))


@pytest.mark.parametrize("route", list(scalars(FULL)), ids=str)
@pytest.mark.parametrize("placeholder", ["${VALUE}", "<VALUE_NAME>", "{{ value }}"])
def test_placeholder_gives_no_finding_anywhere(route: tuple[Any, ...], placeholder: str) -> None:
    data = json.loads(json.dumps(FULL))
    node = data
    for step in route[:-1]:
        node = node[step]
    node[route[-1]] = placeholder
    assert lint(json.dumps(data), "appspec.json") == []


KEYS = st.sampled_from(
    [
        "version",
        "Resources",
        "Hooks",
        "TargetService",
        "Type",
        "Properties",
        "TaskDefinition",
        "LoadBalancerInfo",
        "ContainerName",
        "containerPort",
        "PlatformVersion",
        "NetworkConfiguration",
        "AwsvpcConfiguration",
        "Subnets",
        "AssignPublicIp",
        "CapacityProviderStrategy",
        "Weight",
        "Base",
        "BeforeInstall",
        "files",
        "x",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.just(ARN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=some(150), deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=6), st.lists(VALUES, max_size=3))
def test_no_shape_makes_a_check_fail(properties: dict[str, Any], hooks: list[Any]) -> None:
    service = {"Type": "AWS::ECS::Service", "Properties": {"LoadBalancerInfo": {"ContainerName": "web"}}}
    data = {"version": 0.0, "Resources": [{"TargetService": {**service, **properties}}], "Hooks": hooks}
    for text in (json.dumps(data), json.dumps({**data, **properties})):
        assert run(units(text, "appspec.json"), Configuration()).crashes == []


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (
            "version: 0.0\n# one\nResources: # list\n  TargetService:\n    Type: AWS::ECS::Service # t\n\n"
            "    Properties:\n      TaskDefinition: <TASK_DEFINITION>\n"
            "      LoadBalancerInfo:\n        - ContainerName: web # c\n          # port\n"
            '          ContainerPort: "80"\nHooks:\n  BeforeInstall: a # a\n\n  AfterInstall: b\n# end\n',
            "version: 0.0\n# one\nResources: # list\n  - TargetService:\n      Type: AWS::ECS::Service # t\n"
            "\n      Properties:\n        TaskDefinition: <TASK_DEFINITION>\n"
            "        LoadBalancerInfo:\n            ContainerName: web # c\n            # port\n"
            "            ContainerPort: 80\nHooks:\n  - BeforeInstall: a # a\n\n  - AfterInstall: b\n# end\n",
        ),
        (
            WEB.replace("Resources", "resources").replace("ContainerName", "ContainerNam"),
            WEB,
        ),
        (
            WEB.replace("          Container", "          - Container").replace("\n", "\r\n"),
            WEB.replace("          Container", "            Container").replace("\n", "\r\n"),
        ),
    ],
)
def test_fixes_keep_comments_and_lines(bad: str, good: str) -> None:
    fixed = fix_text("appspec.yaml", bad, Configuration())
    assert fixed.text == good
    assert lint(good) == []


def write(folder: Path, files: dict[str, str]) -> Result:
    for name, text in files.items():
        (folder / name).write_text(text)
    result = run(Inputs([str(folder)]), Configuration())
    assert result.crashes == []
    return result


def task(name: str = "web", port: Any = 8080, **more: Any) -> str:
    container = {
        "name": name,
        "image": "nginx:1.27",
        "memory": 128,
        "portMappings": [{"containerPort": port}],
    }
    return json.dumps({"family": "web", "containerDefinitions": [container], **more})


def service(port: int, controller: str = "CODE_DEPLOY") -> str:
    balancer = {"targetGroupArn": "${ARN}", "containerName": "web", "containerPort": port}
    data = {"serviceName": "web", "taskDefinition": "web", "desiredCount": 2, "loadBalancers": [balancer]}
    return json.dumps({**data, "deploymentController": {"type": controller}})


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"task.json": task()}, set()),
        ({"task.json": task("api")}, {"ECS830"}),
        ({"task.json": task(port=80)}, {"ECS830"}),
        ({"task.json": task("${NAME}")}, set()),
        ({"task.json": task(port="${PORT}")}, set()),
        ({"task.json": task("api"), "other.json": task("web")}, set()),
        ({"task.json": task("api").replace('"family": "web"', '"family": "api"')}, set()),
        ({}, set()),
        ({"service.json": service(80), "task.json": task()}, {"ECS832"}),
        ({"service.json": service(8080, "ECS"), "task.json": task()}, {"ECS832"}),
        ({"service.json": service(80), "service2.json": service(80), "task.json": task()}, set()),
    ],
)
def test_appspec_with_its_neighbours(tmp_path: Path, files: dict[str, str], found: set[str]) -> None:
    result = write(tmp_path, {"appspec.yaml": WEB, **files})
    assert {f.rule for f in result.findings if f.path.endswith("appspec.yaml")} == found
    for finding in result.findings:
        if finding.path.endswith("appspec.yaml"):
            assert [Path(related.path).name in files for related in finding.related] == [True]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("imagedefinitions.json", '[{"name": "web", "imageUri": "nginx"}]', "image-definitions"),
        ("images.json", '[{"name": "web", "imageURI": "nginx"}]', "image-definitions"),
        ("imagedefinitions.json", "[]", "image-definitions"),
        ("imagedefinitions.json", '{"ImageURI": "nginx"}', "image-definitions"),
        ("imageDetail.json", '[{"name": "web", "imageUri": "nginx"}]', "image-detail"),
        ("build/imageDetail.json", '{"ImageURI": "nginx", "ImageTags": ["1"]}', "image-detail"),
        ("products.json", '[{"name": "a", "imageUri": "x", "price": 1, "stock": 2}]', "unrecognised"),
        ("list.json", "[]", "unrecognised"),
        ("config.json", '{"imageUri": "nginx"}', "unrecognised"),
        ("imagedefinitions.json", '"nginx"', "unrecognised"),
    ],
)
def test_image_files_go_by_content_and_name(name: str, text: str, kind: str) -> None:
    (unit,) = units(text, name)
    assert unit.kind == kind
    assert run([unit], Configuration()).crashes == []


def test_image_definitions_with_a_container_twice() -> None:
    entry = {"name": "web", "imageUri": "nginx:1.27"}
    assert lint(json.dumps([entry, entry]), "imagedefinitions.json") == [(1, "ECS840!")]
    large = [{"name": f"web{index}", "imageUri": "nginx:1.27"} for index in range(2500)]
    assert lint(json.dumps(large), "imagedefinitions.json") == [(1, "ECS840!")]


def test_real_appspecs_have_no_error(corpus: Path) -> None:
    kinds = 0
    for path in sorted((corpus / "wild").rglob("*appspec*")):
        if path.is_file():
            for unit in units(path.read_text(), str(path)):
                kinds += unit.kind == "appspec"
                result = run([unit], Configuration())
                assert [f for f in result.findings if f.severity is Severity.ERROR] == []
    assert kinds > 0


def test_published_schema_agrees_with_the_grammar() -> None:
    text = (Path(__file__).parents[2] / "schemas" / "appspec.schema.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    assert schema == appspec_schema()["appspec.schema.json"]
    valid = jsonschema.Draft202012Validator(schema).is_valid
    assert valid(FULL)
    assert not valid({**FULL, "hooks": []})
    assert not valid({**FULL, "Resources": FULL["Resources"] * 2})
    for route in scalars(FULL["Resources"][0]["TargetService"]["Properties"]):
        assert not valid(_with(route, {"X": 1})), route
    assert not valid(_with(("NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp"), "Enabled"))


def _with(route: tuple[Any, ...], value: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(FULL))
    node = data["Resources"][0]["TargetService"]["Properties"]
    for step in route[:-1]:
        node = node[step]
    node[route[-1]] = value
    return data


@pytest.mark.parametrize("name", ["appspec.yml", "imagedefinitions.json"])
def test_empty_file_of_a_fixed_name_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    assert {f.rule for f in run(Inputs([str(tmp_path / name)]), Configuration()).findings} == {"ECS001"}
    assert run(Inputs([str(tmp_path)]), Configuration()).findings == []
