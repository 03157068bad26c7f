"""The protocol: pushing and pulling, positions, cancellation, several roots, faults, and the real program."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from ecslint.server.texts import Change, Text
from tests.conftest import ROOT
from tests.server.editor import Editor, codes
from tests.server.test_diagnostics import TASK

PULLS = {"textDocument": {"diagnostic": {"dynamicRegistration": False}}}
SERVICE = '{"serviceName": "web", "taskDefinition": "web", "launchType": "FARGATE", "desiredCount": 2}'


MODULE = """resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = var.memory
  container_definitions    = jsonencode([{ name = "a", image = "b:1" }])
}
"""


def pull(editor: Editor, name: str, before: str | None = None) -> dict[str, Any]:
    params = {"textDocument": {"uri": editor.uri(name)}, "previousResultId": before}
    found: dict[str, Any] = editor.ask("textDocument/diagnostic", params)
    return found


def test_a_client_that_pulls_gets_no_pushes(tmp_path: Path) -> None:
    editor = Editor(tmp_path, capabilities=PULLS)
    assert editor.capabilities["diagnosticProvider"]["interFileDependencies"] is True
    editor.open("td.json", TASK.replace('"512"', '"600"'))
    found = pull(editor, "td.json")
    assert "ECS101" in codes(found["items"])
    assert pull(editor, "td.json", found["resultId"]) == {"kind": "unchanged", "resultId": found["resultId"]}
    editor.replace("td.json", '"600"', '"512"')
    assert "ECS101" not in codes(pull(editor, "td.json", found["resultId"])["items"])
    assert editor.published == {}


def test_a_pull_does_not_wait_for_a_pause(tmp_path: Path) -> None:
    editor = Editor(tmp_path, capabilities=PULLS)
    editor.open("td.json", TASK)
    whole = {"text": TASK.replace('"512"', '"600"')}
    editor.change("td.json", whole)
    assert "ECS101" in codes(pull(editor, "td.json")["items"])
    assert editor.clock.run() == 0


def test_a_request_that_is_taken_back_is_not_worked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Editor(tmp_path, capabilities=PULLS)
    editor.open("td.json", TASK)
    linted: list[str] = []
    monkeypatch.setattr(editor.server.linter, "lint", linted.append)
    number = editor.begin_and_cancel(
        "textDocument/diagnostic", {"textDocument": {"uri": editor.uri("td.json")}}
    )
    assert editor.answer(number)["error"]["code"] == -32800
    assert linted == []


@pytest.mark.parametrize(("encodings", "column"), [(None, 26), (["utf-8"], 28), (["utf-32", "utf-16"], 25)])
def test_columns_count_what_the_client_counts(
    tmp_path: Path, encodings: list[str] | None, column: int
) -> None:
    editor = Editor(tmp_path, capabilities={"general": {"positionEncodings": encodings}} if encodings else {})
    found = editor.open("td.json", TASK.replace('"memory": "512"', '"_": "🚢", "memory": "600"'))
    wrong = next(each for each in found if each["code"] == "ECS101")
    assert wrong["range"]["start"] == {"line": 5, "character": column - 3}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("source", ["", "a", "a\n", "ä🚢\r\nb\rc\n", "x\u2028y\x0bz\n\n", "\ud800\n"])
def test_positions_lead_back(source: str, encoding: str) -> None:
    text = Text(source)
    for offset in range(len(source) + 1):
        if source[offset - 1 : offset + 1] != "\r\n":
            assert text.offset(*text.position(offset, encoding), encoding) == offset
    assert text.offset(99, 99, encoding) == len(source)
    assert text.offset(0, 10**9, encoding) <= len(source)


def test_edits_in_a_row() -> None:
    text = Text("one\ntwo\n").edited(
        [Change("1", (0, 0), (0, 3)), Change("2\n3", (1, 0), (1, 3)), Change("!", (9, 9), (9, 9))],
        7,
        "utf-16",
    )
    assert (text.source, text.version) == ("1\n2\n3\n!", 7)


def test_each_root_has_its_own_configuration(tmp_path: Path) -> None:
    for name, rule in (("one", "ECS101"), ("two", "ECS709")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ecslint.toml").write_text(f'select = ["{rule}"]\n')
    folders = [{"uri": (tmp_path / name).as_uri(), "name": name} for name in ("one", "two")]
    editor = Editor(tmp_path, workspaceFolders=folders)
    text = TASK.replace('"512"', '"600"')
    assert codes(editor.open("one/td.json", text)) == []
    assert codes(editor.published["td.json"]) == ["ECS101"]
    editor.open("two/td.json", text)
    assert codes(editor.published["td.json"]) == ["ECS709"]


def test_configuration_suppressions_and_baseline_count(tmp_path: Path) -> None:
    text = TASK.replace('"512"', '"600"')
    (tmp_path / "td.json").write_text(text)
    from tests.command import invoke

    invoke(["check", str(tmp_path / "td.json"), "--baseline", str(tmp_path / "b.json"), "--update-baseline"])
    assert codes(Editor(tmp_path).open("td.json", text)) != []
    assert codes(Editor(tmp_path, {"baseline": str(tmp_path / "b.json")}).open("td.json", text)) == []
    (tmp_path / "ecslint.toml").write_text('baseline = "b.json"\n')
    assert codes(Editor(tmp_path).open("td.json", text)) == []
    (tmp_path / "ecslint.toml").write_text('exclude = ["td.json"]\n')
    assert codes(Editor(tmp_path).open("td.json", text)) == []


def test_a_baseline_accepts_what_it_accepts_on_the_command_line(tmp_path: Path) -> None:
    text = TASK.replace('"512"', '"600"')
    (tmp_path / "td.json").write_text(text)
    from tests.command import invoke

    invoke(["check", str(tmp_path / "td.json"), "--baseline", str(tmp_path / "b.json"), "--update-baseline"])
    (tmp_path / "ecslint.toml").write_text('baseline = "b.json"\nmandatory = ["ECS101"]\n')
    assert codes(Editor(tmp_path).open("td.json", text)) == ["ECS101"]  # what is mandatory is never accepted
    again = text.replace('"600"', '"700"')
    assert "ECS101" in codes(Editor(tmp_path).open("td.json", again))
    (tmp_path / "b.json").unlink()
    assert "ECS101" in codes(Editor(tmp_path).open("td.json", text))


def test_settings_that_are_wrong_are_told(tmp_path: Path) -> None:
    editor = Editor(tmp_path, {"delay": -1, "select": ["ECS9999"], "colour": True, "profile": "strict"})
    assert len(editor.shown) == 3
    assert editor.server.options.profile == "strict"
    editor.tell("workspace/didChangeConfiguration", {"settings": {"ecslint": {"select": ["ECS101"]}}})
    assert editor.server.options.select == ("ECS101",)


def test_a_configuration_that_cannot_be_used_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "ecslint.toml").write_text("profil = 1\n")
    editor = Editor(tmp_path)
    editor.open("td.json", TASK)
    editor.replace("td.json", '"512"', '"600"')
    assert len(editor.shown) == 1
    assert "did you mean 'profile'" in editor.shown[0]
    (tmp_path / "ecslint.toml").write_text('profile = "default"\n')
    editor.tell(
        "workspace/didChangeWatchedFiles", {"changes": [{"uri": editor.uri("ecslint.toml"), "type": 2}]}
    )
    editor.clock.run()
    assert "ECS101" in codes(editor.published["td.json"])


def test_what_is_linked_is_linted_again(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    group = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/a/0a1b2c3d4e5f6071"
    target = f'{{"targetGroupArn": "{group}", "containerName": "app", "containerPort": 80}}'
    balancer = f'"loadBalancers": [{target}]'
    editor.open("service.json", SERVICE[:-1] + f", {balancer}}}")
    editor.open("td.json", TASK.replace('"image"', '"portMappings": [{"containerPort": 80}], "image"'))
    editor.replace("td.json", "80", "80 ")
    assert "ECS545" not in codes(editor.published["service.json"])
    editor.replace("td.json", '"containerPort": 80', '"containerPort": 8080')
    assert "ECS545" in codes(editor.published["service.json"])


def test_files_of_the_disk_are_counterparts_and_unsaved_ones_win(tmp_path: Path) -> None:
    (tmp_path / "td.json").write_text(TASK.replace('"app"', '"disk"'))
    editor = Editor(tmp_path)
    editor.open("service.json", SERVICE)
    found = editor.ask("textDocument/definition", editor.at("service.json", '"web", "launch', 2))
    assert [each["uri"] for each in found] == [editor.uri("td.json")]
    editor.open("td.json", TASK.replace('"family": "web"', '"family": "other"'))
    assert editor.ask("textDocument/definition", editor.at("service.json", '"web", "launch', 2)) == []


def test_terraform_modules_are_read_with_unsaved_texts(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MODULE)
    (tmp_path / "variables.tf").write_text('variable "memory" {\n  default = 512\n}\n')
    editor = Editor(tmp_path)
    editor.open("main.tf", language="terraform")
    editor.open("variables.tf", language="terraform")
    assert "ECS101" not in codes(editor.published["variables.tf"])
    editor.replace("variables.tf", "512", "600")
    assert "ECS101" in codes(editor.published["variables.tf"] + editor.published["main.tf"])


def test_a_crash_is_a_message_and_not_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = Editor(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr("ecslint.server.linting.run", lambda *_, **__: 1 / 0)
        editor.open("td.json", TASK)
    assert "by a fault of ecslint: ZeroDivisionError" in editor.shown[0]
    assert "ECS101" in codes(editor.replace("td.json", '"512"', '"600"'))


def test_a_rule_that_crashes_is_told_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ecslint.checks import registry

    checks = registry.checks_on("TaskDefinition")

    def crash(*_: object) -> Any:
        raise RuntimeError("no")

    broken = [check._replace(function=crash) if check.rule == "ECS301" else check for check in checks]
    monkeypatch.setattr(
        "ecslint.checks.registry.checks_on", lambda kind: broken if kind == "TaskDefinition" else []
    )
    editor = Editor(tmp_path)
    found = editor.open("td.json", TASK.replace('"512"', '"600"'))
    assert "ECS101" in codes(found)
    assert any("rule ECS301 crashed on td.json" in text for text in editor.shown)


def test_a_file_that_breaks_is_still_what_it_was(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    editor.open("td.yaml", "family: web\ncontainerDefinitions:\n  - name: a\n    image: b:1\n", "yaml")
    found = editor.replace("td.yaml", "family: web\ncontainerDefinitions:", "family: [web\ncontainerDefin:")
    assert "ECS001" in codes(found)
    assert codes(editor.open("other.yaml", "a: [\n", "yaml")) == []


def test_texts_without_a_file_are_linted(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    item = {
        "uri": "untitled:Untitled-1",
        "languageId": "json",
        "version": 1,
        "text": TASK.replace('"512"', '"600"'),
    }
    editor.tell("textDocument/didOpen", {"textDocument": item})
    assert "ECS101" in codes(editor.published["untitled:Untitled-1"])


def test_closing_clears_and_the_disk_counts_again(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    editor.open("td.json", TASK.replace('"512"', '"600"'))
    editor.tell("textDocument/didClose", {"textDocument": {"uri": editor.uri("td.json")}})
    assert editor.published["td.json"] == []
    editor.change("td.json", {"text": "x"})
    assert editor.shown == []


def test_the_program_speaks_with_a_client(tmp_path: Path) -> None:
    from lsprotocol import types as lsp
    from pygls.lsp.client import LanguageClient

    uri = (tmp_path / "td.json").as_uri()

    async def talk() -> tuple[list[lsp.Diagnostic], str, int | None]:
        client = LanguageClient("test", "1")
        published: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()

        @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _published(params: lsp.PublishDiagnosticsParams) -> None:
            published.put_nowait(params)

        await client.start_io(sys.executable, "-m", "ecslint", "server", "--stdio", cwd=str(ROOT))
        await client.initialize_async(
            lsp.InitializeParams(lsp.ClientCapabilities(), root_uri=tmp_path.as_uri())
        )
        client.initialized(lsp.InitializedParams())
        item = lsp.TextDocumentItem(uri, "json", 1, TASK.replace('"512"', '"600"'))
        client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        first = await published.get()
        version = lsp.VersionedTextDocumentIdentifier(2, uri)
        whole = lsp.TextDocumentContentChangeWholeDocument(TASK)
        client.text_document_did_change(lsp.DidChangeTextDocumentParams(version, [whole]))
        second = await published.get()
        place = lsp.Position(4, 3)
        hover = await client.text_document_hover_async(
            lsp.HoverParams(lsp.TextDocumentIdentifier(uri), place)
        )
        assert hover is not None
        assert isinstance(hover.contents, lsp.MarkupContent)
        await client.shutdown_async(None)
        client.exit(None)
        process = client._server
        code = await process.wait() if process is not None else None
        await client.stop()
        assert second.version == 2
        assert not any(each.code == "ECS101" for each in second.diagnostics)
        return list(first.diagnostics), hover.contents.value, code

    found, hover, code = asyncio.run(talk())
    assert any(each.code == "ECS101" for each in found)
    assert "**cpu**" in hover
    assert code == 0


def test_without_pygls_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.command import invoke

    monkeypatch.setitem(sys.modules, "pygls", None)
    done = invoke(["server"])
    assert done.exit_code == 2
    assert "pip install 'ecslint[server]'" in done.stderr


def test_messages_stay_json(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    editor.open("td.json", TASK.replace('"web"', '"\\ud800"'))
    assert json.dumps(editor.messages)


def test_a_client_that_pulls_is_told_when_linked_files_change(tmp_path: Path) -> None:
    refresh = {**PULLS, "workspace": {"diagnostics": {"refreshSupport": True}}}
    editor = Editor(tmp_path, capabilities=refresh)
    editor.open("service.json", SERVICE)
    editor.open("td.json", TASK)
    pull(editor, "td.json")
    assert any(message.get("method") == "workspace/diagnostic/refresh" for message in editor.messages)
