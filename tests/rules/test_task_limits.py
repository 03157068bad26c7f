"""Both sides of every limit of a task definition's sizes and numbers, and where the finding points."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ecslint.checks.task.metadata import json_bytes
from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import run
from ecslint.facts.metadata import TEMPLATE_BYTES
from ecslint.model.base import build
from ecslint.model.task import TaskDefinition
from ecslint.source.read import load
from ecslint.source.templating.placeholders import mark_placeholders
from tests.models import plain
from tests.rules.definitions import WINDOWS, ec2, fargate, findings, found, linux, web

CONTAINER = "/containerDefinitions/0"
UNKNOWN_SYSTEM = {"operatingSystemFamily": "${SYSTEM}"}
QUIET: list[tuple[str, dict[str, Any]]] = [
    ("ECS101", fargate(cpu="8192", memory="61440")),
    ("ECS101", fargate(cpu="32768", memory="249856")),
    ("ECS101", fargate(cpu=".25 vCPU", memory="0.5GB")),
    ("ECS101", ec2(cpu="300", memory="700")),
    ("ECS101", fargate(runtimePlatform=UNKNOWN_SYSTEM)),
    ("ECS101", fargate(cpu="1024", memory="8192", runtimePlatform=WINDOWS)),
    ("ECS103", fargate(cpu="1VCPU", memory="2gb")),
    ("ECS103", fargate(cpu="TASK_CPU", memory="TASK_MEMORY")),
    ("ECS103", ec2(cpu="", memory=" ")),
    ("ECS103", ec2(cpu="196608")),
    ("ECS103", ec2(cpu="64", runtimePlatform=WINDOWS)),
    ("ECS103", ec2(cpu="64", requiresCompatibilities=["MANAGED_INSTANCES"])),
    ("ECS103", ec2(cpu="64", requiresCompatibilities=["EC2", "${OTHER}"])),
    ("ECS103", fargate(cpu="64")),
    ("ECS105", ec2(web(memory=1024), memory="512", runtimePlatform=WINDOWS)),
    ("ECS105", fargate(web(cpu=256))),
    ("ECS105", fargate(web(cpu=128), web(cpu=128, name="b"))),
    ("ECS105", ec2(web(cpu=512, memory=1), cpu="256", runtimePlatform=WINDOWS)),
    ("ECS105", fargate(web(memory=256), web(memory=256, name="b"))),
    ("ECS105", fargate(web(memory=512, memoryReservation="${R}"), web(memory=256, name="b"))),
    ("ECS108", ec2(web(memory=0, memoryReservation=128))),
    ("ECS108", ec2(web(), memory="128")),
    ("ECS108", ec2(web(), memory="${MEMORY}")),
    ("ECS108", fargate(web(), memory="")),
    ("ECS108", ec2(web(memory=0, memoryReservation=6))),
    ("ECS108", ec2(web(memory=256, cpu=1), runtimePlatform=WINDOWS)),
    ("ECS108", ec2(web(memory=5), runtimePlatform=UNKNOWN_SYSTEM)),
    ("ECS108", ec2(web(memory=128, cpu=0))),
    ("ECS108", ec2(web(memory=256, cpu=1), runtimePlatform=WINDOWS)),
    ("ECS108", fargate(cpu="1024", memory="2048", runtimePlatform=WINDOWS)),
    ("ECS112", fargate(ephemeralStorage={"sizeInGiB": 200})),
    ("ECS112", fargate(ephemeralStorage={})),
    ("ECS125", ec2(web(memory=128, stopTimeout=3600, startTimeout=2))),
    ("ECS131", ec2(web(memory=128, ulimits=[{"name": "core", "softLimit": 5, "hardLimit": -1}]))),
    (
        "ECS131",
        fargate(web(ulimits=[{"name": "nofile", "softLimit": 1048576, "hardLimit": 1048576}])),
    ),
    ("ECS131", linux(maxSwap=0, swappiness=0)),
    ("ECS131", fargate(web(linuxParameters={"swappiness": 101}))),
    ("ECS131", linux(tmpfs=[{"containerPath": "/a", "size": 1, "mountOptions": ["size=1m", "ro"]}])),
    ("ECS140", ec2(web(memory=1, resourceRequirements=[{"type": "GPU", "value": "ALL"}]))),
    ("ECS158", ec2(requiresCompatibilities=None, networkMode="awsvpc", cpu="256", memory="700")),
    ("ECS158", ec2(requiresCompatibilities=None, networkMode="bridge", cpu="256", memory="512")),
]
LOUD: list[tuple[str, dict[str, Any], list[str]]] = [
    ("ECS101", fargate(cpu="8192", memory="61441"), ["error /memory"]),
    ("ECS101", fargate(cpu="8192", memory="17408"), ["error /memory"]),
    ("ECS101", fargate(cpu="300"), ["error /cpu"]),
    ("ECS101", fargate(cpu="300", runtimePlatform=UNKNOWN_SYSTEM), ["error /cpu"]),
    ("ECS101", fargate(cpu="512", memory="1024", runtimePlatform=WINDOWS), ["error /cpu"]),
    ("ECS101", fargate(cpu="8192", memory="16384", runtimePlatform=WINDOWS), ["error /cpu"]),
    ("ECS101", fargate(requiresCompatibilities=["EC2", "FARGATE"], memory="3072"), ["error /memory"]),
    ("ECS101", fargate(cpu="", memory=None), ["error /cpu", "error /memory"]),
    ("ECS103", ec2(cpu="2 cores"), ["error /cpu"]),
    ("ECS103", ec2(memory="1GiB"), ["warning /memory"]),
    ("ECS103", ec2(cpu="127"), ["error /cpu"]),
    ("ECS103", ec2(cpu="196609", requiresCompatibilities=None), ["error /cpu"]),
    ("ECS105", fargate(web(memory=513), runtimePlatform=UNKNOWN_SYSTEM), [f"error {CONTAINER}/memory"]),
    ("ECS105", fargate(web(memory=513)), [f"error {CONTAINER}/memory"]),
    ("ECS105", ec2(web(memory=513), memory="512"), [f"error {CONTAINER}/memory"]),
    ("ECS105", fargate(web(cpu=257)), [f"error {CONTAINER}/cpu"]),
    ("ECS105", fargate(web(cpu=128), web(cpu=129, name="b")), ["error /cpu"]),
    ("ECS105", fargate(web(cpu=256), web(cpu=1, name="b")), ["error /cpu"]),
    (
        "ECS105",
        fargate(web(cpu=1025), cpu="1024", memory="2048", runtimePlatform=WINDOWS),
        [f"error {CONTAINER}/cpu"],
    ),
    ("ECS105", fargate(web(cpu=257), web(cpu="${CPU}", name="b")), [f"error {CONTAINER}/cpu"]),
    ("ECS105", ec2(web(cpu=257), cpu="256", memory="512"), [f"warning {CONTAINER}/cpu"]),
    ("ECS105", fargate(web(memory=256), web(memory=257, name="b")), ["warning /memory"]),
    ("ECS105", fargate(web(memory=512), web(memory=1, name="b")), ["warning /memory"]),
    ("ECS105", fargate(web(memoryReservation=513)), ["warning /memory"]),
    ("ECS105", fargate(web(memory=1024), web(memory=256, name="b")), [f"error {CONTAINER}/memory"]),
    ("ECS108", ec2(web(memory=127, memoryReservation=128)), [f"error {CONTAINER}/memoryReservation"]),
    ("ECS108", ec2(web(memory=0)), [f"error {CONTAINER}/memory"]),
    ("ECS108", ec2(web(), requiresCompatibilities=None), [f"error {CONTAINER}"]),
    ("ECS108", ec2(web(memory=5)), [f"error {CONTAINER}/memory"]),
    (
        "ECS108",
        ec2(web(memory=1, memoryReservation=2)),
        [f"error {CONTAINER}/memory", *[f"error {CONTAINER}/memoryReservation"] * 2],
    ),
    ("ECS108", ec2(web(memoryReservation=-1)), [f"error {CONTAINER}/memoryReservation"]),
    ("ECS108", ec2(web(memory=-1), runtimePlatform=UNKNOWN_SYSTEM), [f"error {CONTAINER}/memory"]),
    ("ECS108", ec2(web(memory=5, cpu=1), runtimePlatform=WINDOWS), [f"warning {CONTAINER}/memory"]),
    ("ECS108", ec2(web(memory=255, cpu=1), runtimePlatform=WINDOWS), [f"warning {CONTAINER}/memory"]),
    ("ECS108", ec2(web(memory=128, cpu=262145)), [f"warning {CONTAINER}/cpu"]),
    ("ECS112", fargate(ephemeralStorage={"sizeInGiB": 201}), ["error /ephemeralStorage/sizeInGiB"]),
    (
        "ECS112",
        fargate(requiresCompatibilities=["FARGATE", "EC2"], ephemeralStorage={"sizeInGiB": 21}),
        ["error /ephemeralStorage"],
    ),
    (
        "ECS112",
        fargate(cpu="1024", memory="2048", runtimePlatform=WINDOWS, ephemeralStorage={"sizeInGiB": 21}),
        ["warning /ephemeralStorage"],
    ),
    ("ECS125", fargate(web(stopTimeout=121)), [f"error {CONTAINER}/stopTimeout"]),
    ("ECS125", fargate(web(startTimeout=1)), [f"error {CONTAINER}/startTimeout"]),
    ("ECS125", ec2(web(startTimeout=1)), [f"warning {CONTAINER}/startTimeout"]),
    (
        "ECS131",
        fargate(web(ulimits=[{"name": "nofile", "softLimit": 1, "hardLimit": 1048577}])),
        [f"warning {CONTAINER}/ulimits/0/hardLimit"],
    ),
    (
        "ECS131",
        ec2(web(ulimits=[{"name": "core", "softLimit": 1, "hardLimit": 0}])),
        [f"error {CONTAINER}/ulimits/0/softLimit"],
    ),
    ("ECS131", linux(maxSwap=-1), [f"error {CONTAINER}/linuxParameters/maxSwap"]),
    ("ECS131", linux(maxSwap=1, swappiness=-1), [f"error {CONTAINER}/linuxParameters/swappiness"]),
    ("ECS131", linux(maxSwap=1, swappiness=101), [f"error {CONTAINER}/linuxParameters/swappiness"]),
]


@pytest.mark.parametrize(("rule", "definition"), QUIET)
def test_within_the_limit(rule: str, definition: dict[str, Any]) -> None:
    assert found(definition, rule) == []


@pytest.mark.parametrize(("rule", "definition", "expected"), LOUD)
def test_beyond_the_limit(rule: str, definition: dict[str, Any], expected: list[str]) -> None:
    assert found(definition, rule) == expected


@pytest.mark.parametrize(
    ("cpu", "memory", "advice"),
    [
        ("300", "5000", '"cpu": "1024", "memory": "5120"'),
        ("300", "600", '"cpu": "512", "memory": "1024"'),
        ("512", "512", '"memory": "1024"'),
        ("256", "3072", '"cpu": "512", "memory": "3072"'),
        ("40000", "300000", '"cpu": "32768", "memory": "249856"'),
    ],
)
def test_nearest_size_holds_what_was_asked_for(cpu: str, memory: str, advice: str) -> None:
    (finding,) = findings(fargate(cpu=cpu, memory=memory), "ECS101")
    assert finding.message.endswith(f"set {advice}")


def test_containers_that_reserve_nothing_are_not_counted() -> None:
    reserving = [web(cpu=192), web(cpu=0, name="b"), web(cpu=128, name="c")]
    (finding,) = findings(fargate(*reserving), "ECS105")
    assert "(192 + 128)" in finding.message


def test_what_a_container_reserves_is_shown_beside() -> None:
    containers = [web(memory=512, memoryReservation=256), web(memory=257, name="b")]
    (finding,) = findings(fargate(*containers), "ECS105")
    assert [place.pointer for place in finding.related] == [
        f"{CONTAINER}/memoryReservation",
        "/containerDefinitions/1/memory",
    ]


def test_blanks_around_a_size_are_not_shown() -> None:
    (finding,) = findings(fargate(memory="512MB".ljust(50)), "ECS103")
    assert 'the spelling "512MB" of' in finding.message


@pytest.mark.parametrize(
    "text",
    ["", "plain", 'a "quote", a \\ and a \n', "é→🐳", "\x7f\u2028"],
    ids=["none", "ascii", "escapes", "long", "odd"],
)
def test_the_size_of_a_task_definition_is_that_of_its_json(text: str) -> None:
    definition = ec2(
        web(memory=128, command=[text, text], environment=[], dockerLabels={"a": text}, essential=False),
        web(name="b", startTimeout=20, entryPoint=["${UNKNOWN}"], linuxParameters={}),
        cpu="${CPU}",
    )
    task = build(TaskDefinition, mark_placeholders(definition))
    data = plain(task)
    expected = json.dumps(data, default=lambda _: "", ensure_ascii=False, separators=(",", ":"))
    assert json_bytes(task) == len(expected.encode())


def too_large(definition: dict[str, Any]) -> list[str]:
    text = json.dumps(definition, ensure_ascii=False, separators=(",", ":"))
    units = [read(document) for document in load("task.json", text.encode())]
    return [finding.pointer for finding in run(units, Configuration({"select": ("ECS152",)})).findings]


@pytest.mark.parametrize("filling", ["x", "é"])
def test_the_limit_of_a_task_definition_is_in_bytes(filling: str) -> None:
    empty = ec2(web(memory=128, command=[""]))
    rest = 65536 - json_bytes(build(TaskDefinition, empty))
    count = rest // len(filling.encode())
    allowed, refused = (ec2(web(memory=128, command=[filling * n])) for n in (count, count + 1))
    assert too_large(allowed) == []
    assert too_large(refused) == ["/containerDefinitions"]


@pytest.mark.parametrize(("more", "reported"), [(0, 0), (1, 1)])
@pytest.mark.parametrize("name", ["template.json", "template.yaml"])
def test_a_template_takes_a_million_bytes(name: str, more: int, reported: int) -> None:
    task = {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": "web"}}
    template = {"Description": "", "Resources": {"Task": task}}
    fill = TEMPLATE_BYTES - len(json.dumps(template)) + more
    text = json.dumps({**template, "Description": "é" * (fill // 2) + "x" * (fill % 2)}, ensure_ascii=False)
    units = [read(document) for document in load(name, text.encode())]
    found = run(units, Configuration({"select": ("ECS152",)})).findings
    assert [finding.pointer for finding in found] == ["/Resources"] * reported


@pytest.mark.parametrize(
    ("count", "more", "reported"),
    [
        (500, {}, []),
        (501, {}, ["/Resources/T500"]),
        (501, {"Transform": "Shrink"}, []),
        (501, {"Transform": ["AWS::LanguageExtensions"]}, []),
    ],
)
def test_a_template_declares_500_resources(count: int, more: dict[str, Any], reported: list[str]) -> None:
    resources = {f"T{number}": {"Type": "AWS::SNS::Topic"} for number in range(count)}
    resources["T0"] = {"Type": "AWS::ECS::Cluster"}
    text = json.dumps({"Resources": resources, **more})
    units = [read(document) for document in load("template.json", text.encode())]
    found = run(units, Configuration({"select": ("ECS152",)})).findings
    assert [finding.pointer for finding in found] == reported
