"""Services and namespaces of AWS Cloud Map.

Source: AWS Cloud Map API reference (2017-03-14), ``CreateService`` and ``DnsRecord``, read 2026-11-29.
"""

from __future__ import annotations

from typing import Final

HTTP_NAMESPACE: Final = "AWS::ServiceDiscovery::HttpNamespace"
PRIVATE_NAMESPACE: Final = "AWS::ServiceDiscovery::PrivateDnsNamespace"
NAMESPACES: Final = (HTTP_NAMESPACE, PRIVATE_NAMESPACE, "AWS::ServiceDiscovery::PublicDnsNamespace")

SERVICE: Final = "AWS::ServiceDiscovery::Service"
RECORDS: Final = ("A", "AAAA", "CNAME", "SRV")
"""Types of records. Services with A and SRV together exist, although the reference lists no such pair."""
NAME_CHARACTERS: Final = {
    HTTP_NAMESPACE: ("!-~", "visible characters of ASCII"),
    PRIVATE_NAMESPACE: ("!-~", "visible characters of ASCII"),
    SERVICE: ("A-Za-z0-9_.-", 'letters, digits, "-", "_" and "."'),
}
"""Characters of names as the inside of a character class, and as words.
Source: botocore's model of AWS Cloud Map (``NamespaceNameHttp``, ``NamespaceNamePrivate``, ``ServiceName``),
read 2026-11."""
