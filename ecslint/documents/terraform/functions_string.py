"""Terraform's functions over strings.

Source: developer.hashicorp.com/terraform/language/functions, read 2026-11-29.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from ecslint.base.unresolved import EncodedText, PartialText, UnknownText, Unresolved
from ecslint.documents.terraform.arguments import (
    Arguments,
    Function,
    is_rest,
    notes_of,
    of_plain,
    of_strings,
)
from ecslint.documents.terraform.functions_regex import regex_function, regexall, replace
from ecslint.documents.terraform.values import (
    MAX_TEXT,
    Encoded,
    EvaluationError,
    Piece,
    Unknown,
    Value,
    concat,
    pieces_of,
    scalar_text,
    text_of,
    wrapped,
)


def _split(arguments: Arguments) -> object:
    between, text = arguments.at(0).data, text_of(arguments.at(1))
    if not isinstance(between, str) or not isinstance(text, str):
        return arguments.unknown_list()
    return wrapped(text.split(between) if between else list(text), arguments.site, notes_of(arguments.values))


def _indent(count: float, text: str) -> str:
    if text.count("\n") * int(count) > MAX_TEXT:
        raise EvaluationError("indent gives more than a million characters")
    return text.replace("\n", "\n" + " " * int(count))


_WIDEST: Final = 4
"""Digits of a width or a precision that are heeded."""


def _format(arguments: Arguments) -> object:
    pattern = arguments.at(0).data
    if not isinstance(pattern, str):
        return arguments.unknown_text()
    pieces: list[Piece | Unknown] = []
    used, end, size = 1, 0, 0
    for match in re.finditer(r"%(?:(%)|([-+ 0#]*+)(\d*+)(?:\.(\d++))?([a-zA-Z]))", pattern):
        if "%" in pattern[end : match.start()]:
            return arguments.unknown_text()  # a verb of Terraform's that is not known here
        pieces.append(Piece(pattern[end : match.start()], arguments.site))
        end = match.end()
        if match[1]:
            pieces.append(Piece("%", arguments.site))
            continue
        value = arguments.at(used)
        used += 1
        size += int((match[3] or "0")[:_WIDEST]) + int((match[4] or "0")[:_WIDEST])
        if size > MAX_TEXT:
            raise EvaluationError("format gives more than a million characters")
        if max(len(match[3]), len(match[4] or "")) > _WIDEST:
            return arguments.unknown_text()
        if match[5] in "sv" and not match[3]:
            if isinstance(value.data, dict | list):
                value = Value(Encoded(value), value.site)
            if value.data is None:
                raise EvaluationError("format takes no null")
            pieces += pieces_of(value)
        elif isinstance(value.data, Unresolved):
            pieces.append(_glued_unknown(value))
        else:
            pieces.append(Piece(_formatted(match, value.data), arguments.site))
    if "%" in pattern[end:]:
        return arguments.unknown_text()
    pieces.append(Piece(pattern[end:], arguments.site))
    return Value(concat(pieces), arguments.site, notes_of(arguments.values), pieces=tuple(pieces))


def _glued_unknown(value: Value) -> Piece | Unknown:
    """Return the piece of a text that an unknown value makes."""
    return pieces_of(value)[0]


def _formatted(match: re.Match[str], data: Any) -> str:
    verb = match[5]
    try:
        if verb in "dxXob":
            return f"%{match[2]}{match[3]}{verb if verb != 'b' else 'd'}" % int(data)
        if verb in "fgGeE":
            return f"%{match[2]}{match[3]}{'.' + match[4] if match[4] else ''}{verb}" % float(data)
        if verb == "q":
            return json.dumps(scalar_text(data))
        return f"%{match[2]}{match[3]}s" % (scalar_text(data) or "")
    except (TypeError, ValueError):
        raise EvaluationError("format: an argument does not fit its verb") from None


def _join(arguments: Arguments) -> object:
    between = arguments.at(0).data
    items: list[Value] = []
    for value in arguments.values[1:]:
        if not isinstance(value.data, list) or any(is_rest(item) for item in value.data):
            return arguments.unknown_text()
        items += value.data
    if not isinstance(between, str):
        return arguments.unknown_text()
    pieces: list[Piece | Unknown] = []
    for index, item in enumerate(items):
        if index and between:
            pieces.append(Piece(between, arguments.site))
        pieces += pieces_of(item)
    return Value(concat(pieces), arguments.site, notes_of(arguments.values), pieces=tuple(pieces))


def _base64(text: str) -> str:
    from base64 import b64encode

    return b64encode(text.encode()).decode()


def _encoded(arguments: Arguments) -> object:
    """Encode a text, also one of which only a part is known."""
    data = arguments.at(0).data
    if isinstance(data, PartialText | UnknownText):
        return EncodedText(data)
    return of_strings(_base64)(arguments)


def _unbase64(text: str) -> str:
    from base64 import b64decode

    return b64decode(text, validate=True).decode()


def _title(text: str) -> str:
    return re.sub(r"(^|\s)(\S)", lambda match: match[1] + match[2].upper(), text)


STRING_FUNCTIONS: Final[dict[str, Function]] = {
    "base64decode": of_strings(_unbase64),
    "base64encode": _encoded,
    "basename": of_strings(lambda path: path.rstrip("/").rpartition("/")[2]),
    "chomp": of_strings(lambda text: text.rstrip("\r\n")),
    "dirname": of_strings(lambda path: path.rpartition("/")[0] or "."),
    "endswith": of_plain(lambda text, end: text.endswith(end)),
    "format": _format,
    "indent": of_strings(_indent),
    "join": _join,
    "lower": of_strings(str.lower),
    "regex": regex_function,
    "regexall": regexall,
    "replace": replace,
    "split": _split,
    "startswith": of_plain(lambda text, start: text.startswith(start)),
    "strcontains": of_plain(lambda text, part: part in text),
    "strrev": of_strings(lambda text: text[::-1]),
    "substr": of_strings(
        lambda text, start, length: (
            text[int(start) :] if int(length) < 0 else text[int(start) :][: int(length)]
        )
    ),
    "title": of_strings(_title),
    "trim": of_strings(lambda text, what: text.strip(what)),
    "trimprefix": of_strings(lambda text, what: text.removeprefix(what)),
    "trimspace": of_strings(str.strip),
    "trimsuffix": of_strings(lambda text, what: text.removesuffix(what)),
    "upper": of_strings(str.upper),
}
