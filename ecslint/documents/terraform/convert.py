"""From the arguments of a resource to CloudFormation's properties, as values that keep their places."""

from __future__ import annotations

from base64 import b64encode
from itertools import pairwise
from typing import Final

from ecslint.base.unresolved import EncodedText, PartialText, UnknownList, UnknownText, Unresolved
from ecslint.documents.terraform.arguments import REST
from ecslint.documents.terraform.blocks import expanded, kinds_of
from ecslint.documents.terraform.conversion import convert
from ecslint.documents.terraform.embedded import Embedded, json_value
from ecslint.documents.terraform.evaluate import Evaluator, Names
from ecslint.documents.terraform.mapping import Argument, Table, argument_of
from ecslint.documents.terraform.values import EvaluationError, Site, Value, text_of
from ecslint.source.hcl import nodes

_KINDS: Final = {"s": "string", "n": "number", "b": "bool"}


class Converter:
    """Converts the body of one resource instance."""

    def __init__(self, evaluator: Evaluator, names: Names) -> None:
        self.evaluator = evaluator
        self.names = names
        self.embedded: list[Embedded] = []
        """The JSON texts that were read."""

    def body(self, block: nodes.Block, table: Table, names: Names, out: Value) -> None:
        """Put the arguments and blocks of a body into the properties ``out``."""
        for name, attribute in block.attributes.items():
            row = table.get(name)
            if row is None:
                continue
            argument = argument_of(row)
            if argument.to == "-":
                continue
            value = self.evaluator.safe(attribute.value, names)
            used = Site(self.evaluator.file, attribute.value)
            if value.site is None or value.site != used:
                value = value.used_at(used)
            if argument.is_block:
                self.attribute_blocks(argument, value, out)
            else:
                self.put(out, argument, self.scalar(argument, value))
        for kind in kinds_of(block):
            row = table.get(kind)
            if row is None:
                continue
            argument = argument_of(row)
            if argument.to == "-" or not argument.is_block:
                continue
            self.blocks(block, kind, argument, names, out)

    def blocks(self, block: nodes.Block, kind: str, argument: Argument, names: Names, out: Value) -> None:
        """Return the nested blocks of a type as a list of objects, those of ``dynamic`` blocks among them."""
        found: list[Value] = []
        for inner_names, inner in expanded(self.evaluator, block, kind, names):
            if inner is None:
                site = Site(self.evaluator.file, block)
                found.append(Value(Unresolved("dynamic block", REST), site))
                continue
            if argument.to == ".":
                self.body(inner, argument.inner, inner_names, out)
                continue
            properties = Value({}, Site(self.evaluator.file, inner))
            self.body(inner, argument.inner, inner_names, properties)
            found.append(properties)
        if argument.to == ".":
            if found:
                out.data[REST] = found[0]
            return
        self.put_blocks(out, argument, found)

    def attribute_blocks(self, argument: Argument, value: Value, out: Value) -> None:
        """Take blocks that are written as an argument: ``ingress = [{ … }]``."""
        data = value.data
        if data is None:
            return
        if isinstance(data, Unresolved):
            if argument.to != ".":
                self.put_blocks(
                    out, argument, [Value(Unresolved(data.reason, REST), value.site, value.notes)]
                )
            return
        items = data if isinstance(data, list) else [value]
        found = []
        for item in items:
            if isinstance(item.data, dict):
                properties = Value({}, item.site)
                self.members(item, argument.inner, properties)
                found.append(properties)
            else:
                found.append(Value(Unresolved("block", REST), item.site))
        if argument.to == ".":
            for item in found:
                if isinstance(item.data, dict):
                    out.data.update(item.data)
            return
        self.put_blocks(out, argument, found)

    def members(self, value: Value, table: Table, out: Value) -> None:
        """Return the members that the arguments of a block stand for."""
        for name, item in value.data.items():
            row = table.get(name)
            if name == REST:
                out.data[REST] = item
            if row is None:
                continue
            argument = argument_of(row)
            if argument.to == "-":
                continue
            if argument.is_block:
                self.attribute_blocks(argument, item, out)
            else:
                self.put(out, argument, self.scalar(argument, item))

    # Values

    def scalar(self, argument: Argument, value: Value) -> Value | None:
        """Return the value of an argument as the property has it, ``None`` if the provider does not send
        it."""
        data = value.data
        if data is None or data == "":
            return None
        if argument.conversion:
            return self.special(argument.conversion, value)
        wanted = _KINDS.get(argument.kind)
        if wanted is not None:
            try:
                return convert(value, wanted, value.site)
            except EvaluationError:
                return Value(Unresolved("wrong type"), value.site, value.notes, value.use)
        if argument.kind == "list" and isinstance(data, list):
            return Value(_flat(data), value.site, value.notes, value.use)
        return value

    def special(self, conversion: str, value: Value) -> Value | None:
        """Convert what the two worlds write differently."""
        name, _, parameter = conversion.partition("=")
        data = value.data
        if name in ("json", "containers"):
            found, embedded = json_value(value)
            if embedded is not None:
                self.embedded.append(embedded)
            return (
                found
                if found is value
                else Value(found.data, found.site or value.site, value.notes, value.use)
            )
        if name == "base64" and isinstance(data, PartialText | UnknownText):
            return Value(EncodedText(data), value.site, value.notes, value.use)
        if isinstance(data, Unresolved):
            return value
        if name in _WORDS:
            truth = data if isinstance(data, bool) else data == "true"
            return Value(_WORDS[name][0 if truth else 1], value.site, value.notes, value.use)
        if name in ("tags", "pairs", "dimensions"):
            return _pairs(value, "Key" if name == "tags" else "Name")
        if name == "base64":
            return Value(b64encode(str(data).encode()).decode(), value.site, value.notes, value.use)
        if name == "attribute":
            pair = {
                "Key": Value(parameter, value.site),
                "Value": Value(text_of(value), value.site, value.notes),
            }
            return Value([Value(pair, value.site)], value.site)
        if name == "only":
            if isinstance(data, list):
                return (
                    data[0]
                    if len(data) == 1
                    else Value(Unresolved("several rules"), value.site)
                    if data
                    else None
                )
            return value
        return value

    # Properties

    def put(self, out: Value, argument: Argument, value: Value | None) -> None:
        """Put a value at a path of members."""
        if value is not None:
            put(out, argument.to, value)

    def put_blocks(self, out: Value, argument: Argument, found: list[Value]) -> None:
        """Put nested blocks at a path of members."""
        if not found:
            return
        if all(isinstance(item.data, Unresolved) for item in found):  # perhaps there is none
            first = found[0]
            put(out, argument.to, Value(UnknownList(first.data.reason), first.site, first.notes))
            return
        if argument.conversion in ("permissions", "conditions"):
            put(out, argument.to, _open(found))
        elif argument.conversion == "list" or (argument.kind == "blocks" and argument.conversion != "first"):
            put(out, argument.to, Value(found, found[0].site))
        else:
            first = found[0]
            if isinstance(first.data, Unresolved):
                first = Value(Unresolved(first.data.reason), first.site)
            put(out, argument.to, first)


