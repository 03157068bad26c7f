"""What only a shell would make of the words of a command (ECS415)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.words import words_of
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
_SCRIPT = frozenset(
    {"-c", "-e", "-lc", "-ec", "-E", "-r", "--eval", "--command", "--execute", "-x", "-m", "--message"}
)
"""Options whose value is a text of its own."""
_JOINS = frozenset({"redis-server", "redis-sentinel", "valkey-server"})
"""Programs that put their arguments together before they read them."""
_ON_FILES = frozenset({"cat", "chmod", "chown", "cp", "ls", "mv", "rm", "tail"})
_ENDED = regex(r"[\w./-]{1,100}\.(?:jar|js|mjs|php|py|rb|sh|ts);")
"""A file with the sign by which shells end a command."""
_QUOTED = regex(r"'[^']+'|\"[^\"]+\"")
_OPTION_AND_VALUE = regex(r"--?[A-Za-z][\w-]{0,60}+ +[^\s].{0,200}+")
_REDIRECTION = regex(r"[12&]?>{1,2}&?[\w/.-]{1,200}+|<[\w/.-]{1,200}+")
_OF_DOCKER = frozenset({"-it", "-ti", "--rm"})


@check("ECS415")
def words_are_for_a_shell(container: Container, task: TaskDefinition) -> Problems:
    """Yield quotes, options with their values, redirections and patterns that reach a program as they are."""
    words = words_of(container)
    if task.windows is not False or not words:
        return
    texts = [text for text, _ in words]
    if texts[0] in _OF_DOCKER:
        message = f'"{texts[0]}" is an option of "docker run", not of the program; remove it'
        yield Problem(words[0][1], message)
        return
    shell = next((i for i, text in enumerate(texts[:3]) if text.rpartition("/")[2] in _SHELLS), None)
    if shell is not None:
        yield from _handed_to_a_shell(words, shell)
        return
    unknown = not is_set(container.entry_point) and texts[0].startswith("-")
    found = _fault(words, container)
    if found is not None:
        message, place = found
        yield Problem(place, message, severity=Severity.INFO if unknown else None)


_OF_REDIS_7 = regex(r"7\.0\.[0-2](?!\d)")
"""Tags of the releases of Redis that did not split an option and its value in one argument: 7.0.0 to 7.0.2
(https://github.com/redis/docker-library-redis/issues/322, read 2026-11)."""


def _fault(words: list[tuple[str, Place]], container: Container) -> tuple[str, Place] | None:
    """Return the first word that no program takes as it was meant, and its place."""
    program = words[0][0].rpartition("/")[2]
    found = family_of(container.image) if program in _JOINS or program.startswith("-") else None
    if found is not None and found[0].name in ("redis", "valkey") and program.startswith("-"):
        program = f"{found[0].name}-server"  # the entry point puts it before options
    if found is not None and found[0].name == "redis" and _OF_REDIS_7.match(found[1]):
        text, place = next(
            ((t, p) for t, p in words[1:] if _OPTION_AND_VALUE.fullmatch(t)), ("", words[0][1])
        )
        option, _, value = text.partition(" ")
        if text:
            return (
                f'"{text}" is one argument to Redis 7.0.2 (wrong number); use "{option}", "{value.strip()}"',
                place,
            )
    if program == "docker" and len(words) > 1 and words[1][0] == "run":
        return (
            '"docker run" starts containers, this is what runs in one; use the words behind the image',
            words[0][1],
        )
    before = ""
    for text, place in words:
        fault = None if before in _SCRIPT or len(text) > 300 else _of_a_word(text, program, before)
        if fault is not None:
            return fault, place
        before = text
    return None


def _of_a_word(text: str, program: str, before: str) -> str | None:
    """Return what is wrong with a word, in the shape of messages."""
    if _QUOTED.fullmatch(text):
        return f'no shell takes the quotes from {text}, they reach "{program}"; use {text[1:-1]} alone'
    if before and program not in _JOINS and _OPTION_AND_VALUE.fullmatch(text):
        option, _, value = text.partition(" ")
        return f'"{text}" reaches "{program}" as one word; use "{option}", "{value.strip()}"'
    if before and _REDIRECTION.fullmatch(text):
        return f'"{text}" is handed to "{program}", since no shell runs here; use ["sh", "-c", "…"]'
    if before and "*" in text and (program in _ON_FILES or (program == "java" and before == "-jar")):
        return f'nothing expands "{text}" without a shell; use ["sh", "-c", "…"]'
    if text.startswith("~/"):
        return f'nothing expands "~" without a shell; use a path such as "/root/{text[2:]}"'
    if before and _ENDED.fullmatch(text):
        return f'no shell takes the ";" from "{text}", which is no file then; use "{text[:-1]}"'
    if before == "-g" and program == "nginx" and not text.rstrip().endswith((";", "}")):
        return f'nginx wants ";" behind "{text}" (unexpected end of parameter); use "{text};"'
    return None


def _handed_to_a_shell(words: list[tuple[str, Place]], shell: int) -> Problems:
    """Yield a text in quotes, which a shell takes for one name, and options behind the text."""
    rest = words[shell + 1 :]
    if len(rest) < 2 or rest[0][0] not in ("-c", "-lc", "-ec", "-xc"):
        return
    text, place = rest[1]
    inner = text.strip()
    if _QUOTED.fullmatch(inner) and " " in inner.strip("'\""):
        message = f"the shell takes {inner[:80]} for the name of one program; remove the quotes around it"
        yield Problem(place, message)
    elif (
        len(rest) > 2
        and rest[2][0].startswith("-")
        and rest[2][0] != "--"
        and "$" not in text
        and " " in inner
    ):
        message = (
            f'"{rest[2][0]}" and what follows are not part of the shell\'s command; put them into its text'
        )
        yield Problem(rest[2][1], message)
