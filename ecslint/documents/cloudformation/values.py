"""Values of evaluation: texts as CloudFormation writes them, and what is no text."""

from __future__ import annotations

from typing import Any, Final

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Unresolved

MAX_TEXT: Final = 1_000_000
"""Characters; a template may not be larger than 1 MB itself."""

DYNAMIC_REFERENCE: Final = "dynamic reference"
"""Why a text with ``{{resolve:…}}`` is not known."""

SUB_NAME: Final = regex(r"\$\{([^!${}][^${}]*)\}")
LITERAL_NAME: Final = regex(r"\$\{!([^{}]*)\}")


class NoValue:
    """The value of ``AWS::NoValue``: the member or list item that holds it is left out."""

    __slots__ = ()


NO_VALUE: Final = NoValue()


class Failure(Unresolved):
    """A value that CloudFormation refuses to work out; ``text`` is a sentence that says why."""

    __slots__ = ()

    def __init__(self, text: str) -> None:
        super().__init__("failure", text)


def as_text(value: object) -> str | None:
    """Return a scalar as CloudFormation writes it into a string, ``None`` for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return None


def sub_names(text: str) -> list[str]:
    """Return the names that ``Fn::Sub`` replaces in ``text``, in order."""
    return [match.strip() for match in SUB_NAME.findall(text)] if "${" in text else []


def concat(parts: list[Any]) -> Any:
    """Join evaluated parts into a text, a ``Reference`` if that is all there is, or a ``PartialText``.

    A dynamic reference may be made of parts of which only one shows that it is one.
    """
    pieces: list[str | Unresolved] = []
    unknown: Unresolved | None = None
    size = 0
    for part in parts:
        is_dynamic = type(part) is Unresolved and part.reason == DYNAMIC_REFERENCE
        text = part.text if is_dynamic else as_text(part)
        if text is not None:
            if not text:
                continue
            if pieces and isinstance(pieces[-1], str):
                pieces[-1] += text
            else:
                pieces.append(text)
            size += len(text)
        elif isinstance(part, Failure):
            return part
        elif isinstance(part, Unresolved):
            pieces.append(part)
            if unknown is None:
                unknown = part
            size += len(part.text)
        else:
            return Unresolved("wrong shape")
        if size > MAX_TEXT:
            return Unresolved("text of more than a million characters")
    if unknown is None:
        whole = "".join(piece for piece in pieces if isinstance(piece, str))
        return Unresolved(DYNAMIC_REFERENCE, whole) if "{{resolve:" in whole else whole
    if len(pieces) == 1:
        return unknown
    return PartialText(tuple(pieces), unknown.reason)


def default_note(parameter: str, text: str) -> str:
    """Say which default a value rests on, without printing what may be a secret."""
    name = parameter.lower()
    secretive = any(word in name for word in ("pass", "secret", "token", "key", "credential", "auth"))
    if secretive or len(text) > 60 or "\n" in text or "://" in text:
        return f"the default of parameter {parameter}"
    return f"parameter {parameter} defaults to {text}"
