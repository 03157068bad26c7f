"""Inputs of CodeDeploy's ``CreateDeployment`` that hold an AppSpec as a string, and the revisions in them.

The AppSpec is judged as a file of its own would be. What is wrong stands at the string that holds it, since
the places within are behind escapes; so it is not fixed either.
"""

from __future__ import annotations

from typing import Final

from ecslint.base.route import Route
from ecslint.documents.appspec import read_appspec
from ecslint.documents.appspec_kind import platform_of
from ecslint.documents.subject import DEPLOYMENT_INPUT, Kind, Structural, Subject
from ecslint.source.document import Document
from ecslint.source.parse import parse_text
from ecslint.source.templating.placeholders import is_placeholder

_HOLDERS: Final = ("appSpecContent", "string")
"""Members of a revision that hold an AppSpec as a string: ``AppSpecContent``, and ``RawString`` before it."""
_UNREADABLE: Final = '"content" is neither JSON nor YAML; use the text of an AppSpec'


def deployment_kind(data: object) -> Kind | None:
    """Say whether an object is an input, or a revision, that holds an AppSpec as a string."""
    return DEPLOYMENT_INPUT if _content(data) is not None else None


def read_deployment(document: Document, kind: Kind = DEPLOYMENT_INPUT) -> list[Subject]:
    """Return the subject of the AppSpec in an input; none where it is not for Amazon ECS."""
    return appspec_in(document, document.data)


def appspec_in(document: Document, data: object, base: Route = ()) -> list[Subject]:
    """Return the subject of the AppSpec in an input that stands at ``base`` in its document."""
    found = _content(data)
    if found is None:
        return []
    route, text = (*base, *found[0]), found[1]
    inner = _Inner(document, route, text)
    if any(problem.kind == "invalid-syntax" for problem in inner.problems) and not is_placeholder(text):
        return [
            Subject(_Unreadable(), document, structural=(Structural("ECS801", route, "value", _UNREADABLE),))
        ]
    return read_appspec(inner) if isinstance(inner.data, dict) and platform_of(inner.data) == "ecs" else []


def _content(data: object) -> tuple[Route, str] | None:
    """Return where the AppSpec stands and its text, ``None`` if there is none."""
    base: Route = ()
    if isinstance(data, dict) and "applicationName" in data and isinstance(data.get("revision"), dict):
        base, data = ("revision",), data["revision"]
    for name in _HOLDERS:
        block = data.get(name) if isinstance(data, dict) else None
        text = block.get("content") if isinstance(block, dict) else None
        if isinstance(text, str) and text.strip():
            return (*base, name, "content"), text
    return None


class _Unreadable:
    """The AppSpec that a string was to hold."""


class _Inner(Document):
    """The AppSpec in the string at ``home`` of another document."""

    __slots__ = ("home", "outer")

    def __init__(self, outer: Document, home: Route, text: str) -> None:
        syntax, parsed = parse_text("appspec", text)
        super().__init__(outer.path, text, syntax, parsed[0])
        self.outer = outer
        self.home = home

    def locate(self, route: Route) -> tuple[Document, Route]:
        """Return the document that holds the string, and where it is there."""
        return self.outer, self.home

    def release(self) -> None:
        """Keep everything."""
