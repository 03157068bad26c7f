"""Variables that nobody expands, and names that a shell cannot hold (ECS478, ECS479)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PLACEHOLDER, Unresolved, known
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each, is_set
from ecslint.model.task import Container, TaskDefinition

_VARIABLE = regex(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*)|\(([A-Za-z_]\w*)\))")
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
_NAME = regex(r"[A-Za-z_]\w*", re.ASCII)


def _referenced(value: object) -> list[str]:
    """Return the variables in a text with ``$`` that stands in the file as it is."""
    if type(value) is not Unresolved or value.reason != PLACEHOLDER:
        return []
    return [next(filter(None, groups)) for groups in _VARIABLE.findall(value.text)]


def _own(container: Container) -> dict[str, object]:
    """Return the values of the container's variables by name; a secret's is ``None``."""
    own: dict[str, object] = {
        v.name: v.value for _, v in each(container.environment) if isinstance(v.name, str)
    }
    return own | {s.name: None for _, s in each(container.secrets) if isinstance(s.name, str)}


def _filled_in(task: TaskDefinition) -> bool:
    """Say whether a deployment step seems to replace ``$NAME``: one that no container of the task knows."""
    for container in task.containers:
        own = _own(container)
        image = container.image
        if _referenced(image):
            return True
        for _, variable in each(container.environment):
            names = _referenced(variable.value)
            if any(name not in own or name == variable.name for name in names):
                return True
    return False


@check("ECS478")
def variable_is_not_expanded(container: Container, task: TaskDefinition) -> Problems:
    found = list(_uses(container, task))
    if not found or _filled_in(task):
        return
    own = _own(container)
    for names, place, where in found:
        if all(name in own or (name in _ALWAYS and where != "a variable") for name in names):
            message = f'nothing expands "${names[0]}" in {where}; {_INSTEAD[where]}'
            yield Problem(place, message, severity=_severity(container, where))


_ALWAYS = frozenset({"HOSTNAME", "ECS_CONTAINER_METADATA_URI", "ECS_CONTAINER_METADATA_URI_V4"})
"""Variables that Docker and the agent set in every container."""
_SEARCHED = frozenset(
    {"PATH", "LD_LIBRARY_PATH", "LD_PRELOAD", "PYTHONPATH", "CLASSPATH", "NODE_PATH", "GEM_PATH", "PERL5LIB"}
)
"""Variables that hold lists of folders or files."""
_TAG = regex(
    r"!(?:Ref|Sub|GetAtt|ImportValue|Join|Select|FindInMap|If|Split|Base64)[ \t]|\{ ?\"(?:Ref|Fn::\w+)\" ?:"
)
"""A function of a template that stands in quotes."""
_PROGRAMS = "aws|awk|cat|curl|date|echo|getent|grep|hostname|ifconfig|ip|nproc|printf|uname|wget|whoami"
_SIGNS = regex(r"[$`!{~]")
"""What a text has in which a notation of a shell or of a template can stand."""
_SUBSTITUTION = regex(rf"\$\((?:{_PROGRAMS})(?:\s[^()]{{0,300}}+)?\)|`(?:{_PROGRAMS})(?:\s[^`]{{0,300}}+)?`")


@check("ECS478")
def variable_holds_notation_of_a_shell(container: Container) -> Problems:
    """A variable is handed over letter by letter: no shell looks at it."""
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        text = value.text if type(value) is Unresolved and value.reason == PLACEHOLDER else value
        if not isinstance(name, str) or not isinstance(text, str) or len(text) > 4000:
            continue
        if _SIGNS.search(text) is None:
            continue
        place = container.at("environment", index, "value")
        if name in _SEARCHED and re.search(rf"\$(?:{name}\b|\{{{name}\}})", text):
            message = f'nothing expands "${name}" here, so what the image has in it is lost; give it in full'
            yield Problem(place, message)
            continue
        found = _SUBSTITUTION.search(text) if "$(" in text or "`" in text else None
        tag = _TAG.match(text)
        if tag is not None:
            shown = tag[0].strip().strip('{": ')
            message = (
                f'"{shown}" stands in quotes, so that CloudFormation leaves it as it is; use the function'
            )
            yield Problem(place, message)
        elif found is not None:
            message = f'nothing runs "{found[0]}" in a variable; use a command such as ["sh", "-c", "…"]'
            yield Problem(place, message)
        elif text.startswith("~/"):
            message = f'nothing expands "~" in a variable; use a path such as "/root/{text[2:]}"'
            yield Problem(place, message, severity=Severity.INFO)


def _severity(container: Container, where: str) -> Severity | None:
    """Arguments of an unknown entry point are information only: it may be a script that expands them."""
    words = container.command
    first = words[0] if isinstance(words, list) and words else None
    program = is_set(container.entry_point) or (isinstance(first, str) and not first.startswith("-"))
    return None if program or where != "a command without shell" else Severity.INFO


_INSTEAD = {
    "a log option": 'set the value, or use "secretOptions"',
    "a variable": "set the whole value, or put it together in the program",
    "a command without shell": 'use ["sh", "-c", "…"], or read the variable in the program',
    'a "CMD" health check': 'use "CMD-SHELL"',
}


def _uses(container: Container, task: TaskDefinition) -> Iterator[tuple[list[str], Place, str]]:
    """Yield where variables are used that no shell expands."""
    for index, variable in each(container.environment):
        names = _referenced(variable.value)
        if names and isinstance(variable.name, str):
            yield names, container.at("environment", index, "value"), "a variable"
    yield from _of_log_options(container)
    if task.windows is not False:
        return
    entry, command = container.entry_point, container.command
    if not _has_shell(entry) and not _has_shell(command):
        lone = isinstance(command, list) and len(command) == 1 and not is_set(entry)
        for member, words in (("entryPoint", entry), ("command", command)):
            for index, word in enumerate(words if isinstance(words, list) else ()):
                names = [] if _is_of_spring(word, entry, command) else _referenced(word)
                if names and not (member == "command" and lone):
                    yield names, container.at(member, index), "a command without shell"
    health = container.health_check
    if health is None or isinstance(health, Unresolved) or not isinstance(health.command, list):
        return
    if health.command[:1] == ["CMD"] and not _has_shell(health.command[1:]):
        for index, word in enumerate(health.command):
            names = _referenced(word)
            if names:
                yield names, container.at("healthCheck", "command", index), 'a "CMD" health check'


def _of_log_options(container: Container) -> Iterator[tuple[list[str], Place, str]]:
    """Yield where options of Docker's log drivers use variables; those of FireLens are read by the router."""
    log = known(container.log_configuration)
    if log is None or not isinstance(log.log_driver, str) or log.log_driver == "awsfirelens":
        return
    for option, value in (known(log.options) or {}).items():
        names = _referenced(value)
        if names:
            yield names, log.at("options", option), "a log option"


