"""How many tasks with an own network interface an EC2 instance can run.

The table is ``schemas/eni-limits.json``, with its source and date. An instance keeps one interface for
itself, and with trunking another one for the trunk. Source of the arithmetic, read 2026-11:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ecslint.base.schemas import load_json


class TaskLimit(NamedTuple):
    """Tasks on an instance, without and with the account setting ``awsvpcTrunking``."""

    plain: int
    """Tasks with interfaces of their own, without ``awsvpcTrunking``."""
    trunked: int
    """The same as ``plain`` for types without trunking."""


@cache
def _table() -> dict[str, list[int]]:
    types: dict[str, list[int]] = load_json("eni-limits.json")["types"]
    return types


def task_limit(instance_type: str) -> TaskLimit | None:
    """Return the limit of an instance type, ``None`` for one that is not in the table."""
    found = _table().get(instance_type)
    if found is None:
        return None
    interfaces, branches = found
    plain = interfaces - 1
    return TaskLimit(plain, interfaces - 2 + branches if branches else plain)
