"""JSON Schemas of ECS API inputs, made from botocore's service model.

Only names, types and constraints are taken over; the model's documentation is not.
"""

from __future__ import annotations

import gzip
import json
import re
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]

BASE = "https://raw.githubusercontent.com/ecslint/ecslint/main/schemas/"

# The model writes character classes that only some regular-expression engines know (\p{L}). The same
# set without them: everything but the ASCII characters that the class leaves out, so that a character
# outside ASCII is never refused by mistake.
PORTABLE = {
    r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)": r"""^[^\x00-\x1f!"#$%&'()*,;<>?\[\\\]^`{|}~\x7f]*$""",
}

# What ECS takes although its model does not list it (2026-11): the AWS CDK deploys LogDriver "none" (its test
# integ.none-log-driver), and the container agent has these drivers (agent/dockerclient/logging_drivers.go).
UNLISTED = {"LogDriver": ["none", "sumologic", "logentries"]}


class Input(NamedTuple):
    """One schema file: what it is called, the request it describes and what describes the result."""

    name: str
    title: str
    request: str
    described: str = ""
    created: str = ""


INPUTS = [
    Input("task-definition", "task definition", "RegisterTaskDefinitionRequest", "TaskDefinition"),
    Input("daemon-task-definition", "daemon task definition", "RegisterDaemonTaskDefinitionRequest",
          "DaemonTaskDefinition"),
    Input("service", "service", "CreateServiceRequest", "Service"),
    Input("update-service", "service update", "UpdateServiceRequest", "Service", "CreateServiceRequest"),
    Input("run-task", "run-task input", "RunTaskRequest", "Task"),
    Input("create-task-set", "task set", "CreateTaskSetRequest", "TaskSet"),
    Input("capacity-provider", "capacity provider", "CreateCapacityProviderRequest", "CapacityProvider"),
    Input("cluster", "cluster", "CreateClusterRequest", "Cluster"),
    Input("start-task", "start-task input", "StartTaskRequest", "Task"),
    Input("update-task-set", "task set update", "UpdateTaskSetRequest", "TaskSet"),
    Input("update-service-primary-task-set", "primary task set", "UpdateServicePrimaryTaskSetRequest",
          "TaskSet"),
    Input("update-capacity-provider", "capacity provider update", "UpdateCapacityProviderRequest",
          "CapacityProvider", "CreateCapacityProviderRequest"),
    Input("update-cluster", "cluster update", "UpdateClusterRequest", "Cluster",
          "CreateClusterRequest"),
    Input("update-cluster-settings", "update of a cluster's settings", "UpdateClusterSettingsRequest",
          "Cluster", "CreateClusterRequest"),
    Input("put-cluster-capacity-providers", "update of a cluster's capacity providers",
          "PutClusterCapacityProvidersRequest", "Cluster", "CreateClusterRequest"),
    Input("create-daemon", "daemon", "CreateDaemonRequest", "DaemonDetail"),
    Input("update-daemon", "daemon update", "UpdateDaemonRequest", "DaemonDetail", "CreateDaemonRequest"),
    Input("create-express-gateway-service", "express gateway service", "CreateExpressGatewayServiceRequest",
          "ECSExpressGatewayService"),
    Input("update-express-gateway-service", "express gateway service update",
          "UpdateExpressGatewayServiceRequest", "ECSExpressGatewayService",
          "CreateExpressGatewayServiceRequest"),
    Input("create-gateway", "gateway", "CreateGatewayRequest", "Gateway"),
    Input("update-gateway", "gateway update", "UpdateGatewayRequest", "Gateway", "CreateGatewayRequest"),
]  # fmt: skip


class Model:
    """botocore's model of one API version with its version and date."""

    def __init__(self, service: str = "ecs", version: str = "2014-11-13") -> None:
        import botocore

        path = Path(botocore.__file__).parent / "data" / service / version / "service-2.json.gz"
        packed = path.read_bytes()
        read: Json = json.loads(gzip.decompress(packed))
        self.operations: dict[str, Json] = read["operations"]
        self.shapes: dict[str, Json] = read["shapes"]
        for name, values in UNLISTED.items() if service == "ecs" else ():
            more = [value for value in values if value not in self.shapes[name]["enum"]]
            self.shapes[name]["enum"] += more
            self.shapes[name]["unlisted"] = more
        # Bytes 4 to 8 of a gzip file: when it was packed, here the day of the release.
        (packed_at,) = struct.unpack("<I", packed[4:8])
        self.source = {
            "package": "botocore",
            "version": botocore.__version__,
            "model": f"{service} {version}",
            "date": datetime.fromtimestamp(packed_at, UTC).date().isoformat(),
        }


def portable(pattern: str) -> str:
    """Write a pattern so that every regular-expression engine reads it alike."""
    bare = pattern.removeprefix("^").removesuffix("$")
    if bare in PORTABLE:
        return PORTABLE[bare]
    if "\\p{" in pattern:
        raise SystemExit(f"the model has a new pattern that needs a portable form: {pattern}")
    # A quote that is escaped for nothing is an error with the u flag, which validators in JavaScript set.
    return re.sub(r'(?<!\\)((?:\\\\)*)\\"', r'\1"', pattern)


