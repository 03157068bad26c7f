"""A fault of ours in whatever the language server calls: it is told, and the server goes on."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType

import pytest

pytest.importorskip("pygls")

from tests.conftest import ROOT
from tests.server.editor import Editor
from tests.server.test_diagnostics import TASK

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
PACKAGE = str(ROOT / "ecslint") + os.sep
SHARE = 400
"""The usual run injects a fault into one function of so many, the slow one into all."""
NETS = {"Server.tell", "Server.report_server_error", "fault", "printable", "_escaped", "broken_up"}
"""What catches and tells faults cannot be shielded from its own."""
FAULTS: tuple[Callable[[], BaseException], ...] = (
    lambda: ZeroDivisionError("of ours"),
    MemoryError,
    RecursionError,
    lambda: OSError(28, "No space left on device"),
    lambda: KeyError("x"),
    lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "of ours"),
)
TEMPLATE = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: web, Cpu: '256', Memory: '600', ContainerDefinitions: [{Name: web, Image: 'a:1'}]}
  Service:
    Type: AWS::ECS::Service
    Properties: {LaunchType: FARGATE, TaskDefinition: !Ref Task, DesiredCount: 2}
"""
MODULE = """\
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  cpu                   = 256
  container_definitions = jsonencode([{ name = "a", image = "b:1" }])
}
"""


def session(editor: Editor) -> None:
    """Do what an editor does with a few files; answers may be errors."""
    editor.open("td.json", TASK.replace('"512"', '"600"'))
    editor.open("t.yml", TEMPLATE, language="yaml")
    editor.open("main.tf", MODULE, language="terraform")
    editor.open("ecslint.toml", 'ignore = ["ECS999"]\n', language="toml")
    places = {"td.json": '"600"', "t.yml": "600", "main.tf": "256", "ecslint.toml": "ECS999"}
    for name, words in places.items():
        at = editor.at(name, words, 1)
        document = {"textDocument": at["textDocument"]}
        span = {"start": at["position"], "end": at["position"]}
        for method in ("hover", "completion", "definition", "documentHighlight", "prepareRename"):
            editor.begin(f"textDocument/{method}", at)
        editor.begin("textDocument/references", {**at, "context": {"includeDeclaration": True}})
        editor.begin("textDocument/rename", {**at, "newName": "b"})
        editor.begin("textDocument/codeAction", {**document, "range": span, "context": {"diagnostics": []}})
        editor.begin("textDocument/inlayHint", {**document, "range": span})
        for method in ("documentSymbol", "foldingRange", "documentLink", "semanticTokens/full", "codeLens"):
            editor.begin(f"textDocument/{method}", document)
        for kind in ("cost", "capacity", "rollout"):
            params = {"command": "ecslint.report", "arguments": [kind, document["textDocument"]["uri"]]}
            editor.begin("workspace/executeCommand", params)
    editor.begin("workspace/executeCommand", {"command": "ecslint.explain", "arguments": ["ECS101"]})
    editor.tell("workspace/didChangeConfiguration", {"settings": {"ecslint": {"delay": 10}}})
    editor.replace("td.json", '"600"', '"512"')
    editor.clock.run()
    for name in places:
        editor.tell("textDocument/didClose", {"textDocument": {"uri": editor.uri(name)}})


def watched(folder: Path, watch: Callable[[FrameType, str, object], None]) -> None:
    editor = Editor(folder)
    before = sys.gettrace()
    sys.settrace(watch)
    try:
        session(editor)
    finally:
        sys.settrace(before)
    editor.open("td.json", TASK.replace('"512"', '"600"'))  # it goes on
    assert editor.published["td.json"]


def judged(folder: Path, share: int) -> None:
    found: dict[CodeType, None] = {}

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(PACKAGE) and code.co_name != "<module>":
            found.setdefault(code)

    watched(folder, note)
    watched(folder, note)
    targets = [code for code in found if code.co_qualname not in NETS]
    assert len(targets) > 500
    for number, target in enumerate(targets):
        if number % share:
            continue
        error = FAULTS[number % len(FAULTS)]()

        def inject(
            frame: FrameType,
            event: str,
            _argument: object,
            target: CodeType = target,
            error: BaseException = error,
        ) -> None:
            if event == "call" and frame.f_code is target:
                sys.settrace(None)
                raise error

        try:
            watched(folder, inject)
        except BaseException as escaped:
            raise AssertionError(f"{target.co_qualname} in {target.co_filename}: {escaped!r}") from escaped


def test_a_fault_in_a_function_does_not_end_the_server(tmp_path: Path) -> None:
    judged(tmp_path, SHARE)


@pytest.mark.slow
@pytest.mark.exhaustive
def test_a_fault_in_any_function_does_not_end_the_server(tmp_path: Path) -> None:
    judged(tmp_path, 1)
