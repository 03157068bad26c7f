"""Limits of the RunTask call.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html, read 2026-11.
"""

from __future__ import annotations

from typing import Final

COUNT: Final = (1, 10)
OVERRIDES_CHARACTERS: Final = 8192