class Builder:
    """Collects the structures that one schema needs into its ``$defs``."""

    def __init__(self, shapes: dict[str, Json]) -> None:
        self.shapes = shapes
        self.defs: dict[str, Json] = {}

    def node(self, name: str) -> Json:
        """Return the schema of shape ``name``; a structure becomes a reference."""
        shape = self.shapes[name]
        match shape["type"]:
            case "structure":
                if shape.get("document"):
                    return {}
                if name not in self.defs:
                    self.defs[name] = {}
                    self.defs[name] = self.structure(shape)
                return {"$ref": f"#/$defs/{name}"}
            case "list":
                node: Json = {"type": "array", "items": self.node(shape["member"]["shape"])}
                if shape.get("min"):
                    node["minItems"] = shape["min"]
                if "max" in shape:
                    node["maxItems"] = shape["max"]
            case "map":
                node = {"type": "object", "additionalProperties": self.node(shape["value"]["shape"])}
            case kind:
                node = scalar(shape, kind)
        if shape.get("sensitive"):
            node["x-sensitive"] = True
        return node

    def structure(self, shape: Json) -> Json:
        """Return the closed object of a structure."""
        members = {}
        for name, member in shape["members"].items():
            members[name] = self.node(member["shape"])
            if member.get("deprecated") or self.shapes[member["shape"]].get("deprecated"):
                members[name] = members[name] | {"deprecated": True}
        node: Json = {"type": "object", "properties": members, "additionalProperties": False}
        if shape.get("required"):
            node["required"] = shape["required"]
        if shape.get("union"):
            node |= {"minProperties": 1, "maxProperties": 1}
        return node


def scalar(shape: Json, kind: str) -> Json:
    """Return the schema of a string, number or boolean shape."""
    types = {"long": "integer", "double": "number", "float": "number", "timestamp": "string"}
    node: Json = {"type": types.get(kind, kind)}
    low, high = ("minLength", "maxLength") if kind == "string" else ("minimum", "maximum")
    if "enum" in shape:
        node["enum"] = shape["enum"]
        if "unlisted" in shape:
            node["x-unlisted"] = shape["unlisted"]  # taken, but not to be offered
    if "min" in shape and not (kind == "string" and shape["min"] == 0):
        node[low] = shape["min"]
    if "max" in shape:
        node[high] = shape["max"]
    if "pattern" in shape:
        # A pattern of the model means the whole text, one of JSON Schema any part of it.
        node["pattern"] = portable(f"^{shape['pattern']}$")
    return node


def header(name: str, title: str, source: Json) -> Json:
    """Return the first keywords of a schema file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE}{name}.schema.json",
        "$comment": "Generated by tools/refresh_schemas.py; do not edit.",
        "title": title,
        "x-source": source,
    }


def api_schemas(model: Model) -> dict[str, Json]:
    """Return ``{file name: schema}`` of every API input."""
    files = {}
    for item in INPUTS:
        builder = Builder(model.shapes)
        request = model.shapes[item.request]
        root = builder.structure(request)
        created = set(model.shapes[item.created]["members"]) if item.created else set()
        returned = [m for m in model.shapes[item.described]["members"] if m not in request["members"]]
        if created:
            root["x-createOnly"] = [name for name in created_order(model, item) if name in created]
        root["x-readOnly"] = [name for name in returned if name not in created]
        files[f"{item.name}.schema.json"] = (
            header(item.name, item.title, model.source)
            | root
            | {"$defs": {key: builder.defs[key] for key in sorted(builder.defs)}}
        )
    builder = Builder(model.shapes)
    items = builder.node("ContainerDefinitions")
    files["container-definitions.schema.json"] = (
        header("container-definitions", "list of container definitions", model.source)
        | items
        | {"$defs": {key: builder.defs[key] for key in sorted(builder.defs)}}
    )
    return files


def deployment_schemas(model: Model) -> dict[str, Json]:
    """Return ``{file name: schema}`` of the input that starts a deployment of CodeDeploy."""
    builder = Builder(model.shapes)
    root = builder.structure(model.shapes["CreateDeploymentInput"])
    name = "create-deployment"
    defs = {"$defs": {key: builder.defs[key] for key in sorted(builder.defs)}}
    return {f"{name}.schema.json": header(name, "deployment", model.source) | root | defs}


def operations(model: Model) -> Json:
    """Return the members of every operation's input, which tell them apart: schema, members, required.

    ``schema`` is the schema file of an input that people keep in files. A member whose value is an object, or
    a list of objects, has the names below it, and the values of enumerations there.
    """
    kept = {item.request: item.name for item in INPUTS}
    table: Json = {}
    for name in sorted(model.operations):
        request = model.operations[name].get("input", {}).get("shape", "")
        shape = model.shapes.get(request, {"members": {}})
        if not shape["members"]:
            continue
        entry: Json = {"schema": kept[request]} if request in kept else {}
        entry["required"] = shape.get("required", [])
        entry["members"] = {
            member: inner_words(model.shapes, target["shape"]) for member, target in shape["members"].items()
        }
        table[name] = entry
    return {
        "$comment": "Generated by tools/refresh_schemas.py; do not edit.",
        "x-source": model.source,
        "operations": table,
    }


def inner_words(shapes: dict[str, Json], name: str) -> list[str]:
    """Return the words of an object's members, or of its items' members, that hardly any other API has."""
    shape = shapes[name]
    while shape["type"] == "list":
        shape = shapes[shape["member"]["shape"]]
    words = []
    for member, target in shape.get("members", {}).items():
        words += [word for word in (member, *shapes[target["shape"]].get("enum", ())) if telling(word)]
    return words


def telling(word: str) -> bool:
    """Say whether a name is of several words (``launchType``), as few other formats have it."""
    return word[:1].islower() and word != word.lower()


def created_order(model: Model, item: Input) -> list[str]:
    """Return the members that only the creating request has, in its order."""
    request = model.shapes[item.request]["members"]
    return [name for name in model.shapes[item.created]["members"] if name not in request]
