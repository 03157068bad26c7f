"""Loads the files below ``schemas/``."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from typing import Any

from ecslint.base.resources import data_directory

Schema = dict[str, Any]
Check = Callable[[Any], bool]


def load_json(path: str) -> Any:
    """Read a JSON file below ``schemas/``; ``FileNotFoundError`` if the installation lacks it."""
    with open(os.path.join(data_directory("schemas"), *path.split("/")), encoding="utf-8") as file:
        return json.load(file)


@cache
def load(name: str) -> Schema:
    """Return the schema ``name`` (``task-definition``, ``cloudformation/AWS_ECS_Service``), read once."""
    schema: Schema = load_json(f"{name}.schema.json")
    return schema


@cache
def compiled(name: str) -> Check | None:
    """Return the schema as a compiled yes-or-no check, ``None`` where jsonschema-rs is not installed.

    The check raises ``ValueError`` for data that is not plain JSON, such as an ``Unresolved``.
    """
    try:
        import jsonschema_rs
    except ImportError:
        return None
    return jsonschema_rs.Draft202012Validator(load(name), validate_formats=False).is_valid
