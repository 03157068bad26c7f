"""What several formats need."""

from __future__ import annotations

import os
from dataclasses import replace

from ecslint.base.printable import printable as printable
from ecslint.base.printable import printable_lines as printable_lines
from ecslint.base.tree import relative, top_of
from ecslint.finding import Finding


def full_message(finding: Finding) -> str:
    """Return the message with the scenario in which it holds."""
    return finding.message if finding.when is None else f"{finding.message} ({finding.when})"


LONGEST = 1000
"""Characters of a message; no rule writes so many of its own, so that there is a very long value in it."""


def bounded(findings: list[Finding]) -> list[Finding]:
    """Return the findings with what is very long in their texts cut; to be called once secrets are hidden."""
    return [_bounded(finding) if _is_long(finding) else finding for finding in findings]


def _is_long(finding: Finding) -> bool:
    title = "" if finding.fix is None else finding.fix.title
    texts = (finding.message, finding.when or "", title, *(related.message for related in finding.related))
    return any(len(text) > LONGEST for text in texts)


def _bounded(finding: Finding) -> Finding:
    return replace(
        finding,
        message=shortened(finding.message),
        when=finding.when and shortened(finding.when),
        fix=finding.fix and finding.fix._replace(title=shortened(finding.fix.title)),
        related=tuple(replace(r, message=shortened(r.message)) for r in finding.related),
    )


def shortened(text: str) -> str:
    """Cut long words, then the rest, of a text that is longer than ``LONGEST``."""
    if len(text) <= LONGEST:
        return text
    words = (word if len(word) <= 80 else f"{word[:60]}…{word[-1]}" for word in text.split(" "))
    text = " ".join(words)
    return text if len(text) <= LONGEST else f"{text[: LONGEST * 3 // 5]} … {text[-LONGEST // 5 :]}"


def relative_path(path: str) -> str:
    """Return ``path`` relative to the root of the git checkout (else to this directory), with ``/``."""
    if path == "-":
        return "stdin"
    full = os.path.realpath(path)
    here = os.path.realpath(os.getcwd())
    near = relative(full, top_of(here) or here)
    return full.replace(os.sep, "/") if near.startswith("..") else near


def unique_fingerprints(findings: list[Finding]) -> list[str]:
    """Return a fingerprint per finding; equal ones get an occurrence number."""
    seen: dict[str, int] = {}
    found = []
    for finding in findings:
        number = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        found.append(finding.fingerprint if number == 1 else f"{finding.fingerprint}-{number}")
    return found
