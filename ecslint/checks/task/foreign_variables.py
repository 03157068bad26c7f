"""Variables of another container in a shell's text, fields of a container as variables (ECS468, ECS469)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks.task.shell_texts import command_text
from ecslint.facts import containers as facts
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of

_USED = regex(r"\$\{?([A-Z][A-Z0-9_]{2,60})(?![A-Za-z0-9_])(?!:[-=?+])")
"""A variable that is used without a default."""


def _names(container: Container) -> set[object]:
    """Return the names of a container's variables and secrets, as far as they are known."""
    names: set[object] = {variable.name for _, variable in each(container.environment)}
    return names | {secret.name for _, secret in each(container.secrets)}


@check("ECS468")
def variable_is_of_another_container(container: Container, task: TaskDefinition) -> Problems:
    """Yield a variable in the text of a shell that another container has, and this one has not."""
    if len(task.containers) < 2 or task.windows is not False or is_set(container.environment_files):
        return
    if not is_complete(container.environment) or not is_complete(container.secrets):
        return
    found = command_text(container)
    if found is None or len(found.text) > 4000 or "$" not in found.text:
        return
    own = _names(container)
    for name in dict.fromkeys(_USED.findall(found.text)):
        if name in own or f"{name}=" in found.text or f"read {name}" in found.text:
            continue
        other = next((c for c in task.containers if c is not container and name in _names(c)), None)
        if other is None:
            continue
        message = f'"${name}" is a variable of "{other.name}" only, and empty here; set it in this container'
        severity = None if family_of(container.image) is not None else Severity.INFO
        yield Problem(found.place, message, ((other.at("name"), "has it"),), severity=severity)
        return


@check("ECS469")
def field_is_a_variable(container: Container) -> Problems:
    """Yield a variable that is called like a field of the container, which it does not set."""
    for index, variable in each(container.environment):
        if variable.name in facts.FIELDS_AS_VARIABLES:
            message = f'"{variable.name}" is a variable here, which sets nothing; use the container\'s field'
            yield Problem(container.at("environment", index, "name"), message)
