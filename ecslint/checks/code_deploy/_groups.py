"""What rules on deployment groups ask of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.documents.cloudformation.queries import objects, text

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


APPLICATION = "AWS::CodeDeploy::Application"
SERVICE = "AWS::ECS::Service"


def application_of(group: Resolved, stack: Stack) -> Resolved | None:
    """Return the application of the template that a deployment group belongs to."""
    value = group.get("ApplicationName")
    if isinstance(value, str):
        for application in stack.all(APPLICATION):
            if application.get("ApplicationName") == value:
                return application
    return stack.target(value, APPLICATION) if isinstance(value, Reference) else None


def is_for_service(group: Resolved, stack: Stack) -> bool:
    """Say whether a deployment group surely deploys an ECS service."""
    services = group.get("ECSServices")
    if isinstance(services, list) and services:
        return True
    application = application_of(group, stack)
    return application is not None and text(application.get("ComputePlatform")) == "ECS"


def service_of(group: Resolved, stack: Stack) -> Resolved | None:
    """Return the service of the template that a deployment group deploys."""
    for _, entry in objects(group.get("ECSServices")):
        return stack.target(entry.get("ServiceName"), SERVICE)
    return None


def whole(value: object) -> list[object] | None:
    """Return a list of which at least the number of items is known."""
    if isinstance(value, list) and not any(isinstance(item, Unresolved) for item in value):
        return value
    return None
