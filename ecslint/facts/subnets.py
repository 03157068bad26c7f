"""Addresses in subnets.

Sources, read 2026-11: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html (sizes, reserved
addresses), https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html,
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html (those of
a load balancer) and https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html.
"""

from __future__ import annotations

from typing import Final

RESERVED: Final = 5
"""Addresses of a subnet that AWS keeps: the first four and the last."""
LARGEST_PREFIX: Final = 28
SMALLEST_PREFIX: Final = 16
"""VPCs and subnets are /16 to /28."""
BALANCER_PREFIX: Final = 27
"""An Application Load Balancer wants subnets of at least this size …"""
BALANCER_FREE: Final = 8
"""… with this many free addresses, so that it can scale out; a Network Load Balancer to which AWS gives its
private addresses wants them as well. Source:
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html, read 2026-11."""


def usable(prefix: int) -> int:
    """Return the addresses of an IPv4 subnet that can be used, e.g. 11 of a /28."""
    return max(int(2 ** (32 - prefix)) - RESERVED, 0)


def prefix_for(addresses: int) -> int | None:
    """Return the smallest subnet that has so many usable addresses, ``None`` if a /16 has too few."""
    for prefix in range(LARGEST_PREFIX, SMALLEST_PREFIX - 1, -1):
        if usable(prefix) >= addresses:
            return prefix
    return None
