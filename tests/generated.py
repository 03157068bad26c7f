"""Documents made from our schemas by hypothesis: valid ones, and ones with a single thing changed."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import strategies as st

TEXT = st.text("abcxyz019 -.", min_size=1, max_size=8)
SCALARS = st.one_of(st.booleans(), st.integers(-5, 5), TEXT)
WORD = st.text("abcxyz019-", min_size=1, max_size=8)


class Documents:
    """Strategies for one schema."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    def valid(self) -> st.SearchStrategy[Any]:
        return self._value(self.schema)

    @st.composite
    @staticmethod
    def _changed(draw: st.DrawFn, documents: Documents) -> Any:
        document = copy.deepcopy(draw(documents.valid()))
        places = list(containers(document))
        holder = draw(st.sampled_from(places)) if places else document
        odd = draw(st.sampled_from([None, 7, 1.5, True, "odd", "12", [], {}, ["odd"], {"odd": 1}]))
        if isinstance(holder, dict):
            keys = sorted(holder)
            key = draw(st.sampled_from([*keys, "odd", *(key.swapcase() for key in keys)]))
            if key in holder and draw(st.booleans()):
                del holder[key]
            else:
                holder[key] = odd
        elif holder and draw(st.booleans()):
            holder[draw(st.integers(0, len(holder) - 1))] = odd
        else:
            holder.append(odd)
        return document

    def changed(self) -> st.SearchStrategy[Any]:
        return Documents._changed(self)

    def _value(self, node: dict[str, Any]) -> st.SearchStrategy[Any]:
        if "$ref" in node:
            target = self.schema["$defs"][node["$ref"].rpartition("/")[2]]
            return st.deferred(lambda: self._value(target))
        if "enum" in node:
            return st.sampled_from(node["enum"])
        kind = node.get("type")
        if isinstance(kind, list):
            return self._lenient(node, kind)
        match kind:
            case "string":
                return WORD if "pattern" in node else TEXT
            case "integer":
                return st.integers(node.get("minimum", -9), node.get("maximum", 10**6))
            case "number":
                return st.integers(1, 50) | st.floats(1, 50)
            case "boolean":
                return st.booleans()
            case "array":
                items = self._value(node["items"])
                least = node.get("minItems", 0)
                most = max(least, min(node.get("maxItems", 2), 2))
                unique = _sorted if node.get("uniqueItems") else None
                return st.lists(items, min_size=least, max_size=most, unique_by=unique)
            case "object" if "properties" in node:
                return self._object(node)
            case "object":
                return st.dictionaries(TEXT, self._value(node["additionalProperties"]), max_size=2)
        return SCALARS

    def _lenient(self, node: dict[str, Any], kind: list[str]) -> st.SearchStrategy[Any]:
        if kind[0] == "boolean":
            return st.sampled_from([True, False, "true", "False"])
        if kind[0] == "object":
            return TEXT | st.dictionaries(TEXT, TEXT, max_size=2)
        if kind[0] == "string":
            return WORD if "pattern" in node else TEXT | st.booleans() | st.integers(1, 9)
        low, high = node.get("minimum", 1), node.get("maximum", 60)
        numbers = st.integers(int(low) + (low != int(low)), int(high))
        return numbers | numbers.map(str)

    def _object(self, node: dict[str, Any]) -> st.SearchStrategy[Any]:
        properties = node["properties"]
        required = list(node.get("required", ()))
        optional = [name for name in properties if name not in required]
        most = node.get("maxProperties", 4)
        least = node.get("minProperties", 0)

        def members(names: list[str]) -> st.SearchStrategy[Any]:
            return st.fixed_dictionaries(
                {name: self._value(properties[name]) for name in [*required, *names]}
            )

        if not optional:
            return members([])
        names = st.lists(st.sampled_from(optional), unique=True, min_size=least, max_size=most)
        return names.flatmap(members)


def _sorted(item: Any) -> str:
    return json.dumps(item, sort_keys=True)


def containers(data: Any) -> Any:
    """Yield every object and list in ``data``."""
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from containers(value)
    elif isinstance(data, list):
        yield data
        for value in data:
            yield from containers(value)
