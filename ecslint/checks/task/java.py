"""Options that a Java virtual machine refuses or never reads (ECS487)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.words import words_of
from ecslint.facts import runtimes as facts
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place, each
from ecslint.model.task import Container
from ecslint.runtime.images import java_release

_READ = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
"""Variables that the virtual machine or its launcher reads by itself."""
_BY_SCRIPTS = ("JAVA_OPTS", "JVM_OPTS", "CATALINA_OPTS", "ES_JAVA_OPTS", "JAVA_OPTIONS", "JVM_ARGS")
_SIZE = regex(r"-(Xmx|Xms|Xmn|Xss)(.*)")
_GOOD_SIZE = regex(r"(?:0x[0-9a-fA-F]+|\d+)([kKmMgGtT]?)")
_PERCENTAGE = regex(r"-XX:(\w+RAMPercentage)=(.*)")
_NUMBER = regex(r"\d+(?:\.\d*)?")
_LONGEST = 30
"""Characters of a size that is looked at: no machine has what needs more."""
_FACTOR = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}


def _bytes(text: str) -> int | None:
    match = _GOOD_SIZE.fullmatch(text)
    if match is None or text.startswith("0x") or len(text) > _LONGEST:
        return None
    return int(text.rstrip("kKmMgGtT")) * _FACTOR[match[1].lower()]


@check("ECS487")
def java_refuses_an_option(container: Container) -> Problems:
    words = words_of(container, in_part=True)
    for options, place in _options(container, words):
        yield from _refused(options, place)
    yield from _without_equals(container)
    if words is None or not words or words[0][0].rpartition("/")[2] != "java":
        return
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        if name in _BY_SCRIPTS and isinstance(value, str) and value.startswith("-"):
            message = f'"java" does not read "{name}", only scripts do; rename it to "JAVA_TOOL_OPTIONS"'
            yield Problem(container.at("environment", index, "name"), message, ((words[0][1], "java"),))
    yield from _behind_the_program(words)


def _without_equals(container: Container) -> Problems:
    """Yield options with their value behind a space, which only the launcher and its command line take."""
    for index, variable in each(container.environment):
        if variable.name not in facts.JAVA_OF_THE_MACHINE or not isinstance(variable.value, str):
            continue
        options = _split(variable.value)
        if variable.name == "JAVA_TOOL_OPTIONS" and options and options[0] in facts.JAVA_OF_THE_LAUNCHER:
            message = f'Java refuses "{options[0]}" in a variable (Unrecognized option); use "command"'
            yield Problem(container.at("environment", index, "value"), message)
            continue
        alone = next((o for o in _split(variable.value)[:-1] if o in facts.JAVA_WITH_EQUALS), None)
        if alone is not None and "$" not in variable.value:
            message = f'the variable is read without spaces, so Java refuses "{alone}"; use "{alone}=…"'
            yield Problem(container.at("environment", index, "value"), message)


def _program(words: list[tuple[str, Place]]) -> int:
    """Return how many words stand before the program's own arguments."""
    for index, (word, _) in enumerate(words[1:], start=1):
        if word == "-jar":
            return index + 2
        if not word.startswith(("-", "@")) and words[index - 1][0] not in ("-cp", "-classpath", "-p"):
            return index + 1
    return len(words)


def _options(
    container: Container, words: list[tuple[str, Place]] | None
) -> Iterator[tuple[list[str], Place]]:
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        if name in (*_READ, *_BY_SCRIPTS) and isinstance(value, str) and "$" not in value:
            place = container.at("environment", index, "value")
            if name in _READ:
                yield _split(value), place
            elif not re.search("['\"]", value):
                yield value.split(), place
    if words and words[0][0].rpartition("/")[2] == "java":
        options = words[1 : _program(words)]
        if options:
            yield [word for word, _ in options], options[0][1]


def _split(value: str) -> list[str]:
    """Split a variable's value like the virtual machine: quotes join words and are dropped."""
    found = re.findall(r"(?:[^\s'\"]|'[^']*'|\"[^\"]*\")+", value)
    return [re.sub(r"['\"]", "", word) for word in found]


def _refused(options: list[str], place: Place) -> Problems:
    sizes: dict[str, tuple[int, str]] = {}
    for option in options:
        match = _SIZE.fullmatch(option)
        if match is not None:
            size = _bytes(match[2])
            if size is None and not match[2].startswith("0x"):
                yield Problem(place, f'Java refuses "{option}"; use a size like -{match[1]}512m')
            elif size is not None:
                sizes[match[1]] = (size, option)
        if option in facts.JAVA_ENDS:
            message = f'Java prints something and ends at "{option}", without running the program; remove it'
            yield Problem(place, message)
        percentage = _PERCENTAGE.fullmatch(option)
        if percentage is not None:
            number = _NUMBER.fullmatch(percentage[2])
            if number is None or float(number[0]) > 100:
                message = f'Java refuses "{option}"; use a percentage like -XX:{percentage[1]}=75.0'
                yield Problem(place, message)
    yield from _two_collectors(options, place)
    least, most = sizes.get("Xms"), sizes.get("Xmx")
    if most is not None and most[0] < 1024**2:
        yield Problem(place, f'"{most[1]}" is {most[0]} bytes, too small a heap; use a size like -Xmx512m')
    elif least is not None and most is not None and least[0] > most[0]:
        message = (
            f'Java refuses a first heap ("{least[1]}") above the largest ("{most[1]}"); set at most that'
        )
        yield Problem(place, message)


