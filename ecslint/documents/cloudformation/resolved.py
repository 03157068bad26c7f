"""``Resolved``: the properties of one resource as CloudFormation would hand them to the service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ecslint.base.route import Route
from ecslint.base.unresolved import WRONG_TYPE, PartialText, Unresolved
from ecslint.documents.cloudformation.origin import Origin, Trace, trace
from ecslint.model.base import Part, Place
from ecslint.source.templating.placeholders import MARKABLE, mark_placeholders

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.sections import Resource, Sections


_PLAIN: Final = frozenset((str, int, bool, float, type(None)))
"""Types of values that are known."""


class Resolved:
    """A resource's ``Properties``, evaluated, with the way back to the document.

    ``data`` is a mapping with CloudFormation's names, or ``Unresolved`` where a macro decides. It shares its
    unevaluated parts with the document: do not change it. Routes are relative to ``Properties``; those of
    the answers start at the document's root.
    """

    __slots__ = ("_marked", "_origin", "data", "failed", "resource", "template")

    def __init__(
        self,
        template: Sections,
        resource: Resource,
        data: dict[str, object] | Unresolved,
        origin: Origin | None,
        failed: bool = False,
    ) -> None:
        self.template = template
        self.resource = resource
        self.data = data
        self._origin = origin
        self._marked: dict[str, object] = {}
        self.failed = failed
        """Whether something in ``data`` is, or rests on, a ``Failure``."""

    def is_left_alone(self, name: str) -> bool:
        """Say whether a property counts only when the resource is made (Terraform's ``ignore_changes``)."""
        return False

    def at(self, *path: str | int, part: Part = "value") -> Place:
        """Point at a property by CloudFormation's names, e.g. ``at("LoadBalancers", 0)``."""
        return Place(self, path, part)

    def get(self, name: str) -> Any:
        """Return a property, ``None`` if it is absent, ``Unresolved`` if nothing is known of them.

        Texts that a script or template engine is to fill in are ``Unresolved`` as well.
        """
        if isinstance(self.data, dict):
            value = self.data.get(name)
            if type(value) not in MARKABLE:
                return value
            if name not in self._marked:
                self._marked[name] = mark_placeholders(value)
            return self._marked[name]
        return self.data if isinstance(self.data, Unresolved) else Unresolved(WRONG_TYPE)

    def unresolved(self) -> Iterator[tuple[Route, Unresolved]]:
        """Yield every unknown value with its route, the unknown parts of texts as well."""
        stack: list[tuple[object, Route]] = [(self.data, ())]
        while stack:
            node, route = stack.pop()
            if isinstance(node, dict):
                stack += [(item, (*route, key)) for key, item in node.items() if type(item) not in _PLAIN]
            elif isinstance(node, list):
                stack += [
                    (item, (*route, index)) for index, item in enumerate(node) if type(item) not in _PLAIN
                ]
            elif isinstance(node, Unresolved):
                yield route, node
                if isinstance(node, PartialText):
                    stack += [(part, route) for part in node.parts]

    def trace(self, route: Route) -> Trace:
        """Return where the value at ``route`` was written and used, and what it rests on."""
        found = trace(self.resource.properties_route, self._origin, route)
        if self.resource.loop:
            found = found._replace(source=self._unlooped(found.source), use=self._unlooped(found.use))
        return found

    def source(self, route: Route) -> Route:
        """Return the place of the literal: a parameter's default, a mapping's value or an ``Fn::If`` arm."""
        return self.trace(route).source

    def use(self, route: Route) -> Route:
        """Return the place in the resource where the value is used."""
        return self.trace(route).use

    def note(self, route: Route) -> str | None:
        """Say what the value rests on (``parameter TaskMemory defaults to 4096``), ``None`` if on nothing."""
        return ", ".join(self.trace(route).notes) or None

    def parameter(self, route: Route) -> str | None:
        """Return the name of the parameter whose value this is."""
        return self.trace(route).parameter

    def _unlooped(self, route: Route) -> Route:
        """Put back the keys of ``route`` that hold a loop variable in the document."""
        if route[:1] != ("Resources",):
            return route
        node = self.template.document.data
        out: list[str | int] = []
        for step in route:
            if isinstance(node, dict) and step not in node:
                for key in node:
                    written = str(key)
                    for name, value in self.resource.loop:
                        written = written.replace("${" + name + "}", value).replace("&{" + name + "}", value)
                    if written == step:
                        step = key
                        break
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                node = None
            out.append(step)
        return tuple(out)
