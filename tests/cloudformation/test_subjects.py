"""From a template to findings: branches, notes, related places, nothing twice."""

from __future__ import annotations

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import run
from ecslint.finding import Finding
from ecslint.source.read import load

HEAD = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Memory: {Type: String, Default: "4096"}
  Subnets: {Type: List<AWS::EC2::Subnet::Id>}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  Public: !Equals [!Ref AWS::Region, us-east-1]
"""


def check(text: str) -> list[Finding]:
    documents = load("template.yaml", (HEAD + text).encode())
    result = run([read(document) for document in documents], Configuration())
    assert result.crashes == []
    return result.findings


def sizes(cpu: str, memory: str, more: str = "") -> list[Finding]:
    found = check(f"""
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: {cpu}
      Memory: {memory}
      ContainerDefinitions:
        - Name: web
          Image: public.ecr.aws/nginx/nginx:1.27
          LogConfiguration: !If [Public, !Ref AWS::NoValue, {{LogDriver: awslogs}}]
{more}
""")
    return [finding for finding in found if finding.rule == "ECS101"]


def test_a_finding_in_one_branch_says_which() -> None:
    (finding,) = sizes("!If [IsProd, 512, 256]", '"512"')
    assert finding.when == "when IsProd is true"
    assert finding.pointer == "/Resources/Task/Properties/Memory"


def test_each_wrong_literal_is_its_own_finding() -> None:
    found = sizes("512", "!If [IsProd, 513, 512]")
    assert [(finding.pointer[-9:], finding.when) for finding in found] == [
        ("/Fn::If/1", "when IsProd is true"),
        ("/Fn::If/2", "when IsProd is false"),
    ]


def test_a_finding_in_every_branch_says_nothing_of_them() -> None:
    (finding,) = sizes("512", '"512"')
    assert finding.when is None


def test_a_default_is_named_and_both_places_are_shown() -> None:
    (finding,) = sizes("256", "!Ref Memory")
    assert finding.pointer == "/Parameters/Memory/Default"
    assert "(parameter Memory defaults to 4096)" in finding.message
    assert finding.when is None
    assert [related.pointer for related in finding.related if related.message == "used here"] == [
        "/Resources/Task/Properties/Memory"
    ]


def test_a_service_does_not_repeat_the_findings_of_its_task() -> None:
    service = """
  Service:
    Type: AWS::ECS::Service
    Condition: IsProd
    Properties:
      TaskDefinition: !Ref Task
      LaunchType: FARGATE
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: !Ref Subnets}}
"""
    (finding,) = sizes("256", '"4096"', service)
    assert finding.when is None


def test_unknown_values_give_no_errors() -> None:
    assert sizes("!Ref Cpu", "!ImportValue memory") == []


def test_a_task_definition_that_a_macro_makes_is_not_judged() -> None:
    found = check("""
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/key}}
      Cpu: 7
""")
    assert [finding.rule for finding in found] == []


def test_structural_findings_stand_at_the_literal() -> None:
    found = check("""
Mappings:
  Sizes:
    dev: {Count: two}
    prod: {Count: 2}
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: web
      DesiredCount: !FindInMap [Sizes, !Ref Env, Count]
      launchType: EC2
""")
    places = {(finding.rule, finding.pointer, finding.when) for finding in found}
    assert ("ECS010", "/Resources/Service/Properties/launchType", None) in places
    wrong = [finding for finding in found if finding.pointer == "/Mappings/Sizes/dev/Count"]
    assert [finding.when for finding in wrong] == ["when Env is dev"]


def test_resources_without_rules_are_checked_for_structure() -> None:
    found = check("""
Resources:
  Cluster:
    Type: AWS::ECS::Cluster
    Properties:
      clusterName: a
""")
    assert [finding.pointer for finding in found] == ["/Resources/Cluster/Properties/clusterName"]


def test_nothing_is_an_error_where_a_macro_may_change_it() -> None:
    found = check("""
Transform: Company::Macro
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: 256
      Memory: 4096
      ContainerDefinitions:
        - Name: web
          Image: public.ecr.aws/nginx/nginx:1.27
""")
    (size,) = [finding for finding in found if finding.rule == "ECS101"]
    assert str(size.severity) == "warning"
    assert size.message.endswith("(the macro Company::Macro may change this)")
    assert [finding for finding in found if str(finding.severity) == "error"] == []


def test_a_wrong_default_can_be_accepted_where_it_is_used() -> None:
    metadata = "    Metadata: {ecslint: {ignore: [{rule: ECS101, reason: the old size}]}}\n"
    found = check(f"""
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
{metadata}    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: 256
      Memory: !Ref Memory
      ContainerDefinitions:
        - Name: web
          Image: public.ecr.aws/nginx/nginx:1.27
""")
    assert [finding.rule for finding in found if finding.rule in ("ECS101", "ECS006")] == []


def test_only_a_branch_of_its_own_is_mended() -> None:
    (shared,) = sizes("!If [IsProd, 512, 256]", '"512"')
    assert shared.fix is None
    (own,) = sizes("!If [IsProd, 512, 256]", '!If [IsProd, "600", "512"]')
    assert own.pointer.endswith("/Fn::If/1")
    assert own.fix is not None


def test_a_fix_with_a_value_that_is_not_known_is_none() -> None:
    from ecslint import api

    text = """
Resources:
  Web:
    Type: AWS::ECS::Service
    Properties: {ServiceName: {a: !Ref Other}, LoadBalancers: {ContainerName: !Ref Other, ContainerPort: 80}}
  Other: {Type: AWS::ECS::Cluster}
"""
    report = api.lint_text(text, "template.yaml", api.Config(isolated=True, select=("ECS011",)))
    assert report.findings
    edits = [edit for finding in report.findings if finding.fix for edit in finding.fix.edits]
    assert all("Reference" not in repr(edit) for edit in edits)
