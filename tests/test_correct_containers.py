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


def _syslog(tag: str) -> dict[str, Any]:
    return {"logConfiguration": {"logDriver": "syslog", "options": {"tag": tag}}}


def _multiline(pattern: str) -> dict[str, Any]:
    options = {"awslogs-group": "/g", "awslogs-region": "eu-west-1", "awslogs-multiline-pattern": pattern}
    return {"logConfiguration": {"logDriver": "awslogs", "options": options}}


def _server(*words: str) -> dict[str, Any]:
    return {**_command(*words), "portMappings": [{"containerPort": 80}]}


def _awaited(condition: str, text: str) -> dict[str, Any]:
    """Return a container that waits for the first one, which runs a text."""
    return {
        "dependsOn": [{"containerName": "first", "condition": condition}],
        "second": {"essential": False, **_script(text)},
    }


def _script(text: str) -> dict[str, Any]:
    return _command("sh", "-c", text)


def _read_only(text: str) -> dict[str, Any]:
    return {"readonlyRootFilesystem": True, **_script(text)}


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
    ("verification-left-on", "ECS453", _variables(NODE_TLS_REJECT_UNAUTHORIZED="true")),
    ("module-with-a-hyphen", "ECS453", _variables(DJANGO_SETTINGS_MODULE="my-site.settings")),
    ("highest-seed", "ECS453", _variables(PYTHONHASHSEED="4294967295")),
    (
        "content-that-the-command-writes",
        "ECS453",
        _variables(GOOGLE_APPLICATION_CREDENTIALS='{"type": "x"}')
        | _command("sh", "-c", 'echo "$GOOGLE_APPLICATION_CREDENTIALS" > /tmp/g; exec node app.js'),
    ),
    ("text-of-python", "ECS488", _variables(PGADMIN_CONFIG_DEFAULT_SERVER="'0.0.0.0'")),
    ("text-of-hocon", "ECS488", _variables(EMQX_LISTENERS__TCP__DEFAULT__TYPE='"tcp"')),
    ("label-in-a-tag", "ECS705", _syslog("{{.ContainerLabels.app}}")),
    ("time-in-a-tag", "ECS705", _syslog("{{.ContainerCreated.Unix}}")),
    ("backslash-before-a-digit", "ECS705", _multiline("^[A-Z]:\\\\\\d+")),
    ("endpoint-of-daphne", "ECS486", _server("daphne", "-e", "tcp:port=80:interface=0.0.0.0", "a:b")),
    ("exit-before-a-failure", "ECS430", _awaited("SUCCESS", "migrate && exit 0; exit 1")),
    ("exec-before-a-failure", "ECS430", _awaited("SUCCESS", "[ -f /x ] && exec migrate; exit 1")),
    ("until-a-process-ends", "ECS451", _awaited("COMPLETE", "tail -f --pid=7 /dev/null")),
    ("number-of-runs", "ECS451", _awaited("COMPLETE", "airflow scheduler --num-runs 1")),
    ("configuration-only", "ECS451", _awaited("COMPLETE", "gunicorn --check-config -b :80 a:b")),
    (
        "one-after-another",
        "ECS475",
        _awaited("SUCCESS", "gunicorn -b :80 a:b") | _server("gunicorn", "-b", ":80", "a:b"),
    ),
    ("share-of-the-memory", "ECS487", _variables(NODE_OPTIONS="--max-old-space-size-percentage=75")),
    ("option-in-quotes", "ECS487", _variables(NODE_OPTIONS='--no-warnings "--max-old-space-size=512"')),
    ("value-in-quotes", "ECS487", _variables(NODE_OPTIONS='--max-old-space-size="512"')),
    ("tool-that-starts-node", "ECS487", _command("node", "node_modules/.bin/tsx", "--expose-gc", "a.ts")),
    ("node-of-node", "ECS487", _command("node", "wrap.js", "--", "node", "--expose-gc", "a.js")),
    (
        "unknown-options-ignored",
        "ECS487",
        _command(
            "java",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UseConcMarkSweepGC",
            "-XX:+UseG1GC",
            "-jar",
            "a.jar",
        ),
    ),
    ("folder-with-a-blank", "ECS415", {"entryPoint": ["/opt/My App/bin/server", "--verbose"]}),
    ("folder-called-python", "ECS415", {"entryPoint": ["python"], **_command("/app/python")}),
    ("npx-of-npx", "ECS415", {"entryPoint": ["npx"], **_command("npx", "prisma")}),
    ("name-of-the-shell", "ECS415", {"entryPoint": ["sh", "-c", "exec node a.js"], **_command("--")}),
    ("commands-for-a-script", "ECS415", _command("python", "run.py", "worker.py --queue a", "b.py -q")),
    ("command-for-nodemon", "ECS415", _command("node", "node_modules/.bin/nodemon", "-x", "a.ts -v")),
    ("list-of-libraries", "ECS415", _command("postgres", '--shared_preload_libraries="pg_cron"')),
    ("worker-of-gunicorn-19", "ECS415", _command("gunicorn", "-k", "gaiohttp", "a:b")),
    ("end-of-what-find-runs", "ECS415", _command("find", "/d", "-exec", "rm", "{}", ";")),
    ("failure-before-a-text", "ECS420", _health("curl -f http://localhost/ || exit 1; echo ok")),
    ("failure-before-success", "ECS420", _health("curl -f http://localhost/ || exit 1; exit 0")),
    ("ends-at-a-failure", "ECS420", _health("set -e; curl -f http://localhost/; echo ok")),
    (
        "socket-of-a-file-system",
        "ECS482",
        _command("uvicorn", "a:b", "--host", "0.0.0.0", "--port", "8080")
        | {**_health("curl -f --unix-socket /run/a.sock http://localhost/"), **_image("example/app:1", 8080)},
    ),
    (
        "header-of-another-port",
        "ECS482",
        _command("uvicorn", "a:b", "--host", "0.0.0.0", "--port", "8080")
        | {
            **_health("curl -f -H 'Origin: http://localhost' http://localhost:8080/"),
            **_image("example/app:1", 8080),
        },
    ),
    (
        "program-copied-into-an-image",
        "ECS471",
        {
            "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1-distroless",
            "healthCheck": {"command": ["CMD", "wget", "-q", "http://localhost/"]},
        },
    ),
    ("folder-of-the-image", "ECS470", _read_only("[ -d /data ] || mkdir /data; exec node a.js")),
    ("behind-a-test", "ECS470", _read_only("[ -w /var/log ] && touch /var/log/a; exec node a.js")),
    ("in-a-branch", "ECS470", _read_only("if [ -w /etc/a ]; then echo x > /etc/a; fi; exec node a.js")),
    ("if-it-is-missing", "ECS444", {"user": "a", **_script("which curl || apk add curl; exec node a.js")}),
    ("if-it-is-root", "ECS444", {"user": "a", **_script("id | grep -q root && apt-get update; exec a")}),
    ("if-there-is-fuse", "ECS695", _script("[ -c /dev/fuse ] && s3fs b /mnt; exec node a.js")),
    ("branch-with-fuse", "ECS695", _script("if [ -c /dev/fuse ]; then s3fs b /mnt; fi; exec node a.js")),
    ("daemon-elsewhere", "ECS695", _script("DOCKER_HOST=tcp://dind:2375 docker ps")),
    ("option-of-a-daemon", "ECS695", _script("docker --host=tcp://dind:2375 ps")),
    ("without-a-daemon", "ECS695", _script("docker compose config -q && exec node a.js")),
    ("expected-to-fail", "ECS695", _script("sysctl -w net.core.somaxconn=9 2>/dev/null; exec node a.js")),
    ("number-that-is-shifted", "ECS492", _script("N=1; M=2; echo $((N<<M)) && exec node a.js")),
    ("shift-in-a-text", "ECS492", _script("python -c 'n=2; print(1<<n)' && exec node a.js")),
    (
        "tries-whether-it-can",
        "ECS492",
        {"image": "python:3.12", **_script("(set -o pipefail) 2>/dev/null && set -o pipefail; exec a")},
    ),
    ("script-for-a-shell", "ECS492", {"entryPoint": ["bash"], **_command("yarn", "start")}),
    ("role-for-an-entry-point", "ECS485", _command("cron")),
    ("runtime-for-an-entry-point", "ECS485", _command("php")),
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
    first = {**first, **(fields.get("second") if isinstance(fields.get("second"), dict) else {})}
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
