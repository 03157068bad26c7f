"""What SECURITY.md promises."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ecslint.report import formats
from tests.command import Done, invoke
from tests.conftest import HANGS, ROOT
from tests.program import program
from tests.share import share

NUMBER = "73195028462"
SECRET = f"hunter2Zq{NUMBER}x"
TASK = {
    "family": "web",
    "cpu": 256,
    "containerDefinitions": [{"name": "web", "image": "nginx:1", "bogus": 1}],
}
STEERING = [chr(c) for c in (*range(0x09), *range(0x0B, 0x20), 0x7F, 0x9B, 0x202E, 0x2066, 0x2028)]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Done:
    result = invoke(["check", *arguments])
    assert "Traceback" not in result.output
    return result


def process(*arguments: str, memory: int | None = None) -> subprocess.CompletedProcess[bytes]:
    return program("check", "--isolated", *arguments, memory=memory)


# 1, 2: nothing is run, no network


def test_a_yaml_tag_constructs_nothing(folder: Path) -> None:
    task = "family: !!python/object/apply:os.system ['touch pwned']\n"
    (folder / "td.yml").write_text(task + "containerDefinitions: [{name: a, image: 'b:1', memory: 64}]\n")
    run()
    assert sorted(os.listdir(folder)) == ["td.yml"]


def test_no_connection_is_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("ecslint opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    (folder / "td.json").write_text(json.dumps(TASK))
    assert run("td.json").exit_code == 1


# 3: secrets

ENVIRONMENTS = {
    "number": f'{{"name": "DB_PASSWORD", "value": {NUMBER}}}',
    "list": f'{{"name": "DB_PASSWORD", "value": ["{SECRET}"]}}',
    "object": f'{{"name": "DB_PASSWORD", "value": {{"a": "{SECRET}"}}}}',
    "no quotes": f'{{"name": "DB_PASSWORD", "value": {SECRET}}}',
    "single quotes": f"{{'name': 'DB_PASSWORD', 'value': '{SECRET}'}}",
    "no comma": f'{{"name": "DB_PASSWORD" "value": "{SECRET}"}}',
    "no comma behind": f'{{"value": "{SECRET}" "name": "DB_PASSWORD"}}',
    "no closing quote": f'{{"name": "DB_PASSWORD", "value": "{SECRET}}}',
    "no opening quote": f'{{"name": "DB_PASSWORD", "value": {SECRET}"}}',
    "no colon": f'{{"name": "DB_PASSWORD", "value" "{SECRET}"}}',
    "mapping": f'{{"DB_PASSWORD": "{SECRET}"}}',
    "assignment": f'"DB_PASSWORD={SECRET}"',
    "wrong case": f'{{"Name": "DB_PASSWORD", "Value": "{SECRET}"}}',
    "misspelt": f'{{"name": "DB_PASSWORD", "valeu": "{SECRET}"}}',
    "twice": f'{{"name": "DB_PASSWORD", "value": "{SECRET}", "value": "{SECRET}"}}',
    "colon": f'{{"name": "DB_PASSWORD", "value": "{SECRET}": 5}}',
    "quote inside": f'{{"name": "DB_PASSWORD", "value": "a"{SECRET}"b"}}',
    "valueFrom": f'{{"name": "A"}}], "secrets": [{{"name": "A", "valueFrom": "{SECRET}!"}}',
    "valueFrom number": f'{{"name": "A"}}], "secrets": [{{"name": "A", "valueFrom": {NUMBER}}}',
    "value of a secret": f'{{"name": "A"}}], "secrets": [{{"name": "A", "value": "{SECRET}"}}',
}
OUTPUTS = [
    *(["--format", form] for form in formats()),
    ["--select", "ECS0,ECS2"],
    ["--fix", "--unsafe-fixes", "--diff"],
    ["--baseline", "baseline.json", "--update-baseline"],
]


@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=list(ENVIRONMENTS))
def test_no_output_holds_a_secret(environment: str, folder: Path) -> None:
    start = '{"family": "web", "cpu": 256, "status": "ACTIVE",\n "containerDefinitions": [{"name": "web",\n'
    (folder / "td.json").write_text(
        f'{start} "image": "nginx", "memory": "5", "environment": [{environment}]}}]}}'
    )
    for output in share(OUTPUTS, 2, environment):
        result = run("--isolated", *output, "td.json")
        written = [p.read_text() for p in folder.iterdir() if p.name != "td.json"]
        shown = [line for text in (result.output, *written) for line in text.splitlines() if NUMBER in line]
        assert shown == [], output


REPEATED = {
    "alone": ("task.json", f'"command": ["run", "{SECRET}"]'),
    "inside a word": ("task.json", f'"command": ["run", "--with=x{SECRET}y", "{SECRET}z"]'),
    "in an image": ("task.json", f'"image": "app:{SECRET}"'),
    "in another container": ("task.json", f'"hostname": "{SECRET}.example.com"'),
}


@pytest.mark.parametrize(("name", "member"), REPEATED.values(), ids=list(REPEATED))
@pytest.mark.parametrize("many", [1, 150])
def test_no_output_holds_what_repeats_a_secret(name: str, member: str, many: int, folder: Path) -> None:
    names = [
        f'{{"name": "DB_PASSWORD_{n}", "value": "{SECRET if n == 0 else f"other7Zq{n}xx"}"}}'
        for n in range(many)
    ]
    secret = f'"environment": [{", ".join(names)}]'
    first = f'{{"name": "a", "image": "nginx", "memory": "5", "bogus": 1, {secret}, {member}, "bogus2": 2}}'
    second = f'{{"name": "b", "image": "nginx", "memory": "5", "bogus": "{SECRET}", {member}}}'
    text = (
        f'{{"family": "web", "cpu": 256, "status": "ACTIVE", "containerDefinitions": [{first},\n{second}]}}'
    )
    (folder / name).write_text(text)
    for output in share(OUTPUTS, 2, f"{name}{member}{many}"):
        result = run("--isolated", *output, name)
        written = [p.read_text() for p in folder.iterdir() if p.name != name]
        shown = [line for text in (result.output, *written) for line in text.splitlines() if NUMBER in line]
        assert shown == [], output


FORMS = ("AKIAIOSFODNN7EXAMPLA", "ghp_0123456789abcdefghijklmnopqrstuvwxyzAB")


@pytest.mark.parametrize("key", [*FORMS, SECRET])
def test_no_output_holds_a_secret_that_is_a_key(key: str, folder: Path) -> None:
    container = {"name": "web", "image": "nginx:1", "memory": 64, key: 1, "dockerLabels": {key: 5}}
    container["environment"] = [{"name": "DB_PASSWORD", "value": SECRET}]
    container["logConfiguration"] = {"logDriver": "splunk", "options": {key: "x"}}
    (folder / "td.json").write_text(json.dumps({**TASK, "containerDefinitions": [container]}, indent=1))
    for output in OUTPUTS:
        result = run("--isolated", "--profile", "strict", *output, "td.json")
        if key in FORMS:
            written = [path.read_text() for path in folder.iterdir() if path.name != "td.json"]
            assert key not in "".join(written), output
        shown = [line for line in result.output.splitlines() if key in line]
        assert shown == [], output
    if key in FORMS:
        again = run("--isolated", "--profile", "strict", "--baseline", "baseline.json", "td.json")
        assert again.exit_code == 0, "what the baseline accepts is found in it again"


# 4: terminals and readers of reports


@pytest.mark.parametrize(
    "arguments",
    [
        ["--\x1b[31m"],
        ["\x1b[31m"],
        ["check", "--\x1b[31m\n::error::x"],
        ["check", "--format", "\x1b[31m"],
        ["check", "--jobs", "\x9b\n::error::x"],
        ["check", "\x1b[31m.json"],
        ["cost", "--region", "\x1b[31m"],
        ["explain", "\x1b[31m"],
        ["--version=\x1b[31m"],
    ],
    ids=repr,
)
def test_arguments_are_repeated_printable(arguments: list[str]) -> None:
    done = invoke(arguments)
    assert done.exit_code != 0
    assert [c for c in STEERING if c in done.output] == []
    assert OBEYED.findall(done.output) == []


@pytest.mark.parametrize("form", formats())
def test_nothing_from_a_file_or_its_name_steers_the_reader(form: str, folder: Path) -> None:
    evil = "".join(STEERING).replace("\x00", "") + "<script>|`*[x](y) ::error::%0A]]>&amp;"
    task = {**TASK, "networkMode": evil, evil: 1, "containerDefinitions": [{"name": evil, "image": evil}]}
    for name in (b"a\nb.json", b"\x1b]0;x\x07.json", b"\xff\xfe.json", b"<b>&|`[x](y)::error::,.json"):
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text(json.dumps(task))
    done = process("--format", form)
    text = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 1, text[-500:]
    assert [c for c in STEERING if c in text] == []
    if form in ("markdown", "checkstyle", "junit"):
        assert "<script>" not in text
    if form == "github":
        assert all(
            line.startswith(("::error file=", "::warning file=", "::notice ")) for line in text.splitlines()
        )


OBEYED = re.compile(r"##(?=vso\[|\[|teamcity\[)|^[ \t]*::error", re.MULTILINE)
"""What Azure Pipelines, TeamCity and GitHub take for a command in a log."""


@pytest.mark.parametrize(
    "arguments",
    [
        *(("check", "--format", form) for form in formats()),
        ("check", "--diff"),
        ("check", "--statistics"),
        ("check", "-v"),
        *(("cost", "--region", "eu-west-1", "--format", form) for form in ("table", "json", "markdown")),
        ("reach",),
        ("reach", "--format", "json"),
        ("rollout",),
        ("capacity",),
        ("firelens",),
    ],
    ids=" ".join,
)
def test_nothing_from_a_file_or_its_name_is_a_command_to_a_ci_system(
    arguments: tuple[str, ...], folder: Path
) -> None:
    evil = "##vso[task.complete]\n::error::x\n ::error::y ##teamcity[b] ##[error]"
    task = {**TASK, "memory": "512", "networkMode": evil, evil: 1, "family": evil, "status": "ACTIVE"}
    task["requiresCompatibilities"] = ["FARGATE"]
    task["containerDefinitions"] = [{"name": evil, "image": evil, "memory": "64"}]
    names = {f"{key[:1].upper()}{key[1:]}": value for key, value in task.items()}
    service = {
        "Type": "AWS::ECS::Service",
        "Properties": {"ServiceName": evil, "TaskDefinition": {"Ref": evil}},
    }
    resources = {evil: {"Type": "AWS::ECS::TaskDefinition", "Properties": names}, f"s{evil}": service}
    (folder / "::error::##vso[a]").mkdir()
    (folder / "::error::##vso[a]" / "td.json").write_text(json.dumps(task))
    (folder / "##[a].template").write_text(json.dumps({"Resources": resources}))
    paths = sorted(os.path.relpath(path, folder) for path in folder.rglob("*.*"))
    done = invoke([*arguments, *(["td.json"] if arguments == ("firelens",) else paths)])
    text = done.output
    if arguments[-1] == "github":
        text = re.sub(r"^::(?=error file=)", "", text, flags=re.MULTILINE)
    assert OBEYED.findall(text) == []


def test_a_difference_does_not_steer_the_terminal(folder: Path) -> None:
    (folder / "td.yml").write_text(
        'family: "web"\ncpu: 256 # \x85 \u202e\ncontainerDefinitions: []\nstatus: ACTIVE\n'
    )
    assert [c for c in STEERING if c in run("--isolated", "--diff", "td.yml").output] == []


# 5: time and memory

BOMB = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(12)
)
HUGE: dict[str, Callable[[], str]] = {
    "brackets.json": lambda: "[" * 100_000,
    "members.json": lambda: '{"containerDefinitions":' * 100_000,
    "brackets.yml": lambda: "containerDefinitions: " + "[" * 100_000,
    "blocks.yml": lambda: "containerDefinitions:\n" + "".join(" " * i + "- \n" for i in range(1000)),
    "bomb.yml": lambda: f"family: web\n{BOMB}containerDefinitions: *m\n",
    "loop.yml": lambda: "family: web\ncontainerDefinitions: &a\n- *a\n",
    "digits.json": lambda: '{"family": "web", "cpu": ' + "9" * 1_000_000 + ', "containerDefinitions": []}',
    "line.json": lambda: '{"family": "' + "a" * 5_000_000 + '", "containerDefinitions": [{"cpu": "x"}]}',
    "commas.json": lambda: '{"containerDefinitions": [' + "," * 200_000 + "]}",
    "templates.json": lambda: '{"containerDefinitions": [' + "{{" * 200_000 + "]}",
    "quotes.yml": lambda: "containerDefinitions: " + "'\"" * 100_000,
    "large.json": lambda: '{"containerDefinitions": []' + " " * 50_000_000 + "}",
}
"""Texts by the names of their files, made when they are asked for: they are large."""


@pytest.mark.needs("proc")
@pytest.mark.parametrize("name", HUGE)
def test_a_hostile_file_takes_little_memory(name: str, folder: Path) -> None:
    (folder / name).write_text(HUGE[name]())
    (folder / "td.json").write_text(json.dumps(TASK))
    done = process("--format", "json", memory=1_000_000_000)
    assert done.returncode in (1, 2), done.stderr
    assert b"Traceback" not in done.stderr
    assert any(f["path"] == "td.json" for f in json.loads(done.stdout)["findings"]), (
        "the other file is linted"
    )


# 6: only files


def test_only_files_of_the_tree_are_read(folder: Path) -> None:
    tree = folder / "tree"
    tree.mkdir()
    (folder / "outside.json").write_text(json.dumps(TASK))
    (tree / "td.json").write_text(json.dumps(TASK))
    os.mkfifo(tree / "pipe.json")
    (tree / "out.json").symlink_to("../outside.json")
    (tree / "zero.json").symlink_to("/dev/zero")
    (tree / "self.json").symlink_to("self.json")
    (tree / "up").symlink_to("..")
    done = process("--format", "json", "tree")
    assert [file["path"] for file in json.loads(done.stdout)["files"]] == ["tree/td.json"]


@pytest.mark.parametrize("name", ["pipe.json", "/dev/zero", "loop.json", "gone.json"])
def test_what_is_no_file_is_one_line(name: str, folder: Path) -> None:
    os.mkfifo(folder / "pipe.json")
    (folder / "loop.json").symlink_to("loop.json")
    done = process(name)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_configuration_reads_nothing_but_settings(folder: Path) -> None:
    (folder / "td.json").write_text(json.dumps(TASK))
    (folder / "ecslint.toml").write_text('exclude = ["../../../../etc/*", "/etc", "**/../x"]\n')
    assert run("td.json").exit_code == 1


# 7: nothing is lost


def test_many_runs_in_one_tree_mend_each_file_once(folder: Path) -> None:
    for number in range(8):
        (folder / f"td{number}.json").write_text(json.dumps({**TASK, "status": "ACTIVE"}, indent=1))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "ecslint", "check", "--isolated", "--fix", "."]
    children = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        for _ in range(3)
    ]
    for child in children:
        _, errors = child.communicate(timeout=HANGS)
        assert b"Traceback" not in errors
    for number in range(8):
        data = json.loads((folder / f"td{number}.json").read_text())
        assert "status" not in data
        assert data["cpu"] == "256"
    assert len(os.listdir(folder)) == 8


def test_names_in_tables_of_cost_are_shown_without_escape_sequences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.chdir(tmp_path)
    container = '{"name": "a", "image": "x"}'
    size = '"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"'
    text = f'{{"family": "a\\u001b[31mb", {size}, "containerDefinitions": [{container}]}}'
    (tmp_path / "td.json").write_text(text)
    result = invoke(["cost", "td.json", "--region", "eu-west-1"], color=True)
    assert "a\\x1b[31mb" in result.stdout
    assert "\x1b" not in result.stdout
