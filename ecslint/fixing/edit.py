"""Changes of a document as edits of its text: formatting, comments, key order and newlines stay."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.route import Route, value_at
from ecslint.base.unresolved import Unresolved
from ecslint.finding import Edit
from ecslint.fixing.edit_block import block_text
from ecslint.source.document import Document
from ecslint.source.parsed import Part


class TextEdit(NamedTuple):
    """Characters ``[start, end)`` become ``text``."""

    start: int
    """Offset of the first character that is replaced."""
    end: int
    """Offset behind the last one."""
    text: str
    """What takes their place."""


class CannotEditError(Exception):
    """The change cannot be made without touching something else."""


_PLAIN = regex(r"[A-Za-z_./][A-Za-z0-9_./-]*")
_AMBIGUOUS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", ".inf", ".nan"})
_BLANK = " \t"


def text_edit(document: Document, change: Edit) -> TextEdit:
    """Return the edit that makes a change; raises ``CannotEditError``."""
    if change.op == "cut":
        start, end = change.value
        return TextEdit(start, end, "")
    if change.op == "write":
        start, end, text = change.value
        return TextEdit(start, end, text)
    if change.op == "rename":
        return _rename(document, change)
    if change.op == "remove":
        return _remove(document, change.route)
    if change.op == "append":
        return _insert(document, change.route, None, change.value)
    if document.has(change.route):
        start, end = _offsets(document, change.route, "value")
        if document.syntax == "yaml" and isinstance(change.value, dict | list):
            last = _leaf_end(document, change.route)
            block = block_text(
                document, change.route, _node(document, change.route), change.value, start, last
            )
            if block is not None:
                return TextEdit(start, last, block)
        return TextEdit(start, end, _written(document, change.value, document.text[start:end]))
    return _insert(document, change.route[:-1], str(change.route[-1]), change.value)


def changed_data(data: object, change: Edit) -> object:
    """Return ``data`` after a change, as a copy along the route."""
    if change.op in ("cut", "write"):
        return data
    return _changed(data, change.route, change)


def _changed(node: object, route: Route, change: Edit) -> object:
    if not route:
        if change.op == "append" and isinstance(node, list):
            return [*node, change.value]
        return change.value
    step, rest = route[0], route[1:]
    if isinstance(node, dict):
        if not rest and change.op == "remove":
            return {key: value for key, value in node.items() if key != step}
        if not rest and change.op == "rename":
            return {(change.value if key == step else key): value for key, value in node.items()}
        return {**node, step: _changed(node.get(step), rest, change)}
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        if not rest and change.op == "remove":
            return [*node[:step], *node[step + 1 :]]
        return [*node[:step], _changed(node[step], rest, change), *node[step + 1 :]]
    raise CannotEditError("the route leads nowhere")


def same(left: object, right: object) -> bool:
    """Compare data; unresolved values are equal where their texts are."""
    if isinstance(left, Unresolved) and isinstance(right, Unresolved):
        return left.text == right.text
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    return type(left) is type(right) and bool(left == right)


def _offsets(document: Document, route: Route, part: Part) -> tuple[int, int]:
    found = document.places.offsets(route, part)
    if found is None:
        raise CannotEditError("no place in the text")
    return found


def _written(document: Document, value: object, old: str = "") -> str:
    """Return ``value`` in the document's notation; a scalar keeps the old one's quotes."""
    if document.syntax == "json":
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        if old[:1] == "'" and "'" not in value and value.isprintable():
            return f"'{value}'"
        if old[:1] != '"' and _PLAIN.fullmatch(value) and value.lower() not in _AMBIGUOUS:
            return value
    return json.dumps(value, ensure_ascii=False)


def _rename(document: Document, change: Edit) -> TextEdit:
    start, end = _offsets(document, change.route, "key")
    return TextEdit(start, end, _written(document, change.value, document.text[start:end]))


def _node(document: Document, route: Route) -> object:
    return value_at(document.data, route)


def _steps(node: object) -> list[str | int]:
    """Return the keys of an object, or the indices of a list."""
    return list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []


def _is_flow(document: Document, route: Route) -> bool:
    """Say whether a collection is written with brackets."""
    start, _ = _offsets(document, route, "value")
    return document.syntax == "json" or document.text[start : start + 1] in ("{", "[")


def _leaf_end(document: Document, route: Route) -> int:
    """Return where the text of a value really ends: a YAML block runs on into blank lines and comments."""
    node = _node(document, route)
    while isinstance(node, dict | list) and node and not _is_flow(document, route):
        route = (*route, _steps(node)[-1])
        node = _node(document, route)
    _, end = _offsets(document, route, "pair")
    return end


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_end(text: str, offset: int) -> int:
    """Return the offset of the line's ending behind ``offset``."""
    match = re.compile(r"[\r\n]").search(text, offset)
    return match.start() if match else len(text)


