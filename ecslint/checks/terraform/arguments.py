"""Arguments that the provider ignores, and names that a module does not declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.terraform.model import BlockView, TerraformModule

SERVICE = "aws_ecs_service"


@check("ECS030")
def argument_has_no_effect(module: TerraformModule) -> Problems:
    for service in module.resources(SERVICE):
        if service.value("sigint_rollback") is True and _is_off(service, "wait_for_steady_state"):
            yield Problem(
                service.at("sigint_rollback"),
                "sigint_rollback only works while Terraform waits; set wait_for_steady_state = true",
            )
        if service.has("triggers") and _is_off(service, "force_new_deployment"):
            yield Problem(
                service.at("triggers", part="key"),
                "triggers start a deployment only with force_new_deployment = true; set it",
            )
        for block in service.blocks("deployment_configuration"):
            yield from _deployment(block)


def _is_off(service: BlockView, name: str) -> bool:
    """Say whether a switch is absent or false."""
    value = service.value(name)
    return value is None or value is False


def _deployment(block: BlockView) -> Iterator[Problem]:
    strategy = block.value("strategy")
    if strategy is None:
        for name in (
            "bake_time_in_minutes",
            "lifecycle_hook",
            "linear_configuration",
            "canary_configuration",
        ):
            if block.has(name):
                message = f"{name} is not sent to AWS without a strategy; set strategy"
                yield Problem(block.at(name, part="key"), message)
    if isinstance(strategy, Unresolved):
        return
    for name, wanted in (("linear_configuration", "LINEAR"), ("canary_configuration", "CANARY")):
        if strategy is not None and strategy != wanted and block.blocks(name):
            message = f'{name} only counts with strategy "{wanted}", but it is "{strategy}"; remove it'
            yield Problem(block.at(name, part="key"), message)


@check("ECS031")
def reference_is_undeclared(module: TerraformModule) -> Problems:
    if module.unread() or not module.is_complete():
        return
    found = list(module.undeclared())
    if not found or module.root.loader.has_generator():  # which may write the declaration into the module
        return
    variables = list(dict.fromkeys(what for _, what in found if what.startswith("variable ")))
    if not module.root.variables and len(variables) >= _COPIED:
        message = (
            f"the module declares no variables, but uses {variables[0]} and {len(variables) - 1} more; "
            "add the file that declares them"
        )
        spot = next(spot for spot, what in found if what == variables[0])
        yield Problem(spot.at(), message, severity=Severity.WARNING)
        return
    for spot, what in found:
        yield Problem(spot.at(), f"the module has no {what}; declare it or correct the name")


_COPIED: Final = 3
"""From how many variables on a module without declarations lacks a file, which a tool may put there."""


@check("ECS032")
def template_variable_is_missing(module: TerraformModule) -> Problems:
    for spot, names in module.unfilled_templates():
        listed = ", ".join(f'"{name}"' for name in names)
        yield Problem(
            spot.at(), f"the template uses {listed}, which this call does not give; add it to the variables"
        )


def plain_text(value: object) -> str | None:
    """Return a known text."""
    return value if isinstance(value, str) and value else None
