"""A template that has nothing to do with ECS is linted only when it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import invoke

UNDEFINED = """Resources:
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties: {ServiceName: com.amazonaws.eu-west-1.s3, VpcId: !Ref Vpcc}
"""
TWICE = UNDEFINED.replace("!Ref Vpcc", "vpc-0a1b2c3d").replace(
    "    Properties", "    Type: AWS::EC2::VPCEndpoint\n    Properties"
)


@pytest.mark.parametrize(
    ("text", "rule"), [(UNDEFINED, "ECS020"), (TWICE, "ECS004")], ids=["undefined", "twice"]
)
def test_it_is_linted_when_it_is_named(tmp_path: Path, text: str, rule: str) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(text, encoding="utf-8")
    assert rule in invoke(["check", "--isolated", "--format", "concise", str(path)]).stdout
    walked = invoke(["check", "--isolated", "--format", "concise", str(tmp_path)])
    assert walked.stdout == ""
    assert walked.exit_code == 0


def test_a_named_template_in_order_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(UNDEFINED.replace("!Ref Vpcc", "vpc-0a1b2c3d"), encoding="utf-8")
    result = invoke(["check", "--isolated", str(path)])
    assert result.exit_code == 0
    assert "not recognised" not in result.stderr
    assert "nothing" not in result.stderr
