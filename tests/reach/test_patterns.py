"""Patterns with holes, compared with all texts that the holes may stand for."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from ecslint.reach.patterns import Hole, Text, brief, join, literal, matches, shown, suffix

ACCOUNT = Hole("AWS::AccountId", ":/*")
X, Y = Hole("x"), Hole("y", without="b")
MADE, OTHER = Hole("made", made=True), Hole("other", made=True)
ONE = Hole("one", single=True)
VALUES = ["".join(letters) for length in range(4) for letters in itertools.product("ab", repeat=length)]


def _glob(pattern: str, text: str) -> bool:
    words = {"*": ".*", "?": "."}
    return re.fullmatch("".join(words.get(c, re.escape(c)) for c in pattern), text, re.DOTALL) is not None


def _filled(text: Text, values: dict[str, str]) -> str:
    return "".join(letter if isinstance(letter, str) else values[letter.name] for letter in text)


def _answers(pattern: Text, text: Text) -> set[bool]:
    """Return what all values of the holes, as far as they are tried, make of the question."""
    holes = sorted({letter for letter in (*pattern, *text) if isinstance(letter, Hole)})
    found = set()
    choices = [
        [
            value
            for value in VALUES
            if not set(value) & set(hole.without)
            and (len(value) == 1 or not hole.single)
            and (value or not hole.made)
        ]
        for hole in holes
    ]
    for values in itertools.product(*choices):
        chosen = {hole.name: value for hole, value in zip(holes, values, strict=True)}
        made = [chosen[hole.name] for hole in holes if hole.made]
        if any(a in b for a, b in itertools.permutations(made, 2)):
            continue  # what AWS makes up is never a part of something else that it makes up
        found.add(_glob(_filled(pattern, chosen), _filled(text, chosen)))
    return found


def test_answers_agree_with_all_texts() -> None:
    chance = random.Random(20261129)
    letters: list[str | Hole] = ["a", "a", "b", "b", X, Y, ONE, MADE, OTHER]
    surely = never = 0
    for _ in range(3000):
        text = tuple(chance.choice(letters) for _ in range(chance.randrange(5)))
        pattern = tuple(chance.choice([*letters, "*", "?"]) for _ in range(chance.randrange(5)))
        if len({x for x in (*pattern, *text) if isinstance(x, Hole)}) > 2:
            continue
        answer, possible = matches(pattern, text), _answers(pattern, text)
        if answer is True:
            surely += 1
            assert possible <= {True}, (pattern, text)
        elif answer is False:
            never += 1
            assert possible <= {False}, (pattern, text)
    assert surely > 100
    assert never > 100


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        (literal("*"), (X,), True),
        (literal("arn:aws:iam::*"), literal("arn:aws:iam::123456789012:role/a"), True),
        (literal("a?"), literal("ab"), True),
        (literal("a?"), literal("a"), False),
        (join(("arn:aws:ssm:eu:", ACCOUNT, ":*")), join(("arn:aws:ssm:eu:", ACCOUNT, ":parameter/a")), True),
        (literal("arn:aws:ssm:eu:210987654321:*"), join(("arn:aws:ssm:eu:", ACCOUNT, ":parameter/a")), None),
        (literal("arn:aws:ssm:eu:1:2:*"), join(("arn:aws:ssm:eu:", ACCOUNT, "/a")), False),
        (literal("secret:db"), join(("secret:db-", suffix("db", 6))), False),
        (literal("secret:db-??????"), join(("secret:db-", suffix("db", 6))), True),
        (literal("secret:db-AbCdEf"), join(("secret:db-", suffix("db", 6))), None),
        (join(("key/", MADE)), join(("key/", OTHER)), False),
        (join(("key/", MADE)), join(("key/", MADE)), True),
        (literal("key/1234"), join(("key/", MADE)), None),
        (join(("role/", X)), join(("role/", MADE)), None),
    ],
)
def test_answer(pattern: Text, text: Text, answer: bool | None) -> None:
    assert matches(pattern, text) is answer


def test_texts_in_messages() -> None:
    arn = join(("arn:aws:secretsmanager:", Hole("AWS::Region"), ":", ACCOUNT, ":secret:db-", suffix("db", 6)))
    assert shown(arn) == "arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:db-??????"
    assert brief(arn) == "…:secretsmanager:…:secret:db-??????"
    assert brief(literal("arn:aws:ssm:eu-west-1:123456789012:parameter/a")).startswith(
        "arn:aws:ssm:eu-west-1"
    )
