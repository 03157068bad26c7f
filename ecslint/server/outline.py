"""The outline of a file: symbols, folding, links to registries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ecslint.base.pattern import regex
from ecslint.base.route import Route
from ecslint.documents.subject import CLOUDFORMATION, ParsedFile
from ecslint.source.document import Document

_LISTS: Final = frozenset({"containerdefinitions", "volumes", "loadbalancers", "portmappings"})
_SECTIONS: Final = ("Parameters", "Mappings", "Conditions", "Resources", "Outputs")
_ECR: Final = regex(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[\w-]+)\.amazonaws\.com(?:\.cn)?/(?P<name>[\w./-]+)"
)
_PUBLIC: Final = regex(r"public\.ecr\.aws/(?P<name>[\w./-]+)")
_QUAY: Final = regex(r"quay\.io/(?P<name>[\w./-]+)")
_GITHUB: Final = regex(r"ghcr\.io/(?P<owner>[\w-]+)/(?P<name>[\w./-]+)")
_HUB: Final = regex(r"(?:docker\.io/)?(?P<name>(?:[\w-]+/)?[\w.-]+)")
MOST_SYMBOLS: Final = 5000


@dataclass
class Symbol:
    """A named part of a file."""

    name: str
    """What is shown."""
    detail: str
    """A few words beside it."""
    kind: str
    """``file``, ``resource``, ``container``, ``volume``, ``section``, ``port`` or ``field``."""
    start: int
    """Offset of the part's first character."""
    end: int
    """Offset behind its last character."""
    name_start: int
    """Offset of the name's first character."""
    name_end: int
    """Offset behind the name's last character."""
    children: list[Symbol] = field(default_factory=list)
    """The parts of the part."""


def symbols(units: Sequence[ParsedFile]) -> list[Symbol]:
    """Return the outline of a file."""
    found: list[Symbol] = []
    for unit in units:
        document = unit.document
        if document.syntax == "hcl":
            continue
        data = document.data
        if unit.kind == CLOUDFORMATION and isinstance(data, dict):
            found += _template(document, data)
        else:
            found += _members(document, data, ())
    return found[:MOST_SYMBOLS]


def _template(document: Document, data: dict[str, object]) -> Iterator[Symbol]:
    for section in _SECTIONS:
        members = data.get(section)
        top = _symbol(document, (section,), section, "", "section", key=True)
        if top is None or not isinstance(members, dict):
            continue
        for name, member in members.items():
            detail = member.get("Type", "") if isinstance(member, dict) else ""
            kind = "resource" if section == "Resources" else "field"
            each = _symbol(document, (section, name), str(name), str(detail), kind, key=True)
            if each is not None:
                if section == "Resources" and isinstance(member, dict):
                    below: Route = (section, name, "Properties")
                    each.children = _members(document, member.get("Properties"), below)
                top.children.append(each)
        yield top


def _members(document: Document, node: object, route: Route) -> list[Symbol]:
    """Return what is named in an object: containers with their ports, volumes, load balancers."""
    if isinstance(node, list):
        found = []
        for index, item in enumerate(node):
            found += _items(document, item, (*route, index), "container")
        return found
    if not isinstance(node, dict):
        return []
    out: list[Symbol] = []
    for key, value in node.items():
        if str(key).lower() not in _LISTS or not isinstance(value, list):
            if route == () and isinstance(value, dict) and key in ("taskDefinition", "service"):
                out += _members(document, value, (key,))
            continue
        kind = {"volumes": "volume", "portmappings": "port"}.get(str(key).lower(), "container")
        for index, item in enumerate(value):
            out += _items(document, item, (*route, key, index), kind)
    return out


