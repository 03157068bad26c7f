"""Calls of ``aws deploy create-deployment``: what is wrong in them, and which are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.test_aws_cli import found

CALL = "aws deploy create-deployment --application-name web --deployment-group-name web"
ECS = " --deployment-config-name CodeDeployDefault.ECSAllAtOnce"
APPSPEC = (
    """ --revision '{"revisionType": "AppSpecContent", "appSpecContent": {"content": "{\\"version\\": 0.0, """
    """\\"Resources\\": [{\\"TargetService\\": {\\"Type\\": \\"AWS::ECS::Service\\", \\"Properties\\": """
    """{\\"TaskDefinition\\": \\"arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7\\", """
    """\\"LoadBalancerInfo\\": {\\"ContainerName\\": \\"web\\", \\"ContainerPort\\": %s}}}}]}"}}'"""
)


def test_a_deployment_without_a_revision(tmp_path: Path) -> None:
    assert found(tmp_path, "deploy.sh", CALL + ECS) == [("ECS013", "deploy.sh", 1)]


@pytest.mark.parametrize(
    "more",
    [
        " --s3-location bucket=deploys,key=appspec.yaml,bundleType=YAML",
        " --github-location repository=a/b,commitId=c",
        ' --revision "$REVISION"',
        ' --cli-input-json "$INPUT"',
        " $MORE",
        APPSPEC % 80,
    ],
)
def test_a_revision_of_any_kind_is_one(tmp_path: Path, more: str) -> None:
    assert found(tmp_path, "deploy.sh", CALL + ECS + more) == []


def test_a_configuration_in_other_letters(tmp_path: Path) -> None:
    text = CALL + ECS.replace("AllAtOnce", "ALLAtOnce") + APPSPEC % 80
    assert found(tmp_path, "deploy.sh", text) == [("ECS012", "deploy.sh", 1)]


def test_the_appspec_in_a_call(tmp_path: Path) -> None:
    text = CALL + APPSPEC.replace("AWS::ECS::Service", "AWS::ECS::Servic") % 80
    assert [line for _, _, line in found(tmp_path, "deploy.sh", text)] == [1]


@pytest.mark.parametrize("name", ["CodeDeployDefault.OneAtATime", "$CONFIG", "own"])
def test_deployments_of_servers_are_left_alone(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, "deploy.sh", f"{CALL} --deployment-config-name {name}") == []


def test_a_workflow(tmp_path: Path) -> None:
    text = f"on: push\njobs:\n  deploy:\n    steps:\n      - run: |\n          {CALL} \\\n           {ECS}\n"
    assert found(tmp_path, ".github/workflows/deploy.yml", text) == [("ECS013", "deploy.yml", 6)]
