"""CloudFormation's intrinsic functions, one function each.

Source: AWS CloudFormation User Guide, *Intrinsic function reference*, read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from ecslint.base.unresolved import EncodedText, PartialText, Reference, UnknownText, Unresolved, stand_in
from ecslint.base.words import one_of
from ecslint.documents.cloudformation.origin import Origin, behind, computed
from ecslint.documents.cloudformation.values import (
    LITERAL_NAME,
    SUB_NAME,
    Failure,
    as_text,
    concat,
)

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.sections import Sections


Evaluated: TypeAlias = tuple[object, Origin | None]
"""A value, and where it comes from if that is not simply where it stands."""


class Evaluation(Protocol):
    """What functions ask of who evaluates them."""

    template: Sections
    """The sections that names refer to."""
    conditions: Mapping[str, bool]
    """Truths of the conditions in the scenario, by name."""
    varied: int
    """How often something was evaluated that may come out differently in another scenario."""

    def value(self, node: object) -> Evaluated:
        """Evaluate any value."""

    def plain(self, node: Any) -> Any:
        """Return what a value comes to, without where it comes from."""

    def name(self, name: str, text: str = "") -> Evaluated:
        """Return the value of a ``Ref`` to ``name``."""

    def fail(self) -> None:
        """Note a failure."""


def _ref(self: Evaluation, args: object) -> Evaluated:
    name = args if isinstance(args, str) else self.plain(args)  # AWS::LanguageExtensions computes names
    return self.name(name) if isinstance(name, str) else (Unresolved("wrong shape"), None)


def _get_att(self: Evaluation, args: object) -> Evaluated:
    if isinstance(args, str):
        name, _, attribute = args.partition(".")
    elif isinstance(args, list) and len(args) > 1:
        name = self.plain(args[0])
        pieces = [self.plain(item) for item in args[1:]]
        attribute = ".".join(piece if isinstance(piece, str) else "*" for piece in pieces)
        if not isinstance(name, str):
            return Unresolved("resource attribute", ""), None
    else:
        return Unresolved("wrong shape"), None
    if name in self.template.resources:
        return Reference(name, attribute), None
    return Unresolved("reference to nothing", "${" + f"{name}.{attribute}" + "}"), None


def _if(self: Evaluation, args: object) -> Evaluated:
    if not (isinstance(args, list) and len(args) == 3 and isinstance(args[0], str)):
        return Unresolved("wrong shape"), None
    self.varied += 1
    truth = self.conditions.get(args[0])
    if truth is None:
        return Unresolved("condition", args[0]), None
    index = 1 if truth else 2
    value, origin = self.value(args[index])
    return value, behind(origin, ("Fn::If", index))


def _sub(self: Evaluation, args: object) -> Evaluated:
    values: dict[object, object] = {}
    text = args
    if isinstance(args, list) and len(args) == 2 and isinstance(args[1], dict):
        text, values = args
    if not isinstance(text, str):
        return Unresolved("wrong shape"), None
    parts: list[object] = []
    origins: list[Origin | None] = []
    done: dict[str, Evaluated] = {}
    end = 0
    for match in SUB_NAME.finditer(text):
        parts.append(LITERAL_NAME.sub(r"${\1}", text[end : match.start()]))
        end = match.end()
        name = match[1].strip()
        if name not in done:
            done[name] = self.value(values[name]) if name in values else _sub_one(self, name)
            origins.append(done[name][1])
        parts.append(done[name][0])
    parts.append(LITERAL_NAME.sub(r"${\1}", text[end:]))
    value = concat(parts)
    return value, computed(origins)


def _sub_one(self: Evaluation, name: str) -> Evaluated:
    if "." in name and name not in self.template.parameters:
        return _get_att(self, name)
    return self.name(name)


def _join(self: Evaluation, args: object) -> Evaluated:
    if not (isinstance(args, list) and len(args) == 2 and isinstance(args[0], str)):
        return Unresolved("wrong shape"), None
    items, origin = self.value(args[1])
    if not isinstance(items, list):
        if isinstance(items, Unresolved):
            return items if isinstance(items, Failure) else UnknownText(items.reason, stand_in(items)), None
        return Unresolved("wrong shape"), None
    parts: list[object] = []
    for item in items:
        if parts and args[0]:
            parts.append(args[0])
        parts.append(item)
    value = concat(parts)
    children = origin.children.values() if origin is not None and origin.children else ()
    return value, computed([origin, *children])


def _select(self: Evaluation, args: object) -> Evaluated:
    if not (isinstance(args, list) and len(args) == 2):
        return Unresolved("wrong shape"), None
    number = as_text(self.plain(args[0]))
    items, origin = self.value(args[1])
    if number is None or not number.strip().isdecimal() or not isinstance(items, list):
        reason = items.reason if isinstance(items, Unresolved) else "position"
        return Unresolved(reason, "Fn::Select"), None
    index = int(number) if len(number) < 10 else len(items)
    if index >= len(items):
        if isinstance(args[1], list) and len(items) == len(args[1]):
            self.fail()
            last = len(items) - 1
            advice = "; use 0" + (f" to {last}" if last else "") if items else "; add it"
            return Failure(f"Fn::Select asks for item {index} of a list of {len(items)}{advice}"), None
        return Unresolved("position", "Fn::Select"), None
    if isinstance(args[1], list):
        child = origin.children.get(index) if origin is not None and origin.children else None
        written = index if child is None or child.at is None else int(child.at)
        found = behind(child, ("Fn::Select", 1, written))
        found.at = None
        return items[index], found
    return items[index], computed([origin])


_BETWEEN: Final = ",;| "
"""Characters that stand between ids and ARNs and in none."""


def _pieces(value: PartialText, delimiter: str) -> list[Any] | None:
    """Split a text of references and known pieces; ``None`` where something else may hold the delimiter."""
    pieces: list[list[str | Unresolved]] = [[]]
    for part in value.parts:
        if isinstance(part, str):
            first, *rest = part.split(delimiter)
            pieces[-1].append(first)
            pieces += [[item] for item in rest]
        elif isinstance(part, Reference):
            pieces[-1].append(part)
        else:
            return None
    return [concat(list(piece)) for piece in pieces]


def _split(self: Evaluation, args: object) -> Evaluated:
    if not (isinstance(args, list) and len(args) == 2 and isinstance(args[0], str) and args[0]):
        return Unresolved("wrong shape"), None
    value, origin = self.value(args[1])
    text = as_text(value)
    if isinstance(value, PartialText | Reference) and args[0].strip(_BETWEEN) == "":
        items = [value] if isinstance(value, Reference) else _pieces(value, args[0])
        if items is not None:
            return items, computed([origin])
    if text is None:
        if isinstance(value, Failure):
            return value, None
        return Unresolved(value.reason if isinstance(value, Unresolved) else "wrong shape", "Fn::Split"), None
    return text.split(args[0]), computed([origin])


def _find_in_map(self: Evaluation, args: object) -> Evaluated:
    if not (isinstance(args, list) and 3 <= len(args) <= 4):
        return Unresolved("wrong shape"), None
    origins: list[Origin | None] = []
    keys: list[str | None] = []
    unknown: Unresolved | None = None
    for item in args[:3]:
        value, origin = self.value(item)
        origins.append(origin)
        keys.append(as_text(value))
        if keys[-1] is None:
            unknown = value if isinstance(value, Unresolved) else Unresolved("wrong shape")
    table: object = self.template.mappings
    path: list[str] = []
    for key in keys:
        if key is None:
            if unknown is not None and len(path) == 1 and keys[2] is not None:
                return _in_none(self, args, path[0], keys[2], table, unknown)
            break
        if not isinstance(table, dict) or key not in table:
            return _missing(self, args, [*path, key], len(path), table, origins)
        path.append(key)
        table = table[key]
    if unknown is not None:
        return Unresolved(unknown.reason, "Fn::FindInMap"), None
    here = "/".join(path)
    notes = [note for origin in origins if origin is not None for note in origin.notes]
    literal = as_text(table)
    said = f"mapping {here} is {literal}" if literal is not None and len(literal) <= 40 else f"mapping {here}"
    place = ("Mappings", *path)
    return table, Origin(source=place, notes=(*notes, said), opaque=not isinstance(table, list))


def _in_none(
    self: Evaluation, args: list[object], name: str, key: str, table: object, unknown: Unresolved
) -> Evaluated:
    """Return what is below a mapping's key that is not known: the one value that all have, or the failure."""
    rows = table if isinstance(table, dict) else {}
    closed = not self.template.macros and all(
        isinstance(row, dict) and "Fn::Transform" not in row for row in rows.values()
    )
    if len(args) == 4 or not rows or not closed:
        return Unresolved(unknown.reason, "Fn::FindInMap"), None
    having = [row for row, values in rows.items() if key in values]
    if having and not _is_pseudo(args[1]):  # a parameter has each of the keys in a scenario
        return Unresolved(unknown.reason, "Fn::FindInMap"), None
    if having:
        return _one_of_all(name, having, key, rows, unknown)
    self.fail()
    return Failure(f"no key of mapping {name} has {key} below it; add it"), None


