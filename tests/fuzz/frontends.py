"""Fuzzes the other frontends: Terraform, its plans, manifests of Copilot, calls of ``aws ecs``.

Longer than other modules: the inputs of a frontend stand beside the words that they are changed with.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterable
from random import Random
from typing import Any

from ecslint.documents import read
from ecslint.documents.aws_cli.read import read_scripts
from ecslint.documents.subject import Unit
from ecslint.documents.terraform.read import read_terraform
from ecslint.engine.run import run
from ecslint.source.read import InputError, load
from tests.fuzz import mutate, scratch
from tests.fuzz.material import as_json, as_yaml, seeds
from tests.fuzz.promises import ISOLATED, STRICT, BrokenPromiseError

_SEPARATOR = "\n#### "
"""Between the files of a module in one input; the rest of the line is a file's name."""
_NAMES = (
    *("main.tf", "variables.tf", "main_override.tf", "terraform.tfvars", "x.auto.tfvars", "child/main.tf"),
    *("main.tf.json", "text.tftpl", "x.auto.tfvars.json", "main.tofu"),
)

MODULE = """\
variable "size" {
  type    = number
  default = 256
}
variable "image" { default = "nginx:1" }
variable "containers" {
  type    = map(object({ cpu = optional(number, 64), ports = list(number) }))
  default = { web = { ports = [80, 443] }, log = { ports = [] } }
}
locals {
  names = toset(["a", "b"])
  tags  = merge({ for k, v in var.containers : k => v.cpu if k != "" }, { x = "y" })
  text  = <<-EOT
    %{ for name in local.names ~}
    ${name}: ${upper(name)}
    %{ endfor ~}
  EOT
}
module "child" {
  source = "./child"
  size   = var.size * 2
}
resource "aws_ecs_task_definition" "web" {
  for_each                 = local.names
  family                   = "web-${each.key}"
  cpu                      = var.size
  memory                   = max(512, var.size * 2)
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  container_definitions = jsonencode([for name, each in var.containers : {
    name         = name
    image        = try(module.child.image, var.image)
    portMappings = [for port in each.ports : { containerPort = port, protocol = "tcp" }]
    secrets      = [{ name = "A", valueFrom = "arn:aws:ssm:eu-west-1:123456789012:parameter/a" }]
  }])
  dynamic "volume" {
    for_each = { data = "/data" }
    content {
      name      = volume.key
      host_path = volume.value
    }
  }
}
resource "aws_ecs_service" "web" {
  count           = var.size > 128 ? 2 : 0
  name            = format("%s-%03d", "web", count.index)
  task_definition = aws_ecs_task_definition.web["a"].arn
  launch_type     = "FARGATE"
  network_configuration { subnets = aws_subnet.a[*].id }
  lifecycle { ignore_changes = [desired_count] }
}
resource "aws_subnet" "a" {
  count      = 2
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
  vpc_id     = "vpc-1"
}
"""
_OTHERS = {
    "child/main.tf": 'variable "size" {}\noutput "image" { value = "app:${var.size}" }\n',
    "terraform.tfvars": "size = 512\ncontainers = { web = { ports = [8080] } }\n",
    "main_override.tf": 'resource "aws_ecs_service" "web" {\n  launch_type = "EC2"\n}\n',
    "text.tftpl": '[{"name": "${name}", "image": "a:1" %{ if x }, "memory": 64 %{ endif }}]',
}
FUNCTIONS = (
    *("abs", "ceil", "chunklist", "cidrhost", "cidrsubnet", "coalesce", "compact", "concat", "contains"),
    *("distinct", "element", "flatten", "floor", "format", "formatlist", "index", "join", "jsondecode"),
    *("jsonencode", "keys", "length", "log", "lookup", "lower", "max", "merge", "min", "parseint", "pow"),
    *("range", "regex", "regexall", "replace", "reverse", "setproduct", "slice", "sort", "split", "substr"),
    *("templatefile", "file", "tobool", "tolist", "tomap", "tonumber", "toset", "tostring", "transpose"),
    *("trim", "try", "upper", "values", "yamldecode", "zipmap", "base64decode", "base64encode", "can", "one"),
)
_ATOMS = (
    *("null", "true", "0", "1", "-1", "1e400", "9" * 40, '""', '"a"', '"${var.size}"', "[]", "{}", "[1, 2]"),
    *('{ a = 1, "b" = [2] }', "var.size", "var.containers", "local.names", "local.tags", "each.key", "self"),
    *("aws_subnet.a[*].id", "module.child.image", "path.module", "count.index", '"../../etc/passwd"'),
    *(
        '"/dev/stdin"',
        '"(a+)+$"',
        '"%s %d %*d"',
        '"10.0.0.0/8"',
        '"\\u0000"',
        "data.aws_caller_identity.x.id",
    ),
)


