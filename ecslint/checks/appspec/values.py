"""The values of an AppSpec's service (ECS810 to ECS818)."""

from __future__ import annotations

import re

from ecslint.base.suggest import nearest
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.facts import appspec as facts
from ecslint.facts import services
from ecslint.facts.partitions import is_region, partition_of
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.appspec import AppSpec, AwsvpcConfiguration, ServiceProperties
from ecslint.model.base import each, is_set
from ecslint.model.task import TaskDefinition
from ecslint.source.templating.placeholders import looks_like_fill_in

_ARN_SAMPLE = "arn:aws:ecs:us-east-1:111122223333:task-definition/web:7"


def _shown(value: object) -> str:
    """Return a value as the file has it, or what it is."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    return "an object" if isinstance(value, dict) else "a list" if isinstance(value, list) else str(value)


def _number(value: object) -> int | None:
    """Return a whole number, also one that was written as a string; ``None`` for anything else."""
    if isinstance(value, str):
        digits = value.strip()
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _left_open(value: str) -> bool:
    """Say whether a value is the hint of a template, such as ``[Your container name]`` or ``NAME``."""
    return (value.startswith("[") and value.endswith("]")) or looks_like_fill_in(value)


@check("ECS810")
def value_is_not_allowed(appspec: AppSpec, task: TaskDefinition | None) -> Problems:
    yield from _types(appspec)
    yield from _container_ports(appspec)
    yield from _platform_versions(appspec, task)


def _types(appspec: AppSpec) -> Problems:
    for service in appspec.services:
        if (
            is_set(service.type)
            and not isinstance(service.type, Unresolved)
            and service.type != facts.SERVICE_TYPE
        ):
            fix = Fix(
                f"set {facts.SERVICE_TYPE}", (Edit("set", service.at("Type"), facts.SERVICE_TYPE),), safe=True
            )
            message = f'the type "{service.type}" is not allowed; use Type: {facts.SERVICE_TYPE}'
            yield Problem(service.at("Type"), message, fix=fix)


def _container_ports(appspec: AppSpec) -> Problems:
    for info in appspec.load_balancers:
        port = info.container_port
        if not is_set(port) or isinstance(port, Unresolved):
            continue
        place = info.at("ContainerPort")
        if isinstance(port, str) and _left_open(port):
            continue
        number = _number(port)
        if isinstance(port, str) and number is not None and 0 < number <= 65535:
            fix = Fix("use a number", (Edit("set", place, number),), safe=True)
            message = f'ContainerPort is the string "{port}", but AWS documents a number; use {number}'
            yield Problem(place, message, fix=fix, severity=Severity.WARNING)
        elif number == 0:
            message = "ContainerPort is 0; use the port that the container listens on, 1 to 65535"
            yield Problem(place, message, severity=Severity.WARNING)
        elif number is None or number > 65535:
            message = f"ContainerPort is {_shown(port)}; use a number from 1 to 65535"
            yield Problem(place, message)


def _platform_versions(appspec: AppSpec, task: TaskDefinition | None) -> Problems:
    windows = task.windows if task is not None else None
    current = services.WINDOWS_VERSION if windows else services.LINUX_VERSION
    for properties in appspec.properties:
        version = properties.platform_version
        if not is_set(version) or isinstance(version, Unresolved):
            continue
        if isinstance(version, str) and (version.upper() in (current, "LATEST") or _left_open(version)):
            continue
        place = properties.at("PlatformVersion")
        fault, severity = _version_fault(version, windows)
        if fault:
            fix = Fix(f'set "{current}"', (Edit("set", place, current),), safe=False)
            message = f'{fault}; use "{current}" or LATEST'
            yield Problem(place, message, fix=fix, severity=severity)


def _version_fault(version: object, windows: bool | None) -> tuple[str | None, Severity | None]:
    """Say what is wrong with a platform version that is not current, and how bad it is."""
    if not isinstance(version, str):
        return f"PlatformVersion is {_shown(version)}, not a version of three numbers", None
    if windows:
        known_to_linux = version in (services.LINUX_VERSION, *services.RETIRED_LINUX)
        return f"platform version {version} does not exist for Windows" if known_to_linux else None, None
    if version == services.WINDOWS_VERSION and windows is None:
        return (
            f"platform version {version} is retired for Linux and current for Windows only",
            Severity.WARNING,
        )
    if version in services.RETIRED_LINUX:
        return f"Fargate platform version {version} is retired", None
    if re.fullmatch(r"\d+\.\d+\.\d+", version):
        return None, None
    severity = None if re.fullmatch(r"v?\d+(\.\d+)*", version) else Severity.WARNING
    return f'"{version}" is not a Fargate platform version', severity


@check("ECS812")
def task_definition_is_not_an_arn(appspec: AppSpec) -> Problems:
    for properties in appspec.properties:
        yield from _arns(properties)
        yield from _revisions(properties)
        yield from _placeholders(properties)


def _arns(properties: ServiceProperties) -> Problems:
    arn, place = properties.task_definition, properties.at("TaskDefinition")
    if not isinstance(arn, str) or not arn.strip():
        return
    if arn.startswith("arn:"):
        fault = _arn_fault(arn)
        if fault:
            yield Problem(place, f'"{arn}" is not the ARN of a task definition: {fault}')
    elif not looks_like_fill_in(arn) and not _near_placeholder(arn):
        message = (
            f'"{arn}" is not an ARN; use one such as {_ARN_SAMPLE}, or '
            f"{facts.TASK_DEFINITION_PLACEHOLDER} in CodePipeline"
        )
        yield Problem(place, message, severity=Severity.WARNING)


def _arn_fault(arn: str) -> str | None:
    """Say what is wrong with the ARN of a task definition; ``None`` if nothing is."""
    if "..." in arn or "\u2026" in arn:
        return f"it is abbreviated; use one such as {_ARN_SAMPLE}"
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return f"it lacks parts; use one such as {_ARN_SAMPLE}"
    _, partition, service, region, account, rest = parts
    if service != "ecs":
        return f'its service is "{service}"; use "ecs"'
    if not region or not account:
        both = region == account
        lack = "region and account are" if both else "the region is" if account else "the account is"
        return f"{lack} missing; use one such as {_ARN_SAMPLE}"
    wrong = []
    if not is_region(region) and not looks_like_fill_in(region):
        wrong.append(f'"{region}" is not a region such as us-east-1')
    elif is_region(region) and partition != partition_of(region):
        wrong.append(f'{region} is in the partition "{partition_of(region)}", not "{partition}"')
    if not re.fullmatch(r"\d{12}", account) and not _masked(account):
        wrong.append(f'"{account}" is not an account id of 12 digits')
    resource, slash, name = rest.partition("/")
    if resource != "task-definition" or not slash:
        wrong.append(f'it names "{rest}", not "task-definition/FAMILY:REVISION"')
    return f"{' and '.join(wrong)}; correct it" if wrong else _family_fault(name)


def _masked(account: str) -> bool:
    """Say whether an account id was blotted out or is left to a script."""
    return looks_like_fill_in(account) or len(set(account.lower())) == 1


def _family_fault(name: str) -> str | None:
    family, colon, revision = name.partition(":")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,255}", family):
        return f'"{family}" is not a family name; use letters, digits, "-" and "_", at most 255'
    if colon and not revision.isdecimal() and not looks_like_fill_in(revision):
        return f'the revision "{revision}" is not a number; use one such as 7'
    return None


def _near_placeholder(text: str) -> bool:
    """Say whether a text was probably meant to be the placeholder that CodePipeline replaces."""
    if text == facts.TASK_DEFINITION_PLACEHOLDER or re.search(r"[${%#@]|\[", text):
        return False
    word = text.strip().strip("<>").upper().replace("-", "_").replace(" ", "_")
    return nearest(word, ("TASK_DEFINITION", "TASKDEF", "TASK_DEFINITION_ARN")) is not None


def _revisions(properties: ServiceProperties) -> Problems:
    arn = properties.task_definition
    if isinstance(arn, str) and re.fullmatch(r"arn:[^:]+:ecs:[^:]*:[^:]*:task-definition/[^:]+:?", arn):
        message = f'"{arn}" has no revision; use the ARN with its revision, such as {arn.rstrip(":")}:1'
        yield Problem(properties.at("TaskDefinition"), message, severity=Severity.WARNING)


def _placeholders(properties: ServiceProperties) -> Problems:
    right, place = facts.TASK_DEFINITION_PLACEHOLDER, properties.at("TaskDefinition")
    value = properties.task_definition
    text = value.text if isinstance(value, Unresolved) else value
    if isinstance(text, str) and _near_placeholder(text):
        fix = Fix(f"use {right}", (Edit("set", place, right),))
        message = f'CodePipeline does not replace "{text}"; use exactly {right}'
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)


@check("ECS816")
def network_configuration_is_wrong(appspec: AppSpec) -> Problems:
    for vpc in _networks(appspec):
        if appspec.whole:
            yield from _missing_members(vpc)
        yield from _wrong_ids(vpc)
        yield from _public_ip(vpc)


def _missing_members(vpc: AwsvpcConfiguration) -> Problems:
    members = {
        "Subnets": vpc.subnets,
        "SecurityGroups": vpc.security_groups,
        "AssignPublicIp": vpc.assign_public_ip,
    }
    given = [name for name, value in members.items() if is_set(value)]
    missing = [name for name in members if name not in given]
    if given and missing:
        message = f"AwsvpcConfiguration lacks {_and(missing)}; add it beside {_and(given)}"
        yield Problem(vpc.at(missing[0]), message)


def _wrong_ids(vpc: AwsvpcConfiguration) -> Problems:
    """Yield what is no id, or that of a subnet among the security groups, and too many of them."""
    kinds = (
        ("Subnets", vpc.subnets, "sg-", "a security group", services.MAX_SUBNETS),
        ("SecurityGroups", vpc.security_groups, "subnet-", "a subnet", services.MAX_SECURITY_GROUPS),
    )
    for name, ids, prefix, what, limit in kinds:
        for index, value in each(ids):
            if not value.strip():
                message = f"{name} holds an empty string; remove it or use an id"
                yield Problem(vpc.at(name, index), message)
            elif value.startswith(prefix):
                yield Problem(
                    vpc.at(name, index), (f'"{value}" is {what}, not one of {name}; move or remove it')
                )
        count = len(ids) if isinstance(ids, list) else 0
        if count > limit:
            yield Problem(vpc.at(name), f"{count} {name} are given; use at most {limit}")


def _public_ip(vpc: AwsvpcConfiguration) -> Problems:
    value, place = vpc.assign_public_ip, vpc.at("AssignPublicIp")
    if not is_set(value) or isinstance(value, Unresolved) or value in ("ENABLED", "DISABLED"):
        return
    text = str(value).upper()
    if "ENABLED" in text and "DISABLED" in text:
        message = f'"{value}" is left from a template; use ENABLED or DISABLED'
        yield Problem(place, message, severity=Severity.WARNING)
        return
    meant = _CHOICES.get(text) or nearest(text, ("ENABLED", "DISABLED"))
    if meant is None and looks_like_fill_in(str(value)):
        return
    fix = Fix(f"set {meant}", (Edit("set", place, meant),), safe=True) if meant else None
    hint = f"use {meant}" if meant else "use ENABLED or DISABLED"
    message = f"AssignPublicIp is {_shown(value)}, which is not allowed; {hint}"
    yield Problem(place, message, fix=fix)


_CHOICES = {
    "TRUE": "ENABLED",
    "YES": "ENABLED",
    "ON": "ENABLED",
    "ENABLE": "ENABLED",
    "FALSE": "DISABLED",
    "NO": "DISABLED",
    "OFF": "DISABLED",
    "DISABLE": "DISABLED",
}


@check("ECS818")
def capacity_provider_strategy_is_not_possible(appspec: AppSpec) -> Problems:
    for properties in appspec.properties:
        items = properties.capacity_provider_strategy
        if not isinstance(items, list) or not items:
            continue
        if len(items) > services.MAX_PROVIDERS:
            message = f"{len(items)} capacity providers are given; use at most {services.MAX_PROVIDERS}"
            yield Problem(properties.at("CapacityProviderStrategy"), message)
        for _, item in each(items):
            for name, value, most in (
                ("Weight", item.weight, services.MAX_WEIGHT),
                ("Base", item.base, services.MAX_BASE),
            ):
                if value is None or isinstance(value, Unresolved):
                    continue
                number = _number(value)
                if number is None and looks_like_fill_in(str(value)):
                    continue
                if number is None or number > most:
                    message = f"{name} is {_shown(value)}; use a number from 0 to {most}"
                    yield Problem(item.at(name), message)
        yield from _bases(properties)
        yield from _mixed(properties)
        yield from _no_weight(properties)


def _bases(properties: ServiceProperties) -> Problems:
    based = [item for _, item in each(properties.capacity_provider_strategy) if (_number(item.base) or 0) > 0]
    if len(based) > 1:
        message = (
            f"{len(based)} capacity providers have a Base above 0, but only one may; remove "
            f"the Base of {known(based[1].capacity_provider) or 'the second'}"
        )
        yield Problem(based[1].at("Base"), message, ((based[0].at("Base"), "the first Base is here"),))


def _mixed(properties: ServiceProperties) -> Problems:
    named = [
        (item, item.capacity_provider)
        for _, item in each(properties.capacity_provider_strategy)
        if isinstance(item.capacity_provider, str) and item.capacity_provider
    ]
    fargate = [name for _, name in named if name in services.FARGATE_PROVIDERS]
    for item, name in named:
        meant = nearest(name, services.FARGATE_PROVIDERS)
        if name not in fargate and name.lower().startswith("fargate") and meant:
            fix = Fix(f"use {meant}", (Edit("set", item.at("CapacityProvider"), meant),), safe=True)
            yield Problem(
                item.at("CapacityProvider"), f'there is no capacity provider "{name}"; use {meant}', fix=fix
            )
            return
    other = [
        (item, name)
        for item, name in named
        if name not in services.FARGATE_PROVIDERS and not _left_open(name)
    ]
    if fargate and other:
        item, name = other[0]
        message = (
            f"a strategy cannot mix {fargate[0]} with {name}; use Fargate providers only, or none of them"
        )
        yield Problem(item.at("CapacityProvider"), message)


def _no_weight(properties: ServiceProperties) -> Problems:
    items = properties.capacity_provider_strategy
    assert isinstance(items, list)
    if any(isinstance(item, Unresolved) for item in items):
        return
    weights = [item.weight for _, item in each(items)]
    if any(isinstance(weight, Unresolved) or (_number(weight) or 0) != 0 for weight in weights):
        return
    if len(weights) == 1:
        message = "the Weight of the only capacity provider is 0 (the default); use Weight: 1"
    else:
        message = (
            "no capacity provider has a Weight above 0 (the default is 0); give at least one a Weight of 1"
        )
    severity = Severity.WARNING if len(weights) == 1 else None
    yield Problem(properties.at("CapacityProviderStrategy"), message, severity=severity)


def _networks(appspec: AppSpec) -> list[AwsvpcConfiguration]:
    found = []
    for properties in appspec.properties:
        network = known(properties.network_configuration)
        vpc = known(network.awsvpc_configuration) if network is not None else None
        if vpc is not None:
            found.append(vpc)
    return found


def _and(names: list[str]) -> str:
    return " and ".join(names)
