"""What the server answers about one file: hover, completion, actions, names, outline, figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from ecslint.catalogue import pages
from ecslint.source.read import load
from tests.conftest import ROOT
from tests.server.editor import Editor, codes
from tests.server.test_diagnostics import TASK

ALL = {"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}}


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    for path in (ROOT / "examples").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return Editor(tmp_path)


def hover(editor: Editor, name: str, words: str, behind: int = 1) -> str:
    found = editor.ask("textDocument/hover", editor.at(name, words, behind))
    return "" if found is None else str(found["contents"]["value"])


def labels(editor: Editor, name: str, words: str, behind: int = 0) -> list[str]:
    found = editor.ask("textDocument/completion", editor.at(name, words, behind))
    return [item["label"] for item in found["items"]]


def actions(
    editor: Editor, name: str, span: Any = ALL, only: list[str] | None = None
) -> list[dict[str, Any]]:
    context: dict[str, Any] = {"diagnostics": editor.published.get(name, [])}
    if only is not None:
        context["only"] = only
    params = {"textDocument": {"uri": editor.uri(name)}, "range": span, "context": context}
    found: list[dict[str, Any]] = editor.ask("textDocument/codeAction", params)
    return found


def test_hover_says_what_a_field_and_its_value_mean(editor: Editor) -> None:
    editor.open("task-definition.json")
    text = hover(editor, "task-definition.json", '"512"')
    assert "512 CPU units = 0.5 vCPU; on Fargate with 1024 to 4096 MiB" in text
    assert "**cpu** `string`" in text
    assert "ECS-RegisterTaskDefinition-request-cpu" in text
    assert "not supported on Fargate" not in text
    secret = hover(editor, "task-definition.json", "arn:aws:secretsmanager")
    assert "secret `orders-db-AbCdEf` of Secrets Manager in eu-west-1, its JSON key `url`" in secret


def test_hover_on_a_finding_shows_its_page(editor: Editor) -> None:
    editor.open("task-definition.json")
    text = hover(editor, "task-definition.json", '"memory": "512"', 12)
    assert "ECS101 fargate-task-size" in text
    assert "How to fix" in text


def test_hover_says_on_which_launch_types_a_field_works(editor: Editor) -> None:
    editor.open("td.json", TASK.replace('"image"', '"privileged": false, "image"'))
    assert "not supported on Fargate, Windows" in hover(editor, "td.json", '"privileged"')


def test_hover_on_suppressions(editor: Editor) -> None:
    text = "Resources: {}\n# ecslint: ignore[ECS101, fargate-task-size] why\n"
    editor.open("x.yaml", text, "yaml")
    assert "ECS101 fargate-task-size" in hover(editor, "x.yaml", "ECS101")
    assert "ECS101 fargate-task-size" in hover(editor, "x.yaml", "fargate-task")


def test_completes_fields_and_leaves_out_those_that_are_there(editor: Editor) -> None:
    editor.open("td.json", TASK)
    editor.replace("td.json", '"networkMode": "awsvpc",', '"networkMode": "awsvpc",\n  "')
    found = labels(editor, "td.json", '  "\n', 3)
    assert "taskRoleArn" in found
    assert "family" not in found


def test_completes_the_memory_of_this_cpu(editor: Editor) -> None:
    editor.open("td.json", TASK)
    assert labels(editor, "td.json", '"512"', 1) == ["512", "1024", "2048"]
    editor.replace("td.json", '"cpu": "256"', '"cpu": "4096"')
    assert labels(editor, "td.json", '"512"', 1)[0] == "8192"


@pytest.mark.parametrize(
    ("name", "words", "behind", "some"),
    [
        ("task-definition.json", '"migrate", "cond', 1, {"migrate"}),
        ("task-definition.json", '"SUCCESS"', 1, {"START", "COMPLETE", "SUCCESS", "HEALTHY"}),
        ("task-definition.json", '"eu-west-1"}', 1, {"eu-west-1", "us-east-1"}),
        ("task-definition.json", '"awslogs-region"', 1, {"awslogs-stream-prefix", "mode"}),
        ("task-definition.json", '"FARGATE"]', 1, {"FARGATE", "EC2", "MANAGED_INSTANCES"}),
        ("task-definition.json", "arn:aws:secretsmanager", 0, {"arn:aws:ssm:REGION:ACCOUNT:parameter/NAME"}),
        ("task-definition.json", '"awslogs",', 1, {"awslogs", "awsfirelens"}),
        ("service.json", '"api"', 1, {"api", "migrate"}),
        ("service.json", "80\n", 1, {"3000"}),
        ("service.json", '"orders",\n  "launch', 1, {"orders"}),
        ("template.yaml", "TargetGroup\n      Network", 2, {"TargetGroup", "VpcId", "AWS::Region"}),
        ("template.yaml", "AWS::Logs::LogGroup", 3, {"AWS::ECS::Service"}),
        ("template.yaml", "web\n          ContainerPort: 80\n", 1, {"web"}),
        ("appspec.yaml", "orders\n", 1, {"api"}),
    ],
)
def test_completes_values(editor: Editor, name: str, words: str, behind: int, some: set[str]) -> None:
    editor.open(name)
    assert some <= set(labels(editor, name, words, behind))


@pytest.mark.parametrize("list_of", ["add", "drop"])
def test_completes_capabilities_and_says_what_the_powerful_ones_give(editor: Editor, list_of: str) -> None:
    capability = f'"linuxParameters": {{"capabilities": {{"{list_of}": ["SYS_PTRACE"]}}}}, "image"'
    editor.open("td.json", TASK.replace('"image"', capability))
    found = editor.ask("textDocument/completion", editor.at("td.json", '"SYS_PTRACE"', 1))["items"]
    offered = {item["label"]: item.get("detail") or "" for item in found}
    assert {"SYS_PTRACE", "NET_BIND_SERVICE", "CHOWN"} <= set(offered)
    assert offered["SYS_ADMIN"]


def test_a_container_does_not_wait_for_itself(editor: Editor) -> None:
    editor.open("task-definition.json")
    assert "api" not in labels(editor, "task-definition.json", '"migrate", "cond', 1)


def test_completes_rules_in_suppressions(editor: Editor) -> None:
    editor.open("x.yaml", "family: web # ecslint: ignore[ECS1]\ncontainerDefinitions: []\n", "yaml")
    found = labels(editor, "x.yaml", "ECS1]", 4)
    assert "ECS101" in found
    assert "fargate-task-size" in found


def test_completes_and_explains_the_configuration(editor: Editor) -> None:
    editor.open("ecslint.toml", 'profile = "strict"\nignore = ["ECS101"]\n\n[severity]\n', "toml")
    assert "select" in labels(editor, "ecslint.toml", "profile")
    assert labels(editor, "ecslint.toml", 'strict"', 1) == ["default", "strict"]
    assert "ECS101" in labels(editor, "ecslint.toml", 'ECS101"', 3)
    assert "ECS101 fargate-task-size" in hover(editor, "ecslint.toml", "ECS101")
    assert "every rule, opinions included" in hover(editor, "ecslint.toml", "profile")


def test_mistakes_in_the_configuration(editor: Editor) -> None:
    found = editor.open("ecslint.toml", 'profil = "strict"\n', "toml")
    assert found[0]["message"] == "unknown key 'profil'; did you mean 'profile'?"
    assert found[0]["range"]["end"] == {"line": 0, "character": 6}
    assert editor.replace("ecslint.toml", "profil ", "profile ") == []


def test_quick_fixes_say_whether_they_are_certain(editor: Editor) -> None:
    editor.open("task-definition.json")
    fixes = {a["title"]: a for a in actions(editor, "task-definition.json") if a.get("edit")}
    assert "isPreferred" not in fixes['Set "memory": "1024" (changes the meaning) [ECS101]']
    certain = fixes["End the reference in '::' [ECS302]"]
    assert certain["isPreferred"] is True
    assert codes(certain["diagnostics"]) == ["ECS302"]


def test_a_quick_fix_ends_its_finding(editor: Editor) -> None:
    editor.open("task-definition.json")
    fix = next(a for a in actions(editor, "task-definition.json") if "[ECS101]" in a["title"])
    (edit,) = fix["edit"]["changes"][editor.uri("task-definition.json")]
    editor.change("task-definition.json", {"range": edit["range"], "text": edit["newText"]})
    editor.clock.run()
    assert "ECS101" not in codes(editor.published["task-definition.json"])


def test_fixes_everything_when_it_is_chosen(editor: Editor) -> None:
    support = {"textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}}}
    editor = Editor(editor.root, capabilities=support)
    editor.open("task-definition.json")
    (action,) = actions(editor, "task-definition.json", only=["source.fixAll"])
    assert "edit" not in action
    done = editor.ask("codeAction/resolve", action)
    assert done["edit"]["changes"][editor.uri("task-definition.json")]
    kinds = {a["kind"] for a in actions(editor, "task-definition.json", only=["source"])}
    assert kinds == {"source.fixAll.ecslint", "source.ecslint.fixAllUnsafe"}


def test_suppresses_with_a_comment_that_counts(editor: Editor) -> None:
    editor.open("template.yaml")
    before = codes(editor.published["template.yaml"])
    action = next(
        a for a in actions(editor, "template.yaml") if a["title"] == "Suppress ECS545 here with a comment"
    )
    (edit,) = action["edit"]["changes"][editor.uri("template.yaml")]
    assert "# ecslint: ignore[ECS545] say why" in edit["newText"]
    editor.change("template.yaml", {"range": edit["range"], "text": edit["newText"]})
    editor.clock.run()
    left = codes(editor.published["template.yaml"])
    assert "ECS545" not in left
    assert len(left) == len(before) - 1


def test_suppresses_in_a_configuration_that_it_makes(tmp_path: Path) -> None:
    workspace = {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]}}
    editor = Editor(tmp_path, capabilities={"workspace": workspace})
    editor.open("td.json", TASK.replace('"512"', '"600"'))
    action = next(a for a in actions(editor, "td.json") if a["title"] == "Suppress ECS101 in ecslint.toml")
    made, written = action["edit"]["documentChanges"]
    assert made["kind"] == "create"
    assert made["uri"].endswith("/ecslint.toml")
    (tmp_path / "ecslint.toml").write_text(written["edits"][0]["newText"])
    editor.tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": made["uri"], "type": 1}]})
    editor.clock.run()
    assert "ECS101" not in codes(editor.published["td.json"])


def test_explains_a_rule(editor: Editor) -> None:
    page = editor.ask("workspace/executeCommand", {"command": "ecslint.explain", "arguments": ["ECS101"]})
    assert f"# {pages.rule('ECS101').title}" in page
    assert "ECS101" in editor.shown[0]
    wrong = editor.ask("workspace/executeCommand", {"command": "ecslint.explain", "arguments": ["ECS9999"]})
    assert "ECS9999" in wrong


def test_goes_to_definitions_between_files(editor: Editor) -> None:
    editor.open("service.json")
    (found,) = editor.ask("textDocument/definition", editor.at("service.json", '"api"', 2))
    assert found["uri"] == editor.uri("task-definition.json")
    assert found["range"]["start"] == {"line": 8, "character": 15}


def test_renames_between_files(editor: Editor) -> None:
    editor.open("task-definition.json")
    params = {**editor.at("task-definition.json", '"api"', 2), "newName": "front"}
    changes = editor.ask("textDocument/rename", params)["changes"]
    assert set(changes) == {editor.uri("task-definition.json"), editor.uri("service.json")}


def test_renames_logical_names_in_every_function(editor: Editor) -> None:
    text = (
        "Resources:\n  Logs:\n    Type: AWS::Logs::LogGroup\n"
        "Outputs:\n  A: {Value: !Ref Logs}\n  B: {Value: !GetAtt Logs.Arn}\n"
        "  C: {Value: !Sub 'x-${Logs.Arn}-${Logs}'}\n"
        "  D: {Value: {Fn::GetAtt: [Logs, Arn]}}\n# AWS::ECS::Service\n"
    )
    editor.open("x.yaml", text, "yaml")
    params = {**editor.at("x.yaml", "Logs:", 1), "newName": "Group"}
    edits = editor.ask("textDocument/rename", params)["changes"][editor.uri("x.yaml")]
    lines = text.splitlines()
    for edit in sorted(edits, key=lambda e: (e["range"]["start"]["line"], -e["range"]["start"]["character"])):
        start, end = edit["range"]["start"], edit["range"]["end"]
        line = lines[start["line"]]
        assert line[start["character"] : end["character"]] == "Logs"
        lines[start["line"]] = line[: start["character"]] + "Group" + line[end["character"] :]
    assert "Logs" not in "\n".join(lines).replace("AWS::Logs", "")


def test_refuses_names_that_are_none(editor: Editor) -> None:
    editor.open("template.yaml")
    number = editor.begin(
        "textDocument/rename", {**editor.at("template.yaml", "LogGroup:", 1), "newName": "a-b"}
    )
    assert "not a valid name" in editor.answer(number)["error"]["message"]
    assert editor.ask("textDocument/prepareRename", editor.at("template.yaml", "AWS::Region", 1)) is None


def test_finds_references(editor: Editor) -> None:
    editor.open("template.yaml")
    params = {**editor.at("template.yaml", "IsProd:", 1), "context": {"includeDeclaration": False}}
    assert [r["range"]["start"]["line"] for r in editor.ask("textDocument/references", params)] == [24, 25]
    assert len(editor.ask("textDocument/documentHighlight", params)) == 3


def test_outline(editor: Editor) -> None:
    editor.open("template.yaml")
    document = {"textDocument": {"uri": editor.uri("template.yaml")}}
    symbols = editor.ask("textDocument/documentSymbol", document)
    assert [symbol["name"] for symbol in symbols] == ["Parameters", "Conditions", "Resources"]
    task = symbols[2]["children"][1]
    assert (task["name"], task["detail"]) == ("TaskDefinition", "AWS::ECS::TaskDefinition")
    assert task["children"][0]["name"] == "web"
    folds = editor.ask("textDocument/foldingRange", document)
    assert {"startLine": 14, "endLine": 17} in [{k: f[k] for k in ("startLine", "endLine")} for f in folds]
    (link,) = editor.ask("textDocument/documentLink", document)
    assert link["target"] == "https://gallery.ecr.aws/nginx/nginx"
    assert len(editor.ask("textDocument/semanticTokens/full", document)["data"]) % 5 == 0


def test_figures_beside_values(editor: Editor) -> None:
    (editor.root / "ecslint.toml").write_text('region = "eu-west-1"\n')
    editor.open("task-definition.json")
    editor.replace("task-definition.json", '"memory": "512"', '"memory": "1024"')
    editor.open("service.json")
    shown = {"textDocument": {"uri": editor.uri("service.json")}, "range": ALL}
    found = [hint["label"] for hint in editor.ask("textDocument/inlayHint", shown)]
    assert any(label.startswith("≈ $") and label.endswith("a month") for label in found)
    assert "1 address at peak" in found
    assert any(label.startswith("deployment blocked") for label in found)
    lenses = editor.ask("textDocument/codeLens", shown)
    assert [lens["command"]["title"] for lens in lenses] == found
    cost = editor.ask(
        "workspace/executeCommand",
        {"command": "ecslint.report", "arguments": ["cost", editor.uri("service.json")]},
    )
    assert "orders" in cost


def test_a_task_definition_has_the_costs_of_the_service_beside_it(editor: Editor) -> None:
    editor.open("task-definition.json")
    editor.replace("task-definition.json", '"memory": "512"', '"memory": "1024"')
    params = {"command": "ecslint.report", "arguments": ["cost", editor.uri("task-definition.json")]}
    assert "| orders | eu-west-1 | Fargate |" in editor.ask("workspace/executeCommand", params)


def test_figures_can_be_switched_off(editor: Editor) -> None:
    editor = Editor(editor.root, {"cost": False, "capacity": False, "rollout": False})
    editor.open("service.json")
    shown = {"textDocument": {"uri": editor.uri("service.json")}, "range": ALL}
    assert editor.ask("textDocument/inlayHint", shown) == []


def test_completion_writes_what_reads_back(editor: Editor) -> None:
    editor.open("td.json", TASK)
    editor.replace("td.json", '"cpu"', '"ipc"')
    found = editor.ask("textDocument/completion", editor.at("td.json", '"ipc"', 4))
    item = next(each for each in found["items"] if each["label"] == "ipcMode")
    editor.change("td.json", {"range": item["textEdit"]["range"], "text": item["textEdit"]["newText"]})
    file = editor.server.store.open[str(editor.root / "td.json")]
    (document,) = load("td.json", file.text.source.encode())
    assert json.loads(file.text.source)["ipcMode"] == "256"
    assert not document.problems


def test_image_definitions_and_app_specs_know_the_containers(editor: Editor) -> None:
    editor.open("imagedefinitions.json", '[{"name": "ap", "imageUri": "x:1"}]')
    assert "api" in labels(editor, "imagedefinitions.json", 'ap"', 2)
    text = (
        (editor.root / "appspec.yaml")
        .read_text()
        .replace("orders", "api")
        .replace("- Container", "  Container")
    )
    editor.open("appspec.yaml", text, "yaml")
    (found,) = editor.ask("textDocument/definition", editor.at("appspec.yaml", "api", 1))
    assert found["uri"] == editor.uri("task-definition.json")
    (port,) = editor.ask("textDocument/definition", editor.at("appspec.yaml", "3000", 1))
    assert port["range"]["start"]["line"] == 11


def test_volumes_are_completed_found_and_renamed(editor: Editor) -> None:
    mounts = '"mountPoints": [{"sourceVolume": "data", "containerPath": "/d"}], "image"'
    text = TASK.replace('"image"', mounts).replace('"cpu"', '"volumes": [{"name": "data"}], "cpu"')
    editor.open("td.json", text)
    assert labels(editor, "td.json", '"data", "cont', 1) == ["data"]
    params = {**editor.at("td.json", '"data", "cont', 1), "newName": "files"}
    assert len(editor.ask("textDocument/rename", params)["changes"][editor.uri("td.json")]) == 2


def test_port_names_are_completed_in_services(editor: Editor) -> None:
    port = '"portMappings": [{"name": "web-http", "containerPort": 80}], "image"'
    editor.open("task-definition.json", TASK.replace('"image"', port).replace('"web"', '"orders"'))
    connect = (
        '"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "x"}]}, "launchType"'
    )
    text = (editor.root / "service.json").read_text().replace('"launchType"', connect)
    editor.open("service.json", text)
    assert labels(editor, "service.json", '"x"', 1) == ["web-http"]
