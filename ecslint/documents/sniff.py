"""A quick look at the bytes of a file: can it be of interest at all?"""

from __future__ import annotations

from ecslint.documents.frontends import extra_signs

_MARKERS = (
    b"containerdefinition",
    b"taskdefinition",
    b"aws::ecs::",
    b"aws::codedeploy::",
    b"targetservice",
    b"allowtesttraffic",
    b"imageuri",
    b"essential",
    b"desiredcount",
    b"networkmode",
    b"launchtype",
    b"portmappings",
    b"logconfiguration",
    b"mountpoints",
    b"memoryreservation",
    b"servicename",
    b"deploymentconfiguration",
    b"networkconfiguration",
    b"capacityprovider",
    b"loadbalancers",
    b"schedulingstrategy",
    b"forcenewdeployment",
    b"serviceregistries",
    b"enableexecutecommand",
    b"infrastructurerolearn",
    b"taskset",
    b"containerinsights",
    b"autoscalinggroupprovider",
    b"managedinstancesprovider",
)
"""Words of which every document that ecslint knows has one, in lower case.

Many plain searches are five times faster than one regular expression.
"""


def sniff(data: bytes) -> bool:
    """Say whether ``data`` may hold anything that ecslint knows; ``False`` is certain, ``True`` is not."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.replace(b"\x00", b"")
    lowered = data.lower()
    return any(marker in lowered for marker in _MARKERS) or any(sign in lowered for sign in extra_signs())
