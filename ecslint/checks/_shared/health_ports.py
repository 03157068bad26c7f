"""The ports of the container itself that a health check asks for."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from ecslint.base.pattern import regex

_LOCAL = regex(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):([0-9]{1,5})(?![0-9])")
_OF_BASH = regex(r"/dev/tcp/(?:localhost|127\.0\.0\.1)/([0-9]{1,5})(?![0-9])")
_WITHOUT = regex(r"(https?)://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?=[/?\s\"']|$)")
_PARTS = regex(r"\|\||&&|[|;&\n]")
_OF_REQUESTS = regex(
    r"(?:-H|--header|-e|--referer|-x|--proxy|--resolve|--connect-to|-d|--data[a-z-]{0,10})[ =]"
    r"(?:'[^']{0,500}'|\"[^\"]{0,500}\"|[^\s'\"]{1,500})"
)
"""Options of curl and wget whose value is part of a request, and what is asked is not at it."""
_HOSTS = ("localhost", "127.0.0.1", "0.0.0.0", "::1")
_LONGEST = 2000
"""Characters of a health check beyond which only addresses are looked at."""

PARTS_OF_REQUESTS: Final = frozenset({"-H", "--header", "-e", "--referer", "-x", "--proxy", "--resolve"})
"""Options of curl and wget before a word that is part of a request."""
OPTIONS: Final = {
    "mongo": ("--port",),
    "mongosh": ("--port",),
    "mysql": ("-P", "--port"),
    "mysqladmin": ("-P", "--port"),
    "pg_isready": ("-p", "--port"),
    "psql": ("-p", "--port"),
    "redis-cli": ("-p",),
    "valkey-cli": ("-p",),
}
"""Options by which clients are told a port: their manual pages, read 2026-11."""


def asked_ports(text: str, *, shell: bool) -> Iterator[int]:
    """Yield the ports that a word of a health check, or a shell's text, asks at the container itself."""
    return _asked(text, shell) if len(text) > _LONGEST else iter(_asked_by_short(text, shell))


@lru_cache(256)
def _asked_by_short(text: str, shell: bool) -> tuple[int, ...]:
    return tuple(_asked(text, shell))  # many containers have the same health check


def _asked(text: str, shell: bool) -> Iterator[int]:
    if "unix-socket" in text:
        return  # which answers whatever the port
    if "curl" in text or "wget" in text:
        text = _OF_REQUESTS.sub("", text)
    yield from (int(port) for pattern in (_LOCAL, _OF_BASH) for port in pattern.findall(text))
    yield from (443 if scheme == "https" else 80 for scheme in _WITHOUT.findall(text))
    if not shell or len(text) > _LONGEST:
        return
    for part in _PARTS.split(text):
        try:
            words = shlex.split(part)
        except ValueError:
            return
        yield from ports_of_words(words)


def ports_of_words(words: list[str]) -> Iterator[int]:
    """Yield the port that a client is told by an option, or ``nc`` by its second argument."""
    name = words[0].rpartition("/")[2] if words else ""
    if name in ("nc", "ncat", "netcat"):
        plain = [word for word in words[1:] if not word.startswith("-")]
        if len(plain) == 2 and plain[0] in _HOSTS and plain[1].isdecimal() and len(plain[1]) < 6:
            yield int(plain[1])
        return
    hosts = [word for option, word in pairwise(words) if option in ("-h", "--host")]
    if any(host not in _HOSTS and not host.startswith("/") for host in hosts):
        return
    for option in OPTIONS.get(name, ()):
        for index, word in enumerate(words[1:], 1):
            value = words[index + 1] if word == option and index + 1 < len(words) else ""
            value = value or (word[len(option) + 1 :] if word.startswith(option + "=") else "")
            if value.isdecimal() and len(value) < 6:
                yield int(value)
