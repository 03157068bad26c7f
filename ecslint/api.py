"""The Python interface: lint and fix texts and files, look rules up.

    >>> from ecslint import api
    >>> report = api.lint_text('{"family": "web", "cpu": "256", "memory": "4096"}', "task.json")
    >>> [finding.rule for finding in report.findings]
    ['ECS013']
    >>> api.rule("ECS101").name
    'fargate-task-size'

Importing it changes nothing in the process, and linting keeps nothing: programs that run for long may call it
as often as they like. No message of a finding says a credential of its file; the edits of a fix may hold one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ecslint.catalogue import pages as catalogue
from ecslint.catalogue.pages import Rule
from ecslint.config.settings import ConfigError
from ecslint.finding import Edit, Finding, Fix, Related, Severity
from ecslint.source.read import InputError
from ecslint.source.span import Position, Span

if TYPE_CHECKING:
    from ecslint.config.lookup import Configuration
    from ecslint.documents.subject import Unit
    from ecslint.engine.run import Result

__all__ = [
    "Config",
    "ConfigError",
    "Edit",
    "Finding",
    "Fix",
    "Fixed",
    "InputError",
    "Position",
    "Related",
    "Report",
    "Rule",
    "Severity",
    "Span",
    "explain",
    "fix_text",
    "lint_paths",
    "lint_text",
    "render_html",
    "rule",
    "rules",
]


@dataclass(frozen=True, kw_only=True)
class Config:
    """What to check and how, over what the configuration files say.

    ``None`` and empty leave to the configuration file what it says.
    """

    path: str | None = None
    """A configuration file that holds for every file, in place of the nearest to each."""
    isolated: bool = False
    """Whether no configuration file is read."""
    select: tuple[str, ...] = ()
    """Only these rules: ids, id prefixes, names or tags."""
    extend_select: tuple[str, ...] = ()
    """These rules besides the usual ones."""
    ignore: tuple[str, ...] = ()
    """Not these rules."""
    profile: str | None = None
    """``default``, or ``strict`` for opinions as well."""
    fail_on: Severity | None = None
    """From which severity on ``Report.failed`` is true."""
    context: tuple[str, ...] = ()
    """Files with answers of the AWS CLI."""
    suppressions: bool = True
    """Whether findings that comments, configuration and baseline hide are left out of ``Report.findings``."""

    def overrides(self) -> dict[str, object]:
        """Return what takes the place of settings of a configuration file; raises ``ConfigError``."""
        from ecslint.config.settings import check_selectors

        said: dict[str, object] = {}
        for key in ("select", "extend_select", "ignore", "context"):
            words = tuple(getattr(self, key))
            if words:
                if key != "context":
                    check_selectors(words, key)
                said[key] = words
        for key in ("profile", "fail_on"):
            if getattr(self, key) is not None:
                said[key] = getattr(self, key)
        return said

    def configuration(self) -> Configuration:
        """Return what finds the settings for each file; raises ``ConfigError``."""
        from ecslint.config.lookup import Configuration

        return Configuration(self.overrides(), self.path, self.isolated)


@dataclass(frozen=True)
class Report:
    """What linting found."""

    findings: tuple[Finding, ...]
    """By file and place."""
    suppressed: tuple[tuple[Finding, str], ...] = ()
    """Findings that a suppression accounts for, with its reason."""
    errors: tuple[str, ...] = ()
    """What could not be linted and why, one line each: files that cannot be read, rules that crashed."""
    skipped: tuple[str, ...] = ()
    """Files that were named and not recognised."""
    files: int = 0
    """How many documents were recognised."""
    failed: bool = False
    """Whether a finding is at or above the severity that the configuration fails on."""
    result: Result | None = field(default=None, repr=False, compare=False)
    """What reporters need beside the findings; not part of the interface."""


@dataclass(frozen=True)
class Fixed:
    """A fixed text."""

    text: str
    """The text after the fixes."""
    findings: tuple[Finding, ...]
    """What was fixed."""


def lint_text(text: str, path: str = "-", config: Config | None = None) -> Report:
    """Lint one text on its own.

    ``path`` is what findings call it, and where its configuration file is looked for. Raises ``ConfigError``
    for a configuration that cannot be used and ``InputError`` for a text that is binary data.
    """
    from ecslint.documents import read
    from ecslint.source.read import load

    units = [read(document) for document in load(path, text.encode("utf-8", "surrogatepass"))]
    recognised = [unit for unit in units if unit.kind != "unrecognised"]
    config = config or Config()
    report = _report(recognised, config, config.configuration())
    return replace(report, skipped=() if recognised else (path,))


def lint_paths(
    paths: Iterable[str],
    config: Config | None = None,
    *,
    jobs: int = 1,
    cached: bool = False,
    force_exclude: bool = False,
) -> Report:
    """Lint files and what lies below folders; files linted together know each other.

    ``jobs`` is the number of processes, 0 for as many as there are processors; ``cached`` takes what was
    found in unchanged files from the cache and keeps it there; ``force_exclude`` treats files that are named
    like ones that are found. Raises ``ConfigError`` for a configuration that cannot be used.
    """
    from ecslint.engine.inputs import Inputs

    config = config or Config()
    configuration = config.configuration()
    inputs = Inputs(list(paths), configuration=configuration, force_exclude=force_exclude)
    inputs.lints, inputs.jobs, inputs.cached = True, jobs, cached
    report = _report(inputs, config, configuration)
    errors = (*map(str, inputs.errors), *report.errors)
    return replace(report, errors=errors, skipped=tuple(inputs.skipped))


def fix_text(text: str, path: str = "-", config: Config | None = None, *, unsafe: bool = False) -> Fixed:
    """Return a text with everything fixed that can be; ``unsafe``: also what changes the meaning.

    Every fix is verified: the text must read back as exactly what the fix says and have fewer findings.
    Raises ``ConfigError`` and ``InputError`` as ``lint_text`` does.
    """
    from ecslint.fixing.fix import fix_text as fixed_text

    fixed = fixed_text(path, text, (config or Config()).configuration(), unsafe=unsafe)
    return Fixed(fixed.text, tuple(fixed.fixed))


def render_html(report: Report) -> str:
    """Return a report as one page of HTML that needs nothing else, as ``--format html`` writes it.

    Its content security policy lets only the page's own script run; nothing of a linted file does.
    """
    from ecslint.engine.run import Result
    from ecslint.report import Options, render

    return "".join(render("html", report.result or Result(), Options()))


def rules() -> tuple[Rule, ...]:
    """Return the rules, by id."""
    return tuple(catalogue.rules())


def rule(word: str) -> Rule:
    """Return a rule by id or name; raises ``KeyError`` with the suggestion one if there is none."""
    found = catalogue.find(word)
    if found is None:
        from ecslint.config.settings import suggestion

        raise KeyError(f'no rule is called "{word}"{suggestion(word)}')
    return found


def explain(word: str) -> str:
    """Return the page of a rule, by id or name, as Markdown; raises ``KeyError`` if there is none.

    Examples keep their language, what they show and the name of their file (``json bad file=service.json``),
    and lose which rows of the reference they prove (``covers=…``).
    """
    page = rule(word)
    body = "\n".join(
        " ".join(part for part in line.split(" ") if not part.startswith("covers="))
        if line.startswith("```")
        else line
        for line in page.body.split("\n")
    )
    default = "" if page.default else ", off unless selected"
    head = f"{page.id} {page.name} ({page.severity}{default})"
    sources = "".join(f"- {source}\n" for source in page.values("sources"))
    seen = "".join(f"- `{text}` — {where}\n" for text, where in page.evidence)
    evidence = f"\n## Where AWS' words were seen\n\n{seen}" if seen else ""
    return f"{head}\n\n{body}{evidence}\n## Sources\n\n{sources}\n{page.url}\n"


def _report(units: Iterable[Unit], config: Config, configuration: Configuration) -> Report:
    from ecslint.engine.run import run

    result = run(units, configuration, ignores=config.suppressions)
    if config.suppressions:
        from ecslint.suppression.baseline import without_accepted

        paths = {unit.document.path for unit in result.units}
        result.findings, accepted, _ = without_accepted(result.findings, paths, configuration)
        result.silenced += accepted
    findings = list(_without_secrets(result.findings, result.units))
    silenced = list(_without_secrets([finding for finding, _ in result.silenced], result.units))
    crashes = (f"rule {crash.rule} crashed on {crash.path}: {crash.error}" for crash in result.crashes)
    return Report(
        tuple(findings),
        tuple((finding, reason) for finding, (_, reason) in zip(silenced, result.silenced, strict=True)),
        tuple(crashes),
        files=len(result.units),
        failed=any(f.severity >= configuration.settings_for(f.path).fail_on for f in findings),
        result=result,
    )


def _without_secrets(findings: Sequence[Finding], units: Sequence[Unit]) -> Iterator[Finding]:
    if findings:
        from ecslint.engine.redact import without_secrets

        yield from without_secrets(findings, units)
