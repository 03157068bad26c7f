"""Fuzzes CloudFormation's functions with their own structure: each expression is made with what it comes to.

A generator picks a value, and writes it as a tree of functions that CloudFormation evaluates to that value;
the evaluator must find it, or say that it is unknown, never another one.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
from random import Random
from typing import Any

from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.template import Template
from ecslint.source.read import InputError, load
from tests.fuzz.promises import BrokenPromiseError

_LETTERS = ("a", "b", "web", "10", "0", "-", ".", "x y", "é", "$", "}", "A:B", "")
PARAMETERS = {"Text": "web", "Number": "2", "Empty": "", "Odd": "a${b}"}
LISTS = {"List": ["a", "b", "c"], "Numbers": ["1", "2"]}
CONDITIONS = {
    "Yes": ({"Fn::Equals": [{"Ref": "Text"}, "web"]}, True),
    "No": ({"Fn::Not": [{"Condition": "Yes"}]}, False),
    "Both": (
        {"Fn::And": [{"Condition": "Yes"}, {"Fn::Or": [{"Condition": "No"}, {"Condition": "Yes"}]}]},
        True,
    ),
}
_SEAL = "Seal"
MAPPING = {"a": {"text": "mapped", "list": ["p", "q", "r"]}, "web": {"text": "of web", "list": ["s"]}}


class Grammar:
    """Writes values as functions. With some chance a part is unknown; then what holds it is unknown, too."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def text(self, depth: int) -> tuple[Any, str]:
        """Return an expression, and the text it comes to."""
        if depth == 0:
            return self._atom()
        made = self.random.choice(
            (
                self._join,
                self._sub,
                self._select,
                self._if_text,
                self._map,
                self._base64,
                self._json,
                self._sub_map,
            )
        )
        return made(depth - 1)

    def list(self, depth: int) -> tuple[Any, list[str]]:
        """Return an expression, and the list of texts it comes to."""
        roll = self.random.random()
        if depth == 0 or roll < 0.3:
            items = [self.text(max(depth - 1, 0)) for _ in range(self.random.randrange(1, 4))]
            return [item for item, _ in items], [value for _, value in items]
        if roll < 0.5:
            whole, value = self.text(depth - 1)
            by = self.random.choice((",", "a", "-", "x y"))
            return {"Fn::Split": [by, whole]}, value.split(by)
        if roll < 0.65:
            name = self.random.choice(list(LISTS))
            return {"Ref": name}, LISTS[name]
        if roll < 0.8:
            key = self.random.choice(list(MAPPING))
            return {"Fn::FindInMap": ["M", self._key(key, depth - 1), "list"]}, list(MAPPING[key]["list"])
        left, right = self.list(depth - 1), self.list(depth - 1)
        name = self.random.choice(list(CONDITIONS))
        return {"Fn::If": [name, left[0], right[0]]}, left[1] if CONDITIONS[name][1] else right[1]

    def _atom(self) -> tuple[Any, str]:
        if self.random.random() < 0.5:
            text = self.random.choice(_LETTERS)
            return text, text
        name = self.random.choice(("Text", "Number", "Odd"))
        return {"Ref": name}, PARAMETERS[name]

    def _key(self, key: str, depth: int) -> Any:
        return {"Ref": "Text"} if key == "web" and depth > 0 and self.random.random() < 0.5 else key

    def _join(self, depth: int) -> tuple[Any, str]:
        items, values = self.list(depth)
        by = self.random.choice((",", "", "-", "${Text}"))
        return {"Fn::Join": [by, items]}, by.join(values)

    def _sub(self, depth: int) -> tuple[Any, str]:
        pieces: list[str] = []
        values: list[str] = []
        for _ in range(self.random.randrange(1, 4)):
            written, value = self.random.choice(
                (
                    ("${Text}", "web"),
                    ("${Number}", "2"),
                    ("${!Text}", "${Text}"),
                    ("a-", "a-"),
                    ("$", "$"),
                    ("}", "}"),
                )
            )
            if pieces and pieces[-1].endswith("$"):
                written, value = "_", "_"
            pieces.append(written)
            values.append(value)
        del depth
        return {"Fn::Sub": "".join(pieces)}, "".join(values)

    def _sub_map(self, depth: int) -> tuple[Any, str]:
        inner, value = self.text(depth)
        times = self.random.randrange(1, 4)
        return {"Fn::Sub": ["<${v}>" * times, {"v": inner}]}, f"<{value}>" * times

    def _select(self, depth: int) -> tuple[Any, str]:
        items, values = self.list(depth)
        index = self.random.randrange(len(values))
        number = self.random.choice((index, str(index)))
        return {"Fn::Select": [number, items]}, values[index]

    def _if_text(self, depth: int) -> tuple[Any, str]:
        left, right = self.text(depth), self.text(depth)
        name = self.random.choice(list(CONDITIONS))
        return {"Fn::If": [name, left[0], right[0]]}, left[1] if CONDITIONS[name][1] else right[1]

    def _map(self, depth: int) -> tuple[Any, str]:
        key = self.random.choice(list(MAPPING))
        return {"Fn::FindInMap": ["M", self._key(key, depth), "text"]}, str(MAPPING[key]["text"])

    def _base64(self, depth: int) -> tuple[Any, str]:
        inner, value = self.text(depth)
        return {"Fn::Base64": inner}, base64.b64encode(value.encode()).decode()

    def _json(self, depth: int) -> tuple[Any, str]:
        items, values = self.list(depth)
        return {"Fn::ToJsonString": {"k": items}}, json.dumps({"k": values}, separators=(",", ":"))


