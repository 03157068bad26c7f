"""What is wrong with a text that is almost JSON: the one mistake that explains it, and how to read on.

Each method answers a token that does not fit where it stands. It reports once and puts the reader back on
track; where brackets do not match, the end of the text says nothing more about them.
"""

from __future__ import annotations

from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.source.json.reader import CLOSER, SYNTAX, Frame
from ecslint.source.json.templates import TemplateReader
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
from ecslint.source.places import Node

_OPENER = {"}": "{", "]": "["}
_PYTHON = {"True": ("true", True), "False": ("false", False), "None": ("null", None)}


def read_json(text: str) -> Parsed:
    """Read a text that is not quite JSON."""
    return TolerantReader(text).read()


class TolerantReader(TemplateReader):
    """A reader that survives mistakes."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.root_frame: Frame | None = None  # that of the document, once it is closed
        self.outdented: tuple[str, int, int] | None = None
        """The first key that stands no further right than the line that opens its object: key, start, end."""

    def close(self, end: int) -> None:
        if len(self.stack) == 1:
            self.root_frame = self.stack[0]
        super().close(end)

    def take_key(self, key: str, start: int, end: int) -> None:
        if self.outdented is None:
            opener = self.stack[-1].node.start
            line_start = self.text.rfind("\n", 0, start) + 1
            column = start - line_start
            begins = opener < line_start and column < 200 and not self.text[line_start:start].strip()
            if begins and column <= len(self.indent(opener)):
                self.outdented = key, start, end
        super().take_key(key, start, end)

    def shown(self, token: Token) -> str:
        """Return the token as messages quote it."""
        text, (kind, start, end) = self.text, token
        if kind == "string":
            return shorten(text[start:end])
        if kind == "quote":
            return f"`{shorten(text[start : max(end, words_end(text, start + 1))])}`"
        if kind == "other":
            end = max(end, words_end(text, start))
        return f"`{shorten(text[start:end])}`"

    def fixed(self) -> None:
        """Note that the innermost bracket had to be guessed."""
        self.unbalanced = True
        self.cut()
        route = self.route()[:-1]
        (self.doubtful if self.stack[-1].opener == "[" else self.wrong).append(route)

    def forget(self) -> None:
        """Make the value just read unknown."""
        frame = self.stack[-1]
        if frame.data:
            frame.data[frame.key if frame.opener == "{" else -1] = Unresolved(SYNTAX)

    def resync(self, start: int) -> None:
        """Go to the comma or closing bracket that ends the member or element that cannot be read."""
        self.pos = self.passed_over(start)
        self.comma = -1
        self.want = self.comma_due
        self.unbalanced = True
        self.cut()

    # Values

    def unquoted(self, token: Token) -> None:
        """Take a value that is no JSON: a placeholder, a Python literal, a string in other quotes, a word."""
        text, start = self.text, token.start
        quoted = odd_quotes(text, start)
        if quoted:
            inner, self.pos = quoted
            message = f'JSON strings stand in straight double quotes: write "{shorten(inner)}"'
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
            self.mistake(f"`{word}` is Python: JSON writes `{written}`", start, end)
            self.store(value, start, end)
        elif text.startswith('"', end):
            self.pos = end + 1
            self.mistake(f'the opening quote of "{shorten(word)}" is missing', start, end)
            self.store(word, start, self.pos)
        else:
            self.words(start, max(end, words_end(text, start)))

    def words(self, start: int, end: int) -> None:
        """Take text without quotes."""
        self.pos = end
        word = self.text[start:end]
        if word in ("NaN", "Infinity", "-Infinity", "undefined"):
            self.mistake(f"`{word}` is JavaScript: JSON has no such value", start, end)
        elif word[0] in "+-.0123456789":
            self.mistake(f"`{shorten(word)}` is no number that JSON knows", start, end)
        else:
            self.mistake(f'text stands in double quotes: write "{shorten(word)}"', start, end)
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
            self.mistake("a string cannot run over the end of a line: write `\\n` for it", start, line_end)
            self.store(Unresolved(SYNTAX, text[start : self.pos]), start, self.pos)
            return
        end = start + max(1, len(text[start:line_end].rstrip(",]} \t")))
        self.pos = end
        self.mistake(f"the closing quote of `{shorten(text[start:end])}` is missing", start, end)
        self.store(Unresolved(SYNTAX, text[start:end]), start, end)

    def no_value(self, token: Token) -> None:
        """Answer a comma, colon or closing bracket where a value is due."""
        mark = self.text[token.start]
        if mark == ":":
            self.mistake("one colon too many", token.start, token.end)
        elif self.stack and self.stack[-1].opener == "{":
            self.valueless_key(self.stack[-1])
            self.comma_due(token)
        else:
            self.mistake(f"a value is expected, and `{mark}` found", token.start, token.end)
            self.stopped = self.stopped or not self.stack

    def valueless_key(self, frame: Frame) -> None:
        self.mistake(f'the key "{shorten(frame.key)}" has no value', frame.key_start, frame.key_end)
        self.store(Unresolved(SYNTAX), frame.key_end, frame.key_end)

    def extra_comma(self, token: Token) -> None:
        what = "member" if self.stack[-1].opener == "{" else "value"
        if self.template_end < max(self.comma, self.stack[-1].node.start):
            self.mistake(f"one comma too many: a {what} is missing before it", token.start, token.end)
        self.comma = token.start

    # Keys and colons

    def odd_key(self, token: Token) -> None:
        """Answer anything but a key and its colon, or a closing brace."""
        if token.kind in ("string", "quote"):
            unclosed = UNCLOSED_KEY.match(self.text, token.start)
            if unclosed:
                self.pos = token.start + 1 + len(unclosed[1])
                self.take_key(unclosed[1], token.start, self.pos)
                message = f'the closing quote of the key "{shorten(unclosed[1])}" is missing'
                self.mistake(message, token.start, self.pos)
            elif token.kind == "string":
                self.take_key(self.string(token), token.start, token.end)
            else:
                self.mistake(f"the closing quote of {self.shown(token)} is missing", token.start, token.end)
                self.resync(token.start)
        elif token.kind == "mark":
            self.mark_for_key(token)
        else:
            self.word_for_key(token)

    def mark_for_key(self, token: Token) -> None:
        mark = self.text[token.start]
        outer = self.stack[-2].opener if len(self.stack) > 1 else ""
        if mark == "]":
            self.closer(token)
        elif mark == ",":
            self.extra_comma(token)
        elif mark == "{" and self.comma >= 0 and outer == "[":
            if not self.missing_before():
                self.mistake("a `}` is missing before this `{`", token.start, token.end)
                self.fixed()
            self.close(self.comma)
            self.value(token)
            self.cut()
        elif mark == ":":
            self.mistake("a key is missing before this colon", token.start, token.end)
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
            self.mistake(f'keys stand in straight double quotes: write "{shorten(inner)}"', start, self.pos)
            return
        end, templated = unquoted_end(text, start)
        word = text[start:end]
        if templated:
            self.placeholder_key(token)
        elif COLON.match(text, end):
            self.pos = end
            self.take_key(word, start, end)
            self.mistake(f'keys stand in double quotes: write "{shorten(word)}"', start, end)
        elif text.startswith('"', end) and COLON.match(text, end + 1):
            self.pos = end + 1
            self.take_key(word, start, self.pos)
            self.mistake(f'the opening quote of the key "{shorten(word)}" is missing', start, end)
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
            message = f'a colon is expected after the key "{shorten(frame.key)}", and `=` found'
            self.mistake(message, start, self.pos)
            self.want = self.value
        else:
            message = f'a colon is missing after the key "{shorten(frame.key)}"'
            self.mistake(message, frame.key_start, frame.key_end)
            self.value(token)

    # Commas and closing brackets

    def no_comma(self, token: Token) -> None:
        """Answer anything but a comma or closing bracket behind a value."""
        text, (kind, start, end) = self.text, token
        frame = self.stack[-1]
        in_list = frame.opener == "["
        if kind == "mark" and text[start] == ":":
            self.colon_for_comma(token)
        elif kind == "other" and self.inner_quote(start):
            pass
        elif (kind == "string" and (in_list or COLON.match(text, end))) or (
            (in_list and kind != "other") or (kind in ("other", "quote") and not in_list)
        ):
            self.mistake(f"a comma is missing before {self.shown(token)}", start, end)
            self.want = self.element if in_list else self.key
            self.want(token)
        else:
            message = f"a comma or `{CLOSER[frame.opener]}` is expected, and {self.shown(token)} found"
            self.mistake(message, start, end)
            self.resync(start)

    def colon_for_comma(self, token: Token) -> None:
        """Answer a colon behind a value: that value was a key."""
        frame = self.stack[-1]
        values = frame.data if frame.opener == "[" else [frame.data.get(frame.key)]
        last = values[-1] if values else None
        elements, members = frame.node.elements, frame.node.members
        if not isinstance(last, str) or not (elements or (members and frame.key in members)):
            self.mistake("a comma is expected, and `:` found", token.start, token.end)
            self.resync(token.end)
        elif elements:
            self.key_in_list(frame, elements.pop())
        elif members:
            self.key_for_value(frame, members[frame.key][2])

    def key_in_list(self, frame: Frame, node: Node) -> None:
        """Answer a key among the elements of ``frame``: ``{`` is missing before it, or ``]``."""
        start, end = node.start, node.end
        key = frame.data.pop()
        outer = self.stack[-2].opener if len(self.stack) > 1 else ""
        outside = len(self.indent(start)) <= len(self.indent(frame.node.start))
        if outer == "{" and frame.data and outside:
            self.mistake(f'a `]` is missing before "{shorten(key)}"', start, end)
            self.fixed()
            self.close(start)
        else:
            self.mistake(f'a `{{` is missing before "{shorten(key)}"', start, end)
            self.stack.append(self.frame("{", start))
        self.take_key(key, start, end)
        self.fixed()
        self.want = self.value

    def key_for_value(self, frame: Frame, node: Node) -> None:
        """Answer a key where the value of another was due: that one has no value, or ``{`` is missing."""
        start, end = node.start, node.end
        key = frame.data[frame.key]
        self.forget()
        inside = len(self.indent(start)) > len(self.indent(frame.key_start))
        if inside or "\n" not in self.text[frame.key_end : start]:
            self.mistake(f'a `{{` is missing before "{shorten(key)}"', start, end)
            self.stack.append(self.frame("{", start))
            self.take_key(key, start, end)
            self.fixed()
        else:
            message = f'the key "{shorten(frame.key)}" has no value'
            self.mistake(message, frame.key_start, frame.key_end)
            node.start = node.end = frame.key_end
            self.take_key(key, start, end)
        self.want = self.value

    def inner_quote(self, start: int) -> bool:
        """Say whether the string before ``start`` ended at a quote that belongs to its text; fix that."""
        text, frame = self.text, self.stack[-1]
        node = frame.node.elements[-1] if frame.node.elements else None
        if frame.node.members and frame.key in frame.node.members:
            node = frame.node.members[frame.key][2]
        if node is None or node.end != self.last_end or text[node.end - 1] != '"':
            return False
        line_end = LINE_END.search(text, start)
        closing = STRING_END.search(text, start, line_end.start() if line_end else len(text))
        if closing is None or "\n" in text[node.end : start]:
            return False
        self.mistake('a `"` inside a string is written `\\"`', node.end - 1, node.end)
        self.pos = node.end = closing.end()
        self.forget()
        return True

    def wrong_closer(self, token: Token) -> None:
        """Answer a closing bracket of the other kind: a slip, or brackets before it that are not closed."""
        mark = self.text[token.start]
        frame = self.stack[-1]
        expected = CLOSER[frame.opener]
        outer = next((other for other in reversed(self.stack) if other.opener != frame.opener), None)
        line = self.line(frame.node.start)
        if self.is_slip(token, frame, outer):
            message = f"`{expected}` is expected for the `{frame.opener}` of line {line}, and `{mark}` found"
            self.mistake(message, token.start, token.end)
            self.fixed()
            self.close(token.end)
        elif outer is None:
            message = f"no `{_OPENER[mark]}` is open that this `{mark}` could close"
            self.mistake(message, token.start, token.end)
            self.forget()
            self.fixed()
            self.want = self.comma_due
        else:
            message = (
                f"a `{expected}` is missing before this `{mark}`, for the `{frame.opener}` of line {line}"
            )
            known = expected == "}" and self.missing_before()
            if not known:
                self.mistake(message, token.start, token.end)
            while self.stack[-1] is not outer:
                if not known:
                    self.fixed()
                self.close(token.start)
            self.close(token.end)

    def is_slip(self, token: Token, frame: Frame, outer: Frame | None) -> bool:
        """Say whether a closing bracket stands where that of ``frame`` should, going by lines and blanks."""
        start, opener = token.start, frame.node.start
        line_start = self.text.rfind("\n", 0, start) + 1
        if self.text[line_start:start].strip():
            return line_start <= opener and (outer is None or len(self.stack) <= 2)
        own = self.indent(start) == self.indent(opener)
        return own and (outer is None or self.indent(start) != self.indent(outer.node.start))

    def indent(self, offset: int) -> str:
        """Return the blanks at the beginning of the line of ``offset``."""
        line = self.text[self.text.rfind("\n", 0, offset) + 1 : offset + 1]
        return line[: len(line) - len(line.lstrip())]

    # The end

    def after_root(self, token: Token) -> None:
        """Answer anything behind the end of the document, once."""
        start, end = token.start, token.end
        mark = self.text[start]
        if token.kind == "placeholder":
            return
        if mark == ":" and isinstance(self.data, str):
            key, node = self.data, self.root
            self.mistake("a `{` is missing at the beginning", node.start, node.end)
            self.stack.append(self.frame("{", node.start))
            self.take_key(key, node.start, node.end)
            self.want = self.value
            return
        if mark == "," and self.root_frame is not None:
            if not self.unbalanced:
                at = self.root.end - 1
                self.mistake(f"this `{self.text[at]}` closes the document, and more follows", at, at + 1)
                self.unbalanced = True
            self.stack.append(self.root_frame)
            self.root_frame = None
            self.cut()
            self.comma_due(token)
            return
        if not self.unbalanced:
            if mark in "}]":
                self.unbalanced = True
                message = f"one `{mark}` too many: no bracket is open that it could close"
            else:
                message = f"the document ends before this, and {self.shown(token)} is found behind it"
                self.cuts.append(())
            self.mistake(message, start, end)
        self.stopped = True

    def end_of_text(self) -> None:
        """Report brackets that are still open, and a text without any value."""
        if not self.stack:
            if self.want == self.value:
                self.problem("empty", "there is no value in this document", 0, len(self.text))
            return
        frame = self.stack[-1]
        self.cut()
        if not self.unbalanced:
            self.unclosed(frame)
        if frame.opener == "{" and self.want in (self.value, self.colon):
            self.store(Unresolved(SYNTAX), frame.key_end, frame.key_end)

    def missing_before(self) -> bool:
        """Say whether indentation shows where a ``}`` is missing; report it there."""
        if self.outdented is None or self.mistakes:
            return False
        key, start, end = self.outdented
        self.mistake(f'a `}}` is missing before "{shorten(key)}", going by its indentation', start, end)
        self.unbalanced = self.misplaced = True
        return True

    def unclosed(self, frame: Frame) -> None:
        """Report that the text ends too early, or where indentation shows that a bracket is missing."""
        line = self.line(frame.node.start)
        if len(self.stack) == 1 and self.missing_before():
            return
        closers = "".join(CLOSER[other.opener] for other in reversed(self.stack))
        message = f"`{shorten(closers)}` is missing: the `{frame.opener}` of line {line} is never closed"
        at = max(0, self.last_end - 1)
        self.mistake(message, at, at + 1)