_WORDS: Final = {"enabled": ("ENABLED", "DISABLED"), "scheme": ("internal", "internet-facing")}


def put(out: Value, path: str, value: Value) -> None:
    """Put a value at a path of properties; what is there already is joined."""
    steps: list[str | int] = [int(step) if step.isdecimal() else step for step in path.split(".")]
    node = out
    for step, following in pairwise(steps):
        fresh: object = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            while len(node.data) <= step:
                node.data.append(Value(type(fresh)(), node.site))
            node = node.data[step]
        else:
            known = node.data.get(step)
            if known is None or not isinstance(known.data, list | dict):
                known = node.data[step] = Value(fresh, value.use or value.site or out.site)
            node = known
    last = steps[-1]
    if isinstance(last, int):
        node.data.append(value)
        return
    old = node.data.get(last)
    if old is not None and isinstance(old.data, list) and isinstance(value.data, list):
        node.data[last] = Value(old.data + value.data, old.site)
    elif old is not None and isinstance(old.data, dict) and isinstance(value.data, dict):
        node.data[last] = Value({**old.data, **value.data}, value.site)
    else:
        node.data[last] = value


def _pairs(value: Value, key: str) -> Value:
    """Return a map as a list of names and values."""
    if not isinstance(value.data, dict):
        return Value(Unresolved("wrong type"), value.site, value.notes, value.use)
    items = []
    for name, item in value.data.items():
        if name == REST:
            items.append(Value(Unresolved("map", REST), item.site))
        elif item.data is not None:
            text = text_of(item)
            member = item if text is None else Value(text, item.site, item.notes, item.use)
            items.append(Value({key: Value(name, item.site), "Value": member}, item.site))
    return Value(items, value.site, value.notes, value.use)


def _flat(items: list[Value]) -> list[Value]:
    """Return the items of a list, those of lists in it too: once they were written ``["${x.*.id}"]``."""
    out: list[Value] = []
    for item in items:
        if isinstance(item.data, list):
            out += _flat(item.data)
        elif isinstance(item.data, UnknownList):
            out.append(Value(Unresolved(item.data.reason, REST), item.site, item.notes, item.use))
        elif item.data is not None:
            out.append(item)
    return out


def _open(found: list[Value]) -> Value:
    return Value(Unresolved("rules that are written differently"), found[0].site)
