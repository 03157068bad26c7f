"""Commands that do not fit the image they run in (ECS490, ECS491)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.known_images import program_name
from ecslint.checks._shared.words import INSTALLS, words_of
from ecslint.facts import programs as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import Place, is_set
from ecslint.model.task import Container, TaskDefinition

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
_FIRST_WORD = regex(r"(?:^|[|;&(`\n]|\b(?:then|do|else|exec) )[ \t]{0,20}+([\w./-]{1,80}+)(?=[\s;&|)]|$)")


@check("ECS490")
def command_repeats_the_entry_point(container: Container, task: TaskDefinition) -> Problems:
    """The words of ``command`` are arguments of what the image runs."""
    from ecslint.runtime.images import family_of

    command, image = container.command, container.image
    if is_set(container.entry_point) or not isinstance(command, list) or not command:
        return
    first = command[0]
    found = family_of(image)
    if found is None or not isinstance(first, str) or task.windows is not False:
        return
    word = first.rpartition("/")[2]
    for entry in found[0].entries("entry", found[1]):
        if len(command) < entry.get("from", 1):
            continue
        place = container.at("command", 0)
        if word in entry["names"]:
            message = f'the image runs "{entry["runs"]}" by itself, so "{first}" is an argument; remove it'
            whole = container.at("command")
            fix = Fix(f'remove "{first}"', (Edit("set", whole, command[1:]),)) if len(command) > 1 else None
            yield Problem(place, message, fix=fix)
        elif word in _SHELLS:
            message = f'the image runs "{entry["runs"]}", which gets "{first}" as an argument; '
            yield Problem(place, message + (entry.get("instead") or 'set "entryPoint" to the shell'))
        return


@check("ECS491")
def program_is_not_in_the_image(container: Container, task: TaskDefinition) -> Problems:
    """What the container starts is not there: ``executable file not found in $PATH``."""
    start = next(_starts(container), None)
    if start is None or task.windows is None:
        return
    programs, place = start
    first = programs[0]
    if first.startswith("-") and not is_set(container.entry_point) and _is_base(container):
        message = f'the image has no entry point, so "{first}" is run as a program; put the program before it'
        yield Problem(place, message)
        return
    explicit = task.requires_fargate or task.runtime_platform is not None
    if not task.windows and explicit and first.lower() in facts.WINDOWS_PROGRAMS:
        message = f'"{first}" is a program of Windows, and the task runs Linux; use a program of the image'
        yield Problem(place, message)
        return
    if task.windows:
        if first.rpartition("/")[2] in _SHELLS and first.startswith(("/bin/", "/usr/bin/")):
            message = f'"{first}" is a path of Linux, and the task runs Windows; use "powershell" or "cmd"'
            yield Problem(place, message)
        return
    yield from _lacking(container, programs, place)


def _lacking(container: Container, programs: list[str], place: Place) -> Problems:
    from ecslint.runtime.images import family_of

    image = container.image
    found = family_of(image)
    if found is None:
        return
    for entry in (*found[0].entries("without", found[1]), *found[0].entries("lacks", found[1])):
        lacking = frozenset(entry["programs"])
        program = next((p for p in programs if program_name(p) in lacking), None)
        if program is not None:
            message = f'the image has no "{program}" (executable file not found in $PATH); use another'
            yield Problem(place, message)
            return


def _starts(container: Container) -> Iterator[tuple[list[str], Place]]:
    """Yield what a container starts: its program, and those of the shell's text; and the place."""
    words = words_of(container)
    if not words or not (is_set(container.entry_point) or _runs_the_command(container)):
        return
    texts = [word for word, _ in words]
    if len(texts) == 1 and " " in texts[0].strip():
        return
    programs = [texts[0]]
    shell = texts[0].rpartition("/")[2] in _SHELLS and len(texts) > 2 and re.fullmatch("-[a-z]*c", texts[1])
    if shell:
        found = [match[1] for match in _FIRST_WORD.finditer(texts[2])]
        installs = INSTALLS.search(texts[2]) is not None
        programs += [word for word in found if not installs or word in facts.PACKAGE_MANAGERS]
    yield programs, words[0][1]


def _is_base(container: Container) -> bool:
    """Say whether a container runs a public image that has no entry point."""
    from ecslint.runtime.images import family_of

    image = container.image
    found = family_of(image)
    return found is not None and found[0].name in facts.WITHOUT_ENTRY_POINT


def _runs_the_command(container: Container) -> bool:
    """Say whether an image is known to run the words of ``command`` themselves."""
    from ecslint.runtime.images import family_of

    image = container.image
    found = family_of(image)
    return found is None or not found[0].entries("entry", found[1])
