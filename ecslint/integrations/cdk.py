"""A validation plug-in for the AWS CDK: ``cdk synth`` fails with our findings, named by their constructs.

    >>> import aws_cdk                                              # doctest: +SKIP
    >>> from ecslint.integrations.cdk import validation_plugin      # doctest: +SKIP
    >>> app = aws_cdk.App()                                         # doctest: +SKIP
    >>> aws_cdk.Validations.of(app).add_plugins(validation_plugin())  # doctest: +SKIP

Releases without ``Validations`` take ``App(policy_validation_beta1=[validation_plugin()])``. The interface is
``IPolicyValidationPluginBeta1`` of aws-cdk-lib, tried with its release 2.275.0
(https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html, 2026-11).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ecslint import __version__, api


class Violation(NamedTuple):
    """What the CDK reports of one finding, in its words."""

    rule_name: str
    """Id and name of the rule."""
    description: str
    """The message."""
    fix: str
    """How to fix it, or where that is said."""
    severity: str
    """The severity in the CDK's words."""
    resource_logical_id: str
    """The resource, or ``-`` where the finding is of the template."""
    template_path: str
    """The path of the template."""
    locations: tuple[str, ...]
    """JSON pointers in the template."""
    construct: str
    """The path of the construct, ``""`` where the template does not say it."""


def violations(paths: Iterable[str], config: api.Config | None = None) -> tuple[bool, list[Violation]]:
    """Lint synthesised templates together; say whether nothing fails, and what was found.

    Raises ``ConfigError`` for a configuration that cannot be used.
    """
    report = api.lint_paths(list(paths), config)
    found = []
    for finding in report.findings:
        steps = finding.pointer.split("/")
        resource = steps[2] if len(steps) > 2 and steps[1] == "Resources" else "-"
        fix = finding.url if finding.fix is None else f"{finding.fix.title} ({finding.url})"
        found.append(
            Violation(
                *(f"{finding.rule} {finding.name}", finding.message, fix, str(finding.severity)),
                *(resource, finding.path, (finding.pointer or "/",), finding.construct),
            )
        )
    return not (report.failed or report.errors), found


def validation_plugin(config: api.Config | None = None) -> Any:
    """Return the plug-in for ``App``; raises ``ImportError`` where aws-cdk-lib is not installed."""
    import aws_cdk
    import jsii

    class Plugin:
        """Lints what was synthesised."""

        @property
        def name(self) -> str:
            """The name in the CDK's report."""
            return "ecslint"

        @property
        def version(self) -> str:
            """The version in the CDK's report."""
            return __version__

        def validate(self, context: Any) -> Any:
            """Return the CDK's report on the templates of a context."""
            success, found = violations(context.template_paths, config)
            return aws_cdk.PolicyValidationPluginReportBeta1(
                success=success,
                plugin_version=__version__,
                violations=[_violation(aws_cdk, each) for each in found],
            )

    return jsii.implements(aws_cdk.IPolicyValidationPluginBeta1)(Plugin)()


def _violation(aws_cdk: Any, each: Violation) -> Any:
    resource = aws_cdk.PolicyViolatingResourceBeta1(
        locations=list(each.locations),
        resource_logical_id=each.resource_logical_id,
        template_path=each.template_path,
    )
    return aws_cdk.PolicyViolationBeta1(
        rule_name=each.rule_name,
        description=each.description,
        fix=each.fix,
        severity=each.severity,
        rule_metadata={"construct": each.construct} if each.construct else {},
        violating_resources=[resource],
    )
