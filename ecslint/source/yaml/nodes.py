"""From YAML text to nodes with places: libyaml's composer for text in order, a patient one for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from yaml.events import NodeEvent
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.scanner import Scanner

from ecslint.base.pattern import regex
from ecslint.source.limits import MAX_DEPTH, MAX_YAML, MAX_YAML_NODES, MAX_YAML_SLOWLY, TAKEN

try:
    from yaml._yaml import CParser

    HAS_LIBYAML = True
except ImportError:
    HAS_LIBYAML = False


class UnreadableTextError(yaml.YAMLError):
    """The text has characters that YAML does not allow."""


class _PythonParser(Reader, Scanner, Parser):
    """The pure Python parser, for platforms without libyaml."""

    def __init__(self, stream: str) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)


_NodeEvents: Any = CParser if HAS_LIBYAML else _PythonParser
"""The parser that gives the events of a text, one by one."""

_BRACKET = regex(r"[\[\]{}]")
_DEEP_LINE = regex(r"^[ ?-]{60}", re.MULTILINE)


UNREAD = "tag:ecslint,unread"
"""Tag of a value that an error kept from being read; with a comma, no tag in a text can look like it."""


class Composed(NamedTuple):
    """One document: its root node (``None`` if it is empty) and the nodes left open by an error."""

    root: Node | None
    """The root node."""
    open_nodes: list[Node]
    """Nodes that an error left open."""


class TooDeepError(yaml.MarkedYAMLError):
    """Lists and mappings are nested more than ``MAX_DEPTH`` levels deep."""


if HAS_LIBYAML:

    class _Composer(CParser):
        """libyaml's composer without tag resolution: the tag is ``""`` unless the text has one."""

        def descend_resolver(self, _parent: object, _index: object) -> None:
            """Do nothing: there are no path resolvers."""

        def ascend_resolver(self) -> None:
            """Do nothing: there are no path resolvers."""

        def resolve(self, _kind: object, _value: object, _implicit: object) -> str:
            return ""


def too_large(text: str) -> str | None:
    """Return why a text is too much to be read, ``None`` if it is not."""
    longest = MAX_YAML if HAS_LIBYAML else MAX_YAML_SLOWLY
    if len(text) > longest:
        return f"YAML of more than {longest // 1024 // 1024} million characters is not read{TAKEN}"
    # Between two nodes there is at least one of these.
    between = ("\n", "\r", ",", ": ", ":\t", "- ", "-\t", "? ", "[", "{")
    if sum(map(text.count, between)) > MAX_YAML_NODES and _has_too_many_nodes(text):
        return f"YAML of more than {MAX_YAML_NODES:,} keys and values is not read{TAKEN}"
    return None


def _has_too_many_nodes(text: str) -> bool:
    parser: Any = _NodeEvents(text)
    count = 0
    try:
        while (event := parser.get_event()) is not None and count <= MAX_YAML_NODES:
            if isinstance(event, NodeEvent):
                count += 2 if getattr(event, "tag", None) else 1  # a short tag makes an object
    except (yaml.YAMLError, UnicodeError):
        pass  # what comes behind is not read anyway
    return count > MAX_YAML_NODES


def compose(text: str) -> tuple[list[Composed], yaml.YAMLError | None]:
    """Return the documents of ``text`` and the error at which reading stopped, if any."""
    try:
        if HAS_LIBYAML and not _may_be_deep(text):
            try:
                return list(_compose_quickly(text)), None
            except yaml.MarkedYAMLError:
                pass
        return _compose_patiently(text)
    except (ReaderError, UnicodeError):
        return [], UnreadableTextError()


def _compose_quickly(text: str) -> Iterator[Composed]:
    composer = _Composer(text)
    while composer.check_node():
        yield Composed(composer.get_node(), [])


def _may_be_deep(text: str) -> bool:
    """Say whether nesting may exceed ``MAX_DEPTH``; libyaml's composer recurses and must not see that."""
    if _DEEP_LINE.search(text):
        return True
    if text.count("[") + text.count("{") <= 60:
        return False
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        if depth > 60:
            return True
    return False


def _compose_patiently(text: str) -> tuple[list[Composed], yaml.MarkedYAMLError | None]:
    """Compose from events, so that all that comes before an error is kept; no recursion."""
    documents, error = _compose_until_error(text)
    if error is not None and not isinstance(error, TooDeepError) and _may_be_deep(text):
        # The scanner reads ahead: an error, such as a limit of its own that newer versions have, may come
        # from behind the place where nesting becomes too deep. Without what is there, that place is reached.
        mark = error.problem_mark or error.context_mark
        shorter, first = _compose_until_error(text[: mark.index if mark else 0])
        if isinstance(first, TooDeepError):
            return shorter, first
    return documents, error


