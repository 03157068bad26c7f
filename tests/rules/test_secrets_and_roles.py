from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.facts.images import is_private_ecr
from ecslint.finding import Severity
from ecslint.model.arn import parse_arn, shape
from tests.rules.helpers import findings, places, problems, task

SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:"
SSM = "arn:aws:ssm:us-east-1:123456789012:"


def reference(value: str) -> dict[str, object]:
    return {"secrets": [{"name": "A", "valueFrom": value}]}


@pytest.mark.parametrize(
    "value",
    [
        "db-password",
        "/app/db.password",
        SECRET + "db-AbCdEf",
        SECRET + "db-AbCdEf:password::",
        SECRET + "db-AbCdEf::AWSCURRENT:",
        SECRET + "db-AbCdEf:::0123",
        SECRET + "a/b/c-AbCdEf:password::",
        SSM + "parameter/db",
        SSM + "parameter/app/db",
        "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/db",
        "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:db-AbCdEf",
        "arn:aws:ssm:us-east-1:ACCOUNT:parameter/db",
        "{INSERT the ARN}",
        "",
    ],
)
def test_references_that_work(value: str) -> None:
    assert problems("ECS302", task(reference(value))) == []


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        (SECRET + "db-AbCdEf:password", None),
        (SECRET + "db-AbCdEf:password:", None),
        (SECRET + "db-AbCdEf:password::::", None),
        (SECRET + "db-AbCdEf:password:AWSCURRENT:0123", Severity.WARNING),
        ("arn:aws:secretsmanager:us-east-1:123456789012:db", None),
        ("arn:aws:secretsmanager::123456789012:secret:db-AbCdEf", None),
        ("arn:aws:secretsmanager:us-east-1::secret:db-AbCdEf", None),
        ("arn:aws:secretsmanager:us-east-1:12345:secret:db-AbCdEf", None),
        ("arn:aws:secretsmanager:us-east-1:secret:db-AbCdEf", None),
        (SSM + "parameter:db", None),
        (SSM + "db", None),
        (SSM + "document/db", None),
        (SSM + "parameter/", None),
        (SSM + "parameter//db", Severity.WARNING),
        ("arn:aws:s3:::config/db", None),
        ("arn:amazon:ssm:us-east-1:123456789012:parameter/db", None),
        ("arn:aws:ssm:cn-north-1:123456789012:parameter/db", Severity.WARNING),
        ("aws:ssm:/app/db", None),
        ("/app/db password", None),
        ("/app/db+password", None),
        ("x" * 2049, None),
    ],
)
def test_references_that_do_not(value: str, severity: Severity | None) -> None:
    assert [problem.severity for problem in problems("ECS302", task(reference(value)))] == [severity]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("aws:ssm:/app/db", "use arn:aws:ssm:"),
        ("parameter:/app/db", "use arn:aws:ssm:"),
        ("secret:app/db", "use arn:aws:secretsmanager:"),
        (SECRET + "db-AbCdEf::AWSCURRENT:0123", 'the version stage "AWSCURRENT" and the version id "0123"'),
    ],
)
def test_what_is_said_of_references(value: str, words: str) -> None:
    (problem,) = problems("ECS302", task(reference(value)))
    assert words in problem.message


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("db-aXcdef", "warning"),
        ("db-Strings", None),
        ("db-String", None),
        ("db_aXcdef", None),
        ("db-aX_def", None),
        ("/db-aXcdef", None),
        (SECRET + "db", "info"),
        (SECRET + "db-_bcdef", "info"),
        (SECRET + "db_abcdef", "info"),
        (SECRET + "db-??????", None),
        (SECRET + "db-abc123:key::", None),
        (SSM + "parameter/db-aXcdef", None),
    ],
)
def test_secrets_that_lack_their_full_arn(value: str, severity: str | None) -> None:
    found = problems("ECS304", task(reference(value)))
    assert [str(problem.severity or "warning") for problem in found] == ([severity] if severity else [])


def test_a_variable_without_a_value_is_not_in_plain_text() -> None:
    environment = [{"name": "A"}, {"value": "b"}, {"name": "C", "value": ""}]
    assert places("ECS318", task({"environment": environment})) == ["environment.2.name"]


def test_a_value_put_where_its_name_belongs_is_not_repeated() -> None:
    (problem,) = problems("ECS302", task(reference("hunter2!")))
    assert "hunter2" not in problem.message


def test_secret_options_are_references_too() -> None:
    log = {
        "logDriver": "splunk",
        "secretOptions": [{"name": "splunk-token", "valueFrom": SECRET + "a-AbCdEf:b"}],
    }
    definition = task({"logConfiguration": log})
    assert places("ECS302", definition) == ["logConfiguration.secretOptions.0.valueFrom"]
    assert len(problems("ECS301", definition)) == 1


@pytest.mark.parametrize(("kind", "count"), [("s3", 1), ("file", 0), ("${KIND}", 0), (None, 0)])
def test_a_configuration_of_firelens_in_s3_needs_the_execution_role(kind: str | None, count: int) -> None:
    options = {"config-file-type": kind, "config-file-value": "/a"} if kind else {}
    router = {"firelensConfiguration": {"type": "fluentbit", "options": options}}
    assert len(problems("ECS301", task(router))) == count


