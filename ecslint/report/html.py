"""``html``: one page to look at, which needs no network and runs nothing of the files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint import __version__
from ecslint.drawing.markup import Markup, element, joined
from ecslint.drawing.page import asset, page
from ecslint.finding import Severity
from ecslint.report import Options
from ecslint.report._html.findings import findings, rules
from ecslint.report._html.stacks import sections

if TYPE_CHECKING:
    from ecslint.engine.run import Result


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield the page."""
    shown = [("findings", "Findings", findings(result)), *sections(result)]
    explained = rules(result)
    if explained is not None:
        shown.append(("rules", "Rules", explained))
    links = (element("li", element("a", title, href=f"#{name}")) for name, title, _ in shown)
    body = joined(
        [
            element("a", "Skip to the findings", href="#findings", class_="skip"),
            _header(result),
            element("nav", element("div", element("ul", *links), class_="inner"), aria_label="Sections"),
            element("main", _cards(result), *(section for _, _, section in shown)),
            element("footer", element("div", f"ecslint {__version__}", class_="inner")),
        ]
    )
    styles = "".join(asset(name) for name in ("palette.css", "page.css", "chart.css", "report.css"))
    yield page(_title(result), body, styles=styles, script=asset("report.js"))


def _title(result: Result) -> str:
    errors, warnings = result.count(Severity.ERROR), result.count(Severity.WARNING)
    return f"ecslint: {_count(errors, 'error')}, {_count(warnings, 'warning')}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _header(result: Result) -> Markup:
    paths = list(dict.fromkeys(unit.document.path for unit in result.units))
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    where = f"{', '.join(paths[:3])}{more}" if paths else "nothing was recognised"
    return element(
        "header",
        element(
            "div",
            element("div", element("h1", "ecslint report"), element("p", where, class_="soft small mono")),
            element("button", "Light or dark", id="theme", type="button", hidden=True),
            class_="inner",
        ),
    )


def _cards(result: Result) -> Markup:
    cards = [
        ("e", result.count(Severity.ERROR), "errors"),
        ("w", result.count(Severity.WARNING), "warnings"),
        ("i", result.count(Severity.INFO), "advice"),
        ("", sum(finding.fix is not None for finding in result.findings), "fixable"),
        ("", len({unit.document.path for unit in result.units}), "files"),
        ("", len(result.silenced), "suppressed"),
    ]
    items = (
        element("li", element("b", str(number)), word, class_=(kind if number else "ok") if kind else None)
        for kind, number, word in cards
    )
    return element("ul", *items, class_="cards", aria_label="Summary")
