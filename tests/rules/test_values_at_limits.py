"""What rules say of values right at, and just beyond, their limits."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.checks._shared.logging import buffer_mib
from ecslint.finding import Problem, Severity
from tests.rules.helpers import problems, task

AWSLOGS = {"awslogs-group": "web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "web"}
SPLUNK = {"splunk-url": "https://splunk.example.com:8088", "splunk-token": "${TOKEN}"}


def logged(driver: str, options: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"logConfiguration": {"logDriver": driver, "options": options}, "memory": 256, **members}


def said(found: list[Problem]) -> list[str]:
    return [problem.message for problem in found]


def edits(found: list[Problem]) -> list[tuple[str, Any, bool]]:
    return [(e.op, e.value, p.fix.safe) for p in found if p.fix for e in p.fix.edits]


@pytest.mark.parametrize(
    ("size", "mib"),
    [("3k", 3 / 1024), ("2097152", 2), ("2097152b", 2), ("3m", 3), ("2g", 2048), ("3 MB", 3), ("m", None)],
)
def test_sizes_of_buffers(size: str, mib: float | None) -> None:
    assert buffer_mib(size) == mib


@pytest.mark.parametrize(
    ("group", "text"),
    [
        ("g" * 512, None),
        ("g" * 513, "has 513 characters; use at most 512"),
        ("a b", 'has " "'),
        ("é" * 512, 'has "é"'),
        ("arn:aws:logs:us-east-1:1:log-group:a", "is the ARN of a log group"),
    ],
)
def test_names_of_log_groups(group: str, text: str | None) -> None:
    found = said(problems("ECS705", task(logged("awslogs", {**AWSLOGS, "awslogs-group": group}))))
    assert [text in message for message in found if text] == ([] if text is None else [True])
    assert len(found) == (text is not None)


@pytest.mark.parametrize(
    ("value", "severity", "edit"),
    [
        ("true", None, None),
        ("T", None, None),
        ("false", None, ("remove", None, True)),
        ("0", None, ("remove", None, True)),
        ("yes", None, ("set", "true", False)),
    ],
)
def test_creating_the_log_group(value: str, severity: Severity | None, edit: Any) -> None:
    found = problems("ECS705", task(logged("awslogs", {**AWSLOGS, "awslogs-create-group": value})))
    assert edits(found) == ([] if edit is None else [edit])
    assert [problem.severity for problem in found] == ([] if edit is None else [severity])


def test_options_are_renamed_only_to_what_is_not_there() -> None:
    wrong = {"awslogs-groups": "web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "web"}
    assert edits(problems("ECS702", task(logged("awslogs", wrong)))) == [("rename", "awslogs-group", False)]
    assert edits(problems("ECS702", task(logged("awslogs", {**wrong, "awslogs-group": "web"})))) == []
    assert (
        edits(problems("ECS702", task(logged("awslogs", {**AWSLOGS, "entirely-different-thing": "1"})))) == []
    )
    assert edits(problems("ECS702", task(logged("splunk", wrong)))) == []


def test_missing_options_are_counted() -> None:
    (one,) = said(problems("ECS702", task(logged("awslogs", {"awslogs-group": "web"}))))
    assert 'lacks a required option; add "awslogs-region"' in one
    (two,) = said(problems("ECS702", task(logged("awslogs", {"mode": "blocking"}))))
    assert 'add "awslogs-group" and "awslogs-region"' in two


@pytest.mark.parametrize(
    ("mode", "edit"), [("nonblocking", "non-blocking"), ("blockin", "blocking"), ("quantum", "blocking")]
)
def test_modes_that_do_not_exist(mode: str, edit: str) -> None:
    found = problems("ECS705", task(logged("awslogs", {**AWSLOGS, "mode": mode})))
    ((_, value, _),) = edits(found)
    assert value in ("blocking", "non-blocking")
    if mode != "quantum":
        assert value == edit


@pytest.mark.parametrize(
    ("driver", "option", "value", "wrong"),
    [
        ("splunk", "splunk-format", "json", False),
        ("splunk", "splunk-format", "xml", True),
        ("splunk", "splunk-url", "https://splunk.example.com:8088/", False),
        ("splunk", "splunk-url", "splunk.example.com", True),
        ("splunk", "splunk-url", "https://splunk.example.com:8088/services", True),
        ("splunk", "splunk-gzip-level", "-1", False),
        ("splunk", "splunk-gzip-level", "9", False),
        ("splunk", "splunk-gzip-level", "10", True),
        ("splunk", "splunk-gzip-level", "-2", True),
        ("json-file", "max-file", "1", False),
        ("json-file", "max-file", "0", True),
        ("json-file", "max-size", "-1", False),
        ("json-file", "max-size", "-2", True),
        ("json-file", "max-size", "10m", False),
    ],
)
def test_values_of_other_drivers(driver: str, option: str, value: str, wrong: bool) -> None:
    options = {**(SPLUNK if driver == "splunk" else {}), option: value}
    assert bool(problems("ECS705", task(logged(driver, options)))) is wrong


def test_tags_are_shortened_when_shown() -> None:
    long = "aws:" + "x" * 100
    found = said(problems("ECS151", task({"memory": 256}, tags=[{"key": long, "value": "a"}])))
    assert [f'"{long[:60]}"' in message for message in found] == [True]
    repeated = [{"key": "k" * 100, "value": "a"}, {"key": "k" * 100, "value": "b"}]
    found = said(problems("ECS151", task({"memory": 256}, tags=repeated)))
    assert [f'"{"k" * 60}"' in message for message in found] == [True]
    (message,) = said(problems("ECS151", task({"memory": 256}, tags=[{"key": "a→§¶†‡•!", "value": "b"}])))
    assert '"→" "§" "¶" "†" "‡";' in message
    assert problems("ECS151", task({"memory": 256}, tags=[{"key": "a\u00a0b \u2028", "value": "c"}])) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("v" * 255, None),
        ("v" * 256, "has 256 characters; use at most 255"),
        ("a b", 'holds " "'),
        ("é" * 255, 'holds "é"'),
    ],
)
def test_names_of_volumes(name: str, text: str | None) -> None:
    found = said(problems("ECS730", task({"memory": 256}, volumes=[{"name": name}])))
    assert [text in message for message in found if text] == ([] if text is None else [True])
    assert len(found) == (text is not None)


@pytest.mark.parametrize(
    ("volume", "text"),
    [
        ({"efsVolumeConfiguration": {"fileSystemId": "fs-1"}}, 'a volume with "efsVolumeConfiguration"'),
        (
            {"name": "", "configuredAtLaunch": True},
            'a volume with "configuredAtLaunch" has no "name"; add one',
        ),
        ({"host": {"sourcePath": "/a"}}, None),
        ({}, None),
    ],
)
def test_volumes_without_a_name(volume: dict[str, Any], text: str | None) -> None:
    found = said(problems("ECS730", task({"memory": 256}, volumes=[volume])))
    assert [text in message for message in found if text] == ([] if text is None else [True])
    assert len(found) == (text is not None)


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("/p" * 1024, None),
        ("/p" * 1024 + "x", "has 2049 characters; use at most 2048"),
        ("/" + "é" * 2047, '(found "é")'),
    ],
)
def test_names_of_parameters(reference: str, text: str | None) -> None:
    secrets = [{"name": "A", "valueFrom": reference}]
    found = said(problems("ECS302", task({"memory": 256, "secrets": secrets})))
    assert [text in message for message in found if text] == ([] if text is None else [True])
    assert len(found) == (text is not None)


FARGATE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc"}
WINDOWS = {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}


@pytest.mark.parametrize(
    ("members", "text", "changes"),
    [
        ({"cpu": "300", "memory": "512"}, "CPU units, not 300", ["512", "1024"]),
        ({"cpu": "300", "memory": "2048"}, "CPU units, not 300", ["512"]),
        ({"cpu": "300"}, 'set "cpu": "512"', ["512"]),
        ({"cpu": "256", "memory": "1024", **WINDOWS}, "Windows on Fargate offers", ["1024", "2048"]),
        ({"cpu": "256", "memory": "4096"}, '"cpu": "512", "memory": "4096"', ["512", "4096"]),
        ({"cpu": "256", "memory": "300"}, 'set "memory": "512"', ["512"]),
    ],
)
def test_sizes_that_fargate_does_not_offer(members: dict[str, Any], text: str, changes: list[str]) -> None:
    found = problems("ECS101", task({}, **FARGATE, **members))
    assert [text in message for message in said(found) if "needs" not in message] == [True]
    assert [value for _, value, _ in edits(found)] == changes


def test_a_size_that_cannot_be_read_is_shortened_when_shown() -> None:
    (message,) = said(problems("ECS103", task({}, cpu="x" * 100)))
    assert f'"{"x" * 40}"' in message
    found = problems("ECS103", task({}, cpu="2  vcpus", memory="512MB"))
    assert all(safe for _, _, safe in edits(found))


@pytest.mark.parametrize(
    ("size", "advice"),
    [(20, 'leave "ephemeralStorage" out: 20 GiB come'), (201, "use 200"), (21, None), (200, None)],
)
def test_ephemeral_storage(size: int, advice: str | None) -> None:
    definition = task({}, **FARGATE, cpu="256", memory="512", ephemeralStorage={"sizeInGiB": size})
    found = said(problems("ECS112", definition))
    assert [advice in message for message in found if advice] == ([] if advice is None else [True])
    assert len(found) == (advice is not None)
    if size == 201:
        assert "leave" not in found[0]