def _is_pseudo(value: object) -> bool:
    return isinstance(value, dict) and str(value.get("Ref")).startswith("AWS::")


def _one_of_all(
    name: str, having: list[str], key: str, rows: dict[str, dict[str, object]], unknown: Unresolved
) -> Evaluated:
    """Return the value at ``key`` if all rows that have it have the same: any other row would be refused."""
    value = rows[having[0]][key]
    if any(rows[row][key] != value or type(rows[row][key]) is not type(value) for row in having):
        return Unresolved(unknown.reason, "Fn::FindInMap"), None
    literal = as_text(value)
    said = (
        f"mapping {name} has no other {key}"
        if literal is None
        else f"{key} of mapping {name} is always {literal}"
    )
    place = ("Mappings", name, having[0], key)
    return value, Origin(source=place, notes=(said[:80],), opaque=not isinstance(value, list))


def _missing(
    self: Evaluation,
    args: list[object],
    keys: list[str],
    depth: int,
    table: object,
    origins: list[Origin | None],
) -> Evaluated:
    """Return the default of a ``Fn::FindInMap`` whose key is missing, or the failure."""
    if len(args) == 4:
        if isinstance(args[3], dict) and "DefaultValue" in args[3]:
            value, origin = self.value(args[3]["DefaultValue"])
            return value, behind(origin, ("Fn::FindInMap", 3, "DefaultValue"))
        return Unresolved("wrong shape"), None
    if self.template.macros or not isinstance(table, dict) or "Fn::Transform" in table:
        return Unresolved("mapping"), None
    self.fail()
    if depth == 0:
        return Failure(f"the template has no mapping {keys[0]}; add it"), None
    has = one_of([str(key) for key in list(table)[:8]]) if table else "another mapping, for this is empty"
    where = "/".join(keys[:depth])
    return Failure(f"mapping {where} has no key {keys[depth]}; use {has}"), computed(origins)


