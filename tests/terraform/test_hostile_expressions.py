"""Expressions of strangers: all work is counted; what Go does otherwise than Python is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.documents.terraform import measure
from tests.steps import calls
from tests.terraform.test_bounds import lint

STEPS = 2_000
"""Evaluations of expressions that a module may take here."""
MOST = 300_000
"""Calls of functions that they take at most, that of the linter beside them included."""
BIG = (
    "  big = [for n in range(20) : [for k in range(20) : { b = n }]]\n"
    "  big2 = [for n in range(20) : [for k in range(20) : { b = k }]]\n"
    "  five = range(400)\n"
    f'  mega = "{"a" * 5_000}"\n'
)
EACH = {
    "unknown condition": "data.a.b.c ? local.big : local.big2",
    "comparison": "local.big == local.big2",
    "members of lists": "try(local.big.b, 1)",
    "letters": 'length(split("", local.mega))',
    "distinct": "length(distinct(local.five))",
    "union": "length(setunion(local.five, local.five))",
    "difference": "length(setsubtract(local.five, local.five))",
    "pattern": f'replace("{"a" * 1900}", "/a*b/", "c")',
    "yaml": 'length(yamldecode("[${join(",", local.five)}]"))',
    "json": 'length(jsondecode("[${join(",", local.five)}]"))',
    "keys": "{ (jsonencode(local.big)) = 1 }",
    "width": f'length(format("{"%9999d" * 9}", 1, 2, 3, 4, 5, 6, 7, 8, 9))',
    "source": f'[for b in data.a.b.c : "{"y " * 5_000}"]',
}
ONCE = {
    "empty loops of text": '"%{ for a in range(200) }%{ for b in range(200) }%{ endfor }%{ endfor }"',
    "loops of text": '"%{ for a in range(200) }%{ for b in range(200) }x%{ endfor }%{ endfor }"',
    "merge": "merge([for n in range(400) : n % 2 == 0 ? { (n) = n } : data.a.b[n]]...)",
    "polynomial": f'regex("a*a*a*a*a*b", "{"a" * 1900}")',
    "exponential": f'regex("{"a?" * 90}{"a" * 90}", "{"a" * 90}")',
    "alternatives": f'regex("{"(?:a|aa)?" * 40}b", "{"a" * 1900}")',
    "replaced by much": f'replace("{"a" * 1900}", "/a/", local.mega)',
    "widths": 'format(join("", [for n in range(400) : "%9999d"]), local.five...)',
    "networks": 'cidrsubnets("10.0.0.0/8", -1000000000, -1000000000)',
    "long number": f'"${{parseint("{"f" * 9000}", 16)}}"',
    "long number in JSON": f'jsonencode(parseint("{"f" * 9000}", 16))',
    "long number in YAML": f'jsonencode(yamldecode("[0x{"f" * 9000}]"))',
    "no index": "element([1, 2], 1e400 - 1e400)",
}
EXPRESSIONS = {**{name: f"[for n in range(400) : {text}]" for name, text in EACH.items()}, **ONCE}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_no_expression_takes_long(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "MAX_STEPS", STEPS)
    taken = calls(lambda: lint(tmp_path, f"{BIG}  x = {EXPRESSIONS[name]}\n"))
    assert taken < MOST, f"{taken:,} calls"


def test_squares_of_squares_are_no_numbers(tmp_path: Path) -> None:
    squares = "".join(f"  a{n + 1} = local.a{n} * local.a{n}\n" for n in range(40))
    lint(tmp_path, f'  a0 = 99999999999\n{squares}  x = "${{local.a40}}"\n')


def test_numbers_of_instances_that_are_none(tmp_path: Path) -> None:
    text = 'resource "aws_ecs_task_definition" "t" {\n  count = 1e400 - 1e400\n  family = "a"\n}\n'
    lint(tmp_path, "  x = 1\n", text)


CPU = """
resource "aws_ecs_task_definition" "t" {{
  family                = "a"
  container_definitions = jsonencode([{{ name = "a", image = "b:1", cpu = 10, memory = 64, user = {0} }}])
}}
"""


@pytest.mark.parametrize(
    ("expression", "comes_to"),
    [
        ('replace("a-b", "/(a)-(b)/", "$2 $1")', "b a"),
        ('regex("^(.+):(.+)$", "x:y z")[1]', "y z"),
        ('regexall("[a-z ]+", "a b")[0]', "a b"),
        ('join(" ", distinct(["b", "a", "b"]))', "b a"),
        ('join(" ", setunion(["b"], ["a"]))', "a b"),
        ('merge({ a = "x y" }, { b = 2 })["a"]', "x y"),
        ('regex("[[:alpha:]]", "a b")', None),
        ('regex("\\\\pL+", "a b")', None),
        ('replace("a b", "/a/", "$1x")', None),
        ('format("%*d a", 3, 4)', None),
        ('yamldecode("2020-01-01")', None),
        ('yamldecode("22:22")', None),
        ('yamldecode("on")', None),
        ('merge({ a = "x y" }, data.a.b.c)["a"]', None),
    ],
)
def test_what_an_expression_comes_to(expression: str, comes_to: str | None, tmp_path: Path) -> None:
    shown = lint(tmp_path, "  x = 1\n", CPU.format(expression))
    assert ("user" in shown) is (comes_to is not None), shown
    assert "internal" not in shown