def expression(random: Random, depth: int = 3) -> str:
    """Return an expression of HCL by its grammar; most have a type that does not fit."""
    if depth == 0 or random.random() < 0.2:
        return random.choice(_ATOMS)
    one, two, three = (expression(random, depth - 1) for _ in range(3))
    return random.choice(
        (
            f"{random.choice(FUNCTIONS)}({one})",
            f"{random.choice(FUNCTIONS)}({one}, {two})",
            f"{random.choice(FUNCTIONS)}({one}, {two}, {three}...)",
            f"[for x in {one} : {two} if {three}]",
            f"{{ for k, v in {one} : k => v... }}",
            f"{{ for k, v in {one} : {two} => {three} }}",
            f"({one} ? {two} : {three})",
            f"{one}[{two}]",
            f"({one} {random.choice(('+', '-', '*', '/', '%', '&&', '||', '==', '<='))} {two})",
            f"!{one}",
            f'"a${{{one}}}%{{ if {two} }}b%{{ else }}c%{{ endif }}"',
            f"[{one}, {two}]",
            f'{{ a = {one}, ("b") = {two} }}',
            f"{one}[*].a",
            f"{one}.a.0",
        )
    )


def module(random: Random) -> bytes:
    """Return the files of a module of Terraform in one text, spoilt."""
    if random.random() < 0.35:
        texts = [text for name, text in seeds() if name.endswith((".tf", ".tofu"))]
        files = {"main.tf": random.choice(texts)}
    else:
        files = {"main.tf": MODULE, **_OTHERS}
    for _ in range(random.choice((1, 1, 2, 3))):
        name = random.choice(list(files))
        if random.random() < 0.5:
            files[name] = mutate.edited(random, files[name])
        else:
            files[name] = _with_expression(random, files[name])
    if random.random() < 0.1:
        files[random.choice(_NAMES)] = mutate.edited(random, MODULE[:800])
    parts = "".join(f"{_SEPARATOR}{name}\n{text}" for name, text in files.items())
    return parts.encode("utf-8", random.choice(("surrogatepass", "replace")))


def _with_expression(random: Random, text: str) -> str:
    """Return a text in which what an attribute is set to is another expression."""
    lines = text.split("\n")
    places = [number for number, line in enumerate(lines) if " = " in line]
    if not places:
        return text
    number = random.choice(places)
    lines[number] = f"{lines[number].partition(' = ')[0]} = {expression(random)}"
    return "\n".join(lines)


def terraform(random: Random, data: bytes) -> None:
    """Read a module of Terraform with all its kinds of files, and lint it."""
    files: dict[str, bytes] = {}
    for part in data.split(_SEPARATOR.encode())[1:]:
        name, _, content = part.partition(b"\n")
        plain = name.decode("ascii", "replace")
        if plain in _NAMES:
            files[plain] = content
    folder = scratch.folder("module")
    for known in _NAMES:
        scratch.write(os.path.join(folder, known), files.get(known))
    paths = [os.path.join(folder, name) for name in files if name.endswith((".tf", ".tf.json", ".tofu"))]
    if paths:
        errors: list[InputError] = []
        _linted(random, list(read_terraform(paths, errors)))


def _linted(random: Random, units: Iterable[Unit]) -> None:
    result = run(units, random.choice((ISOLATED, STRICT)))
    if result.crashes:
        raise BrokenPromiseError(f"{result.crashes[0].rule}: {result.crashes[0].error}")


def _changed(kind: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": f"{kind}.{name}",
        "mode": "managed",
        "type": kind,
        "name": name,
        "change": {
            "actions": ["create"],
            "before": None,
            "after": values,
            "after_unknown": {"arn": True, "id": True},
            "before_sensitive": False,
            "after_sensitive": {"tags": {}},
        },
    }


