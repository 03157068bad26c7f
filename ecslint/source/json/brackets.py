"""What is wrong with commas, brackets and the end of a text that is almost JSON."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved
from ecslint.source.json.reader import CLOSER, SYNTAX, Frame
from ecslint.source.json.templates import TemplateReader
from ecslint.source.json.tokens import Token
from ecslint.source.json.words import COLON, LINE_END, STRING_END, shorten, words_end
from ecslint.source.places import Node

_OPENER = {"}": "{", "]": "["}


class BracketReader(TemplateReader):
    """A reader that survives commas and brackets that are missing, or too many."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.root_frame: Frame | None = None  # that of the document, once it is closed
        self.outdented: tuple[str, int, int] | None = None
        """The first key that stands no further right than the line that opens its object: key, start, end."""

    def close(self, end: int) -> None:
        """Close the innermost bracket at an offset."""
        if len(self.stack) == 1:
            self.root_frame = self.stack[0]
        super().close(end)

    def take_key(self, key: str, start: int, end: int) -> None:
        """Begin a member; note the first key that indentation shows to be outside."""
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
        self.pos = self.skipped(start)
        self.comma = -1
        self.want = self.comma_due
        self.unbalanced = True
        self.cut()

    def valueless_key(self, frame: Frame) -> None:
        """Report a key without a value, and give it an unknown one."""
        self.mistake(f'the key "{shorten(frame.key)}" has no value; add one', frame.key_start, frame.key_end)
        self.store(Unresolved(SYNTAX), frame.key_end, frame.key_end)

    def extra_comma(self, token: Token) -> None:
        """Report a comma without a member or value before it."""
        what = "member" if self.stack[-1].opener == "{" else "value"
        if self.template_end < max(self.comma, self.stack[-1].node.start):
            self.mistake(
                f"a {what} is missing before this comma; add it, or remove the comma", token.start, token.end
            )
        self.comma = token.start

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
            self.mistake(f"a comma is missing before {self.shown(token)}; add it", start, end)
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
            self.mistake(f'a `]` is missing before "{shorten(key)}"; add it', start, end)
            self.fixed()
            self.close(start)
        else:
            self.mistake(f'a `{{` is missing before "{shorten(key)}"; add it', start, end)
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
            self.mistake(f'a `{{` is missing before "{shorten(key)}"; add it', start, end)
            self.stack.append(self.frame("{", start))
            self.take_key(key, start, end)
            self.fixed()
        else:
            message = f'the key "{shorten(frame.key)}" has no value; add one'
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
        self.mistake('a `"` inside a string ends it; use `\\"`', node.end - 1, node.end)
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
            message = f"`{mark}` does not close the `{frame.opener}` of line {line}; use `{expected}`"
            self.mistake(message, token.start, token.end)
            self.fixed()
            self.close(token.end)
        elif outer is None:
            message = f"no `{_OPENER[mark]}` is open that this `{mark}` could close; remove it"
            self.mistake(message, token.start, token.end)
            self.forget()
            self.fixed()
            self.want = self.comma_due
        else:
            message = (
                f"a `{expected}` is missing before this `{mark}`, for the `{frame.opener}` of "
                f"line {line}; add it"
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
            self.mistake("a `{` is missing at the beginning; add it", node.start, node.end)
            self.stack.append(self.frame("{", node.start))
            self.take_key(key, node.start, node.end)
            self.want = self.value
            return
        if mark == "," and self.root_frame is not None:
            if not self.unbalanced:
                at = self.root.end - 1
                self.mistake(
                    (f"this `{self.text[at]}` closes the document, and more follows; remove it"), at, at + 1
                )
                self.unbalanced = True
            self.stack.append(self.root_frame)
            self.root_frame = None
            self.cut()
            self.comma_due(token)
            return
        if not self.unbalanced:
            if mark in "}]":
                self.unbalanced = True
                message = f"no bracket is open that this `{mark}` could close; remove it"
            else:
                message = f"the document ends before this, and {self.shown(token)} is found behind it"
                self.cuts.append(())
            self.mistake(message, start, end)
        self.stopped = True

    def end_of_text(self) -> None:
        """Report brackets that are still open, and a text without any value."""
        if not self.stack:
            if self.want == self.value:
                self.problem("empty", "there is no value in this document; add one", 0, len(self.text))
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
        self.mistake(
            f'a `}}` is missing before "{shorten(key)}", going by its indentation; add it', start, end
        )
        self.unbalanced = self.misplaced = True
        return True

    def unclosed(self, frame: Frame) -> None:
        """Report that the text ends too early, or where indentation shows that a bracket is missing."""
        line = self.line(frame.node.start)
        if len(self.stack) == 1 and self.missing_before():
            return
        closers = "".join(CLOSER[other.opener] for other in reversed(self.stack))
        message = f"the `{frame.opener}` of line {line} is never closed; add `{shorten(closers)}`"
        at = max(0, self.last_end - 1)
        self.mistake(message, at, at + 1)