def _is_of_spring(word: object, entry: object, command: object) -> bool:
    """Say whether a word sets a property in Java, in which Spring looks up ``${NAME}`` by itself."""
    words = entry if isinstance(entry, list) and entry else command
    first = words[0] if isinstance(words, list) and words else None
    if not isinstance(word, Unresolved) or not isinstance(first, str):
        return False
    return first.rpartition("/")[2] == "java" and re.match(r"(?:--|-D)[\w.-]+=.*\$\{", word.text) is not None


def _has_shell(words: object) -> bool:
    """Say whether a command runs a shell, or is not known."""
    if not isinstance(words, list):
        return isinstance(words, Unresolved)
    return any(isinstance(word, str) and word.rpartition("/")[2] in _SHELLS for word in words)


_DOUBLED = regex(r"\$\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")


@check("ECS478")
def dollars_are_doubled(container: Container, task: TaskDefinition) -> Problems:
    """Yield ``$$NAME``, which Docker Compose and Terraform make ``$NAME`` of, and a shell does not."""
    if task.windows is not False:
        return
    doubled = [
        (found, place)
        for value, place in _words(container)
        if (text := _text(value)) is not None and "$$" in text and (found := _DOUBLED.search(text))
    ]
    own = _own(container) if doubled else {}
    if not own or _has_references(task):
        return
    for found, place in doubled:
        if (found[1] or found[2]) in own:
            message = f'"$$" is the number of the shell\'s process; use "${found[1] or found[2]}"'
            yield Problem(place, message)
            return


def _text(value: object) -> str | None:
    """Return a text, with what looks like a variable in it as it is written."""
    if type(value) is Unresolved and value.reason == PLACEHOLDER:
        return value.text
    return value if isinstance(value, str) else None


def _has_references(task: TaskDefinition) -> bool:
    """Say whether a task has ``${NAME}`` where only a deployment step can replace it."""
    values: list[object] = [task.family, task.task_role_arn, task.execution_role_arn]
    for container in task.containers:
        values += [container.image, container.name]
        values += [variable.value for _, variable in each(container.environment)]
        values += [secret.value_from for _, secret in each(container.secrets)]
    return any(
        name and not text.startswith("$$")
        for value in values
        for text in [_text(value) or ""]
        for name in _referenced(value)
    )


@check("ECS478")
def substitution_is_not_run(container: Container, task: TaskDefinition) -> Problems:
    """Yield ``$(hostname)`` in a command that no shell runs."""
    entry, command = container.entry_point, container.command
    if task.windows is not False or _has_shell(entry) or _has_shell(command):
        return
    for word, place in _words(container):
        text = _text(word)
        if text is None or len(text) >= 4000 or ("$(" not in text and "`" not in text):
            continue
        found = _SUBSTITUTION.search(text)
        if found is not None and "healthCheck" not in place.path:
            message = f'nothing runs "{found[0]}" without a shell; use ["sh", "-c", "…"]'
            yield Problem(place, message, severity=_severity(container, "a command without shell"))
            return


def _words(container: Container) -> Iterator[tuple[object, Place]]:
    """Yield the words of entry point, command and health check, with those that are not known as they are."""
    health = known(container.health_check)
    lists = [("entryPoint", container.entry_point), ("command", container.command)]
    for member, words in lists:
        for index, word in enumerate(known(words) or []):
            yield word, container.at(member, index)
    for index, word in enumerate((known(health.command) if health is not None else None) or []):
        yield word, container.at("healthCheck", "command", index)


@check("ECS479")
def secret_has_no_name_for_a_shell(container: Container) -> Problems:
    for index, secret in each(container.secrets):
        name = secret.name
        if isinstance(name, str) and name and not _NAME.fullmatch(name) and "." not in name:
            better = re.sub(r"\W", "_", name)
            message = f'no shell can read the variable "{name}"; use "{better}"'
            yield Problem(container.at("secrets", index, "name"), message)
