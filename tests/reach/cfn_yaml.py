"""Templates in YAML with the short tags of CloudFormation as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader
else:  # libyaml is ten times as fast
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(SafeLoader):
    """A loader that writes ``!Sub`` and the like in their long form."""


def _long(loader: _Loader, name: str, node: yaml.Node) -> Any:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if name in ("Ref", "Condition"):
        return {name: value}
    return {f"Fn::{name}": value.split(".", 1) if name == "GetAtt" and isinstance(value, str) else value}


_Loader.add_multi_constructor("!", _long)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in _Loader.yaml_implicit_resolvers.items()
}


def loaded(path: Path) -> dict[str, Any]:
    """Return a template as plain data."""
    return read_text(path.read_text(encoding="utf-8"))


def read_text(text: str) -> dict[str, Any]:
    """Return a template, or a part of one, from its text."""
    found = yaml.load(text, _Loader)
    assert isinstance(found, dict)
    return found
