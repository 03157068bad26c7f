"""What is wrong with a text that is almost JSON: the one mistake that explains it, and how to read on.

Each method answers a token that does not fit where it stands. It reports once and puts the reader back on
track; where brackets do not match, the end of the text says nothing more about them.
"""

from __future__ import annotations

from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.source.json.brackets import BracketReader
from ecslint.source.json.reader import SYNTAX
from ecslint.source.json.tokens import Token
from ecslint.source.json.words import (
    BLANK,
    COLON,
    LINE_END,
    STRING_END,
    UNCLOSED_KEY,
    odd_quotes,
    shorten,
    unquoted_end,
    words_end,
)
from ecslint.source.parsed import Parsed

_PYTHON = {"True": ("true", True), "False": ("false", False), "None": ("null", None)}


def read_json(text: str) -> Parsed:
    """Read a text that is not quite JSON."""
    return TolerantReader(text).read()


class TolerantReader(BracketReader):
    """A reader that survives mistakes."""

    # Values

    def unquoted(self, token: Token) -> None:
        """Take a value that is no JSON: a placeholder, a Python literal, a string in other quotes, a word."""
        text, start = self.text, token.start
        quoted = odd_quotes(text, start)
        if quoted:
            inner, self.pos = quoted
            message = f'JSON strings stand in straight double quotes; use "{shorten(inner)}"'
            self.mistake(message, start, self.pos)
            self.store(inner, start, self.pos)
            return
        end, templated = unquoted_end(text, start)
        word = text[start:end]
        self.pos = end
        if templated or BLANK.fullmatch(word):
            self.store(Unresolved(PLACEHOLDER, word), start, end)
        elif word in _PYTHON:
            written, value = _PYTHON[word]
            self.mistake(f"`{word}` is Python; use `{written}`", start, end)
            self.store(value, start, end)
        elif text.startswith('"', end):
            self.pos = end + 1
            self.mistake(f'the opening quote of "{shorten(word)}" is missing; add it', start, end)
            self.store(word, start, self.pos)
        else:
            self.words(start, max(end, words_end(text, start)))

    def words(self, start: int, end: int) -> None:
        """Take text without quotes."""
        self.pos = end
        word = self.text[start:end]
        if word in ("NaN", "Infinity", "-Infinity", "undefined"):
            self.mistake(f"`{word}` is JavaScript, and JSON has no such value; use another", start, end)
        elif word[0] in "+-.0123456789":
            self.mistake(f"`{shorten(word)}` is not a number in JSON; quote it, or use digits", start, end)
        else:
            self.mistake(f'text stands in double quotes; use "{shorten(word)}"', start, end)
        self.store(Unresolved(SYNTAX, word), start, end)

    def unclosed_string(self, token: Token) -> None:
        """Take a string whose closing quote is missing, or that runs over several lines."""
        text, start = self.text, token.start
        found = LINE_END.search(text, start)
        line_end = found.start() if found else len(text)
        close = text.find('"', line_end, line_end + 10_000)
        between = text[line_end:close] if close > 0 else ""
        if between.strip(" \t\r\n{}[],") and ":" not in between and STRING_END.match(text, close):
            self.pos = close + 1
            self.mistake("a string cannot run over the end of a line; use `\\n` for it", start, line_end)
            self.store(Unresolved(SYNTAX, text[start : self.pos]), start, self.pos)
            return
        end = start + max(1, len(text[start:line_end].rstrip(",]} \t")))
        self.pos = end
        self.mistake(f"the closing quote of `{shorten(text[start:end])}` is missing; add it", start, end)
        self.store(Unresolved(SYNTAX, text[start:end]), start, end)

    def no_value(self, token: Token) -> None:
        """Answer a comma, colon or closing bracket where a value is due."""
        mark = self.text[token.start]
        if mark == ":":
            self.mistake("one colon too many; remove it", token.start, token.end)
        elif self.stack and self.stack[-1].opener == "{":
            self.valueless_key(self.stack[-1])
            self.comma_due(token)
        else:
            self.mistake(f"a value is expected, and `{mark}` found", token.start, token.end)
            self.stopped = self.stopped or not self.stack

    # Keys and colons

    def odd_key(self, token: Token) -> None:
        """Answer anything but a key and its colon, or a closing brace."""
        if token.kind in ("string", "quote"):
            unclosed = UNCLOSED_KEY.match(self.text, token.start)
            if unclosed:
                self.pos = token.start + 1 + len(unclosed[1])
                self.take_key(unclosed[1], token.start, self.pos)
                message = f'the closing quote of the key "{shorten(unclosed[1])}" is missing; add it'
                self.mistake(message, token.start, self.pos)
            elif token.kind == "string":
                self.take_key(self.string(token), token.start, token.end)
            else:
                self.mistake(
                    f"the closing quote of {self.shown(token)} is missing; add it", token.start, token.end
                )
                self.resync(token.start)
        elif token.kind == "mark":
            self.mark_for_key(token)
        else:
            self.word_for_key(token)

    def mark_for_key(self, token: Token) -> None:
        """Answer a bracket, comma or colon where a key is due."""
        mark = self.text[token.start]
        outer = self.stack[-2].opener if len(self.stack) > 1 else ""
        if mark == "]":
            self.closer(token)
        elif mark == ",":
            self.extra_comma(token)
        elif mark == "{" and self.comma >= 0 and outer == "[":
            if not self.missing_before():
                self.mistake("a `}` is missing before this `{`; add it", token.start, token.end)
                self.fixed()
            self.close(self.comma)
            self.value(token)
            self.cut()
        elif mark == ":":
            self.mistake("a key is missing before this colon; add it", token.start, token.end)
            self.resync(token.end)
        else:
            self.mistake(f"a key in double quotes is expected, and `{mark}` found", token.start, token.end)
            self.resync(token.start)

    def word_for_key(self, token: Token) -> None:
        """Answer a key that is not in double quotes."""
        text, start = self.text, token.start
        quoted = odd_quotes(text, start)
        if quoted and COLON.match(text, quoted[1]):
            inner, self.pos = quoted
            self.take_key(inner, start, self.pos)
            self.mistake(f'keys stand in straight double quotes; use "{shorten(inner)}"', start, self.pos)
            return
        end, templated = unquoted_end(text, start)
        word = text[start:end]
        if templated:
            self.placeholder_key(token)
        elif COLON.match(text, end):
            self.pos = end
            self.take_key(word, start, end)
            self.mistake(f'keys stand in double quotes; use "{shorten(word)}"', start, end)
        elif text.startswith('"', end) and COLON.match(text, end + 1):
            self.pos = end + 1
            self.take_key(word, start, self.pos)
            self.mistake(f'the opening quote of the key "{shorten(word)}" is missing; add it', start, end)
        else:
            self.mistake(f"a key in double quotes is expected, and {self.shown(token)} found", start, end)
            self.resync(end)

    def no_colon(self, token: Token) -> None:
        """Answer anything but a colon behind a key."""
        kind, start, end = token
        frame = self.stack[-1]
        mark = self.text[start] if kind in ("mark", "other") else ""
        if mark in (",", "}", "]"):
            self.valueless_key(frame)
            self.comma_due(token)
        elif kind == "string" and COLON.match(self.text, end):
            self.valueless_key(frame)
            self.key(token)
        elif mark == "=":
            self.pos = start + 2 if self.text.startswith("=>", start) else end
            message = f'`=` follows the key "{shorten(frame.key)}"; use a colon'
            self.mistake(message, start, self.pos)
            self.want = self.value
        else:
            message = f'a colon is missing after the key "{shorten(frame.key)}"; add it'
            self.mistake(message, frame.key_start, frame.key_end)
            self.value(token)
