"""Listeners that Elastic Load Balancing refuses, in templates (ECS558)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.base.words import one_of, quoted
from ecslint.checks import check
from ecslint.checks._shared.balancer_actions import wrong_actions
from ecslint.checks._shared.balancing import LISTENER, balancer_kind, kind_of_balancer
from ecslint.checks._shared.references import same_resource
from ecslint.documents.cloudformation.queries import lacks, number, objects, shown, text
from ecslint.facts import load_balancing as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.arn import parse_arn
from ecslint.source.templating.placeholders import is_placeholder

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    ElbListener: TypeAlias = Resolved

_CERTIFICATE = regex(r"arn:[a-z-]+:(acm:[a-z0-9-]*:\d*:certificate/|iam::\d*:server-certificate/)\S+")


def _is_other_arn(text: str) -> bool:
    """Say whether a text is the ARN of something else; one whose account is a word is left to fill in."""
    arn = parse_arn(text)
    if not text.startswith("arn:") or _CERTIFICATE.fullmatch(text):
        return False
    return arn is None or not arn.account.replace("-", "").isalpha()


@check("ECS558")
def listener_refused(listener: ElbListener, stack: Stack) -> Problems:
    kind = kind_of_balancer(listener.get("LoadBalancerArn"), stack)
    if kind == "gateway":
        return
    yield from _required(listener, kind)
    yield from _protocol(listener, kind, stack)
    yield from _encryption(listener)
    yield from _second(listener, stack)
    yield from wrong_actions(listener, "DefaultActions", listener)


def _required(listener: Resolved, kind: str | None) -> Iterator[Problem]:
    names = ("Port", "Protocol")
    if kind is None and all(lacks(listener.data, name) for name in names):
        return  # may be the listener of a Gateway Load Balancer
    for name in names:
        if lacks(listener.data, name):
            hint = f"add {name}, for instance {'443' if name == 'Port' else 'HTTPS'}"
            yield Problem(listener.at(name), f'the listener has no "{name}"; {hint}')


def _protocol(listener: Resolved, kind: str | None, stack: Stack) -> Iterator[Problem]:
    protocol, own = text(listener.get("Protocol")), balancer_kind(listener)
    if own is None or kind is None or own == kind or kind not in facts.KIND_NAMES:
        return
    allowed = [name for name, of in facts.KIND_OF_PROTOCOL.items() if of == kind and "QUIC" not in name]
    message = f"{facts.KIND_NAMES[kind]} takes no {protocol} listener; use {one_of(quoted(allowed))}"
    related = []
    value = listener.get("LoadBalancerArn")
    balancer = stack.target(value) if isinstance(value, Reference) else None
    if balancer is not None:
        related.append((balancer.at("Type"), f"the load balancer is of type {kind}"))
    yield Problem(listener.at("Protocol"), message, tuple(related))


def _encryption(listener: Resolved) -> Iterator[Problem]:
    protocol = text(listener.get("Protocol"))
    certificates, policy = listener.get("Certificates"), listener.get("SslPolicy")
    if protocol is None or protocol not in facts.KIND_OF_PROTOCOL:
        return
    related = ((listener.at("Protocol"), f"the protocol is {protocol}"),)
    if protocol in facts.ENCRYPTED:
        if certificates == [] or lacks(listener.data, "Certificates"):
            message = f"a listener of protocol {protocol} needs a certificate; add Certificates"
            yield Problem(listener.at("Certificates"), message, related)
        known = [i for i, item in objects(certificates) if item.get("CertificateArn") is not None]
        if len(known) > 1:
            message = f"Certificates has {len(known)} items, a listener takes one; use ListenerCertificate"
            yield Problem(listener.at("Certificates", known[1]), message)
        for index, item in objects(certificates):
            arn = text(item.get("CertificateArn"))
            if arn is not None and _is_other_arn(arn):
                message = f'"{arn}" is not the ARN of a certificate; use one of ACM or IAM, without spaces'
                yield Problem(listener.at("Certificates", index, "CertificateArn"), message)
        name = text(policy)
        if name is not None and not name.startswith(facts.POLICY_PREFIX) and not is_placeholder(name):
            message = f'"{name}" is not a security policy; use ELBSecurityPolicy-TLS13-1-2-2021-06'
            yield Problem(listener.at("SslPolicy"), message)
    else:
        named = any(item.get("CertificateArn") is not None for _, item in objects(certificates))
        for name, is_given in (
            ("Certificates", named),
            ("SslPolicy", policy not in (None, "") and not isinstance(policy, Unresolved)),
        ):
            if is_given:
                place = listener.at(name, part="key")
                message = f"a listener of protocol {protocol} takes no {name}; remove it, or use HTTPS or TLS"
                yield Problem(place, message, related, Fix(f"remove {name}", (Edit("remove", place),)))
    alpn = listener.get("AlpnPolicy")
    if protocol != "TLS" and isinstance(alpn, list) and alpn:
        place = listener.at("AlpnPolicy", part="key")
        message = f"AlpnPolicy is for TLS listeners, not {protocol}; remove it"
        yield Problem(place, message, related, Fix("remove it", (Edit("remove", place),)))


def _second(listener: Resolved, stack: Stack) -> Iterator[Problem]:
    """Yield a problem for the second listener of a load balancer on one port."""
    balancer, port = listener.get("LoadBalancerArn"), number(listener.get("Port"))
    own = listener.resource.logical_id
    if port is None or not isinstance(balancer, Reference | str):
        return
    for other in stack.all(LISTENER):
        name = other.resource.logical_id
        if name == own:
            return
        if (
            number(other.get("Port")) == port
            and same_resource(other.get("LoadBalancerArn"), balancer)
            and stack.exists(name) is True
            and stack.exists(own) is True
        ):
            message = f'"{name}" listens on port {shown(port)} of this load balancer already; use another'
            yield Problem(listener.at("Port"), message, ((other.at("Port"), "the other listener"),))
            return
