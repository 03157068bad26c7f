"""What is a product of two numbers of a template (roles and statements …) is worked out once."""

from __future__ import annotations

import json

from tests.steps import Work, assert_linear
from tests.test_bounds import lint

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def _roles(size: int) -> str:
    """Return as many tasks with roles as policies have statements; a policy is attached to every role."""
    resources: dict[str, object] = {}
    for n in range(size):
        secret = f"arn:aws:ssm:eu-west-1:111111111111:parameter/{n}"
        container = {
            "Name": "a",
            "Image": "b:1",
            "Memory": 64,
            "Secrets": [{"Name": "S", "ValueFrom": secret}],
        }
        task = {
            "Family": "f",
            "ExecutionRoleArn": {"Fn::GetAtt": [f"R{n}", "Arn"]},
            "ContainerDefinitions": [container],
        }
        role = {
            "AssumeRolePolicyDocument": TRUST,
            "ManagedPolicyArns": [{"Ref": f"M{m}"} for m in range(10)],
        }
        resources[f"T{n}"] = {"Type": "AWS::ECS::TaskDefinition", "Properties": task}
        resources[f"R{n}"] = {"Type": "AWS::IAM::Role", "Properties": role}
    for m in range(10):
        statements = [
            {"Effect": "Allow", "Action": f"ssm:G*{k}*t", "Resource": f"arn:aws:ssm:*:*:parameter/*{k}*"}
            for k in range(size)
        ]
        document = {"Version": "2012-10-17", "Statement": statements}
        resources[f"M{m}"] = {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"PolicyDocument": document},
        }
    return json.dumps({"Resources": resources})


def test_statements_of_policies_are_read_once_for_all_roles_that_have_them() -> None:
    def prepare(size: int) -> Work:
        text = _roles(size)
        return lambda: lint(text, "t.json")

    assert_linear(prepare, 12)
