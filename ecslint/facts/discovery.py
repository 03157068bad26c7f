"""Services and namespaces of AWS Cloud Map.

Source: AWS Cloud Map API reference (2017-03-14), ``CreateService`` and ``DnsRecord``, read 2026-11-29.
"""

from __future__ import annotations

from typing import Final

HTTP_NAMESPACE: Final = "AWS::ServiceDiscovery::HttpNamespace"
PRIVATE_NAMESPACE: Final = "AWS::ServiceDiscovery::PrivateDnsNamespace"
NAMESPACES: Final = (HTTP_NAMESPACE, PRIVATE_NAMESPACE, "AWS::ServiceDiscovery::PublicDnsNamespace")

RECORDS: Final = ("A", "AAAA", "CNAME", "SRV")
"""Types of records. Services with A and SRV together exist, although the reference lists no such pair."""
