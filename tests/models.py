"""Models as plain data."""

from __future__ import annotations

from typing import Any

from ecslint.model.base import Model, api_names


def plain(value: Any) -> Any:
    """Return a model's members as data by the API's names, as ``model_dump`` does."""
    if isinstance(value, Model):
        return {
            spelt: plain(found)
            for name, spelt in api_names(type(value)).items()
            if (found := getattr(value, name)) is not None
        }
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value
