"""Settings of a run."""

from __future__ import annotations

from dataclasses import dataclass, field

from ecslint import catalogue
from ecslint.catalogue import Rule
from ecslint.finding import Severity


@dataclass(frozen=True)
class Settings:
    """What to check and how to judge it."""

    select: tuple[str, ...] = ()
    """Ids, id prefixes, names or tags; when given, nothing else is on."""
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: dict[str, Severity] = field(default_factory=dict)
    fail_on: Severity = Severity.ERROR
    region: str | None = None

    def enabled(self, rule: Rule) -> bool:
        """Say whether findings of the rule are wanted."""
        if any(_matches(rule, word) for word in self.ignore):
            return False
        if self.select:
            wanted = any(_matches(rule, word) for word in self.select)
        else:
            wanted = rule.default
        return wanted or any(_matches(rule, word) for word in self.extend_select)


def _matches(rule: Rule, word: str) -> bool:
    return (
        word == "ALL"
        or rule.id.startswith(word.upper())
        or word.lower() == rule.name
        or word.lower() in rule.tags
    )


def unknown_selectors(words: tuple[str, ...]) -> list[str]:
    """Return the words that select no rule at all."""
    return [w for w in words if w != "ALL" and not any(_matches(rule, w) for rule in catalogue.rules())]
