"""What the words of a health check's command become when Docker runs them."""

from __future__ import annotations

import json
import re

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks._shared.words import variable_names
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each, is_complete
from ecslint.model.task import Container

_KIND = regex(r"\[?\s*[\"']?(CMD|CMD-SHELL)[\"']?(?=[\s,])")
_ASSIGNMENT = regex(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)
_QUOTED = regex(r"""(['"]).*\1""", re.DOTALL)
_LOCAL_TLS = regex(r"https://(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)(?![\w.-])")
_TRUSTED = regex(
    r"\s(?:-[a-jl-zA-Z]*k[a-zA-Z]*|--insecure|--cacert|--resolve|--connect-to|--capath)(?=[\s=]|$)"
)


_CUT_URL = regex(r"\?[\w.~%+-]++=[\w.~%+-]*+&(?=[\w.~%+-]+=)")
"""A query whose ``&`` the shell takes for its own."""
_ALWAYS = regex(r"(?:\|\||;)\s?(?:exit\s0|true|:|echo(?: [^|;&<>$`]{0,200}+)?)\s?$")


_LEAVES = regex(r"\bexit\s{1,9}[^0\s;]|\bset\s{1,9}-[a-z]{0,5}e|\btrap\b")
"""What ends a script with a failure before its last command."""
_NO_CHECK = regex(r"\s?(?:exit 0|(?:/bin/|/usr/bin/)?true|:|echo(?: [\w'\". -]{0,80}+)?)\s?")
"""A command that cannot fail."""
_ENDS_BADLY = regex(r"(?:(?<!\|)\||&&|;)[ \t]{0,9}exit [1-9]\s{0,9}$")
_BRANCHES = regex(r"\b(?:if|while|until|for|case|trap|exit 0|return)\b|[{(]")


def _fails_always(text: str) -> str | None:
    """Return the end of a shell's text that makes its status a failure in any case."""
    found = _ENDS_BADLY.search(text)
    if found is None or _BRANCHES.search(text[: found.start()]):
        return None
    return found[0].strip()


def _needs_password(container: Container, text: str) -> bool:
    """Say whether a check looks for the answer of a Redis that wants a password, and gives none."""
    if "redis-cli" not in text or "PONG" not in text or " -a" in text or "--pass" in text:
        return False
    if not is_complete(container.environment) or "REDISCLI_AUTH" in variable_names(container):
        return False
    return any("requirepass" in word for _, word in each(container.command))


_CURL = regex(r"(?:^|[|;&(]\s{0,9})(?:/usr/bin/)?curl\s+([^|;&]*+)")
_FAILS = regex(r"(?:^|\s)(?:-[a-zA-Z]*f[a-zA-Z]*|--fail\S*|-w|--write-out|-[a-zA-Z]*w)(?=[\s=]|$)")
"""Options of curl that make it fail, or print, an HTTP error."""
_HEALTH_PATH = regex(
    r"/(?:[\w-]{0,30}health[\w-]{0,30}|ready|readyz|readiness|livez?|liveness|ping|status)(?![\w.])"
)
_HTTP = regex(r"https?://|(?:^|\s)(?:localhost|127\.0\.0\.1)")


def never_fails(container: Container, command: list[str | Unresolved]) -> Problems:
    """Yield ``curl`` without ``-f``, which succeeds with any answer of the server, errors included."""
    kind, *rest = command
    if kind not in ("CMD", "CMD-SHELL"):
        return
    words = [word for word in rest if isinstance(word, str)]
    if len(words) != len(rest) or not words or (kind == "CMD-SHELL" and len(words) > 1):
        return
    text = words[0] if kind == "CMD-SHELL" else " ".join(words)
    first = words[0].rpartition("/")[2] if kind == "CMD" else ""
    if (kind == "CMD" and first != "curl") or "grep" in text or "$(" in text or "`" in text:
        return
    calls = list(_CURL.finditer(text))
    if len(calls) != 1 or _FAILS.search(calls[0][1]) or not _HTTP.search(calls[0][1]):
        return
    behind = text[calls[0].end() :].lstrip()
    if behind.startswith("|") and not behind.startswith("||"):
        return  # what it prints is looked at
    place = container.at("healthCheck", "command", 1)
    at = calls[0].start(1)
    better = text[:at] + "-f " + text[at:] if kind == "CMD-SHELL" else None
    edit = (
        Edit("set", place, better)
        if better
        else Edit("set", container.at("healthCheck", "command"), ["CMD", words[0], "-f", *words[1:]])
    )
    message = 'curl succeeds with every answer of the server, also with an error such as 500; add "-f"'
    # such a path tells by the status how the program is
    severity = Severity.WARNING if _HEALTH_PATH.search(calls[0][1]) else Severity.INFO
    yield Problem(place, message, fix=Fix('add "-f"', (edit,)), severity=severity)


def _is_quoted(text: str, at: int) -> bool:
    """Say whether a character of a shell command stands in quotes."""
    before = text[:at]
    return before.count('"') % 2 == 1 or before.count("'") % 2 == 1


