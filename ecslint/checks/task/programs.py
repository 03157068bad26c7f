"""Programs that end at once, and servers that nobody outside the container reaches (ECS485, ECS486)."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared.words import variable_names, words_of
from ecslint.facts import programs as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of, shown_image

_SHELLS = frozenset({"sh", "bash", "ash", "dash"})
_SEPARATOR = regex(r"&&|\|\||[;\n|]")


class Script(NamedTuple):
    """What a container runs: a shell's text or an exec form as one, and the place of its last word."""

    text: str
    """The command line."""
    place: Place
    """The place of the last word."""
    shell: bool
    """Whether a shell reads the text."""


def script_of(container: Container) -> Script | None:
    """Return what a container runs, ``None`` if that is not known or is up to the image."""
    words = words_of(container)
    if not words:
        return None
    texts = [word for word, _ in words]
    for index, text in enumerate(texts[:-2]):
        if text.rpartition("/")[2] in _SHELLS and re.fullmatch("-[a-z]*c", texts[index + 1]):
            at = index + 3 if texts[index + 2] == "--" and len(texts) > index + 3 else index + 2
            return Script(texts[at], words[at][1], True)
    if len(texts) == 1 and " " in texts[0].strip():
        return None  # one word with blanks: ECS415
    return Script(shlex.join(texts), words[-1][1], False)


@check("ECS485")
def program_ends_at_once(container: Container, task: TaskDefinition) -> Problems:
    if container.essential not in (None, True) or task.windows is not False:
        return
    script = script_of(container)
    if script is not None:
        yield from _shell_alone(container)
        yield from _background(container, script)
    elif not is_set(container.entry_point) and not is_set(container.command):
        yield from _default(container)


def _default(container: Container) -> Problems:
    """Yield an image whose own command is a shell: without terminal and input it ends."""
    image = container.image
    found = family_of(image)
    given = (container.interactive, container.pseudo_terminal)
    if found is None or any(value not in (None, False) for value in given):
        return
    for entry in found[0].entries("ends", found[1])[:1]:
        message = f'"{shown_image(image)}" runs {entry["what"]}, which ends at once; set "command"'
        yield Problem(container.at("image"), message)


def _shell_alone(container: Container) -> Problems:
    """Yield a shell that is given nothing to run: without terminal and input it ends with code 0."""
    words = [
        (text, place) for text, place in words_of(container) or [] if text not in ("-l", "-i", "--login")
    ]
    given = (container.interactive, container.pseudo_terminal)
    if (
        len(words) == 1
        and words[0][0].rpartition("/")[2] in (*_SHELLS, *facts.INTERPRETERS)
        and all(v in (None, False) for v in given)
    ):
        message = (
            f'"{words[0][0]}" reads commands from an input that is empty, and ends at once; set "command"'
        )
        sure = words[0][0].rpartition("/")[2] in _SHELLS or not _may_be_a_role(container)
        yield Problem(words[0][1], message, severity=None if sure else Severity.INFO)


def _may_be_a_role(container: Container) -> bool:
    """Say whether the only word of a command may be for the entry point of an image that is not known."""
    words, found = known(container.command), family_of(container.image)
    plain = words is not None and len(words) == 1 and isinstance(words[0], str) and words[0].isalnum()
    return plain and not is_set(container.entry_point) and found is None


_SYSTEMD = regex(r"(?:sudo )?systemctl (?:re)?start [\w@.-]{1,100}")


@check("ECS485")
def systemd_is_not_there(container: Container, task: TaskDefinition) -> Problems:
    """Yield ``systemctl start`` as what a container runs: its first process would have to be systemd."""
    script = script_of(container)
    if script is None or task.windows is not False or "systemctl" not in script.text:
        return
    commands = [part.strip() for part in _SEPARATOR.split(script.text) if part.strip()]
    last = commands[-1].removeprefix("exec ").strip() if commands else ""
    fatal = last if _SYSTEMD.fullmatch(last) else ""
    if not fatal and ";" not in script.text and "|" not in script.text and "\n" not in script.text:
        fatal = next((command for command in commands if _SYSTEMD.fullmatch(command)), "")
    if fatal:
        message = f'"{fatal[:40]}" needs systemd (not been booted with systemd); run the program itself'
        yield Problem(script.place, message)


