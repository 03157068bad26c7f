"""From documents to plans: one for each template, one for all services in files of their own."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.base.unresolved import Unresolved
from ecslint.capacity.network import plan_of, plan_of_services
from ecslint.capacity.plan import Plan
from ecslint.documents.cloudformation.network import Network
from ecslint.documents.subject import SERVICE, ParsedFile
from ecslint.model.account import Subnets
from ecslint.model.service import Service


def plans(units: Iterable[ParsedFile], described: Subnets | None) -> list[tuple[str, Plan]]:
    """Return plans with the paths they are for; templates as they are with the defaults of parameters,
    Terraform modules with each of their files for ``-var-file``."""
    found: list[tuple[str, Plan]] = []
    services: list[tuple[str, Service]] = []
    paths: list[str] = []
    for unit in units:
        if unit.context_only:
            continue
        path = unit.document.path
        networks = [
            (subject.variant, subject.model)
            for subject in unit.subjects
            if isinstance(subject.model, Network)
        ]
        if networks:
            for variant, network in networks if isinstance(networks[0][0], str) else networks[:1]:
                label = f"{path} with {variant}" if isinstance(variant, str) else path
                found.append((label, plan_of(network, described)))
        elif unit.kind == SERVICE:
            models = [subject.model for subject in unit.subjects if isinstance(subject.model, Service)]
            services += [(_name(model, path), model) for model in models]
            paths.append(path)
    if services:
        plan = plan_of_services(services, described)
        if plan.subnets or plan.unknown:
            found.append((", ".join(paths), plan))
    return found


def _name(service: Service, path: str) -> str:
    for value in (service.service_name, service.service):
        text = value.text if isinstance(value, Unresolved) else value
        if text:
            return text
    return path
