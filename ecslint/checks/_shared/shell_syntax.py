"""Faults in the structure of a shell's text: what is opened and not closed, and operators without a command.

Source: the grammar of the shell, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_10
(read 2026-11). Only what every shell refuses is told; of a text with a notation that is not followed here
(here-documents, ``case``, arithmetic, functions of bash) nothing is said.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from ecslint.base.pattern import regex

_LONGEST: Final = 4000
"""Characters of a text beyond which nothing is said of it."""
_UNREAD = regex(
    r"<<|\(\(|\[\[|\$'|\\\n|(?<![\w/.-])(?:case|esac|select|function|coproc|alias|eval|time)(?![\w/.-])"
)
"""Notations that are not followed."""
_QUOTED = regex(r"'[^']*'|\"(?:[^\"\\`$]|\\.|\$(?!\())*\"|\\.", 16)
"""A piece in quotes without a substitution, or an escaped character (the dot stands for line breaks too)."""
_SUBSTITUTED = regex(r"\$\([^()'\"`]*\)|`[^`'\"]*`|\$\{[^{}'\"]*\}")
"""A substitution or an expansion without quotes or others in it."""
_TOKEN = regex(r"&&|\|\||;;|\|&|[0-9]*(?:>>|>&|&>|>\||<&|[<>])|[;|&()\n]|#[^\n]*|[^\s;|&()<>]+")
_REDIRECTS = regex(r"[0-9]*(?:>>|>&|&>|>\||<&|[<>])")
_JOINS: Final = frozenset({"&&", "||", "|", "|&"})
_ENDS: Final = frozenset({";", "&", "\n"})
_CLOSES: Final = {"fi": "then", "done": "do", "}": "{", ")": "("}
_OPENED: Final = {"if": "fi", "then": "fi", "for": "done", "while": "done", "until": "done", "do": "done"}
_MISSING: Final = {"if": "then", "for": "do", "while": "do", "until": "do"}
"""The word between condition and commands."""
_OPENED_BY: Final = _OPENED | {"{": "}", "(": ")"}
"""What ends a construct, by the word that is the last one read of it."""


def syntax_fault(text: str) -> str | None:
    """Return what is wrong with the structure of a shell's text as a clause, ``None`` unless that is sure.

    The clause ends with what a shell says, in parentheses, and what to do behind a semicolon.
    """
    return None if len(text) > _LONGEST else _fault_of_short(text)


@lru_cache(256)
def _fault_of_short(text: str) -> str | None:
    """Return the fault of a text; files of one team have the same texts again and again."""
    plain = None if _UNREAD.search(text) else _without_quotes(text)
    return None if plain is None else _Reader().fault(plain)


def _without_quotes(text: str) -> str | None:
    """Return a text with a letter for each piece in quotes or substituted; ``None`` if that is not sure."""
    for pattern in (_SUBSTITUTED, _QUOTED, _SUBSTITUTED):
        text = pattern.sub("q", text)
    return None if any(mark in text for mark in ("'", '"', "`", "$(", "${")) else text


class _Reader:
    """Follows the constructs of a text, one token after the other."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.begins = True
        """Whether a command begins here."""
        self.before = ""
        """The operator or keyword behind which a command has to come, ``""`` behind a command."""

    def fault(self, text: str) -> str | None:
        """Return the first fault of a text without quotes."""
        tokens = [t for t in _TOKEN.findall(text) if not t.startswith("#")]
        skip = False
        for index, token in enumerate(tokens):
            if skip:
                skip = False
                continue
            following = tokens[index + 1] if index + 1 < len(tokens) else ""
            if _REDIRECTS.fullmatch(token):
                skip, self.begins, self.before = True, False, ""
                continue
            if (token == "(" and not self.begins) or (token == "!" and following in (*_JOINS, *_ENDS)):
                return None  # a function, an array of bash, or what bash alone takes
            found = (
                self._operator(token, following) if token in _JOINS | _ENDS | {";;"} else self._word(token)
            )
            if found is not None:
                return found
        return self._at_the_end()

    def _operator(self, token: str, following: str) -> str | None:
        if token == "\n":
            self.begins = True
            return None
        if self.begins and (self.before or not self.open or token in _JOINS):
            behind = f' behind "{self.before}"' if self.before else " at the start"
            return (
                f'"{token}"{behind} has no command before it (syntax error: "{token}" unexpected); remove it'
            )
        if token == ";;":
            return '";;" stands outside of "case" (syntax error: ";;" unexpected); use ";"'
        self.begins = True
        self.before = token if token in _JOINS or following not in ("", "\n", *_CLOSES) else ""
        return None

    def _word(self, token: str) -> str | None:
        if not self.begins and token != ")":
            return None
        if token in _CLOSES:
            return self._closes(token)
        self.before = ""
        if token in ("if", "while", "until", "{", "("):
            self.open.append(token)
            self.before = token if token != "(" else ""
        elif token == "for":
            self.open.append(token)
            self.begins = False
        elif token in ("then", "elif", "else", "do"):
            return self._continues(token)
        elif token != "!":
            self.begins = False
        return None

    def _closes(self, token: str) -> str | None:
        """End a construct, which has to be the last one that was opened and to have a command in it."""
        last = self.open.pop() if self.open else ""
        if last in _MISSING and token in ("fi", "done"):
            return self._lacks(last)
        if last != _CLOSES[token]:
            return f'"{token}" closes nothing (syntax error: "{token}" unexpected); remove it'
        if self.before in _JOINS:
            return f'no command follows "{self.before}" (syntax error: "{token}" unexpected); add the command'
        self.begins, self.before = False, ""
        return None

    def _lacks(self, word: str) -> str:
        """Return the clause for a construct that ends before its commands begin."""
        missing = _MISSING[word]
        return f'"{word}" has no "{missing}" (syntax error); add "; {missing}" behind what comes before'

    def _continues(self, token: str) -> str | None:
        """Go on from the condition of a construct to its commands, or the other way round."""
        wanted = {"then": ("if",), "elif": ("then",), "else": ("then",), "do": ("for", "while", "until")}[
            token
        ]
        if not self.open or self.open[-1] not in wanted:
            return f'"{token}" stands where none belongs (syntax error: "{token}" unexpected); remove it'
        self.open[-1] = {"elif": "if", "else": "then"}.get(token, token)
        self.before = token
        return None

    def _at_the_end(self) -> str | None:
        if self.before in _JOINS:
            return f'no command follows "{self.before}" (end of file unexpected); add the command'
        if not self.open:
            return None
        last = self.open[-1]
        if last in _MISSING:
            return self._lacks(last)
        opened = {"then": "if", "do": "a loop"}.get(last, last)
        shown = opened if opened == "a loop" else f'"{opened}"'
        end = _OPENED_BY[last]
        better = f'add "{end}"' if end == ")" else f'add "; {end}"'
        return f'{shown} is not closed (end of file unexpected, expecting "{end}"); {better}'
