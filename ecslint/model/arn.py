"""Amazon Resource Names.

``arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE``
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ecslint.base.unresolved import Unresolved

_PSEUDO = {
    "${AWS::Partition}": "<Partition>",
    "${AWS::Region}": "<Region>",
    "${AWS::AccountId}": "<AccountId>",
}
"""Pseudo parameters of CloudFormation, none of which holds a colon, and what messages show instead."""


class Arn(NamedTuple):
    """The six parts of an ARN; ``region`` and ``account`` are empty for global resources."""

    partition: str
    """The partition, e.g. ``aws``."""
    service: str
    """The service's namespace, e.g. ``ecs``."""
    region: str
    account: str
    resource: str
    """What follows the account."""

    @property
    def account_is_wrong(self) -> bool:
        """Whether the account is a number of the wrong length (letters stand for one not shown)."""
        return self.account.isdecimal() and len(self.account) != 12

    @property
    def partition_is_known(self) -> bool:
        """Say whether the partition is written, not a placeholder."""
        return self.partition != "<Partition>"

    @property
    def region_is_known(self) -> bool:
        """Say whether the Region is written, not a placeholder."""
        return self.region != "<Region>"


def parse_arn(text: str) -> Arn | None:
    """Return the parts of an ARN, ``None`` for a text that is not made of them."""
    parts = text.split(":", 5)
    return Arn(*parts[1:]) if len(parts) == 6 and parts[0] == "arn" else None


def shape(value: str | Unresolved | None, more: Mapping[str, str] | None = None) -> str | None:
    """Return a text whose parts can be told apart, ``None`` where they cannot.

    That is a known text, and one that only misses the account, the Region or the partition
    (``arn:${AWS::Partition}:iam::${AWS::AccountId}:role/x``): a stand-in takes their place. ``more`` gives
    further unknown pieces whose shape is known, with their stand-ins.
    """
    if not isinstance(value, Unresolved):
        return value or None
    text = value.text
    if "${" not in text or "<" in text:
        return None
    for name, stand_in in {**_PSEUDO, **(more or {})}.items():
        text = text.replace(name, stand_in)
    return None if any(mark in text for mark in "${}") else text
