"""Writes CloudFormation templates as Terraform: the table of names read backwards, for tests.

Longer than other modules: writing a module and planning it are two halves of one translation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ecslint.base import schemas
from ecslint.base.unresolved import EncodedText, PartialText, Reference, Unresolved
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.terraform.evaluate import Evaluator
from ecslint.documents.terraform.files import TerraformFile
from ecslint.documents.terraform.loader import Loader
from ecslint.documents.terraform.mapping import argument_of
from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.values import Encoded, Value, is_known, plain
from ecslint.reach.stack_values import zone
from ecslint.source.hcl import nodes
from ecslint.source.hcl.walk import mentioned
from ecslint.validation.names import to_api

TABLE: dict[str, Any] = schemas.load_json("terraform.json")["resources"]
BY_TYPE = {entry["type"]: name for name, entry in reversed(list(TABLE.items()))}
BY_TYPE["AWS::EC2::SecurityGroupIngress"] = "aws_vpc_security_group_ingress_rule"
BY_TYPE["AWS::IAM::Policy"] = "aws_iam_role_policy"
BY_TYPE["AWS::EC2::SecurityGroup"] = "aws_security_group"
BY_TYPE["AWS::EC2::RouteTable"] = "aws_route_table"
BY_TYPE["AWS::EC2::SubnetRouteTableAssociation"] = "aws_route_table_association"
BY_TYPE["AWS::EC2::NetworkAcl"] = "aws_network_acl"


class InexpressibleError(Exception):
    """Something that the generator cannot write."""


def can_write(template: Template) -> bool:
    """Say whether every resource of a template has a counterpart."""
    return all(
        resource.type in BY_TYPE or resource.type == "AWS::EC2::VPCGatewayAttachment"
        for resource in template.resources.values()
    )


def module_of(template: Template, documents: bool = False) -> str:
    """Return a module that makes the same as a template, with names, as people write it.

    ``documents`` is whether policies are data sources instead of JSON. Raises ``InexpressibleError``.
    """
    out = ['variable "unknown" {}\n']
    resolved = [template.resolve(name) for name in template.resources]
    paths = {path for each in resolved for value in _unknown(each.data) if (path := _image(value, template))}
    for name, resource in template.resources.items():
        kind = BY_TYPE.get(resource.type)
        if kind is None:
            continue
        data = template.resolve(name).data
        if isinstance(data, Unresolved):
            raise InexpressibleError(name)
        if resource.type == "AWS::IAM::Policy":
            out += _policies(name, data, template)
            continue
        text = _body(data, TABLE[kind]["arguments"], template, "  ")
        text = _named(kind, name, text)
        place = zone(template.resolve(name)) if resource.type == "AWS::EC2::Subnet" else None
        if place is not None and place.startswith("#"):
            listed = f"data.aws_availability_zones.all.names[{place[1:]}]"
            text = text.replace("availability_zone = var.unknown", f"availability_zone = {listed}")
        if resource.type == "AWS::IAM::Role":
            out += _attached(name, data, template)
        if resource.type == "AWS::EFS::FileSystem" and data.get("FileSystemPolicy") is not None:
            policy = _expression(data["FileSystemPolicy"], template)
            inner = f"  file_system_id = aws_efs_file_system.{name}.id\n  policy = jsonencode({policy})\n"
            out.append(f'resource "aws_efs_file_system_policy" "{name}" {{\n{inner}}}\n')
        if resource.type == "AWS::EC2::SecurityGroup":
            text += _rules(data, template)
        if resource.type == "AWS::EC2::InternetGateway":
            text += _attachment(name, template)
        waits = [template.resources[each] for each in resource.depends_on if each in template.resources]
        named = [f"{BY_TYPE[each.type]}.{each.logical_id}" for each in waits if each.type in BY_TYPE]
        text += f"  depends_on = [{', '.join(named)}]\n" if named else ""
        out.append(f'resource "{kind}" "{name}" {{\n{text}}}\n')
    made = "\n".join(out)
    if documents:
        made = _with_documents(made)
    images = [
        f'data "aws_ssm_parameter" "{_label(path)}" {{\n  name = "{path}"\n}}\n' for path in sorted(paths)
    ]
    return "\n".join((*images, _DATA, made))


_NAMED = frozenset(
    {
        "aws_cloudwatch_log_group",
        "aws_ecr_repository",
        "aws_ecs_cluster",
        "aws_ecs_service",
        "aws_lb",
        "aws_lb_target_group",
        "aws_secretsmanager_secret",
        "aws_security_group",
        "aws_ssm_parameter",
    }
)
"""Resources that are given a name where CloudFormation would choose one."""


def _named(kind: str, name: str, text: str) -> str:
    """Return the arguments of a resource with a name."""
    if kind not in _NAMED or "\n  name = " in f"\n{text}":
        return text
    return f"  name = {json.dumps(re.sub(r'[^A-Za-z0-9-]', '-', name)[:32])}\n{text}"


def _with_documents(text: str) -> str:
    """Return a module whose policies are data sources."""
    out: list[str] = []

    def moved(match: re.Match[str]) -> str:
        label = f"policy{len(out)}"
        out.append(_document(label, parse_value(match[2])))
        return f"{match[1]} = data.aws_iam_policy_document.{label}.json\n"

    pattern = r"(  (?:policy|assume_role_policy)) = jsonencode\((.*)\)\n"
    text = re.sub(pattern, moved, text)
    return "\n".join((*out, text))


def parse_value(source: str) -> tuple[nodes.Expression, str]:
    """Return a value that ``_expression`` has written, and the text that it stands in."""
    file = TerraformFile("value.tf", f"a = {source}\n")
    return file.root.attributes["a"].value, file.text


_NAMES_OF_LISTS = {
    "Action": "actions",
    "NotAction": "not_actions",
    "Resource": "resources",
    "NotResource": "not_resources",
}


def _document(label: str, parsed: tuple[nodes.Expression, str]) -> str:
    """Return the data source that writes a policy."""
    policy, text = parsed

    def members(node: nodes.Expression) -> dict[str, nodes.Expression]:
        assert isinstance(node, nodes.Object)
        return {str(key.constant): value for key, value in node.items if isinstance(key, nodes.Template)}

    def source(node: nodes.Expression, listed: bool = True) -> str:
        written = text[node.start : node.end]
        return written if isinstance(node, nodes.Tuple) or not listed else f"[{written}]"

    body = ""
    statements = members(policy)["Statement"]
    for each in statements.items if isinstance(statements, nodes.Tuple) else [statements]:
        parts = members(each)
        body += f"  statement {{\n    effect = {source(parts['Effect'], listed=False)}\n"
        for given, name in _NAMES_OF_LISTS.items():
            if given in parts:
                body += f"    {name} = {source(parts[given])}\n"
        for given, name in (("Principal", "principals"), ("NotPrincipal", "not_principals")):
            if given in parts:
                who = parts[given]
                pairs = members(who).items() if isinstance(who, nodes.Object) else [("*", who)]
                for kind, value in pairs:
                    inner = f"      type = {json.dumps(kind)}\n      identifiers = {source(value)}\n"
                    body += f"    {name} {{\n{inner}    }}\n"
        for test, variables in members(parts["Condition"]).items() if "Condition" in parts else ():
            for variable, values in members(variables).items():
                inner = f"      test = {json.dumps(test)}\n      variable = {json.dumps(variable)}\n"
                body += f"    condition {{\n{inner}      values = {source(values)}\n    }}\n"
        body += "  }\n"
    return f'data "aws_iam_policy_document" "{label}" {{\n{body}}}\n'


def _policies(name: str, data: dict[str, Any], template: Template) -> list[str]:
    """Return the policies that stand for one that is attached to several roles."""
    out = []
    for index, role in enumerate(data.get("Roles") or ()):
        text = f"  role = {_expression(role, template)}\n"
        text += f"  policy = jsonencode({_expression(data.get('PolicyDocument'), template)})\n"
        out.append(f'resource "aws_iam_role_policy" "{name}{index}" {{\n{text}}}\n')
    return out


def _attached(name: str, data: dict[str, Any], template: Template) -> list[str]:
    """Return the attachments of managed policies to a role."""
    out = []
    arns = data.get("ManagedPolicyArns")
    for index, arn in enumerate(arns if isinstance(arns, list) else ()):
        text = f"  role = aws_iam_role.{name}.name\n  policy_arn = {_expression(arn, template)}\n"
        out.append(f'resource "aws_iam_role_policy_attachment" "{name}{index}" {{\n{text}}}\n')
    return out


_PSEUDO = {
    "${AWS::Region}": "data.aws_region.here.name",
    "${AWS::AccountId}": "data.aws_caller_identity.me.account_id",
    "${AWS::Partition}": "data.aws_partition.here.partition",
    "${AWS::URLSuffix}": "data.aws_partition.here.dns_suffix",
}
_DATA = "".join(
    f'data "{kind}" {{}}\n'
    for kind in (
        'aws_availability_zones" "all',
        'aws_region" "here',
        'aws_caller_identity" "me',
        'aws_partition" "here',
    )
)


def _unknown(data: Any) -> Iterator[Unresolved]:
    """Yield all that is not known in data."""
    if isinstance(data, dict | list):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _unknown(item)
    elif isinstance(data, Unresolved):
        yield data


def _label(path: str) -> str:
    return path.strip("/").replace("/", "_").replace(".", "_")


def _image(value: Unresolved, template: Template) -> str | None:
    """Return the public parameter that a value stands for, ``None`` if it is none."""
    if value.text.startswith("{{resolve:ssm:"):
        return value.text[len("{{resolve:ssm:") :].rstrip("}")
    name = value.text[2:-1] if value.text.startswith("${") else ""
    kind = str(template.parameters.get(name, {}).get("Type"))
    return template.default_text(name) if kind.startswith("AWS::SSM::Parameter::Value<") else None


def _reference(value: Unresolved, template: Template) -> str:
    if isinstance(value, Reference):
        resource = template.resources.get(value.logical_id)
        kind = BY_TYPE.get(resource.type) if resource is not None else None
        attributes = TABLE[kind]["attributes"] if kind is not None else {}
        found = next((name for name, given in attributes.items() if given == value.attribute), None)
        return f"{kind}.{value.logical_id}.{found}" if found else "var.unknown"
    if isinstance(value, PartialText):
        parts = [
            json.dumps(part)[1:-1].replace("${", "$${")
            if isinstance(part, str)
            else "${" + _reference(part, template) + "}"
            for part in value.parts
        ]
        return '"' + "".join(parts) + '"'
    if isinstance(value, EncodedText):
        return f"base64encode({_reference(value.inner, template)})"
    if value.text in _PSEUDO:
        return _PSEUDO[value.text]
    path = _image(value, template)
    return f"data.aws_ssm_parameter.{_label(path)}.value" if path is not None else "var.unknown"


def _expression(value: Any, template: Template) -> str:
    if isinstance(value, Unresolved):
        return _reference(value, template)
    if isinstance(value, dict):
        members = [f"{json.dumps(str(key))} = {_expression(item, template)}" for key, item in value.items()]
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_expression(item, template) for item in value) + "]"
    text = json.dumps(value)
    return text.replace("${", "$${").replace("%{", "%%{") if isinstance(value, str) else text


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        if step.isdecimal():
            data = data[int(step)] if isinstance(data, list) and data else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _body(data: Any, table: dict[str, Any], template: Template, indent: str) -> str:
    out = []
    for name, row in table.items():
        argument = argument_of(row)
        value = None if argument.to == "-" else data if argument.to == "." else _at(data, argument.to)
        if value is None:
            continue
        if argument.is_block:
            if isinstance(value, Unresolved):
                raise InexpressibleError(name)
            for item in value if isinstance(value, list) else [value]:
                if not isinstance(item, dict):
                    raise InexpressibleError(name)
                inner = _body(item, argument.inner, template, indent + "  ")
                if inner or argument.to != ".":
                    out.append(f"{indent}{name} {{\n{inner}{indent}}}\n")
            continue
        written = _argument(argument.conversion, value, template)
        if written is not None:
            out.append(f"{indent}{name} = {written}\n")
    return "".join(out)


def _argument(conversion: str, value: Any, template: Template) -> str | None:
    kind, _, parameter = conversion.partition("=")
    if kind == "containers":
        api = to_api("AWS::ECS::TaskDefinition", {"ContainerDefinitions": value})
        assert isinstance(api, dict)
        return f"jsonencode({_expression(api['containerDefinitions'], template)})"
    if kind == "json":
        return f"jsonencode({_expression(value, template)})"
    if kind in ("tags", "pairs", "dimensions"):
        if isinstance(value, Unresolved):
            raise InexpressibleError(kind)
        key = "Key" if kind == "tags" else "Name"
        pairs = {item.get(key): item.get("Value") for item in value if isinstance(item, dict)}
        return _expression(pairs, template)
    if kind == "enabled":
        return {"ENABLED": "true", "DISABLED": "false"}.get(value, "var.unknown")
    if kind == "scheme":
        return "true" if value == "internal" else "false"
    if kind == "attribute":
        listed = value if isinstance(value, list) else []
        found = [
            item.get("Value") for item in listed if isinstance(item, dict) and item.get("Key") == parameter
        ]
        return _expression(found[0], template) if found else None
    if kind == "base64" and isinstance(value, EncodedText):
        return _reference(value.inner, template)
    return None if kind else _expression(value, template)


def _rules(data: dict[str, Any], template: Template) -> str:
    out = ""
    everything = [{"IpProtocol": "-1", "FromPort": 0, "ToPort": 0, "CidrIp": "0.0.0.0/0"}]
    for kind, name, way in (
        ("ingress", "SecurityGroupIngress", "Source"),
        ("egress", "SecurityGroupEgress", "Destination"),
    ):
        rules = data.get(name)
        for rule in (everything if kind == "egress" and rules is None else rules) or []:
            ports = [_expression(rule.get(each, 0), template) for each in ("FromPort", "ToPort")]
            out += f"  {kind} {{\n    from_port = {ports[0]}\n    to_port = {ports[1]}\n"
            out += f"    protocol = {_expression(str(rule.get('IpProtocol')), template)}\n"
            if rule.get("CidrIp") is not None:
                out += f"    cidr_blocks = [{_expression(rule['CidrIp'], template)}]\n"
            group = rule.get(f"{way}SecurityGroupId")
            if group is not None:
                out += f"    security_groups = [{_expression(group, template)}]\n"
            out += "  }\n"
    return out


def _attachment(name: str, template: Template) -> str:
    for other in template.resources_of("AWS::EC2::VPCGatewayAttachment"):
        data = template.resolve(other.logical_id).data
        gateway = data.get("InternetGatewayId") if isinstance(data, dict) else None
        if isinstance(data, dict) and isinstance(gateway, Reference) and gateway.logical_id == name:
            return f"  vpc_id = {_expression(data.get('VpcId'), template)}\n"
    return ""


_KNOWN_AT_PLAN = {
    "data.aws_region.here.name": '"eu-west-1"',
    "data.aws_caller_identity.me.account_id": '"111122223333"',
    "data.aws_partition.here.partition": '"aws"',
    "data.aws_partition.here.dns_suffix": '"amazonaws.com"',
    "data.aws_availability_zones.all.names[0]": '"eu-west-1a"',
    "data.aws_availability_zones.all.names[1]": '"eu-west-1b"',
    "data.aws_availability_zones.all.names[2]": '"eu-west-1c"',
}
"""Data sources that are read before the plan, with what they tell."""


def _read_before(module: str) -> str:
    """Return a module with what a plan knows of data sources and of names that are written."""
    for name, value in _KNOWN_AT_PLAN.items():
        module = module.replace(f"${{{name}}}", value[1:-1]).replace(name, value)
    for kind, name, body in re.findall(r'resource "(\w+)" "(\w+)" \{\n((?:  .*\n)*?)\}', module):
        given = re.search(r'^  name = ("[^"$]*")$', body, re.MULTILINE)
        if given is not None:
            module = module.replace(f"${{{kind}.{name}.name}}", given[1][1:-1])
            module = re.sub(rf"\b{kind}\.{name}\.name\b", given[1].replace("\\", r"\\"), module)
    return re.sub(r"\bdata\.(?:aws_ssm_parameter|aws_ami)\.[\w-]+\.\w+", '"ami-0123456789abcdef0"', module)


def plan_of(module: str) -> dict[str, Any]:
    """Return the plan that Terraform makes of a module (the text of ``module_of``) before anything exists."""
    file = TerraformFile("main.tf", _read_before(module))
    scope = Module("", [file], Loader("."))
    written_as = Module("", [TerraformFile("main.tf", module)], Loader(".")).resources
    changes: list[Any] = []
    resources: list[Any] = []
    known: list[Any] = []
    for address, (_, block) in scope.resources.items():
        is_data = address.startswith("data.")
        kind, _, name = address.removeprefix("data.").partition(".")
        if kind in ("aws_ssm_parameter", "aws_ami") and is_data:
            values = _planned(Evaluator(scope, file), block, block)[0]
            known.append({"address": address, "mode": "data", "type": kind, "values": values})
        if is_data and kind != "aws_iam_policy_document":
            continue
        after, unknown, written = _planned(Evaluator(scope, file), block, written_as[address].block)
        actions = ["read" if is_data else "create"]
        change = {"actions": actions, "before": None, "after": after, "after_unknown": unknown}
        mode = "data" if is_data else "managed"
        row = {"address": address, "mode": mode, "type": kind, "name": name, "change": change}
        changes.append(row)
        waits = written_as[address].block.attributes.get("depends_on")
        named = [".".join(path) for path, _ in mentioned(waits.value).paths] if waits is not None else []
        resources.append({"address": address, "expressions": written, "depends_on": named})
    configuration = {"root_module": {"resources": resources}}
    before = {"values": {"root_module": {"resources": known}}}
    return {
        "format_version": "1.2",
        "resource_changes": changes,
        "configuration": configuration,
        "prior_state": before,
    }


def _planned(evaluator: Evaluator, block: nodes.Block, source: nodes.Block) -> tuple[Any, Any, Any]:
    """Return what a plan holds of a block: known values, what is unknown, what the configuration says.

    ``source`` is the block as it was written.
    """
    after: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    written: dict[str, Any] = {}
    for name, attribute in block.attributes.items():
        if name == "depends_on":
            continue
        value = evaluator.safe(attribute.value, {})
        expression = source.attributes[name].value
        names = [part for path, _ in mentioned(expression).paths for part in _prefixes(path)]
        written[name] = {"references": names} if names else {"constant_value": 0}
        after[name], unknown[name] = _split(value)
        if unknown[name] is False:
            del unknown[name]
        elif after[name] is None:
            del after[name]
    for child, original in zip(block.blocks, source.blocks, strict=True):
        inner = _planned(evaluator, child, original)
        for into, part in zip((after, unknown, written), inner, strict=True):
            into.setdefault(child.type, []).append(part)
    return after, unknown, written


def _prefixes(path: list[str]) -> list[str]:
    """Return what a plan lists for a traversal: it and its beginnings that name something."""
    least = 3 if path[0] == "data" else 2
    return [".".join(path[:length]) for length in range(len(path), least - 1, -1)]


def _split(value: Value) -> tuple[Any, Any]:
    """Return a value with null for what is unknown, and where that is."""
    data = value.data
    if isinstance(data, Encoded):
        text = json.dumps(plain(data.value)) if is_known(data.value) else None
        return text, text is None
    if isinstance(data, list):
        pairs = [_split(item) for item in data]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if isinstance(data, dict):
        found = {key: _split(item) for key, item in data.items()}
        return {key: pair[0] for key, pair in found.items()}, {key: pair[1] for key, pair in found.items()}
    if not is_known(value):
        return None, True
    return plain(value), False
