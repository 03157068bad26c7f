"""Words of a command that are joined, repeated or quoted as only a shell would take them (ECS415)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecslint.base.pattern import regex
from ecslint.base.unresolved import known
from ecslint.checks import check
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.task import Container, TaskDefinition

SHELLS: Final = frozenset({"sh", "bash", "ash", "dash"})
INTERPRETERS: Final = frozenset({"deno", "dotnet", "node", "perl", "php", "python", "python3", "ruby"})
MANAGERS: Final = frozenset({"bun", "npm", "npx", "pnpm", "yarn"})
PROGRAMS: Final = (
    SHELLS
    | INTERPRETERS
    | MANAGERS
    | {"bundle", "celery", "flask", "gunicorn", "java", "rails", "uvicorn", "uv", "poetry"}
)
"""Programs that take neither their own name nor a whole line for an argument."""

_SCRIPT = frozenset({"-c", "-e", "-E", "-r", "-p", "--eval", "--command", "--execute", "-lc", "-ec"})
"""Options whose value is a text of its own."""
_FILE_AND_MORE = regex(r"(?:artisan|[\w./-]{1,100}\.(?:py|js|mjs|cjs|ts|php|rb|dll|pl)) [^'\"]{1,300}")
_SCRIPT_FILE = regex(r"\.(?:py|js|mjs|cjs|ts|php|rb|dll|pl)$|^-m$|node_modules/|^artisan$")
"""The word of a program that an interpreter runs: words behind it are its own."""
_RUNS_MORE = regex(r"[a-z][\w:.-]{0,60}(?: [\w:./=@-]{1,100}){1,20}")
_QUOTED_VALUE = regex(r"(--?[A-Za-z][\w.-]{0,60}=)(?:\"([^\"]{1,300})\"|'([^']{1,300})')")
_LONGEST = 400
"""Characters of a word beyond which it is a text of its own."""


@check("ECS415")
def words_are_joined(container: Container, task: TaskDefinition) -> Problems:
    """Yield the first word of a command that a program does not take as it was meant."""
    if task.windows is not False:
        return
    entry, command = _words(container.entry_point), _words(container.command)
    if entry is None or command is None or not entry + command:
        return
    for fault in (_line_at_the_start, _own_name, _parameters, _joined, _quoted, _module):
        found = next(iter(fault(entry, command)), None)
        if found is not None:
            index, message, better = found
            member, at = ("entryPoint", index) if index < len(entry) else ("command", index - len(entry))
            place = container.at(member, at)
            words = list(entry if member == "entryPoint" else command)
            fix = None
            if better is not None:
                words[at : at + 1] = better
                fix = Fix(message.rpartition("; ")[2], (Edit("set", container.at(member), words),))
            yield Problem(place, message, fix=fix)
            return


_Found = Iterator[tuple[int, str, list[str] | None]]
"""The index of a word, what is wrong with it, and the words to use instead, if they are known."""


def _words(value: object) -> list[str] | None:
    """Return the words of a list, none if it is missing, ``None`` if one is not known."""
    items = known(value) if value is not None else []
    if not isinstance(items, list) or not all(isinstance(word, str) for word in items):
        return None
    return [str(word) for word in items]


def _name(word: str) -> str:
    return word.rpartition("/")[2]


def _line_at_the_start(entry: list[str], command: list[str]) -> _Found:
    """Yield a first word that is a program with its options: ``["/bin/sh -c", "npm start"]``."""
    words = entry or command
    first = words[0].strip()
    head, _, rest = first.partition(" ")
    if head not in PROGRAMS and any("/" in p and not p.startswith(("/", "./", "-")) for p in rest.split()):
        return  # a folder with a blank in its name
    if len(words) > 1 and rest and (_name(head) in PROGRAMS or head.startswith(("/", "./"))):
        parts = first.split()
        shown = ", ".join(f'"{part}"' for part in parts)
        yield 0, f'"{first}" is run as one program (executable file not found); use {shown}', parts


def _own_name(entry: list[str], command: list[str]) -> _Found:
    """Yield a command that begins with the entry point, which takes it for an argument."""
    if command and command[0].rpartition("/")[0] not in ("", "/bin", "/usr/bin", "/usr/local/bin"):
        return
    if len(entry) == 1 and command and entry[0] != "npx" and _name(entry[0]) == _name(command[0]) in PROGRAMS:
        name = _name(entry[0])
        message = f'"{name}" of "entryPoint" gets "{command[0]}" as its first argument; remove it'
        yield 1, message, None if len(command) == 1 else []


def _parameters(entry: list[str], command: list[str]) -> _Found:
    """Yield a command that becomes parameters of a shell's text, which has no use for them."""
    if (
        len(entry) != 3
        or not command
        or _name(entry[0]) not in SHELLS
        or entry[1] not in ("-c", "-lc", "-ec")
    ):
        return
    text, following = entry[2], command[0]
    if len(command) == 1 and following in ("", "-", "--", "_", *SHELLS):
        return  # the name of the shell itself
    if "$" in text or " " not in text.strip() or (" " in following.strip() and not following.startswith("-")):
        return  # what is left of these is reported as split wrongly
    yield 3, f'the shell does not use "{following}", which its text does not have; put it into the text', None


def _joined(entry: list[str], command: list[str]) -> _Found:
    """Yield an argument that is several: ``["npm", "run start"]``, ``["python", "manage.py migrate"]``."""
    words = [*entry, *command]
    name = _name(words[0])
    for index, word in enumerate(words[1:], 1):
        before = words[index - 1]
        if " " not in word or before in _SCRIPT or len(word) > _LONGEST:
            continue
        runs = (name in MANAGERS and index == 1) or (name == "bundle" and before == "exec")
        is_script = not any(_SCRIPT_FILE.search(one) for one in words[1:index])
        pattern = _RUNS_MORE if runs else _FILE_AND_MORE if name in INTERPRETERS and is_script else None
        if pattern is not None and pattern.fullmatch(word):
            parts = word.split()
            shown = ", ".join(f'"{part}"' for part in parts[:6])
            yield index, f'"{word[:60]}" reaches "{name}" as one word; use {shown}', parts
        return


def _quoted(entry: list[str], command: list[str]) -> _Found:
    """Yield an option whose value stands in quotes that nothing takes away."""
    words = [*entry, *command]
    if any(_name(word) in SHELLS for word in words[:3]) or _name(words[0]) == "postgres":
        return  # PostgreSQL reads lists with quotes
    for index, word in enumerate(words[1:], 1):
        found = _QUOTED_VALUE.fullmatch(word) if len(word) < _LONGEST else None
        if found is not None and words[index - 1] not in _SCRIPT:
            better = found[1] + (found[2] or found[3])
            yield index, f"no shell takes the quotes from {word}; use {better}", [better]


def _module(entry: list[str], command: list[str]) -> _Found:
    """Yield what ``python -m`` cannot import: a file, or a module with what is in it."""
    words = [*entry, *command]
    for index, word in enumerate(words[:-1]):
        following = words[index + 1]
        if word != "-m" or index == 0 or not _name(words[index - 1]).startswith("python"):
            continue
        module = following.partition(":")[0].removesuffix(".py").replace("/", ".")
        if following.endswith(".py"):
            yield index + 1, f'"-m" takes a module, not the file "{following}"; use "{module}"', [module]
        elif ":" in following:
            yield (
                index + 1,
                f'Python has no module "{following}"; use "{module}", or a server before it',
                None,
            )
