"""From the text of HCL's expressions to a tree."""

from __future__ import annotations

import re
from functools import partial
from itertools import islice
from typing import Final

from ecslint.base.number import bounded, whole
from ecslint.base.pattern import regex
from ecslint.source.hcl import nodes
from ecslint.source.hcl.nodes import Expression
from ecslint.source.hcl.templates import HclError, TemplateReader

MAX_DEPTH: Final = 100
MAX_CHAIN: Final = 200
"""Operators of one level, and names or keys behind a value: each is the parent of all before it."""
"""Brackets, blocks and operators in each other; people do not write more."""

_INLINE = regex(r"(?:[ \t\r]+|(?:#|//)[^\n]*|/\*.*?\*/)*+", re.DOTALL)
ALL = regex(r"(?:[ \t\r\n]+|(?:#|//)[^\n]*|/\*.*?\*/)*+", re.DOTALL)
IDENT = regex(r"[^\W\d][\w-]*")
_FUNCTION = regex(r"[^\W\d][\w-]*(?:::[^\W\d][\w-]*)*")
_NUMBER = regex(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_OPERATOR = regex(r"\|\||&&|==|!=|<=|>=|<|>|\+|-|\*|/|%(?!\{)")
_PRECEDENCE: Final = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
_BEGINS_SPACE: Final = frozenset(" \t\r\n#/")
"""Characters with which spaces and comments begin."""
_SIMPLE: Final = regex(
    r'[ \t]*=[ \t]*(?:"([^"\\$%\r\n]+)"|(\d{1,18})|([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*){0,9}))'
    r"(?=[ \t]*\r?(?:\n|\Z))",
    re.ASCII,
)
"""What most arguments are: a text, a number or a name that fills the rest of the line."""
_WORDS: Final = {"true": True, "false": False, "null": None}


class ExpressionParser(TemplateReader):
    """A recursive descent parser of expressions; ``newlines`` says whether line ends are mere space, as in
    brackets."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.newlines = False
        self._depth = 0

    # Space and small words

    def skip(self) -> None:
        """Pass over spaces and comments, and over line ends in brackets."""
        if self.text[self.pos : self.pos + 1] not in _BEGINS_SPACE:
            return
        match = (ALL if self.newlines else _INLINE).match(self.text, self.pos)
        if match is not None:
            self.pos = match.end()

    def peek(self) -> str:
        """Return the next character behind space, empty at the end."""
        found = self.text[self.pos : self.pos + 1]
        if found in _BEGINS_SPACE:
            self.skip()
            found = self.text[self.pos : self.pos + 1]
        return found

    def accept(self, word: str) -> bool:
        """Take a word if it comes next; say whether it did."""
        if self.text[self.pos : self.pos + 1] in _BEGINS_SPACE:
            self.skip()
        if self.text.startswith(word, self.pos):
            self.pos += len(word)
            return True
        return False

    def expect(self, word: str, where: str) -> None:
        """Take a word. Raises ``HclError`` if it does not come next."""
        if not self.accept(word):
            raise HclError(self.pos, f'"{word}" is missing {where}')

    def identifier(self, what: str) -> str:
        """Take an identifier. Raises ``HclError`` if none comes next."""
        self.skip()
        match = IDENT.match(self.text, self.pos)
        if match is None:
            raise HclError(self.pos, f"{what} is missing")
        self.pos = match.end()
        return match[0]

    def keyword(self, word: str) -> bool:
        """Take an identifier that is exactly ``word``; say whether it came next."""
        self.skip()
        match = IDENT.match(self.text, self.pos)
        if match is not None and match[0] == word:
            self.pos = match.end()
            return True
        return False

    def shown(self) -> str:
        """Return what comes next as messages quote it."""
        word = re.compile(r'\w[\w-]*|"|\S|').match(self.text, self.pos)
        found = word[0] if word is not None else ""
        return f"'{found}'" if found == '"' else f'"{found}"' if found else "the end of the file"

    def deeper(self) -> None:
        """Count a level of nesting. Raises ``HclError`` beyond ``MAX_DEPTH``."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise HclError(self.pos, "this is nested too deeply to be read")

    # Expressions

    def simple(self) -> Expression | None:
        """Read ``= value`` that is a text, a number or a name on one line; ``None`` for all else."""
        match = _SIMPLE.match(self.text, self.pos)
        if match is None:
            return None
        self.pos = match.end()
        kind = match.lastindex or 0
        start, end = match.span(kind)
        if kind == 1:
            return nodes.Template(start - 1, end + 1, [nodes.Text(start, end, match[1])], False)
        if kind == 2:
            return nodes.Literal(start, end, int(match[2]))
        first, *rest = match[3].split(".")
        if not rest and first in _WORDS:
            return nodes.Literal(start, end, _WORDS[first])
        position = start + len(first)
        found: Expression = nodes.Name(start, position, first)
        for name in rest:
            position += len(name) + 1
            found = nodes.Attr(start, position, found, name)
        return found

    def expression(self) -> Expression:
        """Read an expression."""
        self.deeper()
        condition = self.operation(1)
        if self.peek() == "?":
            self.pos += 1
            yes = self.expression()
            self.expect(":", "in the conditional expression")
            no = self.expression()
            condition = nodes.Conditional(condition.start, no.end, condition, yes, no)
        self._depth -= 1
        return condition

    def operation(self, lowest: int) -> Expression:
        """Read operators that bind at least as tightly as ``lowest``."""
        left = self.unary()
        for _ in range(MAX_CHAIN):
            self.skip()
            match = _OPERATOR.match(self.text, self.pos)
            if match is None:
                return left
            level = _PRECEDENCE[match[0]]
            if level < lowest:
                return left
            self.pos = match.end()
            right = self.operation(level + 1)
            left = nodes.Operation(left.start, right.end, match[0], left, right)
        raise HclError(self.pos, "this is nested too deeply to be read")

    def unary(self) -> Expression:
        """Read a term with the signs before it and what is behind it."""
        character = self.peek()
        if character in ("-", "!"):
            start = self.pos
            self.pos += 1
            self.deeper()
            value = self.unary()
            self._depth -= 1
            return nodes.Operation(start, value.end, character, None, value)
        return self.postfix(self.term())

    def term(self) -> Expression:
        """Read a literal, a name, a call, or something in brackets."""
        character = self.peek()
        start = self.pos
        if character == '"':
            return self.quoted()
        if character == "[":
            return self.in_brackets(self.tuple)
        if character == "{":
            return self.in_brackets(self.object)
        if character == "(":
            return self.in_brackets(self.parenthesis)
        match = _NUMBER.match(self.text, start)
        if match is not None:
            self.pos = match.end()
            digits = match[0]
            number = whole(digits) if digits.isdecimal() else bounded(float(digits))
            return nodes.Literal(start, self.pos, number)
        match = _FUNCTION.match(self.text, start)
        if match is not None:
            self.pos = match.end()
            if self.peek() == "(":
                return self.in_brackets(lambda begin: self.call(start, match[0]))
            self.pos = match.end()
            if match[0] in _WORDS:
                return nodes.Literal(start, match.end(), _WORDS[match[0]])
            return nodes.Name(start, match.end(), match[0])
        if self.text.startswith("<<", start):
            return self.heredoc()
        raise HclError(start, f"a value is expected here, not {self.shown()}")

    def parenthesis(self, start: int) -> Expression:
        """Read an expression in parentheses."""
        found = self.expression()
        self.expect(")", "behind the expression")
        return found

    def call(self, start: int, name: str) -> Expression:
        """Read the arguments of a call."""
        arguments: list[Expression] = []
        expands = False
        while not self.accept(")"):
            arguments.append(self.expression())
            if self.accept("..."):
                expands = True
            if not self.accept(","):
                self.expect(")", f"behind the arguments of {name}")
                break
        return nodes.Call(start, self.pos, name, arguments, expands)

    def tuple(self, start: int) -> Expression:
        """Read the items of a list, or a ``for`` expression."""
        if self.keyword("for"):
            return self.comprehension(start, "]")
        items: list[Expression] = []
        while not self.accept("]"):
            items.append(self.expression())
            if not self.accept(","):
                self.expect("]", "behind the last item of the list")
                break
        return nodes.Tuple(start, self.pos, items)

    def object(self, start: int) -> Expression:
        """Read the members of an object, or a ``for`` expression."""
        after = self.pos
        if self.keyword("for"):
            if self.peek() not in ("=", ":"):
                return self.comprehension(start, "}")
            self.pos = after
        items: list[tuple[Expression, Expression]] = []
        while not self.accept("}"):
            key = self.key()
            if not self.accept("=") and not self.accept(":"):
                raise HclError(self.pos, f'"=" is expected behind the key, not {self.shown()}')
            self.newlines = True
            self.skip()
            self.newlines = False
            value = self.expression()
            self.newlines = False
            items.append((key, value))
            separated = self.accept(",") or self.peek() == "\n"
            self.newlines = True
            if not separated:
                self.expect("}", "behind the last member of the object")
                break
        return nodes.Object(start, self.pos, items)

    def key(self) -> Expression:
        """Read the key of a member; a bare name stands for itself."""
        self.skip()
        match = IDENT.match(self.text, self.pos)
        if match is not None:
            end = match.end()
            blank = ALL.match(self.text, end)
            behind = blank.end() if blank is not None else end
            if self.text[behind : behind + 1] in ("=", ":"):
                start, self.pos = self.pos, behind
                return nodes.Template(start, end, [nodes.Text(start, end, match[0])], False)
        return self.expression()

    def comprehension(self, start: int, close: str) -> Expression:
        """Read a ``for`` expression behind the word ``for``."""
        first = self.identifier("the name of the loop variable")
        names: tuple[str | None, str] = (None, first)
        if self.accept(","):
            names = (first, self.identifier("the name of the second loop variable"))
        if not self.keyword("in"):
            raise HclError(self.pos, '"in" is missing behind "for"')
        collection = self.expression()
        self.expect(":", 'behind the collection of "for"')
        key: Expression | None = None
        value = self.expression()
        groups = False
        if close == "}":
            self.expect("=>", 'between key and value of "for"')
            key, value = value, self.expression()
            groups = self.accept("...")
        condition = self.expression() if self.keyword("if") else None
        self.expect(close, 'behind the "for" expression')
        return nodes.For(start, self.pos, names, collection, key, value, condition, groups)

    def postfix(self, value: Expression) -> Expression:
        """Read ``.name``, ``[key]``, ``[*]`` and ``.*`` behind a value."""
        text = self.text
        for _ in range(MAX_CHAIN):
            self.skip()
            start = self.pos
            if text.startswith("[*]", start):
                self.pos += 3
                item = nodes.Name(start, self.pos, nodes.SPLAT_ITEM)
                self.deeper()
                each = self.postfix(item)
                self._depth -= 1
                return nodes.Splat(value.start, self.pos, value, each)
            if text.startswith(".*", start):
                self.pos += 2
                each = nodes.Name(start, self.pos, nodes.SPLAT_ITEM)
                for match in islice(iter(lambda: _ATTRIBUTE.match(text, self.pos), None), MAX_CHAIN):
                    self.pos = match.end()
                    each = nodes.Attr(start, self.pos, each, match[1])
                value = nodes.Splat(value.start, self.pos, value, each)
            elif text.startswith("[", start):
                value = self.in_brackets(partial(self.index, value))
            elif text.startswith(".", start) and not text.startswith("..", start):
                self.pos += 1
                value = self.attribute(value)
            else:
                return value
        raise HclError(self.pos, "this is nested too deeply to be read")

    def attribute(self, value: Expression) -> Expression:
        """Read a name or a number behind a dot."""
        match = re.compile(r"\d+").match(self.text, self.pos)
        if match is not None:
            self.pos = match.end()
            key = nodes.Literal(match.start(), match.end(), int(match[0][:9]))
            return nodes.Index(value.start, self.pos, value, key)
        name = self.identifier('a name behind "."')
        return nodes.Attr(value.start, self.pos, value, name)

    def index(self, of: Expression, start: int) -> Expression:
        """Read a key in square brackets."""
        key = self.expression()
        self.expect("]", "behind the index")
        return nodes.Index(of.start, self.pos, of, key)


_ATTRIBUTE = regex(r"\.([^\W\d][\w-]*)")
