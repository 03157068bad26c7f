"""Addresses of resources in plans: ``module.a["k"].aws_ecs_service.web[0]``."""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex

_KEY: Final = r'\[(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^\[\]"]*+)\]'
INDEX: Final = regex(_KEY)
"""A key of an instance, with its brackets. A text may hold brackets and dots."""
_MODULE: Final = regex(rf"module\.[^.\[]+(?:{_KEY})?\.")
_NAME: Final = regex(rf"[^.\[]*+(?:{_KEY})*+")


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
    found = ""
    for match in INDEX.finditer(address) if address.endswith("]") else ():
        found = match[0] if match.end() == len(address) else ""
    return found


def names_of(reference: str) -> list[str]:
    """Return the names of a reference, each with the key behind it: ``["aws_x", 'y["a.b"]', "arn"]``."""
    return [match[0] for match in _NAME.finditer(reference) if match[0]]
