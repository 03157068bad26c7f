"""``container_definitions``: what the provider's JSON decoder makes of it.

The provider decodes it into a fixed structure: names match whatever their case, members that it does not
know are dropped, null is absent. Source: hashicorp/terraform-provider-aws
``internal/service/ecs/container_definitions.go`` and ``internal/json/decode.go`` (2026), read 2026-11-29.
"""

from __future__ import annotations

from ecslint.documents.terraform.arguments import REST
from ecslint.documents.terraform.values import Value, text_of
from ecslint.validation.names import Entry, Tree, members_of


class Containers:
    """Container definitions under the API's names, and under CloudFormation's."""

    __slots__ = ("api", "properties")

    def __init__(self, value: Value) -> None:
        tree = members_of("AWS::ECS::TaskDefinition", "ContainerDefinitions")
        self.api, self.properties = _both(value, tree)


def _both(value: Value, tree: Tree | None) -> tuple[Value, Value]:
    data = value.data
    if isinstance(data, list):
        pairs = [_both(item, tree) for item in data if not _is_nothing(item)]
        return _like(value, [pair[0] for pair in pairs]), _like(value, [pair[1] for pair in pairs])
    if isinstance(data, dict):
        return _mapping(value, tree)
    text = text_of(value)
    found = value if text is None or isinstance(data, int | float | bool) else _like(value, text)
    return found, found


def _mapping(value: Value, tree: Tree | None) -> tuple[Value, Value]:
    names = {} if tree is None else {_api(entry).lower(): (name, entry) for name, entry in tree.items()}
    api: dict[str, Value] = {}
    properties: dict[str, Value] = {}
    for key, item in value.data.items():
        if item.data is None:
            continue
        found = names.get(key.lower())
        if found is None or key == REST:
            api[key] = properties[key] = (
                item if tree is None and not isinstance(item.data, list | dict) else _both(item, None)[0]
            )
            continue
        name, entry = found
        inner = entry.get("members") if isinstance(entry, dict) else None
        api[_api(entry)], properties[name] = _both(item, inner)
    return _like(value, api), _like(value, properties)


def _api(entry: Entry) -> str:
    return entry if isinstance(entry, str) else str(entry["name"])


def _is_nothing(value: Value) -> bool:
    """Say whether an item of a list has no member that is not null, and so is removed."""
    if value.data is None:
        return True
    return (
        isinstance(value.data, dict)
        and all(item.data is None for item in value.data.values())
        and bool(value.data)
    )


def _like(value: Value, data: object) -> Value:
    return Value(data, value.site, value.notes, value.use)
