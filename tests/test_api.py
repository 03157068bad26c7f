from __future__ import annotations

import doctest
import gc
import subprocess
import sys
from pathlib import Path

import pytest

import ecslint
from ecslint import api

BAD = '{"family": "web", "cpu": "512", "memory": "512", "requiresCompatibilities": ["FARGATE"]}'


def test_the_examples_of_the_documentation_hold() -> None:
    assert doctest.testmod(api).attempted > 2
    assert doctest.testmod(api).failed == 0


def test_a_text_is_linted_and_findings_say_where() -> None:
    report = api.lint_text(BAD, "task.json", api.Config(isolated=True, select=("ECS101",)))
    (finding,) = report.findings
    assert (finding.rule, str(finding.severity), finding.path, finding.pointer) == (
        "ECS101",
        "error",
        "task.json",
        "/memory",
    )
    assert (finding.span.start.line, report.files, report.failed, report.errors) == (1, 1, True, ())


def test_what_is_not_recognised_is_said_to_be_skipped(tmp_path: Path) -> None:
    assert api.lint_text("{}", "x.json").skipped == ("x.json",)
    other = tmp_path / "other.json"
    other.write_text("{}")
    report = api.lint_paths([str(other), str(tmp_path / "missing.json")])
    assert report.skipped == (str(other),)
    assert [error.rpartition(": ")[2] for error in report.errors] == ["no such file"]


def test_suppressed_findings_are_told_apart() -> None:
    text = "family: web\ncpu: '512'\nmemory: '512' # ecslint: ignore[ECS101] agreed\n"
    text += "requiresCompatibilities: [FARGATE]\ncontainerDefinitions: []\n"
    config = api.Config(isolated=True, select=("ECS101",))
    report = api.lint_text(text, "task.yaml", config)
    assert ([f.rule for f in report.findings], len(report.suppressed)) == ([], 1)
    bare = api.Config(isolated=True, select=("ECS101",), suppressions=False)
    assert [f.rule for f in api.lint_text(text, "task.yaml", bare).findings] == ["ECS101"]


def test_findings_say_no_credential() -> None:
    key = "Xy7-s3cr3t-Zq9"
    variable = f'{{"name": "DB_PASSWORD", "value": "{key}"}}'
    text = f'{{"family": "{key}!", "containerDefinitions": [{{"name": "a", "environment": [{variable}]}}]}}'
    report = api.lint_text(text, "task.json", api.Config(isolated=True))
    assert report.findings
    said = [(f.message, f.when, f.fix and f.fix.title, f.related) for f in report.findings]
    assert key not in repr(said)


def test_a_text_is_fixed() -> None:
    fixed = api.fix_text('{"Family": "web", "containerDefinitions": []}', "task.json")
    assert fixed.text == '{"family": "web", "containerDefinitions": []}'
    assert [finding.rule for finding in fixed.findings] == ["ECS010"]


def test_wrong_words_are_refused_with_the_nearest() -> None:
    with pytest.raises(api.ConfigError, match="fargate-task-size"):
        api.lint_text("{}", config=api.Config(select=("fargate-task-siz",)))
    with pytest.raises(KeyError, match="fargate-task-size"):
        api.explain("fargate-task-siz")
    assert api.explain("ECS101").startswith("ECS101 fargate-task-size (error)")
    assert len(api.rules()) == len({rule.id for rule in api.rules()}) > 150


def test_the_package_gives_the_names_of_the_interface() -> None:
    assert ecslint.lint_text is api.lint_text
    with pytest.raises(AttributeError, match="no attribute 'lint'"):
        _ = ecslint.lint


def test_importing_changes_nothing_in_the_process() -> None:
    program = (
        "import gc, os, signal, sys\n"
        "state = lambda: (gc.get_threshold(), dict(os.environ), signal.getsignal(signal.SIGINT),"
        " sys.excepthook, sys.getrecursionlimit(), os.getcwd())\n"
        "before = state()\n"
        "import ecslint, ecslint.api, ecslint.cli, ecslint.cli.check\n"
        'ecslint.api.lint_text(\'{"family": "web"}\')\n'
        "assert state() == before\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_linting_keeps_nothing() -> None:
    def objects(calls: int) -> int:
        for number in range(calls):
            api.lint_text(BAD.replace("web", f"web{number}"), f"task{number}.json", api.Config(isolated=True))
        gc.collect()
        return len(gc.get_objects())

    objects(5)
    once, again = objects(5), objects(100)
    assert again - once < 50


TEMPLATE = """
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: web, Cpu: "512", Memory: "512", ContainerDefinitions: [{Name: a, Image: nginx}]}
"""
APPSPEC = """
version: 0.0
Resources: [{TargetService: {Type: AWS::ECS::Service, Properties: {TaskDefinition: web}}}]
"""


@pytest.mark.slow
def test_ten_thousand_calls_keep_the_memory_as_it_is() -> None:
    """Objects and blocks of memory are counted once everything that is kept on purpose is there."""
    kinds = (("json", BAD), ("yaml", TEMPLATE), ("appspec.yml", APPSPEC), ("json", "{"), ("json", "{}"))
    config = api.Config(isolated=True)

    def kept(first: int, last: int) -> tuple[int, int]:
        for number in range(first, last):
            name, text = kinds[number % len(kinds)]
            text = text.replace("web", f"web{number}")
            if number % 10 < len(kinds):
                api.lint_text(text, f"{number}.{name}", config)
            else:
                api.fix_text(text, f"{number}.{name}", config)
        gc.collect()
        return len(gc.get_objects()), sys.getallocatedblocks()

    objects, blocks = kept(0, 2_000)
    later_objects, later_blocks = kept(2_000, 10_000)
    assert later_objects - objects < 50
    assert later_blocks - blocks < 1_000  # an eighth of a block for each call
