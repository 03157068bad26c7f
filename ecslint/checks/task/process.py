"""What runs in a container and as whom (ECS415 to ECS418)."""

from __future__ import annotations

import json
import re

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.facts import containers as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import Place
from ecslint.model.task import Container, TaskDefinition

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
_OPERATORS = frozenset({"&&", "||", "|", ";", "&", ">", ">>", "<", "2>&1"})
_DRIVE = regex(r"[A-Za-z]:")


def _words(value: list[str | Unresolved] | Unresolved | None) -> list[str] | None:
    """Return the words of a command, ``None`` unless all are known and there is one."""
    items = known(value) or []
    words = [word for word in items if isinstance(word, str)]
    return words if words and len(words) == len(items) else None


def _given(value: list[str | Unresolved] | Unresolved | None) -> bool:
    return isinstance(value, Unresolved) or bool(value)


def _is_shell(word: str) -> bool:
    return word.rpartition("/")[2] in _SHELLS


def _shell_option(words: list[str]) -> int | None:
    """Return the index of ``-c`` (or ``-lc``, …) in ``sh -c …``, ``None`` if that is not what runs."""
    if not _is_shell(words[0]):
        return None
    for index, word in enumerate(words[1:], 1):
        if not word.startswith("-"):
            return None
        if not word.startswith("--") and "c" in word:
            return index
    return None


@check("ECS415")
def command_is_split_wrongly(container: Container, task: TaskDefinition) -> Problems:
    if task.windows is not False:
        return
    yield from _assignment(container)
    yield from _cut_in_quotes(container)
    yield from _no_program(container)
    yield from _from_a_document(container)
    written = list(_list_in_a_word(container))
    yield from written
    if written:
        return
    entry, command = _words(container.entry_point), _words(container.command)
    if entry is not None and (len(entry) > 1 or not any(c.isspace() for c in entry[0])):
        if _given(container.command) and command is None:
            return
        yield from _shell_words(container, "entryPoint", entry, command)
        return
    if entry is not None:
        yield _one_word(container.at("entryPoint", 0), "entryPoint", entry[0])
    elif command is not None and not _given(container.entry_point):
        if len(command) == 1 and any(c.isspace() for c in command[0].strip()):
            yield _one_word(container.at("command", 0), "command", command[0])
        else:
            yield from _shell_words(container, "command", command, None)


_ASSIGNMENT = regex(r"[A-Za-z_][A-Za-z0-9_]*=[^\s]*+")


def _assignment(container: Container) -> Problems:
    """A variable in front of a program is the shell's notation; here it is the program, or its argument."""
    for member, value in (("entryPoint", container.entry_point), ("command", container.command)):
        words = known(value)
        first = words[0] if words else None
        if not words or len(words) < 2 or not isinstance(first, str) or not _ASSIGNMENT.fullmatch(first):
            continue
        name = first.partition("=")[0]
        message = f'no shell runs here, so "{name}=…" is taken for the program; set "{name}" in "environment"'
        yield Problem(container.at(member, 0), message)


def _no_program(container: Container) -> Problems:
    """The first word is what runs: neither a folder nor what only Dockerfiles or shells know."""
    entry = known(container.entry_point)
    member = "entryPoint" if entry else "command"
    words = entry or known(container.command) or []
    if not words or not isinstance(words[0], str) or (not entry and _given(container.entry_point)):
        return
    first = words[0]
    if member == "entryPoint" and (first.endswith("/") or first in (".", "..")):
        message = f'"{first}" is a folder, which cannot be run (permission denied); give a program'
    elif (len(words) > 1 or entry) and first != first.strip() and first.strip().isalpha():
        message = f'"{first}" has a space at its end (executable file not found); use "{first.strip()}"'
    elif first in facts.INSTRUCTIONS:
        message = f'"{first}" is an instruction of a Dockerfile, not a program; remove it'
    elif first in facts.SHELL_ONLY and _OPERATORS.isdisjoint(w for w in words if isinstance(w, str)):
        message = f'"{first}" is no program, only shells know it, and none runs here; use ["sh", "-c", "…"]'
    else:
        return
    yield Problem(container.at(member, 0), message)


_LIST = regex(
    r"(?:\.?/[\w./-]{1,80}+|bash|bundle|celery|gunicorn|java|node|npm|php|pnpm|python3?|ruby|sh|uvicorn|yarn)(?:,[\w./=:-]{1,200}+){1,50}"
)


def _list_in_a_word(container: Container) -> Problems:
    """Yield a list that stands in its one element: as JSON, or with commas as the console takes it."""
    for member, value in (("entryPoint", container.entry_point), ("command", container.command)):
        words = known(value)
        text = words[0] if words and len(words) == 1 else None
        if not isinstance(text, str) or (member == "command" and _given(container.entry_point)):
            continue
        better = _unpacked(text.strip())
        if better is None:
            continue
        shown = ", ".join(f'"{word}"' for word in better)
        fix = Fix(f"split {member}", (Edit("set", container.at(member), better),))
        message = f"{member} holds a list in one element, which is run as one word; use [{shown}]"
        yield Problem(container.at(member, 0), message, fix=fix)


def _unpacked(text: str) -> list[str] | None:
    """Return the words of a list that is written into a text."""
    if text.startswith("[") and text.endswith("]"):
        try:
            words = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return words if isinstance(words, list) and words and all(isinstance(w, str) for w in words) else None
    return text.split(",") if _LIST.fullmatch(text) else None


_TYPOGRAPHIC = regex(
    "(?:^|=)[\u201c\u201d\u2018\u2019]|[\u201c\u201d\u2018\u2019]$|^[\u2013\u2014](?=[\\w-])"
)


