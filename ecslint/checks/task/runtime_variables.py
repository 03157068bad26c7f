"""Variables of runtimes and libraries with values that they refuse (ECS453)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.facts.runtime_variables import GRAMMARS
from ecslint.finding import Problem, Problems
from ecslint.model.base import each
from ecslint.model.task import Container

_BY_NAME = {name: grammar for grammar in GRAMMARS for name in grammar.names}
_FILLED_IN = regex(r"[$<]|\{\{|\b(?:your|changeme|example|xxx)", 2)
"""Signs of a value that something fills in before the program starts, or of an example (ignoring case)."""
_LONGEST = 400
"""Longer values are not looked at by their form."""


@check("ECS453")
def runtime_refuses_a_value(container: Container) -> Problems:
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        grammar = _BY_NAME.get(name) if isinstance(name, str) else None
        if grammar is None or not isinstance(value, str) or not value.strip():
            continue
        start = value.strip()[:_LONGEST]
        if grammar.allowed.fullmatch(start) or _FILLED_IN.search(start):
            continue
        lists = (container.entry_point, container.command)
        words = [word for words in lists if isinstance(words, list) for word in words]
        if any(str(name) in (word.text if isinstance(word, Unresolved) else str(word)) for word in words):
            continue  # the command itself makes something else of it
        what = f'the value of "{name}"' if grammar.secret else f'"{value[:40]}" in "{name}"'
        message = f"{grammar.program} does not take {what} ({grammar.error}); use {grammar.use}"
        yield Problem(container.at("environment", index, "value"), message)
