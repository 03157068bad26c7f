"""Target groups, as ``DescribeTargetGroups`` prints them and CloudFormation templates define them.

Member names are those of Elastic Load Balancing's API (2015-12-01), in PascalCase; a property ``Name`` of
``AWS::ElasticLoadBalancingV2::TargetGroup`` arrives here as ``TargetGroupName``. Intervals and timeouts
are in seconds. An absent member is not known: what it means depends on where the group comes from.
"""

from __future__ import annotations

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.model.base import Model, to_pascal
from ecslint.model.value import Opt, Value


class Matcher(Model, spell=to_pascal):
    """``Matcher``: the status codes that a health check accepts."""

    http_code: Opt[str] = None
    grpc_code: Opt[str] = None


class TargetGroupAttribute(Model, spell=to_pascal):
    """An attribute of a target group, key and value."""

    key: Opt[str] = None
    value: Opt[str] = None


class TargetGroup(Model, spell=to_pascal):
    """A target group of Elastic Load Balancing; times in seconds."""

    target_group_arn: Opt[str] = None
    target_group_name: Opt[str] = None
    target_type: Opt[str] = None
    protocol: Opt[str] = None
    protocol_version: Opt[str] = None
    port: Opt[int] = None
    vpc_id: Opt[str] = None
    ip_address_type: Opt[str] = None
    health_check_enabled: Opt[bool] = None
    health_check_protocol: Opt[str] = None
    health_check_port: Opt[str] = None
    health_check_path: Opt[str] = None
    health_check_interval_seconds: Opt[int] = None
    health_check_timeout_seconds: Opt[int] = None
    healthy_threshold_count: Opt[int] = None
    unhealthy_threshold_count: Opt[int] = None
    matcher: Opt[Matcher] = None
    target_group_attributes: Opt[list[Value[TargetGroupAttribute]]] = None
    """Only in templates; ``DescribeTargetGroups`` does not print them."""
    load_balancer_arns: Opt[list[Value[str]]] = None
    """Only in what ``DescribeTargetGroups`` prints; empty for a group that no listener forwards to."""


class TargetGroups:
    """The target groups that are known to a service: by ARN, or by logical id within its template."""

    __slots__ = ("_beyond", "_by_arn", "_by_id")

    def __init__(self) -> None:
        self._by_arn: dict[str, TargetGroup] = {}
        self._by_id: dict[str, TargetGroup] = {}
        self._beyond: TargetGroups | None = None

    def add(self, group: TargetGroup, logical_id: str = "") -> None:
        """Make a group known by its ARN, if it has one, and by ``logical_id``, if that is given."""
        if isinstance(group.target_group_arn, str):
            self._by_arn[group.target_group_arn] = group
        if logical_id:
            self._by_id[logical_id] = group

    def extend(self, others: TargetGroups) -> None:
        """Look into ``others`` for what is not found here."""
        self._beyond = others

    def find(self, arn: str | Unresolved | None) -> TargetGroup | None:
        """Return the group that an ARN, or a reference to a resource of the same template, means."""
        found = None
        if isinstance(arn, Reference):
            found = self._by_id.get(arn.logical_id)
        elif isinstance(arn, str):
            found = self._by_arn.get(arn)
        if found is None and self._beyond is not None:
            return self._beyond.find(arn)
        return found
