"""The configuration of a log router, as the agent writes it, and the command that prints it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

WEB: dict[str, Any] = {
    "name": "web",
    "image": "example/web:1",
    "memory": 64,
    "logConfiguration": {
        "logDriver": "awsfirelens",
        "options": {
            "Name": "http",
            "Port": "443",
            "Host": "logs.example.com",
            "Header": "X-Key 0123456789abcdef",
            "http_passwd": "hunter2hunter2",
            "exclude-pattern": "^DEBUG",
            "log-driver-buffer-limit": "1048576",
        },
        "secretOptions": [{"name": "http_user", "valueFrom": "user"}],
    },
}
ROUTER: dict[str, Any] = {
    "name": "router",
    "image": "example/router:1",
    "memory": 300,
    "memoryReservation": 100,
    "firelensConfiguration": {
        "type": "fluentbit",
        "options": {"config-file-type": "file", "config-file-value": "/own.conf"},
    },
}
EXPECTED = """\
# /fluent-bit/etc/fluent-bit.conf in container router of shop

[INPUT]
    Name forward
    Mem_Buf_Limit 50MB
    unix_path /var/run/fluent.sock

[INPUT]
    Name forward
    Listen 127.0.0.1
    Port 24224

[INPUT]
    Name tcp
    Tag firelens-healthcheck
    Listen 127.0.0.1
    Port 8877

[FILTER]
    Name   grep
    Match web-firelens*
    Exclude log ^DEBUG

[FILTER]
    Name record_modifier
    Match *
    Record ec2_instance_id <instance>
    Record ecs_cluster <cluster>
    Record ecs_task_arn <task ARN>
    Record ecs_task_definition shop:<revision>

@INCLUDE /own.conf

[OUTPUT]
    Name null
    Match firelens-healthcheck

[OUTPUT]
    Name http
    Match web-firelens*
    Header X-Key <hidden>
    Host logs.example.com
    Port 443
    http_passwd <hidden>
    http_user ${http_user_0}
"""


def printed(
    folder: Path, *containers: dict[str, Any], arguments: tuple[str, ...] = (), **members: Any
) -> str:
    file = folder / "task-definition.json"
    file.write_text(json.dumps({"family": "shop", "containerDefinitions": containers, **members}))
    result = invoke(["firelens", str(file), *arguments])
    return result.output if result.exit_code else result.stdout


def test_fluent_bit(tmp_path: Path) -> None:
    assert printed(tmp_path, WEB, ROUTER, networkMode="awsvpc") == EXPECTED


def test_fluentd_without_metadata_on_a_bridge(tmp_path: Path) -> None:
    log = {"logDriver": "awsfirelens", "options": {"@type": "stdout", "include-pattern": "a"}}
    kind = {"type": "fluentd", "options": {"enable-ecs-log-metadata": "false"}}
    text = printed(tmp_path, {**WEB, "logConfiguration": log}, {**ROUTER, "firelensConfiguration": kind})
    assert text.splitlines()[2:] == [
        "<source>",
        "    @type unix",
        "    path /var/run/fluent.sock",
        "</source>",
        "",
        "<source>",
        "    @type forward",
        "    bind 0.0.0.0",
        "    port 24224",
        "</source>",
        "",
        "<filter web-firelens**>",
        "    @type  grep",
        "    <regexp>",
        "        key log",
        "        pattern a",
        "    </regexp>",
        "</filter>",
        "",
        "<match web-firelens**>",
        "    @type stdout",
        "</match>",
    ]


def test_host_mode_has_the_socket_only_and_s3_is_downloaded(tmp_path: Path) -> None:
    options = {"config-file-type": "s3", "config-file-value": "arn:aws:s3:::a/b.conf"}
    router = {**ROUTER, "firelensConfiguration": {"type": "fluentbit", "options": options}}
    text = printed(tmp_path, WEB, {**router, "memoryReservation": None}, networkMode="host")
    assert "Mem_Buf_Limit 150MB" in text
    assert "24224" not in text
    assert "@INCLUDE /fluent-bit/etc/external.conf" in text


@pytest.mark.parametrize(
    ("arguments", "found"), [((), True), (("--family", "shop"), True), (("--family", "x"), False)]
)
def test_family(tmp_path: Path, arguments: tuple[str, ...], found: bool) -> None:
    text = printed(tmp_path, WEB, ROUTER, arguments=arguments)
    assert text.startswith("# /fluent-bit") is found
    assert ("no task definition with a log router was found" in text) is not found


def test_unreadable_file(tmp_path: Path) -> None:
    result = invoke(["firelens", str(tmp_path / "none.json")])
    assert result.exit_code == 2
    assert result.output.startswith("ecslint: ")
