"""Values of Terraform expressions, with where they were written and what they rest on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from ecslint.base.number import scalar
from ecslint.base.route import Route
from ecslint.base.unresolved import (
    ZONE,
    PartialText,
    Reference,
    UnknownList,
    UnknownText,
    Unresolved,
    stand_in,
)
from ecslint.source.hcl import nodes

MAX_TEXT: Final = 1_000_000
"""Characters of a text that is put together."""


class SourceFile(Protocol):
    """A file of a module, or one that it reads, with routes to the nodes of its syntax tree."""

    path: str
    """The file's path."""
    text: str
    """The file's text."""

    def route_of(self, node: nodes.Node) -> Route:
        """Return the route of a node of this file."""

    def add_place(self, route: Route, value: tuple[int, int], key: tuple[int, int]) -> None:
        """Note where something is that is no node of the tree."""


class Place(Protocol):
    """Where a value was written."""

    def located(self) -> tuple[SourceFile, Route] | None:
        """Return the file, and the route in it."""


class Site(NamedTuple):
    """A place: a node of the syntax tree of a file."""

    file: SourceFile
    """The file."""
    node: nodes.Node
    """The node in its syntax tree."""

    def located(self) -> tuple[SourceFile, Route] | None:
        """Return the file, and the route of the node."""
        return self.file, self.file.route_of(self.node)


class Piece(NamedTuple):
    """Part of a text, and where it comes from; ``offset`` if it stands there letter by letter."""

    text: str
    """The characters."""
    site: Place | None
    """Where they come from; ``None`` where nobody wrote them."""
    offset: int | None = None


class Unknown(NamedTuple):
    """A piece of a text that is not known."""

    value: Unresolved
    """Why it is not known."""


class Encoded:
    """The JSON text that ``jsonencode`` makes of a value."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


class ResourceRef:
    """``aws_ecs_service.web`` before an attribute is taken of it; ``key`` is given for one of several."""

    __slots__ = ("address", "key", "scope")

    def __init__(self, scope: Any, address: str, key: str | int | None = None) -> None:
        self.scope = scope
        self.address = address
        self.key = key


class ModuleRef(ResourceRef):
    """``module.web`` before an output is taken of it; ``address`` is the name of the call."""

    __slots__ = ()


class Zones(UnknownList):
    """The names of a Region's Availability Zones. ``mark`` tells lists apart that may differ."""

    __slots__ = ("mark",)

    def __init__(self, text: str, mark: str) -> None:
        super().__init__("data source", text)
        self.mark = mark

    def zone(self, index: int) -> UnknownText:
        """Return the zone at a place in the list."""
        return UnknownText(ZONE, f"{self.mark}{index}")


class Value:
    """An evaluated expression.

    ``data`` is a scalar, a list or mapping of ``Value``, an ``Unresolved`` or ``Encoded``. ``site`` is the
    literal, ``use`` where it is used if that is elsewhere; ``notes`` say what it rests on; ``pieces`` are
    those of a text that was put together; ``size`` is what ``measure`` found.
    """

    __slots__ = ("data", "notes", "pieces", "site", "size", "use")

    def __init__(
        self,
        data: Any,
        site: Place | None = None,
        notes: tuple[str, ...] = (),
        use: Site | None = None,
        pieces: tuple[Piece | Unknown, ...] | None = None,
    ) -> None:
        self.data = data
        self.site = site
        self.notes = notes
        self.use = use
        self.pieces = pieces
        self.size: tuple[int, int] | None = None

    def __repr__(self) -> str:
        return f"Value({self.data!r})"

    def used_at(self, use: Site) -> Value:
        """Return the same value as it is used at another place."""
        found = Value(self.data, self.site, self.notes, use, self.pieces)
        found.size = self.size
        return found

    def noted(self, notes: tuple[str, ...]) -> Value:
        """Return the same value with further notes."""
        new = tuple(note for note in notes if note not in self.notes)
        if not new:
            return self
        found = Value(self.data, self.site, self.notes + new, self.use, self.pieces)
        found.size = self.size
        return found


Plain: TypeAlias = object


