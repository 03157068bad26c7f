"""Terraform's functions with regular expressions, which strangers write: no search takes long.

Source: developer.hashicorp.com/terraform/language/functions/regex, read 2026-11-30. Go's engine takes linear
time; Python's may take all choices that a pattern leaves, so that those are counted beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ecslint.base.pattern import regex
from ecslint.documents.terraform.arguments import Arguments, Function, HiddenError, of_plain, of_strings
from ecslint.documents.terraform.values import MAX_TEXT, EvaluationError

_RISKY: Final = regex(r"\)[*+{]|[*+}][*+{]")
"""What multiplies the choices of others: repeated groups."""
_OTHERWISE: Final = regex(r"\\[1-9pPzZCQE]|\(\?[^:Pims]|\(\?P[^<]|\[:")
"""What Go has and Python has not, or the other way round."""
_NAMED: Final = regex(r"\$(?:\$|[A-Za-z_]|\d+[A-Za-z_])")
"""What Go reads in a replacement as a dollar, or as a name that may not be there."""
_CHOICES: Final = regex(r"\\.|\[(?:\\.|[^\]\\])*+\]?|([*+]|\{[\d,]*+\})|([?|])")
"""What leaves a choice: as many as the text has characters, or two."""
_GROUP: Final = regex(r"\$(\d+|\{\w+\})")
_MOST_WORK: Final = 5_000_000
"""Choices that a search may have to try, which take a tenth of a second."""
_WORK_PER_STEP: Final = 2_000
_LONGEST_TEXT: Final = 2_000
_LONGEST_PATTERN: Final = 500


def _work(pattern: str, text: str) -> int:
    """Return how many choices a search tries at most: at each place, those of each part of the pattern."""
    found = 1 if pattern.startswith("^") and "|" not in pattern else 1 + len(text)
    for many, two in _CHOICES.findall(pattern):
        found *= 1 + len(text) if many else 2 if two else 1
        if found > _MOST_WORK:
            break
    return found


def _compiled(arguments: Arguments, pattern: object, text: object) -> re.Pattern[str]:
    """Return the pattern; raises ``HiddenError`` if it may take long on the text."""
    if not isinstance(pattern, str) or not isinstance(text, str):
        raise HiddenError
    if len(text) > _LONGEST_TEXT or len(pattern) > _LONGEST_PATTERN or _RISKY.search(pattern):
        raise HiddenError
    if _OTHERWISE.search(pattern) or ("$" in pattern and text.endswith("\n")):
        raise HiddenError
    work = _work(pattern, text)
    arguments.evaluator.spend(work // _WORK_PER_STEP)
    if work > _MOST_WORK:
        raise HiddenError
    try:
        return re.compile(pattern, re.ASCII)
    except re.error:  # Go may know more
        raise HiddenError from None


def _with_arguments(make: Callable[..., Function], work: Callable[..., object]) -> Function:
    """Make a function whose plain arguments come behind those of the call."""

    def call(arguments: Arguments) -> object:
        return make(lambda *given: work(arguments, *given))(arguments)

    return call


def _regex(arguments: Arguments, pattern: str, text: str) -> object:
    match = _compiled(arguments, pattern, text).search(text)
    if match is None:
        raise EvaluationError("regex finds nothing")
    return match.groupdict() or (list(match.groups()) or match[0])


def _regexall(arguments: Arguments, pattern: str, text: str) -> list[object]:
    return [list(match.groups()) or match[0] for match in _compiled(arguments, pattern, text).finditer(text)]


def _replace(arguments: Arguments, text: str, old: str, new: str) -> str:
    if len(old) > 1 and old[0] == old[-1] == "/":
        pattern = _compiled(arguments, old[1:-1], text)
        if len(new) > _LONGEST_TEXT or _NAMED.search(new):
            raise HiddenError
        by = _GROUP.sub(lambda match: "\\g<" + match[1].strip("{}") + ">", new.replace("\\", "\\\\"))
        return pattern.sub(by, text)
    if text.count(old) * len(new) > MAX_TEXT:
        raise EvaluationError("replace gives more than a million characters")
    return text.replace(old, new)


regex_function: Final = _with_arguments(of_plain, _regex)
"""``regex``: the first match."""
regexall: Final = _with_arguments(of_plain, _regexall)
"""``regexall``: every match."""
replace: Final = _with_arguments(of_strings, _replace)
"""``replace``: of a text, or between slashes of a pattern."""
