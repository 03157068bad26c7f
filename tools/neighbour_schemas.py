"""Reduced JSON Schemas of the CloudFormation types beside ECS that an ECS deployment uses.

A target group, a deployment group or a schedule that AWS refuses fails the stack of its service as well. The
schemas come from the provider schemas that cfn-lint ships, and learn from botocore's model of the service
which values, lengths and numbers the API takes of the same member.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tools.api_schemas import Model, header
from tools.cloudformation_schemas import Provider, Reducer

Json = dict[str, Any]


class Neighbour(NamedTuple):
    """A resource type, what a message calls it, and the API requests (service, version) that make it."""

    type: str
    title: str
    service: str
    version: str
    requests: tuple[str, ...]


_ELB = ("elbv2", "2015-12-01")
_DEPLOY = ("codedeploy", "2014-10-06")
_SCALING = ("application-autoscaling", "2016-02-06")
_DISCOVERY = ("servicediscovery", "2017-03-14")
NEIGHBOURS = [
    Neighbour("ElasticLoadBalancingV2::TargetGroup", "target group", *_ELB, ("CreateTargetGroupInput",)),
    Neighbour("ElasticLoadBalancingV2::Listener", "listener", *_ELB, ("CreateListenerInput",)),
    Neighbour("ElasticLoadBalancingV2::ListenerRule", "listener rule", *_ELB, ("CreateRuleInput",)),
    Neighbour("ElasticLoadBalancingV2::LoadBalancer", "load balancer", *_ELB, ("CreateLoadBalancerInput",)),
    Neighbour("CodeDeploy::Application", "CodeDeploy application", *_DEPLOY, ("CreateApplicationInput",)),
    Neighbour(
        "CodeDeploy::DeploymentConfig", "deployment configuration", *_DEPLOY, ("CreateDeploymentConfigInput",)
    ),
    Neighbour("CodeDeploy::DeploymentGroup", "deployment group", *_DEPLOY, ("CreateDeploymentGroupInput",)),
    Neighbour(
        "ApplicationAutoScaling::ScalableTarget",
        "scalable target",
        *_SCALING,
        ("RegisterScalableTargetRequest",),
    ),
    Neighbour(
        "ApplicationAutoScaling::ScalingPolicy", "scaling policy", *_SCALING, ("PutScalingPolicyRequest",)
    ),
    Neighbour("Events::Rule", "rule", "events", "2015-10-07", ("PutRuleRequest", "PutTargetsRequest")),
    Neighbour("Scheduler::Schedule", "schedule", "scheduler", "2021-06-30", ("CreateScheduleInput",)),
    Neighbour("ServiceDiscovery::Service", "discovery service", *_DISCOVERY, ("CreateServiceRequest",)),
    Neighbour(
        "ServiceDiscovery::PrivateDnsNamespace",
        "namespace",
        *_DISCOVERY,
        ("CreatePrivateDnsNamespaceRequest",),
    ),
    Neighbour("ServiceDiscovery::HttpNamespace", "namespace", *_DISCOVERY, ("CreateHttpNamespaceRequest",)),
    Neighbour("Logs::LogGroup", "log group", "logs", "2014-03-28", ("CreateLogGroupRequest",)),
]

BOUNDS = {
    "min": ("minimum", "minLength", "minItems"),
    "max": ("maximum", "maxLength", "maxItems"),
}


def plain(node: Any) -> Any:
    """Return a provider schema without patterns, which rules check and engines read differently."""
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items() if not _is_pattern(key, value)}
    return [plain(item) for item in node] if isinstance(node, list) else node


def _is_pattern(key: str, value: Any) -> bool:
    return key == "pattern" and isinstance(value, str)


def closed(node: Any) -> Any:
    """Return a reduced schema in which what may be an object or a text is not null."""
    if isinstance(node, dict):
        return {
            key: {"type": ["object", "array", "string"]} if value == {} and key != "$defs" else closed(value)
            for key, value in node.items()
        }
    return [closed(item) for item in node] if isinstance(node, list) else node


class Restrictor:
    """Walks a reduced schema and the API's shapes side by side and tells the schema what the API takes."""

    def __init__(self, schema: Json, shapes: dict[str, Json]) -> None:
        self.schema = schema
        self.shapes = shapes
        self.seen: set[tuple[str, str]] = set()

    def members(self, node: Json, shapes: tuple[str, ...], root: bool = False) -> None:
        """Compare the properties of an object with the members of ``shapes``."""
        api = {name.lower(): member for shape in shapes for name, member in self._members(shape)}
        for name, child in node.get("properties", {}).items():
            member = api.get(name.lower())
            if member is not None:
                node["properties"][name] = self.value(child, member["shape"])
        if not root and len(shapes) == 1:
            required = {name.lower() for name in self.shapes[shapes[0]].get("required", [])}
            own = node.get("required", [])
            more = [key for key in node.get("properties", {}) if key.lower() in required and key not in own]
            if own or more:
                node["required"] = own + more

    def _members(self, shape: str) -> list[tuple[str, Json]]:
        return list(self.shapes[shape].get("members", {}).items())

    def value(self, node: Json, shape: str) -> Json:
        """Return ``node`` as narrow as ``shape`` makes it."""
        found = self.shapes[shape]
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            if found["type"] == "structure" and (name, shape) not in self.seen:
                self.seen.add((name, shape))
                self.members(self.schema["$defs"][name], (shape,))
            return node
        if node.get("type") == "array" and found["type"] == "list":
            node = node | self._bounds(node, found, 2)
            node["items"] = self.value(node["items"], found["member"]["shape"])
            return node
        if node.get("type") == "object" and found["type"] == "structure" and "properties" in node:
            self.members(node, (shape,))
            return node
        if found["type"] == "string" and node.get("type") == ["string", "number", "boolean"]:
            if "enum" in found and "enum" not in node:
                return {"type": "string", "enum": found["enum"]}
            return node | self._bounds(node, found, 1)
        if found["type"] in ("integer", "long") and node.get("type") == ["integer", "string"]:
            return node | self._bounds(node, found, 0)
        return node

    @staticmethod
    def _bounds(node: Json, shape: Json, which: int) -> Json:
        out = {}
        for word, names in BOUNDS.items():
            if word in shape and names[which] not in node and not (word == "min" and shape[word] == 0):
                out[names[which]] = shape[word]
        return out


def neighbour_schemas(provider: Provider) -> dict[str, Json]:
    """Return ``{file name: schema}`` of every resource type in ``NEIGHBOURS``."""
    files = {}
    for neighbour in NEIGHBOURS:
        model = Model(neighbour.service, neighbour.version)
        provided = plain(provider.schema(neighbour.type))
        reducer = Reducer(provided)
        root = reducer.structure(provided)
        reducer.drop_read_only(root)
        name = "cloudformation/AWS_" + neighbour.type.replace("::", "_")
        schema = header(name, neighbour.title, provider.source) | {"x-model": model.source} | closed(root)
        schema["$defs"] = closed(reducer.reached(root))
        Restrictor(schema, model.shapes).members(schema, neighbour.requests, root=True)
        files[f"{name}.schema.json"] = schema
    return files
