"""Evaluation of policies: AWS' documented logic, and a comparison with all that is not known filled in."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from ecslint.base.unresolved import UnknownText
from ecslint.reach.patterns import Hole, Text, literal
from ecslint.reach.policies import Policy, Request, decide, parse, resource_grants

ROLE = literal("arn:aws:iam::123456789012:role/web")


def _text(value: Any) -> Text | None:
    if isinstance(value, UnknownText):
        return (Hole(value.text),)
    return literal(value) if isinstance(value, str) else None


def _policy(*statements: dict[str, Any], resource: bool = False) -> Policy:
    return parse({"Statement": list(statements)}, _text, None, (), resource=resource)


def _statement(effect: str = "Allow", action: Any = "s3:GetObject", resource: Any = "*", **more: Any) -> Any:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def _request(action: str = "s3:GetObject", resource: str = "arn:aws:s3:::a/b", **context: str) -> Request:
    keys = {key.replace("_", ":"): literal(value) for key, value in context.items()}
    return Request(action, (literal(resource),), keys)


PASS = _request("iam:PassRole", "arn:aws:iam::1:role/a", iam_passedtoservice="ecs-tasks.amazonaws.com")


@pytest.mark.parametrize(
    ("statements", "request_", "allowed"),
    [
        ([], _request(), False),
        ([_statement()], _request(), True),
        ([_statement(action="S3:getobject")], _request(), True),
        ([_statement(action="s3:Get*")], _request(), True),
        ([_statement(action=["s3:List*", "s3:Put*"])], _request(), False),
        ([_statement(resource="arn:aws:s3:::A/*")], _request(), False),
        ([_statement(), _statement("Deny", resource="arn:aws:s3:::a/*")], _request(), False),
        ([_statement(), _statement("Deny", resource="arn:aws:s3:::c/*")], _request(), True),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], _request(), True),
        ([{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}], _request(), False),
        ([{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::a/*"}], _request(), False),
        ([{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::c/*"}], _request(), True),
        ([_statement(resource=UnknownText("parameter", "x"))], _request(), None),
        ([_statement(), _statement("Deny", resource=UnknownText("parameter", "x"))], _request(), None),
        ([_statement(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})], _request(), None),
        (
            [_statement(), _statement("Deny", Condition={"Null": {"aws:TokenIssueTime": "true"}})],
            _request(),
            None,
        ),
        ([_statement(Condition=UnknownText("parameter", "x"))], _request(), None),
        ([_statement(Condition={"StringEquals": {"s3:x": "a"}})], _request(s3_x="a"), True),
        ([_statement(Condition={"StringEquals": {"s3:x": ["b", "c"]}})], _request(s3_x="a"), False),
        ([_statement(Condition={"StringNotEquals": {"s3:x": "a"}})], _request(s3_x="a"), False),
        ([_statement(Condition={"StringLike": {"S3:X": "a*"}})], _request(s3_x="ab"), True),
        ([_statement(Condition={"StringEqualsIfExists": {"s3:x": "b"}})], _request(s3_x="a"), False),
        ([_statement(Condition={"Bool": {"s3:x": "False"}})], _request(s3_x="true"), False),
        ([_statement(Condition={"NumericLessThan": {"s3:x": "1"}})], _request(s3_x="2"), None),
        (
            [_statement(action="iam:PassRole", Condition={"StringLike": {"iam:PassedToService": "ecs.*"}})],
            PASS,
            False,
        ),
        (
            [_statement(action="iam:PassRole", Condition={"StringLike": {"iam:PassedToService": "ecs-*"}})],
            PASS,
            True,
        ),
    ],
)
def test_policies_of_a_role(statements: list[Any], request_: Request, allowed: bool | None) -> None:
    assert decide([_policy(*statements)], request_).allowed is allowed


def test_deny_in_another_policy_wins_and_is_named() -> None:
    deny = _policy(_statement("Deny"))
    verdict = decide([_policy(_statement()), deny], _request())
    assert verdict.allowed is False
    assert verdict.denied_by == (deny, deny.statements[0])


def test_boundary_limits_and_does_not_allow() -> None:
    allow, other = _policy(_statement()), _policy(_statement(action="s3:PutObject"))
    assert decide([allow], _request(), allow).allowed is True
    assert decide([allow], _request(), other).allowed is False
    assert decide([other], _request(), allow).allowed is False
    unknown = parse(UnknownText("import"), _text, None, ())
    assert decide([allow], _request(), unknown).allowed is None


def test_policy_of_a_resource_names_principals() -> None:
    own = _policy(_statement(Principal={"AWS": "arn:aws:iam::123456789012:role/web"}), resource=True)
    other = _policy(_statement(Principal={"AWS": "arn:aws:iam::123456789012:role/batch"}), resource=True)
    anybody = _policy(_statement(Principal="*"), resource=True)
    others = _policy(_statement(NotPrincipal={"AWS": "arn:aws:iam::123456789012:role/web"}), resource=True)
    unknown = _policy(_statement(Principal={"AWS": UnknownText("parameter", "x")}), resource=True)
    wanted = ((own, True), (other, False), (anybody, True), (others, False), (unknown, None))
    for policy, allowed in wanted:
        assert resource_grants(policy, _request(), "AWS", (ROLE,))[0] is allowed


def test_unknown_parts_agree_with_all_that_they_may_be() -> None:
    """What is decided with something unknown is decided so whatever it turns out to be."""
    chance = random.Random(7)
    unknown = UnknownText("parameter", "x")
    values = ["s3:getobject", "s3:putobject", "arn:aws:s3:::a/b", "arn:aws:s3:::c", "iam:x"]
    decided = 0
    for _ in range(600):
        statements = [_random_statement(chance, unknown) for _ in range(chance.randrange(1, 4))]
        boundary = [_random_statement(chance, unknown)] if chance.random() < 0.3 else None
        limit = None if boundary is None else _policy(*boundary)
        answer = decide([_policy(*statements)], _request(), limit).allowed
        if answer is None:
            continue
        decided += 1
        for value in values:
            filled = [_fill(item, unknown, value) for item in statements]
            bound = None if boundary is None else _policy(_fill(boundary[0], unknown, value))
            assert decide([_policy(*filled)], _request(), bound).allowed is answer, (
                statements,
                boundary,
                value,
            )
    assert decided > 200


def _random_statement(chance: random.Random, unknown: UnknownText) -> dict[str, Any]:
    action = chance.choice(["s3:GetObject", "s3:*", "s3:PutObject", "iam:*", "*", unknown])
    resource = chance.choice(["*", "arn:aws:s3:::a/*", "arn:aws:s3:::c", unknown])
    return {
        "Effect": chance.choice(["Allow", "Allow", "Deny"]),
        chance.choice(["Action", "Action", "NotAction"]): action,
        chance.choice(["Resource", "Resource", "NotResource"]): resource,
    }


def _fill(statement: dict[str, Any], unknown: UnknownText, value: str) -> dict[str, Any]:
    return {key: value if item is unknown else item for key, item in statement.items()}


def test_decisions_without_unknown_parts_agree_with_a_plain_reading() -> None:
    """Every pair of small statements, against the rules written down in the simplest way."""
    actions = ["s3:GetObject", "s3:Get*", "s3:PutObject"]
    resources = ["*", "arn:aws:s3:::a/*", "arn:aws:s3:::c/*"]
    small = [
        {"Effect": effect, action_key: action, resource_key: resource}
        for effect, action_key, resource_key, action, resource in itertools.product(
            ("Allow", "Deny"), ("Action", "NotAction"), ("Resource", "NotResource"), actions, resources
        )
    ]
    for pair in itertools.combinations(small, 2):
        about = [item["Effect"] for item in pair if _is_about(item)]
        expected = "Deny" not in about and "Allow" in about
        assert decide([_policy(*pair)], _request()).allowed is expected


def _is_about(item: dict[str, str]) -> bool:
    action = item.get("Action") or item["NotAction"]
    named = action in ("s3:GetObject", "s3:Get*")
    resource = item.get("Resource") or item["NotResource"]
    there = resource in ("*", "arn:aws:s3:::a/*")
    return named == ("Action" in item) and there == ("Resource" in item)
