"""AppSpec documents: those for Amazon ECS are read, those for servers and Lambda skipped."""

from __future__ import annotations

from ecslint.base.route import Route
from ecslint.documents.appspec_kind import platform_of
from ecslint.documents.appspec_shape import Reader
from ecslint.documents.subject import Kind, Prefix, Subject
from ecslint.model.appspec import AS_WRITTEN, AppSpec
from ecslint.model.base import build
from ecslint.source.document import Document
from ecslint.source.templating.placeholders import OpenObject, mark_placeholders, without_rests


class _Places(Prefix):
    """Where the parts of an AppSpec stand, whose shape may differ from the model's."""

    __slots__ = ("routes",)

    def __init__(self, routes: dict[Route, Route]) -> None:
        super().__init__()
        self.routes = routes

    def route(self, route: Route) -> Route:
        if route[:1] == (AS_WRITTEN,):
            return route[1:]
        if route in self.routes:
            return self.routes[route]
        for length in range(len(route) - 1, 0, -1):
            if route[:length] in self.routes:
                return self.routes[route[:length]] + route[length:]
        return route


def read_appspec(document: Document, kind: Kind = "appspec") -> list[Subject]:
    """Return the subject of an AppSpec for Amazon ECS; none for other AppSpecs."""
    if platform_of(document.data) != "ecs":
        return []
    reader = Reader(document)
    data = mark_placeholders(document.data)
    whole = not isinstance(data, OpenObject)
    model = build(AppSpec, reader.read(data if whole else without_rests(data)))
    model.read_with(reader.faults, whole=whole and document.unfinished is None)
    return [Subject(model, document, _Places(reader.routes))]
