"""Messages of rules in Terraform's words: ``launch_type`` for ``launchType``, ``x.arn`` for ``!Ref x``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from ecslint.base.pattern import regex
from ecslint.documents.terraform import mapping
from ecslint.documents.terraform.built import Built
from ecslint.documents.terraform.mapping import argument_of
from ecslint.validation.names import api_names

_NAME: Final = regex(r'(?<![\w"$.{])[A-Za-z](?=[A-Za-z]*?[a-z][A-Z])\w*+(?!["(:])|"[A-Za-z]+"')
_CALL: Final = regex(
    r"!(?:Ref|GetAtt) ([\w.\[\]\"-]+)|Fn::GetAtt ([\w.\[\]\"-]+)|\bRef ([\w]+\.[\w.\[\]\"-]+)"
)
_SUB: Final = regex(r"!Sub \"?\$\{([^{}]+)\}([^\" ,;]*)\"?")

_MEMBER: Final = regex(r'"(\w+)": (\{"[^{}]*\}|"[^"]*"|\d+|true|false)')
_BRACED: Final = regex(r"\{(\w+ \{ [^{}]* \})\}")
_INNER: Final = regex(r'"(\w+)": ')

_WAITS: Final = regex(r'"DependsOn": "([^" ]+)"')

_ADDRESS: Final = regex(
    r"(\$\{)?\b((?:(?<!\.)module\.\w+\.(?:module\.\w+\.)*+)?aws_\w+\.\w+)(\.[A-Z]\w*)?(?(1)\})"
)


@cache
def _words(kind: str) -> dict[str, str]:
    """Return Terraform's name of each member of a resource type."""
    return dict(_pairs(kind))


def worded(text: str, kind: str, built: Mapping[str, Built]) -> str:
    """Return a message about a resource of a type with Terraform's names."""
    words = _words(kind)

    def named(match: re.Match[str]) -> str:
        found = match[0]
        name = found.strip('"')
        if name not in words or (found != name and name in _VALUES):
            return found
        return found.replace(name, words[name])

    text = _SUB.sub(lambda match: f'"${{{_reference(match[1], built)}}}{match[2]}"', text)
    text = _CALL.sub(lambda match: _reference(match[1] or match[2] or match[3], built), text)
    text = _ADDRESS.sub(lambda match: _attribute(match, built), text)
    text = _WAITS.sub(r"depends_on = [\1]", text)
    text = _NAME.sub(named, text)
    arguments = frozenset(words.values()) | _PLAIN_ARGUMENTS.get(kind, frozenset())
    text = _MEMBER.sub(lambda match: _written(match, arguments), text)
    return _BRACED.sub(r"\1", text)


_NETWORK: Final = (
    "aws_ecs_service",
    "aws_vpc",
    "aws_vpc_endpoint",
    "aws_nat_gateway",
    "aws_launch_template",
    "aws_autoscaling_group",
    "aws_lb_target_group",
    "aws_iam_role",
)
"""Types whose arguments messages about several resources name; the first that has a word gives it."""
_PHRASES: Final = (
    ("set AssignPublicIp to ENABLED", "set assign_public_ip to true"),
    ("set AssociatePublicIpAddress to", "set associate_public_ip_address to"),
    ("attach it with a VPCGatewayAttachment", "set its vpc_id"),
    ('"PrivateDnsEnabled" is', '"private_dns_enabled" is'),
    ("use Fn::Base64", "use base64encode()"),
    ("use Fn::Sub in UserData", "write ${aws_ecs_cluster.NAME.name}"),
)
"""What CloudFormation and Terraform say in other ways."""


@cache
def _network_words() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in _NETWORK:
        for name, word in _words(kind).items():
            found.setdefault(name, word)
    return {name: word for name, word in found.items() if name not in _VALUES and name[:1].isupper()}


def worded_whole(text: str, built: Mapping[str, Built]) -> str:
    """Return a message about several resources with Terraform's names."""
    for said, instead in _PHRASES:
        text = text.replace(said, instead)
    words = _network_words()
    text = _CALL.sub(lambda match: _reference(match[1] or match[2] or match[3], built), text)
    text = _WAITS.sub(r"depends_on = [\1]", text)
    return _NAME.sub(lambda match: match[0].replace(name := match[0].strip('"'), words.get(name, name)), text)


_PLAIN_ARGUMENTS: Final = {"aws_ecs_task_definition": frozenset({"cpu", "memory"})}
"""Arguments that are called as in the API, and that messages say how to write."""


def _written(match: re.Match[str], arguments: frozenset[str]) -> str:
    """Return a member of JSON that a message says to write as an argument or a block."""
    name, value = match[1], match[2]
    if name not in arguments:
        return match[0]
    if value.startswith("{"):
        inner = _INNER.sub(r"\1 = ", value[1:-1])
        return f"{name} {{ {inner} }}"
    return f"{name} = {value}"


_VALUES: Final = frozenset({"host", "task", "service", "name", "type", "value"})


def _reference(name: str, built: Mapping[str, Built]) -> str:
    """Return a reference as Terraform writes it."""
    attribute = ""
    address = name
    if name not in built:
        address, _, attribute = name.rpartition(".")
        if address not in built:
            return name
    kind = built[address].block.labels[0]
    return f"{address}.{mapping.terraform_attribute(kind, attribute)}"


def _attribute(match: re.Match[str], built: Mapping[str, Built]) -> str:
    """Return an address with what is taken of it as Terraform calls it: ``x.arn`` for ``x.Arn``."""
    opening, address, attribute = match[1] or "", match[2], match[3] or ""
    if address not in built or not (opening or attribute):
        return match[0]
    found = _reference(address + attribute, built)
    return f"{opening}{found}}}" if opening else found


def _pairs(kind: str) -> Iterator[tuple[str, str]]:
    """Yield the names of properties and of API members with the argument that they are."""
    entry = mapping.entry_of(kind)
    if entry is None:
        return
    api = api_names(entry["type"])
    stack = [entry["arguments"]]
    found: dict[str, str] = {}
    while stack:
        table = stack.pop(0)
        for name, row in table.items():
            argument = argument_of(row)
            if argument.to not in ("-", "."):
                before, _, last = argument.to.rpartition(".")
                if argument.is_block and last.lower() == "awsvpcconfiguration":  # one block for both
                    found.setdefault(before[:1].lower() + before[1:], name)
                for other in (last, api.get(last, last[:1].lower() + last[1:])):
                    if other != name and not other.isdecimal():
                        found.setdefault(other, name)
            if argument.inner and argument.to != "-":
                stack.append(argument.inner)
    yield from found.items()
