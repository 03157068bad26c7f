"""Calls in a health check that cannot do what they are meant for (ECS420)."""

from __future__ import annotations

import shlex
from functools import lru_cache

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PLACEHOLDER, Unresolved, known
from ecslint.checks import check
from ecslint.checks.task.programs import script_of
from ecslint.facts import containers as facts
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import is_set
from ecslint.model.task import Container, HealthCheck, TaskDefinition

_LONGEST = 2000
"""Characters of a health check beyond which it is not looked at."""
_PARTS = regex(r"\|\||&&|[|;&\n]")
_SLEEPS = regex(r"\s{0,9}sleep\s{1,9}([0-9]{1,5})s?\s{0,9}(?:;|&&|$)")
"""A pause before everything else."""
_BEFORE_EXIT = frozenset({"or", "OR", "and", "then", "else"})
_OPERATORS = frozenset({"||", "&&", "|", ";"})
"""What reaches a program without a shell is reported by itself."""
_HOST_AND_PORT = regex(r"[\w.-]{1,100}:[0-9]{1,5}")
_OF_COMPOSE = regex(r"\$\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})")
_HEAD = regex(
    r"\bwget\s(?:[^;&|]{0,300}\s)?(--spider)(?=\s)|\bcurl\s(?:[^;&|]{0,300}\s)?(--head|-[a-zA-Z]{0,8}I[a-zA-Z]{0,8})(?=\s)"
)
_ASKED = regex(r"https?://[^/\s'\"]{1,200}(/[^\s'\"?#]{0,200})")
_DOCKER_HOST = regex(r"(?<![\w.-])(?:host|gateway)\.docker\.internal(?![\w-])")


@check("ECS420")
def health_check_calls_in_vain(container: Container, task: TaskDefinition) -> Problems:
    """Yield pauses that last too long, and words that ``curl`` and ``nc`` take otherwise than meant."""
    health = known(container.health_check)
    command = known(health.command) if health is not None else None
    if health is None or not command or len(command) < 2 or task.windows is not False:
        return
    words = [text for word in command if (text := _text(word)) is not None and len(text) <= _LONGEST]
    if len(words) < len(command) or words[0] not in ("CMD", "CMD-SHELL"):
        return
    kind, first, *_ = words
    shell = kind == "CMD-SHELL" and len(words) == 2
    del words[0]
    place = container.at("healthCheck", "command", 1)
    fault = _pause(first, health) if shell else None
    if fault is not None:
        # the health of other containers does not count for the task
        severity = None if container.essential in (True, None) else Severity.WARNING
        yield Problem(place, fault, severity=severity)
        return
    fault = (_dollars(first) or _fault_of_calls(first)) if shell else _call(words)
    fault = fault or _beat(container, words) or _head(container, " ".join(words))
    if fault is None and not is_set(container.extra_hosts):
        host = next((found for word in words if (found := _DOCKER_HOST.search(word)) is not None), None)
        if host is not None:
            fault = f'"{host[0]}" is a name of Docker Desktop, which ECS has not; use localhost'
    if fault is not None:
        yield Problem(place, fault, severity=Severity.WARNING)


def _text(word: str | Unresolved) -> str | None:
    """Return a word, with what looks like a variable in it as it is written."""
    if isinstance(word, Unresolved):
        return word.text if word.reason == PLACEHOLDER else None
    return word


def _pause(text: str, health: HealthCheck) -> str | None:
    """Return what is wrong with a pause that is longer than the check may take."""
    timeout = facts.HEALTH_CHECK_DEFAULTS["timeout"] if health.timeout is None else health.timeout
    found = _SLEEPS.match(text)
    if found is None or not isinstance(timeout, int) or int(found[1]) <= timeout:
        return None
    return (
        f'"sleep {found[1]}" outlasts the timeout of {timeout} seconds, so the check always fails; '
        'use "startPeriod" instead'
    )


def _dollars(text: str) -> str | None:
    """Return what is wrong with two dollar signs, which only Compose makes one of."""
    found = _OF_COMPOSE.search(text) if "$$" in text and "'" not in text else None
    if found is None:
        return None
    return f'"{found[0]}" is the notation of Compose, here "$$" is the shell\'s id; use "{found[0][1:]}"'


_ASKS_A_WORKER = regex(r"\binspect\s{1,9}ping\b.{0,200}(?:\s-d|--destination)")


def _beat(container: Container, words: list[str]) -> str | None:
    """Return what is wrong with asking the scheduler of Celery, which only workers answer for."""
    if not any("celery" in word for word in words) or not _ASKS_A_WORKER.search(" ".join(words)):
        return None
    script = script_of(container)
    given = script.text.split() if script is not None else []
    if "celery" not in " ".join(given) or "beat" not in given or "worker" in given:
        return None
    return 'only workers answer "inspect ping" (No nodes replied), not "beat"; use a check of its process'


def _head(container: Container, text: str) -> str | None:
    """Return what is wrong with asking a path by HEAD, to which the image answers by GET only."""
    found, asked = _HEAD.search(text), _ASKED.search(text)
    if found is None or asked is None:
        return None
    from ecslint.runtime.images import family_of

    family = family_of(container.image)
    for entry in family[0].entries("get_only", family[1]) if family is not None else []:
        if asked[1] in entry["paths"]:
            better = 'use "-O /dev/null" instead' if found[1] else "remove it"
            return (
                f'"{found[1] or found[2]}" sends HEAD, which the image refuses at "{asked[1]}" '
                f"({entry['status']}); {better}"
            )
    return None


@lru_cache(256)
def _fault_of_calls(text: str) -> str | None:
    """Return what is wrong with the first such command in a shell's text, of which many containers have the
    same; nothing if its quotes are not closed.
    """
    try:
        calls = [shlex.split(part) for part in _PARTS.split(text)]
    except ValueError:
        return None
    return next(filter(None, map(_call, calls)), None)


def _call(words: list[str]) -> str | None:
    """Return what is wrong with a call of ``curl``, ``wget`` or ``nc``, in the shape of messages."""
    name = words[0].rpartition("/")[2] if _OPERATORS.isdisjoint(words) and words else ""
    if name in ("curl", "wget") and len(words) > 3 and words[-2] == "exit" and words[-1].isdecimal():
        before = words[-3] if words[-3] in _BEFORE_EXIT else "exit"
        return f'{name} takes "{before}" for one more address (could not resolve host); use "|| exit 1"'
    if name in ("nc", "netcat"):
        plain = [word for word in words[1:] if not word.startswith("-")]
        if len(plain) == 1 and _HOST_AND_PORT.fullmatch(plain[0]):
            host, _, port = plain[0].rpartition(":")
            return f'{name} wants host and port apart and fails with "{plain[0]}"; use "{host} {port}"'
    return None
