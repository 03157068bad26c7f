"""Names of members of containers, which terraform-aws-modules/ecs takes in another spelling since version 6.

Up to version 5 a member is looked up under its name with underscores, from version 6 on under that of the
API; what is spelt otherwise is dropped without a word. Sources: terraform-aws-modules/terraform-aws-ecs
``docs/UPGRADE-6.0.md``, ``modules/service/main.tf``, issue 349, read 2026-11-30.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.documents.terraform.arguments import REST
from ecslint.documents.terraform.built import modules_of
from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.registry import SPELT_AS_IN_THE_API, kind_of, major_of, spellings
from ecslint.documents.terraform.values import Site, Value

_OURS: Final = regex(r"terraform-aws-modules/")


class Dropped(NamedTuple):
    """A member of a container that a module drops."""

    site: Site
    """Its value."""
    name: str
    """The name that is given."""
    instead: str
    """The name that this version takes."""
    major: int
    """The major version of the module."""


def dropped_members(root: Module) -> Iterator[Dropped]:
    """Yield what modules of a known version drop of the containers that they are given."""
    for module in modules_of(root):
        for name, (_, block) in module.calls.items():
            kind, major = kind_of(block), major_of(block)
            source = block.attributes.get("source")
            text = getattr(source.value if source is not None else None, "constant", None)
            if kind not in ("root", "service") or major is None or not _OURS.search(str(text)):
                continue
            for instance in module.expand(module.calls[name]):
                for container in _containers(kind, module.arguments(name, instance)):
                    yield from _of_container(container, major)


def _containers(kind: str, inputs: Mapping[str, Value]) -> Iterator[Mapping[str, Value]]:
    if kind == "root":
        for service in _members(inputs.get("services")).values():
            yield from _containers("service", _members(service))
        return
    for container in _members(inputs.get("container_definitions")).values():
        yield _members(container)


def _members(value: Value | None) -> Mapping[str, Value]:
    data = value.data if value is not None else None
    return {key: item for key, item in data.items() if key != REST} if isinstance(data, dict) else {}


def _of_container(container: Mapping[str, Value], major: int) -> Iterator[Dropped]:
    known = spellings()
    for key, item in container.items():
        api = known.get(key.replace("_", "").lower())
        if api is None or item.data is None or not isinstance(item.site, Site):
            continue
        own = re.sub(r"(?<!^)(?=[A-Z])", "_", api).lower()
        wanted = api if major >= SPELT_AS_IN_THE_API else own
        if (
            key == (own if major >= SPELT_AS_IN_THE_API else api)
            and key != wanted
            and wanted not in container
        ):
            yield Dropped(item.site, key, wanted, major)
