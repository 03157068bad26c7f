"""References to secrets: the shape of ``valueFrom`` (ECS302, ECS304)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared import references as _references
from ecslint.facts.partitions import PARTITIONS, partition_of
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.arn import Arn, parse_arn, shape
from ecslint.model.base import Place, each
from ecslint.model.task import Container, Secret, TaskDefinition
from ecslint.source.templating.placeholders import stands_for_something

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template


def _secrets(container: Container) -> Iterator[tuple[Place, Secret]]:
    """Yield every secret of a container with the place of its ``valueFrom``."""
    for index, secret in each(container.secrets):
        yield container.at("secrets", index, "valueFrom"), secret
    log = container.log_configuration
    if log is not None and not isinstance(log, Unresolved):
        for index, secret in each(log.secret_options):
            yield container.at("logConfiguration", "secretOptions", index, "valueFrom"), secret


@check("ECS302")
def secret_reference_is_invalid(
    container: Container, task: TaskDefinition | None, template: Template | None
) -> Problems:
    yield from _malformed_references(container, template)
    if task is not None:
        yield from _parameters_of_another_account(container, task)


def _malformed_references(container: Container, template: Template | None) -> Problems:
    for place, secret in _secrets(container):
        if isinstance(secret.value_from, Unresolved) and secret.value_from.text.startswith(_RESOLVED_SECRETS):
            message = (
                "CloudFormation replaces {{resolve:…}} by the secret itself; "
                'use the ARN in "valueFrom", with :KEY:: behind it for one key'
            )
            yield Problem(place, message)
            continue
        fault = _references.fault(secret.value_from, _references.SECRET, template) or _name_of_secret(
            secret.value_from, template
        )
        if fault is not None:
            yield Problem(place, fault)
            continue
        text = shape(secret.value_from, _template_secrets(secret.value_from, template))
        if text is None or (isinstance(secret.value_from, str) and stands_for_something(text)):
            continue
        if ":" not in text:
            fault = _wrong_name(text)
            if fault:
                yield Problem(place, fault)
            continue
        arn = parse_arn(text)
        if arn is None:
            yield Problem(place, _not_an_arn(text))
        else:
            yield from _arn_problems(place, text, arn)


def _name_of_secret(value: object, template: Template | None) -> str | None:
    """Say that a text is the name of a secret of the template, which nobody looks for there."""
    for resource in template.resources_of("AWS::SecretsManager::Secret") if template is not None else ():
        body = resource.properties
        if isinstance(value, str) and value and isinstance(body, dict) and body.get("Name") == value:
            return (
                f"this is the name of {resource.logical_id}, but a name is taken for that of a Systems "
                f"Manager parameter; use !Ref {resource.logical_id}"
            )
    return None


def _template_secrets(value: object, template: Template | None) -> dict[str, str]:
    """Return what ``Ref`` of the template's secrets gives: ARNs, as far as they are known."""
    if template is None or not isinstance(value, Unresolved) or "${" not in value.text:
        return {}
    arn = "arn:<Partition>:secretsmanager:<Region>:<AccountId>:secret:<{}>"
    return {
        f"${{{name}}}": arn.format(name)
        for name, resource in template.resources.items()
        if resource.type in _SECRETS
    }


_RESOLVED_SECRETS = ("{{resolve:secretsmanager:", "{{resolve:ssm-secure:")
_SECRETS = ("AWS::SecretsManager::Secret", "AWS::SecretsManager::SecretTargetAttachment")


@cache
def _parameter_name() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z0-9_.\-/]{1,2048}")


def _wrong_name(text: str) -> str | None:
    if _parameter_name().fullmatch(text):
        return None
    if len(text) > 2048:
        return f"the name of the Systems Manager parameter has {len(text)} characters; use at most 2048"
    wrong = "".join(sorted(set(re.sub(r"[A-Za-z0-9_.\-/]", "", text))))
    return (
        f"{_shown(text)} is not the name of a Systems Manager parameter, which has only letters, digits and "
        f'"_.-/" (found "{wrong}"); rename it, or use the ARN of a secret'
    )


def _shown(text: str) -> str:
    """Quote a reference, unless it may be the secret itself, put where its name belongs."""
    return f'"{text}"' if text.startswith(("/", "arn", "aws:", "ssm", "secret")) else "this value"


def _not_an_arn(text: str) -> str:
    wanted = "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX"
    if "ssm" in text or "parameter" in text:
        wanted = "arn:aws:ssm:REGION:ACCOUNT:parameter/NAME"
    return f"{_shown(text)} is neither an ARN nor the name of a Systems Manager parameter; use {wanted}"


