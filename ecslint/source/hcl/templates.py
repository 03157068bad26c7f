"""Quoted strings, heredocs and template files: text with interpolations and directives."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable
from typing import Final

from ecslint.base.pattern import regex
from ecslint.source.hcl import nodes
from ecslint.source.hcl.nodes import Expression, Part

_QUOTED = regex(r'[^"\\$%\n]+')
_PLAIN = regex(r"[^$%\n]+")
_HEREDOC = regex(r"<<(-?)([^\W\d][\w-]*)[ \t]*\r?\n")
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_UNICODE = regex(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_DIRECTIVE_NAMES: Final = ("if", "else", "endif", "for", "endfor")


class HclError(Exception):
    """HCL that cannot be read: where, and a sentence that says why."""

    def __init__(self, start: int, message: str) -> None:
        super().__init__(message)
        self.start = start
        self.message = message


class _Directive(nodes.Node):
    """One ``%{ … }`` before it is put together with the others."""

    __slots__ = ("collection", "condition", "names", "trims", "word")

    def __init__(self, start: int, end: int, word: str) -> None:
        super().__init__(start, end)
        self.word = word
        self.condition: Expression | None = None
        self.collection: Expression | None = None
        self.names: tuple[str | None, str] = (None, "")
        self.trims = (False, False)


class _Trim:
    """A ``~`` that takes the spaces beside it away."""


class TemplateReader:
    """Reads templates; the parser of expressions is built on it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.newlines = False

    @abstractmethod
    def expression(self) -> Expression:
        """Read an expression."""

    @abstractmethod
    def accept(self, word: str) -> bool:
        """Take a word if it comes next; say whether it did."""

    @abstractmethod
    def keyword(self, word: str) -> bool:
        """Take an identifier that is exactly ``word``; say whether it came next."""

    @abstractmethod
    def identifier(self, what: str) -> str:
        """Take an identifier. Raises ``HclError`` if none comes next."""

    @abstractmethod
    def deeper(self) -> None:
        """Count a level of nesting. Raises ``HclError`` beyond the limit."""

    def in_brackets(self, read: Callable[[int], Expression]) -> Expression:
        """Read what begins at a bracket; line ends in it are space."""
        start = self.pos
        before, self.newlines = self.newlines, True
        self.pos += 1
        found = read(start)
        self.newlines = before
        return found

    def quoted(self) -> nodes.Template:
        """Read a quoted string, which begins here."""
        start = self.pos
        self.pos += 1
        tokens: list[Part | _Directive] = []
        text = self.text
        while True:
            if self.pos >= len(text) or text[self.pos] == "\n":
                raise HclError(start, "this string is not closed: a quote is missing")
            match = _QUOTED.match(text, self.pos)
            if match is not None:
                tokens.append(nodes.Text(self.pos, match.end(), match[0]))
                self.pos = match.end()
                continue
            character = text[self.pos]
            if character == '"':
                self.pos += 1
                return nodes.Template(start, self.pos, self.assembled(tokens), False)
            if character == "\\":
                tokens.append(self.escape())
            else:
                self.sequence(tokens)

    def escape(self) -> nodes.Text:
        """Read an escape sequence, and return what it stands for."""
        start, text = self.pos, self.text
        match = _UNICODE.match(text, start)
        if match is not None:
            self.pos = match.end()
            code = int(match[1] or match[2], 16)
            return nodes.Text(start, self.pos, chr(code) if code < 0x110000 else "\ufffd")
        found = _ESCAPES.get(text[start + 1 : start + 2])
        if found is None:
            raise HclError(
                start, f'the escape "{text[start : start + 2].strip()}" does not exist; use "\\\\"'
            )
        self.pos += 2
        return nodes.Text(start, self.pos, found)

    def heredoc(self) -> nodes.Template:
        """Read a heredoc, which begins here. The template ends before the line end behind its end word."""
        start, text = self.pos, self.text
        match = _HEREDOC.match(text, start)
        if match is None:
            raise HclError(start, "a heredoc begins with << and a word, at the end of the line")
        end = re.compile(rf"^[ \t]*{re.escape(match[2])}[ \t]*\r?$", re.MULTILINE).search(text, match.end())
        if end is None:
            raise HclError(start, f'the heredoc is not closed: a line with only "{match[2]}" is missing')
        tokens = self.lines(match.end(), end.start())
        if match[1]:
            tokens = _without_indent(tokens)
        self.pos = end.end() - (1 if text[end.end() - 1 : end.end()] == "\r" else 0)
        return nodes.Template(start, self.pos, self.assembled(tokens), True)

    def template_file(self) -> nodes.Template:
        """Read the whole text as a template."""
        tokens = self.lines(0, len(self.text))
        return nodes.Template(0, len(self.text), self.assembled(tokens), True)

    def lines(self, start: int, end: int) -> list[Part | _Directive]:
        """Read ``[start, end)`` as template text in which quotes and backslashes mean nothing."""
        self.pos = start
        tokens: list[Part | _Directive] = []
        text = self.text
        while self.pos < end:
            match = _PLAIN.match(text, self.pos, end)
            at = match.end() if match is not None else self.pos
            if at < end and text[at] == "\n":
                at += 1
            if at > self.pos:
                tokens.append(nodes.Text(self.pos, at, text[self.pos : at]))
                self.pos = at
            else:
                self.sequence(tokens)
        if self.pos > end:
            raise HclError(start, "a template sequence is not closed")
        return tokens

    def sequence(self, tokens: list[Part | _Directive]) -> None:
        """Read what begins with ``$`` or ``%``."""
        start, text = self.pos, self.text
        if text.startswith(("$${", "%%{"), start):
            self.pos += 3
            tokens.append(nodes.Text(start, self.pos, text[start + 1 : start + 3]))
        elif text.startswith(("${", "%{"), start):
            self.pos += 2
            before, self.newlines = self.newlines, True
            trims_left = self.accept("~")
            if text[start] == "$":
                value = self.expression()
                token: Part | _Directive = nodes.Interpolation(start, start, value)
            else:
                token = self.directive(start)
            trims_right = self.accept("~")
            if not self.accept("}"):
                raise HclError(start, '"}" is missing behind the template sequence')
            self.newlines = before
            token.end = self.pos
            if trims_left:
                _trim_right(tokens)
            tokens.append(token)
            if trims_right:
                self.skip_space(tokens)
        else:
            self.pos += 1
            tokens.append(nodes.Text(start, self.pos, text[start]))

    def skip_space(self, tokens: list[Part | _Directive]) -> None:
        """Leave out the spaces and line ends that follow."""
        match = re.compile(r"\s*").match(self.text, self.pos)
        if match is not None and match.end() > self.pos:
            tokens.append(nodes.Text(self.pos, match.end(), ""))
            self.pos = match.end()

    def directive(self, start: int) -> _Directive:
        """Read ``%{ if }`` or ``%{ for }`` with all up to its end."""
        word = self.identifier("a word such as if or for")
        if word not in _DIRECTIVE_NAMES:
            raise HclError(start, f'"{word}" is not a template directive')
        token = _Directive(start, start, word)
        if word == "if":
            token.condition = self.expression()
        elif word == "for":
            first = self.identifier("the name of the loop variable")
            token.names = (None, first)
            if self.accept(","):
                token.names = (first, self.identifier("the name of the second loop variable"))
            if not self.keyword("in"):
                raise HclError(self.pos, '"in" is missing behind "for"')
            token.collection = self.expression()
        return token

    def assembled(self, tokens: list[Part | _Directive]) -> list[Part]:
        """Put directives together with what they enclose."""
        if not any(isinstance(token, _Directive) for token in tokens):
            return [token for token in tokens if not isinstance(token, _Directive)]
        parts, rest = _gathered(tokens, 0, ())
        if rest < len(tokens):
            raise HclError(tokens[rest].start, "this template directive closes nothing")
        return parts


