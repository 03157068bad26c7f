"""Secrets of which a variable gets another part than was meant (ECS452)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.suggest import nearest
from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place, each
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_SECRET = "AWS::SecretsManager::Secret"
_ATTACHMENT = "AWS::SecretsManager::SecretTargetAttachment"
_DATABASES = ("AWS::RDS::DBInstance", "AWS::RDS::DBCluster")
_ATTACHED = ("dbClusterIdentifier", "dbInstanceIdentifier", "dbname", "engine", "host", "masterarn", "port")
"""What attaching a secret to a database adds to it, as it says in ``reference_secret_json_structure.html`` of
https://docs.aws.amazon.com/secretsmanager/latest/userguide/ (read 2026-11)."""
_PART = regex(r"(?:^|_)(?:PASS|PASSWORD|PASSWD|PWD|USER|USERNAME|HOST|PORT|DBNAME|TOKEN|API_?KEY)$", 0)


class _Content(NamedTuple):
    """What a secret surely holds: its keys, ``None`` where it is no JSON object but one text."""

    keys: tuple[str, ...] | None
    name: str


@check("ECS452")
def variable_gets_another_part(task: TaskDefinition, stack: Stack) -> Problems:
    for value, name, place in _values(task):
        pieces = value.parts if isinstance(value, PartialText) else (value,)
        if not isinstance(pieces[0], Reference) or any(isinstance(p, Unresolved) for p in pieces[1:]):
            continue
        content = _content(pieces[0], stack)
        if content is None:
            continue
        behind = "".join(piece for piece in pieces[1:] if isinstance(piece, str))
        key, _, _ = behind.removeprefix(":").partition(":")
        if behind and not behind.startswith(":"):
            continue
        yield from _compared(content, key, name, place)


def _values(task: TaskDefinition) -> Iterator[tuple[Unresolved, str, Place]]:
    """Yield where secrets come from with the variable's name."""
    for container in task.containers:
        for index, secret in each(container.secrets):
            if isinstance(secret.value_from, Unresolved) and isinstance(secret.name, str):
                yield secret.value_from, secret.name, container.at("secrets", index, "valueFrom")


def _compared(content: _Content, key: str, name: str, place: Place) -> Problems:
    keys = content.keys
    if key and keys is None:
        message = f'"{content.name}" is one text without keys, so no task starts with ":{key}::"; remove that'
        yield Problem(place, message)
    elif key and keys is not None and key not in keys:
        near = nearest(key, keys)
        better = f'use ":{near}::"' if near else f"use one of {', '.join(sorted(keys)[:6])}"
        message = f'the secret "{content.name}" has no key ":{key}::" (did not contain json key); {better}'
        yield Problem(place, message)
    elif not key and keys and len(keys) > 1 and _PART.search(name.upper()):
        near = next((k for k in keys if name.lower().replace("_", "").endswith(k.lower())), "KEY")
        message = f'"{name}" gets the whole JSON of "{content.name}"; add its key, such as ":{near}::"'
        yield Problem(place, message)


def _content(reference: Reference, stack: Stack) -> _Content | None:
    """Return what the secret of a template holds, ``None`` unless that is known."""
    if reference.attribute == "MasterUserSecret.SecretArn":
        found = stack.target(reference, *_DATABASES)
        return None if found is None else _Content(("password", "username"), reference.text)
    found = stack.target(reference, _SECRET)
    if found is None or reference.attribute not in ("", "Id", "Arn", "arn", "id"):
        return None
    keys = _keys(found)
    if keys == ():
        return None
    name = found.resource.logical_id
    if keys is not None and _is_attached(name, stack):
        keys = (*keys, *_ATTACHED)
    return _Content(keys, name)


def _is_attached(name: str, stack: Stack) -> bool:
    """Say whether a secret is attached to a database, which adds keys to it."""
    return any(name in stack.template.mentions(x.resource.logical_id) for x in stack.all(_ATTACHMENT))


def _keys(found: Resolved) -> tuple[str, ...] | None:
    """Return the keys of a secret as it is made: ``None`` for one text, nothing if that is not known."""
    made, written = found.get("GenerateSecretString"), found.get("SecretString")
    if isinstance(made, dict) and written is None:
        template, key = made.get("SecretStringTemplate"), made.get("GenerateStringKey")
        if template is None and key is None:
            return None
        names = _object(template)
        return (*names, key) if names is not None and isinstance(key, str) else ()
    names = _object(written)
    return tuple(names) if names else ()


def _object(value: object) -> list[str] | None:
    """Return the keys of a JSON object in a text, whose values may be filled in."""
    text = value.text if isinstance(value, PartialText) else value
    if not isinstance(text, str):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return list(data) if isinstance(data, dict) else None
