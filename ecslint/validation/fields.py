"""What to say about a field that an object does not have, by far the most common structural mistake."""

from __future__ import annotations

from functools import cache
from typing import Any

from ecslint.base import schemas
from ecslint.base.route import Route
from ecslint.base.schemas import Schema
from ecslint.base.suggest import nearest
from ecslint.base.words import one_of
from ecslint.source.templating.placeholders import is_placeholder
from ecslint.validation.names import has_api_name
from ecslint.validation.problems import READ_ONLY, UNKNOWN_FIELD, Validator

# A level is an object schema and the names that lead to it: ("containerDefinitions", "healthCheck").
Path = tuple[str, ...]

# Where a field that no level knows may belong, by schema.
OTHERS = {
    "task-definition": ("service", "run-task"),
    "container-definitions": ("task-definition", "service"),
    "service": ("task-definition", "cluster"),
    "update-service": ("service", "task-definition"),
    "cloudformation/AWS_ECS_TaskDefinition": ("cloudformation/AWS_ECS_Service",),
    "cloudformation/AWS_ECS_Service": ("cloudformation/AWS_ECS_TaskDefinition",),
}
# The API's input that creates what a resource of a template is.
API_INPUTS = {
    "TaskDefinition": "task-definition",
    "DaemonTaskDefinition": "daemon-task-definition",
    "Service": "service",
    "Cluster": "cluster",
    "CapacityProvider": "capacity-provider",
    "ClusterCapacityProviderAssociations": "put-cluster-capacity-providers",
    "TaskSet": "create-task-set",
    "Daemon": "create-daemon",
    "ExpressGatewayService": "create-express-gateway-service",
    "Gateway": "create-gateway",
}
# What people write for ECS fields, from Docker Compose for the most part.
ALIASES = {
    "args": "command",
    "cmd": "command",
    "containers": "containerdefinitions",
    "driver": "logdriver",
    "envfile": "environmentfiles",
    "labels": "dockerlabels",
    "logging": "logconfiguration",
    "memlimit": "memory",
    "memorylimit": "memory",
    "ports": "portmappings",
    "restart": "restartpolicy",
}
# Names that so many objects have that their mere occurrence elsewhere says nothing.
COMMON = {"name", "type", "value", "key", "tags"}


def unknown_field(
    walk: Validator, node: Schema, data: dict[Any, Any], route: Route, supplied: set[str]
) -> None:
    """Report the member at ``route``, which the object schema ``node`` lacks, and check what it means.

    Adds to ``supplied`` the member that it stands for, and ``""`` where it may stand for any.
    """
    key = str(route[-1])
    if key == "$schema" and len(route) == 1:
        return  # for editors
    if _stands_for_others(walk, key):
        supplied.add("")
        return
    if key in node.get("x-readOnly", ()):
        # An error, though some tools drop these first: register-task-definition refuses the file as it is.
        message = f'"{key}" is set by AWS and cannot be given; remove it'
        walk.add(READ_ONLY, route, message, ("remove",), part="key", severity=walk.untouched)
        return
    if key in node.get("x-createOnly", ()):
        noun = walk.schema["title"].split()[0]
        message = f'"{key}" can only be given when the {noun} is created; remove it'
        walk.add(READ_ONLY, route, message, ("remove",), part="key")
        return
    source = "the API" if walk.cloudformation and _is_in_api(walk.schema_name, route) else None
    if source is None and walk.cloudformation and _is_newer(walk.schema_name, key):
        source = "the CDK's types"
    if source is not None:
        dated = walk.schema["x-source"]["date"]
        message = f'"{key}" is in {source}, but not in CloudFormation\'s schema of {dated}; try it first'
        walk.add(UNKNOWN_FIELD, route, message, part="key", severity="warning")
        return
    message = f'"{key}" is not a field of {_owner(walk, route[:-1])}'
    fix = None
    properties = node["properties"]
    meant = next((name for name in properties if name.lower() == key.lower()), None)
    if meant is None and (place := _place(walk, key, route)):
        message += f"; move it {place}"
    elif (meant := meant or _guess(key, properties)) is None:
        message += f"; use {one_of(list(properties))}" if len(properties) <= 8 else "; remove it"
    elif meant in data or meant in supplied:
        message += f', and "{meant}" is given as well; remove it'
        meant = None
    else:
        message += f'; use "{meant}"'
        fix = ("rename", meant)
    walk.add(UNKNOWN_FIELD, route, message, fix, part="key")
    if meant is not None:
        supplied.add(meant)
        value = data[route[-1]]
        if meant.lower() == key.lower() and value is not None:
            walk.value(properties[meant], value, route, meant not in node.get("required", ()))


