"""Service Connect, VPC Lattice and gateways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.base.words import one_of
from ecslint.checks import check
from ecslint.checks._shared.service import known_text, use_nearest
from ecslint.facts.services import PROXY_PORT_ABOVE
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Model, Place, each, is_complete, is_set
from ecslint.model.service import Service
from ecslint.model.service_connect import (
    ServiceConnectAccessLogConfiguration,
    ServiceConnectConfiguration,
    ServiceConnectService,
    TimeoutConfiguration,
)
from ecslint.model.task import PortMapping, TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.account import Clusters

_DISCOVERY_NAME = regex(r"[a-z0-9_][a-z0-9_-]{0,63}")
_DNS_NAME = regex(r"[a-z0-9_.][a-z0-9_.-]{0,126}")


def _connect(service: Service) -> ServiceConnectConfiguration | None:
    """Return the configuration of Service Connect, if it is on."""
    block = service.service_connect_configuration
    return block if isinstance(block, ServiceConnectConfiguration) and block.enabled is True else None


def _named_ports(task: TaskDefinition) -> dict[str, PortMapping] | None:
    """Return the port mappings by name; ``None`` unless all names are known."""
    if not task.containers_complete:
        return None
    named = {}
    for container in task.containers:
        if not is_complete(container.port_mappings):
            return None
        for _, mapping in each(container.port_mappings):
            if isinstance(mapping.name, Unresolved):
                return None
            if mapping.name:
                named[mapping.name] = mapping
    return named


@check("ECS564")
def port_name_unknown(service: Service, task: TaskDefinition) -> Problems:
    named = _named_ports(task)
    if named is None:
        return
    for block, name in _port_names(service):
        if name not in named:
            known = f"its names are {one_of(list(named))}" if named else "none has a name"
            instead = f"use {one_of(list(named))}" if named else 'add a "name" to one of its port mappings'
            hint = use_nearest(name, list(named)) or f"; {instead}"
            fix = None
            if len(named) == 1:
                (only,) = named
                fix = Fix(f'use "{only}"', (Edit("set", block.at("portName"), only),))
            message = f'the task definition has no port mapping called "{name}"{hint}'
            related = ((task.at("containerDefinitions"), known),)
            yield Problem(block.at("portName"), message, related, fix)


def _port_names(service: Service) -> Iterator[tuple[Model, str]]:
    """Yield every known ``portName`` with the object that has it."""
    connect = _connect(service)
    for _, endpoint in each(connect.services if connect is not None else None):
        if isinstance(endpoint.port_name, str) and endpoint.port_name:
            yield endpoint, endpoint.port_name
    for _, lattice in each(service.vpc_lattice_configurations):
        if isinstance(lattice.port_name, str) and lattice.port_name:
            yield lattice, lattice.port_name
    for _, connector in each(service.gateway_connectors):
        if isinstance(connector.port_name, str) and connector.port_name:
            yield connector, connector.port_name


@check("ECS566")
def service_connect_refused(
    service: Service,
    task: TaskDefinition | None,
    clusters: Clusters | None,
    resolved: Resolved | None,
    stack: Stack | None,
) -> Problems:
    connect = _connect(service)
    if connect is None:
        return
    if clusters is not None:
        yield from _namespace_missing(service, connect, clusters)
    if resolved is not None and stack is not None and not is_set(connect.namespace):
        yield from _no_default_namespace(connect, resolved, stack)
    yield from _namespace_empty(connect)
    yield from _names(connect)
    yield from _aliases_twice(connect)
    yield from _privileged_ports(connect)
    yield from _timeouts(connect, task)
    yield from _access_log(connect)
    if service.launch_type == "EXTERNAL":
        message = "Service Connect is not available with the launch type EXTERNAL; remove it"
        yield Problem(connect.at("enabled"), message, ((service.at("launchType"), "EXTERNAL"),))


def _privileged_ports(connect: ServiceConnectConfiguration) -> Problems:
    """Yield ports that the proxy cannot listen on."""
    for _, endpoint in each(connect.services):
        port = endpoint.ingress_port_override
        if isinstance(port, int) and port <= PROXY_PORT_ABOVE:
            message = (
                f'"ingressPortOverride" is {port}, and the proxy takes ports above '
                f"{PROXY_PORT_ABOVE} only; set another, or remove it"
            )
            yield Problem(endpoint.at("ingressPortOverride"), message)


def _namespace_missing(
    service: Service, connect: ServiceConnectConfiguration, clusters: Clusters
) -> Problems:
    cluster = clusters.find(service.cluster)
    if cluster is None or is_set(connect.namespace) or service.is_update:
        return
    defaults = cluster.service_connect_defaults
    if defaults is None:
        name = known_text(cluster.cluster_name) or "default"
        message = (
            f'Service Connect needs a "namespace": none is given, and cluster {name} has no default; '
            'add "namespace"'
        )
        related = ((cluster.at("clusterName"), "no serviceConnectDefaults"),)
        yield Problem(connect.at("namespace"), message, related)


def _namespace_empty(connect: ServiceConnectConfiguration) -> Problems:
    if connect.namespace == "":
        place = connect.at("namespace")
        message = (
            '"namespace" is empty, which names none; remove it for the default of the cluster, or set one'
        )
        fix = Fix("remove it", (Edit("remove", place),))
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)


def _no_default_namespace(connect: ServiceConnectConfiguration, service: Resolved, stack: Stack) -> Problems:
    value = service.get("Cluster")
    cluster = stack.target(value, "AWS::ECS::Cluster") if isinstance(value, Reference) else None
    if cluster is not None and not stack.template.macros and cluster.get("ServiceConnectDefaults") is None:
        name = cluster.resource.logical_id
        message = (
            f'Service Connect needs a "namespace": none is given, and cluster {name} has no default; '
            'add "namespace"'
        )
        related = ((cluster.at("ServiceConnectDefaults"), "no ServiceConnectDefaults"),)
        yield Problem(connect.at("namespace"), message, related)


def _names(connect: ServiceConnectConfiguration) -> Problems:
    seen: dict[str, ServiceConnectService] = {}
    for _, endpoint in each(connect.services):
        yield from _aliases(endpoint)
        name = endpoint.discovery_name
        if isinstance(name, str) and name and not _DISCOVERY_NAME.fullmatch(name):
            message = (
                f'invalid discoveryName "{name}"; use lower-case letters, digits, "_" and "-" '
                "(not first), at most 64"
            )
            yield Problem(
                endpoint.at("discoveryName"), message, fix=_lowered(endpoint, "discoveryName", name)
            )
        effective = name if is_set(name) else endpoint.port_name
        if isinstance(effective, str) and effective:
            if effective in seen:
                message = (
                    f'two endpoints have the discovery name "{effective}" (the default is the port name); '
                    'give each its own "discoveryName"'
                )
                related = ((seen[effective].at("portName"), "the first one"),)
                member = "discoveryName" if is_set(name) else "portName"
                yield Problem(endpoint.at(member), message, related)
            seen.setdefault(effective, endpoint)


def _aliases(endpoint: ServiceConnectService) -> Problems:
    aliases = endpoint.client_aliases
    if not is_set(aliases):
        message = (
            "the endpoint has no client alias and needs one, with the port on which clients reach it; add "
            'for instance "clientAliases": [{"port": 80}]'
        )
        yield Problem(endpoint.at("clientAliases"), message)
    given = list(each(aliases))
    if len(given) > 1:
        message = f"{len(given)} client aliases are given, an endpoint takes one; remove the others"
        yield Problem(endpoint.at("clientAliases", given[1][0]), message)
    for _, alias in given:
        name = alias.dns_name
        if isinstance(name, str) and name and not _DNS_NAME.fullmatch(name):
            message = (
                f'invalid dnsName "{name}"; use lower-case letters, digits, "_", "-" (not '
                'first) and ".", at most 127'
            )
            yield Problem(alias.at("dnsName"), message, fix=_lowered(alias, "dnsName", name))


def _aliases_twice(connect: ServiceConnectConfiguration) -> Problems:
    """Yield aliases with the name and port of an earlier one: both are one address in the namespace."""
    seen: dict[tuple[str, int], Place] = {}
    for _, endpoint in each(connect.services):
        for index, alias in each(endpoint.client_aliases):
            name, port = alias.dns_name, alias.port
            if not isinstance(name, str) or not name or not isinstance(port, int):
                continue
            if (earlier := seen.get((name, port))) is not None:
                message = (
                    f'the alias "{name}:{port}" is that of another endpoint, too; use another name or port'
                )
                yield Problem(endpoint.at("clientAliases", index), message, ((earlier, "the first one"),))
            seen.setdefault((name, port), alias.at("dnsName"))


def _lowered(model: Model, member: str, name: str) -> Fix | None:
    pattern = _DNS_NAME if member == "dnsName" else _DISCOVERY_NAME
    if not pattern.fullmatch(name.lower()):
        return None
    return Fix(f'use "{name.lower()}"', (Edit("set", model.at(member), name.lower()),))


def _timeouts(connect: ServiceConnectConfiguration, task: TaskDefinition | None) -> Problems:
    named = _named_ports(task) if task is not None else None
    for _, endpoint in each(connect.services):
        timeout = endpoint.timeout
        if not isinstance(timeout, TimeoutConfiguration):
            continue
        idle, whole = timeout.idle_timeout_seconds, timeout.per_request_timeout_seconds
        if not isinstance(whole, int) or whole <= 0:
            continue
        mapping = named.get(endpoint.port_name) if named and isinstance(endpoint.port_name, str) else None
        if mapping is not None and mapping.app_protocol in (None, ""):
            message = (
                f'"perRequestTimeoutSeconds" is for HTTP, and port "{endpoint.port_name}" has no '
                '"appProtocol", so it is plain TCP; remove the timeout, or name the protocol'
            )
            related = ((mapping.at("appProtocol"), "the port mapping"),)
            yield Problem(timeout.at("perRequestTimeoutSeconds"), message, related)
        elif isinstance(idle, int) and 0 < idle < whole:
            message = (
                f"requests may take {whole} seconds, but the connection is closed after {idle} idle ones; "
                f'set "idleTimeoutSeconds" to at least {whole}'
            )
            fix = Fix(f"set it to {whole}", (Edit("set", timeout.at("idleTimeoutSeconds"), whole),))
            related = ((timeout.at("perRequestTimeoutSeconds"), f"{whole} seconds"),)
            yield Problem(timeout.at("idleTimeoutSeconds"), message, related, fix, Severity.WARNING)


def _access_log(connect: ServiceConnectConfiguration) -> Problems:
    access = connect.access_log_configuration
    if not isinstance(access, ServiceConnectAccessLogConfiguration):
        return
    if connect.log_configuration is None:
        message = '"accessLogConfiguration" needs a "logConfiguration" that says where the log goes; add one'
        yield Problem(connect.at("accessLogConfiguration"), message)
    if access.include_query_parameters == "ENABLED":
        place = access.at("includeQueryParameters")
        message = (
            "the access log shows query parameters, which may hold tokens and personal data; set DISABLED"
        )
        fix = Fix("set DISABLED", (Edit("set", place, "DISABLED"),))
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)


@check("ECS570")
def proxy_has_no_room(service: Service, task: TaskDefinition) -> Problems:
    connect = _connect(service)
    if connect is None or task.memory not in (None, ""):
        return
    message = (
        "the proxy of Service Connect has no memory at the task level; "
        'add "memory" and "cpu" with 64 MiB and 256 CPU units more than the containers'
    )
    yield Problem(connect.at("enabled"), message, ((task.at("memory"), "no memory at the task level"),))


@check("ECS583")
def registered_twice(service: Service) -> Problems:
    connect = _connect(service)
    if connect is not None and any(True for _ in each(service.service_registries)):
        message = (
            "the service is registered twice, by Service Connect and by service discovery; "
            "keep the registry only for clients outside the namespace"
        )
        related = ((connect.at("enabled"), "Service Connect is on"),)
        yield Problem(service.at("serviceRegistries"), message, related)
