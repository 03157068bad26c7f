"""Options and commands that Java, Node.js, Gunicorn, Celery and the kernel refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke


def reported(folder: Path, rule: str, **container: Any) -> list[str]:
    """Return the messages of a rule on a container."""
    given = {"name": "app", "image": "example/app:1", "memory": 1024, **container}
    file = folder / "task-definition.json"
    file.write_text(json.dumps({"family": "web", "containerDefinitions": [given]}))
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    return [f["message"] for f in json.loads(result.stdout)["findings"] if f["rule"] == rule]


@pytest.mark.parametrize(
    ("rule", "command"),
    [
        ("ECS487", ["java", "-XX:+UseG1GC", "-XX:+UseZGC", "-jar", "a.jar"]),
        ("ECS487", ["node", "a.js", "--max-old-space-size=512"]),
        ("ECS415", ["gunicorn", "-k", "uvicorn", "-b", "0.0.0.0:80", "app:app"]),
        ("ECS415", ["gunicorn", "--worker-class=async", "app:app"]),
        ("ECS415", ["celery", "-A", "app", "worker", "--pool", "thread"]),
    ],
)
def test_an_option_is_reported(rule: str, command: list[str], tmp_path: Path) -> None:
    [message] = reported(tmp_path, rule, command=command)
    assert len(message) <= 180


@pytest.mark.parametrize(
    ("rule", "command"),
    [
        ("ECS487", ["java", "-XX:+UseParallelGC", "-XX:-UseG1GC", "-jar", "a.jar"]),
        ("ECS487", ["node", "--max-old-space-size=512", "a.js", "--port", "80"]),
        ("ECS487", ["node", "-r", "a.js", "b.js"]),
        ("ECS415", ["gunicorn", "-k", "uvicorn.workers.UvicornWorker", "app:app"]),
        ("ECS415", ["gunicorn", "-k", "egg:app#worker", "app:app"]),
        ("ECS415", ["gunicorn", "-k", "$KIND", "app:app"]),
        ("ECS415", ["celery", "-A", "app", "worker", "-P", "gevent"]),
    ],
)
def test_an_option_is_taken(rule: str, command: list[str], tmp_path: Path) -> None:
    assert reported(tmp_path, rule, command=command) == []


@pytest.mark.parametrize(("value", "found"), [("-jar app.jar", 1), ("-cp /app", 1), ("-javaagent:/a.jar", 0)])
def test_options_of_the_launcher_in_a_variable(value: str, found: int, tmp_path: Path) -> None:
    variables = [{"name": "JAVA_TOOL_OPTIONS", "value": value}]
    assert len(reported(tmp_path, "ECS487", environment=variables)) == found


@pytest.mark.parametrize(
    ("script", "user", "found"),
    [
        ("chown -R root:root /data && exec app", "1000", 1),
        ("chown -R 1001:1001 /data && exec app", "1000", 1),
        ("chown -R 1000:1000 /data && exec app", "1000", 0),
        ("chown -R app /data && exec app", "1000", 0),
        ("chown -R app /data && exec app", "app:app", 0),
        ("chown -R app /data && exec app", "0", 0),
        ("chown -R root /data || true; exec app", "1000", 0),
        ("chmod 700 /data && exec gosu app app", "1000", 1),
        ("exec gosu app app", "root", 0),
    ],
)
def test_only_root_gives_files_away(script: str, user: str, found: int, tmp_path: Path) -> None:
    command = ["sh", "-c", script]
    assert len(reported(tmp_path, "ECS444", command=command, user=user)) == found
