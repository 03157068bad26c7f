"""Addresses of resources in plans: ``module.a["k"].aws_ecs_service.web[0]``."""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex

INDEX: Final = regex(r"\[[^\[\]]*\]")
"""A key of an instance, with its brackets."""
_MODULE: Final = regex(r"module\.[^.\[]+(?:\[[^\]]*\])?\.")


def split(address: str) -> list[str]:
    """Return the names of modules and the address of the resource in the last, without keys."""
    parts = INDEX.sub("", address).split(".")
    calls = []
    at = 0
    while len(parts) > at + 2 and parts[at] == "module":
        calls.append(parts[at + 1])
        at += 2
    return [*calls, ".".join(parts[at:])]


def last_part(address: str) -> str:
    """Return the part of an address behind its modules."""
    return address[sum(_modules(address)) :]


def prefix_above(prefix: str) -> str:
    """Return the prefix of the module around, ``""`` if there is none or ``prefix`` is no prefix."""
    sizes = _modules(prefix)
    return prefix[: sum(sizes[:-1])] if sum(sizes) == len(prefix) else ""


def _modules(address: str) -> list[int]:
    """Return the lengths of the modules with which an address begins (``module.a["x"].``)."""
    sizes: list[int] = []
    end = 0
    while match := _MODULE.match(address, end):
        sizes.append(match.end() - end)
        end = match.end()
    return sizes


def key_of(address: str) -> str:
    """Return the key of an instance with its brackets, ``""`` if it has none."""
    return address[address.index("[", len(address.rpartition(".")[0])) :] if address.endswith("]") else ""
