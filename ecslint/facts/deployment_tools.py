"""Tools that deploy files: what shows that one is used, and what it drops, fills in and joins.

Sources, read 2026-11: https://github.com/aws-actions/amazon-ecs-deploy-task-definition (what it ignores of a
task definition), https://github.com/aws-actions/amazon-ecs-render-task-definition (its inputs),
https://github.com/kayac/ecspresso (its configuration; it decodes a file into the SDK's types, whatever the
case of a name, warns of the rest, and unwraps what describe-task-definition prints),
https://github.com/pipe-cd/pipecd (its client.go registers named members only; launch type and network go to
the task set),
https://github.com/cloudposse-examples/app-on-ecs (partial task definitions),
https://github.com/hashicorp/terraform-provider-aws/issues/43217 (unknown members of containers are ignored).
"""

from __future__ import annotations

from typing import Final, NamedTuple

ACTION: Final = "amazon-ecs-deploy-task-definition"
ACTION_DROPS: Final = frozenset(
    {
        "compatibilities",
        "deregisteredAt",
        "registeredAt",
        "registeredBy",
        "requiresAttributes",
        "revision",
        "status",
        "taskDefinitionArn",
    }
)
"""The members of a task definition that the action leaves out."""


ECSPRESSO: Final = frozenset({"ecspresso.json", "ecspresso.jsonnet", "ecspresso.yaml", "ecspresso.yml"})
"""What the configuration of ecspresso is called."""


class Tool(NamedTuple):
    """A tool, by what is written in a workflow, or in a configuration beside the file."""

    name: str
    """How a message calls it."""
    sign: str
    """A regular expression for the text that shows it."""
    names: frozenset[str] = frozenset()
    """Names of a configuration beside the linted file that show it as well."""
    beside: bool = False
    """Whether that text is in a file beside the linted one, not in a workflow or script of the repository."""
    drops: frozenset[str] | None = frozenset()
    """The read-only members of a task definition that it leaves out; ``None``: all of them."""
    unwraps: bool = False
    """Whether it takes what is in ``{"taskDefinition": {…}}``."""
    is_certain: bool = True
    """Whether it is known to drop them; else it only may."""
    merges: bool = False
    """Whether it merges the file into a task definition that is kept elsewhere."""
    moves: frozenset[str] = frozenset()
    """The members of a service that it gives to the task set."""
    ignores_unknown: bool = False
    """Whether it registers what it knows, whatever the case of a name, and only warns of the rest."""


TOOLS: Final = (
    Tool(f"the action {ACTION} of this repository", ACTION, drops=ACTION_DROPS),
    Tool(
        "ecspresso, which is configured here,",
        r"(?m)^[\s\"'{]*(?:task_definition|service_definition)[\"']?\s*:",
        names=ECSPRESSO,
        beside=True,
        drops=None,
        unwraps=True,
        ignores_unknown=True,
    ),
    Tool(
        "PipeCD, which is configured here,",
        r"(?m)^[\s\"']*kind[\"']?\s*:\s*[\"']?ECSApp\b",
        beside=True,
        drops=None,
        moves=frozenset({"launchType", "networkConfiguration"}),
    ),
    # Whether its action refuses read-only members of taskdef.json is not documented.
    Tool(
        "CodePipeline, as the AppSpec here suggests,",
        r"TargetService",
        beside=True,
        drops=None,
        is_certain=False,
    ),
    Tool("Cloud Posse's action", r"use[_-]partial[_-]task-?definition\s*:\s*[\"']?true", merges=True),
)

RENDER_ACTION: Final = "amazon-ecs-render-task-definition"
RENDER_INPUTS: Final = {
    "image": "image",
    "environment-variables": "environment",
    "env-files": "environmentFiles",
    "secrets": "secrets",
    "log-configuration-log-driver": "logConfiguration",
    "log-configuration-options": "logConfiguration",
    "docker-labels": "dockerLabels",
    "command": "command",
}
"""Inputs of the action that renders task definitions, and the members of a container that they fill in."""

SCRIPTS: Final = (
    ".github/workflows/*.yml",
    ".github/workflows/*.yaml",
    ".github/actions/*/action.yml",
    ".github/actions/*/action.yaml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    ".buildkite/*.yml",
    "bitbucket-pipelines.yml",
    "azure-pipelines.yml",
    "buildspec*.yml",
    "buildspec*.yaml",
    "Jenkinsfile",
    "Makefile",
    ".drone.yml",
    ".woodpecker.yml",
    "Taskfile.yml",
    "Taskfile.yaml",
    "justfile",
    "package.json",
    "*.sh",
    "scripts/*.sh",
    "bin/*.sh",
    "deploy/*.sh",
    "ci/*.sh",
)
"""Where a repository says how it deploys, below each folder from the linted file up to the root."""

PROGRAMS: Final = tuple(
    f"{folder}*.{end}"
    for folder in ("", "scripts/", "bin/", "deploy/", "ci/")
    for end in ("py", "js", "mjs", "ts", "rb", "ps1")
)
"""Where a repository has programs that may register a task definition themselves."""
PROGRAM_SIGN: Final = (
    r"register_task_definition|RegisterTaskDefinition|register-task-definition"
    r"|Register-ECSTaskDefinition|ConvertFrom-Json"
)
"""What is written in such a program: the name of the SDK's call, or that PowerShell reads the file."""

PIPELINES: Final = ("*.yaml", "*.yml", "*.json", "*.template", "*.tf")
"""Where templates and modules with pipelines are, in the folders from a file up to the root."""
PIPELINE_SIGN: Final = r"AWS::CodePipeline::Pipeline|aws_codepipeline\b"
PIPELINE_FILE: Final = r"\bFileName[\"']?\s{0,8}[:=]\s{0,8}[\"']?([\w.-]{1,200}\.json)\b"
"""The member of the deploy action ``ECS`` with the name of its image definitions, written out.
Source: *Action structure reference*, AWS CodePipeline User Guide, read 2026-11."""

_FILE: Final = r"[\"']?\s*:\s*[\"']?([^\s\"',}]+)"
PAIRS: Final = (
    (r"service[_-]definition" + _FILE, r"task[_-]definition" + _FILE),
    ("serviceDefinitionFile" + _FILE, "taskDefinitionFile" + _FILE),
)
"""How configurations name the files of a service and of its task definition."""
