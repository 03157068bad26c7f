"""From HCL text to a tree. What cannot be read is one problem; reading goes on at the next block of the
file."""

from __future__ import annotations

import re

from ecslint.base.pattern import regex
from ecslint.source.hcl import nodes
from ecslint.source.hcl.expressions import ALL, IDENT, ExpressionParser
from ecslint.source.hcl.nodes import Attribute, Block, Expression
from ecslint.source.hcl.templates import HclError

_NEXT_BLOCK = regex(
    r"^(?:resource|data|variable|locals|module|output|provider|terraform|moved|removed|import|check|ephemeral)\b",
    re.MULTILINE,
)


class Problem(nodes.Node):
    """What is wrong with the notation, and where."""

    __slots__ = ("message",)

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(start, end)
        self.message = message


def parse_hcl(text: str) -> tuple[Block, list[Problem]]:
    """Read a file; the answer is a block without a type that holds all others, and what could not be read."""
    parser = Parser(text)
    return parser.file(), parser.problems


def parse_template(text: str) -> nodes.Template:
    """Read a text as ``templatefile`` does. Raises ``HclError``."""
    return Parser(text).template_file()


def parse_span(text: str, start: int, end: int) -> nodes.Template:
    """Read the template that ``[start, end)`` of a text is. Raises ``HclError``."""
    parser = Parser(text)
    return nodes.Template(start - 1, end + 1, parser.assembled(parser.lines(start, end)), False)


def parse_expression(text: str, start: int = 0) -> Expression:
    """Read an expression that is all of ``text`` from ``start`` on. Raises ``HclError``."""
    parser = Parser(text)
    parser.pos = start
    parser.newlines = True
    found = parser.expression()
    parser.skip()
    if parser.pos < len(text):
        raise HclError(parser.pos, "unexpected text behind the expression")
    return found


class Parser(ExpressionParser):
    """Reads files: blocks with arguments and blocks in them."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.problems: list[Problem] = []
        """What could not be read."""

    # Bodies

    def file(self) -> Block:
        """Read the whole file into a block without a type."""
        root = Block(0, "", (), 0)
        text = self.text
        while True:
            match = ALL.match(text, self.pos)
            self.pos = match.end() if match is not None else self.pos
            if self.pos >= len(text):
                break
            start = self.pos
            try:
                self.newlines = False
                self._depth = 0
                self.item(root)
            except HclError as error:
                self.note(error)
                after = _NEXT_BLOCK.search(text, max(start + 1, min(error.start, len(text))))
                self.pos = after.start() if after is not None else len(text)
        root.end = len(text)
        return root

    def note(self, error: HclError) -> None:
        """Keep what could not be read."""
        end = self.text.find("\n", error.start)
        end = len(self.text) if end < 0 else end
        self.problems.append(Problem(error.start, min(end, error.start + 1), error.message))

    def item(self, body: Block) -> None:
        """Read an attribute or a block into ``body``."""
        start = self.pos
        match = IDENT.match(self.text, start)
        if match is None:
            raise HclError(start, f"an argument or block is expected here, not {self.shown()}")
        name = match[0]
        self.pos = match.end()
        simple = self.simple()
        character = "=" if simple is not None else self.peek()
        if character == "=" and (simple is not None or not self.text.startswith("==", self.pos)):
            self.pos += simple is None
            value = simple or self.expression()
            if name not in body.attributes:
                body.attributes[name] = Attribute(name, (start, match.end()), value)
            else:
                self.problems.append(Problem(start, match.end(), f'"{name}" is set twice'))
            self.line_end(f'the value of "{name}"')
            return
        labels = []
        while character == '"' or IDENT.match(self.text, self.pos):
            labels.append(self.label(character))
            character = self.peek()
        if character != "{":
            raise HclError(self.pos, f'"=" or "{{" is expected behind "{name}", not {self.shown()}')
        block = Block(start, name, tuple(labels), self.pos)
        while block.header_end > start and self.text[block.header_end - 1] in " \t":
            block.header_end -= 1
        body.blocks.append(block)
        self.pos += 1
        self.block_body(block)
        self.line_end(f'the block "{name}"')

    def label(self, character: str) -> str:
        """Read a label of a block. Raises ``HclError`` for one that is not a plain string."""
        if character != '"':
            return self.identifier("a label")
        template = self.quoted()
        constant = template.constant
        if constant is None:
            raise HclError(template.start, "a label must be a plain string")
        return constant

    def block_body(self, block: Block) -> None:
        """Read a block up to its closing brace."""
        self.deeper()
        try:
            while True:
                match = ALL.match(self.text, self.pos)
                self.pos = match.end() if match is not None else self.pos
                if self.pos >= len(self.text):
                    raise HclError(block.start, f'the block "{block.type}" is not closed: "}}" is missing')
                if self.text[self.pos] == "}":
                    self.pos += 1
                    break
                self.item(block)
        except HclError:
            block.broken = True
            block.end = self.pos
            raise
        block.end = self.pos
        self._depth -= 1

    def line_end(self, what: str) -> None:
        """Raise ``HclError`` unless the line ends here."""
        character = self.peek()
        if character not in ("", "\n", "}"):
            raise HclError(self.pos, f"{self.shown()} is not expected behind {what}; begin a new line")
