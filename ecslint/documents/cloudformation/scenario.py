"""One way in which a template can be deployed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, TypeAlias

from ecslint.base.unresolved import Unresolved

Given: TypeAlias = str | Unresolved


class Other(Unresolved):
    """Any text but those in ``excluded``."""

    __slots__ = ("excluded",)

    def __init__(self, text: str, excluded: frozenset[str]) -> None:
        super().__init__("parameter that may have several values", text)
        self.excluded = excluded


class Scenario:
    """One way in which the template can be deployed: the truth of some conditions.

    ``parameters`` holds only what differs from the defaults.
    """

    __slots__ = ("conditions", "parameters")

    def __init__(self, conditions: Mapping[str, bool], parameters: Mapping[str, Given]) -> None:
        self.conditions = conditions
        self.parameters = parameters

    def __repr__(self) -> str:
        return f"Scenario({dict(self.conditions)!r}, {dict(self.parameters)!r})"

    def has(self, condition: str | None) -> bool | None:
        """Say whether something under ``condition`` is created; ``None``: not decided in this scenario."""
        return True if condition is None else self.conditions.get(condition)

    def describe(self, touched: Collection[str]) -> str | None:
        """Return ``when IsProd is true and UseEc2 is false`` for the conditions in ``touched``."""
        return describe([(name, truth) for name, truth in self.conditions.items() if name in touched])


DEFAULT: Final = Scenario({}, {})
"""The only scenario of resources that no condition touches."""


def describe(literals: Sequence[tuple[str, bool]]) -> str | None:
    """Write a conjunction as ``when A is true and B is false``, ``None`` for the empty one."""
    if not literals:
        return None
    return "when " + " and ".join(_literal(name, truth) for name, truth in literals)


def _literal(name: str, truth: bool) -> str:
    if " is " in name:  # made up by ``Conditions.choice``
        return name if truth else name.replace(" is ", " is not ", 1)
    return f"{name} is {'true' if truth else 'false'}"
