"""Words of a shell command, with the place of every character: quotes, escapes, expansions.

What the shell expands is not known; ``${NAME}`` stands for it, as placeholders do elsewhere. Make's
``$(NAME)`` and ``$$NAME``, GitHub's ``${{ name }}`` and ``<name>`` of documents are read as well. Nothing is
run. Source: POSIX Shell Command Language, sections 2.2, 2.3 and 2.6 (pubs.opengroup.org), read 2026-11-30.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from ecslint.base.pattern import regex

_PLAIN: Final = regex(r"[^\s\\'\"$`;&|()<>{#]+")
_QUOTED: Final = regex(r"[^\\\"$`]+")
_NAME: Final = regex(r"\$\$?([A-Za-z_]\w*|[0-9@*#?!$-])")
_ANGLE: Final = regex(r"<[A-Za-z][\w .:/-]{0,60}>")
_BRACES: Final = regex(r"\{\{[^{}\n]{0,200}\}\}")
_GITHUB: Final = regex(r"\$\{\{[^{}\n]{0,200}\}\}")
_WHOLE: Final = regex(r"\$\{[^{}]*\}")
_MAX_WORDS: Final = 2_000
_END: Final = frozenset(";&|()<>")


class Word:
    """One word; ``start`` and ``end`` are its place in the file."""

    __slots__ = ("_at", "_length", "_of", "_pieces", "end", "is_open", "start")

    def __init__(self, start: int) -> None:
        self.start = self.end = start
        self.is_open = False
        """Whether it may be several words, or none: an expansion without quotes."""
        self._at: list[int] = []
        self._of: list[int] = []
        self._pieces: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """What the command gets."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def add(self, text: str, start: int) -> None:
        """Append text that stands at ``start`` of the file."""
        self._at.append(self._length)
        self._of.append(start)
        self._pieces.append(text)
        self._length += len(text)

    def place(self, offset: int) -> int:
        """Return where the character at ``offset`` of the text stands in the file."""
        index = bisect_right(self._at, offset) - 1
        if index < 0:
            return self.start
        return min(self._of[index] + offset - self._at[index], self.end)


class Line:
    """The words of one command, and whether more may follow that is not known."""

    __slots__ = ("end", "is_open", "words")

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.is_open = False
        self.end = 0


