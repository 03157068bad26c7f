"""Variables of another container in a shell's text, fields of a container as variables (ECS468, ECS469)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.words import variable_names
from ecslint.checks.task.shell_texts import command_text
from ecslint.facts import containers as facts
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of

_USED = regex(r"\$(?:\{([A-Z][A-Z0-9_]{2,60}+)(?!:?[-=?+])|([A-Z][A-Z0-9_]{2,60}+)(?![a-z]))")
"""A variable that is used without a default."""
_NOT_READ = regex(r"'[^']{0,4000}+'|\\\$")
"""What the shell leaves as it is: text in single quotes and a dollar sign behind a backslash."""
_TESTED = regex(r"(?:\[|\btest)\s[^\]\n;]{0,60}?\$\{?([A-Z][A-Z0-9_]{2,60}+)")
"""A variable that is compared or looked at first, which may be empty."""
_FILLS = regex(r"(?:^|[\s;&|(])(?:\.|source|eval|read|getopts|printf\s+-v|mapfile)\s|<<")
"""Commands that may set variables of which the text says nothing, and documents, which may not be read."""
_OF_THE_SYSTEM = regex(
    r"HOME|HOSTNAME|PATH|PWD|OLDPWD|SHELL|TERM|USER|LANG|LC_\w+|TZ|IFS|UID|EUID|PPID|RANDOM|SECONDS|SHLVL|OPTARG"
    r"|OPTIND|LINENO|AWS_\w+|ECS_\w+|PGDATA|GOPATH|\w+_(?:HOME|VERSION|MAJOR|PATH|DIR|OPTS|OPTIONS|ARGS|FLAGS)"
)
"""Names that the shell, the agent or the image sets, and options, which may be empty."""


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
    own = variable_names(container)
    text = _NOT_READ.sub("", found.text)
    if _FILLS.search(text):
        return
    tested = set(_TESTED.findall(text))
    for name in dict.fromkeys(braced or plain for braced, plain in _USED.findall(text)):
        if name in own or name in tested or _OF_THE_SYSTEM.fullmatch(name):
            continue
        if f"{name}=" in text or f"for {name} " in text:
            continue
        other = next((c for c in task.containers if c is not container and name in variable_names(c)), None)
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
            message = (
                f'"{variable.name}" is a variable here, which sets nothing; use the field '
                f'"{variable.name}" of the container'
            )
            yield Problem(container.at("environment", index, "name"), message)
