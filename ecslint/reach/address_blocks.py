"""Blocks of IP addresses that the network model compares with."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Final, TypeAlias

Block: TypeAlias = IPv4Network | IPv6Network

ANYWHERE: Final = IPv4Network("0.0.0.0/0")
ANYWHERE_6: Final = IPv6Network("::/0")
EVERYWHERE: Final = (ANYWHERE, ANYWHERE_6)
"""What the rules allow that AWS adds to a group that is given none for what goes out."""
PRIVATE: Final = tuple(
    IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""Blocks that are no addresses of the internet (RFC 1918 and RFC 6598)."""
NOWHERE: Final = tuple(
    IPv4Network(text) for text in ("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4")
)
"""Blocks that no packet of a VPC is sent to: rules for them are there to replace the default one."""
