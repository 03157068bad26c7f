"""Actions that authenticate users or tokens, and rewrites, of listeners and rules (ECS558, ECS559)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import PartialText, Unresolved
from ecslint.checks import check
from ecslint.documents.cloudformation.queries import lacks, members, objects, text
from ecslint.facts import load_balancing as facts
from ecslint.finding import Problem, Problems
from ecslint.source.templating.placeholders import stands_for_something

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.model.base import Place

    ElbListener: TypeAlias = Resolved
    ElbListenerRule: TypeAlias = Resolved


@check("ECS558")
def listener_authentication_refused(listener: ElbListener) -> Problems:
    yield from _actions(listener, "DefaultActions")


@check("ECS559")
def rule_authentication_refused(rule: ElbListenerRule) -> Problems:
    yield from _actions(rule, "Actions")
    yield from _transforms(rule)


def _actions(resource: Resolved, member: str) -> Iterator[Problem]:
    for index, action in objects(resource.get(member)):
        for name in facts.IDENTITY_URLS:
            block = action.get(name)
            if isinstance(block, dict):
                yield from _identity(resource, (member, index, name), name, block)


def _identity(
    resource: Resolved, path: tuple[str | int, ...], name: str, block: dict[str, object]
) -> Iterator[Problem]:
    for member in facts.IDENTITY_URLS[name]:
        if _is_no_url(block.get(member)):
            message = f'{member} is not a full URL; use one that begins with "https://"'
            yield Problem(resource.at(*path, member), message)
    if (
        name == "AuthenticateOidcConfig"
        and lacks(block, "ClientSecret")
        and lacks(block, "UseExistingClientSecret")
    ):
        yield Problem(resource.at(*path, "ClientSecret"), "the action has no ClientSecret; add it")
    extra = block.get("AuthenticationRequestExtraParams")
    if isinstance(extra, dict) and len(extra) > facts.MAX_EXTRA_PARAMETERS:
        message = f"{len(extra)} parameters are given; use at most {facts.MAX_EXTRA_PARAMETERS}"
        yield Problem(resource.at(*path, "AuthenticationRequestExtraParams"), message)
    if name == "JwtValidationConfig":
        for member in ("JwksEndpoint", "Issuer"):
            yield from _too_long(resource.at(*path, member), block.get(member))
        yield from _claims(resource, (*path, "AdditionalClaims"), block.get("AdditionalClaims"))


def _is_no_url(value: object) -> bool:
    """Say whether a value surely begins with something other than ``https://``."""
    begin = value.parts[0] if isinstance(value, PartialText) else value
    if not isinstance(begin, str) or not begin or stands_for_something(begin):
        return False
    wanted = facts.URL_BEGIN
    if isinstance(value, Unresolved) and len(begin) < len(wanted):
        return not wanted.startswith(begin)
    return not begin.startswith(wanted)


def _too_long(place: Place, value: object) -> Iterator[Problem]:
    if isinstance(value, str) and len(value) > facts.CLAIM_LENGTH:
        message = f"the value has {len(value)} characters; use at most {facts.CLAIM_LENGTH}"
        yield Problem(place, message)


def _claims(resource: Resolved, path: tuple[str | int, ...], claims: object) -> Iterator[Problem]:
    found = list(objects(claims))
    if len(found) > facts.MAX_CLAIMS:
        message = f"{len(found)} claims are given; use at most {facts.MAX_CLAIMS}"
        yield Problem(resource.at(*path), message)
    for index, claim in found:
        name = text(claim.get("Name"))
        if name in facts.OWN_CLAIMS:
            message = f'the claim "{name}" is validated anyway and cannot be given; remove it'
            yield Problem(resource.at(*path, index, "Name"), message)
        values = claim.get("Values")
        for position, value in enumerate(values if isinstance(values, list) else ()):
            place = resource.at(*path, index, "Values", position)
            yield from _too_long(place, value)
            if claim.get("Format") == "space-separated-values" and isinstance(value, str) and " " in value:
                message = f'"{value[:60]}" has a space, which parts such values; use one value each'
                yield Problem(place, message)
        if isinstance(values, list) and len(values) > facts.MAX_CLAIMS:
            message = f"{len(values)} values are given; use at most {facts.MAX_CLAIMS}"
            yield Problem(resource.at(*path, index, "Values"), message)


def _transforms(rule: Resolved) -> Iterator[Problem]:
    for index, transform in objects(rule.get("Transforms")):
        kind = text(transform.get("Type"))
        wanted = facts.TRANSFORMS.get(kind or "")
        for other in facts.TRANSFORMS.values():
            block = members(transform.get(other))
            if wanted is not None and other != wanted and isinstance(transform.get(other), dict):
                message = f'{other} does not go with the transform "{kind}"; use {wanted}'
                yield Problem(rule.at("Transforms", index, other, part="key"), message)
            for position, rewrite in objects(block.get("Rewrites")):
                for member in ("Regex", "Replace"):
                    value = rewrite.get(member)
                    if isinstance(value, str) and len(value) > facts.REWRITE_LENGTH:
                        message = f"{member} has {len(value)} characters; use at most {facts.REWRITE_LENGTH}"
                        place = rule.at("Transforms", index, other, "Rewrites", position, member)
                        yield Problem(place, message)