def _from_a_document(container: Container) -> Problems:
    """Quotes and dashes of a word processor are letters to a program, a carriage return is one to a shell."""
    words = [*(known(container.entry_point) or []), *(known(container.command) or [])]
    shell = any(isinstance(word, str) and _is_shell(word) for word in words[:3])
    for member, value in (("entryPoint", container.entry_point), ("command", container.command)):
        for index, word in enumerate(known(value) or []):
            if not isinstance(word, str):
                continue
            found = _TYPOGRAPHIC.search(word)
            if found is not None:
                shown = found[0].lstrip("=")
                message = f'"{shown}" is a typographic character; use {_PLAIN[shown]}'
                yield Problem(container.at(member, index), message)
            elif shell and "\r\n" in word:
                message = "the shell takes carriage returns for part of the commands; end the lines without"
                yield Problem(container.at(member, index), message)


_PLAIN = {
    "\u201c": "a straight quote",
    "\u201d": "a straight quote",
    "\u2018": "an apostrophe",
    "\u2019": "an apostrophe",
    "\u2013": '"-"',
    "\u2014": '"--"',
}


def _cut_in_quotes(container: Container) -> Problems:
    """A command of the shell that was split at its spaces has quotes that are not closed."""
    words = [*(known(container.entry_point) or []), *(known(container.command) or [])]
    if len(words) < 4 or not isinstance(words[0], str) or not _is_shell(words[0]):
        return
    text = words[2]
    if not isinstance(words[1], str) or words[1] not in ("-c", "-lc", "-ec") or not isinstance(text, str):
        return
    quote = text[:1]
    if quote in ("'", '"') and text.count(quote) % 2:
        message = f"the shell runs {text} alone, whose quotes are not closed; join the words into one string"
        first = len(known(container.entry_point) or [])
        place = container.at("entryPoint", 2) if first > 2 else container.at("command", 2 - first)
        yield Problem(place, message)


def _one_word(place: Place, member: str, text: str) -> Problem:
    words = text.split()
    simple = not any(c in text for c in "\"'\\|&;<>$`")
    better = words if simple else ["sh", "-c", text]
    whole = place._replace(path=place.path[:1])
    shown = ", ".join(f'"{word}"' for word in better)
    message = f'{member} has "{text}" in one element, which is run as one word; use [{shown}]'
    return Problem(place, message, fix=Fix(f"split {member}", (Edit("set", whole, better),)))


def _short(text: str) -> str:
    """Return the beginning of a text that is too long for a message."""
    return text if len(text) < 60 else text[:57] + "…"


def _is_whole(text: str, following: str) -> bool:
    """Say whether a shell's text uses none of the words behind it, which seem to belong to it."""
    if not any(c in text for c in "$@ \"'"):
        return True
    return "$" not in text and " " in following.strip() and not following.startswith("-")


def _shell_words(container: Container, member: str, first: list[str], second: list[str] | None) -> Problems:
    """Look at the words as they are run: ``first``, which stands in ``member``, and then ``command``."""
    words = [*first, *(second or [])]
    option = _shell_option(words)

    def place(index: int) -> Place:
        inside = index < len(first)
        return container.at(member if inside else "command", index if inside else index - len(first))

    if option is not None:
        if words[option + 1 : option + 2] == ["--"]:  # ends the options; the string to run comes next
            option += 1
        if len(words) > option + 2 and _is_whole(words[option + 1], words[option + 2]):
            message = (
                f'"{words[0]} {words[option]}" runs only "{_short(words[option + 1])}", not what '
                "follows it; join both into one string"
            )
            yield Problem(place(option + 2), message)
        return
    if not _is_shell(words[0]):
        for index, word in enumerate(words[1:], 1):
            if word in _OPERATORS and not (word == ";" and "find" in words[0]):
                message = (
                    f'"{word}" is handed to "{words[0]}" as an argument, since no shell runs here; '
                    'use ["sh", "-c", "…"]'
                )
                yield Problem(place(index), message)
                return


@check("ECS416")
def user_or_working_directory_is_invalid(container: Container, task: TaskDefinition) -> Problems:
    if task.windows is False:
        yield from _user(container)
        yield from _working_directory(container)


def _user(container: Container) -> Problems:
    user = container.user
    if not isinstance(user, str) or not user or "\\" in user:
        return
    parts = user.split(":")
    numbers = [int(part) for part in parts if re.fullmatch(r"-?[0-9]{1,20}", part)]
    if len(parts) > 2:
        reason = 'use "user" or "user:group"'
    elif any(c.isspace() for c in user):
        reason = "remove the space"
    elif any(not 0 <= number <= facts.USER_ID_MAX for number in numbers):
        reason = f"use an id from 0 to {facts.USER_ID_MAX}"
    else:
        return
    yield Problem(container.at("user"), f'"{user}" is not a valid user; {reason}')


def _working_directory(container: Container) -> Problems:
    path = container.working_directory
    if not isinstance(path, str) or not path:
        return
    if not path.startswith("/") and not _DRIVE.match(path) and "\\" not in path:
        better = "/root" + path[1:] if path.startswith("~") else "/" + path.removeprefix("./")
        message = f'workingDirectory "{path}" is relative; use an absolute path such as "{better}"'
        place = container.at("workingDirectory")
        yield Problem(place, message, fix=Fix(f'use "{better}"', (Edit("set", place, better),)))


@check("ECS418")
def container_is_interactive(container: Container) -> Problems:
    for name, value in (
        ("interactive", container.interactive),
        ("pseudoTerminal", container.pseudo_terminal),
    ):
        if value is True:
            message = (
                f"{name} keeps a terminal open that nobody sits at, and ECS Exec does not need; remove it"
            )
            yield Problem(container.at(name), message)
