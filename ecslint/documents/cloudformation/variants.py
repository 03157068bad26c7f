"""In which scenarios of a template a finding holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ecslint.documents.cloudformation.connectivity import CONNECTIVITY
from ecslint.documents.cloudformation.fleets import FLEETS
from ecslint.documents.cloudformation.network import NETWORK
from ecslint.documents.cloudformation.scenario import Scenario
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.cloudformation.when import when_text


class Variant(NamedTuple):
    """The scenarios in which a subject looks the same, and the logical id that they were made for."""

    logical_id: str
    """The logical id of the resource."""
    scenarios: tuple[Scenario, ...]
    """The scenarios, the first of which stands for all."""


class Variants:
    """Says in which scenarios of a template a finding holds. One object per template."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.evaluated: dict[str, list[Scenario]] = {}
        self._known: dict[tuple[object, ...], str | None] = {}
        """Texts by what they are made of: resources that the same conditions touch share them."""

    def describe(self, variants: Sequence[object], pointers: Sequence[str]) -> str | None:
        """Return ``when IsProd is true`` for the variants of a finding, ``None`` if it always holds."""
        found: dict[str, list[Scenario]] = {}
        for variant in variants:
            if isinstance(variant, Variant):
                found.setdefault(variant.logical_id, []).extend(variant.scenarios)
        causes = {name for pointer in pointers for name in self._passed(pointer)}
        texts = [self._text(name, scenarios, causes) for name, scenarios in found.items()]
        return None if None in texts else next(iter(texts), None)

    def _text(self, logical_id: str, scenarios: list[Scenario], causes: set[str]) -> str | None:
        whole = logical_id in (NETWORK, CONNECTIVITY, FLEETS)
        own = None if whole else self.template.touched(logical_id)
        evaluated = self.evaluated[logical_id]
        key = (frozenset(scenarios), tuple(evaluated), frozenset(causes), own)
        if key not in self._known:
            self._known[key] = when_text(key[0], evaluated, causes, own)
        return self._known[key]

    def _passed(self, pointer: str) -> Iterator[str]:
        """Yield the conditions of the ``Fn::If`` functions that a JSON pointer goes through."""
        node = self.template.document.data
        for token in pointer.split("/")[1:]:
            step = token.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list):
                node = node[int(step)] if step.isdecimal() and int(step) < len(node) else None
            elif isinstance(node, dict):
                node = node.get(step)
                if step == "Fn::If" and isinstance(node, list) and node and isinstance(node[0], str):
                    yield node[0]