def _compose_until_error(text: str) -> tuple[list[Composed], yaml.MarkedYAMLError | None]:
    documents: list[Composed] = []
    stack: list[Node] = []
    try:
        for root in _documents(text, stack):
            documents.append(Composed(root, []))  # noqa: PERF401 (kept when an error comes)
    except yaml.MarkedYAMLError as error:
        if stack:
            _close(stack, error)
            documents.append(Composed(stack[0], stack))
        return documents, error
    return documents, None


def _close(stack: list[Node], error: yaml.MarkedYAMLError) -> None:
    """Complete the nodes that an error leaves open.

    Block collections that end just before the error count as open, since wrong indentation may have ended
    them; a plain value there may have swallowed what does not belong to it, and counts as unread.
    """
    end = error.problem_mark or stack[0].start_mark
    for node in stack:
        node.end_mark = end
    for node in stack:
        if isinstance(node, MappingNode) and node.value and node.value[-1][1] is None:
            key = node.value[-1][0]
            node.value[-1] = (key, _unread(key))
    flow = next((index for index, node in enumerate(stack) if index and _is_flow(node)), None)
    if flow is not None:
        # Where a flow collection should have ended is anybody's guess: what it holds says nothing.
        del stack[flow:]
        _unread_last(stack[-1])
        return
    while stack[-1].value:
        node = stack[-1]
        last = node.value[-1]
        value = last[1] if isinstance(last, tuple) else last
        if isinstance(value, ScalarNode):
            _unread_last(node)
            break
        if _is_flow(value) or any(value is node for node in stack):  # an alias to what holds it
            break
        stack.append(value)


def _is_flow(node: Node) -> bool:
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def _unread_last(parent: Node) -> None:
    """Replace the last value of ``parent`` by one that counts as unread."""
    last = parent.value[-1]
    parent.value[-1] = (last[0], _unread(last[1])) if isinstance(last, tuple) else _unread(last)


def _unread(node: Node) -> ScalarNode:
    return ScalarNode(UNREAD, "", node.start_mark, node.end_mark)


def _documents(text: str, stack: list[Node]) -> Iterator[Node | None]:
    """Yield root nodes; ``stack`` shows the open nodes, the root first."""
    parser: Any = _NodeEvents(text)
    anchors: dict[str, Node] = {}
    root: Node | None = None
    while True:
        event = parser.get_event()
        kind = type(event)
        node = _node_of(event, anchors)
        if node is None:
            if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                stack.pop().end_mark = event.end_mark
            elif kind is yaml.DocumentEndEvent:
                yield root
            elif kind is yaml.DocumentStartEvent:
                anchors.clear()
                root = None
            elif kind is yaml.StreamEndEvent:
                return
            continue
        if kind is not yaml.AliasEvent and event.anchor is not None:
            anchors[event.anchor] = node
        if len(stack) >= MAX_DEPTH and kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
            problem = f"nested more than {MAX_DEPTH} levels deep; what follows is not read"
            raise TooDeepError(None, None, problem, event.start_mark)
        if stack:
            _put(stack[-1], node)
        else:
            root = node
        if kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
            stack.append(node)


def _node_of(event: Any, anchors: dict[str, Node]) -> Node | None:
    """Return the node that an event begins, or that an alias stands for; ``None`` for any other event."""
    kind = type(event)
    if kind is yaml.ScalarEvent:
        return ScalarNode(_tag_of(event), event.value, event.start_mark, event.end_mark, event.style)
    if kind is yaml.MappingStartEvent:
        return MappingNode(_tag_of(event), [], event.start_mark, None, event.flow_style)
    if kind is yaml.SequenceStartEvent:
        return SequenceNode(_tag_of(event), [], event.start_mark, None, event.flow_style)
    if kind is not yaml.AliasEvent:
        return None
    if event.anchor not in anchors:
        raise yaml.MarkedYAMLError(None, None, "found undefined alias", event.start_mark)
    return anchors[event.anchor]


def _put(parent: Node, node: Node) -> None:
    """Add a child to an open collection: an element, a key, or the value of the last key."""
    if isinstance(parent, SequenceNode):
        parent.value.append(node)
    elif parent.value and parent.value[-1][1] is None:
        parent.value[-1] = (parent.value[-1][0], node)
    else:
        parent.value.append((node, None))


def _tag_of(event: Any) -> str:
    """Return the tag of an event, empty where it has none or the non-specific ``!``."""
    return event.tag if event.tag and event.tag != "!" else ""
