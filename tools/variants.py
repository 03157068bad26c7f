"""Write the examples of rule pages in other words, and say in which of them a rule falls silent.

Usage: python -m tools.variants [RULE ...] [--kinds yaml,literal,...]

An example in JSON is written as YAML (``yaml``), one in YAML as JSON (``json``). A task definition, a service
or a task set becomes Terraform (``terraform``), and a template in which each value stands (``literal``), is
the default of a parameter (``parameter``), is looked up in a mapping (``mapping``) or is joined of two halves
(``join``); so are the values of templates. That the rule reports it there as well is what
``tests/tools/test_variants.py`` holds; ``EXCUSED`` has the reasons for those that cannot.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from ecslint.testing.examples import Example, examples, lint_example
from tools.coverage import PATH
from tools.terraform_forms import terraform_file

if TYPE_CHECKING:
    from yaml import SafeDumper, SafeLoader
else:  # libyaml is ten times as fast
    SafeDumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

ROOT = PATH.parent
TEMPLATES = ("literal", "parameter", "mapping", "join")
KINDS = ("yaml", "json", "terraform", *TEMPLATES)

_RENAMED = {
    ("AWS_ECS_Service", "placementstrategy"): "PlacementStrategies",
    ("AWS_ECS_TaskDefinition", "properties"): "ProxyConfigurationProperties",
    ("AWS_ECS_Service", "service"): "ServiceName",
    ("AWS_ECS_TaskDefinition", "filesystemid"): "FilesystemId",
}
_NOT_IN_TEMPLATES = {"forceNewDeployment", "clientToken", "count", "referenceId", "group", "startedBy"}
_FREE = {"options", "dockerlabels", "driveropts", "labels"}
"""Members whose own members are names of the user's."""


INSTEAD = {
    "ECS306": ("ECS012",),
    "ECS404": ("ECS013",),
    "ECS410": ("ECS013",),
    "ECS520": ("ECS012",),
    "ECS730": ("ECS010",),
}
"""Rules that answer in a template: CloudFormation's schema has the bound itself."""

_ANY = frozenset(KINDS)
_TEMPLATE = frozenset(TEMPLATES)
EXCUSED = {
    ("ECS004", "check-186"): (_ANY, "a key cannot be there twice in what is read and written again"),
    ("ECS006", ""): (frozenset({"json"}), "comments are lost"),
    ("ECS007", ""): (frozenset({"json"}), "comments are lost"),
    ("ECS011", "log-13"): (_TEMPLATE, "CloudFormation converts the number"),
    ("ECS012", "task-11"): (_TEMPLATE, "CloudFormation's schema lacks the property, and ECS010 warns"),
    ("ECS013", "svcnet-31,svcnet-35,check-121"): (
        frozenset({"terraform"}),
        "terraform validate says what its own schema requires",
    ),
    ("ECS020", ""): (frozenset({"json"}), "a file that another names has another name then"),
    ("ECS021", ""): (_TEMPLATE, "the fault is how the text is written, not what it comes to"),
    ("ECS033", ""): (frozenset({"yaml"}), "Terraform writes no YAML"),
    ("ECS155", "mi-9,task-12"): (_TEMPLATE, "CloudFormation's schema lacks the property, and ECS010 warns"),
    ("ECS478", ""): (
        frozenset({"terraform"}),
        "Terraform reads doubled dollars itself",
    ),
    ("ECS518", "svc-12"): (_ANY - {"yaml"}, "CloudFormation and Terraform have a default"),
    ("ECS520", "check-102"): (frozenset({"terraform"}), "without a strategy the provider sends no block"),
    ("ECS644", ""): (frozenset({"json"}), "a file that another names has another name then"),
    ("ECS840", "cd-14"): (frozenset({"yaml"}), "CodePipeline reads JSON only"),
    ("ECS840", "cd-15"): (frozenset({"yaml"}), "CodePipeline reads JSON only"),
}
"""Why the rule of examples, told by what they cover, may be silent in some forms."""


