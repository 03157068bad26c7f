"""From YAML nodes to plain data.

CloudFormation's short tags become their long form (``!Ref x`` is ``{"Ref": "x"}``), merge keys and aliases
are resolved, keys are text as written. No Python object is ever constructed.
"""

from __future__ import annotations

from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ecslint.base.number import bounded, whole
from ecslint.base.pattern import regex
from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.source.limits import MAX_PROBLEMS
from ecslint.source.parsed import SyntaxProblem
from ecslint.source.span import LineIndex
from ecslint.source.yaml.mask import Mask
from ecslint.source.yaml.nodes import UNREAD

LONG_FORM = {
    "!Ref": "Ref",
    "!Condition": "Condition",
    **{
        "!" + name: "Fn::" + name
        for name in (
            *("And", "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "FindInMap"),
            *("ForEach", "GetAtt", "GetAZs", "GetStackOutput", "If", "ImportValue", "Join", "Length", "Not"),
            *("Or", "RefAll", "Select", "Split", "Sub", "ToJsonString", "Transform", "ValueOf", "ValueOfAll"),
        )
    },
}
"""CloudFormation's short tags: intrinsic functions and functions of the Rules section.

Source: AWS CloudFormation template reference, "Intrinsic function reference" and "Rule-specific intrinsic
functions"; read 2026-11-22.
"""

_CORE = "tag:yaml.org,2002:"
_AS_PLAIN = {_CORE + name for name in ("int", "float", "bool", "null")}
_AS_TEXT = {_CORE + name for name in ("str", "binary", "timestamp")}
_AS_IS = {_CORE + "map", _CORE + "seq"}
_NUMBER = regex(
    r"(?P<binary>[-+]?0b[01_]+)|(?P<hex>[-+]?0x[0-9a-fA-F_]+)|(?P<octal>[-+]?0[0-7_]+)"
    r"|(?P<decimal>[-+]?(?:0|[1-9][0-9_]*))"
    r"|(?P<float>[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)"
)
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_BASE = {"binary": 2, "hex": 16, "octal": 8, "decimal": 10}


def plain(text: str) -> Any:
    """Return the value of a plain scalar by YAML 1.1; timestamps and sexagesimal numbers stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "-+.0123456789":
        return text
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    kind = match.lastgroup or ""
    digits = text.replace("_", "")
    try:
        return bounded(float(digits)) if kind == "float" else whole(digits, _BASE[kind])
    except ValueError:  # "0x_"
        return text


class _Plain(dict[str, Any]):
    """Values of plain scalars seen so far: the same words come again and again."""

    def __missing__(self, text: str) -> object:
        value = self[text] = plain(text)
        return value


class Builder:
    """Turns the nodes of one document into data, and collects ``problems`` on the way."""

    def __init__(self, text: str, mask: Mask | None) -> None:
        self._text = text
        self.problems: list[SyntaxProblem] = []
        self.odd_key = False
        """Whether a list or mapping stands where a key should: ``{{ x }}`` reads so."""
        self._mask = mask
        self._plain = _Plain()
        self._lines: LineIndex | None = None
        self._firsts: tuple[Node, dict[str, ScalarNode]] | None = None
        """The mapping in which a key is there twice, and the first node of each of its keys."""

    def report(self, kind: str, message: str, node: Node) -> None:
        """Keep a problem at a node, up to ``MAX_PROBLEMS``."""
        if len(self.problems) < MAX_PROBLEMS:
            start = node.start_mark.index
            self.problems.append(SyntaxProblem(kind, message, start, max(start, node.end_mark.index)))

    def key_text(self, node: ScalarNode) -> str:
        """Return a key as written, also where it is masked."""
        return self._mask.key_text(node) if self._mask else str(node.value)

    def build(self, node: Node) -> Any:
        """Return the data of ``node``."""
        tag = node.tag
        if not tag:
            return self._bare(node)
        name = LONG_FORM.get(tag)
        if name is not None:
            return {name: self._bare(node)}
        if tag in _AS_IS:
            return self._bare(node)
        if isinstance(node, ScalarNode):
            if tag in _AS_TEXT:
                return node.value
            if tag in _AS_PLAIN:
                return plain(node.value)
            if tag == UNREAD:
                return Unresolved("syntax error")
        shown = "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
        return Unresolved("yaml tag", f"{shown} {node.value}" if isinstance(node, ScalarNode) else shown)

    def _bare(self, node: Node) -> object:
        """Return the data of ``node`` without its tag."""
        if isinstance(node, ScalarNode):
            if self._mask is not None:
                value = self._mask.restore(node)
                if value is not None:
                    return value
            return self._plain[node.value] if not node.style else node.value
        if isinstance(node, MappingNode):
            return self._mapping(node)
        build, words = self.build, self._plain
        if self._mask is not None:
            return [build(child) for child in node.value]
        return [
            words[child.value]
            if type(child) is ScalarNode and not child.style and not child.tag
            else build(child)
            for child in node.value
        ]

    def _mapping(self, node: Node) -> dict[str, object]:
        members: dict[str, Any] = {}
        merges: list[Node] = []
        words, build, mask = self._plain, self.build, self._mask
        for key_node, value_node in node.value:
            if type(key_node) is not ScalarNode:
                self.odd_key = True
                message = "a list or mapping cannot be a key here; put the key in quotes"
                self.report("unsupported-yaml", message, key_node)
                continue
            key = key_node.value
            if key_node.tag and key_node.tag in LONG_FORM:
                self._tagged_key(key_node)
            if key == "<<" and not key_node.style:
                merges.append(value_node)
                continue
            if mask is not None:
                key = mask.key_text(key_node)
                value = build(value_node)
            elif type(value_node) is ScalarNode and not value_node.tag:
                value = words[value_node.value] if not value_node.style else value_node.value
            else:
                value = build(value_node)
            if key in members:
                if mask is not None and mask.statements:
                    value = Unresolved(PLACEHOLDER)  # which branch of a template counts is not known
                else:
                    self._duplicate(node, key, key_node)
            members[key] = value
        for merged in merges:
            self._merge(members, merged)
        return members

    def _tagged_key(self, key_node: ScalarNode) -> None:
        """Note a function that YAML applies to the key, not to the value that the author had in mind."""
        tag, key = key_node.tag, key_node.value
        message = f'"{tag} {key}" is the key of a mapping here; use "{LONG_FORM[tag]}: {{{key}: …}}"'
        self.report("unsupported-yaml", message, key_node)

    def _duplicate(self, node: Node, key: str, key_node: Node) -> None:
        if len(self.problems) >= MAX_PROBLEMS:
            return  # nothing is looked for that is not told
        if self._firsts is None or self._firsts[0] is not node:
            keys = [other for other, _ in node.value if type(other) is ScalarNode]
            self._firsts = node, {self.key_text(other): other for other in reversed(keys)}
        if self._lines is None:
            self._lines = LineIndex(self._text)
        line = self._lines.position(self._firsts[1][key].start_mark.index).line
        message = f'the key "{key}" is there twice (first on line {line}); remove one, for the last counts'
        self.report("duplicate-key", message, key_node)

    def _merge(self, members: dict[str, object], node: Node) -> None:
        """Add the members that a merge key (``<<``) brings; those already there stay."""
        for source in node.value if isinstance(node, SequenceNode) else [node]:
            if isinstance(source, MappingNode):
                for key, value in self._mapping(source).items():
                    members.setdefault(key, value)
            else:
                self.report("unsupported-yaml", "only a mapping can be merged with `<<`", source)
