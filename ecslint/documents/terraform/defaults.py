"""What is said of the default that a variable's value rests on."""

from __future__ import annotations

from typing import Final

from ecslint.documents.terraform.values import Value, text_of

SET_IN: Final = "set in "
"""What a note begins with that names the tfvars file a value is from."""


def default_note(name: str, value: Value) -> str:
    """Say which default a value rests on, without printing what may be a secret."""
    lowered = name.lower()
    secretive = any(word in lowered for word in ("pass", "secret", "token", "key", "credential", "auth"))
    text = text_of(value)
    if secretive or not isinstance(text, str) or len(text) > 60 or "\n" in text or "://" in text:
        return f"the default of variable {name}"
    return f"variable {name} defaults to {text}"
