"""Deployments of several environments side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ecslint.base.columns import aligned
from ecslint.base.side_by_side import environments_json
from ecslint.rollout.collect import Deployment
from ecslint.rollout.render import as_json, headline
from ecslint.rollout.situation import span

Found = Mapping[str, Sequence[Deployment]]
"""Deployments by the file with the environment's parameters."""


def show(found: Found, form: str) -> str:
    """Render as ``text`` or ``json``."""
    if form == "json":
        return environments_json({path: as_json(each) for path, each in found.items()})
    by_key = {name: {(d.path, d.service): d for d in each} for name, each in found.items()}
    keys = dict.fromkeys(key for each in by_key.values() for key in each)
    several = len({path for path, _ in keys}) > 1
    rows = [["", *found]]
    for key in keys:
        cells = [each.get(key) for each in by_key.values()]
        rows.append([f"{key[0]}: {key[1]}" if several else key[1], *(_verdict(cell) for cell in cells)])
        rows.append(["  tasks at most", *(_tasks(cell) for cell in cells)])
        rows.append(["  addresses at most", *(_addresses(cell) for cell in cells)])
    why = [
        f"{name}: {d.service}: {headline(d)}"
        for name, each in found.items()
        for d in each
        if d.verdict != "converges"
    ]
    return "\n".join([*aligned(rows, {0}), *([""] if why else []), *why]) + "\n"


def _verdict(deployment: Deployment | None) -> str:
    if deployment is None:
        return "–"
    return deployment.verdict if deployment.seconds is None else f"{span(deployment.seconds)} s"


def _tasks(deployment: Deployment | None) -> str:
    peak = None if deployment is None else deployment.peak_tasks
    return "–" if peak is None else span(peak)


def _addresses(deployment: Deployment | None) -> str:
    peak = None if deployment is None else deployment.peak_addresses
    return "–" if peak is None else span(peak)