def _newline(document: Document) -> str:
    return "\r\n" if "\r\n" in document.text else "\n"


def _insert(document: Document, route: Route, key: str | None, value: object) -> TextEdit:
    """Add a member (or a list item, without ``key``) behind the last one."""
    node = _node(document, route)
    if not isinstance(node, list if key is None else dict):
        raise CannotEditError("not the right kind of collection")
    text = document.text
    written = _written(document, value)
    flow = _is_flow(document, route)
    if key is not None:
        written = f"{json.dumps(key) if document.syntax == 'json' else _written(document, key)}: {written}"
    if not node:
        start, end = _offsets(document, route, "value")
        brackets = text[start:end]
        if not flow or not re.fullmatch(r"[\[{]\s*[\]}]", brackets):
            raise CannotEditError("an empty collection that is not written as one")
        return TextEdit(start + 1, end - 1, written)
    last = (*route, _steps(node)[-1])
    start, _ = _offsets(document, last, "key" if key is not None else "value")
    end = _leaf_end(document, last)
    line = _line_start(text, start)
    indent = text[line:start]
    if flow:
        alone = not indent.strip(_BLANK)
        gap = f"{_newline(document)}{indent}" if alone else " "
        return TextEdit(end, end, f",{gap}{written}")
    if key is None:
        written = f"- {written}"
        dash = text.rfind("-", line, start)
        if dash < 0 or text[line:dash].strip(_BLANK):
            raise CannotEditError("a list item that shares its line")
        indent = text[line:dash]
    else:
        indent = " " * len(indent)
    at = end if text[end - 1 : end] in ("\n", "\r") else _line_end(text, end)
    if at == end and text[end - 1 : end] in ("\n", "\r"):
        return TextEdit(at, at, f"{indent}{written}{_newline(document)}")
    return TextEdit(at, at, f"{_newline(document)}{indent}{written}")


def _remove(document: Document, route: Route) -> TextEdit:
    if not route or not document.has(route):
        raise CannotEditError("nothing to remove")
    parent = _node(document, route[:-1])
    steps = _steps(parent)
    index = steps.index(route[-1])
    if len(steps) == 1:
        return _empty(document, route[:-1], parent)
    if _is_flow(document, route[:-1]):
        return _remove_from_flow(document, route, steps, index)
    return _remove_from_block(document, route, steps, index)


def _empty(document: Document, route: Route, parent: object) -> TextEdit:
    """Remove the only member: an empty pair of brackets stays."""
    brackets = "{}" if isinstance(parent, dict) else "[]"
    if _is_flow(document, route):
        start, end = _offsets(document, route, "value")
        return TextEdit(start, end, brackets)
    first = (*route, _steps(parent)[0])
    start, _ = _offsets(document, first, "key")
    if isinstance(parent, list):
        start = document.text.rfind("-", 0, start)
    return TextEdit(start, _leaf_end(document, first), brackets)


def _remove_from_flow(document: Document, route: Route, steps: list[str | int], index: int) -> TextEdit:
    text = document.text
    start, end = _offsets(document, route, "pair")
    if index + 1 < len(steps):
        following, _ = _offsets(document, (*route[:-1], steps[index + 1]), "pair")
        if "#" in text[end:following] or "//" in text[end:following]:
            raise CannotEditError("a comment stands between")
        return TextEdit(start, following, "")
    _, before = _offsets(document, (*route[:-1], steps[index - 1]), "pair")
    if not re.fullmatch(r"\s*,\s*", text[before:start]):
        raise CannotEditError("a comment stands between")
    return TextEdit(before, end, "")


def _remove_from_block(document: Document, route: Route, steps: list[str | int], index: int) -> TextEdit:
    text = document.text
    start, _ = _offsets(document, route, "key")
    if isinstance(route[-1], int):
        start = text.rfind("-", _line_start(text, start), start)
        if start < 0:
            raise CannotEditError("a list item without a dash of its own")
    line = _line_start(text, start)
    end = _leaf_end(document, route)
    if not text[line:start].strip(_BLANK):
        stop = end if text[end - 1 : end] in ("\n", "\r") else _line_end(text, end)
        if stop < len(text) and not (stop == end and text[end - 1 : end] in ("\n", "\r")):
            stop += 2 if text[stop : stop + 2] == "\r\n" else 1
        return TextEdit(line, stop, "")
    if index + 1 >= len(steps):
        raise CannotEditError("the last member of a line that it shares")
    following, _ = _offsets(document, (*route[:-1], steps[index + 1]), "key")
    if "#" in text[end:following]:
        raise CannotEditError("a comment stands between")
    return TextEdit(start, following, "")
