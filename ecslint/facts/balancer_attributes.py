"""Attributes of target groups and load balancers, and the values that they take.

Source: Elastic Load Balancing API reference (2015-12-01), ``TargetGroupAttribute`` and
``LoadBalancerAttribute``, as botocore 1.44.8 has them, read 2026-11-29.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Attribute(NamedTuple):
    """Where an attribute exists and what it takes.

    ``kinds`` are the types of load balancers. Of the values, either ``values`` lists them all, or
    ``low`` and ``high`` bound a whole number beside the words of ``values``; neither: any text.
    """

    kinds: frozenset[str]
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int = 0

    @property
    def is_number(self) -> bool:
        """Say whether the value is a number between two bounds."""
        return self.low is not None

    @property
    def is_free(self) -> bool:
        """Say whether nothing is known to limit the value."""
        return self.low is None and not self.values


_ALB: Final = frozenset({"application"})
_NLB: Final = frozenset({"network"})
_BOTH: Final = _ALB | _NLB
_ALL: Final = _BOTH | {"gateway"}
_SWITCH: Final = ("true", "false")
_WEEK: Final = 604_800
_MANY: Final = 1_000_000

TARGET_GROUP: Final = {
    "deregistration_delay.connection_termination.enabled": Attribute(_NLB, _SWITCH),
    "deregistration_delay.timeout_seconds": Attribute(_ALL, low=0, high=3600),
    "lambda.multi_value_headers.enabled": Attribute(_ALB, _SWITCH),
    "load_balancing.algorithm.anomaly_mitigation": Attribute(_ALB, ("on", "off")),
    "load_balancing.algorithm.type": Attribute(
        _ALB, ("round_robin", "least_outstanding_requests", "weighted_random")
    ),
    "load_balancing.cross_zone.enabled": Attribute(_BOTH, (*_SWITCH, "use_load_balancer_configuration")),
    "preserve_client_ip.enabled": Attribute(_NLB, _SWITCH),
    "proxy_protocol_v2.enabled": Attribute(_NLB, _SWITCH),
    "routing.http2.rst_stream_error_forwarding.enabled": Attribute(_ALB, _SWITCH),
    "slow_start.duration_seconds": Attribute(_ALB, ("0",), low=30, high=900),
    "stickiness.app_cookie.cookie_name": Attribute(_ALB),
    "stickiness.app_cookie.duration_seconds": Attribute(_ALB, low=1, high=_WEEK),
    "stickiness.enabled": Attribute(_ALL, _SWITCH),
    "stickiness.lb_cookie.duration_seconds": Attribute(_ALB, low=1, high=_WEEK),
    "stickiness.type": Attribute(
        _ALL, ("lb_cookie", "app_cookie", "source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto")
    ),
    "target_failover.on_deregistration": Attribute(frozenset({"gateway"}), ("rebalance", "no_rebalance")),
    "target_failover.on_unhealthy": Attribute(frozenset({"gateway"}), ("rebalance", "no_rebalance")),
    "target_group_health.dns_failover.minimum_healthy_targets.count": Attribute(
        _BOTH, ("off",), low=1, high=_MANY
    ),
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": Attribute(
        _BOTH, ("off",), low=1, high=100
    ),
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": Attribute(
        _BOTH, low=1, high=_MANY
    ),
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": Attribute(
        _BOTH, ("off",), low=1, high=100
    ),
    "target_health_state.unhealthy.connection_termination.enabled": Attribute(_NLB, _SWITCH),
    "target_health_state.unhealthy.draining_interval_seconds": Attribute(_NLB, low=0, high=360_000),
    "waf.http2.traffic_inspection_behavior": Attribute(
        _ALB, ("inspect_immediately", "inspect_after_sufficient_data")
    ),
}
LOAD_BALANCER: Final = {
    "access_logs.s3.bucket": Attribute(_BOTH),
    "access_logs.s3.enabled": Attribute(_BOTH, _SWITCH),
    "access_logs.s3.prefix": Attribute(_BOTH),
    "client_keep_alive.seconds": Attribute(_ALB, low=60, high=_WEEK),
    "connection_logs.s3.bucket": Attribute(_ALB),
    "connection_logs.s3.enabled": Attribute(_ALB, _SWITCH),
    "connection_logs.s3.prefix": Attribute(_ALB),
    "deletion_protection.enabled": Attribute(_ALL, _SWITCH),
    "dns_record.client_routing_policy": Attribute(
        _NLB,
        ("availability_zone_affinity", "partial_availability_zone_affinity", "any_availability_zone"),
    ),
    "health_check_logs.s3.bucket": Attribute(_ALB),
    "health_check_logs.s3.enabled": Attribute(_ALB, _SWITCH),
    "health_check_logs.s3.prefix": Attribute(_ALB),
    "idle_timeout.timeout_seconds": Attribute(_ALB, low=1, high=4000),
    "ipv6.deny_all_igw_traffic": Attribute(_BOTH, _SWITCH),
    "load_balancing.cross_zone.enabled": Attribute(_ALL, _SWITCH),
    "routing.http.desync_mitigation_mode": Attribute(_ALB, ("monitor", "defensive", "strictest")),
    "routing.http.drop_invalid_header_fields.enabled": Attribute(_ALB, _SWITCH),
    "routing.http.preserve_host_header.enabled": Attribute(_ALB, _SWITCH),
    "routing.http.x_amzn_tls_kx.enabled": Attribute(_ALB, _SWITCH),
    "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": Attribute(_ALB, _SWITCH),
    "routing.http.xff_client_port.enabled": Attribute(_ALB, _SWITCH),
    "routing.http.xff_header_processing.mode": Attribute(_ALB, ("append", "preserve", "remove")),
    "routing.http2.enabled": Attribute(_ALB, _SWITCH),
    "secondary_ips.auto_assigned.per_subnet": Attribute(_NLB, low=0, high=7),
    "waf.fail_open.enabled": Attribute(_ALB, _SWITCH),
    "zonal_shift.config.enabled": Attribute(_BOTH, _SWITCH),
}

UDP: Final = frozenset({"UDP", "TCP_UDP"})
CLOSES_UNHEALTHY: Final = "target_health_state.unhealthy.connection_termination.enabled"
DRAINING_INTERVAL: Final = "target_health_state.unhealthy.draining_interval_seconds"
"""Only for target groups that do not close the connections to unhealthy targets."""
FIXED_FOR_UDP: Final = {"preserve_client_ip.enabled": "true", CLOSES_UNHEALTHY: "false"}
"""Attributes that target groups with UDP have in one way only."""
STICKINESS: Final = {
    "application": ("lb_cookie", "app_cookie"),
    "network": ("source_ip",),
    "gateway": ("source_ip_dest_ip", "source_ip_dest_ip_proto"),
}
"""Values of ``stickiness.type`` by the kind of load balancer."""
OWN_COOKIES: Final = ("AWSALB", "AWSALBAPP", "AWSALBTG")
"""What the name of an application's cookie may not begin with."""