def _two_collectors(options: list[str], place: Place) -> Problems:
    """Yield the second collector of garbage: Java takes one."""
    chosen = [name for name in facts.COLLECTORS if f"-XX:+Use{name}GC" in options]
    if "-XX:+IgnoreUnrecognizedVMOptions" in options:
        return
    if len(chosen) > 1 and not any(f"-XX:-Use{name}GC" in options for name in chosen):
        first, second = (f"-XX:+Use{name}GC" for name in chosen[:2])
        message = f'Java takes one of "{first}" and "{second}" (multiple garbage collectors selected)'
        yield Problem(place, f"{message}; remove the other")


_FLAG = regex(r"-XX:[+-]?(\w+)(?:=.*)?")


@check("ECS487")
def java_knows_an_option_no_longer(container: Container) -> Problems:
    """A release of Java refuses options that were removed before it: ``Unrecognized VM option``."""
    image = container.image
    release = java_release(image) if isinstance(image, str) and image else None
    if release is None:
        return
    for options, place in _options(container, words_of(container, in_part=True)):
        if "-XX:+IgnoreUnrecognizedVMOptions" in options:
            continue
        for option in options:
            flag = _FLAG.fullmatch(option)
            since = facts.REMOVED_FLAGS.get(flag[1]) if flag is not None else None
            if since is not None and release >= since:
                message = f'Java {release} refuses "{option}" (Unrecognized VM option); remove it'
                yield Problem(place, message)


@check("ECS487")
def runtime_refuses_a_variable(container: Container) -> Problems:
    """Node.js and Go stop at once where these variables cannot be read."""
    for index, variable in each(container.environment):
        value, place = variable.value, container.at("environment", index, "value")
        if not isinstance(value, str) or not value:
            continue
        if variable.name == "GOMEMLIMIT" and value != "off" and not facts.GO_SIZE.fullmatch(value):
            yield Problem(place, f'Go stops at "{value}" (malformed GOMEMLIMIT); use a size like "512MiB"')
        elif variable.name == "GOGC" and value != "off" and not re.fullmatch(r"-?\d{1,9}", value):
            yield Problem(place, f'Go does not read "{value}" in GOGC; use a percentage like "100"')
        elif variable.name == "NODE_OPTIONS" and value[0] not in "\"'":
            word = value.split()[0] if value.split() else ""
            refused = [
                w for w in value.split() if w.partition("=")[0].replace("_", "-") in facts.NODE_REFUSES
            ]
            size = facts.NODE_SIZE.search(value) if "$" not in value else None
            if word and not word.startswith("-"):
                message = f'Node.js refuses "{word}" (not allowed in NODE_OPTIONS); use "--{word}"'
                yield Problem(place, message)
            elif size is not None:
                message = (
                    f'Node.js stops at "{size[0]}" (illegal value for flag); use a number of MiB behind "="'
                )
                yield Problem(place, message)
            elif refused:
                message = f'Node.js refuses "{refused[0]}" in NODE_OPTIONS; give it in "command"'
                yield Problem(place, message)


def _behind_the_program(words: list[tuple[str, Place]]) -> Problems:
    """Yield the first option of the virtual machine that stands where the program's arguments do."""
    for word, place in words[_program(words) :]:
        if re.match(r"-X(?:mx|ms|ss|mn)\d|-XX:|-D(?:spring|server|java|user|file)\.", word):
            message = f'"{word}" is handed to the program, not to Java; put it before "-jar" or the class'
            yield Problem(place, message)
            return


@check("ECS487")
def node_never_reads_an_option(container: Container) -> Problems:
    """Yield an option of Node.js behind the script, which gets it as an argument."""
    words = words_of(container)
    if not words or words[0][0].rpartition("/")[2] != "node" or len(words) < 3:
        return
    script = next((n for n, (word, _) in enumerate(words[1:], 1) if not word.startswith("-")), None)
    if script is None or words[script - 1][0] in ("-r", "--require", "--import", "--loader", "-e", "--eval"):
        return
    if "node_modules/" in words[script][0]:
        return  # such a program may start Node.js with its own options
    for word, place in words[script + 1 :]:
        if word.rpartition("/")[2] == "node":
            return
        if facts.NODE_ALONE.fullmatch(word):
            message = (
                f'"{word}" is handed to the program, not to Node.js; put it before "{words[script][0][:40]}"'
            )
            yield Problem(place, message)
            return
