"""Files that a script itself writes with a heredoc before it names them: ``cat > task.json <<EOF``.

Source: POSIX Shell Command Language, section 2.7.4 (pubs.opengroup.org), read 2026-11-30. Only texts that the
shell takes over as they stand, variables aside, are looked at.
"""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex
from ecslint.source.shell import Word

_BEGIN: Final = regex(r"<<(-?)[ ]?(['\"]?)([A-Za-z_]\w{0,40})\2")
_TARGET: Final = regex(r"(?:>|tee )[ ]{0,8}['\"]?([\w./-]{1,200})['\"]?(?![\w./-])")
_VARIABLE: Final = regex(r"\$(?:\{(\w{1,80})\}|([A-Za-z_]\w{0,80}))")
_MOST: Final = 200
"""Heredocs of a script that are looked at."""


def written_files(text: str) -> dict[str, Word]:
    """Return what heredocs write into files, by the names of the files; those written twice are left out."""
    found: dict[str, Word] = {}
    twice: set[str] = set()
    position = 0
    for _ in range(_MOST if "<<" in text else 0):
        begin = _BEGIN.search(text, position)
        if begin is None:
            break
        line_end = text.find("\n", begin.end())
        if line_end < 0:
            break
        line_start = text.rfind("\n", 0, begin.start()) + 1
        target = _TARGET.search(text[line_start:line_end])
        end, after = _end_of(text, line_end + 1, begin[3], bool(begin[1]))
        position = after
        if target is None or end < 0:
            continue
        name = target[1].removeprefix("./")
        word = _word(text, line_end + 1, end, is_literal=bool(begin[2]))
        if name in found or word is None or ">>" in text[line_start:line_end].replace("<<", ""):
            twice.add(name)
        else:
            found[name] = word
    return {name: word for name, word in found.items() if name not in twice}


def _end_of(text: str, position: int, mark: str, tabs: bool) -> tuple[int, int]:
    """Return where a heredoc ends, -1 if nowhere, and where to go on."""
    while position < len(text):
        stop = text.find("\n", position)
        stop = len(text) if stop < 0 else stop
        line = text[position:stop]
        if (line.lstrip("\t") if tabs else line).rstrip("\r") == mark:
            return position, stop
        position = stop + 1
    return -1, len(text)


def _word(text: str, start: int, end: int, is_literal: bool) -> Word | None:
    """Return the text of a heredoc as the words of options are, ``None`` if the shell changes more of it."""
    body = text[start:end]
    if not is_literal and any(sign in body for sign in ("\\", "`", "$(")):
        return None
    word = Word(start)
    word.end = end
    at = 0
    for match in _VARIABLE.finditer(body) if not is_literal else ():
        word.add(body[at : match.start()], start + at)
        word.add("${" + (match[1] or match[2]) + "}", start + match.start())
        at = match.end()
    word.add(body[at:], start + at)
    return word
