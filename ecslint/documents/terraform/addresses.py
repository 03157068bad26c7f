"""Addresses of resources in plans: ``module.a["k"].aws_ecs_service.web[0]``."""

from __future__ import annotations

import re
from typing import Final

from ecslint.base.pattern import regex

INDEX: Final = regex(r"\[[^\[\]]*\]")
"""A key of an instance, with its brackets."""


def split(address: str) -> list[str]:
    """Return the names of modules and the address of the resource in the last, without keys."""
    parts = INDEX.sub("", address).split(".")
    calls = []
    while len(parts) > 2 and parts[0] == "module":
        calls.append(parts[1])
        parts = parts[2:]
    return [*calls, ".".join(parts)]


def last_part(address: str) -> str:
    """Return the part of an address behind its modules."""
    match = re.match(r"(?:module\.[^.\[]+(?:\[[^\]]*\])?\.)*", address)
    return address[match.end() :] if match is not None else address


def prefix_above(prefix: str) -> str:
    """Return the prefix of the module around."""
    match = re.match(r"(.*)module\.[^.\[]+(?:\[[^\]]*\])?\.$", prefix)
    return match[1] if match is not None else ""


def key_of(address: str) -> str:
    """Return the key of an instance with its brackets, ``""`` if it has none."""
    return address[address.index("[", len(address.rpartition(".")[0])) :] if address.endswith("]") else ""
