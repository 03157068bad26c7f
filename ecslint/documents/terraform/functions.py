"""Terraform's functions over values. Each returns data, or a ``Value`` where the parts keep their places.

Source: developer.hashicorp.com/terraform/language/functions, read 2026-11-29. What is missing is unknown.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any, Final, Protocol

from ecslint.base.unresolved import UnknownList, UnknownText, Unresolved
from ecslint.documents.terraform.values import (
    Encoded,
    EvaluationError,
    Piece,
    Site,
    Value,
    glue,
    is_known,
    pieces_of,
    plain,
    scalar_text,
    text_of,
    wrapped,
)
from ecslint.source.hcl import nodes

REST: Final = "${...}"
MAX_RANGE: Final = 5_000
Function = Callable[["Arguments"], Any]


class Context(Protocol):
    """What functions ask of who evaluates them."""

    def source(self, node: nodes.Node) -> str:
        """Return an expression as written, in one line."""

    def file_text(self, path: str, site: Site) -> Value:
        """Return the text of a file."""

    def rendered(self, path: str, variables: Value, site: Site) -> Value:
        """Return what a template file comes to."""


class Arguments:
    """The arguments of a call."""

    __slots__ = ("evaluator", "site", "values")

    def __init__(self, values: list[Value], site: Site, evaluator: Context) -> None:
        self.values = values
        self.site = site
        self.evaluator = evaluator

    def at(self, index: int) -> Value:
        if index >= len(self.values):
            raise EvaluationError("an argument is missing")
        return self.values[index]

    def unknown(self, reason: str = "function") -> Unresolved:
        return Unresolved(reason, "${" + self.evaluator.source(self.site.node) + "}")

    def unknown_text(self) -> UnknownText:
        return UnknownText("function", "${" + self.evaluator.source(self.site.node) + "}")

    def list(self, index: int) -> list[Value] | None:
        """Return the items of a list, ``None`` if they are not all known to be there."""
        value = self.at(index)
        if isinstance(value.data, list):
            return None if any(is_rest(item) for item in value.data) else value.data
        if isinstance(value.data, Unresolved):
            return None
        if value.data is None or isinstance(value.data, dict):
            raise EvaluationError("a list is needed")
        raise EvaluationError("a list is needed")


def is_rest(value: Value) -> bool:
    """Say whether an item stands for items of which nothing is known."""
    return isinstance(value.data, Unresolved) and value.data.text == REST


def rest(arguments: Arguments, value: Value) -> Value:
    """Return what stands for the unknown items of ``value`` in a list."""
    reason = value.data.reason if isinstance(value.data, Unresolved) else "function"
    return Value(Unresolved(reason, REST), value.site or arguments.site)


def _known(function: Callable[..., Any]) -> Function:
    """Make a function of plain values; with an unknown argument the result is unknown."""

    def call(arguments: Arguments) -> Any:
        if not all(is_known(value) for value in arguments.values):
            return arguments.unknown()
        try:
            found = function(*[plain(value) for value in arguments.values])
        except EvaluationError:
            raise
        except Hidden:
            return arguments.unknown()
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            OSError,
            TypeError,
            ValueError,
            re.error,
        ) as error:
            raise EvaluationError(f"the function refuses its arguments ({type(error).__name__})") from None
        return wrapped(found, arguments.site) if isinstance(found, dict | list) else found

    return call


def _text(function: Callable[..., Any]) -> Function:
    """Make a function whose scalar arguments are taken as text, and whose result is a text."""

    def converted(*given: Any) -> Any:
        return function(
            *[scalar_text(item) if isinstance(item, bool | int | float) else item for item in given]
        )

    known = _known(converted)

    def call(arguments: Arguments) -> Any:
        found = known(arguments)
        return arguments.unknown_text() if type(found) is Unresolved else found

    return call


def _jsonencode(arguments: Arguments) -> Value:
    value = arguments.at(0)
    return Value(Encoded(value), value.site, value.notes, value.use)


def _jsondecode(arguments: Arguments) -> Any:
    value = arguments.at(0)
    if isinstance(value.data, Encoded):
        return value.data.value
    return _known(lambda text: json.loads(text))(arguments)


def _yamldecode(text: str) -> Any:
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        raise EvaluationError("yamldecode: this is not YAML") from None


def _concat(arguments: Arguments) -> Any:
    out: list[Value] = []
    for value in arguments.values:
        if isinstance(value.data, list):
            out += value.data
        elif isinstance(value.data, Unresolved):
            out.append(rest(arguments, value))
        else:
            raise EvaluationError("concat takes lists")
    return Value(out, arguments.site, _noted(arguments))


def _noted(arguments: Arguments) -> tuple[str, ...]:
    notes: dict[str, None] = {}
    for value in arguments.values:
        notes.update(dict.fromkeys(value.notes))
    return tuple(notes)[:3]


def _merge(arguments: Arguments) -> Any:
    out: dict[str, Value] = {}
    for value in arguments.values:
        if isinstance(value.data, dict):
            out.update(value.data)
        elif isinstance(value.data, Unresolved):
            # What follows is certain; what stands before may be overwritten.
            reason, text = value.data.reason, value.data.text
            out = {key: Value(Unresolved(reason, text), item.site) for key, item in out.items()}
            out[REST] = Value(Unresolved(reason, REST), value.site)
        elif value.data is not None:
            raise EvaluationError("merge takes objects")
    return Value(out, arguments.site, _noted(arguments))


def _flatten(arguments: Arguments) -> Any:
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
    return Value(out, arguments.site, _noted(arguments))


def _length(arguments: Arguments) -> Any:
    data = arguments.at(0).data
    if isinstance(data, list):
        return arguments.unknown() if any(is_rest(item) for item in data) else len(data)
    if isinstance(data, dict):
        return arguments.unknown() if REST in data else len(data)
    text = text_of(arguments.at(0))
    if isinstance(text, str) and isinstance(data, str | Encoded):
        return len(text)
    if isinstance(data, Unresolved):
        return arguments.unknown()
    raise EvaluationError("length takes a list, an object or a string")


def _lookup(arguments: Arguments) -> Any:
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


def _element(arguments: Arguments) -> Any:
    items = arguments.list(0)
    index = arguments.at(1).data
    if items is None or isinstance(index, Unresolved):
        return arguments.unknown()
    if not items:
        raise EvaluationError("element of an empty list")
    return items[int(index) % len(items)]


def _coalesce(arguments: Arguments) -> Any:
    for value in arguments.values:
        if isinstance(value.data, Unresolved):
            return value if value is arguments.values[-1] else arguments.unknown()
        if value.data is not None and value.data != "":
            return value
    raise EvaluationError("coalesce finds no value")


def _coalescelist(arguments: Arguments) -> Any:
    for value in arguments.values:
        if isinstance(value.data, Unresolved):
            return UnknownList("function", value.data.text)
        if value.data:
            return value
    raise EvaluationError("coalescelist finds no list")


def _contains(arguments: Arguments) -> Any:
    table, wanted = arguments.at(0), arguments.at(1)
    if isinstance(table.data, list) and is_known(wanted):
        known = [plain(item) for item in table.data if is_known(item)]
        if plain(wanted) in known or scalar_text(plain(wanted)) in known:
            return True
        return False if len(known) == len(table.data) else arguments.unknown()
    return arguments.unknown()


def _keys(arguments: Arguments) -> Any:
    value = arguments.at(0)
    if isinstance(value.data, dict) and REST not in value.data:
        return Value(
            [Value(key, value.data[key].site) for key in sorted(value.data)], arguments.site, value.notes
        )
    return UnknownList("function", "${" + arguments.evaluator.source(arguments.site.node) + "}")


def _values(arguments: Arguments) -> Any:
    value = arguments.at(0)
    if isinstance(value.data, dict) and REST not in value.data:
        return Value([value.data[key] for key in sorted(value.data)], arguments.site, value.notes)
    return UnknownList("function", "${" + arguments.evaluator.source(arguments.site.node) + "}")


def _one(arguments: Arguments) -> Any:
    items = arguments.list(0)
    if items is None:
        return arguments.unknown()
    if len(items) > 1:
        raise EvaluationError("one takes a list of at most one item")
    return items[0] if items else Value(None, arguments.site)


def _selected(keep: Callable[[list[Value]], list[Value]]) -> Function:
    """Make a function that leaves some items of a list out, or orders them anew."""

    def call(arguments: Arguments) -> Any:
        value = arguments.at(0)
        if isinstance(value.data, list) and all(is_known(item) for item in value.data):
            return Value(keep(value.data), value.site, value.notes)
        if isinstance(value.data, list) and keep in (_same, _not_empty):
            return Value(keep(value.data), value.site, value.notes)
        if isinstance(value.data, dict) and keep is _same:
            return value
        return UnknownList("function", "${" + arguments.evaluator.source(arguments.site.node) + "}")

    return call


def _same(items: list[Value]) -> list[Value]:
    return items


def _not_empty(items: list[Value]) -> list[Value]:
    return [item for item in items if isinstance(item.data, Unresolved) or item.data not in (None, "")]


def _distinct(items: list[Value]) -> list[Value]:
    seen: list[Any] = []
    out = []
    for item in items:
        data = plain(item)
        if data not in seen:
            seen.append(data)
            out.append(item)
    return out


def _sorted(items: list[Value]) -> list[Value]:
    return sorted(items, key=lambda item: scalar_text(plain(item)) or "")


def _convert(code: str) -> Function:
    def call(arguments: Arguments) -> Any:
        return convert(arguments.at(0), code, arguments.site)

    return call


def convert(value: Value, code: str, site: Any) -> Value:
    """Return a scalar as a ``string``, ``number`` or ``bool``. Raises ``EvaluationError`` where that is
    impossible."""
    data = value.data
    if isinstance(data, Unresolved) or data is None:
        return value
    if code == "string":
        if isinstance(data, Encoded | str):
            return value
        text = scalar_text(data)
        if text is None:
            raise EvaluationError("a string is needed")
        return Value(text, value.site or site, value.notes, value.use)
    if code == "bool":
        if data in ("true", "false"):
            return Value(data == "true", value.site, value.notes, value.use)
        if isinstance(data, bool):
            return value
        raise EvaluationError("a bool is needed")
    if isinstance(data, bool):
        raise EvaluationError("a number is needed")
    if isinstance(data, int | float):
        return value
    try:
        number = float(data)
        return Value(
            int(data) if re.fullmatch(r"-?\d+", data) else number, value.site, value.notes, value.use
        )
    except (TypeError, ValueError):
        raise EvaluationError("a number is needed") from None


def _split(arguments: Arguments) -> Any:
    between, text = arguments.at(0).data, text_of(arguments.at(1))
    if not isinstance(between, str) or not isinstance(text, str):
        return UnknownList("function", "${" + arguments.evaluator.source(arguments.site.node) + "}")
    return wrapped(text.split(between) if between else list(text), arguments.site, _noted(arguments))


_RISKY = re.compile(r"\)[*+{]|[*+}][*+{]|\\[1-9]")
"""Patterns on which Python's engine may run indefinitely where Go's does not."""


def _pattern(text: str, subject: str) -> re.Pattern[str]:
    if _RISKY.search(text) or len(subject) > 2000 or len(text) > 500:
        raise Hidden
    return re.compile(text)


class Hidden(Exception):  # noqa: N818  not an error of the user's
    """A result that is not worked out."""


def _replace(text: str, old: str, new: str) -> str:
    if len(old) > 1 and old[0] == old[-1] == "/":
        return _pattern(old[1:-1], text).sub(
            re.sub(r"\$(\d+|\{\w+\})", lambda m: "\\g<" + m[1].strip("{}") + ">", new), text
        )
    return text.replace(old, new)


def _format(arguments: Arguments) -> Any:
    pattern = arguments.at(0).data
    if not isinstance(pattern, str):
        return arguments.unknown_text()
    pieces: list[Any] = []
    used, end = 1, 0
    for match in re.finditer(r"%(?:(%)|([-+ 0#]*+)(\d*+)(?:\.(\d++))?([a-zA-Z]))", pattern):
        pieces.append(Piece(pattern[end : match.start()], arguments.site))
        end = match.end()
        if match[1]:
            pieces.append(Piece("%", arguments.site))
            continue
        value = arguments.at(used)
        used += 1
        if match[5] in "sv" and not match[3]:
            if isinstance(value.data, dict | list):
                value = Value(Encoded(value), value.site)
            if value.data is None:
                raise EvaluationError("format takes no null")
            pieces += pieces_of(value)
        elif isinstance(value.data, Unresolved):
            pieces.append(glued_unknown(value))
        else:
            pieces.append(Piece(_formatted(match, value.data), arguments.site))
    pieces.append(Piece(pattern[end:], arguments.site))
    return Value(glue(pieces), arguments.site, _noted(arguments), pieces=tuple(pieces))


def glued_unknown(value: Value) -> Any:
    """Return the piece of a text that an unknown value makes."""
    return pieces_of(value)[0]


def _formatted(match: re.Match[str], data: Any) -> str:
    verb = match[5]
    try:
        if verb in "dxXob":
            return f"%{match[2]}{match[3]}{verb if verb != 'b' else 'd'}" % int(data)
        if verb in "fgGeE":
            return f"%{match[2]}{match[3]}{'.' + match[4] if match[4] else ''}{verb}" % float(data)
        if verb == "q":
            return json.dumps(scalar_text(data))
        return f"%{match[2]}{match[3]}s" % (scalar_text(data) or "")
    except (TypeError, ValueError):
        raise EvaluationError("format: an argument does not fit its verb") from None


def _join(arguments: Arguments) -> Any:
    between = arguments.at(0).data
    items: list[Value] = []
    for value in arguments.values[1:]:
        if not isinstance(value.data, list) or any(is_rest(item) for item in value.data):
            return arguments.unknown_text()
        items += value.data
    if not isinstance(between, str):
        return arguments.unknown_text()
    pieces: list[Any] = []
    for index, item in enumerate(items):
        if index and between:
            pieces.append(Piece(between, arguments.site))
        pieces += pieces_of(item)
    return Value(glue(pieces), arguments.site, _noted(arguments), pieces=tuple(pieces))


def _range(*given: float) -> list[Any]:
    start, stop, step = (0, given[0], 1) if len(given) == 1 else (*given, 1)[:3]
    if step == 0 or (stop - start) / step > MAX_RANGE:
        raise EvaluationError(f"range gives more than {MAX_RANGE} items")
    return [start + step * index for index in range(max(0, math.ceil((stop - start) / step)))]


def _regex(pattern: str, text: str) -> Any:
    match = _pattern(pattern, text).search(text)
    if match is None:
        raise EvaluationError("regex finds nothing")
    return match.groupdict() or (list(match.groups()) or match[0])


def _regexall(pattern: str, text: str) -> list[Any]:
    return [list(match.groups()) or match[0] for match in _pattern(pattern, text).finditer(text)]


def _slice(arguments: Arguments) -> Any:
    items, start, end = arguments.list(0), arguments.at(1).data, arguments.at(2).data
    if items is None or not isinstance(start, int) or not isinstance(end, int):
        return UnknownList("function", "${" + arguments.evaluator.source(arguments.site.node) + "}")
    if not 0 <= start <= end <= len(items):
        raise EvaluationError("slice reaches beyond the list")
    return Value(items[start:end], arguments.site)


def _zipmap(arguments: Arguments) -> Any:
    names, items = arguments.list(0), arguments.list(1)
    if names is None or items is None or not all(isinstance(name.data, str) for name in names):
        return arguments.unknown()
    return Value({name.data: item for name, item in zip(names, items, strict=False)}, arguments.site)


def _set(operation: Callable[[list[Any], list[Any]], list[Any]]) -> Function:
    return _known(lambda *lists: _folded(operation, lists))


def _folded(
    operation: Callable[[list[Any], list[Any]], list[Any]], lists: tuple[list[Any], ...]
) -> list[Any]:
    found = list(dict.fromkeys(lists[0]))
    for other in lists[1:]:
        found = operation(found, other)
    return sorted(found, key=str)


def _all(wanted: bool) -> Function:
    def call(arguments: Arguments) -> Any:
        items = arguments.list(0)
        if items is None:
            return arguments.unknown()
        truths = [item.data for item in items]
        if (not wanted) in truths:
            return not wanted
        return wanted if all(isinstance(truth, bool) for truth in truths) else arguments.unknown()

    return call


def _any(arguments: Arguments) -> Any:
    return _all(False)(arguments)


def _cidrsubnet(prefix: str, bits: float, number: float) -> str:
    from ipaddress import ip_network

    network = ip_network(prefix, strict=False)
    new = network.prefixlen + int(bits)
    if new > network.max_prefixlen or not 0 <= int(number) < 2 ** int(bits):
        raise EvaluationError("cidrsubnet: there is no such network")
    size = 2 ** (network.max_prefixlen - new)
    return str(ip_network((int(network.network_address) + int(number) * size, new)))


def _cidrhost(prefix: str, number: float) -> str:
    from ipaddress import ip_network

    network = ip_network(prefix, strict=False)
    return str(network[int(number)])


def _cidrsubnets(prefix: str, *bits: float) -> list[str]:
    from ipaddress import ip_network

    network = ip_network(prefix, strict=False)
    at = int(network.network_address)
    out = []
    for more in bits:
        new = network.prefixlen + int(more)
        size = 2 ** (network.max_prefixlen - new)
        at = -(-at // size) * size
        out.append(str(ip_network((at, new))))
        at += size
    return out


def _base64(text: str) -> str:
    from base64 import b64encode

    return b64encode(text.encode()).decode()


def _unbase64(text: str) -> str:
    from base64 import b64decode

    return b64decode(text, validate=True).decode()


def _file(arguments: Arguments) -> Any:
    path = arguments.at(0).data
    if not isinstance(path, str):
        return arguments.unknown_text()
    return arguments.evaluator.file_text(path, arguments.site)


def _templatefile(arguments: Arguments) -> Any:
    path = arguments.at(0).data
    if not isinstance(path, str):
        return arguments.unknown_text()
    return arguments.evaluator.rendered(path, arguments.at(1), arguments.site)


def _unchanged(arguments: Arguments) -> Any:
    return arguments.at(0)


def _secret(arguments: Arguments) -> Any:
    """Hide a value that is sensitive, but for what it is made of."""
    return arguments.at(0)


def _title(text: str) -> str:
    return re.sub(r"(^|\s)(\S)", lambda match: match[1] + match[2].upper(), text)


FUNCTIONS: Final[dict[str, Function]] = {
    "abs": _known(abs),
    "alltrue": _all(True),
    "anytrue": _any,
    "base64decode": _text(_unbase64),
    "base64encode": _text(_base64),
    "basename": _text(lambda path: path.rstrip("/").rpartition("/")[2]),
    "ceil": _known(math.ceil),
    "chomp": _text(lambda text: text.rstrip("\r\n")),
    "cidrhost": _known(_cidrhost),
    "cidrsubnet": _known(_cidrsubnet),
    "cidrsubnets": _known(_cidrsubnets),
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": _selected(_not_empty),
    "concat": _concat,
    "contains": _contains,
    "dirname": _text(lambda path: path.rpartition("/")[0] or "."),
    "distinct": _selected(_distinct),
    "element": _element,
    "endswith": _known(lambda text, end: text.endswith(end)),
    "file": _file,
    "flatten": _flatten,
    "floor": _known(math.floor),
    "format": _format,
    "indent": _text(lambda count, text: text.replace("\n", "\n" + " " * int(count))),
    "join": _join,
    "jsondecode": _jsondecode,
    "jsonencode": _jsonencode,
    "keys": _keys,
    "length": _length,
    "log": _known(math.log),
    "lookup": _lookup,
    "lower": _text(str.lower),
    "max": _known(lambda *numbers: max(float(n) if isinstance(n, str) else n for n in numbers)),
    "merge": _merge,
    "min": _known(lambda *numbers: min(float(n) if isinstance(n, str) else n for n in numbers)),
    "nonsensitive": _unchanged,
    "one": _one,
    "parseint": _known(lambda text, base: int(str(text), int(base))),
    "pow": _known(lambda one, two: one**two if abs(two) < 100 else float("nan")),
    "range": _known(_range),
    "regex": _known(_regex),
    "regexall": _known(_regexall),
    "replace": _text(_replace),
    "reverse": _selected(lambda items: items[::-1]),
    "sensitive": _secret,
    "setintersection": _set(lambda one, two: [item for item in one if item in two]),
    "setsubtract": _set(lambda one, two: [item for item in one if item not in two]),
    "setunion": _set(lambda one, two: [*one, *(item for item in two if item not in one)]),
    "signum": _known(lambda number: (number > 0) - (number < 0)),
    "slice": _slice,
    "sort": _selected(_sorted),
    "split": _split,
    "startswith": _known(lambda text, start: text.startswith(start)),
    "strcontains": _known(lambda text, part: part in text),
    "strrev": _text(lambda text: text[::-1]),
    "substr": _text(
        lambda text, start, length: (
            text[int(start) :] if int(length) < 0 else text[int(start) :][: int(length)]
        )
    ),
    "sum": _known(sum),
    "templatefile": _templatefile,
    "title": _text(_title),
    "tobool": _convert("bool"),
    "tolist": _selected(_same),
    "tomap": _unchanged,
    "tonumber": _convert("number"),
    "toset": _selected(_distinct),
    "tostring": _convert("string"),
    "trim": _text(lambda text, what: text.strip(what)),
    "trimprefix": _text(lambda text, what: text.removeprefix(what)),
    "trimspace": _text(str.strip),
    "trimsuffix": _text(lambda text, what: text.removesuffix(what)),
    "upper": _text(str.upper),
    "values": _values,
    "yamldecode": _known(_yamldecode),
    "zipmap": _zipmap,
}
