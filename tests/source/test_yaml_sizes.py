"""Large YAML texts are read like small ones; what bounds memory is how many values are read."""

from __future__ import annotations

import tracemalloc

import pytest

from ecslint.source import limits
from ecslint.source.read import load
from ecslint.source.yaml.parse import parse_yaml

MANY = ("- a\n" * 2_000, "x: {" + "a: b, " * 2_000 + "}", "x: [" + "[],{}," * 1_000 + "]", "- - a\n" * 2_000)


@pytest.mark.parametrize("text", MANY)
def test_more_values_than_fit_into_memory_are_one_finding(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecslint.source.yaml.parse.LARGE", 1_000)
    monkeypatch.setattr("ecslint.source.yaml.nodes.MAX_YAML_NODES", 1_500)
    (document,) = load("x.yml", text.encode())
    assert [problem.kind for problem in document.problems] == ["too-large"]
    assert "1,500 keys and values" in document.problems[0].message


def test_a_long_text_of_few_values_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecslint.source.yaml.parse.LARGE", 1_000)
    monkeypatch.setattr("ecslint.source.yaml.nodes.MAX_YAML_NODES", 1_500)
    (document,) = load("x.yml", ("a: |\n" + "  x, y: [z\n" * 2_000).encode())
    assert document.problems == []


SHAPES = {
    "scalars": ("", "- abc\n", 1),
    "mappings": ("", "- {a: b, c: d}\n", 5),
    "empty": ("x: [", "[],", 1),
    "tags": ("", "- !Ref abc\n", 2),
    "sequences": ("", "- - a\n  - b\n", 3),
    "documents": ("", "---\nkind: ConfigMap\ndata:\n  a: b\n", 7),
    "resources": ("Resources:\n", "  - Type: AWS::ECS::Cluster\n    Properties: {ClusterName: a}\n", 7),
}
"""How a text begins, what is repeated, and how many keys, values, lists and mappings that has."""


@pytest.mark.parametrize("shape", SHAPES)
def test_as_many_values_as_are_read_take_less_than_a_gigabyte(shape: str) -> None:
    begin, repeated, nodes = SHAPES[shape]
    count = 20_000 // nodes
    text = begin + repeated * count + ("]" if begin.endswith("[") else "")
    parse_yaml(text)  # what is kept for later texts does not count
    tracemalloc.start()
    try:
        documents = parse_yaml(text)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert documents
    assert most / (nodes * count) * limits.MAX_YAML_NODES < 700 << 20


def test_limits_fit_together() -> None:
    assert limits.MAX_YAML_SLOWLY >= limits.LARGE
    assert limits.MAX_YAML_NODES >= limits.LARGE // 2  # whatever CloudFormation accepts is read
