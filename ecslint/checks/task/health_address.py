"""Health checks that ask over IPv6 what listens on IPv4 (ECS463)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each
from ecslint.model.task import Container, TaskDefinition

_WGET = regex(r"(?:^|[\s/;&|(])wget\s(?:[^;&|]{0,300}[\s/'\"])?(localhost)(?=[:/\s'\"]|$)")
_IPV4_ONLY = regex(r"(?<![\d.])0\.0\.0\.0(?![\d.])")
_HOSTS = frozenset(
    {"HOST", "HOSTNAME", "BIND", "BIND_ADDRESS", "BIND_HOST", "LISTEN_ADDRESS", "LISTEN_HOST", "SERVER_HOST"}
)
_WITH_GNU = regex(r"slim|debian|bullseye|bookworm|trixie|ubuntu|jammy|noble|ubi")


@check("ECS463")
def health_check_asks_ipv6(container: Container, task: TaskDefinition) -> Problems:
    """BusyBox has a ``wget`` that asks the first address of localhost only: ``::1`` in networks of Docker."""
    if task.network != "bridge":
        return  # the agent writes "127.0.0.1 localhost" alone for awsvpc
    health = known(container.health_check)
    command = known(health.command) if health is not None else None
    if not command or task.windows is not False or any(isinstance(word, Unresolved) for word in command):
        return
    kind, *words = [word for word in command if isinstance(word, str)]
    text = " ".join(words)
    found = _WGET.search(text) if kind in ("CMD", "CMD-SHELL") else None
    if found is None or _has_another_wget(container):
        return
    severity = None if _listens_on_ipv4(container) else Severity.INFO
    index = next((i for i, word in enumerate(words, 1) if "localhost" in word), 1)
    place = container.at("healthCheck", "command", index)
    message = 'BusyBox\'s wget asks localhost over IPv6 only; use "127.0.0.1", where the server listens'
    edit = Edit("set", place, words[index - 1].replace("localhost", "127.0.0.1"))
    yield Problem(place, message, fix=Fix('use "127.0.0.1"', (edit,)), severity=severity)


def _listens_on_ipv4(container: Container) -> bool:
    """Say whether a server is told to listen on all addresses of IPv4, or is known to do so."""
    from ecslint.runtime.images import family_of

    found = family_of(container.image)
    if found is not None and found[0].data.get("ipv4_only"):
        return True
    told = [v.value for _, v in each(container.environment) if v.name in _HOSTS]
    told += [word for words in (container.entry_point, container.command) for _, word in each(words)]
    return any(isinstance(text, str) and _IPV4_ONLY.search(text) for text in told)


def _has_another_wget(container: Container) -> bool:
    """Say whether the image is one of a distribution whose ``wget`` tries every address."""
    image = container.image
    text = image.text if isinstance(image, Unresolved) else image or ""
    return _WITH_GNU.search(text.lower()) is not None
