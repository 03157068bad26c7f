"""What is wrong with a list of tags, whatever they are attached to."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ecslint.finding import Problem, Problems
from ecslint.model.base import Place, each, is_complete
from ecslint.model.task import Tag
from ecslint.model.value import Unresolved


def tag_problems(tags: Sequence[Tag | Unresolved] | Unresolved | None) -> Problems:
    """Check signs beyond ASCII, the reserved prefix and repeated keys; the schemas hold the rest."""
    seen: dict[str, Place] = {}
    for _, tag in each(tags):
        if isinstance(tag.key, str):
            place = tag.at("key")
            if tag.key.lower().startswith("aws:"):
                yield Problem(
                    place, f'the tag "{tag.key[:60]}" is reserved for AWS; remove the prefix "{tag.key[:4]}"'
                )
            else:
                yield from _text(tag.key, place, "key")
            if tag.key in seen:
                message = f'the tag "{tag.key[:60]}" is given twice; keep one'
                yield Problem(place, message, ((seen[tag.key], "first given here"),))
            seen.setdefault(tag.key, place)
        if isinstance(tag.value, str):
            yield from _text(tag.value, tag.at("value"), "value")


def _text(text: str, place: Place, what: str) -> Problems:
    if text.isascii():
        return
    wrong = [c for c in text if not (c.isascii() or c.isalnum() or unicodedata.category(c)[0] == "Z")]
    if wrong:
        shown = " ".join(f'"{c}"' for c in dict.fromkeys(wrong[:5]))
        allowed = "letters, numbers, spaces and _ . : / = + - @"
        yield Problem(place, f"a tag's {what} cannot hold {shown}; use {allowed}")


def lacks_own_tags(tags: Sequence[Tag | Unresolved] | Unresolved | None) -> bool:
    """Say whether there surely is no tag but AWS' own."""
    return is_complete(tags) and not any(_is_own(tag.key) for _, tag in each(tags))


def _is_own(key: str | Unresolved | None) -> bool:
    return isinstance(key, Unresolved) or not (key or "").startswith("aws:")


def untagged(what: str) -> str:
    """Return the message about a resource without tags."""
    return f'the {what} has no tags; add "tags" that say whose it is, for instance a "team"'