class Variant(NamedTuple):
    """An example in other words."""

    example: Example
    kind: str
    write: Callable[[], dict[str, str]]
    """Returns its files, texts by name, which take longer to make than to count."""

    @property
    def files(self) -> dict[str, str]:
        return self.write()


def excuse(variant: Variant) -> str | None:
    """Return why the rule may be silent on a form, if there is a reason."""
    example = variant.example
    kinds, reason = EXCUSED.get((example.rule, ",".join(example.covers)), (frozenset(), ""))
    return reason if variant.kind in kinds else None


def variants(example: Example) -> Iterator[Variant]:
    """Yield the other forms of a bad example; none for one that is neither JSON nor YAML throughout."""
    if example.kind != "bad":
        return
    data = {name: _loaded(name, text) for name, text in example.files.items()}
    if not all(isinstance(each, dict) for each in data.values()):
        return
    for kind, ending in (("yaml", "json"), ("json", "yaml")):
        if all(name.endswith(f".{ending}") for name in data):
            yield Variant(example, kind, partial(_renamed, data, ending, kind))
    if example.context:
        return
    template = data.get("template.yaml") if len(data) == 1 else None
    if isinstance(template, dict):
        for kind in TEMPLATES[1:] if "Transform" not in template else ():
            yield Variant(example, kind, partial(_template, template, kind))
    elif all(name.endswith(".json") for name in data):
        yield from _resource_forms(example, [each for each in data.values() if isinstance(each, dict)])


def _renamed(data: dict[str, Any], ending: str, kind: str) -> dict[str, str]:
    """Return files in the other notation, with names that end so."""
    return {f"{name.removesuffix(ending)}{kind}": _written(each, kind) for name, each in data.items()}


def _template(data: dict[str, Any], kind: str) -> dict[str, str]:
    """Return a template whose values are written in another way."""
    return {"template.json": json.dumps(_changed(data, kind), indent=1)}


def _resource_forms(example: Example, documents: list[dict[str, Any]]) -> Iterator[Variant]:
    resources = _resources(documents)
    if resources is None:
        return
    containers = [each["containerDefinitions"] for each in documents if "containerDefinitions" in each]
    file = terraform_file(resources, containers[0] if containers else None)
    if file is not None:
        yield Variant(example, "terraform", partial(dict, {"main.tf.json": file}))
    whole = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    for kind in TEMPLATES:
        yield Variant(example, kind, partial(_template, whole, kind))


class _Loader(SafeLoader):
    """Reads short forms of intrinsic functions as the long ones."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, object]:
    value: object
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)


def _loaded(name: str, text: str) -> object:
    try:
        return json.loads(text) if name.endswith(".json") else yaml.load(text, _Loader)
    except (ValueError, yaml.YAMLError):
        return None


def _written(data: object, kind: str) -> str:
    if kind == "json":
        return json.dumps(data, indent=1, default=str)
    return yaml.dump(data, Dumper=SafeDumper, sort_keys=False, allow_unicode=True)


def _resources(documents: list[dict[str, Any]]) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for data in documents:
        keys = set(data)
        if "containerDefinitions" in keys and not keys & {"taskDefinitionArn", "taskDefinition"}:
            kind = "TaskDefinition"
        elif "serviceName" in keys and not keys & {"overrides", "count"}:
            kind = "Service"
        elif "service" in keys and "scale" in keys:
            kind = "TaskSet"
        else:
            return None
        if kind in found or any(key in keys for key in _NOT_IN_TEMPLATES):
            return None
        found[kind] = {"Type": f"AWS::ECS::{kind}", "Properties": _converted(data, f"AWS_ECS_{kind}")}
    for kind in ("Service", "TaskSet"):
        if kind in found and "TaskDefinition" in found:
            found[kind]["Properties"]["TaskDefinition"] = {"Ref": "TaskDefinition"}
    return found or None


@cache
def _schema(name: str) -> dict[str, Any]:
    path = ROOT.parent / "schemas" / "cloudformation" / f"{name}.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _converted(data: Any, schema: str, node: Any = None) -> Any:
    """Return a document of the API with the names of CloudFormation's properties."""
    whole = _schema(schema)
    node = whole if node is None else node
    while isinstance(node, dict) and "$ref" in node:
        node = whole["$defs"][node["$ref"].rpartition("/")[2]]
    if isinstance(data, list):
        items = node.get("items") if isinstance(node, dict) else None
        return [_converted(each, schema, items or {}) for each in data]
    if not isinstance(data, dict):
        return data
    properties = node.get("properties", {}) if isinstance(node, dict) else {}
    by_lower = {name.lower(): name for name in properties}
    result = {}
    for key, value in data.items():
        name = by_lower.get(key.lower())
        renamed = _RENAMED.get((schema, key.lower()))
        if name is None and renamed in properties:
            name = renamed
        if name is None and properties:
            name = key[:1].upper() + key[1:]
        name = name or key
        result[name] = _converted(value, schema, properties.get(name, {}))
    return result


