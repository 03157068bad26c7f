"""Roles and target groups of VPC Lattice that a service names by the ARN of something else (ECS578)."""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks.service.identifiers import infrastructure_roles
from ecslint.finding import Problem, Problems
from ecslint.model.base import each
from ecslint.model.service import Service

_ROLE: Final = regex(r"arn:[^:]*:iam::[^:]*:role/.+")
_LATTICE: Final = regex(r"arn:[^:]*:vpc-lattice:[^:]*:[^:]*:targetgroup/.+")


@check("ECS578")
def arn_of_another_kind(service: Service) -> Problems:
    for place, value in infrastructure_roles(service):
        if isinstance(value, str) and value.startswith("arn:") and not _ROLE.fullmatch(value):
            kind = value.split(":", 5)[-1].partition("/")[0]
            message = f'"{place.path[-1]}" is the ARN of another resource ({kind}); use the ARN of a role'
            yield Problem(place, message)
    for _, lattice in each(service.vpc_lattice_configurations):
        arn = lattice.target_group_arn
        if isinstance(arn, str) and arn.startswith("arn:") and not _LATTICE.fullmatch(arn):
            service_of = arn.split(":", 3)[2]
            message = f'"targetGroupArn" is of {service_of}, not of VPC Lattice; use one of vpc-lattice'
            yield Problem(lattice.at("targetGroupArn"), message)
