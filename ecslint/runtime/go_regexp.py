"""Whether Go compiles a regular expression, as ``regexp.Compile`` of the daemons decides it.

Source, read 2026-11: https://pkg.go.dev/regexp/syntax (the grammar, and the texts of the errors). The
syntax is that of RE2: no look-around, no backreferences, no possessive repetition.
"""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex

_REPEAT = regex(r"\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}")
_FLAGS = regex(r"\(\?[imsU]*(?:-[imsU]+)?[:)]")
_NAMED = regex(r"\(\?P?<([A-Za-z0-9_]+)>")
_ESCAPE = regex(
    r"\\(?:[^A-Za-z0-9]|[aftnrv]|0[0-7]{0,2}|[1-7][0-7]{1,2}|x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]{1,8}\})"
)
_CLASS_ESCAPE = regex(r"\\[dDsSwW]|\\[pP](?:[CLMNPSZ]|\{\^?[A-Za-z_]+\})")
_CONTROLS: Final = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_POSIX_NAMES = "alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit"
_POSIX: Final = frozenset(_POSIX_NAMES.split())
_MAX_REPEAT: Final = 1000


class _FaultError(Exception):
    """Why a pattern does not compile, in the words of Go."""


def fault(pattern: str) -> str | None:
    """Return Go's error for a pattern (``missing closing ]: `[ab` ``), ``None`` if it compiles."""
    try:
        _check(pattern)
    except _FaultError as error:
        return str(error)
    return None


def _fail(reason: str, part: str) -> _FaultError:
    return _FaultError(f"{reason}: `{part}`")


def _check(text: str) -> None:
    """Walk through a pattern as Go's parser does; raise ``_FaultError`` where that stops."""
    open_groups = 0
    operand = False  # whether there is something that an operator could repeat
    repeated: int | None = None  # where the repetition began that ends here
    names: set[str] = set()
    at = 0
    while at < len(text):
        last, repeated = repeated, None
        char = text[at]
        if char == "(":
            at = _group(text, at, names)
            if text[at - 1] != ")":
                open_groups += 1
                operand = False
        elif char == ")":
            if not open_groups:
                raise _fail("unexpected )", text)
            open_groups -= 1
            at, operand = at + 1, True
        elif char == "|":
            at, operand = at + 1, False
        elif char == "[":
            at, operand = _class(text, at), True
        elif char in "*+?" or (char == "{" and _REPEAT.match(text, at)):
            end = _repetition(text, at)
            if last is not None:
                raise _fail("invalid nested repetition operator", text[last:end])
            if not operand:
                raise _fail("missing argument to repetition operator", text[at:end])
            repeated, at = at, end
        elif text.startswith("\\Q", at):
            end = text.find("\\E", at)
            operand = operand or end != at + 2
            at = len(text) if end < 0 else end + 2
        else:
            at = _escape(text, at, outside=True)[0] if char == "\\" else at + 1
            operand = True
    if open_groups:
        raise _fail("missing closing )", text)


def _group(text: str, at: int, names: set[str]) -> int:
    """Return where the inside of a group begins, or what follows if it only sets flags."""
    if text[at + 1 : at + 2] != "?":
        return at + 1
    named = _NAMED.match(text, at)
    if named:
        if named[1] in names:
            raise _fail("duplicate capture group name", named[1])
        names.add(named[1])
        return named.end()
    if text[at + 2 : at + 4] == "P<" or text[at + 2 : at + 3] == "<":
        if text[at + 3 : at + 4] in ("=", "!"):
            raise _fail("invalid or unsupported Perl syntax", text[at : at + 4])
        raise _fail("invalid named capture", text[at:])
    flags = _FLAGS.match(text, at)
    if flags is None:
        raise _fail("invalid or unsupported Perl syntax", text[at : at + 3])
    return flags.end()


def _repetition(text: str, at: int) -> int:
    """Return the end of a repetition operator with its ``?``."""
    end = at + 1
    if text[at] == "{":
        match = _REPEAT.match(text, at)
        assert match is not None
        end = match.end()
        least = int(match[1][:9])
        most = int(match[3][:9]) if match[3] else None if match[2] else least
        if least > _MAX_REPEAT or (most is not None and (most > _MAX_REPEAT or most < least)):
            raise _fail("invalid repeat count", match[0])
    return end + 1 if text[end : end + 1] == "?" else end


def _escape(text: str, at: int, *, outside: bool = False) -> tuple[int, str | None]:
    """Return the end of an escape and the character that it is (``None``: a class or a position)."""
    if at + 1 >= len(text):
        raise _FaultError("trailing backslash at end of expression: ``")
    if outside and text[at + 1] in "AbBz":
        return at + 2, None
    if text[at + 1] in "pPdDsSwW":
        match = _CLASS_ESCAPE.match(text, at)
        if match is None:
            raise _fail("invalid character class range", text[at : at + 3])
        return match.end(), None
    match = _ESCAPE.match(text, at)
    if match is None or ord(text[at + 1]) > 127:
        raise _fail("invalid escape sequence", text[at : at + 2])
    return match.end(), _character(match[0][1:], text[at : match.end()])


def _character(body: str, whole: str) -> str:
    if body in _CONTROLS:
        return _CONTROLS[body]
    if body[0] == "x":
        code = int(body.strip("x{}"), 16)
        if code > 0x10FFFF:
            raise _fail("invalid escape sequence", whole)
        return chr(code)
    return chr(int(body, 8)) if body[0].isdecimal() else body


def _class(text: str, start: int) -> int:
    """Return the end of a character class that begins at ``start``."""
    at = start + 1
    if text[at : at + 1] == "^":
        at += 1
    first = True
    while first or text[at : at + 1] != "]":
        first = False
        if at >= len(text):
            raise _fail("missing closing ]", text[start:])
        if text.startswith("[:", at) and ":]" in text[at + 2 :]:
            end = text.index(":]", at + 2) + 2
            if text[at + 2 : end - 2].removeprefix("^") not in _POSIX:
                raise _fail("invalid character class range", text[at:end])
            at = end
            continue
        begin = at
        at, low = _class_character(text, at, start)
        if low is not None and text[at : at + 1] == "-" and text[at + 1 : at + 2] not in ("]", ""):
            at, high = _range_end(text, at + 1, start)
            if high < low:
                raise _fail("invalid character class range", text[begin:at])
        elif low is not None and text[at : at + 1] == "-" and at + 1 == len(text):
            raise _fail("missing closing ]", text[start:])
    return at + 1


def _class_character(text: str, at: int, start: int) -> tuple[int, str | None]:
    if at >= len(text):
        raise _fail("missing closing ]", text[start:])
    return _escape(text, at) if text[at] == "\\" else (at + 1, text[at])


def _range_end(text: str, at: int, start: int) -> tuple[int, str]:
    """Return the end of a range and its last character; a class such as ``\\d`` cannot be one."""
    end, high = _class_character(text, at, start)
    if high is None:
        raise _fail("invalid escape sequence", text[at:end])
    return end, high
