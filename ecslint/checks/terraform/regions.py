"""Log groups that are made in another Region than the one that the containers log to (ECS788)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.identity import ById
from ecslint.base.unresolved import Reference
from ecslint.checks import check
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.terraform.built import Built
    from ecslint.documents.terraform.model import TerraformModule
    from ecslint.documents.terraform.values import Value


@check("ECS788")
def log_group_is_elsewhere(module: TerraformModule) -> Problems:
    from ecslint.documents.terraform.model import Spot
    from ecslint.documents.terraform.values import Site

    region: str | None = None
    seen: set[ById] = set()
    for options in _options(module):
        group, given = options.get("awslogs-group"), options.get("awslogs-region")
        if group is None or given is None or ById(given) in seen or "awslogs-create-group" in options:
            continue
        seen.add(ById(given))
        made = module.template.built.get(group.data.logical_id) if isinstance(group.data, Reference) else None
        if made is None or not isinstance(given.data, str) or not isinstance(given.site, Site):
            continue
        region = region or _region(module) or "?"
        if region in ("?", given.data) or not _is_here(made):
            continue
        message = (
            f'"{made.logical_id}" is made in "{region}", where the provider works, but the container logs to '
            f'"{given.data}"; use one Region'
        )
        yield Problem(Spot(module, given.site).at(), message)


def _options(module: TerraformModule) -> Iterator[dict[str, Value]]:
    """Yield the options of containers that log to CloudWatch Logs."""
    for built in module.template.built.values():
        containers = None if built.containers is None else built.containers.api.data
        for container in containers if isinstance(containers, list) else ():
            logs = container.data.get("logConfiguration") if isinstance(container.data, dict) else None
            options = logs.data.get("options") if logs is not None and isinstance(logs.data, dict) else None
            if options is not None and isinstance(options.data, dict):
                yield options.data


def _region(module: TerraformModule) -> str | None:
    """Return the Region of the only provider, ``None`` if it is not written or there are several."""
    from ecslint.documents.terraform.evaluate import Evaluator

    found: list[object] = []
    for file in module.root.files:
        for block in file.root.blocks:
            if block.type == "provider" and block.labels == ("aws",):
                given = block.attributes.get("region")
                found.append(
                    None if given is None else Evaluator(module.root, file).safe(given.value, {}).data
                )
    return found[0] if len(found) == 1 and isinstance(found[0], str) else None


def _is_here(built: Built) -> bool:
    """Say whether a resource is surely made with the only provider, in its Region."""
    if built.block.labels[0] != "aws_cloudwatch_log_group":
        return False
    return not ({"provider", "region"} & built.block.attributes.keys())
