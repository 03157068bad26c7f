"""Reduced JSON Schemas of CloudFormation's ECS resource types, and their names in the API.

They come from the provider schemas that cfn-lint ships. CloudFormation reads the text of a scalar and
takes what it can make of it, so a number may be written as a string and the reverse; the types here
are as wide. Objects below the resource itself require what the API requires of them. Two keywords say
what JSON Schema cannot: ``x-uniqueKeys`` (members whose values must differ within a list) and
``x-readOnly``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from tools.api_schemas import Model, header, portable

Json = dict[str, Any]


class Resource(NamedTuple):
    """A resource type and the API request that creates it."""

    type: str
    title: str
    request: str


RESOURCES = [
    Resource("TaskDefinition", "task definition", "RegisterTaskDefinitionRequest"),
    Resource("Service", "service", "CreateServiceRequest"),
    Resource("Cluster", "cluster", "CreateClusterRequest"),
    Resource("CapacityProvider", "capacity provider", "CreateCapacityProviderRequest"),
    Resource(
        "ClusterCapacityProviderAssociations",
        "cluster's capacity provider associations",
        "PutClusterCapacityProvidersRequest",
    ),
    Resource("TaskSet", "task set", "CreateTaskSetRequest"),
    Resource("PrimaryTaskSet", "primary task set", "UpdateServicePrimaryTaskSetRequest"),
    Resource("Daemon", "daemon", "CreateDaemonRequest"),
    Resource("DaemonTaskDefinition", "daemon task definition", "RegisterDaemonTaskDefinitionRequest"),
    Resource("ExpressGatewayService", "express gateway service", "CreateExpressGatewayServiceRequest"),
    Resource("Gateway", "gateway", "CreateGatewayRequest"),
    Resource(
        "GatewayClusterAssociations", "gateway's cluster association", "AssociateGatewayWithClusterRequest"
    ),
]

# Properties whose API name is not the same word.
RENAMED = {
    ("TaskDefinition", "ProxyConfigurationProperties"): "properties",
    ("Service", "PlacementStrategies"): "placementStrategy",
    ("Cluster", "ClusterSettings"): "settings",
    ("Gateway", "GatewayName"): "name",
    ("CapacityProvider", "ClusterName"): "cluster",
    ("PrimaryTaskSet", "TaskSetId"): "primaryTaskSet",
}

# Properties whose contents may be secret, as the API's model says of the same member.
SENSITIVE = {"Environment"}

INTEGER_TEXT = r"^\s*[-+]?[0-9]+(?:\.0*)?\s*$"
NUMBER_TEXT = r"^\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*$"
BOOLEAN_TEXT = "^(?:[tT]rue|[fF]alse|TRUE|FALSE)$"
# Keywords taken over as they are. `format` names AWS' own formats (an ARN of a role, say), which rules check.
KEPT = ("enum", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "minProperties",
        "maxProperties")  # fmt: skip


class Provider:
    """The provider schemas of one Region as cfn-lint ships them."""

    def __init__(self, region: str = "us-east-1") -> None:
        import cfnlint.version

        self.folder = Path(cfnlint.version.__file__).parent / "data" / "schemas"
        index = self.folder / "providers" / f"{region}.json"
        if not index.is_file():
            raise SystemExit(
                f"cfn-lint {cfnlint.version.__version__} keeps its schemas elsewhere; 1.58 or later is needed"
            )
        self.index: dict[str, str] = json.loads(index.read_text())
        dated = json.loads((self.folder / "version.json").read_text())["schema_date"]
        self.source = {"package": "cfn-lint", "version": cfnlint.version.__version__, "date": dated[:10]}

    def schema(self, resource: str) -> Json:
        """Return the provider schema of ``AWS::<resource>``, e.g. of ``ECS::Service``."""
        path = self.folder / "resources" / f"{self.index[f'AWS::{resource}']}.json"
        loaded: Json = json.loads(path.read_text())
        return loaded


class Reducer:
    """Turns one provider schema into ours."""

    def __init__(self, provided: Json) -> None:
        self.provided = provided
        self.defs: dict[str, Json] = {}

    def resolve(self, node: Json) -> Json:
        """Follow the ``$ref`` of a provider node."""
        while "$ref" in node:
            node = self.provided["definitions"][node["$ref"].rpartition("/")[2]]
        return node

    def node(self, node: Json) -> Json:
        """Return the reduced, widened form of a provider node."""
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            target = self.resolve(node)
            if "properties" not in target:
                return self.node(target)
            if name not in self.defs:
                self.defs[name] = {}
                self.defs[name] = self.structure(target)
            return {"$ref": f"#/$defs/{name}"}
        kind = node.get("type")
        if isinstance(kind, list):
            return {}
        if kind == "array":
            return self.array(node)
        if kind == "object":
            return self.structure(node) if "properties" in node else self.map(node)
        return widened(node)

    def array(self, node: Json) -> Json:
        out: Json = {"type": "array", "items": self.node(node["items"])}
        out |= {key: node[key] for key in ("minItems", "maxItems") if node.get(key)}
        if node.get("uniqueItems"):
            out["uniqueItems"] = True
        if "uniqueKeys" in node:
            out["x-uniqueKeys"] = node["uniqueKeys"]
        return out

    def map(self, node: Json) -> Json:
        values = list(node.get("patternProperties", {}).values())
        return {"type": "object", "additionalProperties": self.node(values[0]) if values else {}}

    def structure(self, node: Json) -> Json:
        """Return the closed object of a provider node without the members that only AWS sets."""
        members = {name: self.node(member) for name, member in node["properties"].items()}
        for name in SENSITIVE & members.keys():
            members[name]["x-sensitive"] = True
        out: Json = {"type": "object", "properties": members, "additionalProperties": False}
        required = list(node.get("required", []))
        for choice in node.get("oneOf", []) if len(node.get("oneOf", [])) == 1 else []:
            required += choice.get("required", [])
        if required:
            out["required"] = required
        return out | {key: node[key] for key in ("minProperties", "maxProperties") if key in node}

    def drop_read_only(self, root: Json) -> None:
        """Move members that only AWS sets from ``properties`` to ``x-readOnly``."""
        for pointer in self.provided.get("readOnlyProperties", []):
            *parents, name = pointer.removeprefix("/properties/").split("/")
            target: Json | None = root
            for step in parents:
                target = target and target["properties"].get(step)
                if target and "$ref" in target:
                    target = self.defs[target["$ref"].rpartition("/")[2]]
            if target and name in target["properties"]:
                del target["properties"][name]
                target.setdefault("x-readOnly", []).append(name)

    def reached(self, root: Json) -> dict[str, Json]:
        """Return the definitions that are still used, by name."""
        used: set[str] = set()
        waiting: list[Any] = [root]
        while waiting:
            here = waiting.pop()
            if isinstance(here, list):
                waiting += here
            elif isinstance(here, dict):
                waiting += here.values()
                name = here.get("$ref", "").rpartition("/")[2] if isinstance(here.get("$ref"), str) else ""
                if name and name not in used:
                    used.add(name)
                    waiting.append(self.defs[name])
        return {name: self.defs[name] for name in sorted(used)}


def widened(node: Json) -> Json:
    """Return a scalar's schema with every spelling that CloudFormation reads."""
    out: Json = {key: node[key] for key in KEPT if key in node and not (key == "minLength" and not node[key])}
    match node.get("type"):
        case "string":
            if "enum" not in out:
                out["type"] = ["string", "number", "boolean"]
            if "pattern" in node:
                out["pattern"] = portable(node["pattern"])
        case "integer":
            out |= {"type": ["integer", "string"], "pattern": INTEGER_TEXT}
        case "number":
            out |= {"type": ["number", "string"], "pattern": NUMBER_TEXT}
        case "boolean":
            out |= {"type": ["boolean", "string"], "pattern": BOOLEAN_TEXT}
    return out