_CONTAINERS = json.dumps([{"name": "web", "image": "nginx:1", "portMappings": [{"containerPort": 80}]}])
PLAN: dict[str, Any] = {
    "format_version": "1.2",
    "terraform_version": "1.11.0",
    "variables": {"size": {"value": 256}},
    "resource_changes": [
        _changed(
            "aws_ecs_task_definition",
            "web",
            {
                "family": "web",
                "cpu": "256",
                "memory": "300",
                "network_mode": "awsvpc",
                "requires_compatibilities": ["FARGATE"],
                "container_definitions": _CONTAINERS,
                "volume": [{"name": "data", "efs_volume_configuration": [{"file_system_id": "fs-1"}]}],
            },
        ),
        _changed(
            "aws_ecs_service",
            "web",
            {
                "name": "web",
                "desired_count": 2,
                "launch_type": "FARGATE",
                "network_configuration": [{"subnets": ["subnet-1"], "assign_public_ip": False}],
                "load_balancer": [{"container_name": "web", "container_port": 80}],
            },
        ),
    ],
    "configuration": {
        "root_module": {
            "resources": [
                {
                    "address": "aws_ecs_service.web",
                    "type": "aws_ecs_service",
                    "name": "web",
                    "expressions": {
                        "task_definition": {"references": ["aws_ecs_task_definition.web.arn"]},
                        "launch_type": {"constant_value": "FARGATE"},
                    },
                    "count_expression": {"constant_value": 1},
                }
            ]
        }
    },
    "planned_values": {"root_module": {"resources": [], "child_modules": []}},
}
MANIFEST: dict[str, Any] = {
    "name": "api",
    "type": "Load Balanced Web Service",
    "http": {"path": "/", "healthcheck": {"path": "/health", "interval": "10s", "timeout": "5s"}},
    "image": {"location": "nginx:1", "port": 80, "healthcheck": {"command": ["CMD-SHELL", "true"]}},
    "cpu": 256,
    "memory": 512,
    "platform": "linux/x86_64",
    "count": {"range": "1-10", "cpu_percentage": 70},
    "exec": True,
    "storage": {"ephemeral": 25, "volumes": {"data": {"path": "/data", "efs": {"id": "fs-1"}}}},
    "network": {"connect": True, "vpc": {"placement": "private"}},
    "variables": {"LOG_LEVEL": "info", "DB_PASSWORD": {"from_cfn": "x"}},
    "secrets": {"TOKEN": "/a/b", "KEY": {"secretsmanager": "a"}},
    "sidecars": {
        "log": {
            "image": "fluent-bit:1",
            "essential": False,
            "depends_on": {"api": "start"},
            "port": "2000/udp",
        }
    },
    "environments": {"prod": {"cpu": 1024, "memory": 512, "count": 3}, "test": {"sidecars": {"log": None}}},
}


def plan(random: Random) -> bytes:
    """Return a plan, spoilt."""
    data = copy.deepcopy(PLAN)
    if random.random() < 0.3:
        containers = json.loads(_CONTAINERS)
        after = data["resource_changes"][0]["change"]["after"]
        after["container_definitions"] = as_json(mutate.spoilt(random, containers))
    if random.random() < 0.9:
        data = mutate.spoilt(random, data)
    text = as_json(data)
    return (mutate.edited(random, text) if random.random() < 0.2 else text).encode("utf-8", "replace")


def manifest(random: Random) -> bytes:
    """Return a manifest of Copilot, spoilt."""
    kinds = ("Load Balanced Web Service", "Backend Service", "Worker Service", "Scheduled Job")
    data = mutate.spoilt(random, {**MANIFEST, "type": random.choice(kinds)})
    try:
        text = as_yaml(data)
    except (UnicodeError, ValueError):
        text = as_yaml(MANIFEST)
    return (mutate.edited(random, text) if random.random() < 0.3 else text).encode("utf-8", "surrogatepass")


def document(random: Random, data: bytes) -> None:
    """Read bytes as a file that its content tells, and lint it."""
    try:
        units = [read(each) for each in load(random.choice(("x.json", "manifest.yml")), data)]
    except InputError:
        return
    _linted(random, units)