def misread_words(container: Container, command: list[str | Unresolved]) -> Problems:
    """Yield what is no program, no argument or no shell command in a command that starts with its kind."""
    kind, *rest = command
    if not rest or kind not in ("CMD", "CMD-SHELL") or not isinstance(rest[0], str):
        return
    second = rest[0].strip()
    if second in ("CMD", "CMD-SHELL"):
        yield from _kind_twice(container, command, second)
    elif kind == "CMD-SHELL" and len(rest) == 1:
        yield from _text(container, rest[0])
    elif kind == "CMD":
        yield from _words(container, rest)


def _severity(container: Container) -> Severity | None:
    """Return the severity of a check that can only fail: other containers' health does not count."""
    return None if container.essential in (True, None) else Severity.WARNING


def _kind_twice(container: Container, command: list[str | Unresolved], second: str) -> Problems:
    better = command[1:]
    shown = "runs" if command[0] == "CMD" else "makes the shell run"
    message = f'"{command[0]}" {shown} a program called "{second}", which no image has; remove "{command[0]}"'
    fix = None
    if len(better) > 1 and not any(isinstance(word, Unresolved) for word in better):
        whole = container.at("healthCheck", "command")
        fix = Fix(f'remove "{command[0]}"', (Edit("set", whole, better),))
    place = container.at("healthCheck", "command", 1)
    yield Problem(place, message, fix=fix, severity=_severity(container))


def _text(container: Container, text: str) -> Problems:
    """Look at what the shell is given."""
    place = container.at("healthCheck", "command", 1)
    match = _KIND.match(text.strip())
    if match is not None:
        better = _unpacked(text.strip())
        message = f'the shell runs the word "{match[1]}" itself, which is no program; set the command alone'
        if text.strip().startswith("["):
            message = "the shell runs the text of a JSON array, which always fails; set the command alone"
        fix = None
        if better:
            message = message.rpartition(";")[0] + f'; use "{better}"'
            fix = Fix(f'set "{better}"', (Edit("set", place, better),))
        yield Problem(place, message, fix=fix, severity=_severity(container))
        return
    cut = _CUT_URL.search(text)
    if cut is not None and not _is_quoted(text, cut.start()):
        message = f'"&" ends the command at "{cut[0]}" and sends it to the background; put the URL in quotes'
        yield Problem(place, message, severity=Severity.WARNING)
        return
    fails = _fails_always(text)
    if fails is not None:
        message = f'"{fails}" makes the check fail whatever happens; use "|| exit 1"'
        yield Problem(place, message, severity=_severity(container))
        return
    if _NO_CHECK.fullmatch(text):
        message = (
            f'"{text.strip()}" succeeds whatever the container does; use a command that asks the program'
        )
        yield Problem(place, message, severity=Severity.WARNING)
        return
    always = _ALWAYS.search(text)
    if always is not None and not (always[0][0] == ";" and _LEAVES.search(text[: always.start()])):
        shown = always[0].strip() if len(always[0]) < 60 else always[0].strip()[:57] + "…"
        message = f'"{shown}" makes the check succeed whatever happens; use "|| exit 1"'
        yield Problem(place, message, severity=Severity.WARNING)
        return
    if _needs_password(container, text):
        message = (
            'Redis has a password, so this prints NOAUTH instead of PONG; add "-a", or set REDISCLI_AUTH'
        )
        yield Problem(place, message, severity=Severity.WARNING)
        return
    parts = re.split(r"[|;&]", text)
    if any("curl " in part and _LOCAL_TLS.search(part) and not _TRUSTED.search(part) for part in parts):
        message = (
            'no certificate is valid for the local address, so curl fails here; add "-k", or check over HTTP'
        )
        yield Problem(place, message, severity=Severity.WARNING)


def _unpacked(text: str) -> str | None:
    """Return the command inside the text of an array, or behind a word ``CMD-SHELL``."""
    if text.startswith("["):
        try:
            words = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words[1:]):
            return None
        return " ".join(words[1:]) or None
    rest = text[text.index("CMD") :].removeprefix("CMD-SHELL").removeprefix("CMD").lstrip("\"', ")
    return rest if rest and text[0] == "C" else None


def _words(container: Container, rest: list[str | Unresolved]) -> Problems:
    """Look for what only a shell would take away: assignments and quotes."""
    first = rest[0]
    if isinstance(first, str) and first.rpartition("/")[2] in ("true", "echo"):
        message = f'"{first}" succeeds whatever the container does; use a program that asks it'
        yield Problem(container.at("healthCheck", "command", 1), message, severity=Severity.WARNING)
        return
    if isinstance(first, str) and _ASSIGNMENT.fullmatch(first):
        message = f'"CMD" runs "{first.partition("=")[0]}=…" as a program; use "CMD-SHELL" with one string'
        place = container.at("healthCheck", "command", 1)
        yield Problem(place, message, severity=_severity(container))
        return
    for index, word in enumerate(rest):
        if isinstance(word, str) and len(word) > 2 and _QUOTED.fullmatch(word):
            message = (
                f"no shell takes the quotes from {_shown(word)}, they are part of the argument; remove them"
            )
            place = container.at("healthCheck", "command", index + 1)
            fix = Fix("remove the quotes", (Edit("set", place, word[1:-1]),))
            yield Problem(place, message, fix=fix, severity=Severity.WARNING)
            return


def _shown(word: str) -> str:
    return word if word.startswith('"') else f'"{word}"'
