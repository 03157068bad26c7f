"""Commands that write to a root file system which is read-only (ECS470), and installations without root."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator
from typing import Final

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.known_images import covers, mounted
from ecslint.checks._shared.shell_parts import unconditional
from ecslint.checks._shared.words import variable_names
from ecslint.checks.task.programs import script_of, without_launchers
from ecslint.finding import Problem, Problems
from ecslint.model.task import Container, TaskDefinition

_LONGEST = 2000
"""Characters of a command beyond which it is not looked at."""
_PARTS = regex(r"(&&|\|\||[;\n|])")
_REDIRECTION = regex(r"(?:[12]|&)?>{1,2}\|?(/[\w./-]{1,200})?")
_PLAIN_PATH = regex(r"/?[\w.@+-]{1,100}(?:/[\w.@+-]{1,100}){0,20}/?")
_NOT_ON_THE_ROOT = ("/dev", "/proc", "/sys", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf")

ALL: Final = frozenset({"mkdir", "tee", "touch"})
"""Programs that write to each of their arguments."""
LAST: Final = frozenset({"chmod", "chown", "cp", "install", "ln", "mv"})
"""Programs that write to the last of their arguments."""
INSTALLERS: Final = {
    "apk": ("add", "update", "upgrade"),
    "apt": ("install", "update", "upgrade"),
    "apt-get": ("install", "update", "upgrade"),
    "dnf": ("install", "update"),
    "microdnf": ("install", "update"),
    "yum": ("install", "update"),
}
"""Programs that install others for the whole system, and the words by which they do."""


@check("ECS470")
def command_writes_to_the_root(container: Container, task: TaskDefinition) -> Problems:
    """Yield files and folders that a command makes where no volume is mounted."""
    if container.readonly_root_filesystem is not True or task.windows is not False:
        return
    mounts, script = mounted(container), script_of(container)
    if mounts is None or script is None or len(script.text) > _LONGEST:
        return
    directory = container.working_directory if isinstance(container.working_directory, str) else None
    for words in _commands(script.text, shell=script.shell):
        installs = _installation(words)
        if installs is not None:
            message = f'"{installs}" cannot write to the read-only root; use an image that has it'
            yield Problem(script.place, message, ((container.at("readonlyRootFilesystem"), "read-only"),))
            return
        for path in _written(words, shell=script.shell):
            whole = posixpath.normpath(posixpath.join(directory or "", path))
            if not whole.startswith("/") or covers([*mounts, *_NOT_ON_THE_ROOT], whole):
                continue
            message = f'the command writes to "{path}" (Read-only file system); mount a volume there'
            yield Problem(script.place, message, ((container.at("readonlyRootFilesystem"), "read-only"),))
            return
        if _leaves_a_pid_file(words, container, mounts):
            message = "Rails writes to tmp/pids (Read-only file system); mount a volume at its tmp folder"
            yield Problem(script.place, message, ((container.at("readonlyRootFilesystem"), "read-only"),))
            return


@check("ECS444")
def user_cannot_install(container: Container, task: TaskDefinition) -> Problems:
    """Yield a program that installs others for the whole system, which only root may."""
    user, script = container.user, script_of(container)
    if not isinstance(user, str) or user.partition(":")[0] in ("", "0", "root") or task.windows is not False:
        return
    if script is None or len(script.text) > _LONGEST or "sudo" in script.text:
        return
    for words in _commands(script.text, shell=script.shell):
        refused = _changes_user(words, user.partition(":")[0])
        if refused is not None:
            message = (
                f'user "{user}" cannot run "{refused}" (Operation not permitted), only root may; remove it'
            )
            yield Problem(script.place, message, ((container.at("user"), "the user"),))
            return
        installs = _installation(words)
        if installs is not None:
            message = f'user "{user}" cannot run "{installs}" (Permission denied); use an image that has it'
            yield Problem(script.place, message, ((container.at("user"), "the user"),))
            return


def _changes_user(words: list[str], user: str) -> str | None:
    """Return the beginning of a command that becomes another user, or gives files to another one."""
    program, arguments = words[0].rpartition("/")[2], [word for word in words[1:] if not word.startswith("-")]
    if program in ("gosu", "su-exec") and len(arguments) > 1:
        return f"{program} {arguments[0][:30]}"
    if program != "chown" or len(arguments) < 2 or any(word.startswith("--") for word in words):
        return None
    owner = re.split("[:.]", arguments[0])[0]
    sure = owner == "root" or owner.isdecimal() is user.isdecimal()
    if not re.fullmatch(r"[a-z_][\w-]{0,30}|\d{1,10}", owner) or owner == user or not sure:
        return None
    return f"chown {owner}"


def _commands(text: str, *, shell: bool) -> Iterator[list[str]]:
    """Yield the commands of a text, without those whose failure does not count."""
    pieces = _PARTS.split(text) if shell else [text]
    if "<<" in text or "$(" in text or "`" in text:
        return
    for piece in unconditional(pieces):
        try:
            words = without_launchers(shlex.split(piece))
        except ValueError:
            return
        if words:
            yield words


def _installation(words: list[str]) -> str | None:
    """Return a command that installs for the whole system, by its first words."""
    name = words[0].rpartition("/")[2]
    word = next((word for word in words[1:] if not word.startswith("-")), None)
    return f"{name} {word}" if word in INSTALLERS.get(name, ()) else None


def _written(words: list[str], *, shell: bool) -> Iterator[str]:
    """Yield the paths that a command writes to, as far as they are plain."""
    name = words[0].rpartition("/")[2]
    rest, targets = list[str](), list[str]()
    follows = False
    for word in words[1:]:
        match = _REDIRECTION.fullmatch(word) if shell else None
        if follows:
            targets.append(word)
            follows = False
        elif match is not None:
            targets += [match[1]] if match[1] else []
            follows = not match[1]
        elif not word.startswith("-"):
            rest.append(word)
    if name in ALL and not any(word.startswith("-p") for word in words):  # what "mkdir -p" makes may be there
        targets += rest
    elif (name in LAST and len(rest) > 1) or (name == "sed" and any(w.startswith("-i") for w in words)):
        targets += rest[-1:]
    yield from (path for path in targets if _PLAIN_PATH.fullmatch(path))


def _leaves_a_pid_file(words: list[str], container: Container, mounts: list[str]) -> bool:
    """Say whether Rails is to write the number of its process below its own folder."""
    if words[0].rpartition("/")[2] != "rails" or words[1:2] not in (["server"], ["s"]):
        return False
    if any(word.startswith(("-P", "--pid")) for word in words) or "PIDFILE" in variable_names(container):
        return False
    return not any(
        mount != "/tmp" and mount.endswith(("/tmp", "/pids", "/app", "/rails")) for mount in mounts
    )