def expression(random: Random) -> bytes:
    """Return a template with an expression, and what it comes to beside it."""
    grammar = Grammar(random)
    written, value = grammar.list(4) if random.random() < 0.3 else grammar.text(random.choice((1, 2, 3, 5)))
    template = {
        "Transform": "AWS::LanguageExtensions",
        "Parameters": {
            **{name: {"Type": "String", "Default": text} for name, text in PARAMETERS.items()},
            **{name: {"Type": "CommaDelimitedList", "Default": ",".join(v)} for name, v in LISTS.items()},
        },
        "Mappings": {"M": MAPPING},
        "Conditions": {name: tree for name, (tree, _) in CONDITIONS.items()},
        "Resources": {
            "C": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterName": written}},
        },
        "Metadata": {"Expected": value},
    }
    return json.dumps({**template, _SEAL: _seal(template)}).encode()


def _seal(template: dict[str, Any]) -> str:
    """Return what tells a template that was made here from one whose bytes were changed afterwards."""
    return hashlib.sha256(json.dumps(template).encode()).hexdigest()


def _is_made(data: bytes) -> bool:
    """Whether the bytes are a template of ``expression``, as it made them."""
    try:
        template = json.loads(data)
        return isinstance(template, dict) and template.pop(_SEAL, None) == _seal(template)
    except (ValueError, RecursionError):
        return False


def functions(random: Random, data: bytes) -> None:
    """Evaluate an expression, in the one scenario that its conditions have: the value, or unknown.

    Bytes that were changed since (or that never were a template) have no value that could be compared; what
    they hold is evaluated all the same.
    """
    if not _is_made(data):
        _changed(data)
        return
    (document,) = load("x.template", data)
    expected = document.data["Metadata"]["Expected"]
    template = Template(document)
    known = template.condition_set
    scenarios = [
        each
        for each in known.combinations(frozenset(CONDITIONS)).scenarios
        if all(each.conditions[name] is truth for name, (_, truth) in CONDITIONS.items())
    ]
    if not scenarios:
        raise BrokenPromiseError("the scenario that is true is not found")
    for scenario in scenarios:
        evaluator = template.evaluator(scenario, literal=random.random() < 0.5)
        value = evaluator.value(template.resources["C"].properties["ClusterName"])[0]
        _compare(value, expected)


def _changed(data: bytes) -> None:
    """Evaluate the properties of every resource of a template whose values are not known."""
    with contextlib.suppress(InputError):
        for document in load("x.template", data):
            if isinstance(document.data, dict):
                template = Template(document)
                known = template.condition_set
                for scenario in known.combinations(frozenset(CONDITIONS)).scenarios:
                    evaluator = template.evaluator(scenario)
                    for resource in template.resources.values():
                        evaluator.value(resource.properties)


def _compare(value: object, expected: object) -> None:
    if isinstance(value, Unresolved):
        return
    if isinstance(value, list) and isinstance(expected, list) and len(value) == len(expected):
        for one, other in zip(value, expected, strict=True):
            _compare(one, other)
    elif str(value) != expected:
        raise BrokenPromiseError(f"{value!r} instead of {expected!r}")
