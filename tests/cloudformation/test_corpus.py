"""Every real template is evaluated without a traceback, and every place that comes out exists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ecslint.base.route import Route
from ecslint.documents.cloudformation import is_template
from ecslint.documents.cloudformation.template import Template
from ecslint.source.document import Document
from ecslint.source.read import load

CORPUS = Path(os.environ.get("ECSLINT_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
SUFFIXES = {".yaml", ".yml", ".json", ".template", ".tmpl"}
FILES = [
    path
    for folder in ("wild", "incidents")
    for path in sorted((CORPUS / folder).rglob("*"))
    if path.suffix in SUFFIXES and b"AWS::" in path.read_bytes()
]


def routes(node: Any, route: Route = ()) -> Iterator[Route]:
    yield route
    if isinstance(node, dict):
        for key, item in node.items():
            yield from routes(item, (*route, key))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from routes(item, (*route, index))


def templates(path: Path) -> Iterator[Document]:
    for document in load(str(path), path.read_bytes()):
        if is_template(document.data):
            yield document


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CORPUS)))
def test_every_value_has_its_place(path: Path) -> None:
    for document in templates(path):
        template = Template(document)
        for resource in template.resources.values():
            if not resource.type.startswith("AWS::ECS::"):
                continue
            for scenario in template.scenarios_for([resource.logical_id])[:6]:
                resolved = template.resolve(resource.logical_id, scenario)
                for route in routes(resolved.data):
                    trace = resolved.trace(route)
                    if trace.source[:1] == ("Resources",):
                        assert trace.source[: len(resource.properties_route)] == resource.properties_route
                    assert document.has(trace.use) or trace.use == resource.properties_route
                    assert document.has(trace.source) or trace.source == resource.properties_route


def test_the_corpus_holds_templates() -> None:
    if not CORPUS.is_dir():
        pytest.skip("no corpus here")
    assert len(FILES) > 150
