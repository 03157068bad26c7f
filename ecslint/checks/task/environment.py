"""Environment variables and environment files (ECS306, ECS315 to ECS318)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.facts import environment as facts
from ecslint.facts.partitions import PARTITIONS
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.arn import parse_arn, shape
from ecslint.model.base import each, is_complete
from ecslint.model.task import Container
from ecslint.source.templating.placeholders import stands_for_something

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template


@check("ECS306")
def variable_is_invalid(container: Container, template: Template | None) -> Problems:
    yield from _secrets_with_a_taken_name(container)
    if template is None or not template.requires_members:  # CloudFormation's own schema refuses equal names
        yield from _repeated_variables(container)
    yield from _incomplete_variables(container)
    yield from _variables_of_the_agent(container)


def _secrets_with_a_taken_name(container: Container) -> Problems:
    variables = {
        v.name: (index, v)
        for index, v in reversed(list(each(container.environment)))
        if isinstance(v.name, str)
    }
    seen: dict[str, int] = {}
    for index, secret in each(container.secrets):
        name = secret.name
        if not isinstance(name, str) or not name:
            continue
        place = container.at("secrets", index, "name")
        if name in seen:
            message = f'"{name}" is in "secrets" twice; keep one of them'
            related = ((container.at("secrets", seen[name], "name"), "first given here"),)
            yield Problem(place, message, related)
        elif name in variables:
            message = f'"{name}" is in "environment" as well as in "secrets"; remove one of them'
            taken, variable = variables[name]
            related = ((container.at("environment", taken, "name"), "the variable of that name"),)
            # Nobody documents what becomes of a variable without a value, as an Fn::If may leave it.
            severity = Severity.WARNING if variable.value is None else None
            yield Problem(place, message, related, severity=severity)
        seen.setdefault(name, index)


def _repeated_variables(container: Container) -> Problems:
    seen: dict[str, int] = {}
    for index, variable in each(container.environment):
        name = variable.name
        if not isinstance(name, str) or not name:
            continue
        if name in seen:
            message = f'the variable "{name}" is given twice, and only one value can hold; remove one of them'
            related = ((container.at("environment", seen[name], "name"), "first given here"),)
            yield Problem(variable.at("name"), message, related, severity=Severity.WARNING)
        seen.setdefault(name, index)


def _incomplete_variables(container: Container) -> Problems:
    for index, variable in each(container.environment):
        if variable.name is None or variable.name == "":
            message = 'the environment variable has no "name"; set one'
            # Terraform and the GitHub action leave out entries in which nothing is set.
            severity = Severity.WARNING if variable.value in (None, "") else None
            yield Problem(container.at("environment", index, "name"), message, severity=severity)
        elif variable.value is None:
            what = f'"{variable.name}"' if isinstance(variable.name, str) else "the environment variable"
            message = f'{what} has no "value"; give one, "" if it is to be empty'
            yield Problem(container.at("environment", index, "value"), message, severity=Severity.WARNING)


def _variables_of_the_agent(container: Container) -> Problems:
    names = [("environment", index, v.name) for index, v in each(container.environment)]
    names += [("secrets", index, s.name) for index, s in each(container.secrets)]
    for member, index, name in names:
        if isinstance(name, str) and name in facts.INJECTED:
            message = f'the agent sets "{name}" ({facts.INJECTED[name]}) itself; remove it'
            fix = Fix(f'remove "{name}"', (Edit("remove", container.at(member, index)),))
            yield Problem(container.at(member, index, "name"), message, fix=fix, severity=Severity.WARNING)


@check("ECS315")
def environment_file_is_invalid(container: Container, template: Template | None) -> Problems:
    files = container.environment_files
    if isinstance(files, list) and is_complete(files) and len(files) > facts.MAX_FILES:
        message = f"the container has {len(files)} environment files; use at most {facts.MAX_FILES}"
        yield Problem(container.at("environmentFiles", facts.MAX_FILES), message)
    for _, file in each(files):
        value = file.value
        if isinstance(value, Reference) and _is_bucket(value, template):
            message = f"this is the ARN of the bucket; use !Sub ${{{value.text}}}/KEY.env, that of an object"
            yield Problem(file.at("value"), message)
        text = shape(value)
        if text is None or (isinstance(value, str) and stands_for_something(text)):
            continue
        place = file.at("value")
        fault = _file_fault(text)
        if fault:
            yield Problem(place, fault)
        elif not text.endswith(facts.FILE_EXTENSION):
            message = f'the name of an environment file ends in ".env"; rename "{text.rpartition("/")[2]}"'
            yield Problem(place, message, severity=Severity.WARNING)


def _is_bucket(value: Reference, template: Template | None) -> bool:
    resource = template.resources.get(value.logical_id) if template is not None else None
    return resource is not None and resource.type == "AWS::S3::Bucket" and value.attribute == "Arn"


def _file_fault(text: str) -> str | None:
    """Return why a text is not the ARN of an object in Amazon S3."""
    arn = parse_arn(text)
    if arn is None:
        if text.startswith("s3://"):
            return f'an environment file is given by ARN, not by "{text}"; use "arn:aws:s3:::{text[5:]}"'
        return f'"{text}" is not the ARN of an object in Amazon S3; use arn:aws:s3:::BUCKET/KEY.env'
    if arn.partition_is_known and arn.partition not in PARTITIONS:
        return f'"{arn.partition}" is not an AWS partition; use arn:aws:s3:::BUCKET/KEY.env'
    if arn.service != "s3":
        return (
            f'an environment file is in Amazon S3, this ARN is of "{arn.service}"; use '
            "arn:aws:s3:::BUCKET/KEY.env"
        )
    bucket, slash, key = arn.resource.partition("/")
    if not bucket or not slash or not key:
        return f'"{text}" names no object in the bucket; use an ARN that ends in BUCKET/KEY.env'
    return None


@check("ECS317")
def variable_is_resolved_into_plain_text(container: Container, template: Template | None) -> Problems:
    if template is None:
        return
    for index, variable in each(container.environment):
        value = variable.value
        if not isinstance(value, Unresolved):
            continue
        place = container.at("environment", index, "value")
        if "{{resolve:ssm-secure:" in value.text:
            message = (
                'CloudFormation does not resolve "ssm-secure" here; use "secrets" with the parameter\'s ARN'
            )
            yield Problem(place, message)
        elif "{{resolve:secretsmanager:" in value.text:
            message = (
                "CloudFormation writes the secret into the task definition, where everybody "
                'can read it; use "secrets" with its ARN'
            )
            yield Problem(place, message)


@check("ECS318")
def variable_is_in_plain_text(container: Container) -> Problems:
    for index, variable in each(container.environment):
        if isinstance(variable.name, str) and variable.value is not None:
            message = f'"{variable.name}" is in plain text; keep values in Parameter Store or Secrets Manager'
            yield Problem(container.at("environment", index, "name"), message)
