"""Every real template is evaluated without a traceback, and every place that comes out exists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ecslint.base.route import Route
from ecslint.documents.cloudformation import is_template
from ecslint.documents.cloudformation.template import Template
from ecslint.source.document import Document
from ecslint.source.read import load

SUFFIXES = {".yaml", ".yml", ".json", ".template", ".tmpl"}


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


def test_every_value_has_its_place(corpus: Path) -> None:
    files = [
        path
        for folder in ("wild", "incidents")
        for path in sorted((corpus / folder).rglob("*"))
        if path.suffix in SUFFIXES and b"AWS::" in path.read_bytes()
    ]
    assert len(files) > 150
    for path in files:
        for document in templates(path):
            assert list(misplaced(document)) == [], path


def misplaced(document: Document) -> Iterator[object]:
    """Yield what the template says about places that do not exist, for the resources of ECS."""
    template = Template(document)
    for resource in template.resources.values():
        if not resource.type.startswith("AWS::ECS::"):
            continue
        properties = resource.properties_route
        for scenario in template.scenarios_for([resource.logical_id])[:6]:
            resolved = template.resolve(resource.logical_id, scenario)
            for route in routes(resolved.data):
                trace = resolved.trace(route)
                inside = trace.source[:1] != ("Resources",) or trace.source[: len(properties)] == properties
                known = all(document.has(r) or r == properties for r in (trace.use, trace.source))
                if not (inside and known):
                    yield route, trace
