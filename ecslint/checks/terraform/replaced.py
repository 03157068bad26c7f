"""What every plan replaces though nothing has changed, and what no first plan can know (ECS785, ECS786)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.base.identity import ById
from ecslint.base.unresolved import Reference
from ecslint.checks import check
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.terraform.model import TerraformModule
    from ecslint.documents.terraform.values import Value

SERVICE: Final = "aws_ecs_service"
_STRATEGY: Final = "capacity_provider_strategy"


@check("ECS785")
def every_plan_replaces(module: TerraformModule) -> Problems:
    yield from _services(module)
    yield from _capabilities(module)


def _services(module: TerraformModule) -> Iterator[Problem]:
    """Yield services whose strategy is that of their cluster, which AWS writes into them."""
    clusters = {
        value.logical_id
        for each in module.resources("aws_ecs_cluster_capacity_providers")
        if each.is_certain() and each.blocks("default_capacity_provider_strategy")
        for value in (each.value("cluster_name"),)
        if isinstance(value, Reference)
    }
    for service in module.resources(SERVICE) if clusters else ():
        cluster, ignored = service.value("cluster"), service.ignored()
        if not isinstance(cluster, Reference) or cluster.logical_id not in clusters or ignored is None:
            continue
        if service.has("launch_type") or service.has(_STRATEGY) or _STRATEGY in ignored:
            continue
        if service.has("deployment_controller") or service.value("scheduling_strategy") is not None:
            continue
        message = (
            "AWS copies the default strategy of the cluster into the service, and every later plan "
            f"undoes it; add {_STRATEGY}"
        )
        yield Problem(service.at(part="key"), message)


def _capabilities(module: TerraformModule) -> Iterator[Problem]:
    """Yield containers that drop capabilities and add none: AWS returns an empty list of those added."""
    from ecslint.documents.terraform.model import Spot
    from ecslint.documents.terraform.values import Site

    seen: set[ById] = set()
    for built in module.template.built.values():
        containers = built.containers.api if built.containers is not None else None
        items = containers.data if containers is not None and isinstance(containers.data, list) else []
        for container in items:
            linux = container.data.get("linuxParameters") if isinstance(container.data, dict) else None
            given = (
                linux.data.get("capabilities") if linux is not None and isinstance(linux.data, dict) else None
            )
            if given is None or not isinstance(given.data, dict) or ById(given) in seen:
                continue
            seen.add(ById(given))
            if set(given.data) == {"drop"} and isinstance(given.site, Site):
                message = (
                    'AWS returns an empty "add" beside "drop", so every plan replaces the task definition; '
                    "add add = []"
                )
                yield Problem(Spot(module, given.site).at(), message)


def _member(value: Value | None, name: str) -> Value | None:
    """Return a member of an object, ``None`` if there is none."""
    found: Value | None = value.data.get(name) if value is not None and isinstance(value.data, dict) else None
    return found


@check("ECS786")
def instances_are_known_after_apply(module: TerraformModule) -> Problems:
    from ecslint.documents.terraform.built import modules_of
    from ecslint.documents.terraform.evaluate import Evaluator
    from ecslint.documents.terraform.model import Spot
    from ecslint.documents.terraform.values import Site
    from ecslint.source.hcl import nodes

    for each in modules_of(module.root):
        placed = [*each.resources.values(), *each.calls.values()]
        for file, block in placed:
            attribute = block.attributes.get("for_each")
            if attribute is None or block.broken:
                continue
            node = attribute.value
            if isinstance(node, nodes.Call) and node.name == "toset" and len(node.arguments) == 1:
                node = node.arguments[0]
            found = _new(Evaluator(each, file).safe(node, {}).data, module)
            if found is not None:
                message = (
                    f'for_each has keys that are unknown before "{found}" is made, so the first plan fails; '
                    "use a map with fixed keys"
                )
                yield Problem(Spot(module, Site(file, attribute.value)).at(), message)


def _new(data: object, module: TerraformModule) -> str | None:
    """Return a resource of the module whose attribute, chosen by AWS, is a key of ``for_each``."""
    for item in data if isinstance(data, list) else ():
        value = item.data
        if isinstance(value, Reference) and value.logical_id in module.template.built:
            built = module.template.built[value.logical_id]
            if not _is_written(built.block.labels[0], value.attribute):
                return value.logical_id
    return None


def _is_written(kind: str, attribute: str) -> bool:
    """Say whether an attribute may be an argument that the module writes, such as a name."""
    from ecslint.documents.terraform.mapping import entry_of

    entry = entry_of(kind)
    names = entry["attributes"].items() if entry is not None else ()
    return any(given == attribute and name not in _COMPUTED for name, given in names)


_COMPUTED: Final = frozenset({"id", "arn"})
"""Attributes that AWS chooses. Source: the provider's schemas, ``Computed`` without ``Optional``."""
