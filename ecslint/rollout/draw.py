"""Deployments as a drawing (SVG) and as a page (HTML): made here, without scripts and without the network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from ecslint.rollout.collect import Deployment
from ecslint.rollout.model import Moment, Run
from ecslint.rollout.render import clock, facts, headline, rows

WIDTH: Final = 720
HEIGHT: Final = 200
LEFT: Final = 52
TOP: Final = 34
GAP: Final = 44
PARTS: Final = (("old", "#5b7083"), ("new", "#2a7f62"), ("pending", "#b98b1f"), ("draining", "#a9b4bd"))
"""The parts of the area from below, with their colours."""

STYLE: Final = """
:root{color-scheme:light dark;--ink:#1c2329;--paper:#fff;--line:#c9d1d8;--soft:#5b6770}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebef;--paper:#14191d;--line:#3a444c;--soft:#9aa7b1}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:2rem
auto;max-width:60rem;padding:0 1rem} h1{font-size:1.5rem}h2{font-size:1.15rem;margin:2rem 0
.25rem}p{margin:.25rem 0} .verdict{font-weight:600}.path{color:var(--soft)}
.wide{overflow-x:auto}svg{max-width:100%;height:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.5rem 0}
th,td{text-align:right;padding:.15rem .6rem;border-bottom:1px solid var(--line)}
@media print{body{margin:0;max-width:none}}
"""


def svg(found: Sequence[Deployment]) -> str:
    """Render all deployments as one drawing, one below the other."""
    drawn = [deployment for deployment in found if deployment.run is not None and deployment.run.timeline]
    step = HEIGHT + TOP + GAP
    height = max(step * len(drawn), 60)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" '
        'font-family="system-ui, sans-serif" font-size="12" role="img">',
        "<title>Deployments</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    if not drawn:
        parts.append('<text x="16" y="32" fill="#1c2329">no deployment can be drawn</text>')
    for index, deployment in enumerate(drawn):
        parts.append(f'<g transform="translate(0 {index * step})">')
        parts.append(f'<text x="{LEFT}" y="16" fill="#1c2329" font-weight="600">{_title(deployment)}</text>')
        parts += _chart(deployment, "#1c2329", "#c9d1d8")
        parts.append("</g>")
    return "\n".join([*parts, "</svg>"]) + "\n"


def _title(deployment: Deployment) -> str:
    text = f"{deployment.service}: {headline(deployment)}"
    return escape(text if len(text) <= 100 else text[:99] + "…")


def _chart(deployment: Deployment, ink: str, line: str) -> list[str]:
    """Draw how many tasks there are over time, as areas on top of each other."""
    run = deployment.run
    assert run is not None
    moments = run.timeline
    end = max(moments[-1].t, 1)
    most = max(max(m.held for m in moments), 1)
    x = [LEFT + (m.t * (WIDTH - LEFT - 16)) / end for m in moments] + [float(WIDTH - 16)]
    found = []
    below = [0] * len(moments)
    for name, colour in PARTS:
        above = [b + getattr(m, name) for b, m in zip(below, moments, strict=True)]
        found.append(f'<path d="{_area(x, below, above, most)}" fill="{colour}"><title>{name}</title></path>')
        below = above
    bottom = TOP + HEIGHT
    found.append(f'<path d="M{LEFT} {TOP}V{bottom}H{WIDTH - 16}" fill="none" stroke="{line}"/>')
    for value in sorted({0, most // 2, most}):
        y = bottom - value * HEIGHT / most
        found.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{ink}">{value}</text>')
    for share in (0, 1, 2):
        t, at = end * share // 2, LEFT + (WIDTH - LEFT - 16) * share / 2
        anchor = ("start", "middle", "end")[share]
        where = f'x="{at:.1f}" y="{bottom + 16}" text-anchor="{anchor}"'
        found.append(f'<text {where} fill="{ink}">{escape(clock(t))}</text>')
    return found + _legend(bottom + 34, ink)


def _legend(y: int, ink: str) -> list[str]:
    found = []
    for index, (name, colour) in enumerate(PARTS):
        at = LEFT + index * 96
        found.append(f'<rect x="{at}" y="{y - 9}" width="10" height="10" fill="{colour}"/>')
        found.append(f'<text x="{at + 15}" y="{y}" fill="{ink}">{name}</text>')
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
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>Deployments</title><style>{STYLE}</style></head><body><main>",
        "<h1>Deployments</h1>",
    ]
    for deployment in found:
        parts += _section(deployment)
    return "\n".join([*parts, "</main></body></html>"]) + "\n"


def _section(deployment: Deployment) -> list[str]:
    strategy = f" ({deployment.strategy})" if deployment.strategy else ""
    found = [
        f"<section><h2>{escape(deployment.service + strategy)}</h2>",
        f'<p class="path">{escape(deployment.path)}</p>',
        f'<p class="verdict">{escape(headline(deployment))}</p>',
        *(f"<p>{escape(line)}</p>" for line in facts(deployment)),
    ]
    run = deployment.run
    if run is not None and run.timeline:
        height = HEIGHT + TOP + GAP
        label = escape(f"Tasks of {deployment.service} over time", quote=True)
        found.append(
            f'<div class="wide"><svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">'
        )
        found += _chart(deployment, "currentColor", "currentColor")
        found += ["</svg></div>", *_table(run)]
    if deployment.levers:
        found.append("<p>What would help most:</p><ul>")
        found += [f"<li>{escape(lever.text)}</li>" for lever in deployment.levers]
        found.append("</ul>")
    return [*found, "</section>"]


def _table(run: Run) -> list[str]:
    heads = ("seconds", "old", "pending", "new", "draining", "addresses")
    found = ['<div class="wide"><table><thead><tr>']
    found += [f'<th scope="col">{head}</th>' for head in heads]
    found.append("</tr></thead><tbody>")
    found += [_row(moment) for moment in rows(run)]
    return [*found, "</tbody></table></div>"]


def _row(moment: Moment | None) -> str:
    if moment is None:
        return '<tr><td colspan="6">… and so on …</td></tr>'
    return "<tr>" + "".join(f"<td>{n}</td>" for n in (*moment, moment.held)) + "</tr>"
