"""What the shell and its programs make of the text of a health check (ECS420, ECS471)."""

from __future__ import annotations

import re
import shlex
from functools import lru_cache

from ecslint.base.pattern import regex
from ecslint.base.unresolved import known
from ecslint.checks import check
from ecslint.checks._shared.quotes import open_quote
from ecslint.checks._shared.words import INSTALLS
from ecslint.facts import programs as facts
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import UNKNOWN_TAG, family_of, shown_image

_LONGEST = 2000
"""Characters of a health check beyond which it is not looked at."""
_PLAIN = regex(r"[\w./ -]{2,60}")
"""A pattern that stands for itself."""
_PARTS = regex(r"\|\||&&|[|;&]")
_LONG_OPTION = regex(r"(?<![\w-])--[a-z][a-z-]+")
_MISSPELT = regex(r"(?<![0-9&>])> ?2&1(?![0-9])|\b(?:curl|wget) - [a-zA-Z](?= )")
"""A redirection and an option that are cut in two."""
_ZERO = regex(r"\bwget [^|;&]{0,80}?(-[a-zA-Z]{0,6}(?<![tTwlQ])0)(?= ?-| /dev/null|/dev/null)")
"""A zero for the letter O; behind ``-t``, ``-T``, ``-w``, ``-l`` and ``-Q`` it is a number."""
_CODE = regex(r"(?:python3?|node|ruby|php)[\d.]*")
_BARE_URL = regex(r"[(,=]\s*https?://")
_ONLY_FOR_BASH = regex(
    r"/dev/tcp/|(?:^|[;&|(\n]|\b(?:if|then|do|while) )[ \t]{0,20}+(?:\[\[|source)(?=[ \t])"
)


@check("ECS420")
def health_check_text_misleads(container: Container, task: TaskDefinition) -> Problems:
    """Yield a text whose quotes are lost or not closed, or that finds its own process."""
    text, place = _shell_text(container)
    if text is None or place is None or task.windows is not False:
        return
    quote = open_quote(text)
    if quote is not None:
        message = (
            f"the quote {quote} is not closed (Unterminated quoted string), so the check fails; close it"
        )
        yield Problem(place, message, severity=Severity.WARNING)
        return
    wrong = _misleads(text)
    if wrong is not None:
        yield Problem(place, wrong, severity=Severity.WARNING)
    else:
        yield from _bash_in_another_shell(container, text, place)


@lru_cache(256)
def _misleads(text: str) -> str | None:
    """Return what is wrong with a text, whatever the image: many containers have the same one."""
    misspelt = _MISSPELT.search(text)
    if misspelt is not None:
        better = "2>&1" if "&" in misspelt[0] else "".join(misspelt[0].split(" ", 1)[-1].split())
        return f'the shell reads "{misspelt[0].strip()}" otherwise than meant; use "{better}"'
    zero = _ZERO.search(text)
    if zero is not None:
        return f'"{zero[1]}" has a zero, which wget refuses (invalid option); use the letter O'
    name = _finds_itself(text)
    if name is not None:
        better = f"[{name[0]}]{name[1:]}"
        return f'the search for "{name}" finds the shell that runs it, so it never fails; use "{better}"'
    if _loses_quotes(text):
        return "the shell takes the inner quotes away, so the code is wrong; use the other kind inside"
    return None


def _shell_text(container: Container) -> tuple[str | None, Place | None]:
    """Return the text that a shell runs as health check, and its place."""
    health = known(container.health_check)
    command = known(health.command) if health is not None else None
    if not command or len(command) != 2 or command[0] != "CMD-SHELL":
        return None, None
    text = command[1]
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None, None
    return text, container.at("healthCheck", "command", 1)


def _finds_itself(text: str) -> str | None:
    """Return what a search among processes looks for, where the shell's own line has it as well."""
    if "grep" not in text or "grep -v" in text:
        return None
    parts = _PARTS.split(text)
    before = ""
    for part in parts:
        try:
            words = shlex.split(part)
        except ValueError:
            return None
        program = words[0] if words else ""
        full = program == "pgrep" and any(w.startswith("-") and "f" in w for w in words[1:-1])
        if (full and len(parts) > 1) or (program in ("grep", "egrep") and before == "ps"):
            name = words[-1].strip()
            return name if len(words) > 1 and _PLAIN.fullmatch(name) and not name.startswith("-") else None
        before = program
    return None