def _arn_problems(place: Place, text: str, arn: Arn) -> Problems:
    if arn.partition_is_known and arn.partition not in PARTITIONS:
        yield Problem(
            place, (f'"{arn.partition}" is not an AWS partition; use an ARN that begins with "arn:aws:"')
        )
        return
    if arn.service not in ("secretsmanager", "ssm"):
        message = (
            f'"valueFrom" takes no ARN of the service "{arn.service}"; use a secret '
            "(secretsmanager) or a parameter (ssm)"
        )
        yield Problem(place, message)
        return
    for part, value in (("Region", arn.region), ("account id", arn.account)):
        if not value:
            message = f"the ARN lacks its {part}; use arn:PARTITION:{arn.service}:REGION:ACCOUNT:RESOURCE"
            yield Problem(place, message)
            return
    if arn.account_is_wrong:
        yield Problem(place, f'"{arn.account}" in the ARN is not an account id; use 12 digits')
        return
    yield from (
        _secret_resource(place, text, arn) if arn.service == "secretsmanager" else _parameter(place, arn)
    )
    if arn.region_is_known and arn.partition_is_known and arn.partition != partition_of(arn.region):
        right = partition_of(arn.region)
        message = (
            f'the Region {arn.region} is in the partition "{right}", not "{arn.partition}"; '
            f'use "arn:{right}:"'
        )
        yield Problem(place, message, severity=Severity.WARNING)


def _secret_resource(place: Place, text: str, arn: Arn) -> Problems:
    parts = arn.resource.split(":")
    if parts[0] != "secret" or len(parts) < 2 or not parts[1]:
        message = (
            f'"{arn.resource}" is not the end of a secret\'s ARN; use one that ends in "secret:NAME-SUFFIX"'
        )
        yield Problem(place, message)
        return
    missing = 5 - len(parts)
    if missing > 0 and len(parts) != 2:
        right = arn.resource + ":" * missing
        message = (
            f'"{arn.resource}" has {len(parts)} parts, a secret has 2 (secret:NAME) or '
            f'5 (secret:NAME:JSON-KEY:VERSION-STAGE:VERSION-ID); use "{right}"'
        )
        edits = (Edit("set", place, text + ":" * missing),)
        fix = Fix(f"end the reference in {'::'[:missing]!r}", edits, safe=True)
        yield Problem(place, message, fix=fix if "<" not in text else None)
    elif missing < 0:
        message = (
            f'"{arn.resource}" has {len(parts)} parts; use at most 5 '
            "(secret:NAME:JSON-KEY:VERSION-STAGE:VERSION-ID)"
        )
        yield Problem(place, message)
    elif len(parts) == 5 and parts[3] and parts[4]:
        message = (
            f'the reference names the version stage "{parts[3]}" and the version id "{parts[4]}"; give one '
            "of them, since both together must be the same version"
        )
        yield Problem(place, message, severity=Severity.WARNING)


def _parameter(place: Place, arn: Arn) -> Problems:
    kind, slash, name = arn.resource.partition("/")
    if kind != "parameter" or not slash or not name:
        message = (
            f'"{arn.resource}" is not the end of a parameter\'s ARN; use one that ends in "parameter/NAME"'
        )
        yield Problem(place, message)
    elif name.startswith("/"):
        right = name.lstrip("/")
        message = (
            f'"{arn.resource}" has a slash too many; use "parameter/{right}" for the parameter "/{right}"'
        )
        yield Problem(place, message, severity=Severity.WARNING)


def _parameters_of_another_account(container: Container, task: TaskDefinition) -> Problems:
    role = parse_arn(known(task.execution_role_arn) or "") or parse_arn(known(task.task_role_arn) or "")
    if role is None or not role.account.isdecimal() or len(role.account) != 12:
        return
    for place, secret in _secrets(container):
        arn = parse_arn(known(secret.value_from) or "")
        if arn is None or arn.service != "ssm" or not arn.account.isdecimal() or arn.account_is_wrong:
            continue
        if arn.account != role.account:
            message = (
                f"the parameter is in account {arn.account}, the task's roles are in "
                f"{role.account}; copy it there, or use a secret"
            )
            yield Problem(place, message)


@check("ECS304")
def secret_is_not_given_by_its_full_arn(container: Container) -> Problems:
    for place, secret in _secrets(container):
        name = known(secret.value_from) or ""
        if ":" not in name and _is_name_of_a_secret(name):
            message = (
                f'"{name}" is read as the name of a Systems Manager parameter, but it ends like a secret of '
                "Secrets Manager; give the full ARN of the secret"
            )
            yield Problem(place, message)
            continue
        arn = parse_arn(shape(secret.value_from) or "")
        if arn is None or arn.service != "secretsmanager" or not arn.resource.startswith("secret:"):
            continue
        name = arn.resource.split(":")[1]
        if name and not _has_suffix(name):
            message = (
                f'"{name}" lacks the six characters that Secrets Manager adds to a name; copy the full ARN '
                "of the secret"
            )
            yield Problem(place, message, severity=Severity.INFO)


def _has_suffix(name: str) -> bool:
    """Say whether a name may end in the random suffix (``-AbCdEf``), or in a stand-in for it."""
    tail = name[-7:]
    return len(tail) == 7 and tail[0] == "-" and all(c.isalnum() or c in "?*" for c in tail[1:])


def _is_name_of_a_secret(name: str) -> bool:
    """Say whether a name surely ends in the random suffix: capitals and small letters, no word."""
    tail = name[-6:]
    if name.startswith("/") or name[-7:-6] != "-" or not tail.isalnum():
        return False
    return any(c.isupper() for c in tail[1:]) and any(c.islower() for c in tail)
