"""Writes CloudFormation templates as Terraform: the table of names read backwards, for tests."""

from __future__ import annotations

import json
from typing import Any

from ecslint.base import schemas
from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.terraform.mapping import argument_of
from ecslint.validation.names import to_api

TABLE: dict[str, Any] = schemas.load_json("terraform.json")["resources"]
BY_TYPE = {entry["type"]: name for name, entry in reversed(list(TABLE.items()))}
BY_TYPE["AWS::EC2::SecurityGroupIngress"] = "aws_vpc_security_group_ingress_rule"


class InexpressibleError(Exception):
    """Something that the generator cannot write."""


def can_write(template: Template) -> bool:
    """Say whether every resource of a template has a counterpart."""
    return all(
        resource.type in BY_TYPE or resource.type == "AWS::EC2::VPCGatewayAttachment"
        for resource in template.resources.values()
    )


def module_of(template: Template) -> str:
    """Return a module that makes the same as a template. Raises ``InexpressibleError``."""
    out = ['variable "unknown" {}\n']
    for name, resource in template.resources.items():
        kind = BY_TYPE.get(resource.type)
        if kind is None:
            continue
        data = template.resolve(name).data
        if isinstance(data, Unresolved):
            raise InexpressibleError(name)
        text = _body(data, TABLE[kind]["arguments"], template, "  ")
        if resource.type == "AWS::EC2::SecurityGroup":
            text += _rules(data, template)
        if resource.type == "AWS::EC2::InternetGateway":
            text += _attachment(name, template)
        waits = [template.resources[each] for each in resource.depends_on if each in template.resources]
        named = [f"{BY_TYPE[each.type]}.{each.logical_id}" for each in waits if each.type in BY_TYPE]
        text += f"  depends_on = [{', '.join(named)}]\n" if named else ""
        out.append(f'resource "{kind}" "{name}" {{\n{text}}}\n')
    return "\n".join(out)


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
    return "var.unknown"


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
        api = to_api("AWS::ECS::TaskDefinition", {"ContainerDefinitions": value})["containerDefinitions"]
        return f"jsonencode({_expression(api, template)})"
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
