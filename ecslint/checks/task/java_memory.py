"""Java that does not see the memory that its task or its container has (ECS473)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.facts import runtimes as facts
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each, is_set
from ecslint.model.task import Container, TaskDefinition

_SHARE = regex(r"-XX:(?:Max|Initial)RAM(?:Percentage|Fraction)=[\d.]{1,9}")
_ABSOLUTE = regex(r"(?<![\w-])-(?:Xmx|XX:MaxHeapSize=|XX:MaxRAM=)\d|UseCGroupMemoryLimitForHeap")
_UPDATE_OF_8 = regex(r"(?:jdk-?|jre-?)?8u(\d{1,3})")
_UPDATE = regex(r"(\d{2})\.0\.(\d{1,3})(?!\d)")


@check("ECS473")
def java_sees_another_memory(container: Container, task: TaskDefinition) -> Problems:
    """Yield a heap that is a share of memory which is not that of the container."""
    if task.windows is not False or is_set(container.environment_files):
        return
    texts = _texts(container)
    if texts is None or any(_ABSOLUTE.search(text) for text, _ in texts):
        return
    yield from _older_than_containers(container)
    if not task.requires_fargate or container.memory is not None:
        return
    reason = _own_limit_only(container.image)
    share = next(((found[0], at) for text, at in texts if (found := _SHARE.search(text))), None)
    if share is not None:
        known = reason is not None
        message = f'"{share[0]}" is of the machine\'s memory with Java 24 and others; set "memory" here, too'
        if reason is not None:
            message = f'"{share[0]}" is of the memory of the machine, since {reason}; add "memory" to it'
        related = ((container.at("image"), "Java"),)
        yield Problem(share[1], message, related, severity=None if known else Severity.INFO)
    elif reason is not None and facts.OPENJ9 in reason.lower():
        message = f'the heap is a share of the memory of the machine, since {reason}; add "memory" to it'
        yield Problem(container.at("image"), message)


def _texts(container: Container) -> list[tuple[str, Place]] | None:
    """Return the texts with options of Java, with places; ``None`` unless all of them are known."""
    found: list[tuple[str, Place]] = []
    for index, variable in each(container.environment):
        name, text = variable.name, variable.value
        if not isinstance(text, str):
            if isinstance(name, str) and ("JAVA" in name or "JVM" in name):
                return None
        elif ("-X" in text or "Use" in text) and len(text) < 4000:
            found.append((text, container.at("environment", index, "value")))
    for member, words in (("entryPoint", container.entry_point), ("command", container.command)):
        for index, word in each(words):
            if isinstance(word, str) and ("-X" in word or "Use" in word) and len(word) < 4000:
                found.append((word, container.at(member, index)))
    return found


def _own_limit_only(image: object) -> str | None:
    """Return why the Java of a public image heeds no limit but the container's own."""
    from ecslint.runtime.images import java_release, reference

    if not isinstance(image, str) or not image:
        return None
    repository, tag = reference(image)
    if repository in facts.OPENJ9_IMAGES and (facts.OPENJ9 in tag or repository != "adoptopenjdk"):
        return "OpenJ9 heeds the container's own limit only"
    release = java_release(image)
    first = facts.OWN_LIMIT_ONLY_UPDATES.get(release or 0)
    update = _UPDATE.search(tag)
    if release is not None and (
        release >= facts.OWN_LIMIT_ONLY or (first is not None and (update is None or int(update[2]) >= first))
    ):
        return f"Java {release} heeds the container's own limit only"
    return None


def _older_than_containers(container: Container) -> Problems:
    """Yield an image with Java 8 that takes a quarter of the machine's memory for its heap."""
    from ecslint.runtime.images import reference

    image = container.image
    if not isinstance(image, str) or not image:
        return
    repository, tag = reference(image)
    update = _UPDATE_OF_8.match(tag)
    if repository not in (*facts.JAVA_IMAGES, "java") or update is None:
        return
    if int(update[1]) < facts.BEFORE_CONTAINERS:
        message = (
            f"Java 8u{update[1]} takes a quarter of the machine's memory for its heap, whatever the "
            "container has; set -Xmx"
        )
        yield Problem(container.at("image"), message)
