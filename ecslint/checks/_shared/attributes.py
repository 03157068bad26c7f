"""Terms of the cluster query language that instances of a known type surely do not meet."""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex

_TERM: Final = regex(
    r"^\s*attribute:(ecs\.[a-z-]{2,30})\s*(==|=~|in|equals)\s*[\"']?"
    r"(\[[^\[\]]{1,300}\]|[\w.*-]{1,80})[\"']?\s*$"
)
_JOINT: Final = regex(r"\s(?:and|&&)\s")
_OTHER: Final = regex(r"\|\||\bor\b|\bnot\b|!|[()]")
_ARCHITECTURES: Final = {"x86_64": "x86_64", "arm64": "arm64"}


def terms(expression: str) -> list[tuple[str, str, list[str]]]:
    """Return what an expression asks, all of which has to hold: an attribute, an operator and values.

    Empty where it is more than that, or where one of its terms is not understood.
    """
    if _OTHER.search(expression):
        return []
    found = []
    for text in _JOINT.split(expression):
        match = _TERM.match(text)
        if match is None:
            return []
        values = [value.strip(" \"'") for value in match[3].strip("[]").split(",")]
        found.append((match[1], match[2], values))
    return found


def surely_not(term: tuple[str, str, list[str]], type_name: str, architecture: str, system: str) -> bool:
    """Say whether an instance of a type surely does not meet a term.

    ``architecture`` is EC2's word for it, ``system`` is ``linux`` or ``windows``, ``""`` if not known.
    """
    attribute, operator, values = term
    own = {
        "ecs.instance-type": type_name,
        "ecs.cpu-architecture": _ARCHITECTURES.get(architecture, ""),
        "ecs.os-type": system,
    }.get(attribute, "")
    if not own:
        return False
    if operator == "=~":
        return not any(_may_match(value, own) for value in values)
    return own not in values and not any("*" in value for value in values)


def _may_match(pattern: str, text: str) -> bool:
    """Say whether a pattern may be found in a text; one that is more than a beginning may be."""
    start = pattern.removesuffix(".*")
    if "*" in start:
        return True
    length = len(start)
    return any(
        all(letter in (".", text[at + index]) for index, letter in enumerate(start))
        for at in range(len(text) - length + 1)
    )
