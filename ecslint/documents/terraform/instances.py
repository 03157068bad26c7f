"""The instances that ``count`` and ``for_each`` make of a block.

Source: developer.hashicorp.com/terraform/language/meta-arguments, read 2026-11-29.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeGuard

from ecslint.base.unresolved import UnknownText, Unresolved
from ecslint.documents.terraform.arguments import REST
from ecslint.documents.terraform.blocks import Instance, Placed
from ecslint.documents.terraform.defaults import SET_IN
from ecslint.documents.terraform.evaluate import Evaluator, Names
from ecslint.documents.terraform.operators import MAX_INSTANCES, opened
from ecslint.documents.terraform.values import Site, Value, text_of


def instances_of_block(placed: Placed, evaluator: Evaluator, names: Names) -> list[Instance]:
    """Return the instances of a block; one that may exist where their number is not known."""
    file, block = placed
    site = Site(file, block)
    count, each = block.attributes.get("count"), block.attributes.get("for_each")
    if count is not None:
        value = evaluator.safe(count.value, names)
        number = value.data
        if isinstance(number, str) and number.isdecimal():
            number = int(number)
        if not is_count(number) or (number < 1 and _is_assumed(value)):
            index = {"index": Unresolved("count", "${count.index}")}
            contrary = number == 0 and not isinstance(number, bool)
            return [Instance(None, {"count": _object(index, site)}, False, contrary)]
        indices = range(min(int(number), MAX_INSTANCES))
        return [Instance(i, {"count": _object({"index": i}, site)}) for i in indices]
    if each is None:
        return [Instance(None, {})]
    value = evaluator.safe(each.value, names)
    pairs = _pairs(value)
    if pairs is None or (not pairs and _is_assumed(value)):
        open_each = {
            "key": UnknownText("for_each", "${each.key}"),
            "value": Unresolved("for_each", "${each.value}"),
        }
        return [Instance(None, {"each": _object(open_each, site)}, False, pairs is not None)]
    found = []
    for key, item in pairs[:MAX_INSTANCES]:
        names_here = {"each": Value({"key": Value(key, item.site), "value": item}, site)}
        found.append(Instance(key, names_here))
    return found


def _is_assumed(value: Value) -> bool:
    """Say whether a value rests on a default; what a tfvars file sets is taken as it is given."""
    return any(not note.startswith(SET_IN) for note in value.notes)


def is_count(number: object) -> TypeGuard[int | float]:
    """Say whether a value is a number of instances."""
    return isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number)


def _object(members: Mapping[str, object], site: Site) -> Value:
    return Value({name: Value(data, site) for name, data in members.items()}, site)


def _pairs(value: Value) -> list[tuple[str, Value]] | None:
    """Return keys and values of ``for_each``, ``None`` if they are not known."""
    data = opened(value).data
    if isinstance(data, dict):
        return None if REST in data else [(key, data[key]) for key in sorted(data)]
    if isinstance(data, list):
        texts = [text_of(item) for item in data]
        if all(isinstance(text, str) for text in texts):
            return [(str(text), item) for text, item in zip(texts, data, strict=True)]
    return None
