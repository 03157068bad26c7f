"""Findings with asterisks in place of credentials, in all that they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ecslint.facts import secrets
from ecslint.finding import Finding

Clean = Callable[[str], str]
"""Puts asterisks in place of credentials."""
TELLING = 8
"""Length from which a value of letters and digits is looked for inside of words, too."""


def without_forms(finding: Finding, places: bool) -> Finding:
    """Return a finding with asterisks for what has the form of a credential, wherever it comes from."""
    texts = [finding.message, *(related.message for related in finding.related)]
    texts += [finding.pointer, finding.logical] if places else []
    texts += [finding.fix.title] if finding.fix is not None else []
    if all(secrets.masked(text) == text for text in texts):
        return finding
    return masked_finding(finding, secrets.masked, places)


def masked_finding(finding: Finding, clean: Clean | None, places: bool) -> Finding:
    """Return a finding with asterisks where ``clean`` puts them, with ``places`` also in paths of values."""
    if clean is None:
        return finding
    if places:
        finding = replace(
            finding,
            pointer=_named(finding.pointer, clean),
            logical=_named(finding.logical, clean),
            related=tuple(replace(each, pointer=_named(each.pointer, clean)) for each in finding.related),
        )
    return replace(
        finding,
        message=clean(finding.message),
        related=tuple(replace(related, message=clean(related.message)) for related in finding.related),
        fix=finding.fix and finding.fix._replace(title=clean(finding.fix.title)),
    )


def _named(place: str, clean: Clean) -> str:
    """Return the path of a value with asterisks for names that are a credential, not for fields of AWS."""
    return "/".join(
        clean(step) if len(step) >= TELLING and any(map(str.isdigit, step)) else step
        for step in place.split("/")
    )
