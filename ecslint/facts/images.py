"""Image registries, as far as a reference alone tells them apart.

Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html (private registries:
``ACCOUNT.dkr.ecr.REGION.amazonaws.com``, ``ecr-fips``, and the dual-stack names
``ACCOUNT.dkr-ecr.REGION.on.aws``) and botocore's ``partitions.json`` (``dnsSuffix``), read 2026-11.
"""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Reference, Unresolved

PRIVATE_ECR: Final = (".dkr.ecr.", ".dkr.ecr-fips.", ".dkr-ecr.", ".dkr-ecr-fips.")
"""What stands between the account and the Region in the host of a private registry."""

SUFFIXES: Final = (
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
    ".on.aws",
    ".on.amazonwebservices.com.cn",
    ".${AWS::URLSuffix}",
)
"""How the host of a private registry ends, by partition and kind of address."""

_REPOSITORY = regex(r"(?:\$\{)?\w+\.RepositoryUri\b")
"""``Fn::GetAtt`` of a repository's address, which only ``AWS::ECR::Repository`` has."""


def private_registry(host: str) -> tuple[str, str] | None:
    """Return the account and the Region in the host of a private registry, ``None`` for another host."""
    if not host.endswith(SUFFIXES):
        return None
    for mark in PRIVATE_ECR:
        account, found, rest = host.partition(mark)
        if found:
            return account, rest.partition(".")[0]
    return None


def _names_repository(image: Unresolved) -> bool:
    """Say whether an image begins with the address of a repository that the same stack makes."""
    first = image.parts[0] if isinstance(image, PartialText) else image
    if isinstance(first, Reference):
        return first.attribute == "RepositoryUri"
    return _REPOSITORY.match(image.text) is not None


def is_private_ecr(image: str | Unresolved | None) -> bool:
    """Say whether an image surely comes from a private Amazon ECR registry.

    The host is enough: of ``${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/app:${Tag}`` it is known.
    """
    if isinstance(image, Unresolved) and _names_repository(image):
        return True
    text = image.text if isinstance(image, Unresolved) else image
    host, slash, _ = (text or "").partition("/")
    return bool(slash) and private_registry(host) is not None