def _background(container: Container, script: Script) -> Problems:
    commands = [part.strip() for part in _SEPARATOR.split(script.text) if part.strip()]
    if not commands:
        return
    last = commands[-1].removeprefix("exec ").strip()
    if script.shell and re.search(r"(?<![&>])&\s*$", script.text) and "&" in last:
        yield Problem(script.place, 'the command goes to the background, and the container ends; remove "&"')
        return
    for pattern, instead in facts.BACKGROUND:
        if re.fullmatch(pattern, last) and (not pattern.endswith("nginx") or _is_plain(container, "nginx")):
            if "startup" in pattern and not _is_plain(container, "tomcat"):
                continue
            shown = last if len(last) < 40 else last[:37] + "…"
            message = f'"{shown}" goes to the background, and the container ends; {instead}'
            severity = Severity.INFO if _may_be_a_role(container) else None
            yield Problem(script.place, message, severity=severity)
            return


def _is_plain(container: Container, name: str) -> bool:
    """Say whether a container runs the image of a family, with the configuration that is in it."""
    image = container.image
    found = family_of(image)
    return found is not None and found[0].name == name and not is_set(container.mount_points)


class Listens(NamedTuple):
    """Where a server listens: ``host`` and ``port`` are ``None`` unless they are given."""

    server: facts.Server
    """Which server it is."""
    host: str | None
    """The address it is told, ``None`` for its default."""
    port: int | None
    """The port it is told, ``None`` for its default."""


@check("ECS486")
def server_is_not_reached(container: Container, task: TaskDefinition) -> Problems:
    if not is_complete(container.port_mappings) or not is_set(container.port_mappings):
        return
    ports = [mapping.container_port for _, mapping in each(container.port_mappings)]
    ranges = [mapping.container_port_range for _, mapping in each(container.port_mappings)]
    if any(not isinstance(port, int) for port in ports) or any(is_set(r) for r in ranges):
        return
    severity = Severity.INFO if _may_be_behind_another(container, task) else None
    script = script_of(container)
    servers = list(servers_of(script)) if script is not None else []
    if script is None or not servers:
        yield from _variables(container, ports, severity)
        return
    if "&" in script.text.replace("&&", ""):
        return
    for server, host, _port in servers:
        name = " ".join(server.words)
        if host in facts.LOOPBACK:
            message = f'"{name}" listens on {host}, where nothing outside the task reaches it; use 0.0.0.0'
            yield Problem(script.place, message, severity=severity)
        elif (
            host is None
            and (server.loopback or _in_development(container, server))
            and _no_variable(container, server)
        ):
            message = f'"{name}" listens on 127.0.0.1 by default; add "{server.instead}"'
            yield Problem(script.place, message, severity=severity)
    given = [server.port for server in servers]
    if None not in given and not set(given) & set(ports) and len(servers) == 1:
        message = f"the program listens on port {given[0]}, which is not mapped; map it"
        related = ((container.at("portMappings", 0, "containerPort"), f"port {ports[0]} is mapped"),)
        yield Problem(script.place, message, related, severity=severity)
    yield from _default_port(container, script, servers, severity)


