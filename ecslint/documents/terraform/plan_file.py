"""What is read of a plan: its file, the changes that are looked at, and what it says beside a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ecslint.base.identity import IdentityMap
from ecslint.base.route import Route
from ecslint.documents.terraform import mapping, networks
from ecslint.documents.terraform.files import Offsets, TerraformFile
from ecslint.documents.terraform.plan_references import at
from ecslint.documents.terraform.provider import SEPARATE
from ecslint.documents.terraform.template import MAX_RESOURCES
from ecslint.source.document import Document
from ecslint.source.parsed import Part

_ALSO_READ: Final = ("ingress", "egress", "route", "self", "type", "vpc_id")
"""Arguments that are no property, but are read."""


class PlanFile(TerraformFile):
    """A plan as a file of Terraform: its nodes stand in the JSON document."""

    __slots__ = ("document", "json_routes")

    def __init__(self, document: Document) -> None:
        super().__init__(document.path, "", "text")
        self.template = None
        self.file = document.file
        self.text = document.text
        self.document = document
        self.json_routes = IdentityMap[Route]()
        """Routes in the document by the node."""

    def offsets(self, route: Route, part: Part = "value") -> Offsets | None:
        """Return the span of a route of the plan, ``None`` if there is none."""
        found = self._extra.get(route)
        if found is not None:
            return super().offsets(route, part)
        self._indexed()
        node = self._by_route.get(route)
        where = None if node is None else self.json_routes.get(node)
        while where:  # what is not known is not in the document
            found_here = self.document.places.offsets(where, part)
            if found_here is not None:
                return found_here
            where, part = where[:-1], "key"
        return None


class Beside(NamedTuple):
    """What a plan says of a value beside it."""

    unknown: object
    """``True`` where it is only known after the apply; else the same of its members."""
    sensitive: object
    """``True`` where it is sensitive; else the same of its members."""
    written: object
    """Its expression in the configuration, or those of its members."""

    def at(self, key: str | int) -> Beside:
        """Return the same of a member or an item."""
        return Beside(at(self.unknown, key), at(self.sensitive, key), at(self.written, key))


def arguments_of(kind: str) -> mapping.Table | None:
    """Return the arguments of a type of resources that are read, ``None`` if it is not looked at.

    Of what opens or closes networks in ways that are not read only the references count.
    """
    entry = mapping.entry_of(kind)
    if entry is not None:
        return {**{name: ["-", "s"] for name in _ALSO_READ}, **entry["arguments"]}
    found = SEPARATE.get(kind)
    return {} if found is None and networks.changes_networks(kind) else found


def first_of(rows: list[tuple[int, dict[str, object]]]) -> list[tuple[int, dict[str, object]]]:
    """Return as many changes as are looked at, and one more by which it shows that there are others.

    Of more than that, those of ECS come before what surrounds them.
    """
    kinds = {kind for kind in {str(row["type"]) for _, row in rows} if arguments_of(kind) is not None}
    found = [pair for pair in rows if str(pair[1]["type"]) in kinds]
    if len(found) > MAX_RESOURCES:
        found.sort(key=lambda pair: "_ecs_" not in str(pair[1]["type"]))
    return found[: MAX_RESOURCES + 1]


_IMAGES: Final = ("aws_ami", "aws_ssm_parameter")
"""Data sources that choose the images of instances."""
_MOST_MODULES: Final = 1_000
"""Modules in which they are looked for."""
_MOST_READ: Final = 10_000
"""Resources and data sources among which they are looked for."""


def known_images(data: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Yield the data sources of images that were read before the plan, as changes without a change."""
    stack = [at(at(data.get("prior_state"), "values"), "root_module")]
    left = _MOST_READ
    for _ in range(_MOST_MODULES):
        if not stack or left <= 0:
            return
        module = stack.pop()
        rows, inner = at(module, "resources"), at(module, "child_modules")
        stack += inner if isinstance(inner, list) else []
        for row in rows[:left] if isinstance(rows, list) else ():
            left -= 1
            address, values = at(row, "address"), at(row, "values")
            if at(row, "mode") == "data" and at(row, "type") in _IMAGES and isinstance(address, str):
                chosen = {name: at(values, name) for name in ("name", "filter")}
                yield {"address": address, "type": row["type"], "change": {"after": chosen}}
