"""A quick look at the bytes of a file: can it be of interest at all?"""

from __future__ import annotations

import re

_MARKERS = re.compile(
    rb"(?i:containerDefinition|AWS::ECS::|AWS::CodeDeploy::|AWS::Serverless|TargetService|imageUri|taskDefinition"
    rb"|desiredCount|networkMode|launchType|awsvpc|requiresCompatibilities|portMappings|deploymentConfiguration"
    rb"|serviceName|healthCheckGracePeriod|capacityProvider|memoryReservation|logConfiguration|essential|mountPoints|volumesFrom|workloadType|AfterAllowTestTraffic|BeforeInstall|forceNewDeployment|schedulingStrategy|serviceRegistries|enableExecuteCommand)"
)


def sniff(data: bytes) -> bool:
    """Say whether ``data`` may hold anything that ecslint knows; ``False`` is certain, ``True`` is not."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.replace(b"\x00", b"")
    return _MARKERS.search(data) is not None
