"""Image definitions under the name that a pipeline of the repository gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import invoke

PIPELINE = """\
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/pipeline
      Stages:
        - Name: Deploy
          Actions:
            - Name: Deploy
              ActionTypeId: {Category: Deploy, Owner: AWS, Provider: ECS, Version: "1"}
              Configuration: {ClusterName: shop, ServiceName: web, FileName: web-images.json}
              InputArtifacts: [{Name: Build}]
"""
WRONG = '[{"name": "web", "image": "nginx:1.27"}]\n'


def _lint(folder: Path) -> str:
    return invoke(["check", "--isolated", "--no-cache", "--format", "concise", str(folder)]).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with a pipeline."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    (tmp_path / "ci").mkdir()
    return tmp_path


def test_a_file_that_the_pipeline_names_is_read(repository: Path) -> None:
    (repository / "ci" / "web-images.json").write_text(WRONG, encoding="utf-8")
    assert 'ECS840 "image" is not read here' in _lint(repository)


def test_a_message_has_the_own_name(repository: Path) -> None:
    (repository / "web-images.json").write_text('{"web": "nginx"}\n', encoding="utf-8")
    assert "web-images.json is not a list" in _lint(repository)


def test_other_files_are_left_alone(repository: Path) -> None:
    (repository / "other-images.json").write_text(WRONG, encoding="utf-8")
    assert "ECS840" not in _lint(repository)


def test_a_name_that_ends_like_the_default_is_enough(tmp_path: Path) -> None:
    (tmp_path / "api-imagedefinitions.json").write_text("{}\n", encoding="utf-8")
    assert "ECS840" in _lint(tmp_path)
