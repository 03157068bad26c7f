"""A picture of a stack: load balancers, services, gateways, what they reach, and subnets by zone.

Lines are green where the way is open, amber where the files do not tell, red and dashed where it is cut; a
cut has a number that the text below the picture explains.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from ecslint.drawing import svg as draw
from ecslint.drawing.markup import Markup, element
from ecslint.facts.partitions import region_of_zone
from ecslint.reach.network_model import Graph
from ecslint.reach.network_parts import Outside, RouteTable, Subnet, Truth
from ecslint.reach.network_ways import Member
from ecslint.reach.picture_nodes import COLUMNS, Edge, Node, Parts

BOX: Final = 204
"""Pixels: the width of a box, of the space between columns and of the margin."""
SPACE: Final = 68
MARGIN: Final = 12
HEADS: Final = ("comes from", "runs", "passes", "then", "reaches")
CLASSES: Final[dict[Truth, str]] = {True: "yes", False: "no", None: "maybe"}
_ZONE: Final = 284
_PER_ROW: Final = 3
"""Zones beside each other."""
_MOST: Final = 6
"""Names in a subnet."""


def picture(
    graph: Graph, members: Sequence[Member], say: Callable[[str], str]
) -> tuple[Markup | None, Parts]:
    """Return the picture and what is in it; no picture where nothing starts tasks.

    ``say`` hides credentials of the file in a text.
    """
    parts = Parts(graph, members, say)
    if not parts.nodes:
        return None, parts
    used = sorted({COLUMNS[node.kind] for node in parts.nodes.values()})
    left = {column: MARGIN + index * (BOX + SPACE) for index, column in enumerate(used)}
    width = 0.0 + MARGIN * 2 + len(used) * BOX + (len(used) - 1) * SPACE
    height = _place(parts, used)
    found = [draw.words(left[column], 16, HEADS[column], "s") for column in used]
    found += _lines(parts, left)
    for node in parts.nodes.values():
        found.append(_box(node, left[COLUMNS[node.kind]], _is_cut(node, parts)))
    found += _numbers(parts, left)
    zones, width, height = _zones(graph, members, say, max(width, 480), height + 16)
    return draw.picture([*found, *zones], width, height, say(_title(members, parts))), parts


def _title(members: Sequence[Member], parts: Parts) -> str:
    cuts = len({cut.number for cut in parts.cuts})
    said = "1 way is" if cuts == 1 else f"{cuts} ways are"
    names = ", ".join(member.name for member in members[:5])
    return f"Drawing of {names}: {said} cut; the text below says which"


def _place(parts: Parts, used: Sequence[int]) -> float:
    """Give every box its place: services in order, the others beside those that they have lines to."""
    columns: dict[int, list[Node]] = {column: [] for column in used}
    for node in parts.nodes.values():
        node.height = 26 + 15 * len(node.lines)
        columns[COLUMNS[node.kind]].append(node)
    middle = COLUMNS["svc"] if COLUMNS["svc"] in columns else used[0]
    heights = {c: sum(n.height + 14 for n in nodes) for c, nodes in columns.items()}
    tallest = max(heights.values())
    for column in sorted(used, key=lambda c: abs(c - middle)):
        nodes = columns[column]
        if column != middle:
            nodes.sort(key=lambda node: _centre(node, parts))
        spare = (tallest - heights[column]) / (len(nodes) + 1)
        y = 28 + min(spare, 60)
        for node in nodes:
            node.y = y
            y += node.height + 14 + min(spare, 60)
    return max(node.y + node.height for node in parts.nodes.values())


def _centre(node: Node, parts: Parts) -> float:
    """Return the mean height of the boxes that a box has lines to."""
    others = [edge.target for edge in parts.edges.values() if edge.source is node]
    others += [edge.source for edge in parts.edges.values() if edge.target is node]
    return sum(other.y + other.height / 2 for other in others) / len(others) if others else 1e9


def _is_cut(node: Node, parts: Parts) -> bool:
    lines = [edge.truth for edge in parts.edges.values() if edge.target is node]
    return bool(lines) and all(truth is False for truth in lines)


def _box(node: Node, x: float, is_cut: bool) -> Markup:
    shape = draw.box(x, node.y, BOX, node.height, f"box {node.kind}{' cut' if is_cut else ''}")
    lines = [draw.words(x + 8, node.y + 17, node.name, "b", width=BOX - 16)]
    for index, line in enumerate(node.lines):
        lines.append(draw.words(x + 8, node.y + 33 + index * 15, line, "s", width=BOX - 16))
    return element("g", shape, *lines)


def _ends(edge: Edge, parts: Parts, left: Mapping[int, float]) -> tuple[float, float, float, float]:
    """Return where a line begins and ends; lines of a box are spread over its side."""
    out = sorted((e for e in parts.edges.values() if e.source is edge.source), key=lambda e: e.target.y)
    into = sorted((e for e in parts.edges.values() if e.target is edge.target), key=lambda e: e.source.y)
    source, target = edge.source, edge.target
    y1 = source.y + source.height * (out.index(edge) + 1) / (len(out) + 1)
    y2 = target.y + target.height * (into.index(edge) + 1) / (len(into) + 1)
    x1 = left[COLUMNS[source.kind]] + BOX
    x2 = left[COLUMNS[target.kind]]
    return x1, y1, x2 if x2 >= x1 else x2 + BOX, y2


def _lines(parts: Parts, left: Mapping[int, float]) -> list[Markup]:
    found = []
    for edge in parts.edges.values():
        x1, y1, x2, y2 = _ends(edge, parts, left)
        kind = CLASSES[edge.truth]
        bend = SPACE * 0.5 if x2 > x1 else SPACE * 0.6
        second = x2 - bend if x2 > x1 else x2 + bend
        title = f"{edge.source.name} to {edge.target.name}: {'; '.join(edge.purposes[:8])}"
        line = f"M{x1:.0f} {y1:.1f}C{x1 + bend:.0f} {y1:.1f} {second:.0f} {y2:.1f} {x2:.0f} {y2:.1f}"
        found.append(draw.path(line, f"edge {kind}", title))
        tip = -7 if x2 > x1 else 7
        found.append(draw.path(f"M{x2:.0f} {y2:.1f}l{tip} -4v8z", f"tip {kind}"))
    return found


def _numbers(parts: Parts, left: Mapping[int, float]) -> list[Markup]:
    """Mark the lines that are cut with their numbers."""
    found = []
    for edge in parts.edges.values():
        if edge.number is None:
            continue
        x1, y1, x2, y2 = _ends(edge, parts, left)
        x, y = (x1 + x2) / 2 if x2 > x1 else x1 + SPACE * 0.45, (y1 + y2) / 2
        found.append(element("circle", cx=float(x), cy=float(y), r=9, class_="dot"))
        found.append(draw.words(x, y + 4, str(edge.number), "dott", anchor="middle"))
    return found


def _zones(
    graph: Graph, members: Sequence[Member], say: Callable[[str], str], width: float, y: float
) -> tuple[list[Markup], float, float]:
    """Draw the subnets by zone, and who is in them; return the parts and the size of the picture."""
    zones: dict[str, list[Subnet]] = {}
    for subnet in graph.subnets:
        zones.setdefault(subnet.zone or f"?{subnet.name}", []).append(subnet)
    if not zones:
        return [], width, y

    def inside(subnet: Subnet) -> list[str]:
        block = f"{subnet.block or 'block not known'}{_kind(subnet)}"
        return [say(line) for line in (subnet.name, block, *_inside(subnet, members, graph))]

    found = [draw.words(MARGIN, y + 12, "subnets by Availability Zone", "s")]
    y += 22
    columns = min(len(zones), _PER_ROW)
    width = max(width, MARGIN * 2 + columns * _ZONE + (columns - 1) * 14)
    step = (width - MARGIN * 2 + 14) / columns
    names = list(zones)
    for first in range(0, len(names), columns):
        row = names[first : first + columns]
        drawn = []
        for index, key in enumerate(row):
            title = zones[key][0].zone or ""
            title = title if region_of_zone(title) else f"zone {first + index + 1}"
            place = (MARGIN + index * step, y, step - 14)
            drawn.append(_zone(title if zones[key][0].zone else "zone not known", zones[key], inside, place))
        height = max(h for _, h in drawn)
        for index, (parts, _) in enumerate(drawn):
            found.append(draw.box(MARGIN + index * step, y, step - 14, height, "zone"))
            found += parts
        y += height + 14
    return found, width, y


def _zone(
    title: str,
    subnets: Sequence[Subnet],
    inside: Callable[[Subnet], list[str]],
    place: tuple[float, float, float],
) -> tuple[list[Markup], float]:
    """Draw the subnets of a zone at a place (x, y and width); return the parts and the height."""
    x, y, width = place
    found = [draw.words(x + 10, y + 18, title, "b", width=width - 20)]
    at = y + 28
    for subnet in subnets:
        name, *lines = inside(subnet)
        height = 26 + 15 * len(lines)
        found.append(draw.box(x + 10, at, width - 20, height, "area"))
        found.append(draw.words(x + 18, at + 17, name, "b", width=width - 36))
        for index, line in enumerate(lines):
            style = "s" if index == 0 else ""
            found.append(draw.words(x + 18, at + 33 + index * 15, line, style, width=width - 36))
        at += height + 8
    return found, at - y + 2


def _kind(subnet: Subnet) -> str:
    """Say where the subnet's route for everything leads."""
    if not isinstance(subnet.table, RouteTable):
        return ""
    kinds = {
        route.target.kind
        for route in subnet.table.routes
        if route.block is not None and route.block.prefixlen == 0
    }
    if "internet" in kinds:
        return ", public"
    if "nat" in kinds:
        return ", private, out by NAT"
    return "" if subnet.table.sealed is not True or "other" in kinds else ", no way to the internet"


def _inside(subnet: Subnet, members: Sequence[Member], graph: Graph) -> list[str]:
    """Name what lies in a subnet."""

    def holds(places: Sequence[Subnet | Outside]) -> bool:
        return any(place is subnet for place in places)

    found = [f"load balancer {b.name}" for b in graph.balancers if holds(b.interface.subnets)]
    found += [f"NAT gateway {nat.name}" for nat in graph.nats.values() if nat.subnet is subnet]
    found += [f"{member.kind} {member.name}" for member in members if subnet.name in member.subnets]
    ends = [endpoint.name for endpoint in graph.endpoints if holds(endpoint.subnets)]
    if ends:
        found.append(f"endpoint{'s' if len(ends) > 1 else ''} {', '.join(ends)}")
    found += [
        f"{store.what} {store.name}" for store in graph.stores.values() if holds(store.interface.subnets)
    ]
    for system in graph.file_systems.values():
        if any(holds(mount.interface.subnets) for mount in system.mounts):
            found.append(f"file system {system.name}")
    return [*found[:_MOST], "…"] if len(found) > _MOST else found
