"""Options of one ``aws ecs`` command as the input of the API, with the place of everything in it.

Source: AWS CLI User Guide ("Specifying parameter values"), and botocore's names of options, read 2026-11-30.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from ecslint.base import schemas
from ecslint.base.pattern import regex
from ecslint.base.route import Route
from ecslint.base.unresolved import PLACEHOLDER, UnknownList, Unresolved
from ecslint.documents.aws_cli.shorthand import Offsets, Placed, Shorthand, ShorthandError
from ecslint.source.document import Document
from ecslint.source.parsed import REST, SyntaxProblem
from ecslint.source.shell import Word
from ecslint.source.templating.placeholders import is_placeholder

GLOBAL: Final = frozenset(
    {
        *("ca-bundle", "cli-auto-prompt", "cli-binary-format", "cli-connect-timeout", "cli-read-timeout"),
        *("color", "debug", "endpoint-url", "generate-cli-skeleton", "no-cli-auto-prompt", "no-cli-pager"),
        *(
            "no-paginate",
            "no-sign-request",
            "no-verify-ssl",
            "output",
            "profile",
            "query",
            "region",
            "version",
        ),
    }
)
"""Options of every command. Source: AWS CLI Command Reference, "Global options", read 2026-11-30."""

_OPEN: Final = regex(r"^\.\.\.|\.\.\.$|…|^\[(?=[-A-Za-z<])|^<[^<>]*>$")
Fetch = Callable[[str], tuple[Document, object] | None]
"""Returns the file that ``file://`` names and its data, ``None`` if it is not there or may be another."""

Written = Callable[[str], Word | None]
"""Returns what the script itself writes into a file, ``None`` if it writes none of that name."""


class Mount(NamedTuple):
    """A value that stands in another file."""

    route: Route
    """The route in the input of the call."""
    document: Document
    """The file that holds the value."""


class Input:
    """The input that a command gives to the API."""

    __slots__ = ("data", "mounts", "places", "problems")

    def __init__(self) -> None:
        self.data: dict[str, object] = {}
        self.places: Placed = {}
        self.mounts: list[Mount] = []
        self.problems: list[SyntaxProblem] = []

    def leave_open(self) -> None:
        """Note that there may be more than was read."""
        self.data.setdefault(REST, Unresolved("shell expansion", REST))


def option_name(member: str) -> str:
    """Return the option of a member of the API: ``enableECSManagedTags`` → ``enable-ecs-managed-tags``."""
    once = re.sub(r"(.)([A-Z][a-z]+)", r"\1-\2", member)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", once).lower()


