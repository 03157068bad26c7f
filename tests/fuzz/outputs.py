"""Fuzzes what is written: every format of a report, each command's analysis."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from xml.etree import ElementTree

from ecslint.capacity import draw as capacity_draw
from ecslint.capacity import render as capacity_render
from ecslint.capacity.collect import plans
from ecslint.cost import render as cost_render
from ecslint.cost.collect import estimates
from ecslint.cost.prices import list_prices
from ecslint.cost.pricing import Region
from ecslint.documents import read
from ecslint.documents.subject import ParsedFile
from ecslint.reach import network_render
from ecslint.reach.network_collect import members
from ecslint.report import Options, formats, render
from ecslint.rollout import draw as rollout_draw
from ecslint.rollout import render as rollout_render
from ecslint.rollout.collect import Assumptions, deployments
from ecslint.source.read import InputError, load
from tests.fuzz import mutate
from tests.fuzz.promises import NAMES, STRICT, BrokenPromiseError, lint

_XML = ("checkstyle", "junit", "junit-xml")
_JSON = ("json", "sarif", "gitlab", "codeclimate", "rdjson")
_LINES = ("github", "concise", "teamcity", "azure")
_STEERING = ("\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u2028", "\x85", "\x00")


def checked(form: str, text: str) -> None:
    """Raise if a text is not what its format promises, or steers who reads it."""
    text.encode("utf-8")
    if not text.replace("\n", "").isprintable():
        raise BrokenPromiseError(f"{form} lets a control character through")
    if form in _XML:
        ElementTree.fromstring(text)
    elif form in _JSON:
        json.loads(text)
    elif form == "github" and any(line and not line.startswith("::") for line in text.split("\n")):
        raise BrokenPromiseError("a line for GitHub is not a command")


def reports(random: Random, data: bytes) -> None:
    """Lint, and write the report in every format; each is what its readers take."""
    result = lint(random.choice(NAMES), data, STRICT)
    for form in formats():
        checked(form, "".join(render(form, result, Options(verbose=random.random() < 0.5))))


def hostile(random: Random) -> bytes:
    """Return a document whose names and values hold what would steer a reader."""
    data = mutate.grafted(random)
    piece = "".join(random.choice(_MARKS) for _ in range(random.randrange(1, 5)))
    for holder in random.sample(found := list(mutate.holders(data)), min(3, len(found))):
        if isinstance(holder, dict):
            if holder and random.random() < 0.5:
                key = random.choice(list(holder))
                holder[f"{key}{piece}"] = holder.pop(key)
            else:
                holder[piece] = random.choice((piece, 1, [piece]))
        else:
            holder.append(piece)
    return mutate.written(random, data)[1].encode("utf-8", "replace")


_MARKS = (
    *(
        "\x1b[31m",
        "\x07",
        "\x9b",
        "\u202e",
        "\u2028",
        "\x85",
        "\x00",
        "\n",
        "\r",
        "\t",
        "]]>",
        "<script>",
        "</td>",
    ),
    *(
        "&amp;",
        '"',
        "'",
        "|",
        "`",
        "::error::",
        "##vso[x]",
        "%0A",
        "${",
        "](javascript:x)",
        "<!--",
        "\ud83d",
        "\ufffe",
    ),
)


def analyses(random: Random, data: bytes) -> None:
    """Do what ``cost``, ``capacity``, ``rollout`` and ``reach`` do with a file, in every format."""
    for each in (_cost, _capacity, _rollout, _reach):
        try:
            units = [read(document) for document in load(random.choice(NAMES), data)]
        except InputError:
            return
        for text in each(units):
            text.encode("utf-8", "surrogatepass")


def _cost(units: Sequence[ParsedFile]) -> list[str]:
    prices = list_prices()
    found = estimates(units, prices, Region("eu-west-1"))
    forms: list[Callable[..., str]] = [cost_render.table, cost_render.markdown, cost_render.as_json]
    return [form(found, prices) for form in forms]


def _capacity(units: Sequence[ParsedFile]) -> list[str]:
    found = plans(units, None)
    return [capacity_render.table(found), capacity_render.as_json(found), capacity_draw.svg(found)]


def _rollout(units: Sequence[ParsedFile]) -> list[str]:
    found = deployments(units, Assumptions(), list_prices(), Region("eu-west-1"))
    shown = [rollout_render.text(found), rollout_render.as_json(found)]
    return [*shown, rollout_draw.svg(found), rollout_draw.html(found)]


def _reach(units: Sequence[ParsedFile]) -> list[str]:
    found = members(units)
    lines = [*network_render.text(found), *network_render.mermaid(found)]
    return ["\n".join(lines), network_render.as_json(found), network_render.svg(found)]
