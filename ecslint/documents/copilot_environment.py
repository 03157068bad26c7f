"""Manifests of AWS Copilot's environments: what Copilot itself refuses in one (ECS770).

Source: aws/copilot-cli ``internal/pkg/manifest/validate_env.go`` and ``env.go``, read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecslint.base.pattern import regex
from ecslint.base.route import Route
from ecslint.documents.subject import Structural, Subject
from ecslint.source.document import Document

_TYPE: Final = "Environment"
_HOME: Final = regex(r"/copilot/[^/]++/manifest\.ya?ml\Z")
_FOLDER: Final = "/copilot/environments/"
"""Where the manifests of environments are."""
_SIDES: Final = ("public", "private")
_ZONES: Final = 2
"""Zones that an environment has at least."""
_CDN_REGION: Final = "us-east-1"
"""Where certificates of CloudFront are."""


def is_at_home(document: Document) -> bool:
    """Say whether a document lies where Copilot looks for the manifest of a workload."""
    return _HOME.search(f"/{document.path}") is not None


class _Environment:
    """What no check looks at."""


def is_environment(document: Document) -> bool:
    """Say whether a document is the manifest of an environment."""
    data = document.data
    if not isinstance(data, dict) or data.get("type") != _TYPE or "name" not in data:
        return False
    return _FOLDER in f"/{document.path}"


def read_environment(document: Document) -> list[Subject]:
    """Return the manifest of an environment with what Copilot refuses of it."""
    faults = [
        Structural("ECS770", document.existing(route), "key" if route else "value", message)
        for route, message in _faults(document.data)
    ]
    return [Subject(_Environment(), document, structural=faults)]


def _faults(data: object) -> Iterator[tuple[Route, str]]:
    yield from _network(_at(data, "network", "vpc"))
    yield from _rules(_at(data, "network", "vpc", "security_group"))
    for side in _SIDES:
        given = _at(data, "http", side, "certificates")
        for index, arn in enumerate(given if isinstance(given, list) else ()):
            if isinstance(arn, str) and not _is_open(arn) and not _is_arn(arn):
                yield (
                    ("http", side, "certificates", index),
                    f'"{arn}" is not an ARN; use that of a certificate',
                )
    yield from _cdn(data)
    yield from _internal_subnets(data)


def _network(vpc: object) -> Iterator[tuple[Route, str]]:
    """Yield what is wrong with a VPC that is imported, or that Copilot makes as it is told."""
    base: Route = ("network", "vpc")
    imported, customised = _at(vpc, "id"), _at(vpc, "cidr")
    if imported and customised:
        yield (*base, "cidr"), '"cidr" is for a VPC of Copilot\'s own, "id" imports another; remove one'
    subnets = {side: _listed(_at(vpc, "subnets", side)) for side in _SIDES}
    for side, listed in subnets.items():
        for index, subnet in enumerate(listed):
            route = (*base, "subnets", side, index)
            for other in ("cidr", "az"):
                if _at(subnet, "id") is not None and _at(subnet, other) is not None:
                    yield (*route, other), f'a subnet has "id" and "{other}"; remove one'
            for needed, when in (("id", imported), ("cidr", customised)):
                if when and isinstance(subnet, dict) and subnet.get(needed) in (None, ""):
                    yield route, f'a subnet has no "{needed}"; add it'
    if imported and not any(subnets.values()):
        yield (*base, "id"), "an imported VPC needs its subnets; add them"
    for side, listed in subnets.items():
        if imported and len(listed) == 1:
            yield (*base, "subnets", side), f"one {side} subnet is imported, two are needed; add another"
    if customised:
        yield from _zones(base, subnets)


def _zones(base: Route, subnets: dict[str, list[object]]) -> Iterator[tuple[Route, str]]:
    """Yield what is wrong with the zones of subnets that Copilot makes."""
    zones = {
        side: {zone for subnet in listed if isinstance(zone := _at(subnet, "az"), str) and zone}
        for side, listed in subnets.items()
    }
    if any(_is_open(zone) for found in zones.values() for zone in found):
        return
    if zones["public"] != zones["private"]:
        yield (*base, "subnets"), "public and private subnets are in different zones; use the same ones"
        return
    count = len(zones["public"])
    if count and count < _ZONES:
        yield (*base, "subnets"), f"the subnets are in one zone; use {_ZONES} or more"
        return
    for side, listed in subnets.items():
        blocks = {_at(subnet, "cidr") for subnet in listed if isinstance(_at(subnet, "cidr"), str)}
        if count and len(blocks) != count:
            yield (
                (*base, "subnets", side),
                f"{len(blocks)} {side} subnets for {count} zones; use one for each",
            )


def _rules(group: object) -> Iterator[tuple[Route, str]]:
    """Yield the members that rules of the security group lack."""
    for way in ("ingress", "egress"):
        for index, rule in enumerate(_listed(_at(group, way))):
            for name in ("cidr", "ip_protocol", "ports"):
                if isinstance(rule, dict) and rule.get(name) in (None, ""):
                    route = ("network", "vpc", "security_group", way, index)
                    yield route, f'a rule of the security group has no "{name}"; add it'


def _cdn(data: object) -> Iterator[tuple[Route, str]]:
    """Yield what is wrong with the content delivery network."""
    cdn = _at(data, "cdn")
    enabled = cdn is True or (isinstance(cdn, dict) and bool(cdn))
    ingress = _at(data, "http", "public", "ingress", "cdn")
    if ingress is True and not enabled:
        yield (
            ("http", "public", "ingress", "cdn"),
            'only CloudFront is let in, and "cdn" is off; add cdn: true',
        )
    certificate, others = _at(cdn, "certificate"), _at(data, "http", "public", "certificates")
    if enabled and others is None and certificate is not None and _at(cdn, "terminate_tls") is not True:
        yield (
            ("cdn", "certificate"),
            '"terminate_tls" has to be true without http.public.certificates; set it',
        )
    if enabled and others is not None and certificate is None:
        yield ("cdn",), 'with http.public.certificates the "cdn" needs a "certificate"; add it'
    if isinstance(certificate, str) and not _is_open(certificate):
        region = certificate.split(":")[3] if _is_arn(certificate) else ""
        if region != _CDN_REGION:
            message = f'the certificate of "cdn" has to be in {_CDN_REGION}; use the ARN of one there'
            yield ("cdn", "certificate"), message
    assets = _at(cdn, "static_assets")
    for name in ("alias", "location", "path"):
        if isinstance(assets, dict) and assets and assets.get(name) in (None, ""):
            yield ("cdn", "static_assets"), f'"static_assets" has no "{name}"; add it'


def _internal_subnets(data: object) -> Iterator[tuple[Route, str]]:
    """Yield the subnets of the internal load balancer that are not imported."""
    given = _at(data, "http", "private", "subnets")
    if not isinstance(given, list):
        return
    vpc = _at(data, "network", "vpc")
    if not _at(vpc, "id"):
        yield ("http", "private", "subnets"), "subnets are for an imported VPC; import it, or remove them"
        return
    known = [_at(subnet, "id") for side in _SIDES for subnet in _listed(_at(vpc, "subnets", side))]
    for index, name in enumerate(given):
        if isinstance(name, str) and name not in known and not any(map(_is_open, (name, *known))):
            yield ("http", "private", "subnets", index), f'"{name}" is not among the imported subnets; add it'


def _at(data: object, *path: str) -> object:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _is_open(value: object) -> bool:
    """Say whether a value is filled in later, so that nothing is known of it."""
    return not isinstance(value, str) or "$" in value or "{{" in value


def _is_arn(text: str) -> bool:
    """Say whether Go's ``arn.Parse`` takes a text."""
    return text.startswith("arn:") and text.count(":") >= 5
