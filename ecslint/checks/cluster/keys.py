"""Keys of AWS KMS with which a cluster encrypts its storage (ECS643)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Reference
from ecslint.checks import check
from ecslint.documents.cloudformation.queries import members
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    Cluster: TypeAlias = Resolved

_MULTI_REGION: Final = regex(r"(?:arn:[a-z-]{1,20}:kms:[^:]{0,20}:[^:]{0,20}:key/)?mrk-[0-9a-f]{8,64}")
"""Ids of multi-Region keys begin with ``mrk-``. Source: AWS KMS Developer Guide, "Multi-Region keys"."""
_KEY: Final = "AWS::KMS::Key"
_REPLICA: Final = "AWS::KMS::ReplicaKey"


@check("ECS643")
def storage_key_has_several_regions(cluster: Cluster, stack: Stack) -> Problems:
    block = members(members(cluster.get("Configuration")).get("ManagedStorageConfiguration"))
    for name in ("KmsKeyId", "FargateEphemeralStorageKmsKeyId"):
        value = block.get(name)
        shown = ""
        if isinstance(value, str) and _MULTI_REGION.fullmatch(value):
            shown = value
        elif isinstance(value, Reference):
            key = stack.target(value, _KEY, _REPLICA)
            if key is not None and (
                key.resource.type == _REPLICA or key.get("MultiRegion") in (True, "true")
            ):
                shown = value.logical_id
        if shown:
            message = (
                f'"{shown[:120]}" is a multi-Region key, which managed storage does not take; use another'
            )
            place = cluster.at("Configuration", "ManagedStorageConfiguration", name)
            yield Problem(place, message)
