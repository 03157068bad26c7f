"""Where the values of templates' models stand, and the subjects that own those places."""

from __future__ import annotations

from collections.abc import Sequence

from ecslint.base.route import Route
from ecslint.documents.cloudformation.origin import Trace
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.resource_kinds import kind_of
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.cloudformation.variants import Variant, Variants
from ecslint.documents.subject import Prefix, Structural, Subject
from ecslint.validation.names import template_route, template_value, template_wording


class PropertiesOrigin:
    """Places of a model that was made from a resource's properties."""

    __slots__ = ("_traces", "resolved")

    def __init__(self, resolved: Resolved) -> None:
        self.resolved = resolved
        self._traces: dict[Route, Trace] = {}

    def _trace(self, route: Route) -> Trace:
        found = self._traces.get(route)
        if found is None:
            resolved = self.resolved
            written = template_route(resolved.resource.type, resolved.data, route)
            found = self._traces[route] = resolved.trace(written)
        return found

    def route(self, route: Route) -> Route:
        """Return the document's route of a route below the model."""
        return self._trace(route).source

    def use(self, route: Route) -> Route | None:
        """Return where the value is used, if it is defined elsewhere."""
        return self._trace(route).use

    def note(self, route: Route) -> str | None:
        """Return what the value rests on (``parameter Memory defaults to 512``), ``None`` if on nothing."""
        return ", ".join(self._trace(route).notes) or None

    def wording(self, text: str) -> str:
        """Return a sentence with members named as the resource type names them."""
        return template_wording(self.resolved.resource.type, text)

    def spelt(self, route: Route, value: object) -> object:
        """Return a value with its keys as the resource type names them."""
        return template_value(self.resolved.resource.type, route, value)


class TemplateOrigin:
    """Places in the template itself and in any of its resources."""

    __slots__ = ("_template", "seen")

    def __init__(self, template: Template) -> None:
        self.seen: list[Resolved] = []
        self._template = template

    def _split(self, route: Route) -> tuple[Resolved | None, Route]:
        if route and isinstance(route[0], int):
            return self.seen[route[0]], route[1:]
        return None, route

    def route(self, route: Route) -> Route:
        """Return the document's route of a route in the template, or below a resource."""
        resolved, rest = self._split(route)
        return rest if resolved is None else resolved.source(rest)

    def use(self, route: Route) -> Route | None:
        """Return where the value is used, if it is defined elsewhere."""
        resolved, rest = self._split(route)
        return None if resolved is None else resolved.use(rest)

    def note(self, route: Route) -> str | None:
        """Return what the value rests on, ``None`` if on nothing."""
        resolved, rest = self._split(route)
        return None if resolved is None else resolved.note(rest)

    def wording(self, text: str) -> str:
        """Return a sentence, which is written in the words of CloudFormation, in those of the files."""
        return self._template.worded(text)

    def spelt(self, route: Route, value: object) -> object:
        """Return a value as it is."""
        return value


class WholeOrigin(Prefix):
    """The origin of what is said of several resources at once, which has no place of its own."""

    __slots__ = ("_template",)

    def __init__(self, template: Template) -> None:
        super().__init__()
        self._template = template

    def wording(self, text: str) -> str:
        """Return a sentence, which is written in the words of CloudFormation, in those of the files."""
        return self._template.worded(text)


class TemplateSubject(Subject):
    """A template as a whole. Owns the places of all evaluated resources that have no model."""

    __slots__ = ("_template", "_template_origin")

    def __init__(self, template: Template) -> None:
        super().__init__(template, template.document, origin := TemplateOrigin(template))
        self._template = template
        self._template_origin = origin

    def route_of(self, model: object) -> Route | None:
        if model is self._template:
            return ()
        if isinstance(model, Resolved) and model.template is self._template:
            seen = self._template_origin.seen
            seen.append(model)
            return (len(seen) - 1,)
        return None


class ResourceSubject(Subject):
    """A resource without a model: its checks are given the evaluated properties (``Resolved``)."""

    __slots__ = ()

    def __init__(
        self,
        resolved: Resolved,
        structural: Sequence[Structural],
        family: Variants,
        variant: Variant,
        origin: PropertiesOrigin,
    ) -> None:
        document = resolved.template.document
        super().__init__(resolved, document, origin, structural=structural, family=family, variant=variant)
        self.context.put(self.kind, resolved)

    @property
    def kind(self) -> str:
        kind = kind_of(self.model.resource.type) if isinstance(self.model, Resolved) else None
        return "Resource" if kind is None else kind.name
