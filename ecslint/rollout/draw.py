"""Deployments as a drawing (SVG) and as a page (HTML): made here, without scripts and without the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ecslint.drawing import svg as draw
from ecslint.drawing.markup import Markup, element, joined
from ecslint.drawing.page import asset, page
from ecslint.rollout.collect import Deployment
from ecslint.rollout.model import Moment, Run
from ecslint.rollout.render import clock, facts, headline, rows

WIDTH: Final = 720
HEIGHT: Final = 200
LEFT: Final = 44
TOP: Final = 34
GAP: Final = 48
RIGHT: Final = WIDTH - 16
PARTS: Final = ("old", "new", "pending", "draining")
"""The parts of the area from below."""
WORDS: Final = {"old": "old", "new": "new, healthy", "pending": "new, starting", "draining": "draining"}
MARKS: Final = {"converges": "ok", "unknown": "w"}
"""The classes of verdicts; every other one is an error's."""


def svg(found: Sequence[Deployment]) -> str:
    """Render all deployments as one drawing, one below the other."""
    drawn = [deployment for deployment in found if deployment.run is not None and deployment.run.timeline]
    step = HEIGHT + TOP + GAP
    parts = [] if drawn else [draw.words(16, 32, "no deployment can be drawn")]
    for index, deployment in enumerate(drawn):
        title = draw.words(LEFT, 16, f"{deployment.service}: {headline(deployment)}", "b", width=RIGHT - LEFT)
        where = f"translate(0 {index * step})"
        parts.append(element("g", title, *_chart(deployment), transform=where))
    return draw.file(parts, WIDTH, max(step * len(drawn), 60), "Deployments")


def chart(deployment: Deployment) -> Markup | None:
    """Return the picture of one deployment for a page; ``None`` where it has no course."""
    if deployment.run is None or not deployment.run.timeline:
        return None
    title = f"Tasks of {deployment.service} over time: {headline(deployment)}"
    return draw.picture(_chart(deployment), WIDTH, HEIGHT + TOP + GAP, title)


def _chart(deployment: Deployment) -> list[Markup]:
    """Draw how many tasks there are over time, as areas on top of each other."""
    run = deployment.run
    assert run is not None
    moments = run.timeline
    # What comes after the last change is shown as well, as long as a twentieth of all.
    end = max(moments[-1].t, 1) * 21 / 20
    most = max(max(m.held for m in moments), 1)
    x = [LEFT + (m.t * (RIGHT - LEFT)) / end for m in moments] + [float(RIGHT)]
    bottom = TOP + HEIGHT
    found = [_level(value, most) for value in sorted({most // 2, most} - {0})]
    below = [0] * len(moments)
    for name in PARTS:
        above = [b + getattr(m, name) for b, m in zip(below, moments, strict=True)]
        if above != below:
            found.append(draw.path(_area(x, below, above, most), name, WORDS[name]))
        below = above
    found.append(draw.path(f"M{LEFT} {TOP}V{bottom}H{RIGHT}", "axis"))
    for value in sorted({0, most // 2, most}):
        y = bottom - value * HEIGHT / most
        found.append(draw.words(LEFT - 6, y + 4, str(value), "s", anchor="end"))
    for share in (0, 1, 2) if moments[-1].t else (0,):
        t = moments[-1].t * share // 2
        at = LEFT + (RIGHT - LEFT) * t / end
        anchor = ("start", "middle", "end")[share]
        found.append(draw.words(at, bottom + 16, clock(t), "s", anchor=anchor))
    return found + _legend(bottom + 36)


def _level(value: int, most: int) -> Markup:
    y = TOP + HEIGHT - value * HEIGHT / most
    return draw.path(f"M{LEFT} {y:.1f}H{RIGHT}", "grid")


def _legend(y: int) -> list[Markup]:
    found, at = [], float(LEFT)
    for name in PARTS:
        found.append(draw.box(at, y - 9, 10, 10, name))
        found.append(draw.words(at + 15, y, WORDS[name]))
        at += 35 + len(WORDS[name]) * draw.CHARACTER
    return found


def _area(x: Sequence[float], below: Sequence[int], above: Sequence[int], most: int) -> str:
    """Return the path between two step lines."""
    bottom = TOP + HEIGHT

    def y(value: int) -> str:
        return f"{bottom - value * HEIGHT / most:.1f}"

    there = [f"M{x[0]:.1f} {y(above[0])}"]
    there += [f"V{y(value)}H{x[index + 1]:.1f}" for index, value in enumerate(above)]
    back = [f"V{y(below[-1])}"]
    back += [f"V{y(below[index])}H{x[index]:.1f}" for index in range(len(below) - 1, -1, -1)]
    return "".join([*there, *back, "Z"])


def html(found: Sequence[Deployment]) -> str:
    """Render as a page of its own that needs nothing else."""
    head = element("header", element("div", element("h1", "Deployments"), class_="inner"))
    main = element("main", *(section(deployment) for deployment in found))
    styles = "".join(asset(name) for name in ("palette.css", "page.css", "chart.css"))
    return page("Deployments", joined([head, main]), styles=styles)


def section(deployment: Deployment) -> Markup:
    """Return what a page says of one deployment: how it ends, its picture and table, what would help."""
    strategy = f" ({deployment.strategy})" if deployment.strategy else ""
    verdict = MARKS.get(deployment.verdict, "e")
    parts: list[Markup | None] = [
        element("h3", deployment.service + strategy),
        element("p", deployment.path, class_="soft small mono"),
        element("p", headline(deployment), class_=f"verdict {verdict}"),
    ]
    picture = chart(deployment)
    if picture is not None and deployment.run is not None:
        parts.append(element("div", picture, class_="wide"))
    if deployment.levers:
        items = (element("li", lever.text) for lever in deployment.levers)
        parts.append(element("p", "What would shorten it most:"))
        parts.append(element("ul", *items))
    parts.append(element("ul", *(element("li", line) for line in facts(deployment)), class_="soft small"))
    if picture is not None and deployment.run is not None:
        parts.append(
            element("details", element("summary", "Every moment as a table"), _table(deployment.run))
        )
    return element("section", *parts)


def _table(run: Run) -> Markup:
    heads = ("seconds", "old", "pending", "new", "draining", "addresses")
    head = element("tr", *(element("th", text, scope="col", class_="n") for text in heads))
    body = (_row(moment) for moment in rows(run))
    table = element("table", element("thead", head), element("tbody", *body))
    return element("div", table, class_="wide")


def _row(moment: Moment | None) -> Markup:
    if moment is None:
        return element("tr", element("td", "… and so on …", colspan=6))
    return element("tr", *(element("td", str(n), class_="n") for n in (*moment, moment.held)))
