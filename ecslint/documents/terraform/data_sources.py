"""Data sources whose values follow from the files: policy documents, templates, and who is asking."""

from __future__ import annotations

from typing import Final, Protocol

from ecslint.base.unresolved import EncodedText, PartialText, UnknownText, Unresolved
from ecslint.documents.terraform.arguments import REST
from ecslint.documents.terraform.blocks import Instance, Placed, expanded
from ecslint.documents.terraform.evaluate import Evaluator, Names, Scope
from ecslint.documents.terraform.values import (
    Encoded,
    EvaluationError,
    Piece,
    Site,
    SourceFile,
    Value,
    Zones,
    text_of,
)
from ecslint.source.hcl import nodes


class Owner(Scope, Protocol):
    """The module that has the data source."""

    resources: dict[str, Placed]
    """Blocks by address."""


_PSEUDO: Final = {
    ("aws_caller_identity", "account_id"): "AWS::AccountId",
    ("aws_caller_identity", "id"): "AWS::AccountId",
    ("aws_region", "name"): "AWS::Region",
    ("aws_region", "id"): "AWS::Region",
    ("aws_region", "region"): "AWS::Region",
    ("aws_partition", "partition"): "AWS::Partition",
    ("aws_partition", "dns_suffix"): "AWS::URLSuffix",
}
"""What CloudFormation calls by another name."""


def data_attribute(
    module: Owner, address: str, instance: Instance, name: str, site: Site, text: str
) -> Value:
    """Return an attribute of a data source, unknown unless the files tell it."""
    kind = address.split(".")[1]
    pseudo = _PSEUDO.get((kind, name))
    placed = module.resources[address]
    if pseudo is not None and not placed.block.attributes:
        return Value(Unresolved("pseudo parameter", "${" + pseudo + "}"), site)
    if kind == "aws_iam_policy_document" and name in ("json", "minified_json"):
        return Value(Encoded(policy_document(module, placed, instance)), Site(placed.file, placed.block))
    if kind == "template_file" and name == "rendered":
        return _rendered(module, placed, instance, site, text)
    if kind in ("cloudinit_config", "template_cloudinit_config") and name == "rendered":
        return _parts(module, placed, instance, site, text)
    if kind == "aws_availability_zones" and name in ("names", "zone_ids"):
        mark = _zones(module, placed, instance)
        return Value(Unresolved("data source", text) if mark is None else Zones(text, mark), site)
    if (kind, name) in _IMAGES:
        found = _image(module, placed, instance, kind)
        if found is not None:
            return Value(Unresolved("data source", found), site)
    return Value(Unresolved("data source", text), site)


def _parts(module: Owner, placed: Placed, instance: Instance, site: Site, text: str) -> Value:
    """Return user data of several parts, in base64; whether they are packed with gzip does not matter."""
    evaluator = Evaluator(module, placed.file)
    pieces: list[str | Unresolved] = ['Content-Type: multipart/mixed; boundary="PART"\n']
    for names, inner in expanded(evaluator, placed.block, "part", instance.names):
        if inner is None:
            return Value(Unresolved("data source", text), site)
        kind = text_of(_value(evaluator, inner, "content_type", names))
        content = _value(evaluator, inner, "content", names)
        known = text_of(content)
        if not isinstance(known, str | PartialText | UnknownText):
            return Value(Unresolved("data source", text), site)
        pieces.append(f"\n--PART\nContent-Type: {kind if isinstance(kind, str) else 'text/plain'}\n\n")
        pieces += known.parts if isinstance(known, PartialText) else [known]
    pieces.append("\n--PART--\n")
    return Value(EncodedText(PartialText(tuple(pieces), "data source")), site)


def _zones(module: Owner, placed: Placed, instance: Instance) -> str | None:
    """Return what a list of zones is known by, ``None`` if it is not the usual one.

    Without a filter that is ``#``, as with ``Fn::GetAZs``; without Local Zones ``~``.
    """
    if not set(placed.block.attributes) <= {"state"} or placed.block.broken:
        return None
    evaluator = Evaluator(module, placed.file)
    mark = "#"
    for names, inner in expanded(evaluator, placed.block, "filter", instance.names):
        if inner is None or text_of(_value(evaluator, inner, "name", names)) != "opt-in-status":
            return None
        mark = "~"
    return mark


_IMAGES: Final = frozenset(
    {
        ("aws_ssm_parameter", "value"),
        ("aws_ssm_parameter", "insecure_value"),
        ("aws_ami", "id"),
        ("aws_ami", "image_id"),
    }
)
"""Attributes by which images of instances are chosen."""
PUBLIC: Final = "/aws/service/"
"""What the names of the parameters begin with that AWS publishes."""


