"""Containers of one program that have to share a key and do not (ECS496)."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place, each
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of


@check("ECS496")
def key_differs_between_containers(task: TaskDefinition) -> Problems:
    """Yield a key that differs from that of another container of the same program."""
    if len(task.containers) < 2:
        return
    seen: dict[tuple[str, str], tuple[str, Place]] = {}
    for container in task.containers:
        found = family_of(container.image)
        shared = found[0].data.get("same") if found is not None else None
        for name in shared["names"] if shared is not None else ():
            value, place = _given(container, name)
            if value is None or place is None or shared is None:
                continue
            first = seen.setdefault((shared["of"], name), (value, place))
            if first[0] != value:
                message = f'"{name}" differs from that of the other container, which has to share it; use one'
                yield Problem(place, message, ((first[1], "the other one"),))


def _given(container: Container, name: str) -> tuple[str | None, Place | None]:
    """Return the value of a variable or where its secret is, as far as that is known."""
    for index, variable in each(container.environment):
        if variable.name == name and isinstance(variable.value, str):
            return variable.value, container.at("environment", index, "value")
    for index, secret in each(container.secrets):
        if secret.name == name and secret.value_from is not None:
            source = secret.value_from
            text = None if isinstance(source, Unresolved) else source
            return text, container.at("secrets", index, "valueFrom")
    return None, None
