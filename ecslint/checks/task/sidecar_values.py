"""Values and roles that public images need, and what has to be process 1 (ECS496, ECS497, ECS499)."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase

from ecslint.base.pattern import regex
from ecslint.base.schemas import Schema
from ecslint.base.suggest import nearest
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks.task.json_values import members_refused
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import Place, each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import Family, family_of

_HOST = regex(r"[A-Za-z0-9_](?:[\w.-]*[A-Za-z0-9_])?")
_EMAIL = regex(r"[A-Za-z0-9._%+-]{1,64}+@[A-Za-z0-9.-]{1,250}\.[A-Za-z]{2,}")
_OBJECT = regex(r"arn:aws[a-z-]*+:s3:[a-z0-9-]*+:[0-9]*+:[^/]++/.++")
_BOOLEANS = frozenset({"1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False", ""})
_LONGEST = 20_000
"""Longer texts are not compared with patterns."""
_INITS = frozenset({"/sbin/init", "/usr/sbin/init", "/lib/systemd/systemd", "/usr/lib/systemd/systemd"})


def _known(container: Container) -> tuple[Family, str] | None:
    image = container.image
    return family_of(image)


@check("ECS496")
def image_variable_is_invalid(container: Container, task: TaskDefinition) -> Problems:
    found = _known(container)
    if found is None:
        return
    names = {v.name for _, v in each(container.environment)} | {s.name for _, s in each(container.secrets)}
    entries = [
        entry
        for entry in found[0].entries("values", found[1])
        if _concerns(entry, task) and names.isdisjoint(entry.get("unless", ()))
    ]
    for index, variable in each(container.environment):
        entry = _entry(entries, variable.name)
        if entry is not None and "parts" in entry and is_set(container.user):
            entry = {**entry, "parts": ()}  # what the image's own user may not do
        if entry is not None:
            yield from _value(entry, variable.name, variable.value, container.at("environment", index))
            yield from members_refused(entry, variable, task, container)
    for index, secret in each(container.secrets):
        entry = _entry(entries, secret.name)
        if entry is not None and entry["kind"] in ("wrong-name", "unread", "unwanted"):
            yield from _value(entry, secret.name, None, container.at("secrets", index))
    if found[0].data.get("file_variables"):
        yield from _both_given(container)
    yield from _files(container, found)
    yield from _needed_mounts(container, found)
    yield from _refused(container, found)


def _both_given(container: Container) -> Problems:
    """Yield a variable that is given as a value and as a file, which official images refuse."""
    places = {v.name: container.at("environment", i, "name") for i, v in each(container.environment)}
    names = {s.name for _, s in each(container.secrets)} | set(places)
    for name, place in places.items():
        plain = name.removesuffix("_FILE") if isinstance(name, str) and name.endswith("_FILE") else None
        if plain and plain in names:
            yield Problem(
                place, f'"{plain}" and "{name}" are exclusive, and the image stops; remove "{name}"'
            )


def _entry(entries: list[Schema], name: object) -> Schema | None:
    """Return the entry of a variable; ``*`` in its name stands for anything."""
    if not isinstance(name, str):
        return None
    return next((entry for entry in entries if fnmatchcase(name, entry["name"])), None)


def _concerns(entry: dict[str, object], task: TaskDefinition) -> bool:
    return "launch_type" not in entry or entry["launch_type"] in task.compatibilities


def _value(entry: Schema, name: object, value: object, place: Place) -> Problems:
    """Look at one variable as its entry says; nothing is known of values that are not in the file."""
    kind = entry["kind"]
    at = place._replace(path=(*place.path, "value"))
    because = f" ({entry['error']})" if "error" in entry else ""
    if kind == "wrong-name":
        at = place._replace(path=(*place.path, "name"))
        message = f'the image does not read "{name}"; use "{entry["use"]}"'
        yield Problem(at, message, fix=Fix(f'use "{entry["use"]}"', (Edit("set", at, entry["use"]),)))
    elif kind == "unread":
        at = place._replace(path=(*place.path, "name"))
        yield Problem(at, f'the image does not read "{name}"; use {entry["use"]}')
    elif kind == "unwanted" and value != "":
        at = at if value is not None else place._replace(path=(*place.path, "name"))
        yield Problem(at, f'"{name}" does harm here{because}; remove it')
    elif isinstance(value, str) and kind in ("path", "object"):
        yield from _file(entry, value, at, because)
    elif isinstance(value, str):
        yield from _text(entry, value, at, because)


def _text(entry: Schema, value: str, at: Place, because: str) -> Problems:
    """Look at the value of a variable."""
    kind, name = entry["kind"], entry["name"]
    for part in entry.get("parts", ()):
        if len(value) <= _LONGEST and fnmatchcase(value, part["like"]):
            yield Problem(at, f"{part['what']} ({part['error']}); {part['use']}")
            return
    if "without" in entry and any(fnmatchcase(value.lower(), pattern) for pattern in entry["without"]):
        yield Problem(at, f'"{name}" cannot be "{value}"{because}; use such a value')
    elif kind == "bool" and value not in _BOOLEANS:
        yield Problem(at, f'"{value}" is false for "{name}"; use "true" or "false"')
    elif kind == "host" and not _HOST.fullmatch(value):
        yield Problem(at, f'"{name}" is a host without scheme or path{because}; use its name alone')
    elif kind in ("length", "form"):
        yield from _secret_text(entry, value, at, because)
    elif kind == "email" and not _EMAIL.fullmatch(value):
        yield Problem(
            at, f'"{name}" is an address of e-mail, not "{value}"{because}; use one such as a@example.com'
        )
    elif kind == "json" and not _is_json(value):
        yield Problem(at, f'"{name}" is not valid JSON{because}; correct it')
    elif kind == "yaml" and ":" not in value and "$" not in value and "{" not in value:
        yield Problem(at, f'"{name}" is the configuration itself, not a name{because}; use "secrets"')
    elif kind == "yaml" and (fault := _yaml_fault(value)):
        yield Problem(at, f'"{name}" is not valid YAML ({fault}); correct it')
    elif kind == "one-of" and value not in entry["allowed"]:
        close = nearest(value, entry["allowed"])
        better = f'use "{close}"' if close else f"use one of {', '.join(entry['allowed'])}"
        yield Problem(at, f'"{name}" is "{value}"{because}; {better}')
    elif kind == "not" and value in entry["allowed"]:
        yield Problem(at, f'"{name}" cannot be "{value}"{because}; use another value')


def _secret_text(entry: Schema, value: str, at: Place, because: str) -> Problems:
    """Look at the length or the form of a value that may be a secret, and is not shown therefore."""
    name, lengths = entry["name"], entry.get("lengths", [])
    if not value or "${" in value or "{{" in value:
        return  # as if it were not given, or filled in later
    if len(value) < entry.get("least", 0):
        yield Problem(at, f'"{name}" needs {entry["least"]} characters{because}; use a longer one')
    elif lengths and len(value) not in lengths:
        shown = f"{', '.join(map(str, lengths[:-1]))} or {lengths[-1]}" if lengths[1:] else lengths[0]
        yield Problem(at, f'"{name}" has {len(value)} characters{because}; use {shown}')
    elif entry["kind"] == "form" and not any(fnmatchcase(value, form) for form in entry["allowed"]):
        yield Problem(at, f'"{name}" has another form than the image reads{because}; use {entry["use"]}')


def _file(entry: Schema, value: str, at: Place, because: str) -> Problems:
    """Yield what is no path in the image, or no object in Amazon S3."""
    if entry["kind"] == "path" and not value.startswith("/"):
        better = f'use "{entry["other"]}"' if value.startswith("arn:") else "use an absolute path"
        yield Problem(at, f'"{value}" is no path in the image{because}; {better}')
    elif entry["kind"] == "object" and not _OBJECT.fullmatch(value):
        yield Problem(at, f'"{value}" is no object in Amazon S3{because}; use arn:aws:s3:::BUCKET/KEY')


def _yaml_fault(text: str) -> str | None:
    """Return what keeps a text from being YAML, with its line; ``None`` too where something is filled in."""
    if "{{" in text or "<" in text or len(text) > _LONGEST:
        return None
    import yaml

    try:
        for _ in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f"line {mark.line + 1}: " if mark is not None else ""
        return f"{line}{error.problem}"
    except yaml.YAMLError:
        return "a character is not allowed"
    return None


def _is_json(text: str) -> bool:
    if "${" in text or "{{" in text:
        return True  # filled in later
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return False
    except (ValueError, RecursionError):
        return True  # numbers too long, or nesting too deep, for us to read
    return True


def _needed_mounts(container: Container, found: tuple[Family, str]) -> Problems:
    """Yield a configuration of the image that reads what nobody mounts."""
    if not is_complete(container.mount_points):
        return
    paths = [m.container_path for _, m in each(container.mount_points) if isinstance(m.container_path, str)]
    for entry in found[0].entries("mounts", found[1]):
        for index, word in each(container.command):
            if entry["argument"] in word and not any(p.startswith(entry["path"]) for p in paths):
                message = f'"{entry["argument"]}" reads {entry["path"]}, which is not mounted; {entry["use"]}'
                yield Problem(container.at("command", index), message)


def _refused(container: Container, found: tuple[Family, str]) -> Problems:
    """Yield an option that a release of the image does not take."""
    entries = found[0].entries("refuses", found[1])
    if not entries or is_set(container.entry_point):
        return
    for index, word in each(container.command):
        option = word.partition("=")[0]
        alike = option.replace("_", "-")
        entry = next((e for e in entries if e["argument"] in (option, word, alike)), None)
        if entry is not None:
            message = f'the image does not take "{option}" ({entry["error"]}); {entry["use"]}'
            yield Problem(container.at("command", index), message)
            return


def _files(container: Container, found: tuple[Family, str]) -> Problems:
    """Yield an option that names a file which the image does not bring."""
    if not is_complete(container.mount_points) or is_set(container.mount_points):
        return
    for entry in found[0].entries("files", found[1]):
        option = entry["option"]
        before = ""
        for index, word in each(container.command):
            value = word.removeprefix(option + "=")
            named = value != word or before == option
            before = word
            if named and value.startswith(entry["folder"]) and value not in entry["names"]:
                close = nearest(value, entry["names"])
                better = "mount it, or build it into an image"
                if close or entry["names"]:
                    better = f'use "{close}"' if close else f"use {entry['names'][-1]}, or mount it"
                yield Problem(container.at("command", index), f'the image has no "{value}"; {better}')


@check("ECS497")
def sidecar_has_no_role(task: TaskDefinition) -> Problems:
    """A container on Fargate has no other credentials than those of the task role."""
    if not task.requires_fargate or task.task_role_arn is not None:
        return
    for container in task.containers:
        found = _known(container)
        role = found[0].data.get("role") if found is not None else None
        if role is None or not is_complete(container.environment) or _has_credentials(container):
            continue
        message = (
            f'"{container.name}" cannot {role["does"]} without a task role ({role["error"]}); '
            'add "taskRoleArn"'
        )
        yield Problem(task.at("taskRoleArn"), message, ((container.at("image"), "the sidecar"),))
        return


def _has_credentials(container: Container) -> bool:
    names = [v.name for _, v in each(container.environment)]
    names += [s.name for _, s in each(container.secrets)]
    return is_set(container.environment_files) or any(
        not isinstance(name, str) or name in ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE")
        for name in names
    )


@check("ECS499")
def process_is_not_the_first(container: Container, task: TaskDefinition) -> Problems:
    if task.windows is not False:
        return
    found = _known(container)
    entries = found[0].entries("process_one", found[1]) if found is not None else []
    parameters = container.linux_parameters
    overridden = is_set(container.entry_point)
    if entries and not overridden and not isinstance(parameters, Unresolved):
        error = entries[0]["error"]
        if parameters is not None and parameters.init_process_enabled is True:
            message = f"the image starts its own init process ({error}); remove this one"
            place = container.at("linuxParameters", "initProcessEnabled")
            yield Problem(place, message, fix=Fix("remove it", (Edit("remove", place),)))
        elif task.pid_mode in ("task", "host"):
            message = f'with "{task.pid_mode}" another process is the first ({error}); remove "pidMode"'
            yield Problem(task.at("pidMode"), message, ((container.at("image"), "the image"),))
    first = next((w for words in (container.entry_point, container.command) for _, w in each(words)), None)
    if isinstance(first, str) and first in _INITS and container.privileged is not True:
        member = "entryPoint" if is_set(container.entry_point) else "command"
        message = f'"{first}" is systemd, which needs a privileged container; run the program itself'
        yield Problem(container.at(member, 0), message)