def _changed(template: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return a template whose values are parameters, looked up or joined."""
    parameters: dict[str, Any] = dict(template.get("Parameters", {}))
    mappings: dict[str, Any] = {}

    def parameter(value: Any) -> Any:
        if isinstance(value, str) and (not value or "$" in value):
            return value  # a default of this kind stands for another value
        name = f"P{len(parameters)}"
        number = isinstance(value, int | float) and not isinstance(value, bool)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        parameters[name] = {"Type": "Number" if number else "String", "Default": text}
        return {"Ref": name}

    def mapping(value: Any) -> Any:
        name = f"v{len(mappings)}"
        mappings[name] = {"value": value}
        return {"Fn::FindInMap": ["Values", name, "value"]}

    def join(value: Any) -> Any:
        if not isinstance(value, str) or len(value) < 2:
            return value
        half = len(value) // 2
        return {"Fn::Join": ["", [value[:half], value[half:]]]}

    change = {"parameter": parameter, "mapping": mapping, "join": join}.get(kind)
    if change is None:
        return template
    resources = {
        name: {**resource, "Properties": _each(resource.get("Properties", {}), change)}
        for name, resource in template["Resources"].items()
    }
    changed = {**template, "Resources": resources}
    if parameters:
        changed["Parameters"] = parameters
    if mappings:
        changed["Mappings"] = {**template.get("Mappings", {}), "Values": mappings}
    return changed


def _each(data: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(data, dict):
        if len(data) == 1 and next(iter(data)).startswith(("Ref", "Fn::", "Condition")):
            return data
        return {name: _each(value, change) for name, value in data.items()}
    if isinstance(data, list):
        return [_each(value, change) for value in data]
    return data if data is None else change(data)


def silent(variant: Variant) -> bool:
    """Say whether in other words neither the rule of an example nor one that answers in its place speaks."""
    files = variant.files
    changed = Example(variant.example.page, "bad", variant.example.line, files)
    ending = Path(next(iter(files))).suffix
    changed.context = [Path(name).stem + ending for name in variant.example.context]
    rules = {changed.rule, *INSTEAD.get(changed.rule, ())}
    with tempfile.TemporaryDirectory() as folder:
        output = lint_example(changed, Path(folder), ",".join(sorted(rules)))
    return not any(f" {rule} " in output for rule in rules)


def main(arguments: list[str] | None = None) -> int:
    """Print the forms of examples in which their rule is silent."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rules", nargs="*", help="only these rules")
    parser.add_argument("--kinds", default=",".join(KINDS), help="only these forms")
    parser.add_argument("--show", action="store_true", help="print the files too")
    given = parser.parse_args(arguments)
    count = 0
    for page in sorted(ROOT.glob("ECS*.md")):
        if given.rules and page.name[:6] not in given.rules:
            continue
        for example in examples(page):
            for variant in variants(example):
                if variant.kind not in given.kinds.split(","):
                    continue
                count += 1
                if excuse(variant) is None and silent(variant):
                    first = re.sub(r"\s+", " ", (example.output or "").split("\n")[0])[:150]
                    print(f"{example} {variant.kind} {','.join(example.covers)} | {first}")
                    if given.show:
                        print(*variant.files.values(), sep="\n---\n")
    print(f"{count} forms tried", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
