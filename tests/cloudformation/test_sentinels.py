"""A value that a parameter is only compared with, and that means that there is none, is no value."""

from __future__ import annotations

import pytest

from ecslint.config.lookup import Configuration
from ecslint.fixing.fix import lint

TEMPLATE = """\
Parameters:
  Port: {{Type: Number{default}}}
Conditions:
  HasPort: !Not [!Equals [!Ref Port, -1]]
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: bridge
      ContainerDefinitions:
        - Name: web
          Image: public.ecr.aws/nginx/nginx:1.27
          Memory: 128
          PortMappings: [{{ContainerPort: !Ref Port}}]
          Command: !If [HasPort, [serve], [work]]
"""


@pytest.mark.parametrize(
    ("default", "proven"),
    [("", False), (", Default: 80", False), (", Default: -1", True), (", AllowedValues: [-1, 80]", True)],
)
def test_only_a_default_or_an_allowed_value_is_a_proof(default: str, proven: bool) -> None:
    findings = lint("t.yaml", TEMPLATE.format(default=default), Configuration(isolated=True))
    assert any(str(finding.severity) == "error" for finding in findings) is proven
