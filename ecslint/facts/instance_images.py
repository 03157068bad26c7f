"""Images of instances (AMIs) for Amazon ECS, as their public parameters of Systems Manager name them.

Sources, read 2026-11:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html,
…/retrieve-ecs-optimized_windows_AMI.html and
https://bottlerocket.dev/en/os/latest/#/install/quickstart/aws/ecs/.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ecslint.base.pattern import regex


class InstanceImage(NamedTuple):
    """What a public parameter, or a name, says of an image.

    ``architecture`` is EC2's word for it, ``""`` if it is not known.
    """

    system: str
    """``linux``, ``bottlerocket`` or ``windows``."""
    architecture: str
    gpu: bool
    """Whether it has the drivers of NVIDIA."""
    for_ecs: bool
    """Whether the ECS agent is in it."""


_LINUX: Final = regex(r"/aws/service/ecs/optimized-ami/(amazon-linux[\w.-]*)((?:/[\w.-]+){0,9})/recommended")
_PLAIN: Final = regex(r"/aws/service/ami-amazon-linux-latest/[\w.-]*?-(x86_64|arm64)(?![\w])")
_BOTTLEROCKET: Final = regex(r"/aws/service/bottlerocket/aws-(ecs|k8s)-[\w.-]+?(-nvidia)?/(x86_64|arm64)/")
_NAMED: Final = (
    (regex(r"^(?:amzn2|al2023)-ami-ecs-"), "linux", True),
    (regex(r"^amzn-ami-[\w.*-]*amazon-ecs-optimized"), "linux", True),
    (regex(r"^bottlerocket-aws-ecs-"), "bottlerocket", True),
    (regex(r"^Windows_Server-[\w.*-]*ECS_Optimized"), "windows", True),
    (regex(r"^Windows_Server-(?![\w.*-]*ECS_Optimized)[\w.-]*-Base"), "windows", False),
    (regex(r"^(?:amzn2-ami-hvm|al2023-ami-2023|amzn-ami-hvm)"), "linux", False),
    (regex(r"^ubuntu/images/|^debian-\d"), "linux", False),
)
"""Names of images of AWS, Canonical and Debian: their beginning, their system, and whether they have the
agent. Source: the tables of images on the pages above; names as ``describe-images`` shows them."""
_WINDOWS: Final = regex(r"/aws/service/ami-windows-latest/([\w.-]+)")


def instance_image(parameter: str) -> InstanceImage | None:
    """Return what the name of a public parameter says, ``None`` for one that is not known."""
    if found := _LINUX.search(parameter):
        kinds = found[2].strip("/").split("/")
        arm = "arm64" in kinds or any(kind.endswith("-arm64") for kind in kinds)
        return InstanceImage("linux", "arm64" if arm else "x86_64", "gpu" in kinds, True)
    if found := _BOTTLEROCKET.search(parameter):
        return InstanceImage("bottlerocket", found[3], bool(found[2]), found[1] == "ecs")
    if found := _WINDOWS.search(parameter):
        return InstanceImage("windows", "x86_64", False, "ECS_Optimized" in found[1])
    if found := _PLAIN.search(parameter):
        return InstanceImage("linux", found[1], False, False)
    return None


_JSON: Final = regex(r"^/aws/service/ecs/optimized-ami/[\w./-]{1,120}/recommended/?$")


def holds_json(parameter: str) -> bool:
    """Say whether a public parameter holds a JSON object on an image; the ID is below it, ``image_id``.

    Source: …/retrieve-ecs-optimized_AMI.html, read 2026-11, which prints the object.
    """
    return _JSON.search(parameter) is not None


def named_image(name: str) -> InstanceImage | None:
    """Return what the name of an image, or a pattern for it, says; ``None`` for one that is not known."""
    for pattern, system, for_ecs in _NAMED:
        if pattern.search(name):
            arm, intel = re.search(r"arm64|aarch64", name), re.search(r"x86_64|amd64", name)
            sure = system == "windows" or bool(arm) != bool(intel)
            architecture = ("arm64" if arm else "x86_64") if sure else ""
            return InstanceImage(system, architecture, "gpu" in name or "nvidia" in name, for_ecs)
    return None
