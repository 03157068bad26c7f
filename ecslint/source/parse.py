"""From a text to plain data with places: the choice between JSON and YAML by content."""

from __future__ import annotations

import re
from typing import Literal

from ecslint.base.collector import without_collecting
from ecslint.base.pattern import regex
from ecslint.source.json.parse import parse_json
from ecslint.source.parsed import Parsed

_LEADING = regex(r"(?:\s+|//[^\n]*|/\*.*?\*/|\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}|<%.*?%>)+", re.DOTALL)
_YAML_SUFFIXES = (".yml", ".yaml")
_JSON_SUFFIXES = (".json", ".jsonc", ".json5", ".jsonnet")
_WITH_COMMENTS = (".jsonc", ".json5", ".jsonnet")


def parse_text(path: str, text: str) -> tuple[Literal["json", "yaml"], list[Parsed]]:
    """Return what a text is written in, and its documents: one, or as many as a YAML stream has.

    JSON or YAML is decided by content; the name only decides between two readings that are both possible.
    """
    with without_collecting():  # parsing makes many objects and no garbage
        return _parse(path, text)


def _parse(path: str, text: str) -> tuple[Literal["json", "yaml"], list[Parsed]]:
    if _looks_like_json(text) or (text.lstrip().startswith('"') and path.lower().endswith(".json")):
        parsed = parse_json(text)
        if not parsed.problems:
            return "json", [parsed]
        name = path.lower()
        if not name.endswith(_JSON_SUFFIXES) and _may_be_yaml(name, parsed):
            documents = _yaml(text)
            if not any(document.problems for document in documents):
                return "yaml", documents
        if name.endswith(_WITH_COMMENTS):
            allowed = ("comment-in-json", "trailing-comma")
            parsed.problems[:] = [problem for problem in parsed.problems if problem.kind not in allowed]
        if name.endswith(".jsonnet") and parsed.problems:
            return "json", [Parsed(None, [], parsed.places)]  # a program, which is not evaluated
        return "json", [parsed]
    return "yaml", _yaml(text)


def _looks_like_json(text: str) -> bool:
    """Say whether the first thing in ``text``, template statements and comments aside, is a bracket."""
    match = _LEADING.match(text)
    return text.startswith(("{", "["), match.end() if match else 0)


def _may_be_yaml(name: str, parsed: Parsed) -> bool:
    """Say whether a text in brackets with problems is worth reading as YAML."""
    if name.endswith(_YAML_SUFFIXES):
        return True
    return any(problem.kind == "invalid-syntax" for problem in parsed.problems)


def _yaml(text: str) -> list[Parsed]:
    from ecslint.source.yaml.parse import parse_yaml

    return parse_yaml(text)
