"""Which property of CloudFormation an argument of a resource is: the table ``schemas/terraform.json``."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from ecslint.base import schemas

Table = schemas.Schema

ALIASES: Final = {
    "aws_alb": "aws_lb",
    "aws_alb_listener": "aws_lb_listener",
    "aws_alb_listener_rule": "aws_lb_listener_rule",
    "aws_alb_target_group": "aws_lb_target_group",
}
"""Names that the provider has twice. Source: provider documentation, read 2026-11-29."""


class Argument(NamedTuple):
    """Where an argument goes (``-``: nowhere), what it is, how it is converted, and what is in a block."""

    to: str
    """The property that it becomes; ``-`` if none."""
    kind: str
    """What the argument is, e.g. ``block`` or ``string``."""
    conversion: str
    """How the value is converted; empty where it is taken as it is."""
    inner: Table
    """The arguments of a nested block."""

    @property
    def is_block(self) -> bool:
        """Whether it is a nested block."""
        return self.kind in ("block", "blocks")


def entry_of(kind: str) -> Table | None:
    """Return what is known of a resource type, ``None`` if nothing."""
    if kind.startswith("awscc_ecs_"):
        from ecslint.documents.terraform.cloud_control import cloud_control_entry

        return cloud_control_entry(kind)
    return _table().get(ALIASES.get(kind, kind))


@cache
def _table() -> dict[str, Table]:
    table: dict[str, Table] = schemas.load_json("terraform.json")["resources"]
    return table


def argument_of(row: list[str]) -> Argument:
    """Read one row of the table."""
    *_, last = row
    inner: Table = last if isinstance(last, dict) else {}
    conversion = row[2] if len(row) > 2 and isinstance(row[2], str) else ""
    return Argument(row[0], row[1].removeprefix("!"), conversion, inner)


def attribute_of(kind: str, name: str) -> str | None:
    """Return what CloudFormation calls an attribute (``""``: ``Ref``; ``=name``: the argument), ``None``:
    nothing."""
    entry = entry_of(kind)
    if entry is None:
        return None
    found = entry["attributes"].get(name)
    return None if found in (None, "-") else str(found)


def terraform_attribute(kind: str, given: str) -> str:
    """Return the attribute that CloudFormation calls ``given`` (``""``: ``Ref``)."""
    entry = entry_of(kind)
    for name, other in (entry["attributes"] if entry else {}).items():
        if other == given:
            return str(name)
    return given or "id"