def unknown(value: Value) -> Unresolved | None:
    """Return what is unknown as a whole, ``None`` if something is known."""
    return value.data if isinstance(value.data, Unresolved) else None


def scalar_text(data: object) -> str | None:
    """Return a scalar as Terraform writes it into a string."""
    if isinstance(data, str):
        return data
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int):
        return str(data)
    if isinstance(data, float):
        return str(int(data)) if data.is_integer() and abs(data) < 1e18 else repr(data)
    return None


def text_of(value: Value) -> str | Unresolved | None:
    """Return a value as text: known, partly known, or ``None`` if it is not a text at all."""
    data = value.data
    if isinstance(data, Encoded):
        return concat(list(encoded_pieces(data.value)))
    if isinstance(data, Unresolved):
        return data
    return scalar_text(data)


def concat(parts: list[Piece | Unknown]) -> str | Unresolved:
    """Join pieces into a text, a ``PartialText``, or the one unknown value that it is."""
    out: list[str | Unresolved] = []
    texts: list[str] = []
    """What is joined next: a text that grows piece by piece would be copied as often."""
    reason: str | None = None
    size = 0
    for part in parts:
        if isinstance(part, Unknown):
            for each in part.value.parts if isinstance(part.value, PartialText) else (part.value,):
                if isinstance(each, str):
                    texts.append(each)
                else:
                    out += ("".join(texts), each) if texts else (each,)
                    texts.clear()
                size += len(each) if isinstance(each, str) else 10 + len(each.text)
            reason = reason or part.value.reason
        elif part.text:
            texts.append(part.text)
            size += len(part.text)
        if size > MAX_TEXT:
            return UnknownText("text of more than a million characters")
    if reason is None:
        return "".join(texts)
    if texts:
        out.append("".join(texts))
    if len(out) == 1 and isinstance(out[0], Unresolved):
        return out[0]
    return PartialText(tuple(out), reason)


def pieces_of(value: Value) -> list[Piece | Unknown]:
    """Return the text of a value in pieces."""
    data = value.data
    if isinstance(data, Encoded):
        return list(encoded_pieces(data.value))
    if value.pieces is not None:
        return list(value.pieces)
    if isinstance(data, Unresolved):
        return [Unknown(data)]
    site = value.site
    node = site.node if isinstance(site, Site) else None
    if isinstance(site, Site) and isinstance(node, nodes.Template) and node.constant == data:
        return [literal_piece(site.file, part) for part in node.parts if isinstance(part, nodes.Text)]
    text = scalar_text(data)
    return [Piece(text or "", site)]


def interpolated(found: Value, site: Site, stands: str) -> list[Piece | Unknown]:
    """Return the pieces of an interpolation, for which ``stands`` stands where it is not known.

    Raises ``EvaluationError`` for what a template does not take.
    """
    if isinstance(found.data, Unresolved | Encoded) or found.pieces is not None:
        return pieces_of(found)
    text = scalar_text(found.data)
    if text is not None:
        return [Piece(text, site)]
    if found.data is None:
        raise EvaluationError("a template contains null")
    if isinstance(found.data, ResourceRef):
        return [Unknown(UnknownText("resource", stands))]
    raise EvaluationError("a template takes strings, not a list or an object")


def literal_piece(file: SourceFile, part: nodes.Text) -> Piece:
    """Return the piece that a literal part of a template is."""
    verbatim = len(part.text) == part.end - part.start
    return Piece(part.text, Site(file, part), part.start if verbatim else None)