class _Reader:
    """Reads one command from ``pos`` on; ``folded`` says that line ends are spaces."""

    def __init__(self, text: str, pos: int, end: int, folded: bool, most: int) -> None:
        self.most = most
        self.text = text
        self.pos = pos
        self.end = end
        self.folded = folded
        self.line = Line()

    def read(self) -> Line:
        text = self.text
        while self.pos < self.end and len(self.line.words) < self.most:
            char = text[self.pos]
            if char in " \t\r" or (char == "\n" and self.folded):
                self.pos += 1
            elif char == "\\" and text[self.pos + 1 : self.pos + 3].startswith(("\n", "\r\n")):
                self.pos = _next_line(text, self.pos + 1)
            elif char == "\n" or char == "#":
                break
            elif char == "<" and _ANGLE.match(text, self.pos, self.end):
                self._word()
            elif char in _END:
                break
            else:
                self._word()
        self.line.end = min(self.pos, self.end)
        return self.line

    def _word(self) -> None:
        word = Word(self.pos)
        while self.pos < self.end and self._part(word):
            pass
        word.end = min(self.pos, self.end)
        word.is_open = word.is_open and _WHOLE.fullmatch(word.text) is not None
        self.line.words.append(word)

    def _part(self, word: Word) -> bool:
        """Read the next part of a word; say whether there was one."""
        text, start = self.text, self.pos
        char = text[start]
        if char in " \t\r\n" or (char in _END and char != "<"):
            return False
        if char == "'":
            close = text.find("'", start + 1, self.end)
            self._take(word, start + 1, self.end if close < 0 else close)
            self.pos = self.end if close < 0 else close + 1
            self.line.is_open |= close < 0
        elif char == '"':
            self._double(word)
        elif char in "$`":
            self._expansion(word, quoted=False)
        elif char == "\\":
            if text[start + 1 : start + 2] in ("\n", "\r"):
                return False
            self._take(word, start + 1, min(start + 2, self.end))
            self.pos = start + 2
        elif char in "{<":
            match = (_BRACES if char == "{" else _ANGLE).match(text, start, self.end)
            if match is None and char == "<":
                return False
            stop = match.end() if match is not None else start + 1
            self._take(word, start, stop)
            self.pos = stop
        else:
            match = _PLAIN.match(text, start, self.end)
            stop = match.end() if match is not None else start + 1
            self._take(word, start, stop)
            self.pos = stop
        return True

    def _take(self, word: Word, start: int, end: int) -> None:
        word.add(self.text[start:end], start)

    def _double(self, word: Word) -> None:
        text = self.text
        self.pos += 1
        word.add("", self.pos)
        while self.pos < self.end:
            char = text[self.pos]
            if char == '"':
                self.pos += 1
                return
            if char == "\\":
                following = text[self.pos + 1 : self.pos + 2]
                if following in ("\n", "\r"):
                    self.pos = _next_line(text, self.pos + 1)
                    continue
                keep = 1 if following in ('"', "\\", "$", "`") else 0
                self._take(word, self.pos + keep, min(self.pos + 2, self.end))
                self.pos += 2
            elif char in "$`":
                self._expansion(word, quoted=True)
            else:
                match = _QUOTED.match(text, self.pos, self.end)
                stop = match.end() if match is not None else self.pos + 1
                self._take(word, self.pos, stop)
                self.pos = stop
        self.line.is_open = True

    def _expansion(self, word: Word, quoted: bool) -> None:
        """Read ``$NAME``, ``${…}``, ``$(…)``, `` `…` `` or a dollar sign on its own."""
        text, start = self.text, self.pos
        match = _GITHUB.match(text, start, self.end)
        if match is not None:
            self.pos = match.end()
            word.is_open |= not quoted
            word.add("${github}", start)
            return
        opening = start + 1
        if text.startswith("$$", start) and text[start + 2 : start + 3] in ("{", "("):
            opening = start + 2
        mark = "`" if text[start] == "`" else text[opening : opening + 1]
        name = "command"
        several = not quoted
        if mark == "`":
            close = text.find("`", start + 1, self.end)
            self.pos = self.end if close < 0 else close + 1
        elif mark in ("(", "{"):
            self.pos = _closed(text, opening, self.end)
            inner = re.match(r"[A-Za-z_]\w*", text[opening + 1 : self.pos])
            name = (
                inner[0]
                if inner is not None and (mark == "{" or inner.end() == self.pos - opening - 2)
                else name
            )
            several |= mark == "{" and text[opening : self.pos].endswith("[@]}")
        else:
            match = _NAME.match(text, start, self.end)
            if match is None:
                self._take(word, start, start + 1)
                self.pos = start + 1
                return
            name = match[1] if match[1].isidentifier() else "argument"
            several |= match[1] == "@"
            self.pos = match.end()
        word.is_open |= several
        word.add("${" + name + "}", start)


def _next_line(text: str, pos: int) -> int:
    """Return the offset behind the line end at ``pos``: a line feed, a carriage return, or both."""
    return pos + (2 if text.startswith("\r\n", pos) else 1)


def _closed(text: str, start: int, end: int) -> int:
    """Return the offset behind the bracket that closes the one at ``start``; quotes are skipped."""
    pairs = {"(": ")", "{": "}"}
    stack = [pairs[text[start]]]
    position = start + 1
    while position < end and stack:
        char = text[position]
        if char == stack[-1]:
            stack.pop()
        elif char in pairs:
            stack.append(pairs[char])
        elif char == "\\":
            position += 1
        elif char == "'":
            close = text.find("'", position + 1, end)
            position = end if close < 0 else close
        position += 1
    return min(position, end)


def read_line(
    text: str, start: int, end: int | None = None, folded: bool = False, most: int = _MAX_WORDS
) -> Line:
    """Return the command that begins at ``start``; it ends before ``end``, or after ``most`` words.

    ``folded`` says that line ends are spaces, as in YAML's ``>``.
    """
    return _Reader(text, start, len(text) if end is None else end, folded, most).read()
