"""What ecslint knows of the files beside findings: drawings, deployments, costs and addresses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ecslint.base.pattern import regex
from ecslint.config.settings import ConfigError
from ecslint.drawing.markup import Markup, element, joined
from ecslint.report._stacks import saying, stacks, with_models

if TYPE_CHECKING:
    from ecslint.config.lookup import Configuration
    from ecslint.cost.estimate import Estimate
    from ecslint.documents.subject import ParsedFile
    from ecslint.engine.run import Result
    from ecslint.reach.network_ways import Member, Way
    from ecslint.reach.picture_nodes import CutWay

MOST: Final = 20
"""Drawings, deployments and plans that a page shows; what is left out is said."""
MOST_WAYS: Final = 200
"""Ways that the table of a drawing lists."""
MOST_REASONS: Final = 8
"""Reasons why nothing is estimated that are listed."""
MOST_ROWS: Final = 500
"""Rows of the bill."""
_TEXT: Final = regex(r'(?<=>)[^<]+|(?<=aria-label=")[^"]+')
"""What people read in markup."""
WORDS: Final = {True: "open", False: "cut", None: "not known"}


def sections(result: Result) -> Iterator[tuple[str, str, Markup]]:
    """Yield name, title and content of each section that has something to show."""
    units = with_models(result)
    say = saying(units)
    configuration = result.configuration
    for name, title, section in (
        ("stack", "Architecture", lambda: _drawings(result)),
        ("rollout", "Rollout", lambda: hidden(_rollouts(units, Money(configuration)), say)),
        ("cost", "Cost", lambda: hidden(_costs(units, Money(configuration)), say)),
        ("capacity", "Capacity", lambda: hidden(_capacities(units, Money(configuration)), say)),
    ):
        content = _tried(section)
        if content is not None:
            head = element("h2", title, id=name)
            yield name, title, element("section", head, content)


def _tried(section: Callable[[], Markup | None]) -> Markup | None:
    """Return a section; a fault of ours in one must not hide the findings."""
    try:
        return section()
    except ConfigError as error:
        return element("p", f"{error}.", class_="none")
    except Exception as error:
        if os.environ.get("ECSLINT_TRACEBACK"):
            raise
        return element("p", f"This could not be drawn ({type(error).__name__}).", class_="none")


def hidden(content: Markup | None, say: Callable[[str], str]) -> Markup | None:
    """Return markup with the credentials hidden in what people read of it."""
    return None if content is None else Markup(_TEXT.sub(lambda found: say(found[0]), content))


def _more(number: int, what: str) -> Markup | None:
    """Say how much is left out."""
    return (
        element("p", f"{number - MOST} more {what} are not shown.", class_="soft") if number > MOST else None
    )


def _drawings(result: Result) -> Markup | None:
    from ecslint.reach.picture import picture

    found: list[Markup | None] = []
    count = 0
    for stack in stacks(result):
        unit, members = stack.unit, stack.members
        count += 1
        if count > MOST:
            continue
        say = saying([unit])
        drawn, parts = picture(stack.graph, members, say)
        label = f"Drawing of {unit.document.path}"
        found.append(element("h3", unit.document.path))
        found.append(element("div", drawn, class_="scroll", tabindex=0, role="region", aria_label=label))
        found.append(_legend())
        if parts.omitted:
            found.append(element("p", f"{parts.omitted} more services are not drawn.", class_="soft"))
        found += [hidden(_cuts(parts.cuts), say), hidden(_ways(members), say)]
    return joined([*found, _more(count, "stacks")]) if found else None


def _legend() -> Markup:
    kinds = (("yes", "open"), ("maybe", "not known from the files"), ("no", "cut, with its number"))
    parts = []
    for kind, word in kinds:
        line = element(
            "svg",
            element("path", d="M0 6H26", class_=f"edge {kind}"),
            width=28,
            height=12,
            aria_hidden="true",
        )
        parts.append(element("span", line, f" {word}"))
    return element("p", *parts, class_="legend soft small")


def _cuts(cuts: Sequence[CutWay]) -> Markup | None:
    """List what is cut and what would open it, by the numbers of the picture."""
    by_number: dict[int, list[Way]] = {}
    for cut in cuts:
        by_number.setdefault(cut.number, []).append(cut.way)
    items = []
    for number, ways in by_number.items():
        first = ways[0]
        purposes = "; ".join(dict.fromkeys(way.purpose for way in ways))
        said = dict.fromkeys(f"{cut.said}; {cut.advice}" for way in ways for cut in way.cuts)
        lines = (element("span", line) for line in said)
        mark = element("span", str(number), class_="num")
        head = element("b", f"{first.source} → {first.target}: {purposes}")
        items.append(element("li", mark, " ", head, element("br"), joined(lines, "<br>")))
    return element("ol", *items, class_="cuts") if items else None


def _ways(members: Sequence[Member]) -> Markup | None:
    """Return all ways as a table: what the picture shows, for those who do not see it."""
    from ecslint.reach.network_render import steps

    ways = [way for member in members for way in member.ways]
    if not ways:
        return None
    heads = ("from", "to", "purpose", "answer", "by way of")
    rows = [
        element(
            "tr",
            element("td", way.source),
            element("td", way.target),
            element("td", way.purpose),
            element("td", WORDS[way.truth], class_="e" if way.truth is False else None),
            element("td", " › ".join(name for name in steps(way)[1:] if name != way.target)),
        )
        for way in ways[:MOST_WAYS]
    ]
    head = element("tr", *(element("th", word, scope="col") for word in heads))
    table = element("table", element("thead", head), element("tbody", *rows))
    more = element("p", f"{len(ways) - MOST_WAYS} more are not listed.") if len(ways) > MOST_WAYS else None
    summary = element("summary", f"All ways as a table ({len(ways)})")
    return element("details", summary, element("div", table, class_="wide"), more)


def _rollouts(units: Sequence[ParsedFile], money: Money) -> Markup | None:
    from ecslint.rollout import draw
    from ecslint.rollout.collect import Assumptions, deployments

    found = deployments(units, Assumptions(), money.prices, money.region)
    shown = [draw.section(deployment) for deployment in found[:MOST]]
    return joined([*shown, _more(len(found), "deployments")]) if found else None


class Money:
    """Prices, Regions and assumptions as the configuration has them."""

    def __init__(self, configuration: Configuration) -> None:
        from ecslint.cost.assumptions import Assumptions, read_assumptions
        from ecslint.cost.prices import read_prices
        from ecslint.cost.pricing import Region

        settings = configuration.settings_in(os.getcwd())
        self.prices = read_prices(settings.prices)
        self.region = Region(None, lambda path: configuration.settings_for(path).region)
        self.assumed = Assumptions(read_assumptions((), settings.assume))

    def say(self, text: str) -> str:
        """Write a text's amounts in the currency of the prices."""
        from ecslint.cost.render import in_currency

        return in_currency(text, self.prices)


