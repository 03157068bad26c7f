"""What no shell can run: constructs that are not closed, operators without commands (ECS420, ECS492)."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PLACEHOLDER, Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared.quotes import open_quote
from ecslint.checks._shared.shell_syntax import syntax_fault
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place
from ecslint.model.task import Container, TaskDefinition

_SHELLS = frozenset({"sh", "bash", "ash", "dash"})
_OPTION = regex("-[a-z]*c[a-z]*")
_OPERATORS = regex(r"[;&|()\n]|\b(?:if|then|fi|for|do|done|while|until|else)\b")
"""What a text has in which a fault can be."""
_VARIABLE = regex(r"\$(?:\{[A-Za-z_]\w*\}|[A-Za-z_]\w*|\()")
_EXPORT = regex(r"\s*export\s+[A-Za-z_]\w*=[^\s;&|$'\"`]*((?:\s+[^\s;&|$'\"`=]+)+)\s*(?:$|[;&|\n])")
_NOT_A_NAME = regex(r"(?:^|\s)([\w-]*[./-][\w./-]*)")


class ShellText(NamedTuple):
    """What a shell is given to run, and the place of it."""

    text: str
    """The text, with variables of the shell as they are written."""
    place: Place
    """The place of the text."""


def _plain(word: object) -> str | None:
    """Return a word with variables of the shell as they are written, ``None`` if more of it is not known."""
    if isinstance(word, str):
        return word
    if type(word) is not Unresolved or word.reason != PLACEHOLDER:
        return None
    text = word.text
    filled = "{{" in text or "<" in text or "%" in text or text.startswith("${")
    return None if filled or text.endswith("}") or not _VARIABLE.search(text) else text


def command_text(container: Container) -> ShellText | None:
    """Return what the command of a container gives to a shell behind ``-c``."""
    words: list[tuple[object, Place]] = []
    for member, value in (("entryPoint", container.entry_point), ("command", container.command)):
        if isinstance(value, Unresolved):
            return None
        words += [(word, container.at(member, index)) for index, word in enumerate(value or [])]
    first = words[0][0] if words else None
    if not isinstance(first, str) or first.rpartition("/")[2] not in _SHELLS:
        return None
    for index, (word, _) in enumerate(words[1:], 1):
        if not isinstance(word, str) or not word.startswith("-"):
            return None
        if _OPTION.fullmatch(word):
            text = _plain(words[index + 1][0]) if len(words) > index + 1 else None
            return None if text is None else ShellText(text, words[index + 1][1])
    return None


@check("ECS492")
def shell_cannot_read_its_text(container: Container, task: TaskDefinition) -> Problems:
    """Yield a text with a fault of syntax, or one that exports the words of a command."""
    found = command_text(container) if task.windows is False else None
    if found is None or not found.text.strip() or open_quote(found.text):
        return
    fault = syntax_fault(found.text) if _OPERATORS.search(found.text) else None
    exported = _EXPORT.match(found.text) if found.text.lstrip().startswith("export ") else None
    wrong = _NOT_A_NAME.search(exported[1]) if exported is not None else None
    if fault is not None:
        yield Problem(found.place, fault)
    elif wrong is not None:
        message = f'"export" takes "{wrong[1]}" for a variable (bad variable name); add "&&" before it'
        yield Problem(found.place, message)


_SLASH = regex(r"169\.254\.170\.2/\$\{?AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")


@check("ECS489")
def credentials_are_asked_with_two_slashes(container: Container, task: TaskDefinition) -> Problems:
    """Yield an address of the task's credentials with a slash before the variable, which begins with one."""
    found = command_text(container) if task.windows is False else None
    if found is not None and len(found.text) < 4000 and _SLASH.search(found.text):
        message = (
            '"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" begins with "/", and "//" gets 404; '
            "remove the slash before it"
        )
        yield Problem(found.place, message)


@check("ECS420")
def health_check_cannot_be_read(container: Container, task: TaskDefinition) -> Problems:
    """Yield a health check whose text no shell can read, so that it always fails."""
    health = known(container.health_check)
    command = known(health.command) if health is not None else None
    if not command or len(command) != 2 or command[0] != "CMD-SHELL" or task.windows is not False:
        return
    text = _plain(command[1])
    if text is None or not _OPERATORS.search(text) or open_quote(text):
        return
    fault = syntax_fault(text)
    if fault is not None:
        yield Problem(container.at("healthCheck", "command", 1), fault, severity=Severity.WARNING)


_IN_WORDS = regex(r"(\$\(|`)\w|(?:^|\s)(\|\||&&|\|)\s?\w|\s(\d?>{1,2})\s?[/&]")
_ASKING = frozenset({"curl", "wget", "nc", "pg_isready", "redis-cli", "mysqladmin", "mongosh", "mongo", "ps"})
"""Programs none of whose arguments is a text for a shell."""


@check("ECS420")
def health_check_hides_operators(container: Container, task: TaskDefinition) -> Problems:
    """Yield operators and substitutions inside the words of a ``CMD`` health check, which no shell reads."""
    health = known(container.health_check)
    command = known(health.command) if health is not None else None
    if not command or len(command) < 3 or command[0] != "CMD" or task.windows is not False:
        return
    program = command[1]
    words = program.split() if isinstance(program, str) else []
    if not words or words[0].rpartition("/")[2] not in _ASKING:
        return
    for index, word in enumerate(command[2:], 2):
        text = _plain(word)
        found = _IN_WORDS.search(text) if text is not None and len(text) < 2000 else None
        if found is not None:
            shown = next(filter(None, found.groups()))
            message = f'"CMD" starts no shell, so "{shown}" is part of an argument; use "CMD-SHELL"'
            yield Problem(container.at("healthCheck", "command", index), message, severity=Severity.WARNING)
            return
    if len(words) > 1:
        message = f'"CMD" runs a program called "{program}"; give every argument an element of its own'
        yield Problem(container.at("healthCheck", "command", 1), message, severity=Severity.WARNING)