def _cidr(self: Evaluation, args: object) -> Evaluated:
    if not (isinstance(args, list) and 2 <= len(args) <= 3):
        return Unresolved("wrong shape"), None
    base, *numbers = (self.plain(item) for item in args)
    block, numbers = as_text(_vpc_block(self, base)), [as_text(item) for item in numbers]
    if block is None or not all(number is not None and number.isdecimal() for number in numbers):
        return Unresolved("address block", "Fn::Cidr"), None
    from ipaddress import ip_network

    try:
        network = ip_network(block, strict=False)
        count = min(int(numbers[0] or 0), 256)
        bits = int(numbers[1] or 0) if len(numbers) > 1 else 8
        subnets = network.subnets(new_prefix=network.max_prefixlen - bits)
        found = [str(subnet) for _, subnet in zip(range(count), subnets, strict=False)]
    except ValueError:
        return Unresolved("address block", "Fn::Cidr"), None
    return found, Origin(opaque=True)


def _vpc_block(self: Evaluation, base: object) -> object:
    """Follow ``Vpc.CidrBlock`` to the block that the template gives the VPC."""
    if not isinstance(base, Reference) or base.attribute != "CidrBlock":
        return base
    resource = self.template.resources.get(base.logical_id)
    if resource is None or resource.type != "AWS::EC2::VPC" or not isinstance(resource.properties, dict):
        return base
    self.varied += 1
    return self.plain(resource.properties.get("CidrBlock"))


def _base64(self: Evaluation, args: object) -> Evaluated:
    value, origin = self.value(args)
    text = as_text(value)
    if text is None:
        return EncodedText(value) if isinstance(value, Unresolved) else Unresolved("wrong shape"), None
    from base64 import b64encode

    return b64encode(text.encode("utf-8", "replace")).decode("ascii"), computed([origin])


def _is_known(node: object) -> bool:
    if isinstance(node, dict):
        return all(_is_known(item) for item in node.values())
    if isinstance(node, list):
        return all(_is_known(item) for item in node)
    return not isinstance(node, Unresolved)


def _to_json_string(self: Evaluation, args: object) -> Evaluated:
    value, origin = self.value(args)
    if not isinstance(value, dict | list):
        return Unresolved(
            value.reason if isinstance(value, Unresolved) else "wrong shape", "Fn::ToJsonString"
        ), None
    if not _is_known(value):
        return Unresolved("text with unknown parts", "Fn::ToJsonString"), None
    from json import dumps

    return dumps(value, separators=(",", ":"), default=str), computed([origin])


def _length(self: Evaluation, args: object) -> Evaluated:
    value, origin = self.value(args)
    if isinstance(value, list):
        return len(value), computed([origin])
    return Unresolved(value.reason if isinstance(value, Unresolved) else "wrong shape", "Fn::Length"), None


def _unknown(reason: str) -> Callable[[Evaluation, object], Evaluated]:
    def function(self: Evaluation, args: object) -> Evaluated:
        text = as_text(self.plain(args)) if not isinstance(args, dict) or len(args) == 1 else None
        return Unresolved(reason, text or ""), None

    return function


FUNCTIONS: Final[dict[str, Callable[[Evaluation, object], Evaluated]]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::FindInMap": _find_in_map,
    "Fn::Cidr": _cidr,
    "Fn::Base64": _base64,
    "Fn::ToJsonString": _to_json_string,
    "Fn::Length": _length,
    "Fn::GetAZs": _unknown("list of availability zones"),
    "Fn::ImportValue": _unknown("import"),
    "Fn::GetStackOutput": _unknown("output of another stack"),
    "Fn::Transform": lambda _self, _args: (Unresolved("transform"), None),
}
