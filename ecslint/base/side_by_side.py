"""Analyses of several environments in one JSON document."""

from __future__ import annotations

import json
from collections.abc import Mapping


def environments_json(reports: Mapping[str, str]) -> str:
    """Return the JSON documents of analyses as one, by the file with each environment's parameters."""
    found = [{"parameters": path, **json.loads(report)} for path, report in reports.items()]
    return json.dumps({"version": 1, "environments": found}, indent=2, ensure_ascii=False) + "\n"
