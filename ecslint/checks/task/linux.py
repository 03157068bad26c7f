"""Linux options of containers: capabilities, limits, swap, tmpfs, security options."""

from __future__ import annotations

from ecslint.base.suggest import nearest
from ecslint.checks import check
from ecslint.facts import linux, platforms
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each, is_complete
from ecslint.model.linux import KernelCapabilities, LinuxParameters
from ecslint.model.task import Container, TaskDefinition
from ecslint.model.value import known


@check("ECS130")
def capability_is_invalid(container: Container, task: TaskDefinition) -> Problems:
    capabilities = _capabilities(container)
    if capabilities is None:
        return
    yield from _unknown_capabilities(capabilities)
    if task.requires_fargate:
        yield from capabilities_refused_by_fargate(container)
    if container.privileged is True:
        yield from _ignored_capabilities(container, capabilities)


def _unknown_capabilities(capabilities: KernelCapabilities) -> Problems:
    for list_name, names in (("add", capabilities.add), ("drop", capabilities.drop)):
        for index, name in each(names):
            if not name or name in linux.CAPABILITIES:
                continue
            place = capabilities.at(list_name, index)
            meant = name.upper().removeprefix("CAP_")
            if meant in linux.CAPABILITIES:
                message = f'ECS does not know the capability "{name}"; use "{meant}"'
                fix = Fix(f"use {meant}", (Edit("set", place, meant),), safe=True)
                # the case may not matter, the prefix does
                mild = name.upper() == meant
                yield Problem(place, message, (), fix, Severity.WARNING if mild else None)
                continue
            near = nearest(meant, sorted(linux.CAPABILITIES))
            hint = f'; use "{near}"' if near else "; use a name of capabilities(7)"
            yield Problem(place, f'ECS does not know the capability "{name}"{hint}')


def capabilities_refused_by_fargate(container: Container) -> Problems:
    """Find added capabilities that Fargate does not allow, wherever Fargate is required."""
    capabilities = _capabilities(container)
    for index, name in each(capabilities.add if capabilities else None):
        # what is misspelt is reported as such
        if capabilities and name and name.upper().removeprefix("CAP_") not in platforms.FARGATE_CAPABILITIES:
            place = capabilities.at("add", index)
            message = f"Fargate does not allow the capability {name} to be added, only SYS_PTRACE; remove it"
            yield Problem(place, message, (), Fix(f"remove {name}", (Edit("remove", place),)))


def _ignored_capabilities(container: Container, capabilities: KernelCapabilities) -> Problems:
    if any(True for names in (capabilities.add, capabilities.drop) for _ in each(names)):
        message = (
            "a privileged container has its capabilities fixed: what is added or dropped here is ignored; "
            'remove "privileged" or the capabilities'
        )
        related = ((container.at("privileged"), "the container is privileged"),)
        place = container.at("linuxParameters", "capabilities", part="key")
        yield Problem(place, message, related, severity=Severity.WARNING)


def _capabilities(container: Container) -> KernelCapabilities | None:
    parameters = known(container.linux_parameters)
    return known(parameters.capabilities) if parameters else None


@check("ECS131")
def linux_setting_is_invalid(container: Container, task: TaskDefinition) -> Problems:
    yield from _ulimits(container, task)
    parameters = known(container.linux_parameters)
    if parameters is not None:
        if not task.requires_fargate:
            yield from _swap(parameters)
        yield from _tmpfs(parameters)


def _ulimits(container: Container, task: TaskDefinition) -> Problems:
    seen: dict[str, int] = {}
    for index, limit in each(container.ulimits):
        name, soft, hard = limit.name, limit.soft_limit, limit.hard_limit
        called = name if isinstance(name, str) else "a limit"
        if isinstance(soft, int) and isinstance(hard, int) and soft > hard >= 0:
            message = (
                f"the soft limit of {called}, {soft}, is above its hard limit, {hard}; use at most {hard}"
            )
            related = ((limit.at("hardLimit"), f"the hard limit is {hard}"),)
            fix = Fix(f"set {hard}", (Edit("set", limit.at("softLimit"), hard),))
            yield Problem(limit.at("softLimit"), message, related, fix)
        elif soft == -1 and isinstance(hard, int) and hard >= 0:
            message = f"the soft limit of {called} is unlimited (-1), above its hard limit {hard}; use {hard}"
            related = ((limit.at("hardLimit"), f"the hard limit is {hard}"),)
            fix = Fix(f"set {hard}", (Edit("set", limit.at("softLimit"), hard),))
            yield Problem(limit.at("softLimit"), message, related, fix)
        if not isinstance(name, str):
            continue
        if name == "nofile" and hard == -1:
            message = "Linux has no unlimited number of open files (operation not permitted); use 1048576"
            yield Problem(limit.at("hardLimit"), message, severity=Severity.WARNING)
        if name in seen:
            message = f"the limit {name} is given twice for this container; keep one"
            related = ((container.at("ulimits", seen[name], "name"), "first given here"),)
            yield Problem(limit.at("name"), message, related, severity=Severity.WARNING)
        seen.setdefault(name, index)
        most = linux.FARGATE_NOFILE_MAX
        if task.requires_fargate and name == "nofile" and isinstance(hard, int) and hard > most:
            message = f"Fargate sets at most {most} open files (nofile), not {hard}; use {most}"
            yield Problem(limit.at("hardLimit"), message, severity=Severity.WARNING)


