"""What is wrong with an expression of the cluster query language, which selects container instances."""

from __future__ import annotations

from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.suggest import nearest
from ecslint.base.unresolved import Unresolved
from ecslint.facts.services import BINPACK_FIELDS, EXPRESSION_SUBJECTS
from ecslint.finding import Problem, Severity
from ecslint.model.base import Place

_OPAQUE: Final = regex(r"\"[^\"]*\"|'[^']*'|\[[^\[\]]*\]")
"""Arguments in quotes and lists, in which words mean nothing else."""
_JOINTS: Final = regex(r"&&|\|\||\b(?:and|or)\b")
_SUBJECT: Final = regex(
    r"(?:\s|\(|!|not\b)*([A-Za-z][\w.:/-]*)\s*"
    r"(==|=~|=|!=|!~|[<>]=?|!?(?:in|exists)\b|(?:not_)?(?:equals|in|exists|matches)\b|(?:greater|less)_than)?"
)


class ExpressionFault(NamedTuple):
    """A term of an expression that is not one."""

    message: str
    """What is wrong, and what to use."""
    is_refused: bool
    """Whether ECS is known to refuse it; otherwise its documentation does not have it."""


def constraint_fault(kind: object, expression: object) -> str | None:
    """Return what is wrong with a constraint of a target that starts tasks; ``None`` is a missing member."""
    if isinstance(expression, Unresolved):
        return None
    if kind == "distinctInstance" and expression:
        return 'Expression does not go with "distinctInstance"; remove it, or use "memberOf"'
    if kind == "memberOf" and not expression:
        return '"memberOf" has no Expression; add one such as "attribute:ecs.instance-type =~ m5.*"'
    return None


def strategy_fault(kind: object, field: object) -> str | None:
    """Return what is wrong with a strategy of a target that starts tasks; ``None`` is a missing member."""
    if isinstance(field, Unresolved):
        return None
    if kind == "random" and field:
        return f'Field ({field}) does not go with the strategy "random"; remove it'
    if kind == "binpack" and str(field or "").lower() not in BINPACK_FIELDS:
        return f'Field of the strategy "binpack" is "{field or ""}"; use "cpu" or "memory"'
    return None


def expression_problem(place: Place, expression: str) -> Problem | None:
    """Return what is wrong with the expression at ``place``, as a warning unless ECS surely refuses it."""
    fault = expression_fault(expression)
    if fault is None:
        return None
    return Problem(place, fault.message, severity=None if fault.is_refused else Severity.WARNING)


def expression_fault(expression: str) -> ExpressionFault | None:
    """Return the first term whose subject or operator ECS does not know.

    Terms that are not surely understood (a pattern that holds ``or``, unusual words for operators) are
    skipped.
    Source: "Create expressions to define container instances", Amazon ECS Developer Guide.
    """
    for term in _JOINTS.split(_OPAQUE.sub('""', expression)):
        found = _SUBJECT.match(term)
        if found is None or found[2] is None:
            continue
        subject = found[1]
        if found[2] == "=":
            return ExpressionFault(f'"=" after "{subject}" is not an operator; use "=="', False)
        kind, colon, rest = subject.partition(":")
        if (kind == "attribute" and rest) or subject in EXPRESSION_SUBJECTS:
            continue
        if colon or "." in subject:
            name = rest if colon else subject
            better = "task:group" if kind == "task" else f"attribute:{name}"
            # AWS' answer was seen for another word before the colon; a bare name only lacks it.
            return ExpressionFault(
                f'"{subject}" is not something to place by; use "{better}"', bool(colon) and kind != "task"
            )
        better = nearest(subject, EXPRESSION_SUBJECTS) or f"attribute:{subject}"
        return ExpressionFault(f'"{subject}" is not something to place by; use "{better}"', False)
    return None
