"""``Document``: a file as plain data, with the places of its keys and values on demand.

``data`` is made of ``dict``, ``list``, ``str``, ``int``, ``float``, ``bool`` and ``None``. Where the
text holds something that only a later tool fills in (``"cpu": ${CPU}``), ``data`` holds an
``Unresolved``; quoted placeholders stay strings here (see ``ecslint.source.templating.placeholders``).
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from ecslint.base.route import Route
from ecslint.source.file_text import FileText
from ecslint.source.parsed import Parsed, Part, Places, SyntaxProblem
from ecslint.source.places import CleanPlaces
from ecslint.source.span import LineIndex, Position, Span


class Unread(NamedTuple):
    """What is kept of a text that was read: its mistakes. The rest is read again once it is needed."""

    problems: list[SyntaxProblem]
    """Mistakes in its notation."""
    unfinished: Route | None = None
    """The route in which reading stopped for good; ``None`` if all was read."""


class Document:
    """One file (or one part of a multi-document YAML file) read into plain data.

    ``path`` is the path as the user gave it, with ``/`` separators; ``-`` is standard input.
    ``syntax`` is ``"json"`` or ``"yaml"`` and says what the text is, not what the file is called.
    """

    __slots__ = (
        *("__weakref__", "_number", "_parsed"),
        *("file", "path", "problems", "syntax", "text", "unfinished"),
    )

    def __init__(
        self,
        path: str,
        text: str | FileText,
        syntax: Literal["json", "yaml", "hcl"],
        parsed: Parsed | Unread,
        number: int = 0,
    ) -> None:
        """Make the document with this ``number``, from 0, of a text."""
        self.path = path
        self.file = FileText(text) if isinstance(text, str) else text
        self.text = self.file.text
        self.syntax = syntax
        self._number = number
        self._parsed = parsed
        self.problems = parsed.problems
        self.unfinished = parsed.unfinished

    def with_data(self, data: object) -> Document:
        """Return the document with other data at the places of its own."""
        parsed = Parsed(data, self.problems, self.places, self.unfinished)
        return Document(self.path, self.file, self.syntax, parsed, self._number)

    def release(self) -> None:
        """Keep the text only: among many documents, few are asked for more once they have been checked.

        Who asks for data or places gets them read again.
        """
        self._parsed = Unread(self.problems, self.unfinished)
        self.file.release()

    @property
    def is_released(self) -> bool:
        """Whether who asks for data or places has them read again."""
        return isinstance(self._parsed, Unread)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes as a text that is read again there."""
        content = Unread(self.problems, self.unfinished)
        return Document, (self.path, self.file, self.syntax, content, self._number)

    def _content(self) -> Parsed:
        """Return what the text holds, read again where it was let go."""
        found = self._parsed
        if isinstance(found, Unread):
            again = self.file.parsed_again(self.path, self._number)
            found = self._parsed = Parsed(again.data, self.problems, again.places, self.unfinished)
        return found

    @property
    def number(self) -> int:
        """Which document of its text it is, from 0."""
        return self._number

    @property
    def data(self) -> Any:
        """The document as plain data: objects, lists, scalars and ``Unresolved``; read again where it was let
        go."""
        return self._content().data

    @property
    def lines(self) -> LineIndex:
        """The index of line starts, made once."""
        return self.file.lines

    @property
    def places(self) -> Places:
        """Where values stand in the text, found once."""
        content = self._content()
        if content.places is None:
            content = self._parsed = content._replace(places=CleanPlaces(self.text))
        return content.places or CleanPlaces(self.text)

    def line(self, number: int) -> str:
        """Return the text of a line (from 1), without its ending."""
        return self.lines.line(self.text, number)

    def has(self, route: Route) -> bool:
        """Say whether the document has a value at ``route``."""
        node = self.data
        for step in route:
            if isinstance(node, dict):
                if step not in node:
                    return False
                node = node[step]
            elif isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node):
                node = node[step]
            else:
                return False
        return True

    def text_edit(self, op: str, route: Route, value: object) -> tuple[str, int, int, str] | None:
        """Return a change as an edit of a text: file, start, end and what takes the place of the characters.

        ``None`` where the data of the document are its text in other words already, as mostly, or where a
        change cannot be made."""
        return None

    def locate(self, route: Route) -> tuple[Document, Route]:
        """Return the file that ``route`` leads into, and the route there: this one, but for a module of
        several."""
        return self, route

    def existing(self, route: Route) -> Route:
        """Return the longest beginning of ``route`` that exists in the document."""
        while route and not self.has(route):
            route = route[:-1]
        return route

    def span(self, route: Route, part: Part = "value") -> Span:
        """Return the place of ``route``, or of the nearest ancestor's key where it is missing.

        A key is one line as a rule, so that annotations in a pull request can be shown; the place of
        an object or list itself is therefore its key, and for a list element or the root the first
        line of it.
        """
        found = self.existing(route)
        if found != route:
            part = "key"
        offsets = self.places.offsets(found, part)
        if offsets is None:
            offsets = (0, 0)
        start, end = offsets
        return self.lines.span(start, self._first_line_end(start, end))

    def _first_line_end(self, start: int, end: int) -> int:
        """Cut ``[start, end)`` at the end of its first line."""
        line = self.lines.position(start).line
        if line >= self.lines.count:
            return end
        last = self.lines.offset(Position(line + 1, 1)) - 1  # the last character of its ending
        if last > start and self.text[last - 1 : last + 1] == "\r\n":
            last -= 1
        return min(last, end)

    def logical(self, route: Route) -> str:
        """Return ``route`` in terms that survive edits: ``/containerDefinitions/[web]/cpu``."""
        node, parts = self.data, []
        for step in route:
            node = _child(node, step)
            name = _name_of(node) if isinstance(step, int) else None
            parts.append(f"/{step}" if name is None else f"/[{name}]")
        return "".join(parts)


def _child(node: object, step: str | int) -> object:
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node):
        return node[step]
    return None


def _name_of(node: object) -> str | None:
    """Return what a list item is known by, if anything."""
    if isinstance(node, dict):
        for key in ("name", "Name", "containerName", "ContainerName", "sourceVolume", "SourceVolume"):
            if isinstance(node.get(key), str):
                return str(node[key])
    return None
