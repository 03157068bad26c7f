"""Limits of CPU and memory outside Fargate's table of sizes.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html and
.../API_ContainerDefinition.html, read 2026-11. CPU in units (1024 = 1 vCPU), memory in MiB.
"""

from __future__ import annotations

from typing import Final

EC2_TASK_CPU: Final = (128, 196608)
"""Task CPU on EC2 and EXTERNAL: 0.125 to 192 vCPU."""

CONTAINER_MEMORY_MIN: Final = 6
"""What Docker 20.10 and later reserves for a Linux container at least."""

WINDOWS_CONTAINER_MEMORY_MIN: Final = 256
"""What the container agent raises a Windows container to.
Source: https://github.com/aws/amazon-ecs-agent (agent/api/container), read 2026-06."""

CONTAINER_CPU_MAX: Final = 262144
"""The largest share that the Linux kernel takes; more is capped (256 vCPU)."""

DOCUMENTED_CPU: Final = r"\d+|(\.25|\.5|\d+) ?vcpu"
DOCUMENTED_MEMORY: Final = r"\d+|(0?\.5|\d+) ?gb"
"""How the API reference spells sizes (in any case); other spellings may or may not be read."""