def _loses_quotes(text: str) -> bool:
    """Say whether code behind ``-c`` or ``-e`` has a URL without quotes once the shell has read the text."""
    if "://" not in text or ("'" not in text and '"' not in text) or not _CODE.search(text):
        return False
    try:
        words = shlex.split(text)
    except ValueError:
        return False
    for index, word in enumerate(words[:-2]):
        if _CODE.fullmatch(word.rpartition("/")[2]) and words[index + 1] in ("-c", "-e", "-r"):
            return _BARE_URL.search(words[index + 2]) is not None
    return False


def _bash_in_another_shell(container: Container, text: str, place: Place) -> Problems:
    """Yield what only bash knows where ``sh`` of the image is dash or that of BusyBox."""
    found = family_of(container.image)
    match = _ONLY_FOR_BASH.search(text)
    if found is None or match is None or re.search(r"\bbash\s+-\w*c", text):
        return
    what = match[0].strip("; &|(\n\t").rpartition(" ")[2]
    dash, ash = bool(found[0].entries("dash", found[1])), has_busybox(container)
    if not dash and not (ash and what.startswith("/dev/tcp")):
        return
    shell = "dash" if dash else "ash"
    message = f'"sh" of the image is {shell}, which has no "{what}"; use ["CMD", "bash", "-c", "…"]'
    if ash:
        message = message.partition(";")[0] + '; use "nc -z", or another program of the image'
    yield Problem(place, message, severity=Severity.WARNING)


def has_busybox(container: Container) -> bool:
    """Say whether an official image of Alpine brings ``wget`` and the like from BusyBox."""
    found = family_of(container.image)
    if found is None or found[1] == UNKNOWN_TAG:
        return False
    repository = shown_image(container.image).partition(":")[0].partition("@")[0]
    official = "/" not in repository or repository.startswith("public.ecr.aws/docker/library/")
    return found[0].name in ("alpine", "busybox") or (official and "alpine" in found[1])


@check("ECS471")
def busybox_has_no_such_option(container: Container, task: TaskDefinition) -> Problems:
    """Yield an option of GNU wget that the one of BusyBox refuses: ``unrecognized option``."""
    health = known(container.health_check)
    command = known(health.command) if health is not None else None
    if not command or task.windows is not False or not has_busybox(container):
        return
    if any(INSTALLS.search(word) for _, word in each(container.command)):
        return
    words = [(word, at) for at, word in each(command) if len(word) < _LONGEST]
    if not any(re.search(r"\bwget\b", word) for word, _ in words):
        return
    for text, index in words:
        option = next((o for o in _LONG_OPTION.findall(text) if o in facts.GNU_WGET_ONLY), None)
        if option is not None:
            message = f'BusyBox\' wget of the image has no "{option}" (unrecognized option); remove it'
            yield Problem(container.at("healthCheck", "command", index), message)
            return


_NO_URL = regex(r"(?<![\w:/])https?(?:://(?=[:\s]|$)|//|:(?=localhost|127\.))[^\s\"']{0,60}")
"""What was to be a URL: without a host or a colon, or without slashes."""
_OTHER_SLASHES = regex(r"(?<![\w:/])https?(?::/(?!/)|:///)[^\s\"']{0,60}")
"""One or three slashes, which only curl takes (https://curl.se/docs/url-syntax.html, read 2026-11)."""
_SEGMENT = regex(r"[|;&\n]")
_CLIENT = regex(r"\b(?:curl|wget)\b")


@check("ECS420")
def health_check_asks_no_url(container: Container, task: TaskDefinition) -> Problems:
    """Yield what curl and wget refuse as an address: ``http//localhost``, ``http://:8080/``."""
    health = known(container.health_check)
    command = known(health.command) if health is not None else None
    if not command or task.windows is not False:
        return
    words = [(word, index) for index, word in each(command) if len(word) < _LONGEST]
    clients = {client for word, _ in words for client in _CLIENT.findall(word)}
    if not clients:
        return
    for text, index in words:
        found = _NO_URL.search(text) if "http" in text else None
        if found is None and "curl" not in clients:
            found = _OTHER_SLASHES.search(text)
        if found is not None:
            before = _SEGMENT.split(text[: found.start()])
            if " " in text[: found.start()].strip() and _CLIENT.search(before[-1]) is None:
                continue  # an argument of another program, such as grep
            message = (
                f'"{found[0]}" is not a URL, and the check always fails; use one such as "http://localhost/"'
            )
            place = container.at("healthCheck", "command", index)
            yield Problem(place, message, severity=Severity.WARNING)
            return
