"""Platform versions of AWS Fargate.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-versions-retired.html, read 2026-11.
"""

from __future__ import annotations

from typing import Final

READ: Final = "2026-11"

LATEST: Final = "LATEST"
LINUX: Final = ("1.4.0",)
WINDOWS: Final = ("1.0.0",)

RETIRED: Final = ("1.0.0", "1.1.0", "1.2.0", "1.3.0")
"""Versions for Linux that start no more tasks; 1.3.0 was the last one, withdrawn in 2026. (1.0.0 is current
for Windows.)"""