def _image(module: Owner, placed: Placed, instance: Instance, kind: str) -> str | None:
    """Return the dynamic reference that stands for a public parameter or for an image with a name."""
    evaluator = Evaluator(module, placed.file)
    if kind == "aws_ssm_parameter":
        value = _value(evaluator, placed.block, "name", instance.names).data
        return (
            "{{resolve:ssm:" + value + "}}" if isinstance(value, str) and value.startswith(PUBLIC) else None
        )
    for names, inner in expanded(evaluator, placed.block, "filter", instance.names):
        if inner is None or text_of(_value(evaluator, inner, "name", names)) != "name":
            continue
        values = _value(evaluator, inner, "values", names).data
        patterns = [text_of(item) for item in values] if isinstance(values, list) else []
        if len(patterns) == 1 and isinstance(patterns[0], str):
            return "{{resolve:ami:" + patterns[0] + "}}"
    return None


def _rendered(module: Owner, placed: Placed, instance: Instance, site: Site, text: str) -> Value:
    """Return what the old ``template_file`` data source makes of a template."""
    evaluator = Evaluator(module, placed.file)
    template = placed.block.attributes.get("template")
    variables = placed.block.attributes.get("vars")
    if template is None:
        return Value(Unresolved("data source", text), site)
    value = evaluator.safe(template.value, instance.names)
    names = {} if variables is None else evaluator.safe(variables.value, instance.names).data
    file = _file_of(value)
    if not isinstance(names, dict) or file is None or not isinstance(value.data, str):
        return Value(Unresolved("data source", text), site)
    found = module.text_file(file.path, "template")
    if found is None or found.template is None:
        return Value(Unresolved("data source", text), site)
    names = {key: item for key, item in names.items() if key != REST}
    try:
        return Evaluator(module, found).value(found.template, names)
    except EvaluationError:
        return Value(Unresolved("data source", text), site)


def _file_of(value: Value) -> SourceFile | None:
    """Return the file that a text was read from as a whole, ``None`` if it was not."""
    first = value.pieces[0] if value.pieces and len(value.pieces) == 1 else None
    if isinstance(first, Piece) and isinstance(first.site, Site) and first.site.file.text == value.data:
        return first.site.file
    return None


_LISTS: Final = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}


def policy_document(module: Owner, placed: Placed, instance: Instance) -> Value:
    """Return the policy document that a data source writes."""
    evaluator = Evaluator(module, placed.file)
    site = Site(placed.file, placed.block)
    statements: list[Value] = []
    block = placed.block
    if any(name.endswith(("_policy_documents", "_json")) for name in block.attributes) or block.broken:
        statements.append(Value(Unresolved("policy document", REST), site))
    for names, inner in expanded(evaluator, block, "statement", instance.names):
        if inner is None:
            statements.append(Value(Unresolved("dynamic block", REST), site))
        else:
            statements.append(_statement(evaluator, inner, names))
    members = {"Version": Value("2012-10-17", site), "Statement": Value(statements, site)}
    return Value(members, site)


def _statement(evaluator: Evaluator, block: nodes.Block, names: Names) -> Value:
    site = evaluator.site(block)
    members: dict[str, Value] = {"Effect": Value("Allow", site)}
    for name, attribute in block.attributes.items():
        value = evaluator.safe(attribute.value, names)
        if name == "effect":
            members["Effect"] = value
        elif name == "sid":
            members["Sid"] = value
        elif name in _LISTS:
            members[_LISTS[name]] = value
    for wanted, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        found = _principals(evaluator, block, wanted, names)
        if found is not None:
            members[key] = Value(found, site)
    conditions = _conditions(evaluator, block, names)
    if conditions is not None:
        members["Condition"] = Value(conditions, site)
    if not any(expanded(evaluator, block, "condition", names)):
        members.pop("Condition", None)
    return Value(members, site)


def _principals(evaluator: Evaluator, block: nodes.Block, wanted: str, names: Names) -> object:
    out: dict[str, Value] = {}
    for inner_names, inner in expanded(evaluator, block, wanted, names):
        if inner is None:
            return Unresolved("dynamic block")
        kind = text_of(_value(evaluator, inner, "type", inner_names))
        identifiers = _value(evaluator, inner, "identifiers", inner_names)
        if not isinstance(kind, str):
            return Unresolved("principal")
        if kind == "*":
            return "*"
        if kind in out and isinstance(out[kind].data, list) and isinstance(identifiers.data, list):
            identifiers = Value(out[kind].data + identifiers.data, identifiers.site)
        out[kind] = identifiers
    return out or None


def _conditions(evaluator: Evaluator, block: nodes.Block, names: Names) -> object:
    out: dict[str, Value] = {}
    for inner_names, inner in expanded(evaluator, block, "condition", names):
        if inner is None:
            return Unresolved("dynamic block")
        test = text_of(_value(evaluator, inner, "test", inner_names))
        variable = text_of(_value(evaluator, inner, "variable", inner_names))
        values = _value(evaluator, inner, "values", inner_names)
        if not isinstance(test, str) or not isinstance(variable, str):
            return Unresolved("condition")
        entry = out.setdefault(test, Value({}, values.site))
        entry.data[variable] = values
    return out or None


def _value(evaluator: Evaluator, block: nodes.Block, name: str, names: Names) -> Value:
    attribute = block.attributes.get(name)
    if attribute is None:
        return Value(None, evaluator.site(block))
    return evaluator.safe(attribute.value, names)
