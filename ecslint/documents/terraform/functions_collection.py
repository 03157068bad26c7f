"""Terraform's functions over lists, sets and objects.

Source: developer.hashicorp.com/terraform/language/functions, read 2026-11-29.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Final

from ecslint.base.unresolved import UnknownList, Unresolved
from ecslint.documents.terraform.arguments import REST, Arguments, Function, is_rest, notes_of, of_plain, rest
from ecslint.documents.terraform.operators import opened
from ecslint.documents.terraform.values import (
    Encoded,
    EvaluationError,
    Value,
    Zones,
    is_known,
    plain,
    scalar_text,
    text_of,
)
from ecslint.source.templating.placeholders import looks_like_fill_in

MAX_RANGE: Final = 1_024


def _concat(arguments: Arguments) -> object:
    out: list[Value] = []
    for value in arguments.values:
        if isinstance(value.data, list):
            out += value.data
        elif isinstance(value.data, Unresolved):
            out.append(rest(arguments, value))
        else:
            raise EvaluationError("concat takes lists")
    return Value(out, arguments.site, notes_of(arguments.values))


def _merge(arguments: Arguments) -> object:
    out: dict[str, Value] = {}
    before: dict[str, Value] = {}
    """Members in front of the last argument that is not known, which it may overwrite; what follows is
    certain."""
    last: Value | None = None
    for value in arguments.values:
        if isinstance(value.data, dict):
            out.update(value.data)
        elif isinstance(value.data, Unresolved):
            before.update(out)
            last, out = value, {}
        elif value.data is not None:
            raise EvaluationError("merge takes objects")
    if last is not None:
        reason, text = last.data.reason, last.data.text
        open_ = {key: Value(Unresolved(reason, text), item.site) for key, item in before.items()}
        out = {**open_, REST: Value(Unresolved(reason, REST), last.site), **out}
    return Value(out, arguments.site, notes_of(arguments.values))


def _flatten(arguments: Arguments) -> object:
    if isinstance(arguments.at(0).data, Unresolved):
        return UnknownList("function", arguments.at(0).data.text)
    out: list[Value] = []
    stack = [arguments.at(0)]
    while stack:
        value = stack.pop()
        if isinstance(value.data, list):
            stack += reversed(value.data)
        elif isinstance(value.data, UnknownList) or (
            type(value.data) is Unresolved and len(arguments.at(0).data) > 0
        ):
            out.append(rest(arguments, value))
        else:
            out.append(value)
        if len(out) + len(stack) > 100_000:
            return UnknownList("list of more than 100,000 items")
    return Value(out, arguments.site, notes_of(arguments.values))


def _length(arguments: Arguments) -> object:
    data = opened(arguments.at(0)).data
    if isinstance(data, list):
        return arguments.unknown() if any(is_rest(item) for item in data) else len(data)
    if isinstance(data, dict):
        return arguments.unknown() if REST in data else len(data)
    text = text_of(arguments.at(0))
    if isinstance(text, str) and isinstance(data, str | Encoded):
        return arguments.unknown() if looks_like_fill_in(text) else len(text)
    if isinstance(data, Unresolved):
        return arguments.unknown()
    raise EvaluationError("length takes a list, an object or a string")


def _lookup(arguments: Arguments) -> object:
    table, key = arguments.at(0), arguments.at(1)
    name = text_of(key)
    if isinstance(table.data, dict) and isinstance(name, str):
        if name in table.data:
            return table.data[name].noted(key.notes + table.notes)
        if REST not in table.data:
            if len(arguments.values) > 2:
                return arguments.at(2).noted(key.notes)
            raise EvaluationError(f'lookup finds no "{name}"')
    return arguments.unknown()


def _element(arguments: Arguments) -> object:
    items, zones = arguments.list(0), arguments.at(0).data
    index = arguments.at(1).data
    if isinstance(zones, Zones) and isinstance(index, int | float) and not isinstance(index, bool):
        return zones.zone(int(index))
    if items is None or isinstance(index, Unresolved):
        return arguments.unknown()
    if not items:
        raise EvaluationError("element of an empty list")
    return items[int(index) % len(items)]


def _coalesce(arguments: Arguments) -> object:
    for value in arguments.values:
        if isinstance(value.data, Unresolved):
            return value if value is arguments.values[-1] else arguments.unknown()
        if value.data is not None and value.data != "":
            return value
    raise EvaluationError("coalesce finds no value")


def _coalescelist(arguments: Arguments) -> object:
    for value in arguments.values:
        if isinstance(value.data, Unresolved):
            return UnknownList("function", value.data.text)
        if value.data:
            return value
    raise EvaluationError("coalescelist finds no list")


def _contains(arguments: Arguments) -> object:
    table, wanted = arguments.at(0), arguments.at(1)
    if isinstance(table.data, list) and is_known(wanted):
        known = [plain(item) for item in table.data if is_known(item)]
        if plain(wanted) in known or scalar_text(plain(wanted)) in known:
            return True
        return False if len(known) == len(table.data) else arguments.unknown()
    return arguments.unknown()


def _keys(arguments: Arguments) -> object:
    value = opened(arguments.at(0))
    if isinstance(value.data, dict) and REST not in value.data:
        return Value(
            [Value(key, value.data[key].site) for key in sorted(value.data)], arguments.site, value.notes
        )
    return arguments.unknown_list()


def _values(arguments: Arguments) -> object:
    value = opened(arguments.at(0))
    if isinstance(value.data, dict) and REST not in value.data:
        return Value([value.data[key] for key in sorted(value.data)], arguments.site, value.notes)
    return arguments.unknown_list()


def _one(arguments: Arguments) -> object:
    items = arguments.list(0)
    if items is None:
        return arguments.unknown()
    if len(items) > 1:
        raise EvaluationError("one takes a list of at most one item")
    return items[0] if items else Value(None, arguments.site)


def _selected(keep: Callable[[list[Value]], list[Value]]) -> Function:
    """Make a function that leaves some items of a list out, or orders them anew."""

    def call(arguments: Arguments) -> object:
        value = arguments.at(0)
        if isinstance(value.data, list) and all(is_known(item) for item in value.data):
            return Value(keep(value.data), value.site, value.notes)
        if isinstance(value.data, list) and keep in (_same, _not_empty):
            return Value(keep(value.data), value.site, value.notes)
        if isinstance(value.data, dict) and keep is _same:
            return value
        return arguments.unknown_list()

    return call


def _same(items: list[Value]) -> list[Value]:
    return items


def _not_empty(items: list[Value]) -> list[Value]:
    return [item for item in items if isinstance(item.data, Unresolved) or item.data not in (None, "")]


def _distinct(items: list[Value]) -> list[Value]:
    found: dict[object, Value] = {}
    for item in items:
        found.setdefault(_frozen(plain(item)), item)
    return list(found.values())


def _frozen(data: object) -> object:
    """Return plain data such that equal ones are one key of a mapping."""
    if isinstance(data, dict):
        return frozenset((key, _frozen(value)) for key, value in data.items())
    return tuple(map(_frozen, data)) if isinstance(data, list) else data


def _sorted(items: list[Value]) -> list[Value]:
    return sorted(items, key=lambda item: scalar_text(plain(item)) or "")


def _range(*given: float) -> list[object]:
    start, stop = (0, given[0]) if len(given) == 1 else given[:2]
    step = given[2] if len(given) > 2 else 1 if stop >= start else -1
    if step == 0:
        raise EvaluationError("the step of range is 0")
    if (stop - start) / step > MAX_RANGE:
        raise EvaluationError(f"range gives more than {MAX_RANGE} items")
    return [start + step * index for index in range(max(0, math.ceil((stop - start) / step)))]


def _slice(arguments: Arguments) -> object:
    items, start, end = arguments.list(0), arguments.at(1).data, arguments.at(2).data
    zones = arguments.at(0).data
    if isinstance(zones, Zones) and isinstance(start, int) and isinstance(end, int) and end - start < 20:
        return Value([Value(zones.zone(i), arguments.site) for i in range(start, end)], arguments.site)
    if items is None or not isinstance(start, int) or not isinstance(end, int):
        return arguments.unknown_list()
    if not 0 <= start <= end <= len(items):
        raise EvaluationError("slice reaches beyond the list")
    return Value(items[start:end], arguments.site)


def _zipmap(arguments: Arguments) -> object:
    names, items = arguments.list(0), arguments.list(1)
    if names is None or items is None or not all(isinstance(name.data, str) for name in names):
        return arguments.unknown()
    return Value({name.data: item for name, item in zip(names, items, strict=False)}, arguments.site)


_Set = dict[object, None]


def _set(operation: Callable[[_Set, _Set], Iterable[object]]) -> Function:
    return of_plain(lambda *lists: _folded(operation, lists))


def _folded(
    operation: Callable[[_Set, _Set], Iterable[object]], lists: tuple[list[object], ...]
) -> list[object]:
    found = dict.fromkeys(lists[0])
    for other in lists[1:]:
        found = dict.fromkeys(operation(found, dict.fromkeys(other)))
    return sorted(found, key=str)


def _all(wanted: bool) -> Function:
    def call(arguments: Arguments) -> object:
        items = arguments.list(0)
        if items is None:
            return arguments.unknown()
        truths = [item.data for item in items]
        if (not wanted) in truths:
            return not wanted
        return wanted if all(isinstance(truth, bool) for truth in truths) else arguments.unknown()

    return call


def _any(arguments: Arguments) -> object:
    return _all(False)(arguments)


COLLECTION_FUNCTIONS: Final[dict[str, Function]] = {
    "alltrue": _all(True),
    "anytrue": _any,
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": _selected(_not_empty),
    "concat": _concat,
    "contains": _contains,
    "distinct": _selected(_distinct),
    "element": _element,
    "flatten": _flatten,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "merge": _merge,
    "one": _one,
    "range": of_plain(_range),
    "reverse": _selected(lambda items: items[::-1]),
    "setintersection": _set(lambda one, two: [item for item in one if item in two]),
    "setsubtract": _set(lambda one, two: [item for item in one if item not in two]),
    "setunion": _set(lambda one, two: {**one, **two}),
    "slice": _slice,
    "sort": _selected(_sorted),
    "tolist": _selected(_same),
    "toset": _selected(_distinct),
    "values": _values,
    "zipmap": _zipmap,
}