def _default_port(
    container: Container, script: Script, servers: list[Listens], severity: Severity | None
) -> Problems:
    """Yield a server that is told no port and is mapped elsewhere than where it then listens."""
    server, host, port = servers[0]
    mapped = {mapping.container_port for _, mapping in each(container.port_mappings)}
    if len(servers) > 1 or port is not None or server.default is None or server.default in mapped:
        return
    if host == "?" or (host or "").startswith(("unix:", "fd:")) or not _has_variables(container):
        return
    if not set(variable_names(container)).isdisjoint(server.port_variables):
        return
    name = " ".join(server.words)
    message = f'"{name}" listens on port {server.default} by default, which is not mapped; map it'
    related = ((container.at("portMappings", 0, "containerPort"), "the port that is mapped"),)
    yield Problem(script.place, message, related, severity=severity)


_NEXT = regex(r"NEXT_(?:PUBLIC_\w+|TELEMETRY_DISABLED)|NEXTAUTH_(?:URL|SECRET)")
_LOCAL = regex(r"(?:localhost|127\.0\.0\.1|\[::1\])(?![\w.])")


@check("ECS486")
def server_listens_on_the_host_name(container: Container, task: TaskDefinition) -> Problems:
    """The server of Next.js listens where ``HOSTNAME`` says, which Docker and Fargate set by themselves."""
    if task.windows is not False or not _has_variables(container):
        return
    names = [v.name for _, v in each(container.environment)] + [s.name for _, s in each(container.secrets)]
    sign = next(
        (n for n in names if isinstance(n, str) and n.startswith("NEXT") and _NEXT.fullmatch(n)), None
    )
    if sign is None or "HOSTNAME" in names:
        return
    health = known(container.health_check)
    words = [w for _, w in each(health.command if health is not None else None) if isinstance(w, str)]
    if not any(_LOCAL.search(word) for word in words):
        return
    script = script_of(container)
    standalone = script is not None and re.search(r"\bnode\s(?:\S*/)?server\.js\b", script.text)
    if script is not None and not standalone:
        return
    message = (
        'the server of Next.js listens on the name of the host, not on localhost; set "HOSTNAME" to "0.0.0.0"'
    )
    place = container.at("environment")
    related = ((container.at("healthCheck", "command"), "asks localhost"),)
    edit = Edit("append", place, {"name": "HOSTNAME", "value": "0.0.0.0"})
    fix = Fix('set "HOSTNAME"', (edit,)) if isinstance(container.environment, list) else None
    yield Problem(place, message, related, fix, severity=None if standalone else Severity.INFO)


def _has_variables(container: Container) -> bool:
    """Say whether every variable is known by name."""
    return (
        is_complete(container.environment)
        and is_complete(container.secrets)
        and not is_set(container.environment_files)
    )


_URL = regex(r"https?://([^:/;]+):(\d{2,5})/?")


def _variables(
    container: Container, ports: list[int | Unresolved | None], severity: Severity | None
) -> Problems:
    """Yield variables by which programs are told to listen where no mapping leads."""
    image = container.image
    if family_of(image) is not None:
        return
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        place = container.at("environment", index, "value")
        if name in facts.HOST_VARIABLES and value in facts.LOOPBACK:
            if facts.HOST_VARIABLES[name] in ("", *(v.name for _, v in each(container.environment))):
                message = f'"{name}" makes the program listen on {value}; use "0.0.0.0"'
                yield Problem(place, message, severity=severity)
            continue
        if name not in facts.PORT_VARIABLES or not isinstance(value, str):
            continue
        url = _URL.fullmatch(value)
        port = _number(url[2] if url is not None else value)
        if url is not None and url[1] in facts.LOOPBACK:
            message = f'"{name}" makes the program listen on {url[1]}; use "http://+:{url[2]}"'
            yield Problem(place, message, severity=severity)
        elif port and port not in ports:
            message = f'"{name}" makes programs listen on port {port}, which is not mapped; map it'
            related = ((container.at("portMappings", 0, "containerPort"), f"port {ports[0]} is mapped"),)
            yield Problem(place, message, related, severity=severity)


