"""Is a document an AppSpec of CodeDeploy, and for which kind of deployment?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from ecslint.facts import appspec as facts

Platform: TypeAlias = Literal["ecs", "other"]

_HOOK_NAMES = {name.lower() for name in (*facts.HOOKS, *facts.SERVER_HOOKS)}


def platform_of(data: Mapping[str, object]) -> Platform | None:
    """Say which deployments an AppSpec is for; ``None`` if the document is no AppSpec."""
    members = {str(key).lower(): value for key, value in data.items()}
    resources = members.get("resources")
    platform = _platform_of_resources(resources, members)
    if platform is not None or "version" not in members:
        return platform
    if "resources" not in members and any(_names_a_service(value) for value in members.values()):
        return "ecs"  # the section has a wrong name
    hooks = members.get("hooks")
    names = {str(key).lower() for key, _ in _pairs(hooks)}
    if not names & _HOOK_NAMES:
        files = members.get("files")
        if members.get("os") in ("linux", "windows") and isinstance(files, list | None):
            return "other"
        return None
    scripts = any(isinstance(value, list) for _, value in _pairs(hooks))
    return "other" if scripts or "os" in members or "files" in members else "ecs"


def _names_a_service(section: object) -> bool:
    """Say whether a section holds what ``Resources`` holds in an AppSpec, and nothing else does."""
    return any(
        str(key).lower() == facts.TARGET_NAME.lower() and isinstance(value, dict)
        for item in (section if isinstance(section, list) else [section])
        if isinstance(item, dict)
        for key, value in item.items()
    )


def _pairs(hooks: object) -> Iterator[tuple[object, object]]:
    for item in hooks if isinstance(hooks, list) else [hooks]:
        if isinstance(item, dict):
            yield from item.items()


def _platform_of_resources(resources: object, members: dict[str, object]) -> Platform | None:
    if isinstance(resources, list):
        items = [item for item in resources if isinstance(item, dict)]
    elif isinstance(resources, dict) and "awstemplateformatversion" not in members:
        items = [resources]
    else:
        return None
    services = [service for item in items for service in (item, *item.values()) if isinstance(service, dict)]
    if any(_is_ecs_service(service) for service in services):
        return "ecs"
    in_list = isinstance(resources, list)
    types = [_member(service, "type") for service in services]
    if in_list and facts.LAMBDA_TYPE in types:
        return "other"
    named = any(str(key).lower() == facts.TARGET_NAME.lower() for item in items for key in item)
    if named and (in_list or "version" in members):
        return "ecs"
    return "ecs" if in_list and facts.SERVICE_TYPE in types else None


def _member(value: object, name: str) -> object:
    if isinstance(value, dict):
        return next((inner for key, inner in value.items() if str(key).lower() == name), None)
    return None


def _is_ecs_service(service: dict[object, object]) -> bool:
    """Say whether a service names its container the way only an AppSpec does.

    A deployment group in a template has a ``LoadBalancerInfo`` too, but names target groups there.
    """
    for candidate in (service, _member(service, "properties")):
        info = _member(candidate, "loadbalancerinfo")
        for part in info if isinstance(info, list) else [info]:
            if isinstance(part, dict) and any(str(key).lower().startswith("container") for key in part):
                return True
    return False
