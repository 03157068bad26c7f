"""What is never shown of a file: the values that are, or are called like, credentials.

Every message, excerpt and difference passes through here, whichever rules are on.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ecslint.base.identity import ById
from ecslint.base.pattern import regex
from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.documents.subject import CheckedFile
from ecslint.engine.masked_finding import TELLING, Clean, masked_finding, without_forms
from ecslint.facts import secrets
from ecslint.facts.environment import STATIC_CREDENTIALS
from ecslint.finding import Finding
from ecslint.source.document import Document

if TYPE_CHECKING:
    from ecslint.documents.subject import Unit

_REFERENCES = frozenset(("valueFrom", "ValueFrom"))
_STORES = frozenset(("ssm", "secretsmanager", "parameter", "secret"))
"""What people write before the name of a secret or parameter, with a colon."""
_NAMES = frozenset(("name", "Name", "type", "Type"))
_SECRETS = frozenset(("secrets", "Secrets", "secretOptions", "SecretOptions"))
_NAMING = frozenset(("Ref", "Condition", "Fn::GetAtt", "Fn::ImportValue"))
"""Functions of CloudFormation whose arguments are names of the template."""
_OUR_WORDS = frozenset(
    (
        *("default", "false", "line", "name", "none", "null", "password", "secret", "token", "true"),
        *("resolve", "secretsmanager", "secure"),
    )
)
"""Words of our own messages: hiding them there hides no value, and leaves the message unreadable."""
_MARGIN = 4096
"""Characters around what is shown in which a credential is looked for by its form."""
_ORDINARY = frozenset(
    (
        *("name", "value", "Name", "Value", "environment", "Environment", "family", "image", "memory"),
        *("essential", "secrets", "Secrets", "valueFrom", "ValueFrom", "containerDefinitions"),
        *("ContainerDefinitions", "true", "portMappings", "containerPort", "hostPort", "protocol"),
        *("logConfiguration", "logDriver", "options", "command", "entryPoint", "false", "null"),
    )
)
"""Words that no credential is, and without which a message about the notation says nothing."""
_SHORTEST = 4
"""Length of a value from which it is looked for in messages."""
_MANY = 100
"""Words from which they are looked up instead of being tried one after the other."""
_SIGNS = ("pass", "pwd", "secret", "token", "key", "cred", "valuefrom")
"""In a text without any of these, no name is that of a credential."""

Places = list[tuple[int, int]]


_known_places: WeakKeyDictionary[Document, Places] = WeakKeyDictionary()
"""The places of documents that are still in use: every report asks for them again."""


def secret_places(document: Document) -> Places:
    """Return the offsets ``[start, end)`` of the values of a document that may be credentials, in order."""
    found = _known_places.get(document)
    if found is None:
        found = _known_places[document] = _secret_places(document)
    return found


def _secret_places(document: Document) -> Places:
    if not document.file.once("signs of credentials", _has_signs):
        return []
    places: Places = []
    for route in _secret_routes(document.data):
        offsets = document.places.offsets(route, "value")
        if offsets is not None:
            places.append(offsets)
    if any(problem.kind != "duplicate-key" for problem in document.problems):
        places += document.file.once("words near names", _words_near_names)
    elif document.problems:  # keys are known, but not the values that later ones take the place of
        places += document.file.once("values near names", _values_near_names)
    return in_order(places)


def _has_signs(text: str) -> bool:
    lowered = text.lower()
    return any(sign in lowered for sign in _SIGNS)


def secret_places_of(documents: Iterable[Document]) -> Places:
    """Return the same for all documents of a file: they have its text in common."""
    return in_order(place for document in documents for place in secret_places(document))


def in_order(places: Iterable[tuple[int, int]]) -> Places:
    """Return places in the order of the text, those that overlap as one."""
    found: Places = []
    for start, end in sorted(places):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def hidden(text: str, start: int, end: int, places: Places, clean: Clean | None = None) -> str:
    """Return ``text[start:end]`` with asterisks for credentials by their form and what is in ``places``.

    Those are in order, as ``in_order`` returns them; ``clean`` is what hides their repetitions.
    """
    first, last = max(0, start - _MARGIN), min(len(text), end + _MARGIN)
    window = secrets.masked(text[first:last])
    if clean is not None:
        window = clean(window)
    window = window[start - first : end - first]
    for number in range(max(0, bisect_left(places, (start,)) - 1), len(places)):
        left, right = places[number]
        if left >= end:
            break
        left, right = max(left, start) - start, min(right, end) - start
        if left < right:
            window = window[:left] + _masked(window[left:right]) + window[right:]
    return window


def hidden_text(documents: Sequence[Document]) -> str:
    """Return the whole text of a file with asterisks for credentials; lines stay as long as they are."""
    text = documents[0].text
    clean = cleaner(documents)
    masked = secrets.masked(text)
    shown = list(masked if clean is None else clean(masked))
    for left, right in secret_places_of(documents):
        shown[left:right] = _masked(text[left:right])
    return "".join(shown)


def without_secrets(
    findings: Sequence[Finding], units: Iterable[Unit], *, places: bool = True
) -> list[Finding]:
    """Return the findings with asterisks for credentials of their files in all that they say.

    ``places`` says whether names in the paths of values are part of that.
    """
    units = list(units)
    known = {
        ById(finding)
        for unit in units
        if isinstance(unit, CheckedFile) and unit.is_clean
        for finding in unit.findings
    }
    concerned = {finding.path for finding in findings if ById(finding) not in known}
    files: dict[str, list[Document]] = {}
    for unit in units:
        if unit.document.path in concerned:
            files.setdefault(unit.document.path, []).append(unit.document)
    shown: list[Finding] = []
    for path, group in groupby(findings, key=lambda finding: finding.path):
        clean = _cleaner_of_checked(files[path]) if path in files else None
        shown += [masked_finding(without_forms(finding, places), clean, places) for finding in group]
    return shown


def _cleaner_of_checked(documents: Sequence[Document]) -> Clean | None:
    """Return what ``cleaner`` does; documents that were let go after they had been checked are so again."""
    released = [document for document in documents if document.is_released]
    clean = cleaner(documents)
    for document in released:
        document.release()
    return clean


def cleaner(documents: Sequence[Document]) -> Clean | None:
    """Return what puts asterisks for the credentials of a file into another text."""
    return cleaner_of(documents[0].text, secret_places_of(documents))


def cleaner_of(text: str, places: Places) -> Clean | None:
    """Return what puts asterisks for what stands at ``places`` of ``text`` into another text.

    Lengths stay as they are. ``None`` where there is nothing to hide.
    """
    words = {
        word
        for start, end in places
        for word in _words().findall(text, start, end)
        if len(word) >= _SHORTEST and word.lower() not in _OUR_WORDS
    }
    if not words:
        return None
    if len(words) > _MANY:
        return _Index(words).clean
    pattern = re.compile("|".join(map(_alone, sorted(words, key=len, reverse=True))))
    return lambda text: pattern.sub(lambda match: "*" * len(match[0]), text)


def _alone(word: str) -> str:
    """Return the pattern of a word: one that says little by itself is not looked for inside others."""
    exact = re.escape(word)
    return exact if _is_telling(word) else f"(?<![A-Za-z0-9]){exact}(?![A-Za-z0-9])"


def _is_telling(word: str) -> bool:
    """Say whether no other word is likely to hold this one by chance."""
    return len(word) >= TELLING and any(c.isdecimal() for c in word) and any(c.isalpha() for c in word)


class _Index:
    """Finds any of many words in a text, in a time that does not grow with their number."""

    def __init__(self, words: set[str]) -> None:
        self._words = words
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[:_SHORTEST], set()).add(len(word))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}
        """Lengths of the words that begin alike, the longest first."""

    def clean(self, text: str) -> str:
        """Return ``text`` with asterisks for the words."""
        pieces: list[str] = []
        done = position = 0
        while position <= len(text) - _SHORTEST:
            lengths = self._lengths.get(text[position : position + _SHORTEST], ())
            inside = bool(lengths and position and _is_part_of_a_word(text[position - 1]))
            for length in lengths:
                end = position + length
                word = text[position:end]
                if word not in self._words:
                    continue
                if _is_telling(word) or not (inside or _is_part_of_a_word(text[end : end + 1])):
                    pieces += (text[done:position], "*" * length)
                    done = position = end
                    break
            else:
                position += 1
        return "".join(pieces) + text[done:]


def _is_part_of_a_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


@cache
def _words() -> re.Pattern[str]:
    return re.compile(r"[^\s\"'`,:{}\[\]=]+")


def _masked(text: str) -> str:
    """Return asterisks for all but quotes and the ends of lines."""
    return "".join(c if c in "\r\n\"'" else "*" for c in text)


def _words_near_names(text: str) -> Places:
    """Return the words on lines with the name of a credential, and on the two lines behind.

    Where the notation is broken, it is unknown which of them is the value.
    """
    places: Places = []
    position, near = 0, 0
    for line in text.splitlines(keepends=True):
        lowered = line.lower()
        words = []
        if near or any(sign in lowered for sign in _SIGNS):
            words = list(_words().finditer(line))
            if any(_kind(match[0]) for match in words):
                near = 3
        if near:
            near -= 1
            places += [
                (position + match.start(), position + match.end())
                for match in words
                if len(match[0]) >= _SHORTEST and not _is_ordinary(match[0])
            ]
        position += len(line)
    return places


_BEHIND_A_KEY = regex(r"[\"'][ \t]*+:|:(?=\s|$)")
"""What stands behind a key, quoted or not."""


def _values_near_names(text: str) -> Places:
    """Return the same without keys, for a text whose notation is in order."""
    return [place for place in _words_near_names(text) if _BEHIND_A_KEY.match(text, place[1]) is None]


@lru_cache(4096)
def _kind(name: object) -> str | None:
    """Return what a credential of this name is called, ``None`` for other names."""
    if not isinstance(name, str):
        return None
    return "a key" if name in STATIC_CREDENTIALS else secrets.name_of_credential(name)


def _is_ordinary(word: str) -> bool:
    return word in _ORDINARY or _kind(word) is not None


_NESTED = (dict, list)
"""What has members. A tuple, since it is asked for every value of a file."""


def _secret_routes(data: object) -> list[Route]:
    found: list[Route] = []
    _look(data, [], False, found)
    return found


def _look(data: object, route: list[str | int], in_secrets: bool, found: list[Route]) -> None:
    """Add the routes of what is a credential in ``data``, which stands at ``route``, to ``found``."""
    if isinstance(data, dict):
        beside = data.get("name", data.get("Name")) if len(data) < 4 else None
        suspect = in_secrets or (isinstance(beside, str) and _kind(beside) is not None)
        for key, value in data.items():
            deeper = isinstance(value, _NESTED)
            if suspect or key in _REFERENCES or not (deeper or value is None or _kind(key) is None):
                secret = _is_secret(data, key, value, in_secrets)
            else:
                secret = False
            if secret or deeper:
                route.append(key)
                if secret:
                    found.append(tuple(route))
                else:
                    _look(value, route, key in _SECRETS, found)
                route.pop()
    elif isinstance(data, list):
        previous = ""
        for index, item in enumerate(data):
            route.append(index)
            if isinstance(item, str):
                if secrets.argument_kind(item) or _follows_option(previous, item):
                    found.append(tuple(route))
                previous = item
            elif isinstance(item, _NESTED):
                _look(item, route, in_secrets, found)
            route.pop()


def _is_secret(holder: dict[str, object], key: str, value: object, in_secrets: bool) -> bool:
    """Say whether a member is a credential by its name, or by the name beside it."""
    if value is None or isinstance(value, bool | Unresolved) or key in _NAMES:
        return False
    if key in _REFERENCES or in_secrets:
        # What functions and objects are made of is looked at one by one.
        return not isinstance(value, dict | list) and not (isinstance(value, str) and _is_address(value))
    if isinstance(value, dict) and len(value) == 1 and not _NAMING.isdisjoint(value):
        return False
    beside = holder.get("name", holder.get("Name"))
    for name in (beside, key) if len(holder) < 4 else (key,):
        if not isinstance(name, str):
            continue
        what = _kind(name)
        if what is None:
            continue
        if isinstance(value, str):
            if value == name:
                continue  # a variable set to its own name
            named = secrets.is_reference(value, what) and not value.strip().isdecimal()
            if not secrets.is_harmless(value) and not named:
                return True
        elif name is beside or isinstance(value, int | float):
            return True  # an object or list under such a key is mostly structure ("secrets")
    return False


def _is_address(value: str) -> bool:
    """Say whether a reference is one, and not the secret itself put in its place."""
    text = value.strip()
    scheme, colon, name = text.partition(":")
    if colon and scheme.lower() in _STORES:
        text = name  # "ssm:/web/password" is no reference that ECS takes, and still the name of a parameter
    return text.startswith("arn:") or "${" in text or "{{" in text or "<" in text or _is_path(text)


def _is_path(text: str) -> bool:
    return all(c.isalnum() or c in "_.-/" for c in text) and ("/" in text or text.isalpha() or "-" in text)


def _follows_option(option: str, argument: str) -> bool:
    if not option.startswith("-") or argument.startswith("-") or " " in argument:
        return False
    return secrets.argument_kind(f"{option} {argument}") is not None
