"""What the fuzzer starts from: documents that make rules run, and values that do not belong into them."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ecslint.base.unresolved import Unresolved
from ecslint.source.read import InputError, load
from ecslint.testing.examples import examples

ROOT = Path(__file__).parent.parent.parent
SMALL = 20_000
"""Largest seed, in characters: many small executions find more than few large ones."""

INTRINSICS: tuple[Any, ...] = (
    {"Ref": "Missing"},
    {"Ref": "AWS::NoValue"},
    {"Ref": "AWS::Region"},
    {"Ref": ["a"]},
    {"Fn::If": ["IsProd", 1, {"Ref": "AWS::NoValue"}]},
    {"Fn::If": ["IsProd"]},
    {"Fn::If": {"a": 1}},
    {"Fn::Sub": "${A}-${AWS::Region}-${!x}"},
    {"Fn::Sub": ["${A}${", {"A": {"Ref": "B"}}]},
    {"Fn::Sub": []},
    {"Fn::Join": ["", ["a", {"Ref": "P"}, 1]]},
    {"Fn::Join": "x"},
    {"Fn::Select": ["9", {"Fn::Split": [",", "a,b"]}]},
    {"Fn::Select": [-1, []]},
    {"Fn::Split": ["", "a"]},
    {"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "k", {"DefaultValue": 1}]},
    {"Fn::FindInMap": ["M"]},
    {"Fn::GetAtt": "A.B"},
    {"Fn::GetAtt": ["A", {"Ref": "B"}]},
    {"Fn::ImportValue": "x"},
    {"Fn::Cidr": ["10.0.0.0/16", 300, "99"]},
    {"Fn::Cidr": ["::/0", 1, 200]},
    {"Fn::Cidr": [{"Ref": "P"}, {"Ref": "P"}]},
    {"Fn::GetAZs": ""},
    {"Fn::Base64": {"a": 1}},
    {"Fn::Length": {"Ref": "P"}},
    {"Fn::ToJsonString": {"a": [1, None]}},
    {"Fn::ForEach::L": ["V", ["a", "b"], {"R${V}": {"Ref": "V"}}]},
    {"Fn::ForEach::L": ["V", {"Ref": "P"}, []]},
    {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://b/k"}}},
    {"Fn::And": [{"Condition": "IsProd"}, {"Fn::Not": [{"Condition": "IsProd"}]}]},
    {"Fn::Equals": [{"Ref": "P"}, "a"]},
    {"Fn::Nonsense": 1},
    {"Condition": "IsProd"},
)

SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 3, 80, 256, 512, 1024, 65535, 65536, 2**31, 2**63, 10**30, -(10**400)),
    *(0.5, -0.0, 1e308, 1.5, 256.0),
    *(
        "",
        " ",
        "0",
        "256",
        "256.0",
        "1 vCPU",
        ".5 vcpu",
        "0.5GB",
        "2 GB",
        "1e3",
        "１２８",
        "٣",
        "²",
        "0x10",
        "-0",
    ),
    *("true", "TRUE", "null", "awsvpc", "AWSVPC", "host", "bridge", "FARGATE", "EC2", "EXTERNAL", "tcp"),
    *("80", "8000-8010", "8010-8000", "1-70000", "-", "80-", "a:b", "a/b", "/", "//", "nginx", "nginx:"),
    *("nginx@sha256:", ":", "@", "a@b", "localhost:5000/x:y", "x" * 300, "é\u0301\u2028", "\x00", "\x1b[31m"),
    *(
        "\ud800",
        "\ud83d\ude00",
        "${X}",
        "${",
        "{{ x }}",
        "{{",
        "{% if %}",
        "<IMAGE1_NAME>",
        "<",
        "%X%",
        "__A__",
        "$",
    ),
    *(
        "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1",
        "arn:",
        "arn::::::",
        "arn:aws:iam::1:role/x",
    ),
    *(
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf:k::",
        "{{resolve:ssm:/a:1}}",
        "{{resolve:",
    ),
    *(
        "10.0.0.0/8",
        "10.0.0.0/33",
        "::1/128",
        "999.1.1.1/8",
        "2024-01-01",
        "12:30:45",
        "1:2:3",
        "=",
        "<<",
        "0o8",
    ),
    *("Fn::If", "AWS::NoValue", "AWS::ECS::Service", "Ref", "*", "**", "[", "\\", "(" * 50, "a" * 40 + "!"),
)

CONTAINERS: tuple[Any, ...] = (
    *([], {}, [[]], [{}], [None], [""], {"": ""}, {"a": {"a": {"a": []}}}, [1, "a", None, {}], ["CMD"]),
    *(["CMD-SHELL", ""], ["a", "a"], {"name": "x", "value": "y"}, [{"name": "x"}, {"name": "x"}]),
    *({"name": None}, [{"containerPort": "80"}], {"Type": "AWS::ECS::Service"}, [[[[[[[[]]]]]]]]),
)

FRAGMENTS: tuple[str, ...] = (
    *(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "'",
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "  ",
        "#",
        "//",
        "/*",
        "*/",
        "-",
        "- ",
    ),
    *(
        "---\n",
        "...\n",
        "? ",
        "&a ",
        "*a",
        "<<: *a",
        "!Ref ",
        "!Sub ",
        "!If ",
        "!GetAtt a.b",
        "!!python/name:os.x ",
    ),
    *(
        "!!binary ",
        "!<tag:x> ",
        "%YAML 1.1\n",
        "%TAG ! a\n",
        "|\n",
        ">-\n",
        "|2-\n",
        "\ufeff",
        "\x00",
        "\x1b",
        "\u2028",
    ),
    *(
        "\x85",
        "\ud800",
        "\\u",
        "\\ud800",
        "\\x",
        "\\",
        "NaN",
        "-Infinity",
        "1e999",
        "0x",
        "true",
        "null",
        "~",
        "yes",
    ),
    *(
        "${",
        "${X}",
        "{{",
        "}}",
        "{{ x }}",
        "{%",
        "%}",
        "{% if x %}",
        "{% endif %}",
        "<%",
        "%>",
        "{#",
        "#}",
        "<A_B>",
    ),
    *(
        "# ecslint: ignore[ECS101] why\n",
        "# ecslint: ignore[",
        '"Resources"',
        '"Fn::If"',
        "Fn::ForEach::x",
        "@",
        "`",
    ),
)


@cache
def seeds() -> tuple[tuple[str, str], ...]:
    """Return name and text of the examples of all pages, of ours, and of a folder in ``ECSLINT_SEEDS``."""
    found: dict[str, str] = {}
    for page in sorted((ROOT / "rules").glob("ECS*.md")):
        for example in examples(page):
            found.update((text, name) for name, text in example.files.items())
    folders = [ROOT / "examples"]
    folders += [Path(folder) for folder in os.environ.get("ECSLINT_SEEDS", "").split(os.pathsep) if folder]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".json", ".yaml", ".yml", ".template") and path.name != "case.json":
                found[path.read_text(encoding="utf-8", errors="replace")] = path.name
    return tuple((name, text) for text, name in found.items() if len(text) <= SMALL)


@cache
def documents() -> tuple[Any, ...]:
    """Return the data of every seed that holds some."""
    found = []
    for name, text in seeds():
        try:
            found += [plain(document.data) for document in load(name, text.encode())]
        except InputError:
            continue
    return tuple(data for data in found if isinstance(data, dict | list) and data)


def plain(node: Any) -> Any:
    """Return a copy of a document's data that can be written out: unresolved values are placeholders."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    return "${UNKNOWN}" if isinstance(node, Unresolved) else node


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(data: Any, *, flow: bool = False, width: int = 80) -> str:
    """Write data as YAML without aliases, in block or flow style."""
    text = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, default_flow_style=flow, allow_unicode=True, width=width
    )
    return str(text)


def as_json(data: Any, indent: int | None = None) -> str:
    return json.dumps(data, indent=indent, ensure_ascii=indent == 1)
