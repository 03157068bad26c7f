"""Tags and quotas of task definitions.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ pages API_RegisterTaskDefinition and
API_Tag, and .../developerguide/service-quotas.html, read 2026-11.
"""

from __future__ import annotations

from typing import Final

TASK_DEFINITION_BYTES: Final = 65536
TEMPLATE_BYTES: Final = 1_000_000
"""Bytes of a template in Amazon S3: ``Template may not exceed 1000000 bytes in size.``

Source: AWS CloudFormation User Guide, quotas (1 MB), and that error text, read 2026-11.
"""
TEMPLATE_RESOURCES: Final = 500
"""Resources that a template may declare. Source: AWS CloudFormation User Guide, quotas, read 2026-11."""

PLACEMENT_CONSTRAINTS_MAX: Final = 10
PLACEMENT_EXPRESSION_MAX: Final = 2000

MANAGED_INSTANCE_ATTRIBUTES: Final = (
    "ecs.subnet-id",
    "ecs.availability-zone",
    "ecs.instance-type",
    "ecs.cpu-architecture",
)
"""What a placement constraint may ask about Managed Instances.
Source: .../developerguide/ManagedInstances.html, read 2026-11."""

APP_MESH_END: Final = "2026-09-30"
"""Source: https://docs.aws.amazon.com/app-mesh/latest/userguide/what-is-app-mesh.html, read 2026-11."""

APP_MESH_PROPERTIES: Final = ("ProxyIngressPort", "ProxyEgressPort", "AppPorts")
APP_MESH_IGNORED: Final = ("IgnoredUID", "IgnoredGID")