@pytest.mark.parametrize(
    ("image", "private"),
    [
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1", True),
        ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app", True),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app", True),
        ("123456789012.dkr-ecr.eu-west-1.on.aws/app", True),
        (Unresolved("x", "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/app:${Tag}"), True),
        (Unresolved("x", "${Repository.RepositoryUri}:1"), True),
        (Unresolved("x", "${Registry}/app:1"), False),
        ("public.ecr.aws/nginx/nginx:1", False),
        ("example.com/123456789012.dkr.ecr.us-east-1.amazonaws.com/app", False),
        ("nginx", False),
        (None, False),
    ],
)
def test_private_registries(image: str | Unresolved | None, private: bool) -> None:
    assert is_private_ecr(image) is private


def test_shape_of_unknown_texts() -> None:
    text = shape(Unresolved("x", "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/p"))
    arn = parse_arn(text or "")
    assert arn is not None
    assert (arn.service, arn.resource, arn.partition_is_known) == ("iam", "policy/p", False)
    assert shape(Unresolved("x", "arn:aws:iam::${AWS::AccountId}:${Role}")) is None
    assert shape(Unresolved("x", "")) is None
    assert shape(Reference("Role", "Arn")) is None
    assert parse_arn("arn:aws:iam") is None


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("my-role", 0),
        ("path/my-role", 0),
        ("arn:aws:iam::123456789012:role/my-role", 0),
        ("arn:aws:iam::ACCOUNT_ID:role/my-role", 0),
        ("{your role}", 0),
        ("arn:aws:iam::123456789012:role", 1),
        ("arn:aws:iam::123456789012:role/", 1),
        ("arn:aws:iam:123456789012:role/my-role", 1),
        ("arn:aws:iam:us-east-1:123456789012:role/my-role", 1),
        ("arn:aws:iam::12345678901:role/my-role", 1),
        ("arn:aws:iam:::role/my-role", 1),
        ("arn:aws:iam::123456789012:user/me", 1),
        ("arn:aws:sts::123456789012:assumed-role/my-role/session", 1),
        ("arn:aws:cloudformation:us-east-1:123456789012:stack/app/1", 1),
        ("arn:amazon:iam::123456789012:role/my-role", 1),
        ("iam::123456789012:role/my-role", 1),
        ("my role", 1),
    ],
)
def test_roles(role: str, found: int) -> None:
    assert len(problems("ECS307", task({}, taskRoleArn=role))) == found


TEMPLATE = """
Resources:
  Secret: {Type: AWS::SecretsManager::Secret}
  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [web]}}
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ExecutionRoleArn: !Ref Role
      TaskRoleArn: %s
      ContainerDefinitions:
        - Name: web
          Image: public.ecr.aws/nginx/nginx:1.27
          Memory: 512
          Secrets:
            - Name: A
              ValueFrom: %s
"""
PROPERTIES = "/Resources/Task/Properties/"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("!Ref Secret", 0),
        ('!Sub "${Secret}:password::"', 0),
        ('!Sub "${Secret}:password"', 1),
        ('!Join [":", [!Ref Secret, password]]', 1),
        ('!Sub "${Unknown}:password"', 0),
        ('!Sub "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/a"', 0),
        ('!Sub "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:a-AbCdEf:b"', 1),
    ],
)
def test_references_in_templates(value: str, found: int, tmp_path: Path) -> None:
    text = TEMPLATE % ("!GetAtt Role.Arn", value)
    pointer = PROPERTIES + "ContainerDefinitions/0/Secrets/0/ValueFrom"
    assert [f[:2] for f in findings(text, tmp_path, "ECS302")] == [("ECS302", "error")] * found
    assert all(f[2].startswith(pointer) for f in findings(text, tmp_path, "ECS302"))


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("!GetAtt Role.Arn", 0),
        ("!Ref Role", 0),
        ("!GetAtt Role.RoleId", 1),
        ("!GetAtt Profile.Arn", 1),
        ("!Ref Profile", 1),
        ("!Sub arn:aws:iam::${AWS::AccountId}:instance-profile/web", 1),
        ("!Sub arn:aws:iam::${AWS::AccountId}:role/${Role}", 0),
    ],
)
def test_roles_in_templates(role: str, found: int, tmp_path: Path) -> None:
    text = TEMPLATE % (role, "/web/a")
    assert [f[:2] for f in findings(text, tmp_path, "ECS307")] == [("ECS307", "error")] * found


@pytest.mark.parametrize(
    ("role", "same"), [("!Ref Role", True), ("!GetAtt Role.Arn", True), ("!Ref Other", False)]
)
def test_one_role_of_a_template_for_both(role: str, same: bool, tmp_path: Path) -> None:
    assert bool(findings(TEMPLATE % (role, "/web/a"), tmp_path, "ECS310")) is same


@pytest.mark.parametrize(
    ("parameter", "severity"),
    [
        ("login", None),
        (SECRET + "login-AbCdEf", None),
        (SECRET + "login-AbCdEf:password", "warning"),
        (SECRET + "login-AbCdEf:password::", "warning"),
        ("arn:aws:secretsmanager:us-east-1:123456789012:login", "error"),
        ("ssm:login", "error"),
        (SSM + "parameter/login", "error"),
    ],
)
def test_registry_credentials(parameter: str, severity: str | None) -> None:
    found = problems("ECS308", task({"repositoryCredentials": {"credentialsParameter": parameter}}))
    assert [str(problem.severity or "error") for problem in found] == ([severity] if severity else [])


def test_nothing_is_said_about_what_bare_containers_leave_out(tmp_path: Path) -> None:
    text = (
        '[{"name": "web", "image": "nginx:1", "secrets": [{"name": "A", "valueFrom": "/a"}], '
        '"mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]'
    )
    rules = ("ECS301", "ECS310", "ECS732", "ECS735")
    assert findings(text, tmp_path, *rules, name="container-definitions.json") == []
