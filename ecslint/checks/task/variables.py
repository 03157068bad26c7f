"""Values of variables that carry more than was meant (ECS488)."""

from __future__ import annotations

import re

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each, is_complete, is_set
from ecslint.model.task import Container

_QUOTED = regex(r"""(["'])([^"']*)\1""")
_TAKEN_LITERALLY = regex(r"(?:^|_)(?:HOST|HOSTNAME|SERVER|ADDRESS|ENDPOINT|URL|URI|PORT|REGION|DB|DATABASE)$")
_CHOSEN = regex(r"(?:^|_)(?:MODE|TYPE|DRIVER|ENGINE|DIALECT|CLIENT|VENDOR|EXECUTOR|ENV|ENVIRONMENT|LEVEL)$")
"""The end of a name whose value is one of a few words; with quotes it is none of them."""
_READS_QUOTES = ("PGADMIN_CONFIG_", "EMQX_")
"""Beginnings of variables whose values are Python or HOCON, where texts have quotes:
https://www.pgadmin.org/docs/pgadmin4/latest/container_deployment.html,
https://docs.emqx.com/en/emqx/latest/configuration/configuration.html (read 2026-11)."""
_WORD = regex(r"[A-Za-z][\w.-]{0,40}")
_PLAIN = regex(r"-?\d+(?:\.\d+)?|true|false|(?<!\w)\w++://\S+", re.IGNORECASE)
_ZONE = regex(r"([a-z]{2}(?:-[a-z]+)+-\d)[a-f]")
_NO_REGION = regex(
    r"(?!(?:us|eu|ap|sa|ca|me|af|cn|il|mx|eusc|us-gov|us-iso[a-z]?|eu-iso[a-z]?)-)[a-z]{2,4}-[a-z-]+-?\d|"
    r"[a-z]{2}-(?!(?:(?:north|south)?(?:east|west|central|north|south)|gov|iso)[a-z-]*-)[a-z]+-\d|[a-z]{2}-[a-z]+"
)
"""What looks like a Region and is none: an unknown part of the world or direction, or no number."""
_PATH = regex(r"(?:^|:)(?:/usr/local/bin|/usr/bin|/bin)/?(?=:|$)")
_KEY_OF_LARAVEL = regex(r"[A-Za-z0-9+/]{43}=")
"""32 bytes in Base64, which Laravel takes only behind ``base64:`` (https://laravel.com/docs/encryption)."""
_OF_A_HOME = regex(r"(?:/root|/home/[\w.-]+|/Users/[\w.-]+|~|[A-Z]:\\Users\\[\w.-]+)[/\\]\.aws[/\\]")
_PROFILE_FILES = frozenset({"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"})


@check("ECS488")
def variable_carries_more(container: Container) -> Problems:
    names = {variable.name for _, variable in each(container.environment)}
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        if not isinstance(name, str) or not name:
            continue
        at = container.at("environment", index, "name")
        if name.startswith("-"):
            message = f'"{name}" is an option, which no program reads from a variable; put it in "command"'
            yield Problem(at, message)
            continue
        if name != name.strip() or "=" in name:
            better = name.partition("=")[0].strip()
            message = f'the variable is called "{name}" with all that; rename it to "{better}"'
            yield Problem(at, message)
            continue
        if not isinstance(value, str):
            continue
        place = container.at("environment", index, "value")
        inner = None if name.startswith(_READS_QUOTES) else _QUOTED.fullmatch(value.strip())
        strict = _TAKEN_LITERALLY.search(name.upper()) is not None and not _of_caddy(container)
        if inner is not None and inner[2]:
            chosen = _CHOSEN.search(name.upper()) is not None and _WORD.fullmatch(inner[2]) is not None
            severity = None if strict or chosen or _PLAIN.fullmatch(inner[2]) else Severity.INFO
            message = f'the quotes are part of the value of "{name}"; remove them'
            yield Problem(place, message, fix=_set(place, inner[2]), severity=severity)
        elif value != value.strip() and value.strip() and not re.search(r"\S\s*\n\s*\S", value):
            blank = "line break" if value.strip(" \t") != value.strip() else "space"
            message = f'a {blank} is part of the value of "{name}"; remove it'
            severity = None if strict else Severity.INFO
            yield Problem(place, message, fix=_set(place, value.strip()), severity=severity)
        elif name in _PLACES and (fault := _place_fault(name, value)):
            fix = _set(place, value[:-1]) if _ZONE.fullmatch(value) else None
            yield Problem(place, fault, fix=fix)
        elif (
            name.endswith("_FILE") and value.startswith("/run/secrets/") and not _is_mounted(container, value)
        ):
            message = f'tasks have no secrets as files such as "{value}"; use "{name[:-5]}" in "secrets"'
            yield Problem(place, message)
        elif name == "APP_KEY" and _KEY_OF_LARAVEL.fullmatch(value):
            yield Problem(
                place, 'Laravel takes a key in Base64 only with its prefix; set "base64:" before it'
            )
        elif name in _PROFILE_FILES and _OF_A_HOME.match(value) and not _is_mounted(container, value):
            message = f'no volume brings "{value}", and the task role needs no such file; remove "{name}"'
            yield Problem(place, message)
        elif name == "AWS_PROFILE" and value not in ("", "default"):
            mounts = (container.mount_points, container.volumes_from, container.environment_files)
            if names.isdisjoint(_PROFILE_FILES) and not any(is_set(mount) for mount in mounts):
                message = (
                    f'SDKs look for the profile "{value}" in a file instead of using the task role; remove it'
                )
                yield Problem(place, message)


def _of_caddy(container: Container) -> bool:
    """Say whether an image is of Caddy, which puts variables into its file before it reads the quotes there.

    https://caddyserver.com/docs/caddyfile/concepts#environment-variables, read 2026-11.
    """
    image = container.image.text if isinstance(container.image, Unresolved) else container.image
    return "caddy" in (image or "").lower()


_PLACES = frozenset({"AWS_REGION", "AWS_DEFAULT_REGION", "PATH"})


def _place_fault(name: str, value: str) -> str | None:
    """Return what is wrong with a Region, or with the folders in which programs are looked for."""
    if name == "PATH":
        if not value or "$" in value or _PATH.search(value):
            return None
        return f'"{value}" hides the programs of the image; add "/usr/local/bin:/usr/bin:/bin"'
    if _ZONE.fullmatch(value):
        return f'"{value}" is an Availability Zone; use the Region, "{value[:-1]}"'
    if _NO_REGION.fullmatch(value):
        return f'"{value}" is not an AWS Region, so SDKs find no host; use one such as us-east-1'
    return None


def _is_mounted(container: Container, path: str) -> bool:
    """Say whether a file may be below a mount of a container."""
    if is_set(container.volumes_from) or not is_complete(container.mount_points):
        return True
    paths = [mount.container_path for _, mount in each(container.mount_points)]
    return any(not isinstance(p, str) or path.startswith(p.rstrip("/")) for p in paths)


def _set(place: Place, value: str) -> Fix:
    return Fix("use the value alone", (Edit("set", place, value),))
