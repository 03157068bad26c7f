"""Lines of YAML templates that bring more, or that another branch may replace."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.base.unresolved import Unresolved
from ecslint.source.parsed import REST
from ecslint.source.yaml.parse import parse_yaml
from tests.command import invoke

CONTAINER = """\
containerDefinitions:
  - name: sidecar
    image: public.ecr.aws/nginx/nginx:1.27
    memory: 128
    essential: false
"""


def errors(text: str, folder: Path) -> str:
    path = folder / "task.yaml"
    path.write_text(text, encoding="utf-8")
    return invoke(["check", "--isolated", "--quiet", "--format", "concise", str(path)]).stdout


def is_open(data: object) -> bool:
    last = data.get(REST) if isinstance(data, dict) else data[-1] if isinstance(data, list) and data else None
    return isinstance(last, Unresolved)


def test_a_line_belongs_to_the_list_or_mapping_that_begins_in_its_column() -> None:
    text = "a:\n  b:\n    c: 1\n    {{ more }}\n  {{ others }}\nd:\n  - e: 1\n{{ items | nindent 2 }}\n"
    (parsed,) = parse_yaml(text)
    data = parsed.data
    assert is_open(data["a"]["b"])
    assert is_open(data["a"])
    assert is_open(data["d"])
    assert not is_open(data)
    assert not is_open(data["d"][0])


def test_what_has_no_column_belongs_to_all_around_it() -> None:
    (parsed,) = parse_yaml("a:\n  b: 1\n{% include 'more.yaml' %}\nc:\n  d: 1\n")
    assert is_open(parsed.data)
    assert is_open(parsed.data["a"])
    assert not is_open(parsed.data["c"])


def test_what_another_branch_may_replace_is_unknown() -> None:
    text = "a: 1\n{% if x %}\nb: 2\nc: {d: 3}\n{% else %}\nb: 4\n{% endif %}\ne: 5\n"
    (parsed,) = parse_yaml(text)
    assert isinstance(parsed.data["b"], Unresolved)
    assert parsed.data["c"] == {"d": 3}
    assert is_open(parsed.data)
    assert (parsed.data["a"], parsed.data["e"]) == (1, 5)


@pytest.mark.parametrize(
    "text",
    [
        "family: web\n" + CONTAINER + '{{- include "main" . | nindent 2 }}\n',
        "family: web\n" + CONTAINER + "  {% for c in more %}\n  - name: {{ c }}\n    image: x\n"
        "    memory: 64\n    essential: false\n  {% endfor %}\n",
        "family: web\nrequiresCompatibilities: [FARGATE]\n{{- toYaml .Values.size }}\n"
        + CONTAINER.replace("false", "true"),
        "{% if fargate %}\nrequiresCompatibilities: [FARGATE]\ncpu: '256'\nmemory: '512'\n{% else %}\n"
        "requiresCompatibilities: [EC2]\n{% endif %}\n{% if ec2 %}\nnetworkMode: bridge\n{% else %}\n"
        "networkMode: awsvpc\n{% endif %}\nfamily: web\n" + CONTAINER.replace("false", "true"),
    ],
)
def test_nothing_that_a_template_may_add_is_missed(text: str, tmp_path: Path) -> None:
    assert errors(text, tmp_path) == ""


def test_what_stands_there_is_still_checked(tmp_path: Path) -> None:
    text = "family: web\ncontainerDefinitions:\n  - name: a b\n    image: x\n    memory: 1\n  {{ more }}\n"
    assert "ECS404" in errors(text, tmp_path)
