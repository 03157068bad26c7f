"""Options and applications that a server refuses before it starts (ECS415), and its files (ECS470)."""

from __future__ import annotations

import shlex

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.known_images import covers, mounted
from ecslint.checks.task.programs import Script, script_of, without_launchers
from ecslint.facts import programs as facts
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition

_PARTS = regex(r"&&|\|\||[;\n|]")
_FILE_OF_PYTHON = regex(r"(?:[\w-]+/)*[\w-]+\.py(?::\w+)?|(?:[\w-]+/)+[\w-]+(?::\w+)?")
_BARE = regex(r"(?:[A-Za-z_]\w*\.)*(?!py$)[A-Za-z_]\w*")
"""A module without what is in it."""
_LONGEST = 2000
"""Characters of a command beyond which it is not looked at."""


def _commands(script: Script | None) -> list[list[str]]:
    """Return the commands of a script, without what only starts them."""
    if script is None or len(script.text) > _LONGEST:
        return []
    found = []
    for part in _PARTS.split(script.text) if script.shell else [script.text]:
        try:
            words = without_launchers(shlex.split(part))
        except ValueError:
            return []
        if words:
            found.append([words[0].rpartition("/")[2] or words[0], *words[1:]])
    return found


@check("ECS415")
def server_refuses_its_words(container: Container, task: TaskDefinition) -> Problems:
    """Yield an option of another server, and a file where a module of Python is wanted."""
    if task.windows is not False:
        return
    script = script_of(container)
    for words in _commands(script):
        fault = _option_of_another(words) or _no_module(words)
        if fault is not None and script is not None:
            yield Problem(script.place, fault)
            return


def _option_of_another(words: list[str]) -> str | None:
    """Return what is wrong with an option that another server has, in the shape of messages."""
    for start, options in facts.OF_ANOTHER.items():
        if tuple(words[: len(start)]) != start:
            continue
        for word in words[len(start) :]:
            if word == "--":
                break
            option = word.partition("=")[0]
            if option in options:
                better = f'use "{options[option]}"' if options[option] else "remove it"
                return f'"{" ".join(start)}" has no option "{option}" and ends (no such option); {better}'
    return None


def _no_module(words: list[str]) -> str | None:
    """Return what is wrong with an application that is named by its file, in the shape of messages."""
    if words[0] not in facts.IMPORTS_AN_APPLICATION:
        return None
    bare = words[1] if len(words) > 1 else ""
    if words[0] != "gunicorn" and _BARE.fullmatch(bare):
        return f'"{bare}" names no application (must be in format "MODULE:NAME"); use "{bare}:app"'
    before = ""
    for word in words[1:]:
        if not word.startswith("-") and not before.startswith("-") and _FILE_OF_PYTHON.fullmatch(word):
            path, _, name = word.partition(":")
            module = path.removesuffix(".py").replace("/", ".")
            return f'"{word}" is a file, and "{words[0]}" imports a module; use "{module}:{name or "app"}"'
        before = "" if "=" in word else word
    return None


@check("ECS470")
def workers_cannot_write(container: Container, task: TaskDefinition) -> Problems:
    """Yield Gunicorn on a read-only root without a folder for the files by which its workers are watched."""
    if container.readonly_root_filesystem is not True or task.windows is not False:
        return
    mounts = mounted(container)
    if mounts is None or not is_complete(container.environment) or is_set(container.environment_files):
        return
    values = {variable.name: variable.value for _, variable in each(container.environment)}
    words = next((words for words in _commands(script_of(container)) if words[0] == "gunicorn"), None)
    if words is None or "TMPDIR" in values or "GUNICORN_CMD_ARGS" in values:
        return
    if any(word.startswith(("--worker-tmp-dir", "-c", "--config")) for word in words):
        return
    directory = container.working_directory
    places = ["/tmp", "/var/tmp", "/usr/tmp"]
    places += [directory] if isinstance(directory, str) else []
    if not any(covers(mounts, place) for place in places) and (mounts == [] or directory is not None):
        message = (
            "Gunicorn's workers write to /tmp (No usable temporary directory found); "
            'mount a volume there, or add "--worker-tmp-dir /dev/shm"'
        )
        yield Problem(container.at("readonlyRootFilesystem"), message)
