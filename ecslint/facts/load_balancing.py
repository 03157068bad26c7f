"""Health checks of target groups when nothing else is said: seconds and numbers of checks.

Source: CreateTargetGroup of the Elastic Load Balancing API reference (2015-12-01), read 2026-11.
"""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex

INTERVAL: Final = 30
HEALTHY_THRESHOLD: Final = 5
UNHEALTHY_THRESHOLD: Final = 2
INTERVALS: Final = (5, 300)
TIMEOUTS: Final = (2, 120)
WEB_TIMEOUT: Final = 5
"""Timeout of target groups with the protocol HTTP or HTTPS."""
THRESHOLDS: Final = (2, 10)

DEREGISTRATION_DELAY: Final = "deregistration_delay.timeout_seconds"
"""The attribute of a target group that says for how many seconds a target drains."""
DEFAULT_DELAY: Final = 300
"""Seconds that a target drains when nothing else is said. Source: user guide for Application Load
Balancers, *Edit target group attributes* (*Deregistration delay*), read 2026-11."""

GRACE_PERIOD_MAXIMUM: Final = 2_147_483_647
"""Seconds; source: UpdateService of the Amazon ECS API reference, ``healthCheckGracePeriodSeconds``."""

NAME_LENGTH: Final = 32
"""Characters of a target group's name."""

KIND_OF_PROTOCOL: Final = {
    "HTTP": "application",
    "HTTPS": "application",
    "GENEVE": "gateway",
    "QUIC": "network",
    "TCP": "network",
    "TCP_QUIC": "network",
    "TCP_UDP": "network",
    "TLS": "network",
    "UDP": "network",
}
"""The type of load balancer that a protocol of a listener or target group belongs to."""
KIND_NAMES: Final = {
    "application": "an Application Load Balancer",
    "network": "a Network Load Balancer",
    "gateway": "a Gateway Load Balancer",
}
CHECK_PROTOCOLS: Final = {
    "application": ("HTTP", "HTTPS"),
    "network": ("TCP", "HTTP", "HTTPS"),
    "gateway": ("TCP", "HTTP", "HTTPS"),
}
"""Protocols of health checks by the kind of load balancer, the default first."""
PROTOCOL_VERSIONS: Final = ("HTTP1", "HTTP2", "GRPC")
HTTP_CODES: Final = {"application": (200, 499), "network": (200, 599), "gateway": (200, 399)}
GRPC_CODES: Final = (0, 99)
"""What ``Matcher`` takes. Source: ``CreateTargetGroup`` and ``Matcher`` of the API reference, 2026-11."""
CHECK_PATH_LENGTH: Final = 1024
MAX_GROUPS: Final = 5
"""Target groups that one forward action takes."""
WEIGHTS: Final = (0, 999)
STICKY_SECONDS: Final = (1, 604_800)
FINAL_ACTIONS: Final = {
    "forward": ("TargetGroupArn", "ForwardConfig"),
    "redirect": ("RedirectConfig",),
    "fixed-response": ("FixedResponseConfig",),
}
"""Actions of which each rule has exactly one, the last, and the members that say what they do."""
AUTHENTICATIONS: Final = {
    "authenticate-cognito": ("AuthenticateCognitoConfig",),
    "authenticate-oidc": ("AuthenticateOidcConfig",),
}
"""Actions that only an HTTPS listener takes."""
URL_BEGIN: Final = "https://"
IDENTITY_URLS: Final = {
    "AuthenticateCognitoConfig": (),
    "AuthenticateOidcConfig": ("Issuer", "AuthorizationEndpoint", "TokenEndpoint", "UserInfoEndpoint"),
    "JwtValidationConfig": ("JwksEndpoint",),
}
"""Blocks of actions that ask an identity provider, and their members that are full URLs with HTTPS."""
MAX_EXTRA_PARAMETERS: Final = 10
MAX_CLAIMS: Final = 10
"""Further claims of a token, and values of each."""
OWN_CLAIMS: Final = frozenset({"exp", "iss", "nbf", "iat"})
"""Claims that are validated anyway and cannot be given."""
CLAIM_LENGTH: Final = 256
TRANSFORMS: Final = {"host-header-rewrite": "HostHeaderRewriteConfig", "url-rewrite": "UrlRewriteConfig"}
"""Types of transforms and the member that goes with each."""
REWRITE_LENGTH: Final = 1_024
"""Characters. Source of all from ``IDENTITY_URLS`` on: ``AuthenticateOidcActionConfig``,
``JwtValidationActionConfig`` and ``RuleTransform`` of the API reference (botocore 1.44.8), read 2026-11."""
POLICY_PREFIX: Final = "ELBSecurityPolicy-"
"""What the names of all security policies begin with."""

MAX_CONDITION_VALUES: Final = 5
"""Values of all conditions of a rule (a quota that cannot be raised; ``A rule can only have '5' condition
values``, aws/aws-cdk#10065)."""
CONDITIONS: Final = {
    "host-header": "HostHeaderConfig",
    "http-header": "HttpHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "path-pattern": "PathPatternConfig",
    "query-string": "QueryStringConfig",
    "source-ip": "SourceIpConfig",
}
"""Fields of conditions and the member with their values."""
WITH_VALUES: Final = frozenset({"host-header", "path-pattern"})
"""Fields that take the member ``Values`` as well."""
CONDITION_LENGTH: Final = 128
PATH_CHARACTERS: Final = r"[A-Za-z0-9_\-.$/~\"'@:+&*?]*"
HOST_CHARACTERS: Final = r"[A-Za-z0-9\-.*?_]*"
"""What path patterns and host names are made of (an underscore is taken in host names as well)."""
RESERVED_BALANCER_PREFIX: Final = "internal-"

ENCRYPTED: Final = frozenset({"HTTPS", "TLS"})
"""Protocols of listeners that need a certificate."""
WEB: Final = ("HTTP", "HTTPS")
TARGETS: Final = {
    "HTTP": WEB,
    "HTTPS": WEB,
    "TCP": ("TCP", "TCP_UDP"),
    "TLS": ("TCP", "TLS"),
    "UDP": ("UDP", "TCP_UDP"),
    "TCP_UDP": ("TCP_UDP",),
}
"""For each protocol of a listener, those of target groups to which it forwards.

Source: user guides for Application and Network Load Balancers (*Listeners*), read 2026-11.
"""

USERS_OF_TARGET_GROUPS: Final = frozenset(
    {
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        "AWS::CloudWatch::Alarm",
        "AWS::CodeDeploy::DeploymentGroup",
        "AWS::ECS::Service",
        "AWS::ECS::TaskSet",
    }
)
"""Types of resources that mention a target group without tying it to a load balancer."""

FIXED_STATUS: Final = regex(r"[245]\d\d")
"""The status of a fixed response: the pattern of ``FixedResponseActionStatusCode`` in botocore's model of
``elbv2``, read 2026-11."""
