"""What a shell is asked to run, and who gets the signal to stop (ECS492, ECS498)."""

from __future__ import annotations

import re
from typing import NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.quotes import open_quote
from ecslint.checks._shared.words import words_of
from ecslint.checks.task.exec_words import PROGRAMS, SHELLS
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of

_SHELLS = frozenset({"sh", "bash", "ash", "dash"})
_OPTION = regex("-[a-z]*c[a-z]*")
_BASH_ONLY = regex(r"(?:^|[;&|(\n]|\b(?:if|then|do|while) )[ \t]{0,20}+(\[\[|source)(?=[ \t])")
_PIPEFAIL = regex(r"(?:^|[;&|\n])[ \t]{0,20}+set[ \t]+-[a-z]{0,5}o[ \t]+pipefail\b")
_TRAP = regex(r"\btrap\b|\bexec\b")


class _Call(NamedTuple):
    """A call of a shell: its name, what it is to run with its place, ``None`` if that is missing."""

    shell: str
    text: str | None
    place: Place
    option: bool
    file: bool


def _call(container: Container) -> _Call | None:
    """Return how a container calls a shell, ``None`` if it does not or that is not known."""
    words = words_of(container)
    if not words or words[0][0].rpartition("/")[2] not in _SHELLS:
        return None
    texts = [word for word, _ in words]
    index = 1
    option = False
    while index < len(texts) and texts[index].startswith("-"):
        option = option or (_OPTION.fullmatch(texts[index]) is not None and not texts[index].startswith("--"))
        index += 1
    inside = index < len(texts)
    place = words[index][1] if inside else words[-1][1]
    return _Call(texts[0], texts[index] if inside else None, place, option, inside and not option)


@check("ECS492")
def shell_is_called_wrongly(container: Container, task: TaskDefinition) -> Problems:
    call = _call(container) if task.windows is False else None
    if call is None:
        return
    if call.option and call.text is None:
        if not is_set(container.command):
            message = f'"{call.shell} -c" is given nothing to run (it ends with code 2); add "command"'
            yield Problem(call.place, message, severity=Severity.INFO)
    elif call.option and call.text is not None and not call.text.strip():
        yield Problem(call.place, "the shell is given an empty text, and ends at once; set the command")
    elif call.option and call.text is not None and len(call.text) < 4000 and (quote := open_quote(call.text)):
        message = (
            f"the quote {quote} is not closed (Unterminated quoted string), and the shell ends; close it"
        )
        yield Problem(call.place, message)
    elif call.file and call.text is not None and " " in call.text.strip():
        message = f'without "-c" the shell looks for a file called "{call.text[:40]}"; add "-c"'
        yield Problem(call.place, message)
    elif call.file and call.text in PROGRAMS - SHELLS and call.text != "yarn":  # itself a script for a shell
        message = f'without "-c" the shell looks for a script called "{call.text}"; remove "{call.shell}"'
        yield Problem(call.place, message)
    elif call.option and call.text is not None and (mark := _open_heredoc(call.text)):
        message = f'no line ends the text behind "<<{mark}", so nothing after it is run; add "{mark}"'
        yield Problem(call.place, message)
    elif call.option and call.text is not None and call.shell.rpartition("/")[2] in ("sh", "dash"):
        yield from _only_for_bash(container, call, call.text)


_HEREDOC = regex(r"(?<!<)<<(-?)[ \t]{0,9}(['\"]?)([A-Za-z_]\w{0,30})\2(?=[ \t\n;|&>)]|$)")


def _open_heredoc(text: str) -> str | None:
    """Return the word that ends a text of several lines and stands on no line by itself."""
    if "<<" not in text or len(text) > 4000:
        return None
    for found in _HEREDOC.finditer(text):
        before, rest = text[: found.start()], text[found.end() :].split("\n")[1:]
        if before.count("'") % 2 or before.count('"') % 2 or before.rfind("((") > before.rfind("))"):
            continue  # in a text, or a number that is shifted
        if not any((line.lstrip("\t") if found[1] else line) == found[3] for line in rest):
            return found[3]
    return None


def _only_for_bash(container: Container, call: _Call, text: str) -> Problems:
    """In images on Debian ``sh`` is dash, which knows neither ``source`` nor ``[[``."""
    image = container.image
    found = family_of(image)
    if found is None or not found[0].entries("dash", found[1]):
        return
    if _PIPEFAIL.search(text) and "(set -o pipefail)" not in text:
        message = '"sh" of the image is dash, which has no "pipefail" (Illegal option -o pipefail); use bash'
        yield Problem(call.place, message)
        return
    match = _BASH_ONLY.search(text)
    if match is not None:
        better = 'use "."' if match[1] == "source" else 'use "["'
        message = f'"sh" of the image is dash, which has no "{match[1]}" (not found); {better}, or bash'
        yield Problem(call.place, message)


@check("ECS498")
def nobody_gets_the_signal(container: Container, task: TaskDefinition) -> Problems:
    """A shell that waits for a program does not hand SIGTERM on: the time to stop runs out."""
    if container.stop_timeout is None or task.windows is not False:
        return
    parameters = container.linux_parameters
    call = _call(container)
    if call is None or not call.option or call.text is None or isinstance(parameters, Unresolved):
        return
    text = call.text.strip()
    if not re.search(r"&&|\|\||[;|\n]", text) or _TRAP.search(text):
        return
    message = 'the shell does not hand SIGTERM on, so nothing stops in time; begin the last part with "exec"'
    related = ((container.at("stopTimeout"), "the time to stop"),)
    yield Problem(call.place, message, related, severity=Severity.INFO)
