"""AWS partitions and the Regions that belong to them.

Source: botocore's ``partitions.json`` (``regionRegex`` of each partition), read 2026-11, and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

READ: Final = "2026-11"

REGION_PREFIXES: Final = (
    ("us-gov-", "aws-us-gov"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("us-iso-", "aws-iso"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
    ("cn-", "aws-cn"),
)
"""The beginning of a Region's name and its partition; every other Region is in ``aws``."""

PARTITIONS: Final = frozenset({"aws", *(partition for _, partition in REGION_PREFIXES)})


def partition_of(region: str) -> str:
    """Return the partition of a Region, e.g. ``aws-cn`` of ``cn-north-1``."""
    return next((partition for prefix, partition in REGION_PREFIXES if region.startswith(prefix)), "aws")


@lru_cache(256)
def is_region(text: str) -> bool:
    """Say whether ``text`` has the form of a Region's name, known today or not."""
    return _region().fullmatch(text) is not None


def region_of_zone(text: str) -> str | None:
    """Return the Region of an Availability Zone's name (``us-east-1a``), ``None`` for anything else."""
    region = text[:-1]
    return region if text[-1:].isalpha() and text.islower() and is_region(region) else None


@cache
def _region() -> re.Pattern[str]:
    return re.compile(r"[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}")
