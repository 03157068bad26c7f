"""Resources that need an internet gateway but do not wait until it is attached (ECS690)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.facts import order as facts
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.sections import Resource
    from ecslint.documents.cloudformation.template import Template


@check("ECS690")
def gateway_attachment_is_not_awaited(template: Template) -> Problems:
    attachments = [
        resource
        for resource in template.resources_of(facts.ATTACHMENT)
        if isinstance(resource.properties, dict) and resource.properties.get("InternetGatewayId") is not None
    ]
    if not attachments or template.macros:
        return
    for pair in facts.PAIRS:
        for waiter in template.resources_of(pair.waiter):
            found = _not_awaited(waiter, attachments, template)
            if found is not None:
                name = found.logical_id
                message = f'"{waiter.logical_id}" does not wait for "{name}"; add "DependsOn": "{name}"'
                place = Place(template, (*waiter.route, "Type"))
                related = ((Place(template, found.route), f"without it: {pair.error}"),)
                severity = Severity.INFO if pair.rarely else None
                yield Problem(place, message, related, severity=severity)


def _not_awaited(waiter: Resource, attachments: list[Resource], template: Template) -> Resource | None:
    """Return the attachment that a resource surely needs and does not wait for."""
    properties = waiter.properties if isinstance(waiter.properties, dict) else {}
    waits_for = template.dependencies(waiter.logical_id)
    for attachment in attachments:
        if attachment.logical_id in waits_for or attachment.condition not in (None, waiter.condition):
            continue
        gateway, vpc = (_mentioned(attachment.properties.get(n)) for n in ("InternetGatewayId", "VpcId"))
        if waiter.type == "AWS::EC2::Route":
            if gateway is not None and gateway == _mentioned(properties.get("GatewayId")):
                return attachment
        elif vpc in waits_for and _is_public(properties):
            return attachment
    return None


def _is_public(properties: dict[str, object]) -> bool:
    """Say whether a NAT gateway or a load balancer surely faces the internet."""
    scheme = properties.get("Scheme")
    return properties.get("ConnectivityType") in (None, "public") and scheme in (None, "internet-facing")


def _mentioned(value: object) -> str | None:
    """Return the logical id in a ``Ref`` or ``Fn::GetAtt``, also one that a text consists of."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    text, joined = value.get("Fn::Sub"), value.get("Fn::Join")
    if isinstance(text, str) and text.startswith("${") and text.find("}") == len(text) - 1:
        return text[2:-1].partition(".")[0]
    if isinstance(joined, list) and joined and isinstance(joined[-1], list) and len(joined[-1]) == 1:
        return _mentioned(joined[-1][0])
    target = value.get("Ref", value.get("Fn::GetAtt"))
    if isinstance(target, list) and target:
        target = target[0]
    return target.partition(".")[0] if isinstance(target, str) else None