def cloudformation_schemas(provider: Provider) -> dict[str, Json]:
    """Return ``{file name: schema}`` of every ECS resource type."""
    listed = {f"AWS::ECS::{resource.type}" for resource in RESOURCES}
    unknown = [name for name in provider.index if name.startswith("AWS::ECS::") and name not in listed]
    if unknown:
        raise SystemExit(f"cfn-lint knows ECS resource types that are not listed here: {', '.join(unknown)}")
    files = {}
    for resource in RESOURCES:
        provided = provider.schema(f"ECS::{resource.type}")
        reducer = Reducer(provided)
        root = reducer.structure(provided)
        reducer.drop_read_only(root)
        name = f"cloudformation/AWS_ECS_{resource.type}"
        files[f"{name}.schema.json"] = (
            header(name, resource.title, provider.source) | root | {"$defs": reducer.reached(root)}
        )
    return files


def names(schemas: dict[str, Json], model: Model, provider: Provider) -> Json:
    """Return the tree of API names of every resource type; the schemas learn what the API requires.

    A property is a text (its API name), or ``{"name": …, "members": {…}}`` where it holds objects, or
    ``{"name": …, "free": true}`` where the keys below it are the user's own.
    """
    types = {}
    for resource in RESOURCES:
        schema = schemas[f"cloudformation/AWS_ECS_{resource.type}.schema.json"]
        types[f"AWS::ECS::{resource.type}"] = Joiner(resource.type, schema, model.shapes).members(
            schema, resource.request
        )
    return {
        "$comment": "Generated by tools/refresh_schemas.py; do not edit.",
        "x-source": [provider.source, model.source],
        "types": types,
    }


