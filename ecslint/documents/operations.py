"""Which operation of the ECS API takes an object as its input, decided among all of them.

The members of every operation come from the service model (``schemas/operations.json``). An operation fits
the better, the fewer keys of the object it does not have and the fewer required members are missing; between
operations that fit alike, the object's structure decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import cache
from typing import Final, NamedTuple

from ecslint.base import schemas

ORDER: Final = (
    "RegisterTaskDefinition",
    "RegisterDaemonTaskDefinition",
    "CreateService",
    "UpdateService",
    "RunTask",
    "StartTask",
    "CreateTaskSet",
)
"""What is meant where several operations fit alike: the one that more files are of."""

_ENOUGH: Final = 2
"""Names of several words that an object must have: one alone may be any other format's."""


class Operation(NamedTuple):
    """An operation of the API."""

    name: str
    """The operation as the AWS CLI spells it."""
    schema: str
    """The schema of its input, ``""`` where nobody keeps that in a file."""
    required: frozenset[str]
    """Names of the members that its input has to have."""
    members: dict[str, list[str]]
    """Its members with the telling words below each."""
    lowered: frozenset[str]
    """Names of all members in lower case."""


@cache
def operations() -> tuple[Operation, ...]:
    """Return every operation whose input has members, the most usual ones first."""
    table = schemas.load_json("operations.json")["operations"]
    found = [
        Operation(
            name,
            entry.get("schema", ""),
            frozenset(entry["required"]),
            entry["members"],
            frozenset(member.lower() for member in entry["members"]),
        )
        for name, entry in table.items()
    ]
    place = {name: number for number, name in enumerate(ORDER)}
    return tuple(sorted(found, key=lambda item: place.get(item.name, len(ORDER))))


def best_operation(data: Mapping[str, object], keys: Set[str]) -> Operation | None:
    """Return the operation that an object is the input of; ``keys`` are its keys in lower case.

    ``None`` where no operation has most of the keys. The answer says nothing about whether the object is
    meant for ECS at all (see ``is_input_of``).
    """
    own = {key for key in keys if not key.startswith(("$", "_", "//", "#"))}
    if not own:
        return None
    ranked: dict[tuple[int, int], list[Operation]] = {}
    for operation in operations():
        unknown = len(own - operation.lowered)
        if unknown * 2 < len(own):
            missing = sum(1 for name in operation.required if name not in data)
            ranked.setdefault((unknown, missing), []).append(operation)
    if not ranked:
        return None
    alike = ranked[min(ranked)]
    if len(alike) == 1 or not alike[0].schema or alike[0].name in ORDER:
        return alike[0]
    return min((item for item in alike if item.schema), key=lambda item: _faults(item, data))


def _faults(operation: Operation, data: Mapping[str, object]) -> int:
    from ecslint.validation.walk import structural_problems

    return len(structural_problems(operation.schema, data))


def is_input_of(operation: Operation, data: Mapping[str, object]) -> bool:
    """Say whether an object that fits an operation best is surely meant as its input.

    It has at least two names of several words, its own or one level below, as few other formats have them;
    one is enough where nothing is missing and nothing unknown. What AWS prints is no input.
    """
    own = [key for key in data if isinstance(key, str) and key[:1].isalpha()]
    read_only = schemas.load(operation.schema).get("x-readOnly", ())
    if any(key in read_only or "_" in key for key in own):
        return False
    telling = sum(1 for _ in _telling_words(operation, data))
    if telling >= _ENOUGH:
        return True
    complete = bool(operation.required) and operation.required <= data.keys()
    return telling == 1 and complete and len(own) > 1 and all(key in operation.members for key in own)


def _telling_words(operation: Operation, data: Mapping[str, object]) -> Iterator[str]:
    for key, inner in operation.members.items():
        if key not in data:
            continue
        if key != key.lower():
            yield key
        value = data[key]
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from (word for word in inner if word in item or word in item.values())
