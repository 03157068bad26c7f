"""Does the image, by its name, fit the operating system and the architecture of the task?"""

from __future__ import annotations

import re

from ecslint.checks import check
from ecslint.facts import image_platforms as images
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place
from ecslint.model.task import Container, TaskDefinition
from ecslint.model.value import Unresolved
from ecslint.runtime.images import family_of


@check("ECS127")
def image_is_for_another_platform(container: Container, task: TaskDefinition) -> Problems:
    image = container.image
    if not isinstance(image, str) or isinstance(task.runtime_platform, Unresolved):
        return
    lower = image.lower()
    if not any(word in lower for word in images.WORDS):
        yield from _publicly_known(container, image, task)
        return
    system, architecture = _platform(task)
    tag, shown = _tag(lower), f'"{image[:80]}"'
    place = container.at("image")
    surely = lower.startswith(images.WINDOWS_REPOSITORIES)
    if surely or any(word in tag for word in images.WINDOWS_WORDS):
        if system == "LINUX":
            message = (
                f'{shown} is a Windows image, and the task runs Linux; set a Windows "operatingSystemFamily"'
            )
            yield Problem(place, message, _stated(task), None, None if surely else Severity.WARNING)
        elif system and (release := _release(tag)) and f"_{release}_" not in f"{system}_":
            message = (
                f"{shown} is built on Windows Server {release}, and the task runs {system}; "
                "use the same release for both"
            )
            yield Problem(place, message, _stated(task), None, Severity.WARNING)
    elif system == "LINUX" and architecture:
        built = _architecture(lower, tag)
        if built and built != architecture:
            message = (
                f"{shown} is built for {built} by its name, the task runs on {architecture} "
                f'(exec format error); set "cpuArchitecture": "{built}", or use another image'
            )
            platform: tuple[Place, object] = (task.at("runtimePlatform", "cpuArchitecture"), built)
            if task.runtime_platform is None:
                platform = (
                    task.at("runtimePlatform"),
                    {"operatingSystemFamily": "LINUX", "cpuArchitecture": built},
                )
            edit = Edit("set", *platform)
            fix = Fix(f"set the architecture {built}", (edit,))
            yield Problem(place, message, _stated(task), fix, Severity.WARNING)


def _publicly_known(container: Container, image: str, task: TaskDefinition) -> Problems:
    """Yield a public image that is not built for the architecture of the task."""
    system, architecture = _platform(task)
    found = family_of(image) if system == "LINUX" and architecture is not None else None
    for entry in found[0].entries("platforms", found[1]) if found is not None else ():
        if architecture not in entry["architectures"]:
            built = entry["architectures"][0]
            message = (
                f'"{image[:80]}" is built for {built} only, the task runs on {architecture} '
                f"(exec format error); "
                f'set "cpuArchitecture": "{built}", or use another image'
            )
            yield Problem(container.at("image"), message, _stated(task), None, Severity.WARNING)


def _platform(task: TaskDefinition) -> tuple[str | None, str | None]:
    """Return operating system family and architecture of the task; ``None`` where they are not certain.

    What is not given means Linux on X86_64 on Fargate, and anything that the instance is on EC2.
    """
    platform = task.runtime_platform
    system = architecture = None
    if platform is not None and not isinstance(platform, Unresolved):
        system, architecture = platform.operating_system_family, platform.cpu_architecture
    if task.requires_fargate:
        system = "LINUX" if system is None else system
        architecture = "X86_64" if architecture is None else architecture
    return (
        system if isinstance(system, str) else None,
        architecture if isinstance(architecture, str) else None,
    )


def _stated(task: TaskDefinition) -> tuple[tuple[Place, str], ...]:
    if task.runtime_platform is None:
        return ()
    return ((task.at("runtimePlatform"), "the platform is given here"),)


def _tag(image: str) -> str:
    name = image.partition("@")[0].rpartition("/")[2]
    return name.partition(":")[2]


def _release(tag: str) -> str | None:
    for part in re.split(r"[-_.]", tag):
        if part in images.WINDOWS_RELEASES:
            return images.WINDOWS_RELEASES[part]
    return None


def _architecture(image: str, tag: str) -> str | None:
    namespace = image.split("/")[0] if image.count("/") == 1 else ""
    if namespace in images.ARCHITECTURES:
        return images.ARCHITECTURES[namespace]
    for word, built in images.ARCHITECTURES.items():
        if tag == word or tag.endswith((f"-{word}", f"_{word}", f".{word}")):
            return built
    return None
