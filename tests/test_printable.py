"""Every message of every rule in every format: no value or name of a file steers a reader."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

import pytest

from ecslint.report import Options, formats, render
from tests.fuzz.material import as_json, as_yaml, documents
from tests.fuzz.outputs import checked
from tests.fuzz.promises import STRICT, lint

PIECE = "\x1b[31m\u202e\x07\n::error::##vso[x]##teamcity[y]\r\u2028]]><script>"
SHARE = 75
"""The usual run takes one document of so many, the slow one all."""
STEERING = ("##vso[", "##teamcity[", "\n::error::", "]]><script>")


def _changed(node: object, value: Callable[[str], str], name: Callable[[str], str]) -> object:
    if isinstance(node, dict):
        return {name(key): _changed(child, value, name) for key, child in node.items()}
    if isinstance(node, list):
        return [_changed(child, value, name) for child in node]
    return value(node) if isinstance(node, str) else node


def _same(text: str) -> str:
    return text


def _variants(data: object) -> Iterator[tuple[str, bytes]]:
    """Yield a document with something before, behind and in place of its values, and behind its names."""
    ways: tuple[tuple[Callable[[str], str], Callable[[str], str]], ...] = (
        (lambda text: text + PIECE, _same),
        (lambda text: PIECE + text, _same),
        (lambda text: PIECE if len(text) < 40 else text, _same),
        (_same, lambda text: text if text[:1].isupper() or "::" in text else text + PIECE),
    )
    for number, (value, name) in enumerate(ways):
        changed = _changed(copy.deepcopy(data), value, name)
        if number % 2:
            yield "x.yml", as_yaml(changed).encode("utf-8", "replace")
        else:
            yield "x.json", as_json(changed).encode("utf-8", "replace")


def judged(share: int) -> set[str]:
    """Write the findings in every changed document in every format; return the rules that had some."""
    seen: set[str] = set()
    for number, data in enumerate(documents()):
        if number % share:
            continue
        for name, text in _variants(data):
            result = lint(name, text, STRICT)
            seen |= {finding.rule for finding in result.findings}
            for form in formats():
                shown = "".join(render(form, result, Options(verbose=True)))
                checked(form, shown)
                kept = [each for each in STEERING if each in shown and not _is_own(form, each)]
                assert kept == [], (form, kept)
    return seen


def _is_own(form: str, piece: str) -> bool:
    """Say whether a format writes a piece itself, or is data in which it means nothing to its reader."""
    return (piece == "]]><script>" and form not in ("html", "markdown")) or (
        piece == "\n::error::" and form == "github"
    )


def test_messages_are_printable_in_every_format() -> None:
    assert len(judged(SHARE)) > 30


@pytest.mark.slow
@pytest.mark.exhaustive
def test_all_messages_are_printable_in_every_format() -> None:
    assert len(judged(1)) > 175