CALLS = r"""
#!/bin/bash
set -euo pipefail
REGION=${REGION:-eu-west-1}
aws ecs register-task-definition --family web --cpu 256 --memory "512" --network-mode awsvpc \
    --requires-compatibilities FARGATE --region "$REGION" \
    --container-definitions '[{"name": "web", "image": "nginx:1", "portMappings": [{"containerPort": 80}]}]'
aws ecs create-service --service-name web --task-definition web --desired-count 2 --launch-type FARGATE \
    --network-configuration "awsvpcConfiguration={subnets=[subnet-1],securityGroups=[sg-1]}" \
    --load-balancers targetGroupArn=arn:aws:x,containerName=web,containerPort=80 --tags key=a,value=b
aws --profile p ecs update-service --cluster c --service web --force-new-deployment && echo done
if aws ecs run-task --cli-input-json file://task.json --count $(( 1 + 1 )); then :; fi
for f in a b; do aws ecs run-task --task-definition "$f" --overrides "$(cat <<EOF
{"containerOverrides": [{"name": "web", "environment": [{"name": "A", "value": "$f"}]}]}
EOF
)"; done
TASK=$(aws ecs register-task-definition --cli-input-json "$(sed "s/a/b/" x.json)" --query 'x')
"""
MAKE = "deploy: build\n\t@aws ecs update-service --cluster $(CLUSTER) --service $$SERVICE --desired-count 0\n"
PAGE = "# Deploy\n\n```sh\n$ aws ecs run-task --task-definition web --count 20\n```\n\n~~~\n{}\n~~~\n"
FLOW = (
    "jobs:\n  deploy:\n    steps:\n"
    "    - run: |\n        aws ecs create-service --service-name a --desired-count -1\n"
    "    - run: >-\n        aws ecs run-task --launch-type X\n"
)
_WORDS = (
    *(
        "aws ecs ",
        "\\\n",
        "'",
        '"',
        "$(",
        ")",
        "`",
        "<<EOF\n",
        "EOF\n",
        "<<-'E'",
        "${A:-",
        "}",
        "$((",
        "|",
        "&&",
    ),
    *(
        "--cli-input-json ",
        "file://",
        "fileb://",
        "--",
        "=",
        ",",
        "[",
        "{",
        "#",
        "$'\\x00'",
        "\t",
        "```",
        "~~~",
    ),
    *("{{", "2>&1", ">", "$", "\\", "--container-definitions ", "key=a,", "\r\n", "file:///etc/passwd", "~+"),
    *("--tags ", "register-task-definition ", "--no-", "--desired-count ", "--query ", "\x00", "\u2028", "é"),
)
_TASK = b'{"family": "web", "containerDefinitions": [{"name": "a", "image": "b:1", "memory": 64}]}'
_ENDINGS = {"x.sh": CALLS, "Makefile": MAKE, "x.mk": MAKE, "README.md": PAGE, "flow.yml": FLOW}


def script(random: Random) -> bytes:
    """Return a script, a Makefile, a page or a workflow with calls of ``aws ecs``, spoilt."""
    name = random.choice(list(_ENDINGS))
    text = _ENDINGS[name]
    if random.random() < 0.2:
        text += random.choice((CALLS, MAKE, PAGE))
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        start = random.randrange(len(text) + 1)
        end = start + random.choice((0, 0, 1, 3, 20))
        text = text[:start] + random.choice(_WORDS) * random.choice((1, 1, 1, 2, 30)) + text[end:]
    if random.random() < 0.3:
        text = mutate.edited(random, text)
    return f"{name}\n{text}".encode("utf-8", "surrogatepass")


def calls(random: Random, data: bytes) -> None:
    """Read a file with calls of ``aws ecs``, and lint it."""
    name, _, content = data.partition(b"\n")
    plain = name.decode("ascii", "replace")
    if plain not in _ENDINGS:
        return
    folder = scratch.folder("scripts")
    scratch.write(os.path.join(folder, "task.json"), _TASK)
    path = os.path.join(folder, plain)
    units: Iterable[Unit]
    try:
        if plain.endswith(".yml"):
            units = [read(each) for each in load(path, content)]
        else:
            errors: list[InputError] = []
            units = read_scripts([path], errors, lambda _: content)
        _linted(random, list(units))
    except InputError:
        return
