"""What is wrong with a list of tags, whatever they are attached to."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ecslint.facts import metadata as facts
from ecslint.finding import Problem, Problems
from ecslint.model.base import Model, Place, each
from ecslint.model.task import Tag
from ecslint.model.value import Unresolved


def tag_problems(holder: Model, tags: Sequence[Tag | Unresolved] | Unresolved | None) -> Problems:
    """Check the ``tags`` of ``holder``: number, length, characters, reserved prefix, repeated keys."""
    if tags is None or isinstance(tags, Unresolved):
        return
    if len(tags) > facts.TAGS_MAX:
        message = f"{len(tags)} tags are too many: at most {facts.TAGS_MAX} are allowed"
        yield Problem(holder.at("tags", facts.TAGS_MAX), message)
    seen: dict[str, Place] = {}
    for _, tag in each(tags):
        if isinstance(tag.key, str):
            place = tag.at("key")
            yield from _key(tag.key, place)
            if tag.key in seen:
                message = f'the tag "{tag.key[:60]}" is given twice; keep one'
                yield Problem(place, message, ((seen[tag.key], "first given here"),))
            seen.setdefault(tag.key, place)
        if isinstance(tag.value, str):
            yield from _text(tag.value, tag.at("value"), "value", facts.TAG_VALUE_MAX)


def _key(key: str, place: Place) -> Problems:
    if not key:
        yield Problem(place, "a tag's key cannot be empty")
    elif key.lower().startswith("aws:"):
        yield Problem(place, f'the tag "{key[:60]}" is reserved for AWS: drop the prefix "{key[:4]}"')
    else:
        yield from _text(key, place, "key", facts.TAG_KEY_MAX)


def _text(text: str, place: Place, what: str, longest: int) -> Problems:
    if len(text) > longest:
        yield Problem(
            place, f"a tag's {what} of {len(text)} characters is too long: at most {longest} are allowed"
        )
    wrong = [
        c for c in text if not (c.isalnum() or c in facts.TAG_SIGNS or unicodedata.category(c)[0] == "Z")
    ]
    if wrong:
        shown = " ".join(repr(c) for c in dict.fromkeys(wrong[:5]))
        allowed = "letters, numbers, blanks and _ . : / = + - @"
        yield Problem(place, f"a tag's {what} cannot hold {shown}: allowed are {allowed}")
