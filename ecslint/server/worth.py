"""What a value is worth: CPU units in vCPU, MiB in GiB, seconds in minutes, parts of an image or a secret."""

from __future__ import annotations

import math
import re
from typing import Final

from ecslint.base.pattern import regex
from ecslint.base.route import Route, value_at
from ecslint.facts import fargate, linux
from ecslint.server.fields import Field

_MIB: Final = frozenset({"memory", "memoryreservation", "sharedmemorysize", "maxswap"})
_SECONDS: Final = regex(
    r"seconds$|^(?:interval|timeout|startperiod|starttimeout|stoptimeout|restartattemptperiod"
    r"|instancewarmupperiod)$",
    re.IGNORECASE,
)
_SECRET: Final = regex(
    r"arn:aws[\w-]*:secretsmanager:([\w-]+):\d*:secret:([^:]+)(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?"
)
_PARAMETER: Final = regex(r"arn:aws[\w-]*:ssm:([\w-]+):\d*:parameter(/.+)")
_IMAGE: Final = regex(
    r"(?:(?P<registry>(?:(?=[\w-]*+\.)[\w.-]++|localhost)(?::\d++)?)/)?(?P<repository>[\w./-]++)"
    r"(?::(?P<tag>[\w.-]++))?(?:@(?P<digest>sha256:\w++))?"
)


def worth(field: Field, value: object, data: object, route: Route) -> str | None:
    """Return what a value of a field means in other words, ``None`` where it says all itself.

    ``data`` and ``route`` tell what stands beside it.
    """
    name = field.member.lower()
    number = _number(value)
    if number is not None:
        if name == "cpu":
            return _cpu(field, number)
        if name in _MIB or (name == "size" and field.shape == "Tmpfs"):
            return _memory(field, number, data, route)
        if _SECONDS.search(name) and number >= 60:
            return f"{number:g} s = {number / 60:g} minutes"
        return _percent(name, number, data, route)
    if not isinstance(value, str):
        return None
    if name == "valuefrom":
        return _secret(value)
    if name == "image" or name == "imageuri":
        return _image(value)
    if field.shape == "KernelCapabilities" and value in linux.POWERFUL_CAPABILITIES:
        return f"{value} gives {linux.POWERFUL_CAPABILITIES[value]}"
    return None


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}(?:\.\d{1,4})?", value):
        return float(value)
    return None


def _cpu(field: Field, units: float) -> str:
    text = f"{units:g} CPU units = {units / 1024:g} vCPU"
    if field.shape == "TaskDefinition" and units in fargate.SIZES:
        text += f"; on Fargate with {fargate.memory_range(int(units))}"
    return text


def _memory(field: Field, mib: float, data: object, route: Route) -> str:
    text = f"{mib:g} MiB = {mib / 1024:g} GiB"
    if field.shape == "TaskDefinition" and field.member.lower() == "memory":
        cpu = _number(_beside(data, route, "cpu"))
        if cpu in fargate.SIZES:
            text += f"; Fargate has {fargate.memory_range(int(cpu))} with {cpu:g} CPU units"
        else:
            sizes = [str(units) for units, pairs in fargate.SIZES.items() if mib in pairs]
            if sizes:
                text += f"; on Fargate with {', '.join(sizes)} CPU units"
    return text


def _percent(name: str, percent: float, data: object, route: Route) -> str | None:
    if name not in ("maximumpercent", "minimumhealthypercent"):
        return None
    desired = _number(_beside(data, route[:-1], "desiredCount"))
    if desired is None:
        return None
    tasks = percent * desired / 100
    if name == "maximumpercent":
        return f"at most {math.floor(tasks)} tasks run during a deployment of {desired:g}"
    return f"at least {math.ceil(tasks)} of {desired:g} tasks stay healthy during a deployment"


def _beside(data: object, route: Route, name: str) -> object:
    """Return the member called ``name``, whatever the case of its letters, in the object around a route."""
    parent = value_at(data, route[:-1])
    if not isinstance(parent, dict):
        return None
    return next((value for key, value in parent.items() if str(key).lower() == name.lower()), None)


def _secret(value: str) -> str | None:
    match = _SECRET.fullmatch(value)
    if match is not None:
        region, name, key, stage, version = match.groups()
        parts = [f"secret `{name}` of Secrets Manager in {region}"]
        parts += [f"its JSON key `{key}`"] if key else ["all of it"]
        parts += [f"stage `{stage}`"] if stage else []
        parts += [f"version `{version}`"] if version else []
        return ", ".join(parts)
    match = _PARAMETER.fullmatch(value)
    if match is not None:
        return f"parameter `{match[2]}` of Parameter Store in {match[1]}"
    if re.fullmatch(r"/?[\w./-]{1,1011}", value):
        return f"parameter `{value}` of Parameter Store in the Region of the task"
    return None


def _image(value: str) -> str | None:
    match = _IMAGE.fullmatch(value)
    if match is None:
        return None
    registry = match["registry"] or "Docker Hub"
    parts = [f"repository `{match['repository']}` of {registry}"]
    if match["digest"]:
        parts.append("pinned by digest")
    parts.append(f"tag `{match['tag']}`" if match["tag"] else "" if match["digest"] else "tag `latest`")
    return ", ".join(part for part in parts if part)