def _is_newer(schema_name: str, key: str) -> bool:
    """Say whether the types of the CDK have a property of this name that the resource type's schema lacks."""
    kind = schema_name.rpartition("/")[2].replace("_", "::")
    types: dict[str, list[str]] = schemas.load_json("cloudformation/newer.json")["types"]
    return key.lower() in types.get(kind, ())


def _is_in_api(schema_name: str, route: Route) -> bool:
    """Say whether the API's model, which is newer, has the field at a route of a template's resource."""
    name = API_INPUTS.get(schema_name.removeprefix("cloudformation/AWS_ECS_"))
    if name is None or type(route[-1]) is not str:
        return False
    if has_api_name("AWS::ECS::" + schema_name.rpartition("_")[2], route):
        return False
    schema: Schema = schemas.load(name)
    node: Any = schema
    for step in route:
        while "$ref" in node or "items" in node:
            node = schema["$defs"][node["$ref"][8:]] if "$ref" in node else node["items"]
        if isinstance(step, int):
            continue
        properties = node.get("properties", {})
        spelt = next((each for each in properties if each[:1].upper() + each[1:] == step), None)
        if spelt is None:
            return False
        node = properties[spelt]
    return True


def _guess(key: str, properties: dict[str, object]) -> str | None:
    """Return the property that a name most likely stands for: a slip, an alias, or its beginning."""
    close = nearest(key, properties)
    if close is not None:
        return close
    plain = key.lower().replace("_", "").replace("-", "")
    alias = ALIASES.get(plain)
    longer = [name for name in properties if name.lower() == alias or name.lower().startswith(plain)]
    return min(longer, key=len) if len(plain) > 2 and longer else None


def _stands_for_others(walk: Validator, key: str) -> bool:
    """Say whether a key is no field but a placeholder or an intrinsic function."""
    return (walk.cloudformation and (key == "Ref" or key.startswith("Fn::"))) or is_placeholder(key)


def _owner(walk: Validator, route: Route) -> str:
    """Return how a message names the kind of object at ``route``."""
    names = _names(route)
    if names:
        return f'"{names[-1]}"'
    title = walk.schema["title"]
    return _article(
        title.removeprefix("list of ").removesuffix("s") if title.startswith("list of ") else title
    )


def _article(title: str) -> str:
    return ("an " if title[0] in "aeiou" else "a ") + title


def _names(route: Route) -> Path:
    return tuple(step for step in route if isinstance(step, str))


def _lowered(path: Path) -> Path:
    return tuple(name.lower() for name in path)


def _place(walk: Validator, key: str, route: Route) -> str | None:
    """Return where the field ``key`` belongs, ``None`` if nowhere or in too many places."""
    here = _lowered(_names(route[:-1]))
    found = [path for path, node in levels(walk.schema_name) if _has(node, key)]
    above = [path for path in found if _lowered(path) == here[: len(path)]]
    below = [path for path in found if path and _lowered(path[:-1]) == here]
    beside = [path for path in found if path and _lowered(path[:-1]) == here[:-1]]
    if above and key.lower() not in COMMON:
        path = max(above, key=len)
        return f'into "{path[-1]}"' if path else f"to the {walk.schema['title']} itself"
    for paths, words in ((below, 'into its "{}"'), (beside, 'into "{}"')):
        if paths and (len(paths) == 1 or key.lower() not in COMMON):
            return words.format(paths[0][-1])
    if len(found) == 1 and found[0] and key.lower() not in COMMON:
        return 'into "{}"'.format('" of "'.join(reversed(found[0])))
    for other in OTHERS.get(walk.schema_name, ()) if not here else ():
        schema = schemas.load(other)
        if _has(schema, key) and key.lower() not in COMMON:
            return f"to {_article(schema['title'])}"
    return None


def _has(node: Schema, key: str) -> bool:
    lowered = key.lower()
    return any(name.lower() == lowered for name in node["properties"])


@cache
def levels(schema_name: str) -> tuple[tuple[Path, Schema], ...]:
    """Return every object level of a schema, outermost first."""
    schema = schemas.load(schema_name)
    found: list[tuple[Path, Schema]] = []
    waiting: list[tuple[Path, Schema]] = [((), schema)]
    while waiting:
        path, node = waiting.pop(0)
        while "$ref" in node or "items" in node:
            node = schema["$defs"][node["$ref"][8:]] if "$ref" in node else node["items"]
        if "properties" in node:
            found.append((path, node))
            waiting += [((*path, name), child) for name, child in node["properties"].items()]
    return tuple(found)
