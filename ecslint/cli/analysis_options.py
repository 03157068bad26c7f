"""What the command lines of ``capacity``, ``rollout`` and ``cost`` say, which a check does not import."""

from __future__ import annotations

from dataclasses import dataclass

from ecslint.cli.options import CommonOptions


@dataclass(frozen=True, kw_only=True)
class AnalysisOptions(CommonOptions):
    """What commands are told that compute something from files: ``capacity``, ``rollout`` and ``cost``."""

    parameters: tuple[str, ...]
    """Files with values of parameters; several are shown side by side."""
    pairs: tuple[str, ...]
    """Values of single parameters, each as ``NAME=VALUE``."""
    context: tuple[str, ...] = ()
    """Files with what the AWS CLI described."""


@dataclass(frozen=True, kw_only=True)
class RolloutOptions(AnalysisOptions):
    """What the command line of ``rollout`` says."""

    start_seconds: int | None
    """Seconds until a task is ``RUNNING``; ``None``: 45, with 20 to 90 beside it."""
    boot_seconds: int
    """Seconds from ``RUNNING`` until the application answers its health checks."""
    stop_seconds: int | None
    """Seconds that tasks take to stop; ``None``: their ``stopTimeout``."""
    region: str | None
    """The AWS Region that everything is priced in."""
    price_file: str | None
    """A file with custom prices."""


@dataclass(frozen=True, kw_only=True)
class CostOptions(AnalysisOptions):
    """What the command line of ``cost`` says."""

    base: str | None
    """The git revision, file or folder to compare with."""
    region: str | None
    """The AWS Region that everything is priced in."""
    price_file: str | None
    """A file with custom prices."""
    only: str | None
    """``fargate``: leave out what surrounds the tasks."""
    assume: tuple[str, ...]
    """Assumptions, each as ``NAME=NUMBER``."""
    spot: bool
    """Whether all Linux tasks are priced as if they ran on Fargate Spot."""
    plan: str | None
    """The term of a Compute Savings Plan, ``1y`` or ``3y``."""
    fail_above: str | None
    """The amount, or the percentage of a rise, above which the exit status is 1."""


@dataclass(frozen=True, kw_only=True)
class ReachOptions(CommonOptions):
    """What the command line of ``reach`` says."""

    parameters: tuple[str, ...]
    """Files with values of parameters, or of Terraform's variables, each of which is shown."""
    pairs: tuple[str, ...]
    """Values of single parameters, as ``NAME=VALUE``."""
