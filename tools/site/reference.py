"""Reference pages: configuration from its schema, the command line from click, Python from docstrings."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

import click

from ecslint import api
from ecslint.cli import main
from ecslint.config.file import ConfigFile

_ROLE: Final = re.compile(r"``([^`]+)``")
_QUOTED: Final = re.compile(r"(: |-> )'([^']*)'")
"""An annotation as ``inspect`` writes it where they are not evaluated."""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _said(text: str) -> str:
    """Return a docstring's line as Markdown: code has one backtick on each side."""
    return _ROLE.sub(r"`\1`", text)


# Configuration


def configuration_page() -> str:
    """Return the keys of ``ecslint.toml`` with types, defaults and what they do."""
    schema: dict[str, Any] = ConfigFile.model_json_schema(by_alias=True)
    tables: dict[str, Any] = schema.get("$defs", {})
    parts = [
        "# Configuration\n",
        "In `ecslint.toml`, or below `[tool.ecslint]` in `pyproject.toml`, the nearest to each file. "
        "`ecslint init` writes a commented one, `ecslint config` shows what holds and why, and "
        "`ecslint schema config` prints the JSON Schema that this page is made from.\n",
        *_keys(schema["properties"], tables),
    ]
    for name, key in _used(schema["properties"]):
        table = tables[name]
        array = schema["properties"][key].get("type") == "array"
        parts += [f"\n## `{'[[' if array else '['}{key}{']]' if array else ']'}`\n"]
        parts += [f"{_cell(table.get('description', ''))}\n", *_keys(table["properties"], tables)]
    return "\n".join(parts) + "\n"


def _used(properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, schema in properties.items():
        for name in re.findall(r"#/\$defs/(\w+)", json.dumps(schema)):
            yield name, key


def _keys(properties: dict[str, Any], tables: dict[str, Any]) -> list[str]:
    rows = ["| key | type | default | what it does |", "|---|---|---|---|"]
    for key, schema in properties.items():
        default = json.dumps(schema["default"]) if schema.get("default") is not None else ""
        written = f"`{default}`" if default and default not in ("[]", "{}") else ""
        said = _said(_cell(schema.get("description", "")))
        rows.append(f"| `{key}` | {_type(schema, tables)} | {written} | {said} |")
    return rows


def _type(schema: dict[str, Any], tables: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        values = tables[name].get("enum")
        return ", ".join(f'`"{value}"`' for value in values) if values else "table"
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            kinds = [_type(each, tables) for each in schema[word] if each.get("type") != "null"]
            return " or ".join(dict.fromkeys(kinds))
    if "enum" in schema:
        return ", ".join(f'`"{value}"`' for value in schema["enum"])
    if "const" in schema:
        return f'`"{schema["const"]}"`'
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}), tables)}"
    named = {"string": "text", "object": "table", "integer": "whole number", "boolean": "true or false"}
    kind = str(schema.get("type", "any"))
    return named.get(kind, kind)


# Command line


def cli_page() -> str:
    """Return all commands with their arguments, options and examples."""
    context = click.Context(main, info_name="ecslint")
    parts = [
        "# Command line\n",
        "Exit status of `check`: 0 nothing at or above `--fail-on`, 1 findings, 2 wrong usage, bad "
        "configuration or a file that could not be read.\n",
    ]
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        parts += _command(command, click.Context(command, info_name=name, parent=context))
    return "\n".join(parts) + "\n"


def _command(command: click.Command, context: click.Context) -> list[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [f"\n## ecslint {command.name}\n", f"```text\necslint {command.name} {usage}\n```\n"]
    for paragraph in inspect.cleandoc(command.help or command.short_help or "").split("\n\n"):
        if paragraph.startswith("\b"):
            first, *rest = paragraph.splitlines()[1:]
            parts += [f"{first}\n", "```console", *(f"$ {line.strip()}" for line in rest), "```\n"]
        else:
            parts.append(f"{_said(' '.join(paragraph.split()))}\n")
    options = [p for p in command.get_params(context) if isinstance(p, click.Option) and not p.hidden]
    parts += ["| option | what it does |", "|---|---|"]
    for option in options:
        record = option.get_help_record(context)
        if record is not None:
            names, said = record
            parts.append(f"| `{names}` | {_cell(said)} |")
    return parts


# Python


def api_page() -> str:
    """Return what ``ecslint.api`` offers, from its docstrings."""
    parts = ["# Python API\n", _prose(inspect.getdoc(api) or ""), ""]
    functions = [name for name in api.__all__ if inspect.isfunction(getattr(api, name))]
    classes = [name for name in api.__all__ if inspect.isclass(getattr(api, name))]
    parts.append("## Functions\n")
    for name in functions:
        function = getattr(api, name)
        signature = _QUOTED.sub(r"\1\2", str(inspect.signature(function)))
        parts += [
            f"### {name}\n",
            f"```python\n{name}{signature}\n```\n",
            _prose(inspect.getdoc(function) or ""),
            "",
        ]
    parts.append("## Types\n")
    for name in classes:
        parts += _class(name, getattr(api, name))
    return "\n".join(parts) + "\n"


def _prose(docstring: str) -> str:
    """Return a docstring as Markdown; what is written as a session is a code block."""
    blocks = []
    for block in docstring.split("\n\n"):
        text = inspect.cleandoc(block)
        blocks.append(f"```python\n{text}\n```" if text.startswith(">>>") else _ROLE.sub(r"`\1`", text))
    return "\n\n".join(blocks)


def _class(name: str, kind: type) -> list[str]:
    parts = [f"### {name}\n"]
    said = inspect.getdoc(kind) or ""
    if said and not said.startswith(f"{name}("):
        parts.append(f"{_prose(said)}\n")
    rows = []
    for cls in reversed(kind.__mro__):
        if cls.__module__.startswith("ecslint."):
            rows += list(_fields(importlib.import_module(cls.__module__), cls.__name__))
    if rows:
        parts += ["| name | type | what it is |", "|---|---|---|", *rows, ""]
    return parts


def _fields(module: ModuleType, name: str) -> Iterator[str]:
    """Yield a row for each public field and property of a class."""
    tree = ast.parse(inspect.getsource(module))
    found = next((n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == name), None)
    body = found.body if found is not None else []
    for node, after in zip(body, [*body[1:], None], strict=True):
        said = _string(after)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            key, kind = node.target.id, ast.unparse(node.annotation)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            key, kind = node.targets[0].id, ast.unparse(node.value)
        elif isinstance(node, ast.FunctionDef):
            key, said = node.name, ast.get_docstring(node) or ""
            kind = ast.unparse(node.returns) if node.returns is not None else ""
            marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
            if not marks & {"property", "cached_property"}:
                key = f"{node.name}()"
        else:
            continue
        if not key.startswith("_"):
            yield f"| `{key}` | `{kind}` | {_said(_cell(said))} |"


def _string(node: ast.stmt | None) -> str:
    """Return the text of a statement that is a string alone, as behind a field."""
    value = node.value if isinstance(node, ast.Expr) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""
