"""Services of AWS Cloud Map that it refuses, in templates (ECS585)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import Reference
from ecslint.checks import check
from ecslint.documents.cloudformation.queries import lacks, members, objects, text
from ecslint.facts import discovery as facts
from ecslint.finding import Edit, Fix, Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    DiscoveryService: TypeAlias = Resolved
    HttpNamespace: TypeAlias = Resolved
    PrivateDnsNamespace: TypeAlias = Resolved


@check("ECS585")
def discovery_service_refused(service: DiscoveryService, stack: Stack) -> Problems:
    namespace = _namespace(service, stack)
    kind = namespace.resource.type if namespace is not None else None
    yield from _health_checks(service, namespace)
    if kind == facts.HTTP_NAMESPACE and isinstance(service.get("DnsConfig"), dict):
        message = "a service in an HTTP namespace has no DNS records; remove DnsConfig"
        yield _beside(service, "DnsConfig", message, namespace)
    if service.get("Type") == "HTTP" and isinstance(service.get("DnsConfig"), dict):
        place = service.at("DnsConfig", part="key")
        message = "Type HTTP makes no DNS records; remove DnsConfig, or Type"
        yield Problem(place, message, ((service.at("Type"), "the type"),))
    yield from _records(service)
    block = service.get("DnsConfig")
    if lacks(service.data, "NamespaceId") and (block is None or lacks(block, "NamespaceId")):
        message = "the service has no NamespaceId; add the namespace that it belongs to"
        yield Problem(service.at("NamespaceId"), message)


@check("ECS585")
def composed_name_refused(resource: DiscoveryService | PrivateDnsNamespace | HttpNamespace) -> Problems:
    from ecslint.checks._shared.names import bad_piece

    allowed, said = facts.NAME_CHARACTERS[resource.resource.type]
    piece = bad_piece(resource.get("Name"), allowed)
    if piece is not None:
        yield Problem(resource.at("Name"), f'"{piece[:60]}" is not allowed in Name; use {said}')


def _namespace(service: Resolved, stack: Stack) -> Resolved | None:
    values = (service.get("NamespaceId"), members(service.get("DnsConfig")).get("NamespaceId"))
    for value in values:
        if isinstance(value, Reference):
            return stack.target(value, *facts.NAMESPACES)
    return None


def _beside(service: Resolved, name: str, message: str, namespace: Resolved | None) -> Problem:
    place = service.at(name, part="key")
    related = () if namespace is None else ((namespace.at(), "the namespace"),)
    return Problem(place, message, related, Fix(f"remove {name}", (Edit("remove", place),)))


def _health_checks(service: Resolved, namespace: Resolved | None) -> Iterator[Problem]:
    check, custom = service.get("HealthCheckConfig"), service.get("HealthCheckCustomConfig")
    if not isinstance(check, dict):
        return
    if isinstance(custom, dict):
        message = "HealthCheckConfig and HealthCheckCustomConfig exclude each other; keep the custom one"
        yield _beside(service, "HealthCheckConfig", message, None)
    if namespace is not None and namespace.resource.type == facts.PRIVATE_NAMESPACE:
        message = (
            "Route 53 health checks do not reach a private DNS namespace, and Cloud Map refuses them there; "
            "use HealthCheckCustomConfig"
        )
        yield _beside(service, "HealthCheckConfig", message, namespace)
    if check.get("Type") == "TCP" and check.get("ResourcePath") not in (None, ""):
        place = service.at("HealthCheckConfig", "ResourcePath", part="key")
        message = "a health check of Type TCP takes no ResourcePath; remove it"
        yield Problem(place, message, fix=Fix("remove it", (Edit("remove", place),)))


def _records(service: Resolved) -> Iterator[Problem]:
    config = service.get("DnsConfig")
    if not isinstance(config, dict):
        return
    path = ("DnsConfig", "DnsRecords")
    records = config.get("DnsRecords")
    if records == []:
        yield Problem(service.at(*path), "DnsRecords is empty; add a record, such as Type: A with a TTL")
    kinds: dict[str, int] = {}
    for index, record in objects(records):
        kind = text(record.get("Type"))
        if kind is None or kind not in facts.RECORDS:
            continue
        if kind in kinds:
            message = f'two records of Type "{kind}"; keep one'
            yield Problem(service.at(*path, index, "Type"), message)
        kinds.setdefault(kind, index)
    if "CNAME" not in kinds:
        return
    if len(kinds) > 1:
        other = next(kind for kind in kinds if kind != "CNAME")
        message = f'a record of Type "CNAME" stands alone, not beside "{other}"; remove one'
        yield Problem(service.at(*path, kinds["CNAME"], "Type"), message)
    if config.get("RoutingPolicy") == "MULTIVALUE" or lacks(config, "RoutingPolicy"):
        message = 'a CNAME record needs the routing policy "WEIGHTED"; set RoutingPolicy: WEIGHTED'
        yield Problem(service.at("DnsConfig", "RoutingPolicy"), message)
    if isinstance(service.get("HealthCheckConfig"), dict):
        message = "a CNAME record takes no HealthCheckConfig; remove it"
        yield _beside(service, "HealthCheckConfig", message, None)