def _gathered(
    tokens: list[Part | _Directive], at: int, ends: tuple[str, ...], depth: int = 0
) -> tuple[list[Part], int]:
    """Return the parts from ``at`` to the directive that is one of ``ends``, and where that is."""
    parts: list[Part] = []
    if depth > 50:
        raise HclError(tokens[at - 1].start, "template directives are nested too deeply")
    while at < len(tokens):
        token = tokens[at]
        if not isinstance(token, _Directive):
            parts.append(token)
            at += 1
        elif token.condition is not None:
            yes, at = _gathered(tokens, at + 1, ("else", "endif"), depth + 1)
            no: list[Part] = []
            if at < len(tokens) and tokens[at].__class__ is _Directive and _word(tokens[at]) == "else":
                no, at = _gathered(tokens, at + 1, ("endif",), depth + 1)
            end = _closed(tokens, at, token)
            parts.append(nodes.IfDirective(token.start, end, token.condition, yes, no))
            at += 1
        elif token.collection is not None:
            body, at = _gathered(tokens, at + 1, ("endfor",), depth + 1)
            end = _closed(tokens, at, token)
            key, value = token.names
            parts.append(nodes.ForDirective(token.start, end, key, value, token.collection, body))
            at += 1
        elif token.word in ends:
            return parts, at
        else:
            return parts, at
    return parts, at


def _word(token: Part | _Directive) -> str:
    return token.word if isinstance(token, _Directive) else ""


def _closed(tokens: list[Part | _Directive], at: int, opening: _Directive) -> int:
    wanted = "endif" if opening.word == "if" else "endfor"
    if at >= len(tokens) or _word(tokens[at]) != wanted:
        raise HclError(opening.start, f"%{{ {opening.word} }} is not closed: %{{ {wanted} }} is missing")
    return tokens[at].end


def _trim_right(tokens: list[Part | _Directive]) -> None:
    """Take the spaces at the end of what was read so far away."""
    while tokens and isinstance(tokens[-1], nodes.Text):
        last = tokens[-1]
        kept = last.text.rstrip()
        if kept:
            tokens[-1] = nodes.Text(last.start, last.start + len(kept), kept) if kept != last.text else last
            return
        tokens.pop()


def _without_indent(tokens: list[Part | _Directive]) -> list[Part | _Directive]:
    """Take the smallest indentation of all lines away from each, as ``<<-`` does."""
    firsts = []
    fresh = True
    for index, token in enumerate(tokens):
        is_text = isinstance(token, nodes.Text)
        if fresh and isinstance(token, nodes.Text) and token.text.strip():
            firsts.append((index, len(token.text) - len(token.text.lstrip(" \t"))))
        elif fresh and isinstance(token, nodes.Text) and not token.text.endswith("\n"):
            firsts.append((index, len(token.text)))
        elif fresh and not is_text:
            return tokens
        fresh = isinstance(token, nodes.Text) and token.text.endswith("\n")
    least = min((count for _, count in firsts), default=0)
    out = list(tokens)
    for index, _ in firsts if least else ():
        token = out[index]
        if isinstance(token, nodes.Text):
            out[index] = nodes.Text(token.start + least, token.end, token.text[least:])
    return out