class Options:
    """Reads the options of one command; ``schema`` is that of its input."""

    def __init__(
        self, schema: str, words: list[Word], base: Route, fetch: Fetch, written: Written | None = None
    ) -> None:
        self.schema = schemas.load(schema)
        self.names = {option_name(member): member for member in self.schema["properties"]}
        self.base = base
        self.fetch = fetch
        self.written = written
        self.found = Input()
        self._read(words)

    def _read(self, words: list[Word]) -> None:
        position = 0
        while position < len(words):
            word = words[position]
            position += 1
            if not word.text.startswith("--"):
                self.found.leave_open()  # an expansion, a placeholder of a document, something forgotten
                continue
            values: list[Word] = []
            while position < len(words) and not words[position].text.startswith("--"):
                values.append(words[position])
                position += 1
            name, equals, _ = word.text[2:].partition("=")
            if equals:
                values.insert(0, _part(word, len(name) + 3))
            self._option(name, word, values)

    def _option(self, name: str, word: Word, values: list[Word]) -> None:
        if name in ("cli-input-json", "cli-input-yaml"):
            self._whole(values)
            return
        member = self.names.get(name)
        if member is None:
            self._switch(name, word)
            return
        node = self._node(self.schema["properties"][member])
        kind = node.get("type")
        route = (*self.base, member)
        key = (word.start, word.start + 2 + len(name))
        if kind == "boolean":
            self._put(route, True, key, key)
            if values:
                self.found.leave_open()
            return
        if not values or any(_OPEN.search(each.text) for each in values):
            self._put(route, Unresolved(PLACEHOLDER), key, key)
            if len(values) > 1:
                self.found.leave_open()
            return
        span = (values[0].start, values[-1].end)
        if kind in ("array", "object") and len(values) == 1:
            found = self._structured(values[0], node, route)
        elif kind == "array":
            found = self._listed(values, node, route)
        else:
            found = converted(self._text(values[0]), node)
            if len(values) > 1:
                self.found.leave_open()
        self._put(route, found, key, span)

    def _switch(self, name: str, word: Word) -> None:
        """Read ``--no-x`` and ``--disable-x``."""
        for prefix, to in (("no-", ""), ("disable-", "enable-")):
            member = self.names.get(to + name.removeprefix(prefix)) if name.startswith(prefix) else None
            if member is not None:
                self._put((*self.base, member), False, (word.start, word.end), (word.start, word.end))

    def _put(self, route: Route, value: object, key: Offsets, span: Offsets) -> None:
        self.found.data[str(route[-1])] = value
        self.found.places[route] = (key, span)

    def _node(self, node: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, object] = self.schema["$defs"][node["$ref"][8:]] if "$ref" in node else node
        return found

    # Values

    @staticmethod
    def _text(word: Word) -> object:
        return word.text

    def _whole(self, values: list[Word]) -> None:
        """Read ``--cli-input-json``: other options go before it."""
        if len(values) != 1 or values[0].is_open:
            self.found.leave_open()
            return
        found = self._structured(values[0], {"type": "object"}, self.base)
        if not isinstance(found, dict):
            self.found.leave_open()
            return
        for name, value in found.items():
            self.found.data.setdefault(name, value)

    def _structured(self, word: Word, node: dict[str, object], route: Route) -> object:
        """Return a list or an object that one word gives: JSON, shorthand, a file."""
        text = word.text.strip()
        if text.startswith(("file://", "fileb://", "http")):
            return self._file(text, route)
        if text.startswith(("[", "{")) and not text.startswith("{{"):
            return self._json(word, route)
        if word.is_open or (is_placeholder(text) and "=" not in text):
            return (
                UnknownList(PLACEHOLDER, text)
                if node.get("type") == "array"
                else Unresolved(PLACEHOLDER, text)
            )
        if node.get("type") == "array":
            return self._listed([word], node, route)
        return converted(self._shorthand(word, route), node, self.schema)

    def _listed(self, values: Iterable[Word], node: dict[str, Any], route: Route) -> Any:
        item = self._node(node.get("items", {}))
        found: list[object] = []
        for word in values:
            here = (*route, len(found))
            if item.get("type") == "object":
                value: object = (
                    Unresolved(PLACEHOLDER, word.text) if word.is_open else self._shorthand(word, here)
                )
            else:
                value = word.text
            if word.is_open and word.text.startswith("${"):
                value = Unresolved(PLACEHOLDER, REST)  # perhaps several
            found.append(converted(value, item, self.schema))
            self.found.places[here] = ((word.start, word.end), (word.start, word.end))
        return found

    def _shorthand(self, word: Word, route: Route) -> object:
        if word.text.startswith("{") and not word.text.startswith("{{"):
            return self._json(word, route)
        try:
            read = Shorthand(word.text, route)
        except ShorthandError:
            return Unresolved(PLACEHOLDER, word.text)
        for place, (key, value) in read.places.items():
            self.found.places[place] = (_moved(word, key), _moved(word, value))
        return read.data

    def _json(self, word: Word, route: Route) -> object:
        from ecslint.source.json.parse import parse_json
        from ecslint.source.places import CleanPlaces

        parsed = parse_json(word.text)
        for problem in parsed.problems:
            if problem.kind == "trailing-comma" or not is_placeholder(word.text):
                start, end = _moved(word, (problem.start, problem.end))
                self.found.problems.append(problem._replace(start=start, end=max(end, start + 1), route=()))
                break
        places = parsed.places or CleanPlaces(word.text)
        stack: list[tuple[Route, object]] = [((), parsed.data)]
        while stack:
            inner, data = stack.pop()
            value, key = places.offsets(inner), places.offsets(inner, "key")
            if value is not None:
                self.found.places[(*route, *inner)] = (_moved(word, key or value), _moved(word, value))
            pairs = (
                data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
            )
            stack += [((*inner, step), each) for step, each in pairs]
        return parsed.data

    def _file(self, text: str, route: Route) -> object:
        own = self.written(text.removeprefix("file://")) if self.written is not None else None
        if own is not None:
            return self._json(own, route)
        found = self.fetch(text.removeprefix("file://")) if text.startswith("file://") else None
        if found is None:
            return Unresolved("file that is not read", text)
        document, data = found
        self.found.mounts.append(Mount(route, document))
        return data


def _moved(word: Word, span: Offsets) -> Offsets:
    return word.place(span[0]), word.place(max(span[1] - 1, span[0])) + 1


def _part(word: Word, offset: int) -> Word:
    """Return what follows ``--name=`` as a word of its own."""
    found = Word(word.place(offset))
    found.end = word.end
    found.is_open = word.is_open
    for index, char in enumerate(word.text[offset:]):
        found.add(char, word.place(offset + index))
    return found


def converted(value: object, node: dict[str, Any], schema: dict[str, Any] | None = None) -> Any:
    """Return texts as the types that the API has there, as the AWS CLI converts them."""
    if schema is not None and "$ref" in node:
        node = schema["$defs"][node["$ref"][8:]]
    kind = node.get("type")
    if isinstance(value, dict):
        members = node.get("properties", {})
        other = node.get("additionalProperties")
        rest = other if isinstance(other, dict) else {}
        return {name: converted(each, members.get(name, rest), schema) for name, each in value.items()}
    if isinstance(value, list):
        return [converted(each, node.get("items", {}), schema) for each in value]
    if not isinstance(value, str):
        return value
    if kind == "array":
        return [converted(value, node.get("items", {}), schema)]
    if kind in ("integer", "number") and re.fullmatch(r"-?\d{1,30}", value):
        return int(value)
    if kind == "number" and re.fullmatch(r"-?\d{0,30}\.\d{1,30}", value):
        return float(value)
    if kind == "boolean" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if kind in ("integer", "number", "boolean", "object") and is_placeholder(value):
        return Unresolved(PLACEHOLDER, value)
    return value