def _swap(parameters: LinuxParameters) -> Problems:
    swap, swappiness = parameters.max_swap, parameters.swappiness
    if isinstance(swap, int) and swap < 0:
        message = f'"maxSwap" cannot be negative ({swap}); use MiB, or 0 for no swap'
        yield Problem(parameters.at("maxSwap"), message)
    if not isinstance(swappiness, int):
        return
    lowest, highest = linux.SWAPPINESS
    if not lowest <= swappiness <= highest:
        message = f'"swappiness" is {swappiness}; use {lowest} to {highest}'
        yield Problem(parameters.at("swappiness"), message)
    elif swap is None:
        message = f'"swappiness" ({swappiness}) is ignored without "maxSwap"; add "maxSwap", or remove it'
        yield Problem(parameters.at("swappiness"), message, severity=Severity.WARNING)


def _tmpfs(parameters: LinuxParameters) -> Problems:
    for _, tmpfs in each(parameters.tmpfs):
        path, size = tmpfs.container_path, tmpfs.size
        if isinstance(path, str) and path and not path.startswith("/"):
            message = f'"{path}" is not an absolute path, which a tmpfs needs; use "/{path}"'
            yield Problem(tmpfs.at("containerPath"), message)
        if isinstance(size, int) and size <= 0:
            message = f"the size of a tmpfs is {size} MiB; set 1 or more"
            yield Problem(tmpfs.at("size"), message)
        for index, option in each(tmpfs.mount_options):
            name = option.partition("=")[0]
            if name not in linux.TMPFS_OPTIONS and name != "size":
                near = nearest(name, sorted(linux.TMPFS_OPTIONS))
                hint = f'use "{near}"' if near else "use one that API_Tmpfs lists"
                message = f'tmpfs has no mount option "{option}"; {hint}'
                yield Problem(tmpfs.at("mountOptions", index), message)


@check("ECS134")
def security_option_is_invalid(container: Container, task: TaskDefinition) -> Problems:
    yield from _security_options(container)
    yield from _credential_specs(container, task)


def _security_options(container: Container) -> Problems:
    for index, option in each(container.docker_security_options):
        if option.startswith(linux.SECURITY_OPTIONS) or not option:
            continue
        forms = "no-new-privileges, apparmor:PROFILE, label:VALUE or credentialspec:PATH"
        without_colon = f"{option.partition('=')[0]}:" in linux.SECURITY_OPTIONS
        advice = " with a colon" if without_colon else ""
        message = f'ECS documents no security option "{option}"; use {forms}{advice}'
        place = container.at("dockerSecurityOptions", index)
        yield Problem(place, message, severity=Severity.WARNING)


def _credential_specs(container: Container, task: TaskDefinition) -> Problems:
    specs = container.credential_specs
    forms = ("credentialspecdomainless:", "credentialspec:")
    for index, spec in each(specs):
        if not spec:
            continue
        if not spec.startswith(forms):
            message = (
                f'"{spec[:30]}" is not a credential specification; use "{forms[0]}" or "{forms[1]}" '
                "with an ARN of S3 or SSM"
            )
            yield Problem(container.at("credentialSpecs", index), message)
        elif task.requires_fargate and spec.startswith(forms[1]):
            message = f'Fargate joins no domain; use "{forms[0]}" instead of "{forms[1]}"'
            yield Problem(container.at("credentialSpecs", index), message)
    if isinstance(specs, list) and len(specs) > 1 and is_complete(specs):
        message = f"a container takes one credential specification, not {len(specs)}; keep one"
        yield Problem(container.at("credentialSpecs", 1), message)