def _items(document: Document, item: object, route: Route, kind: str) -> list[Symbol]:
    if not isinstance(item, dict):
        return []
    name_key = next((k for k in item if str(k).lower() in ("name", "containername", "containerport")), None)
    name = item.get(name_key) if name_key is not None else None
    if not isinstance(name, str | int) or name == "":
        return _members(document, item, route)
    image = item.get("image", item.get("Image"))
    found = _symbol(document, route, str(name), image if isinstance(image, str) else "", kind)
    if found is None:
        return []
    named = document.places.offsets((*route, str(name_key)), "value")
    if named is not None:
        found.name_start, found.name_end = named
    found.children = _members(document, item, route)
    return [found]


def _symbol(
    document: Document, route: Route, name: str, detail: str, kind: str, key: bool = False
) -> Symbol | None:
    whole = document.places.offsets(route, "pair")
    label = document.places.offsets(route, "key" if key else "value")
    if whole is None or label is None:
        return None
    start, end = min(whole[0], label[0]), max(_trimmed(document.text, *whole), label[1])
    return Symbol(name, detail, kind, start, end, *label)


def _trimmed(text: str, start: int, end: int) -> int:
    """Return the end of what is written in a part of a text: blocks of YAML run on into blank lines."""
    return start + len(text[start:end].rstrip())


def folds(document: Document) -> Iterator[tuple[int, int]]:
    """Yield first and last line (from 0) of objects and lists of several lines."""
    waiting: list[tuple[dict[str, object] | list[object], Route]] = [(document.data, ())]
    while waiting:
        node, route = waiting.pop()
        pairs: Iterable[tuple[str | int, object]] = (
            node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        )
        for step, inner in pairs:
            if not isinstance(inner, dict | list) or not inner:
                continue
            below = (*route, step)
            waiting.append((inner, below))
            pair = document.places.offsets(below, "pair")
            if pair is not None:
                ends = (pair[0], _trimmed(document.text, *pair))
                first, last = (document.lines.position(offset).line - 1 for offset in ends)
                if document.text[ends[1] - 1 : ends[1]] in ("}", "]") and last > first:
                    last -= 1
                if last > first:
                    yield first, last


def links(document: Document) -> Iterator[tuple[int, int, str]]:
    """Yield the place of images, with the page of their repository."""
    waiting: list[tuple[object, Route]] = [(document.data, ())]
    while waiting:
        node, route = waiting.pop()
        if isinstance(node, dict):
            for key, value in node.items():
                if isinstance(value, str) and key in ("image", "Image", "imageUri"):
                    url = registry_page(value)
                    place = document.places.offsets((*route, key), "value")
                    if url is not None and place is not None:
                        yield *_inside(document.text, *place), url
                elif isinstance(value, dict | list):
                    waiting.append((value, (*route, key)))
        elif isinstance(node, list):
            waiting += [(item, (*route, index)) for index, item in enumerate(node)]


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    quoted = text[start : start + 1] in "\"'" and text[start : start + 1] == text[end - 1 : end]
    return (start + 1, end - 1) if quoted and end - start > 1 else (start, end)


def registry_page(image: str) -> str | None:
    """Return the page of an image's repository, ``None`` where it has none or the name is not known."""
    name = image.partition("@")[0]
    head, slash, last = name.rpartition("/")
    name = f"{head}{slash}{last.partition(':')[0]}"
    if "${" in name or "{{" in name or "<" in name:
        return None
    match = _ECR.fullmatch(name)
    if match:
        place = f"{match['region']}.console.aws.amazon.com/ecr/repositories/private/{match['account']}"
        return f"https://{place}/{match['name']}?region={match['region']}"
    match = _PUBLIC.fullmatch(name)
    if match:
        return f"https://gallery.ecr.aws/{match['name']}"
    match = _QUAY.fullmatch(name)
    if match:
        return f"https://quay.io/repository/{match['name']}"
    match = _GITHUB.fullmatch(name)
    if match:
        return f"https://github.com/{match['owner']}/{match['name'].partition('/')[0]}"
    match = _HUB.fullmatch(name)
    if match is None:
        return None
    path = match["name"]
    return f"https://hub.docker.com/r/{path}" if "/" in path else f"https://hub.docker.com/_/{path}"
