"""Selection: which checks run on a subject, and at which severity the findings of a rule are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ecslint.catalogue import pages as catalogue
from ecslint.checks import registry
from ecslint.config.settings import Settings, matches
from ecslint.finding import Problems, Severity


class Step(NamedTuple):
    """The checks of a subject that take the same parameters."""

    parameters: tuple[tuple[str, bool], ...]
    """(type name, whether it may be missing) for every parameter."""
    checks: list[tuple[str, Callable[..., Problems]]]
    """Rule id and function of each."""
    needs_whole: bool
    """Whether these compare with a whole template, which a file that was only partly read is not."""
    is_per_scenario: bool
    """Whether these have to be run in each scenario of a template."""


class Selection:
    """What one configuration selects."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._levels: dict[str, Severity | None] = {}
        self._steps: dict[str, list[Step]] = {}

    def steps(self, kind: str, *, batch: bool) -> list[Step]:
        """Return the checks on a kind of subject, by the arguments that they take.

        Where rules are selected by their ids alone, no others are run.
        ``batch``: there is enough to do for reading the page of every rule to pay, so that checks of rules
        that are off are not run at all.
        """
        found = self._steps.get(kind)
        if found is None:
            by_parameters: dict[tuple[tuple[str, bool], ...], Step] = {}
            beginnings = self.settings.beginnings
            for check in registry.checks_on(kind):
                if beginnings is not None and not check.rule.startswith(beginnings):
                    continue
                if (batch or registry.is_costly(check.rule)) and not self._is_on(check.rule):
                    continue
                step = by_parameters.get(check.parameters)
                if step is None:
                    step = Step(check.parameters, [], check.needs_whole, check.is_per_scenario)
                    by_parameters[check.parameters] = step
                step.checks.append((check.rule, check.function))
            found = self._steps[kind] = list(by_parameters.values())
        return found

    def severity(self, rule: str, path: str, override: Severity | None = None) -> Severity | None:
        """Return the severity of a finding of a rule in a file, ``None`` if the rule is off there.

        ``override`` takes the place of the page's severity, not of what the configuration says. Pages are
        read here, when there is a finding.
        """
        level = self._level(rule)
        settings = self.settings
        if level is not None and settings.per_file_ignores:
            page = catalogue.rule(rule)
            ignored = any(matches(page, word) for word in settings.ignored_for(path))
            if ignored and not settings.is_mandatory(page):
                return None
        if level is not None and override is not None and rule not in settings.severities:
            return override
        return level

    def _level(self, rule: str) -> Severity | None:
        if rule not in self._levels:
            page = catalogue.rule(rule)
            enabled = self.settings.enabled(page)
            self._levels[rule] = self.settings.severities.get(rule, page.severity) if enabled else None
        return self._levels[rule]

    def _is_on(self, rule: str) -> bool:
        return self.settings.enabled(catalogue.rule(rule))
