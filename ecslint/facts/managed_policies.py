"""Managed policies of AWS that roles of Amazon ECS are given.

The table is ``schemas/managed-policies.json``, with its source and date, and the version of each policy.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from ecslint.base.schemas import load_json

MARK: Final = ":aws:policy/"
"""What the ARN of a managed policy of AWS has and no other has:
``arn:PARTITION:iam::aws:policy/PATH/NAME``."""


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = load_json("managed-policies.json")
    return table


@cache
def _paths() -> dict[str, str]:
    return {name: path for path, names in _table()["paths"].items() for name in names}


def document(name: str) -> dict[str, Any] | None:
    """Return the document of a policy, ``None`` for one that is not in the table."""
    found: dict[str, Any] | None = _table()["policies"].get(name)
    return found


def path(name: str) -> str | None:
    """Return the path of a policy of AWS (``service-role/`` or empty), ``None`` if the name is not known."""
    if name in _paths():
        return _paths()[name].lstrip("/")
    return "" if name in _table()["policies"] else None
