"""Terraform's operators, conditions and indexes over values.

Source: developer.hashicorp.com/terraform/language/expressions/operators, read 2026-11-29.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from ecslint.base.number import bounded, whole
from ecslint.base.unresolved import HUGE, Unresolved
from ecslint.documents.terraform.arguments import REST, is_rest
from ecslint.documents.terraform.values import (
    EvaluationError,
    ResourceRef,
    Site,
    Value,
    Zones,
    is_known,
    plain,
    scalar_text,
    unknown,
)
from ecslint.source.hcl import nodes

MAX_ITEMS: Final = 5_000
"""Items of a collection that are looked at one by one."""
MAX_INSTANCES: Final = 20
"""Instances of one resource that are looked at; more are like these."""


def truth_of(value: Value) -> bool | None:
    """Return the truth of a value, ``None`` if it is unknown. Raises ``EvaluationError`` for what is not a
    bool."""
    data = value.data
    if isinstance(data, bool):
        return data
    if data in ("true", "false"):
        return bool(data == "true")
    if isinstance(data, Unresolved | ResourceRef):
        return None
    raise EvaluationError("a condition must be true or false")


def opened(value: Value) -> Value:
    """Return a reference to several instances of a resource or a module as the collection that it is."""
    data = value.data
    if not isinstance(data, ResourceRef) or data.key is not None:
        return value
    found = data.scope.instances(data)
    if found is None or len(found) >= MAX_INSTANCES or any(each.key is None for each in found):
        return value
    if all(isinstance(each.key, int) for each in found):
        return Value([Value(each, value.site) for each in found], value.site, value.notes)
    return Value({each.key: Value(each, value.site) for each in found}, value.site, value.notes)


def items_of(value: Value) -> list[tuple[Value, Value]] | None:
    """Return keys and items of a collection, ``None`` if they are not known."""
    data = opened(value).data
    if isinstance(data, list):
        if len(data) > MAX_ITEMS or any(is_rest(item) for item in data):
            return None
        return [(Value(index, item.site), item) for index, item in enumerate(data)]
    if isinstance(data, dict):
        if len(data) > MAX_ITEMS or REST in data:
            return None
        return [(Value(key, data[key].site), data[key]) for key in sorted(data)]
    return None


def element(value: Value, key: Value, text: Callable[[], str], site: Site) -> Value:
    """Return ``value[key]``. Raises ``EvaluationError`` if there is no such item."""
    data, at = value.data, key.data
    if isinstance(data, ResourceRef) and data.key is None:
        if isinstance(at, str | int) and not isinstance(at, bool):
            return Value(type(data)(data.scope, data.address, at), site)
        return Value(Unresolved("resource", text()), site)
    if (
        isinstance(data, Zones)
        and isinstance(at, int | float)
        and not isinstance(at, bool)
        and math.isfinite(at)
    ):
        return Value(data.zone(int(at)), site, value.notes)
    if isinstance(data, Unresolved) or isinstance(at, Unresolved):
        reason = data.reason if isinstance(data, Unresolved) else at.reason
        return Value(Unresolved(reason, text()), site, value.notes)
    if isinstance(data, list):
        number = _number(at)
        if isinstance(number, Unresolved):
            raise EvaluationError("there is no such item")
        if number is None or not math.isfinite(number) or number != int(number):
            raise EvaluationError("a list is indexed by a number")
        if 0 <= number < len(data):
            return _noted(data[int(number)], value)
        if any(is_rest(item) for item in data):
            return Value(Unresolved("item", text()), site)
        raise EvaluationError(f"there is no item {int(number)}")
    if isinstance(data, dict):
        name = scalar_text(at)
        if name in data:
            return _noted(data[name], value)
        if REST in data:
            return Value(Unresolved("member", text()), site)
        raise EvaluationError(f'there is no member "{name}"')
    raise EvaluationError("only lists and objects can be indexed")


def item_text(source: Callable[[nodes.Node], str], node: nodes.Index, key: Value) -> str:
    """Return what stands for ``a[b]``, with the key in place of its expression where it is known."""
    at = scalar_text(key.data)
    return "${" + (source(node) if at is None else f"{source(node.object)}[{at}]") + "}"


def _noted(found: Value, around: Value) -> Value:
    return found.noted(around.notes) if around.notes else found


def _number(data: object) -> float | Unresolved | None:
    if isinstance(data, bool):
        return None
    if isinstance(data, int | float):
        return bounded(data)
    if isinstance(data, str):
        for read in (whole, float):
            try:
                found = read(data)
            except ValueError:
                continue
            return found if isinstance(found, Unresolved) else bounded(found)
    return None


def unary(operator: str, value: Value) -> object:
    """Return what ``!`` or ``-`` makes of a value. Raises ``EvaluationError`` for what it does not take."""
    found = unknown(value)
    if found is not None:
        return Unresolved(found.reason, found.text)
    if operator == "!":
        truth = truth_of(value)
        return Unresolved("condition") if truth is None else not truth
    number = _number(value.data)
    if number is None:
        raise EvaluationError("only numbers can be negated")
    return number if isinstance(number, Unresolved) else -number


def binary(operator: str, left: Value, right: Value) -> object:
    """Return ``left operator right``, ``Unresolved`` where it depends on what is not known."""
    if operator in ("&&", "||"):
        return _logical(operator, left, right)
    if operator in ("==", "!="):
        equal = _equal(left, right)
        if isinstance(equal, Unresolved):
            return equal
        return equal if operator == "==" else not equal
    for side in (left, right):
        found = unknown(side)
        if found is not None or isinstance(side.data, ResourceRef):
            return Unresolved(
                found.reason if found is not None else "resource", found.text if found is not None else ""
            )
    one, two = _number(left.data), _number(right.data)
    if one is None or two is None:
        raise EvaluationError(f'"{operator}" takes numbers')
    if isinstance(one, Unresolved) or isinstance(two, Unresolved):
        return Unresolved(HUGE)
    try:
        result: float = _ARITHMETIC[operator](one, two)
    except ZeroDivisionError:
        raise EvaluationError("division by zero") from None
    except OverflowError:
        return Unresolved(HUGE)
    return result if isinstance(result, bool) else bounded(result)


def _logical(operator: str, left: Value, right: Value) -> object:
    one, two = truth_of(left), truth_of(right)
    decisive = operator == "||"
    if one is decisive or two is decisive:
        return decisive
    if one is None or two is None:
        return Unresolved("condition")
    return not decisive


def _equal(left: Value, right: Value) -> object:
    one, two = left.data, right.data
    for side in (one, two):
        if isinstance(side, Unresolved | ResourceRef):
            return Unresolved(side.reason if isinstance(side, Unresolved) else "resource")
    if not (is_known(left) and is_known(right)):
        return Unresolved("comparison with unknown parts")
    first, second = plain(left), plain(right)
    if isinstance(first, bool) != isinstance(second, bool) and {type(first), type(second)} & {int, float}:
        return False
    return first == second and isinstance(first, str) == isinstance(second, str)


def _divide(one: float, two: float) -> float:
    found = one / two
    return int(found) if found == int(found) else found


_ARITHMETIC: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "%": lambda a, b: a - b * int(a / b),
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
