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
    """Status codes that count as healthy, e.g. ``200-299``."""
    grpc_code: Opt[str] = None
    """gRPC codes that count as healthy."""


class TargetGroupAttribute(Model, spell=to_pascal):
    """An attribute of a target group, key and value."""

    key: Opt[str] = None
    """The attribute's name."""
    value: Opt[str] = None
    """Its value as text."""


class TargetGroup(Model, spell=to_pascal):
    """A target group of Elastic Load Balancing; times in seconds."""

    target_group_arn: Opt[str] = None
    """Its ARN."""
    target_group_name: Opt[str] = None
    """Its name."""
    target_type: Opt[str] = None
    """What is registered: ``ip``, ``instance``, ``lambda`` or ``alb``."""
    protocol: Opt[str] = None
    """The protocol in upper case."""
    protocol_version: Opt[str] = None
    """``HTTP1``, ``HTTP2`` or ``GRPC``."""
    port: Opt[int] = None
    """The port of targets that name none."""
    vpc_id: Opt[str] = None
    """The id of its VPC."""
    ip_address_type: Opt[str] = None
    """``ipv4`` or ``ipv6``."""
    health_check_enabled: Opt[bool] = None
    """Whether targets are checked."""
    health_check_protocol: Opt[str] = None
    """The protocol of the checks."""
    health_check_port: Opt[str] = None
    """The port of the checks, or ``traffic-port``."""
    health_check_path: Opt[str] = None
    """The path of the checks."""
    health_check_interval_seconds: Opt[int] = None
    """Seconds between checks."""
    health_check_timeout_seconds: Opt[int] = None
    """Seconds that a check waits for the answer."""
    healthy_threshold_count: Opt[int] = None
    """Checks in a row that have to succeed."""
    unhealthy_threshold_count: Opt[int] = None
    """Checks in a row that have to fail."""
    matcher: Opt[Matcher] = None
    """Which answers count as healthy."""
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