def encoded_pieces(value: Value) -> Iterator[Piece | Unknown]:
    """Yield the JSON text of a value in pieces, one for each scalar."""
    data, site = value.data, value.site
    if isinstance(data, Encoded):
        text = text_of(value)
        if isinstance(text, str):
            yield Piece(json.dumps(text, ensure_ascii=False), site)
        else:
            yield Unknown(UnknownText("text with unknown parts", text.text if text is not None else ""))
    elif isinstance(data, dict):
        yield Piece("{", site)
        for index, key in enumerate(sorted(data)):
            yield Piece(("," if index else "") + json.dumps(key, ensure_ascii=False) + ":", site)
            yield from encoded_pieces(data[key])
        yield Piece("}", site)
    elif isinstance(data, list):
        yield Piece("[", site)
        for index, item in enumerate(data):
            if index:
                yield Piece(",", site)
            yield from encoded_pieces(item)
        yield Piece("]", site)
    elif isinstance(data, PartialText):
        yield Piece('"', site)
        for part in data.parts:
            if isinstance(part, str):
                yield Piece(json.dumps(part, ensure_ascii=False)[1:-1], site)
            else:
                yield Unknown(part)
        yield Piece('"', site)
    elif isinstance(data, UnknownText):
        yield Piece('"', site)
        yield Unknown(data)
        yield Piece('"', site)
    elif isinstance(data, Unresolved):
        yield Unknown(data)
    else:
        yield Piece(json.dumps(data, ensure_ascii=False, default=str), site)


def plain(value: Value) -> Plain:
    """Return a value as plain data, unknown parts as ``Unresolved``, JSON texts as texts."""
    data = value.data
    if isinstance(data, dict):
        return {key: plain(item) for key, item in data.items()}
    if isinstance(data, list):
        return [plain(item) for item in data]
    if isinstance(data, Encoded):
        return text_of(value)
    return data


def is_known(value: Value) -> bool:
    """Say whether nothing in a value is unknown."""
    data = value.data
    if isinstance(data, dict):
        return all(is_known(item) for item in data.values())
    if isinstance(data, list):
        return all(is_known(item) for item in data)
    if isinstance(data, Encoded):
        return is_known(data.value)
    return not isinstance(data, Unresolved | ResourceRef)


def wrapped(data: Plain, site: Place | None, notes: tuple[str, ...] = ()) -> Value:
    """Return plain data as a value; all of it stands at ``site``."""
    if isinstance(data, dict):
        return Value({str(key): wrapped(item, site) for key, item in data.items()}, site, notes)
    if isinstance(data, list | tuple):
        return Value([wrapped(item, site) for item in data], site, notes)
    return Value(scalar(data), site, notes)


def rests_on_assumptions(value: Value) -> bool:
    """Say whether something in a value rests on an assumption."""
    if value.notes:
        return True
    data = value.data
    if isinstance(data, dict):
        return any(rests_on_assumptions(item) for item in data.values())
    if isinstance(data, list):
        return any(rests_on_assumptions(item) for item in data)
    return isinstance(data, Encoded) and rests_on_assumptions(data.value)


def replace_references(value: Value, wanted: Callable[[Reference], bool]) -> None:
    """Make references that are ``wanted`` unknown, in place."""
    data = value.data
    pairs: list[tuple[object, Value]] = []
    if isinstance(data, dict | list):
        pairs = list(data.items() if isinstance(data, dict) else enumerate(data))
    for key, item in pairs:
        if isinstance(item.data, Reference) and wanted(item.data):
            data[key] = Value(
                Unresolved("resource that may differ here", item.data.text), item.site, (), item.use
            )
        else:
            replace_references(item, wanted)


def without_assumptions(value: Value) -> None:
    """Make unknown, in place, what rests on an assumption: it does not hold here."""
    data = value.data
    items = (
        list(data.items())
        if isinstance(data, dict)
        else list(enumerate(data))
        if isinstance(data, list)
        else []
    )
    for key, item in items:
        if item.notes:
            data[key] = Value(Unresolved("assumption that does not hold here"), item.site, (), item.use)
        elif isinstance(item.data, Encoded):
            inner = Value({"": item.data.value})
            without_assumptions(inner)
        else:
            without_assumptions(item)


def open_value(reason: str, text: str, several: bool | None = None) -> Unresolved:
    """Return an unknown value; ``several`` says whether it is known to be a list, or a single text."""
    stands = "${" + text + "}" if text else ""
    if several is None:
        return Unresolved(reason, stands)
    return UnknownList(reason, stands) if several else UnknownText(reason, stands)


def stands_for(value: Unresolved) -> str:
    """Return the ``${…}`` that stands for an unknown value in a text."""
    return stand_in(value)


class EvaluationError(Exception):
    """What Terraform refuses to evaluate, as a sentence."""
