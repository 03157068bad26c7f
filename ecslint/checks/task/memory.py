"""Memory that a runtime may take, against what the container has (ECS473)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ecslint.base.unresolved import known
from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place, each
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of

_JAVA = re.compile(r"(?<![\w-])-(?:Xmx|XX:MaxHeapSize=|XX:MaxRAM=)(\d{1,12})([kKmMgGtT]?)\b")
_NODE = re.compile(r"(?<![\w-])--max[-_]old[-_]space[-_]size[= ](\d{1,8})\b")
_MIB = {"": 1 / 1048576, "k": 1 / 1024, "m": 1.0, "g": 1024.0, "t": 1048576.0}


class _Heap(NamedTuple):
    """How much memory in MiB a runtime may take for its heap, the option as written, and where it stands."""

    mib: float
    option: str
    place: Place


def _heaps(container: Container) -> Iterator[_Heap]:
    """Yield the heap sizes in variables, command and entry point; the last of a text is what counts."""
    texts = [
        (variable.value, container.at("environment", index, "value"))
        for index, variable in each(container.environment)
    ]
    for member, words in (("entryPoint", container.entry_point), ("command", container.command)):
        texts += [(word, container.at(member, index)) for index, word in each(words)]
    for text, place in texts:
        if not isinstance(text, str) or ("-X" not in text and "--max" not in text):
            continue
        java = list(_JAVA.finditer(text))
        if java:
            yield _Heap(int(java[-1][1]) * _MIB[java[-1][2].lower()], java[-1][0], place)
        node = list(_NODE.finditer(text))
        if node:
            yield _Heap(float(node[-1][1]), node[-1][0], place)


def _limit(container: Container, task: TaskDefinition) -> tuple[int, Place, str] | None:
    """Return the memory in MiB at which a container is killed, where it is given, and whose it is."""
    if isinstance(container.memory, int) and container.memory > 0:
        return container.memory, container.at("memory"), "container"
    if container.memory is None and task.memory_mib:
        return task.memory_mib, task.at("memory"), "task"
    return None


@check("ECS473")
def memory_is_less_than_a_runtime_takes(task: TaskDefinition) -> Problems:
    if task.windows is not False:
        return
    shared: list[_Heap] = []
    for container in task.containers:
        limit = _limit(container, task)
        if limit is None:
            continue
        mib, place, whose = limit
        yield from _file_systems(container, limit)
        yield from _image_needs_more(container, limit)
        largest = max(_heaps(container), default=None, key=lambda heap: heap.mib)
        if largest is None:
            continue
        if largest.mib >= mib:
            message = (
                f'"{largest.option}" allows {largest.mib:.0f} MiB of heap, the {whose} has {mib}; '
                "set less, since a process needs more than its heap"
            )
            yield Problem(largest.place, message, ((place, f"{mib} MiB"),))
        elif whose == "task":
            shared.append(largest)
    total = sum(heap.mib for heap in shared)
    if len(shared) > 1 and task.memory_mib and total >= task.memory_mib and task.containers_complete:
        message = (
            f"the heaps of {len(shared)} containers may take {total:.0f} MiB together, the task has "
            f"{task.memory_mib} MiB; set less"
        )
        related = tuple((heap.place, heap.option) for heap in shared[:-1])
        yield Problem(shared[-1].place, message, related)


def _file_systems(container: Container, limit: tuple[int, Place, str]) -> Problems:
    """Yield the last of the file systems in memory that may fill all that the container has."""
    parameters = known(container.linux_parameters)
    if parameters is None:
        return
    sizes = [(t.size, t.at("size")) for _, t in each(parameters.tmpfs) if isinstance(t.size, int)]
    if isinstance(parameters.shared_memory_size, int):
        sizes.append((parameters.shared_memory_size, parameters.at("sharedMemorySize")))
    total = sum(size for size, _ in sizes)
    if sizes and total >= limit[0]:
        message = (
            f"files in memory may take {total} MiB, the {limit[2]} has {limit[0]}; set less: they count as "
            "its memory"
        )
        yield Problem(sizes[-1][1], message, ((limit[1], f"{limit[0]} MiB"),))


def _image_needs_more(container: Container, limit: tuple[int, Place, str]) -> Problems:
    image = container.image
    found = family_of(image) if isinstance(image, str) and image else None
    needed = found[0].data.get("memory") if found is not None else None
    if needed is not None and limit[0] < needed["least"]:
        message = f'"{image}" needs {needed["least"]} MiB, the {limit[2]} has {limit[0]} MiB; set more'
        yield Problem(limit[1], message)
