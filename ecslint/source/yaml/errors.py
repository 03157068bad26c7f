"""What libyaml says about a mistake, in plain English and at the place where it can be fixed."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from ecslint.base.pattern import regex


class Mistake(NamedTuple):
    """A message with the character offsets ``[start, end)`` it is about."""

    message: str
    """What is wrong."""
    start: int
    """Offset of the first character."""
    end: int
    """Offset behind the last character."""


_PLAIN_PROBLEMS = {
    "mapping values are not allowed in this context": (
        "a key is not allowed here; correct the indentation, or quote a value that contains `: `"
    ),
    "block sequence entries are not allowed in this context": (
        "a list item (`- `) is not allowed here; begin the list on a new line"
    ),
    "found unknown escape character": (
        "a double-quoted string has no such escape; use `\\\\` for a backslash, or use single quotes"
    ),
    "did not find expected comment or line break": "the text of the block begins on the next line",
    "did not find expected <document start>": "the document ends before this; another begins with `---`",
    "did not find expected node content": "a value is expected here",
    "found undefined tag handle": "this tag has a prefix that is not declared",
    "found undefined alias": "this alias has no anchor before it",
    "found a tab character that violates indentation": "a tab cannot be used for indentation; use spaces",
    "found a tab character where an indentation space is expected": (
        "a tab cannot be used for indentation; use spaces"
    ),
}
_WORD = regex(r"[^\s,\[\]{}]+")
# Compiled when first needed, since that takes some milliseconds.
_UNPRINTABLE = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\ud800-\udfff]"


def first_unprintable(text: str) -> int:
    """Return the offset of the first character that YAML does not allow, ``-1`` if there is none."""
    match = re.search(_UNPRINTABLE, text)
    return match.start() if match else -1


def replace_unprintable(text: str) -> str:
    """Replace the characters that YAML does not allow, one for one, so that the rest can be read."""
    return re.sub(_UNPRINTABLE, "\ufffd", text)


def explain(error: yaml.YAMLError, text: str) -> Mistake:
    """Translate ``error``."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Mistake(f"this is not YAML: {str(error).splitlines()[0]}", 0, min(1, len(text)))
    at = min(error.problem_mark.index, len(text))
    problem = error.problem or "this is not YAML"
    context = error.context or ""
    if error.context_mark is None:
        begin, line = at, 0
    else:
        begin, line = error.context_mark.index, line_of(text, error.context_mark.index)
    if problem == "found character that cannot start any token":
        return _odd_character(text, at)
    if problem == "could not find expected ':'":
        return Mistake(_no_colon(text, begin), begin, _line_end(text, begin))
    if problem == "found unexpected end of stream" and "quoted" in context:
        return Mistake("the quote that opens here is never closed; close it", begin, _line_end(text, begin))
    if problem == "did not find expected key":
        message = f"this does not fit the mapping of line {line}; correct the indentation or quotes"
        return Mistake(message, at, _word_end(text, at))
    if problem == "did not find expected '-' indicator":
        message = f"an item (`- `) of the list of line {line} is expected; correct the indentation"
        return Mistake(message, at, _word_end(text, at))
    if problem.startswith("did not find expected ',' or"):
        bracket = problem[-2]
        opener = "{" if bracket == "}" else "["
        message = f"a comma or `{bracket}` is expected here, for the `{opener}` of line {line}"
        return Mistake(message, at, _word_end(text, at))
    if problem.startswith("found duplicate anchor") or context.startswith("found duplicate anchor"):
        return Mistake(
            f"this anchor is defined twice (first on line {line}); rename one of them",
            at,
            _word_end(text, at),
        )
    return Mistake(_PLAIN_PROBLEMS.get(problem, problem), at, _word_end(text, at))


def _odd_character(text: str, at: int) -> Mistake:
    character = text[at : at + 1]
    if character == "\t":
        return Mistake(_PLAIN_PROBLEMS["found a tab character that violates indentation"], at, at + 1)
    return Mistake(f"a value cannot begin with `{character}`; quote it", at, _word_end(text, at))


def _no_colon(text: str, begin: int) -> str:
    line = text[begin : _line_end(text, begin)].strip()
    shown = line if len(line) <= 40 else line[:37] + "…"
    return f"a key with a colon is expected, and `{shown}` found"


def line_of(text: str, offset: int) -> int:
    """Return the line of ``offset`` as ``LineIndex`` counts (libyaml takes U+2028 for a line end, too)."""
    return len(re.findall(r"\r\n|\n|\r", text[:offset])) + 1


def _line_end(text: str, offset: int) -> int:
    match = re.compile(r"[\r\n]").search(text, offset)
    return match.start() if match else len(text)


def _word_end(text: str, offset: int) -> int:
    match = _WORD.match(text, offset)
    return match.end() if match else min(offset + 1, len(text))
