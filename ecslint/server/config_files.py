"""``ecslint.toml`` and ``pyproject.toml`` while they are edited: mistakes, hover, completion."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.schemas import Schema
from ecslint.config.settings import ConfigError
from ecslint.server.completion import Suggestion, rule_suggestions
from ecslint.server.hover import Hover
from ecslint.server.pages import selector_markdown
from ecslint.server.texts import Text

NAMES: Final = ("ecslint.toml", "pyproject.toml")
_TABLE: Final = regex(r"^\s*\[{1,2}\s*([\w.\"-]+)\s*\]{1,2}\s*(?:#.*)?$")
_KEY: Final = regex(r"^\s*([\w-]+|\"[^\"]*\")\s*(=)?")
_SELECTORS: Final = frozenset({"select", "extend-select", "ignore", "extend-ignore", "mandatory", "rule"})
_MOST_LINES: Final = 20_000


class Setting(NamedTuple):
    """Where the cursor is in a configuration."""

    table: str
    """``""``, ``suppress``, ``cost``, … without ``tool.ecslint``; ``None`` in the tables of other tools."""
    key: str
    """The setting's name with its table."""
    in_value: bool
    """Whether the cursor is in the value, not in the key."""


def is_configuration(path: str) -> bool:
    """Say whether a file may hold a configuration, by its name."""
    return os.path.basename(path) in NAMES


def mistake(path: str, text: Text) -> tuple[str, int, int] | None:
    """Return what is wrong with a configuration, and where; ``None`` if it can be used."""
    from ecslint.config.file import read_config

    source = text.source
    if os.path.basename(path) == "pyproject.toml" and "tool.ecslint" not in source:
        return None
    try:
        read_config(path, source)
    except ConfigError as error:
        message = str(error)
        return message.partition(": ")[2] or message, *_place(source, message)
    return None


def _place(source: str, message: str) -> tuple[int, int]:
    """Return the characters that a message is about: its line, or the word that it names."""
    at = re.search(r"\(at line (\d+), column (\d+)\)", message)
    if at is not None:
        lines = source.splitlines(keepends=True)
        start = sum(len(line) for line in lines[: int(at[1]) - 1]) + int(at[2]) - 1
        start = min(start, len(source))
        end = source.find("\n", start)
        return start, len(source) if end < 0 else max(end, start)
    words = re.findall(r"['\"]([^'\"]{1,200})['\"]", message) or re.findall(r": ([a-z-]+)", message)
    for word in [*words, *(each.rpartition(".")[2] for each in words)]:
        found = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", source)
        if found is not None:
            return found.span()
    end = source.find("\n")
    return 0, len(source) if end < 0 else end


def setting_at(path: str, text: Text, offset: int) -> Setting | None:
    """Return the setting at an offset, ``None`` in what belongs to other tools."""
    line, column = text.position(offset, "utf-32")
    table = _table_above(path, text, line)
    if table is None:
        return None
    written = text.line(line)
    start = line
    match = _KEY.match(written)
    while (match is None or match[2] is None) and start > max(0, line - 200):
        start -= 1
        above = text.line(start)
        if _TABLE.match(above) or not _continues(text, start, line):
            break
        match = _KEY.match(above)
        if match is not None and match[2] is not None:
            return Setting(table, match[1].strip('"'), True)
    match = _KEY.match(written)
    key = match[1].strip('"') if match is not None else ""
    return Setting(table, key, match is not None and match[2] is not None and column >= match.end())


def _continues(text: Text, start: int, line: int) -> bool:
    """Say whether a list that begins in a line is still open in another."""
    between = "\n".join(text.line(number).partition("#")[0] for number in range(start, line))
    return between.count("[") > between.count("]")


def _table_above(path: str, text: Text, line: int) -> str | None:
    for number in range(line, max(-1, line - _MOST_LINES), -1):
        match = _TABLE.match(text.line(number))
        if match is not None:
            name = match[1].replace('"', "")
            if os.path.basename(path) != "pyproject.toml":
                return name
            return name.removeprefix("tool.ecslint").lstrip(".") if name.startswith("tool.ecslint") else None
    return "" if os.path.basename(path) != "pyproject.toml" else None


@cache
def _schema() -> Schema:
    from ecslint.config.file import json_schema

    return json_schema()


def _keys_of(table: str) -> Schema:
    """Return the settings of a table, with their schemas."""
    schema = _schema()
    node: Schema = schema
    for step in table.split(".") if table else ():
        node = node.get("properties", {}).get(step, {})
        if "allOf" in node:
            node = node["allOf"][0]
        reference = node.get("$ref") or node.get("items", {}).get("$ref")
        if reference:
            node = schema["$defs"][reference.rpartition("/")[2]]
    found: dict[str, object] = node.get("properties", {})
    return found


def hover(path: str, text: Text, offset: int) -> Hover | None:
    """Return what a setting, or a rule in it, means."""
    found = setting_at(path, text, offset)
    if found is None:
        return None
    start, end = _word(text, offset)
    word = text.source[start:end]
    if (found.in_value or found.table in ("severity", "per-file-ignores")) and len(word) > 1:
        markdown = selector_markdown(word)
        if markdown is not None:
            return Hover(markdown, start, end)
    node = _keys_of(found.table).get(found.key)
    if node is None:
        return None
    return Hover(_setting_markdown(found.key, node), start, end)


def _setting_markdown(key: str, node: Schema) -> str:
    parts = [f"**{key}**", str(node.get("description", ""))]
    values = _values_of(node)
    if values:
        parts.append(f"- allowed: {', '.join(f'`{value}`' for value in values)}")
    if node.get("default") not in (None, [], {}):
        parts.append(f"- default: `{node['default']}`")
    return "\n\n".join(part for part in parts if part)


def _values_of(node: Schema) -> list[str]:
    return [str(value) for value in node.get("enum", ())]


def _word(text: Text, offset: int) -> tuple[int, int]:
    source = text.source
    start = end = offset
    while start > 0 and re.match(r"[\w-]", source[start - 1]):
        start -= 1
    while end < len(source) and re.match(r"[\w-]", source[end]):
        end += 1
    return start, end


def complete(path: str, text: Text, offset: int) -> Iterator[Suggestion]:
    """Yield settings, their values, and rules."""
    found = setting_at(path, text, offset)
    if found is None:
        return
    start, end = _word(text, offset)
    if found.in_value:
        node = _keys_of(found.table).get(found.key, {})
        quoted = text.source[start - 1 : start] in ('"', "'")
        if found.key in _SELECTORS or found.table == "per-file-ignores":
            for each in rule_suggestions(start, end):
                yield each if quoted else each._replace(insert=f'"{each.insert}"')
        levels = ["error", "warning", "info"] if found.table == "severity" else _values_of(node)
        for value in levels:
            yield Suggestion(value, value if quoted else f'"{value}"', start, end)
        return
    if found.table == "severity":
        for each in rule_suggestions(start, end):
            yield each._replace(insert=f"{each.insert} = ")
        return
    for key, node in _keys_of(found.table).items():
        if node.get("type") != "object" and "$ref" not in node:
            detail = str(node.get("description", ""))
            yield Suggestion(key, f"{key} = ", start, end, detail, _setting_markdown(key, node), "field")
