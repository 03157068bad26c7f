"""The syntax tree of HCL: expressions, templates, attributes and blocks, each with its offsets."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Node:
    """Part of a text: character offsets ``[start, end)``."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.start}, {self.end})"


class Literal(Node):
    """A number, ``true``, ``false``, ``null``."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: object) -> None:
        super().__init__(start, end)
        self.value = value


class Text(Node):
    """A piece of literal text in a template. Where it is as long as its source, it is its source."""

    __slots__ = ("text",)

    def __init__(self, start: int, end: int, text: str) -> None:
        super().__init__(start, end)
        self.text = text


class Interpolation(Node):
    """``${expression}`` in a template."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: Expression) -> None:
        super().__init__(start, end)
        self.value = value


class IfDirective(Node):
    """``%{ if condition }…%{ else }…%{ endif }`` in a template."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, start: int, end: int, condition: Expression, yes: list[Part], no: list[Part]) -> None:
        super().__init__(start, end)
        self.condition = condition
        self.yes = yes
        self.no = no


class ForDirective(Node):
    """``%{ for key, value in collection }…%{ endfor }`` in a template."""

    __slots__ = ("body", "collection", "key", "value")

    def __init__(
        self, start: int, end: int, key: str | None, value: str, collection: Expression, body: list[Part]
    ) -> None:
        super().__init__(start, end)
        self.key = key
        self.value = value
        self.collection = collection
        self.body = body


class Template(Node):
    """A quoted string or a heredoc."""

    __slots__ = ("heredoc", "parts")

    def __init__(self, start: int, end: int, parts: list[Part], heredoc: bool) -> None:
        super().__init__(start, end)
        self.parts = parts
        self.heredoc = heredoc

    @property
    def constant(self) -> str | None:
        """The text, if nothing in it is computed."""
        if len(self.parts) == 1 and type(self.parts[0]) is Text:
            return self.parts[0].text
        texts = [part.text for part in self.parts if isinstance(part, Text)]
        return "".join(texts) if len(texts) == len(self.parts) else None


class Name(Node):
    """The first word of a traversal: ``var``, ``local``, ``aws_ecs_service``, a loop variable."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        super().__init__(start, end)
        self.name = name


class Attr(Node):
    """``object.name``."""

    __slots__ = ("name", "object")

    def __init__(self, start: int, end: int, of: Expression, name: str) -> None:
        super().__init__(start, end)
        self.object = of
        self.name = name


class Index(Node):
    """``object[key]``."""

    __slots__ = ("key", "object")

    def __init__(self, start: int, end: int, of: Expression, key: Expression) -> None:
        super().__init__(start, end)
        self.object = of
        self.key = key


class Splat(Node):
    """``object[*]`` or ``object.*`` with what is taken of each item: ``each`` with ``SPLAT_ITEM`` for the
    item."""

    __slots__ = ("each", "object")

    def __init__(self, start: int, end: int, of: Expression, each: Expression) -> None:
        super().__init__(start, end)
        self.object = of
        self.each = each


SPLAT_ITEM = "[*]"
"""The name that stands for an item in ``Splat.each``."""


class Call(Node):
    """``function(arguments)``; ``expands`` if the last argument is followed by ``...``."""

    __slots__ = ("arguments", "expands", "name")

    def __init__(self, start: int, end: int, name: str, arguments: list[Expression], expands: bool) -> None:
        super().__init__(start, end)
        self.name = name
        self.arguments = arguments
        self.expands = expands


class Conditional(Node):
    """``condition ? yes : no``."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, start: int, end: int, condition: Expression, yes: Expression, no: Expression) -> None:
        super().__init__(start, end)
        self.condition = condition
        self.yes = yes
        self.no = no


class Operation(Node):
    """``left operator right``; ``left`` is ``None`` for ``-x`` and ``!x``."""

    __slots__ = ("left", "operator", "right")

    def __init__(
        self, start: int, end: int, operator: str, left: Expression | None, right: Expression
    ) -> None:
        super().__init__(start, end)
        self.operator = operator
        self.left = left
        self.right = right


class Tuple(Node):
    """``[a, b]``."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: list[Expression]) -> None:
        super().__init__(start, end)
        self.items = items


class Object(Node):
    """``{ a = 1, "b" = 2, (c) = 3 }``; a bare word as a key is a ``Template`` without quotes."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: list[tuple[Expression, Expression]]) -> None:
        super().__init__(start, end)
        self.items = items


class For(Node):
    """``[for k, v in c : value if condition]``, and with a ``key`` ``{for k, v in c : key => value...}``."""

    __slots__ = ("collection", "condition", "groups", "key", "key_name", "value", "value_name")

    def __init__(
        self,
        start: int,
        end: int,
        names: tuple[str | None, str],
        collection: Expression,
        key: Expression | None,
        value: Expression,
        condition: Expression | None,
        groups: bool,
    ) -> None:
        super().__init__(start, end)
        self.key_name, self.value_name = names
        self.collection = collection
        self.key = key
        self.value = value
        self.condition = condition
        self.groups = groups


Part: TypeAlias = Text | Interpolation | IfDirective | ForDirective
Expression: TypeAlias = (
    Literal | Template | Name | Attr | Index | Splat | Call | Conditional | Operation | Tuple | Object | For
)


class Mentions(NamedTuple):
    """What an expression names and calls."""

    paths: list[tuple[list[str], Node]]
    """The traversals, as ``["var", "name"]``, with their nodes."""
    calls: list[Call]
    """The calls of functions."""


class Attribute(Node):
    """``name = value``; ``[key_start, key_end)`` is the name."""

    __slots__ = ("key_end", "key_start", "mentions", "name", "value")

    def __init__(self, name: str, key: tuple[int, int], value: Expression) -> None:
        super().__init__(key[0], value.end)
        self.name = name
        self.key_start, self.key_end = key
        self.value = value
        self.mentions: Mentions | None = None
        """What the value names, once ``walk.mentions`` was asked."""


class Block(Node):
    """``type "label" { … }``; ``[start, header_end)`` is what stands before the brace."""

    __slots__ = ("attributes", "blocks", "broken", "header_end", "labels", "type")

    def __init__(self, start: int, kind: str, labels: tuple[str, ...], header_end: int) -> None:
        super().__init__(start, header_end)
        self.type = kind
        self.labels = labels
        self.header_end = header_end
        self.attributes: dict[str, Attribute] = {}
        self.blocks: list[Block] = []
        self.broken = False
        """Whether reading stopped in the middle, so that something may be missing."""
