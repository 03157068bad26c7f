"""Containers that work and are near what rules report: none of them gets a warning of that rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke


def _command(*words: str) -> dict[str, Any]:
    return {"command": list(words)}


def _variables(**values: str) -> dict[str, Any]:
    return {"environment": [{"name": name, "value": value} for name, value in values.items()]}


def _health(text: str) -> dict[str, Any]:
    return {"healthCheck": {"command": ["CMD-SHELL", text]}, "portMappings": [{"containerPort": 80}]}


def _image(name: str, *ports: int, **values: str) -> dict[str, Any]:
    return {
        "image": name,
        "portMappings": [{"containerPort": port} for port in ports],
        **_variables(**values),
    }


def _brought(image: str, folder: str, *command: str) -> dict[str, Any]:
    mount = {"sourceVolume": "code", "containerPath": folder}
    words = {"command": list(command), "workingDirectory": folder} if command else {}
    return {"image": image, "mountPoints": [mount], **words}


def _second(image: str, text: str) -> dict[str, Any]:
    return {"image": image, "command": ["sh", "-c", text], "second": True}


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("hypercorn-module", "ECS415", _command("hypercorn", "app", "-b", "0.0.0.0:80")),
    ("hypercorn-file", "ECS415", _command("hypercorn", "src/main.py:app", "-b", "0.0.0.0:80")),
    ("gunicorn-joined-option", "ECS415", _command("gunicorn", "-cgunicorn.py", "app:app")),
    ("curl-three-slashes", "ECS420", _health("curl -f http:///localhost/ || exit 1")),
    ("curl-one-slash", "ECS420", _health("curl -f http:/localhost/ || exit 1")),
    ("grep-for-a-scheme", "ECS420", _health("curl -sf http://localhost/ | grep -v 'http://:' || exit 1")),
    ("wget-tries-without-end", "ECS420", _health("wget -t0 -O- http://localhost/ || exit 1")),
    (
        "token-in-a-mounted-file",
        "ECS453",
        {
            **_variables(CONSUL_HTTP_TOKEN="/shared/consul/token"),
            "mountPoints": [{"sourceVolume": "code", "containerPath": "/shared"}],
        },
    ),
    ("json-filled-in-by-a-script", "ECS453", _variables(SPRING_APPLICATION_JSON='{"server.port": $PORT}')),
    ("key-of-an-application", "ECS466", _variables(DD_APP_KEY="x")),
    ("profile-of-its-own", "ECS466", _variables(SPRING_PROFILE_ACTIVE="prod")),
    ("telemetry-of-its-own", "ECS466", _variables(OTEL_EXPORTER_ENDPOINT="http://a:4317", OTEL_DISABLED="1")),
    ("home-and-path", "ECS468", _second("postgres:16", "cd $HOME && PATH=$PATH:/x psql -h $HOSTNAME")),
    ("region-of-fargate", "ECS468", _second("postgres:16", "aws s3 ls --region $AWS_REGION")),
    ("set-by-the-image", "ECS468", _second("eclipse-temurin:21", "exec $JAVA_HOME/bin/java $JAVA_OPTS A")),
    ("read-from-a-file", "ECS468", _second("postgres:16", ". /shared/env; exec psql -h $DB_HOST")),
    ("evaluated", "ECS468", _second("postgres:16", 'eval "$(cat /shared/env)"; exec psql -h $DB_HOST')),
    ("loop", "ECS468", _second("postgres:16", "for DB_HOST in a b; do psql -h $DB_HOST; done")),
    ("in-single-quotes", "ECS468", _second("nginx:1.27", "echo 'proxy $DB_HOST;' > /shared/template")),
    ("escaped", "ECS468", _second("nginx:1.27", "echo \\$DB_HOST > /shared/template")),
    ("may-be-empty", "ECS468", _second("postgres:16", 'if [ -n "$DB_HOST" ]; then echo $DB_HOST; fi')),
    ("default-without-colon", "ECS468", _second("postgres:16", "psql -h ${DB_HOST-db.example.com}")),
    (
        "folder-of-that-user",
        "ECS444",
        _brought("postgres:16", "/var/lib/postgresql/data") | {"user": "1000:1000"},
    ),
    (
        "folder-of-that-user-with-a-slash",
        "ECS444",
        _brought("postgres:16", "/var/lib/postgresql/data/") | {"user": "1000:1000"},
    ),
    ("quotes-in-a-caddyfile", "ECS488", _image("caddy:2.8-alpine", 80, BASE_URL='":80"')),
    ("code-of-node", "ECS481", _brought("node:20", "/usr/src/app", "node", "server.js")),
    ("code-of-python", "ECS481", _brought("python:3.12-slim", "/app", "python", "main.py")),
    ("code-of-php", "ECS481", _brought("php:8.3-cli", "/var/www/html", "php", "artisan", "queue:work")),
    ("jar", "ECS481", _brought("amazoncorretto:17", "/app", "java", "-jar", "/app/app.jar")),
    ("remote-desktop", "ECS486", _image("dockurr/windows", 3389)),
    ("screen-sharing", "ECS486", _image("dockurr/macos", 5900)),
    ("both-of-nginx", "ECS486", _image("lscr.io/linuxserver/bookstack:24.05.4", 443)),
    ("tls-of-tomcat", "ECS486", _image("jgraph/drawio:24.7.17", 8443)),
    ("server-of-glances", "ECS486", _image("nicolargo/glances:4.1.2.1", 61209, GLANCES_OPT="-s")),
    ("apache-with-tls", "ECS486", _image("linkstackorg/linkstack:V4", 443)),
    ("server-beside-a-client", "ECS486", _image("amruthpillai/reactive-resume:server-3.8.0", 3100)),
    ("old-release", "ECS486", _image("leantime/leantime:2.4", 80)),
    (
        "option-of-a-script",
        "ECS487",
        _variables(JAVA_OPTS="--add-opens java.base/java.lang=ALL-UNNAMED -Xmx1g"),
    ),
    (
        "option-of-the-launcher",
        "ECS487",
        _variables(JDK_JAVA_OPTIONS="--add-opens java.base/java.lang=A -Xmx1g"),
    ),
    (
        "variables-kept-for-cron",
        "ECS467",
        _command("sh", "-c", "printenv | sort > /etc/environment && service cron start && tail -f /x")
        | _variables(A="x"),
    ),
    (
        "second-port-of-a-server",
        "ECS482",
        _command("uvicorn", "a:b", "--host", "0.0.0.0", "--port", "80")
        | _health("curl -f http://localhost:9000/")
        | _variables(METRICS_ADDR=":9000"),
    ),
    (
        "region-for-the-router",
        "ECS719",
        {
            **_variables(AWS_REGION="x", HOSTNAME="x"),
            "second": True,
            "logConfiguration": {
                "logDriver": "awsfirelens",
                "options": {"Name": "http", "Host": "logs.${AWS_REGION}.example.com", "URI": "/${HOSTNAME}"},
            },
        },
    ),
    (
        "java-is-told",
        "ECS486",
        _image("tomee:9", 9010, CATALINA_OPTS="-Dcom.sun.management.jmxremote.port=9010"),
    ),
]


@pytest.mark.parametrize(("rule", "fields"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_correct_container(rule: str, fields: dict[str, Any], tmp_path: Path) -> None:
    own = {key: value for key, value in fields.items() if key != "second"}
    container = {"name": "own", "image": "example/app:1.2.3", "memory": 512, **own}
    names = ["DB_HOST", "HOME", "PATH", "HOSTNAME", "AWS_REGION", "JAVA_HOME", "JAVA_OPTS"]
    first = {
        "name": "first",
        "image": "example/app:1.2.3",
        "memory": 512,
        **_variables(**dict.fromkeys(names, "x")),
    }
    if rule == "ECS719":
        first = {**first, **_variables(OTHER="x"), "firelensConfiguration": {"type": "fluentbit"}}
    task = {
        "family": "web",
        "networkMode": "awsvpc",
        "volumes": [{"name": "code", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0"}}],
        "containerDefinitions": [first, container] if "second" in fields else [container],
    }
    file = tmp_path / "task-definition.json"
    file.write_text(json.dumps(task))
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", "--select", rule, str(file)])
    found = json.loads(result.stdout)["findings"]
    assert [f["message"] for f in found if f["rule"] == rule and f["severity"] != "info"] == []
