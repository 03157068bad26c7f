"""Memory that a runtime may take, against what the container has (ECS473)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.unresolved import known
from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place, each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of, shown_image, tag_matches

_JAVA = regex(r"(?<![\w-])-(?:Xmx|XX:MaxHeapSize=|XX:MaxRAM=)(\d{1,12})([kKmMgGtT]?)\b")
_FIRST_HEAP = regex(r"(?<![\w-])-Xms(\d{1,12})([kKmMgGtT]?)\b")
_NODE = regex(r"(?<![\w-])--max[-_]old[-_]space[-_]size[= ](\d{1,8})\b")
_PERCENT = regex(r"-XX:MaxRAMPercentage=(\d{1,3})(?:\.\d*)?\b")
_METASPACE = regex(r"-XX:(?:MaxMetaspaceSize|MaxDirectMemorySize)=(\d{1,12})([kKmMgG]?)\b")
_GO = regex(r"(\d{1,15})(B|[KMGT]iB)?")
_LIMITS = {
    "PHP_MEMORY_LIMIT": (regex(r"(\d{1,12})([kKmMgG])"), 10),
    "DOTNET_GCHeapHardLimit": (regex(r"(?:0[xX])?([0-9a-fA-F]{1,12})()"), 16),
    "COMPlus_GCHeapHardLimit": (regex(r"(?:0[xX])?([0-9a-fA-F]{1,12})()"), 16),
}
"""Variables with the memory that PHP (images that have it) and .NET may take, and the base of their numbers
(https://learn.microsoft.com/dotnet/core/runtime-config/garbage-collector, read 2026-11)."""
_BUFFERS = regex(
    r"(?:--maxmemory[ =]|shared_buffers=|--innodb[-_]buffer[-_]pool[-_]size=|--wiredTigerCacheSizeGB[ =])"
    r"(\d{1,12}(?:\.\d+)?)\s?([kKmMgGtT]?)(?:[iI]?[bB])?(?![\w.])"
)
"""Memory that Redis, PostgreSQL, MySQL and MongoDB are told to take for data."""
_WORKERS = regex(r"(?:^|\s)(?:--workers[= ]|-w[= ]?)(\d{1,4})(?=\s|$)")
_WORKER_PROGRAMS = regex(r"(?:^|[\s/])(?:gunicorn|uvicorn|hypercorn|fastapi)(?=\s|$)")
_LEAST_OF_A_WORKER = 32
"""MiB below which a worker of Python with a framework hardly fits: CPython takes some 10 MiB by itself."""
_LEAST_TO_START = 10
"""MiB below which starting a container may fail (https://github.com/aws/amazon-ecs-agent/issues/3021)."""
_MIB = {"": 1 / 1048576, "k": 1 / 1024, "m": 1.0, "g": 1024.0, "t": 1048576.0}


class _Heap(NamedTuple):
    """How much memory in MiB a runtime may take for its heap, the option as written, and where it stands."""

    mib: float
    option: str
    place: Place


def _heaps(container: Container) -> Iterator[_Heap]:
    """Yield the heap sizes in variables, command and entry point; the last of a text is what counts."""
    for text, place in _texts(container):
        java = list(_JAVA.finditer(text)) or list(_FIRST_HEAP.finditer(text)) if "-X" in text else []
        if java:
            yield _Heap(int(java[-1][1]) * _MIB[java[-1][2].lower()], java[-1][0], place)
        node = list(_NODE.finditer(text)) if "--max" in text else []
        if node:
            yield _Heap(float(node[-1][1]), node[-1][0], place)
    yield from _buffers(container)
    for index, variable in each(container.environment):
        if variable.name not in _NAMES:
            continue
        if isinstance(variable.name, str) and isinstance(variable.value, str):
            hard = _LIMITS.get(variable.name)
            match = hard[0].fullmatch(variable.value) if hard is not None else None
            if hard is not None and match is not None:
                mib = int(match[1], hard[1]) * _MIB[match[2].lower() if hard[1] == 10 else ""]
                place = container.at("environment", index, "value")
                yield _Heap(mib, f"{variable.name}={variable.value}", place)
        if variable.name == "GOMEMLIMIT" and isinstance(variable.value, str):
            match = _GO.fullmatch(variable.value)
            if match is not None:
                factor = _MIB[(match[2] or "B").removesuffix("iB").removesuffix("B").lower()]
                place = container.at("environment", index, "value")
                yield _Heap(int(match[1]) * factor, f"GOMEMLIMIT={variable.value}", place)


_NAMES = frozenset({*_LIMITS, "GOMEMLIMIT"})
"""Variables that are looked at as a whole."""


def _texts(container: Container) -> Iterator[tuple[str, Place]]:
    """Yield the texts that may hold options, such as ``-Xmx`` and ``--max-old-space-size``, with places."""
    for index, variable in each(container.environment):
        text = variable.value
        if isinstance(text, str) and ("-X" in text or "--" in text):
            yield text, container.at("environment", index, "value")
    for member, words in (("entryPoint", container.entry_point), ("command", container.command)):
        for index, word in each(words):
            if isinstance(word, str) and ("-X" in word or "--" in word):
                yield word, container.at(member, index)


def _buffers(container: Container) -> Iterator[_Heap]:
    """Yield what servers of data are told to hold in memory, by one word or by two."""
    words = known(container.command) or []
    for index, word in enumerate(words):
        if not isinstance(word, str) or len(word) > 2000 or ("--" not in word and "=" not in word):
            continue
        following = words[index + 1] if index + 1 < len(words) else ""
        text = f"{word} {following}" if word.startswith("--") and isinstance(following, str) else word
        match = _BUFFERS.search(text) or _BUFFERS.search(word)
        if match is not None:
            unit = "g" if "CacheSizeGB" in match[0] else match[2].lower()
            if "shared_buffers" in match[0] and not match[2]:
                continue  # pages of 8 KiB
            yield _Heap(float(match[1]) * _MIB[unit], match[0].strip(), container.at("command", index))


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
        if mib < _LEAST_TO_START:
            message = f"{mib} MiB may not do for the runtime itself (container init was OOM-killed); set more"
            yield Problem(place, message)
        yield from _file_systems(container, limit)
        yield from _image_needs_more(container, limit)
        yield from _shares(container, limit)
        yield from _shared_memory(container, task)
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


def _shared_memory(container: Container, task: TaskDefinition) -> Problems:
    """Yield an image of a browser that gets no more than Docker's 64 MiB of shared memory."""
    image = container.image
    found = family_of(image)
    need = found[0].data.get("shared_memory") if found is not None else None
    parameters = known(container.linux_parameters)
    if need is None or (container.linux_parameters is not None and parameters is None):
        return
    if parameters is not None and parameters.shared_memory_size is not None:
        return
    texts = [v.value for _, v in each(container.environment)] + list(known(container.command) or [])
    mounts = [mount.container_path for _, mount in each(container.mount_points)]
    if "/dev/shm" in mounts or any(
        not isinstance(t, str) or need["without"] in t for t in texts if t is not None
    ):
        return
    better = f'add "sharedMemorySize": {need["least"]}'
    if task.requires_fargate:
        better = f'pass "{need["without"]}" to the browser'
    message = f'"{shown_image(image)}" crashes with 64 MiB of shared memory ({need["error"]}); {better}'
    yield Problem(container.at("image"), message)


def _shares(container: Container, limit: tuple[int, Place, str]) -> Problems:
    """Yield shares of the memory that leave too little: for all but the heap, or for each worker."""
    mib, place, whose = limit
    for text, at in _lines(container):
        if len(text) > 4000:
            continue
        percent, heap, rest = _PERCENT.search(text), _JAVA.search(text), _METASPACE.findall(text)
        if percent is not None and 95 <= int(percent[1]) <= 100:
            message = (
                f'"{percent[0]}" leaves {100 - int(percent[1])} % of the memory for all but the heap; set 75'
            )
            yield Problem(at, message)
        elif heap is not None and rest:
            beside = sum(int(number) * _MIB[unit.lower()] for number, unit in rest)
            total = int(heap[1]) * _MIB[heap[2].lower()] + beside
            if total > mib > int(heap[1]) * _MIB[heap[2].lower()]:
                message = (
                    f"heap and other areas of Java may take {total:.0f} MiB, the {whose} has {mib}; set less"
                )
                yield Problem(at, message, ((place, f"{mib} MiB"),))
        workers = _WORKERS.search(text) if _WORKER_PROGRAMS.search(text) else None
        if workers is not None and int(workers[1]) > 1 and mib < _LEAST_OF_A_WORKER * int(workers[1]):
            each_has = f"{mib / int(workers[1]):.0f} MiB"
            message = f"{workers[1]} workers leave {each_has} for each, less than one needs; start fewer"
            yield Problem(at, message, ((place, f"{mib} MiB"),))


def _lines(container: Container) -> Iterator[tuple[str, Place]]:
    """Yield the texts that may give a share of the memory or a number of workers, with their places."""
    found: list[tuple[str, Place]] = []
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        if not isinstance(value, str):
            continue
        if "-X" in value or "corn" in value or "fastapi" in value:
            yield value, container.at("environment", index, "value")
        if name in _WORKER_VARIABLES:
            line = f"gunicorn --workers {value}"
            found.append((line, container.at("environment", index, "value")))
    words = [w for w in known(container.command) or [] if isinstance(w, str)]
    if words:
        yield " ".join(words), container.at("command")
    yield from found


_WORKER_VARIABLES = frozenset({"WEB_CONCURRENCY", "MAX_WORKERS", "PUMA_WORKERS"})
"""Variables from which servers take the number of their processes."""


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
    found = family_of(image)
    given = found[0].data.get("memory", ()) if found is not None else ()
    entries = [given] if isinstance(given, dict) else given
    needed = next((e for e in entries if found and tag_matches(e.get("tags"), found[1])), None)
    if found is None or needed is None:
        return
    first = next((word for _, word in each(container.command)), "-")
    if is_set(container.entry_point) or not (
        first.startswith("-") or first in found[0].data.get("server", ())
    ):
        return  # the image runs something else
    names = {variable.name for _, variable in each(container.environment)}
    if "unless" in needed and (
        not names.isdisjoint(needed["unless"])
        or not is_complete(container.environment)
        or is_set(container.environment_files)
        or is_set(container.command)
    ):
        return
    if limit[0] < needed["least"]:
        message = (
            f'"{shown_image(image)}" needs {needed["least"]} MiB, the {limit[2]} has {limit[0]} MiB; set more'
        )
        yield Problem(limit[1], message)