class Joiner:
    """Walks a resource type and the API's shapes side by side."""

    def __init__(self, resource: str, schema: Json, shapes: dict[str, Json]) -> None:
        self.resource = resource
        self.schema = schema
        self.shapes = shapes

    def members(self, node: Json, shape: str) -> Json:
        """Return the names of the properties of ``node``, an object, beside the structure ``shape``."""
        api = self.shapes[shape]["members"] if shape else {}
        lowered = {name.lower(): name for name in api}
        out: Json = {}
        for name, child in sorted(node["properties"].items()):
            api_name = (
                RENAMED.get((self.resource, name)) or lowered.get(name.lower()) or name[0].lower() + name[1:]
            )
            out[name] = self.entry(api_name, child, api[api_name]["shape"] if api_name in api else "")
        return out

    @staticmethod
    def require(node: Json, names: Json, required: list[str]) -> None:
        """Require of an object below the resource what the API requires of it: the stack fails without.

        What the API requires of the resource itself CloudFormation gives, such as a name.
        """
        own = node.get("required", [])
        more = [
            key
            for key, entry in names.items()
            if (entry if isinstance(entry, str) else entry["name"]) in required
        ]
        if own or more:
            node["required"] = own + [key for key in more if key not in own]

    def entry(self, name: str, node: Json, shape: str) -> Any:
        while True:
            if "$ref" in node:
                node = self.schema["$defs"][node["$ref"].rpartition("/")[2]]
            elif node.get("type") == "array":
                node = node["items"]
            else:
                break
        while shape and self.shapes[shape]["type"] == "list":
            shape = self.shapes[shape]["member"]["shape"]
        if "properties" in node:
            if shape and self.shapes[shape]["type"] != "structure":
                raise SystemExit(f"{self.resource}: {name} is an object only in CloudFormation")
            members = self.members(node, shape)
            if shape:
                self.require(node, members, self.shapes[shape].get("required", []))
            return {"name": name, "members": members}
        if node.get("type") == "object" or not node:
            return {"name": name, "free": True}
        self.restrict(node, shape)
        return name

    def restrict(self, node: Json, shape: str) -> None:
        """Allow of a text what the API allows, where CloudFormation's schema leaves it open."""
        values = self.shapes[shape].get("enum") if shape else None
        if values and "enum" not in node and node.get("type") == ["string", "number", "boolean"]:
            node["type"] = "string"
            node["enum"] = values
            if "unlisted" in self.shapes[shape]:
                node["x-unlisted"] = self.shapes[shape]["unlisted"]
