"""The reader of HCL: what it makes of each notation, and what it says of broken text."""

import pytest

from ecslint.source.hcl import nodes
from ecslint.source.hcl.parser import parse_expression, parse_hcl, parse_template


def value(text: str) -> nodes.Expression:
    root, problems = parse_hcl(f"x = {text}\n")
    assert problems == []
    return root.attributes["x"].value


def test_literals() -> None:
    found = [value(text) for text in ("1", "1.5e3", "true", "null", '"a"')]
    assert [getattr(each, "value", getattr(each, "constant", None)) for each in found] == [
        1,
        1500.0,
        True,
        None,
        "a",
    ]


def test_precedence_and_brackets() -> None:
    found = value("1 + 2 * 3 == 7 && !a || b")
    assert isinstance(found, nodes.Operation)
    assert found.operator == "||"
    inner = value("(1 + 2) * 3")
    assert isinstance(inner, nodes.Operation)
    assert inner.operator == "*"


def test_traversals() -> None:
    found = value('aws_x.y[0].b["k"][*].c')
    assert isinstance(found, nodes.Splat)
    assert isinstance(found.each, nodes.Attr)
    assert isinstance(value("a.0.b"), nodes.Attr)
    legacy = value("a.*.b")
    assert isinstance(legacy, nodes.Splat)


def test_objects_take_both_signs_commas_and_lines() -> None:
    found = value('{\n  a = 1, "b c" : 2\n  (k) = 3 # why\n}')
    assert isinstance(found, nodes.Object)
    assert len(found.items) == 3


def test_for_expressions() -> None:
    found = value("{ for k, v in m : k => v... if v != null }")
    assert isinstance(found, nodes.For)
    assert found.groups
    assert found.condition is not None
    listed = value("[for x in y : x]")
    assert isinstance(listed, nodes.For)
    assert listed.key is None


def test_template_escapes_and_offsets() -> None:
    text = r'x = "a\n$${b} ${c} %%{d}"' + "\n"
    found = parse_hcl(text)[0].attributes["x"].value
    assert isinstance(found, nodes.Template)
    assert "".join(part.text for part in found.parts if isinstance(part, nodes.Text)) == "a\n${b}  %{d}"
    for part in found.parts:
        if isinstance(part, nodes.Text) and len(part.text) == part.end - part.start:
            assert text[part.start : part.end] == part.text


def test_heredoc_with_indentation() -> None:
    root, problems = parse_hcl("x = <<-EOT\n    a\n      b\n    EOT\ny = 1\n")
    found = root.attributes["x"].value
    assert problems == []
    assert "y" in root.attributes
    assert isinstance(found, nodes.Template)
    assert found.constant == "a\n  b\n"


def test_directives() -> None:
    found = parse_template("%{ if a ~}\nyes\n%{ else }no%{ endif }%{ for i, v in l }${v}%{ endfor }")
    assert [type(part) for part in found.parts] == [nodes.IfDirective, nodes.ForDirective]


def test_blocks_with_labels() -> None:
    root, _ = parse_hcl('resource "a" b {\n  inner { x = 1 }\n}\n')
    (block,) = root.blocks
    assert block.labels == ("a", "b")
    assert block.blocks[0].attributes["x"].value.start > 0


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ('a "b" {\n  x = "open\n}\n', "this string is not closed: a quote is missing", "open"),
        ("a = [1, 2\n", '"]" is missing behind the last item of the list', ""),
        ("a = \n", "a value is expected here", ""),
        ("x {\n  a = 1 b = 2\n}\n", '"b" is not expected behind the value of "a"; begin a new line', "b = 2"),
        ("x = <<EOT\nabc\n", 'the heredoc is not closed: a line with only "EOT" is missing', ""),
        ('x "y" {\n  a = 1\n', 'the block "x" is not closed: "}" is missing', ""),
    ],
)
def test_broken_text_is_one_problem(text: str, message: str, at: str) -> None:
    rest = 'variable "fine" {}\n'
    root, problems = parse_hcl(text + rest)
    assert len(problems) == 1
    assert message in problems[0].message
    if "heredoc" not in message and "block" not in message and "list" not in message:
        assert any(block.type == "variable" for block in root.blocks)
    del at


def test_deep_nesting_ends() -> None:
    _, problems = parse_hcl("x = " + "[" * 5000 + "]" * 5000)
    assert [problem.message for problem in problems] == ["this is nested too deeply to be read"]


def test_an_expression_on_its_own() -> None:
    assert isinstance(parse_expression("a ?\n b : c"), nodes.Conditional)