def told_port(container: Container) -> tuple[int, Place] | None:
    """Return the port that a container's command, or a variable of it, makes a program listen on."""
    script = script_of(container)
    servers = list(servers_of(script)) if script is not None else []
    if script is not None and len(servers) == 1 and servers[0].port is not None:
        return servers[0].port, script.place
    if servers:
        return None
    for index, variable in each(container.environment):
        if variable.name in ("PORT", "SERVER_PORT") and isinstance(variable.value, str):
            port = _number(variable.value)
            return None if not port else (port, container.at("environment", index, "value"))
    return None


def _may_be_behind_another(container: Container, task: TaskDefinition) -> bool:
    """Say whether another container may pass on what comes in: in one network, and with a port of its own."""
    if task.network == "bridge":
        return False
    return not task.containers_complete or any(
        other is not container and is_set(other.port_mappings) for other in task.containers
    )


def _in_development(container: Container, server: facts.Server) -> bool:
    """Say whether a server listens on the loopback interface since a variable says "development"."""
    return bool(server.development) and any(
        variable.name in server.development and variable.value == "development"
        for _, variable in each(container.environment)
    )


def _no_variable(container: Container, server: facts.Server) -> bool:
    if is_set(container.environment_files) or not is_complete(container.environment):
        return False
    names = {variable.name for _, variable in each(container.environment)}
    return names.isdisjoint(server.variables)


def servers_of(script: Script) -> Iterator[Listens]:
    """Yield the servers that a command starts, and where they listen."""
    for part in _SEPARATOR.split(script.text) if script.shell else [script.text]:
        try:
            words = shlex.split(part)
        except ValueError:
            return
        words = without_launchers(words)
        if not words:
            continue
        words[0] = words[0].rpartition("/")[2]
        for server in facts.SERVERS:
            if tuple(words[: len(server.words)]) == server.words:
                rest = words[len(server.words) :]
                host, port = _address(server, rest)
                if any(word.partition("=")[0] in server.unless for word in rest):
                    host = host or "?"  # a configuration says it
                if server.words in facts.RUNTIMES and host is None and port is None:
                    break
                yield Listens(server, host, port)
                break


def without_launchers(words: list[str]) -> list[str]:
    """Return the words of a command without assignments and programs that run the next word."""
    while words:
        if re.fullmatch(r"[A-Za-z_]\w*=.*", words[0], re.DOTALL):
            words = words[1:]
            continue
        start = [words[0].rpartition("/")[2], *words[1:]]
        found = next((launcher for launcher in _LAUNCHERS if start[: len(launcher)] == launcher), None)
        if found is None:
            return words
        words = words[len(found) :]
    return words


_LAUNCHERS = sorted((launcher.split() for launcher in facts.LAUNCHERS), key=len, reverse=True)


def _address(server: facts.Server, words: list[str]) -> tuple[str | None, int | None]:
    host, port = _option(words, server.host), _option(words, server.port)
    if server.address:
        plain = next((word for word in words if not word.startswith("-")), None)
        if plain is not None and plain.isdecimal():
            port = plain
        else:
            host = plain
    if host is None:
        return None, _number(port)
    host = host.partition(";")[0]
    host = host.partition("://")[2] or host if host.startswith(("tcp:", "http:", "https:")) else host
    if host.startswith(("unix:", "fd://")):
        return host, None
    name, colon, behind = host.rpartition(":")
    if colon and behind.isdecimal() and (":" not in name or name.endswith("]")):
        return name or "0.0.0.0", _number(behind)
    return host, _number(port)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() and len(text) < 6 else None


def _option(words: list[str], names: tuple[str, ...]) -> str | None:
    """Return the value of an option: ``--port 80``, ``--port=80`` or ``-p80``."""
    for index, word in enumerate(words):
        for name in names:
            if word == name:
                following = words[index + 1] if index + 1 < len(words) else "-"
                return "" if following.startswith("-") else following
            if word.startswith(name + "="):
                return word[len(name) + 1 :]
            if len(name) == 2 and word.startswith(name) and len(word) > 2 and not word.startswith("--"):
                return word[2:]
    return None
