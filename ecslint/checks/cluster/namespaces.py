"""Default namespaces of Service Connect whose name Amazon ECS does not take (ECS580)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from ecslint.checks import check
from ecslint.documents.cloudformation.queries import members
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.source.templating.placeholders import stands_for_something

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved

    Cluster: TypeAlias = Resolved

_MOST: Final = 1024
_REFUSED: Final = '<>"/'
"""Length and characters of a name.
Source: ``ClusterServiceConnectDefaultsRequest.namespace``, Amazon ECS API Reference (botocore 1.44.8)."""


@check("ECS580")
def default_namespace_is_invalid(cluster: Cluster) -> Problems:
    name = members(cluster.get("ServiceConnectDefaults")).get("Namespace")
    place = cluster.at("ServiceConnectDefaults", "Namespace")
    if name == "":
        # An update may clear the default with it by the documentation, and was refused by AWS in 2023.
        message = "Namespace is empty, which AWS has refused; remove ServiceConnectDefaults, or name one"
        fix = Fix("remove it", (Edit("remove", cluster.at("ServiceConnectDefaults")),))
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)
    if not isinstance(name, str) or name.startswith("arn:") or stands_for_something(name):
        return
    refused = next((letter for letter in name if letter in _REFUSED), None)
    if refused is not None:
        shown = "a double quote" if refused == '"' else f'"{refused}"'
        message = f'{shown} is not allowed in Namespace; use letters, digits, "-" and "." only'
        yield Problem(place, message)
    elif len(name) > _MOST:
        yield Problem(place, f"the name of the namespace has {len(name)} characters; use at most {_MOST}")