def _costs(units: Sequence[ParsedFile], money: Money) -> Markup | None:
    from ecslint.cost import draw
    from ecslint.cost.collect import estimates
    from ecslint.cost.estimate import total
    from ecslint.cost.render import footnotes
    from ecslint.cost.render import money as written

    found = estimates(units, money.prices, money.region, money.assumed)
    if not found:
        return None
    amount = written(total(estimate.monthly for estimate in found))
    complete = not any(estimate.gaps for estimate in found)
    parts: list[Markup | None] = []
    if any(estimate.priced for estimate in found):
        words = "a month" if complete else "a month for what is estimated"
        parts.append(element("p", element("b", money.say(amount), class_="big"), f" {words}"))
        picture = draw.chart(found)
        if picture is not None:
            parts.append(element("div", Markup(money.say(picture)), class_="wide"))
    else:
        parts.append(element("p", "Nothing here can be estimated:"))
        why = dict.fromkeys(reason for estimate in found for reason in estimate.gaps)
        parts.append(element("ul", *(element("li", reason) for reason in list(why)[:MOST_REASONS])))
    parts.append(_bill(found, money.say))
    notes = (element("li", note) for note in footnotes(found, money.prices))
    return joined([*parts, element("ul", *notes, class_="soft small")])


def _bill(found: Sequence[Estimate], say: Callable[[str], str]) -> Markup:
    from ecslint.cost.render import HEADS, rows

    kinds = [None if index < 4 else "n" for index in range(len(HEADS))]
    heads = (element("th", head, scope="col", class_=kind) for head, kind in zip(HEADS, kinds, strict=True))
    body = []
    for cells in rows(found)[:MOST_ROWS]:
        span = len(HEADS) - len(cells) + 1
        row = [element("td", say(cell), class_=kinds[index]) for index, cell in enumerate(cells[:-1])]
        last = {"colspan": span} if span > 1 else {"class_": "n"}
        body.append(element("tr", *row, element("td", say(cells[-1]), **last)))
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *body))
    wide = element("div", table, class_="wide")
    return element("details", element("summary", "The bill line by line"), wide)


def _capacities(units: Sequence[ParsedFile], money: Money) -> Markup | None:
    from ecslint.capacity import draw
    from ecslint.capacity.collect import plans
    from ecslint.capacity.render import problems
    from ecslint.rollout.addresses import note_held
    from ecslint.rollout.collect import Assumptions, deployments

    found = [(path, plan) for path, plan in plans(units, None) if plan.subnets]
    note_held(found, deployments(units, Assumptions(), money.prices, money.region))
    parts: list[Markup | None] = []
    for path, plan in found[:MOST]:
        parts.append(element("h3", path))
        picture = draw.chart(plan)
        parts.append(element("div", picture, class_="wide"))
        parts += [element("p", text, class_=f"verdict {severity[0]}") for severity, text in problems(plan)]
        if plan.unknown:
            items = (element("li", text) for text in plan.unknown)
            parts += [element("p", "Not counted:", class_="soft"), element("ul", *items, class_="soft small")]
    return joined([*parts, _more(len(found), "plans")]) if found else None
