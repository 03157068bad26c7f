"""Evaluation of CloudFormation's intrinsic functions over plain data.

What cannot be known becomes ``Unresolved`` with its reason; what AWS would refuse to evaluate becomes a
``Failure``, an ``Unresolved`` that says why. Nothing here raises on odd shapes.
Source: AWS CloudFormation User Guide, *Intrinsic function reference*, read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ecslint.base.unresolved import EncodedText, Reference, UnknownText, Unresolved, stand_in
from ecslint.documents.cloudformation.loops import PREFIX, LoopError, unroll
from ecslint.documents.cloudformation.origin import Origin, behind, computed
from ecslint.documents.cloudformation.values import (
    LITERAL_NAME,
    NO_VALUE,
    SUB_NAME,
    Failure,
    as_text,
    glue,
)

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.sections import Sections

Evaluated: TypeAlias = tuple[Any, Origin | None]


class Evaluator:
    """Evaluates values of one template under fixed truths of conditions and values of parameters.

    ``conditions`` maps names to truth, ``parameters`` overrides defaults (text as CloudFormation takes it, or
    ``Unresolved``). ``literal`` takes an empty default at its word, as conditions do; elsewhere an empty
    default is the usual sign of a value that the deployment has to give.
    """

    __slots__ = (
        "_constants",
        "_varying",
        "conditions",
        "failed",
        "literal",
        "parameters",
        "template",
        "varied",
    )

    def __init__(
        self,
        template: Sections,
        conditions: Mapping[str, bool],
        parameters: Mapping[str, str | Unresolved],
        literal: bool = False,
    ) -> None:
        self.template = template
        self.conditions = conditions
        self.parameters = parameters
        self.literal = literal
        self.failed = False
        """Whether something turned out to be a ``Failure``."""
        self.varied = 0
        """How often something was evaluated that may come out differently in another scenario."""
        self._varying = frozenset[str]() if literal else template.varying
        foreseen = not literal and parameters.keys() <= self._varying
        self._constants: dict[int, Evaluated] | None = template.constants if foreseen else None

    def value(self, node: Any) -> Evaluated:
        """Evaluate any value. Parts without intrinsic functions are returned as they are, not copied."""
        kind = type(node)
        if kind is str:
            if "{{resolve:" in node:
                return Unresolved("dynamic reference", node), None
            return node, None
        if kind is not dict and kind is not list:
            return node, None
        constants = self._constants
        if constants is None:
            return self._compound(node)
        found = constants.get(id(node))
        if found is None:
            varied = self.varied
            found = self._compound(node)
            if found[0] is not node and self.varied == varied:
                constants[id(node)] = found
        return found

    def _compound(self, node: Any) -> Evaluated:
        """Evaluate a mapping or a list."""
        if type(node) is list:
            return self.sequence(node)
        if len(node) == 1:
            (key,) = node
            function = _FUNCTIONS.get(key)
            if function is not None:
                return function(self, node[key])
        return self.mapping(node)

    def mapping(self, node: dict[str, Any]) -> Evaluated:
        """Evaluate the members of a mapping that is not an intrinsic function itself."""
        out: dict[str, Any] | None = None
        children: dict[str | int, Origin] | None = None
        for key, item in node.items():
            if type(key) is str and key.startswith("Fn::"):
                return self._functions_among_members(node)
            kind = type(item)
            if kind is str and "{{" not in item:
                continue
            if kind is int or kind is bool or item is None:
                continue
            value, origin = self.value(item)
            if value is not item:
                if out is None:
                    out = dict(node)
                if value is NO_VALUE:
                    del out[key]
                    continue
                out[key] = value
            if origin is not None:
                if children is None:
                    children = {}
                children[key] = origin
        return node if out is None else out, None if children is None else Origin(children=children)

    def sequence(self, node: list[Any]) -> Evaluated:
        """Evaluate the items of a list; items that come to nothing are left out."""
        out: list[Any] | None = None
        children: dict[str | int, Origin] | None = None
        for index, item in enumerate(node):
            value, origin = self.value(item)
            if value is not item and out is None:
                out = node[:index]
            if out is None:
                place = index
            elif value is NO_VALUE:
                continue
            else:
                place = len(out)
                out.append(value)
            if place != index:
                origin = Origin(at=index) if origin is None else origin.placed(index)
            if origin is not None:
                if children is None:
                    children = {}
                children[place] = origin
        return node if out is None else out, None if children is None else Origin(children=children)

    def _functions_among_members(self, node: dict[str, Any]) -> Evaluated:
        """Evaluate a mapping with loops or ``Fn::Transform`` beside ordinary members."""
        if not all(key.startswith(PREFIX) for key in node if isinstance(key, str) and key.startswith("Fn::")):
            reason = "transform" if "Fn::Transform" in node else "wrong shape"
            return Unresolved(reason), None
        out: dict[str, Any] = {}
        children: dict[str | int, Origin] = {}
        constants, self._constants = self._constants, None  # what loops make lives for a moment only
        try:
            for member in unroll(node, self._plain):
                value, origin = self.value(member.value)
                if value is NO_VALUE:
                    continue
                out[member.key] = value
                if member.steps != (member.key,):
                    origin = behind(origin, member.steps[1:]).placed(member.steps[0])
                if origin is not None:
                    children[member.key] = origin
        except LoopError as error:
            return Unresolved(f"loop with {error}"), None
        finally:
            self._constants = constants
        return out, Origin(children=children)

    def _plain(self, node: Any) -> Any:
        return self.value(node)[0]

    def fail(self) -> None:
        """Note a failure, so that what rests on it is worked out, and reported, in each scenario."""
        self.failed = True
        self.varied += 1

    def parameter(self, name: str) -> Evaluated:
        """Return the value of a parameter as ``Ref`` gives it."""
        if name in self._varying:
            self.varied += 1
        if name in self.parameters:
            given = self.parameters[name]
            if not self.literal and _stands_for_nothing(self.template, name, given):
                return Unresolved("parameter that stands for nothing", "${" + name + "}"), None
            value = given if isinstance(given, Unresolved) else self.template.typed(name, given)
            return value, Origin(parameter=name, opaque=True)
        return self.template.default_of(name, self.literal)

    def name(self, name: str, text: str = "") -> Evaluated:
        """Return the value of a ``Ref`` to ``name``."""
        template = self.template
        if name in template.parameters:
            return self.parameter(name)
        if name in template.resources:
            return Reference(name), None
        if name.startswith("AWS::"):
            if name == "AWS::NoValue":
                return NO_VALUE, None
            if name in self._varying:
                self.varied += 1
            if name in self.parameters:
                return self.parameters[name], None
            known = template.pseudo.get(name)
            return Unresolved("pseudo parameter", "${" + name + "}") if known is None else known, None
        return Unresolved("reference to nothing", "${" + name + "}"), None


_NOTHING = frozenset({"-1", "0", "-", "none", "null", "nil", "n/a"})


def _stands_for_nothing(template: Sections, name: str, given: Any) -> bool:
    """Say whether a parameter was only compared with a value, such as -1, that means that there is none.

    Nobody means it to be used as a value then, so a use outside the condition's branches is no proof.
    """
    if not isinstance(given, str) or given.lower() not in _NOTHING:
        return False
    return given != template.default_text(name) and template.allowed_values(name) is None


def _ref(self: Evaluator, args: Any) -> Evaluated:
    name = args if isinstance(args, str) else self._plain(args)  # AWS::LanguageExtensions computes names
    return self.name(name) if isinstance(name, str) else (Unresolved("wrong shape"), None)


def _get_att(self: Evaluator, args: Any) -> Evaluated:
    if isinstance(args, str):
        name, _, attribute = args.partition(".")
    elif isinstance(args, list) and len(args) > 1:
        name = self._plain(args[0])
        pieces = [self._plain(item) for item in args[1:]]
        attribute = ".".join(piece if isinstance(piece, str) else "*" for piece in pieces)
        if not isinstance(name, str):
            return Unresolved("resource attribute", ""), None
    else:
        return Unresolved("wrong shape"), None
    if name in self.template.resources:
        return Reference(name, attribute), None
    return Unresolved("reference to nothing", "${" + f"{name}.{attribute}" + "}"), None


def _if(self: Evaluator, args: Any) -> Evaluated:
    if not (isinstance(args, list) and len(args) == 3 and isinstance(args[0], str)):
        return Unresolved("wrong shape"), None
    self.varied += 1
    truth = self.conditions.get(args[0])
    if truth is None:
        return Unresolved("condition", args[0]), None
    index = 1 if truth else 2
    value, origin = self.value(args[index])
    return value, behind(origin, ("Fn::If", index))


def _sub(self: Evaluator, args: Any) -> Evaluated:
    values: dict[Any, Any] = {}
    text = args
    if isinstance(args, list) and len(args) == 2 and isinstance(args[1], dict):
        text, values = args
    if not isinstance(text, str):
        return Unresolved("wrong shape"), None
    parts: list[Any] = []
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
    value = glue(parts)
    if isinstance(value, str) and "{{resolve:" in value:
        value = Unresolved("dynamic reference", value)
    return value, computed(origins)


def _sub_one(self: Evaluator, name: str) -> Evaluated:
    if "." in name and name not in self.template.parameters:
        return _get_att(self, name)
    return self.name(name)


def _join(self: Evaluator, args: Any) -> Evaluated:
    if not (isinstance(args, list) and len(args) == 2 and isinstance(args[0], str)):
        return Unresolved("wrong shape"), None
    items, origin = self.value(args[1])
    if not isinstance(items, list):
        if isinstance(items, Unresolved):
            return items if isinstance(items, Failure) else UnknownText(items.reason, stand_in(items)), None
        return Unresolved("wrong shape"), None
    parts: list[Any] = []
    for item in items:
        if parts and args[0]:
            parts.append(args[0])
        parts.append(item)
    value = glue(parts)
    if isinstance(value, str) and "{{resolve:" in value:
        value = Unresolved("dynamic reference", value)
    children = origin.children.values() if origin is not None and origin.children else ()
    return value, computed([origin, *children])


def _select(self: Evaluator, args: Any) -> Evaluated:
    if not (isinstance(args, list) and len(args) == 2):
        return Unresolved("wrong shape"), None
    number = as_text(self._plain(args[0]))
    items, origin = self.value(args[1])
    if number is None or not number.strip().isdecimal() or not isinstance(items, list):
        reason = items.reason if isinstance(items, Unresolved) else "position"
        return Unresolved(reason, "Fn::Select"), None
    index = int(number) if len(number) < 10 else len(items)
    if index >= len(items):
        if isinstance(args[1], list) and len(items) == len(args[1]):
            self.fail()
            return Failure(f"Fn::Select asks for item {index} of a list of {len(items)}"), None
        return Unresolved("position", "Fn::Select"), None
    if isinstance(args[1], list):
        child = origin.children.get(index) if origin is not None and origin.children else None
        written = index if child is None or child.at is None else int(child.at)
        found = behind(child, ("Fn::Select", 1, written))
        found.at = None
        return items[index], found
    return items[index], computed([origin])


def _split(self: Evaluator, args: Any) -> Evaluated:
    if not (isinstance(args, list) and len(args) == 2 and isinstance(args[0], str) and args[0]):
        return Unresolved("wrong shape"), None
    value, origin = self.value(args[1])
    text = as_text(value)
    if text is None:
        if isinstance(value, Failure):
            return value, None
        return Unresolved(value.reason if isinstance(value, Unresolved) else "wrong shape", "Fn::Split"), None
    return text.split(args[0]), computed([origin])


def _find_in_map(self: Evaluator, args: Any) -> Evaluated:
    if not (isinstance(args, list) and 3 <= len(args) <= 4):
        return Unresolved("wrong shape"), None
    origins: list[Origin | None] = []
    keys: list[str] = []
    unknown: Unresolved | None = None
    for item in args[:3]:
        value, origin = self.value(item)
        origins.append(origin)
        text = as_text(value)
        if text is None:
            unknown = value if isinstance(value, Unresolved) else Unresolved("wrong shape")
        else:
            keys.append(text)
    if unknown is not None:
        return Unresolved(unknown.reason, "Fn::FindInMap"), None
    table: Any = self.template.mappings
    for depth, key in enumerate(keys):
        if not isinstance(table, dict) or key not in table:
            return _missing(self, args, keys, depth, table, origins)
        table = table[key]
    here = "/".join(keys)
    notes = [note for origin in origins if origin is not None for note in origin.notes]
    literal = as_text(table)
    said = f"mapping {here} is {literal}" if literal is not None and len(literal) <= 40 else f"mapping {here}"
    place = ("Mappings", *keys)
    return table, Origin(source=place, notes=(*notes, said), opaque=not isinstance(table, list))


def _missing(
    self: Evaluator, args: list[Any], keys: list[str], depth: int, table: Any, origins: list[Origin | None]
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
        return Failure(f"the template has no mapping {keys[0]}"), None
    has = ", ".join(str(key) for key in list(table)[:8]) or "none"
    where = "/".join(keys[:depth])
    return Failure(f"mapping {where} has no key {keys[depth]}; its keys are {has}"), computed(origins)


def _cidr(self: Evaluator, args: Any) -> Evaluated:
    if not (isinstance(args, list) and 2 <= len(args) <= 3):
        return Unresolved("wrong shape"), None
    base, *numbers = (self._plain(item) for item in args)
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


def _vpc_block(self: Evaluator, base: Any) -> Any:
    """Follow ``Vpc.CidrBlock`` to the block that the template gives the VPC."""
    if not isinstance(base, Reference) or base.attribute != "CidrBlock":
        return base
    resource = self.template.resources.get(base.logical_id)
    if resource is None or resource.type != "AWS::EC2::VPC" or not isinstance(resource.properties, dict):
        return base
    self.varied += 1
    return self._plain(resource.properties.get("CidrBlock"))


def _base64(self: Evaluator, args: Any) -> Evaluated:
    value, origin = self.value(args)
    text = as_text(value)
    if text is None:
        return EncodedText(value) if isinstance(value, Unresolved) else Unresolved("wrong shape"), None
    from base64 import b64encode

    return b64encode(text.encode("utf-8", "replace")).decode("ascii"), computed([origin])


def _is_known(node: Any) -> bool:
    if isinstance(node, dict):
        return all(_is_known(item) for item in node.values())
    if isinstance(node, list):
        return all(_is_known(item) for item in node)
    return not isinstance(node, Unresolved)


def _to_json_string(self: Evaluator, args: Any) -> Evaluated:
    value, origin = self.value(args)
    if not isinstance(value, dict | list):
        return Unresolved(
            value.reason if isinstance(value, Unresolved) else "wrong shape", "Fn::ToJsonString"
        ), None
    if not _is_known(value):
        return Unresolved("text with unknown parts", "Fn::ToJsonString"), None
    from json import dumps

    return dumps(value, separators=(",", ":"), default=str), computed([origin])


def _length(self: Evaluator, args: Any) -> Evaluated:
    value, origin = self.value(args)
    if isinstance(value, list):
        return len(value), computed([origin])
    return Unresolved(value.reason if isinstance(value, Unresolved) else "wrong shape", "Fn::Length"), None


def _unknown(reason: str) -> Callable[[Evaluator, Any], Evaluated]:
    def function(self: Evaluator, args: Any) -> Evaluated:
        text = as_text(self._plain(args)) if not isinstance(args, dict) or len(args) == 1 else None
        return Unresolved(reason, text or ""), None

    return function


_FUNCTIONS: Final[dict[str, Callable[[Evaluator, Any], Evaluated]]] = {
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
