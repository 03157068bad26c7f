"""Terraform's functions over CIDR blocks.

Source: developer.hashicorp.com/terraform/language/functions, read 2026-11-29.
"""

from __future__ import annotations

from typing import Final

from ecslint.documents.terraform.arguments import Function, of_plain
from ecslint.documents.terraform.values import EvaluationError


def _cidrsubnet(prefix: str, bits: float, number: float) -> str:
    from ipaddress import ip_network

    network = ip_network(prefix, strict=False)
    new = network.prefixlen + int(bits)
    if not network.prefixlen <= new <= network.max_prefixlen or not 0 <= int(number) < 2 ** int(bits):
        raise EvaluationError("cidrsubnet: there is no such network")
    size = 2 ** (network.max_prefixlen - new)
    return str(ip_network((int(network.network_address) + int(number) * size, new)))


def _cidrhost(prefix: str, number: float) -> str:
    from ipaddress import ip_network

    network = ip_network(prefix, strict=False)
    return str(network[int(number)])


def _cidrsubnets(prefix: str, *bits: float) -> list[str]:
    from ipaddress import ip_network

    network = ip_network(prefix, strict=False)
    at = int(network.network_address)
    out = []
    for more in bits:
        new = network.prefixlen + int(more)
        if not network.prefixlen <= new <= network.max_prefixlen:
            raise EvaluationError("cidrsubnets: there is no such network")
        size = 2 ** (network.max_prefixlen - new)
        at = -(-at // size) * size
        out.append(str(ip_network((at, new))))
        at += size
    return out


NETWORK_FUNCTIONS: Final[dict[str, Function]] = {
    "cidrhost": of_plain(_cidrhost),
    "cidrsubnet": of_plain(_cidrsubnet),
    "cidrsubnets": of_plain(_cidrsubnets),
}
