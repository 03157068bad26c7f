"""Expressions that Terraform refuses: circles, functions that are gone, files that are not there (ECS787)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.source.hcl import nodes

if TYPE_CHECKING:
    from ecslint.documents.terraform.evaluate import Evaluator
    from ecslint.documents.terraform.files import TerraformFile
    from ecslint.documents.terraform.model import Spot, TerraformModule
    from ecslint.documents.terraform.module import Module

REMOVED: Final = {"list": "tolist([…]) or […]", "map": "tomap({…}) or {…}"}
"""Functions that Terraform 0.15 removed. Source: developer.hashicorp.com/terraform/language/functions/list
and …/map, read 2026-11-30."""
ARGUMENTS: Final[dict[str, tuple[int, int | None]]] = {
    **dict.fromkeys(
        (
            *("abs", "base64decode", "base64encode", "can", "ceil", "compact", "distinct", "file", "flatten"),
            *("floor", "jsondecode", "jsonencode", "keys", "length", "lower", "one", "reverse", "sort"),
            *("sum", "title", "tobool", "tolist", "tomap", "tonumber", "toset", "tostring", "trimspace"),
            *("upper", "values", "yamldecode"),
        ),
        (1, 1),
    ),
    **dict.fromkeys(("contains", "element", "index", "chunklist", "split", "templatefile", "zipmap"), (2, 2)),
    **dict.fromkeys(("trimprefix", "trimsuffix", "trim", "regex", "regexall", "cidrhost", "pow"), (2, 2)),
    **dict.fromkeys(("startswith", "endswith"), (2, 2)),
    **dict.fromkeys(("cidrsubnet", "replace", "slice", "substr"), (3, 3)),
    "lookup": (2, 3),
    "join": (2, None),
    "format": (1, None),
    "try": (1, None),
}
"""How many arguments functions take, at least and at most. Source: the signatures at
developer.hashicorp.com/terraform/language/functions, read 2026-11-30."""
_FILES: Final = frozenset({"file", "filebase64", "templatefile"})


@check("ECS787")
def expression_is_refused(module: TerraformModule) -> Problems:
    from ecslint.documents.terraform.built import modules_of

    if module.unread():
        return
    seen: set[tuple[str, int]] = set()
    for each in modules_of(module.root):
        yield from _calls(module, each, seen)
        yield from _circles(module, each, seen)


def _calls(module: TerraformModule, each: Module, seen: set[tuple[str, int]]) -> Iterator[Problem]:
    """Yield calls of functions that are gone, or with too many or too few arguments."""
    from ecslint.documents.terraform.evaluate import Evaluator
    from ecslint.documents.terraform.model import Spot
    from ecslint.documents.terraform.references import attributes
    from ecslint.documents.terraform.values import Site
    from ecslint.source.hcl.walk import mentions

    for file in each.files:
        for block in file.root.blocks:
            if block.broken or block.type == "variable":
                continue
            if "count" in block.attributes:
                yield from _too_many(module, each, file, block)
            for value in attributes(block):
                calls = mentions(value).calls
                fails = not any(call.name in ("try", "can") for call in calls)
                for node in calls:
                    if (file.path, node.start) in seen:
                        continue
                    seen.add((file.path, node.start))
                    spot = Spot(module, Site(file, node))
                    yield from _call(module, Evaluator(each, file), node, spot)
                    if fails and node.name != "jsonencode":  # where nothing provides for it
                        yield from _failing(spot, each, file, node)


def _call(module: TerraformModule, evaluator: Evaluator, node: nodes.Call, spot: Spot) -> Iterator[Problem]:
    least, most = ARGUMENTS.get(node.name, (0, None))
    count = len(node.arguments)
    if node.name in REMOVED:
        message = f"Terraform has no function {node.name}() since 0.15; use {REMOVED[node.name]}"
        severity = None if _needs_15(module) else Severity.WARNING
        yield Problem(spot.at(), message, severity=severity)
    elif node.expands:
        return
    elif count < least or (most is not None and count > most):
        wanted = f"{least}" if least == most else f"{least} or more" if most is None else f"{least} or {most}"
        few = "few" if count < least else "many"
        yield Problem(
            spot.at(), f"{node.name}() has too {few} arguments ({count}); give it {wanted}", severity=None
        )
    elif node.name in _FILES:
        yield from _file(evaluator, node.name, node.arguments[0], spot)


def _file(evaluator: Evaluator, name: str, path: nodes.Expression, spot: Spot) -> Iterator[Problem]:
    """Yield a file that is outside of the tree, or not there."""
    import os

    known = evaluator.safe(path, {}) if isinstance(path, nodes.Template) else None
    if known is None or not isinstance(known.data, str) or known.notes or known.data.startswith("~"):
        return
    root = spot.module.root
    paths = [known.data, os.path.join(root.folder or ".", known.data)]  # relative ones count from the root
    if not any(root.loader.inside(each) for each in paths):
        message = f"{name}() reads a file outside of the repository, which is not read; move it into it"
        yield Problem(spot.at(), message, severity=Severity.INFO)
    elif not any(os.path.exists(each) for each in paths):
        message = f"{name}() reads a file that is not there; correct the path, or make it before the plan"
        yield Problem(spot.at(), message, severity=Severity.WARNING)


def _needs_15(module: TerraformModule) -> bool:
    """Say whether a ``required_version`` leaves Terraform 0.14 and older out."""
    from ecslint.documents.terraform.evaluate import Evaluator
    from ecslint.documents.terraform.written import excludes_terraform_014

    for file in module.root.files:
        for block in file.root.blocks:
            given = block.attributes.get("required_version") if block.type == "terraform" else None
            value = None if given is None else Evaluator(module.root, file).safe(given.value, {}).data
            if isinstance(value, str) and excludes_terraform_014(value):
                return True
    return False


def _circles(module: TerraformModule, each: Module, seen: set[tuple[str, int]]) -> Iterator[Problem]:
    """Yield locals and resources that need themselves, through others."""
    from ecslint.documents.terraform.cycles import cycles_of
    from ecslint.documents.terraform.model import Spot

    for names, site in cycles_of(each):
        if (site.file.path, site.node.start) in seen:
            continue
        seen.add((site.file.path, site.node.start))
        way = " needs ".join((*names, names[0]))
        yield Problem(Spot(module, site).at(), f"Terraform refuses a circle: {way}; remove one reference")


_NOT_FILLED_IN: Final = regex(
    r'"(?:image|name|valueFrom|awslogs-group|awslogs-region)"\s*+:\s*+"[^"$]*+(\$\{[a-z_][\w.]*+\})', re.ASCII
)
"""A name for ``templatefile`` in a member that neither a shell nor an application reads."""


@check("ECS787")
def file_is_not_filled_in(module: TerraformModule) -> Problems:
    """Report container definitions that ``file`` reads as they are, names of variables included."""
    from ecslint.documents.terraform.evaluate import Evaluator
    from ecslint.documents.terraform.model import Spot
    from ecslint.documents.terraform.values import Site

    for view in module.resources("aws_ecs_task_definition"):
        given = view.block.attributes.get("container_definitions")
        call = None if given is None else given.value
        if not isinstance(call, nodes.Call) or call.name != "file" or len(call.arguments) != 1:
            continue
        built = view.built
        path = Evaluator(built.module, built.file).safe(call.arguments[0], built.instance.names).data
        found = built.module.text_file(path, "text") if isinstance(path, str) else None
        match = None if found is None else _NOT_FILLED_IN.search(found.text)
        if match is not None:
            message = f'file() does not fill in "{match[1]}"; use templatefile() with its values'
            yield Problem(Spot(module, Site(built.file, call)).at(), message, severity=Severity.WARNING)


_OPEN: Final = frozenset({nodes.Attr, nodes.For, nodes.Index, nodes.Interpolation, nodes.Name, nodes.Splat})
"""Nodes of expressions whose value depends on something else."""
_REFUSED_FOR_CERTAIN: Final = frozenset({"range"})
"""Functions whose limits are documented: developer.hashicorp.com/terraform/language/functions/range, read
2026-11-30: at most 1,024 numbers. Of others a failure is a warning."""
_MANY: Final = 1_000
"""Instances of a resource from which it is said that not all are looked at."""


def _failing(spot: Spot, each: Module, file: TerraformFile, call: nodes.Call) -> Iterator[Problem]:
    """Yield what a call with constant arguments is refused for, where its arguments are in order."""
    from ecslint.documents.terraform.evaluate import Evaluator
    from ecslint.documents.terraform.values import EvaluationError
    from ecslint.source.hcl.walk import inner

    stack: list[nodes.Node] = list(call.arguments)
    while stack:
        node = stack.pop()
        if type(node) in _OPEN:
            return
        stack += inner(node)
    least, most = ARGUMENTS.get(call.name, (0, None))
    if call.expands or not least <= len(call.arguments) <= (len(call.arguments) if most is None else most):
        return
    evaluator = Evaluator(each, file)
    try:
        for argument in call.arguments:
            evaluator.value(argument, {})
    except EvaluationError:
        return  # which is said there
    try:
        evaluator.value(call, {})
    except EvaluationError as error:
        severity = None if call.name in _REFUSED_FOR_CERTAIN else Severity.WARNING
        message = f"Terraform refuses this call of {call.name}() ({error}); correct its arguments"
        yield Problem(spot.at(), message, severity=severity)


def _too_many(
    module: TerraformModule, each: Module, file: TerraformFile, block: nodes.Block
) -> Iterator[Problem]:
    """Yield a number of instances that is larger than is looked at."""
    from ecslint.documents.terraform.evaluate import Evaluator
    from ecslint.documents.terraform.model import Spot
    from ecslint.documents.terraform.operators import MAX_INSTANCES
    from ecslint.documents.terraform.values import Site

    count = block.attributes["count"]
    number = Evaluator(each, file).safe(count.value, {}).data
    if isinstance(number, int) and number > _MANY:
        message = f'"count" is {number}, and {MAX_INSTANCES} instances are looked at; use fewer'
        yield Problem(Spot(module, Site(file, count.value)).at(), message, severity=Severity.INFO)
