"""Random data, its routes, and what was read of it, for the tests of all readers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ecslint.base.number import LARGEST
from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.source.parsed import REST


def plain(data: Any) -> Any:
    """Replace ``Unresolved`` by its text in angle brackets, leave out marks of what was not read."""
    if isinstance(data, Unresolved):
        return f"<{data.reason}: {data.text}>"
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items() if key != REST}
    if isinstance(data, list):
        return [plain(value) for value in data if getattr(value, "text", "") != REST]
    return data


scalars = (
    st.none() | st.booleans() | st.integers(-LARGEST + 1, LARGEST - 1) | st.floats(-1e39, 1e39) | st.text()
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def routes(data: Any, route: Route = ()) -> list[tuple[Route, Any]]:
    found: list[tuple[Route, Any]] = [(route, data)]
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in items:
        found += routes(value, (*route, step))
    return found


def is_rest(data: Any, route: Route) -> bool:
    """Say whether a value is the mark of what was not read, which has no place."""
    for step in route:
        data = data[step]
    return getattr(data, "text", "") == REST
