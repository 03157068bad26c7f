"""Tags, size and placement of a task definition, and features that need a platform."""

from __future__ import annotations

import json
import re
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final

from ecslint.base.identity import ById
from ecslint.base.unresolved import TOO_LARGE
from ecslint.base.words import one_of
from ecslint.checks import check
from ecslint.checks._shared.tags import lacks_own_tags, tag_problems, untagged
from ecslint.facts import fargate
from ecslint.facts import metadata as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Model, api_names, each, is_complete, is_set
from ecslint.model.task import ProxyConfiguration, TaskDefinition
from ecslint.model.value import Unresolved, known
from ecslint.source.document import Document

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved

_LARGEST_GROWTH: Final = 2
"""A number may become a text, which takes two quotes more: ``"a":1`` is five characters."""


@check("ECS151")
def tag_is_invalid(task: TaskDefinition) -> Problems:
    yield from tag_problems(task.tags)


@check("ECS168")
def task_definition_has_no_tags(task: TaskDefinition) -> Problems:
    if lacks_own_tags(task.tags):
        yield Problem(task.at("tags"), untagged("task definition"))


@check("ECS152")
def task_definition_is_too_large(
    task: TaskDefinition, document: Document, resolved: Resolved | None
) -> Problems:
    most = facts.TASK_DEFINITION_BYTES
    # JSON takes no less than what ECS counts; YAML can say a lot in few words by aliases
    if document.syntax == "json" and document.text.isascii() and len(document.text) <= most:
        return
    if any(getattr(value, "reason", "") == TOO_LARGE for value in vars(task).values()):
        return  # said already
    data = document.data if resolved is None else resolved.data
    # Only what is rather large is weighed with care, which takes longer; one of many in a list always is.
    if isinstance(data, dict) and _LARGEST_GROWTH * _json_length(data, resolved) <= most:
        return
    size = json_bytes(task)
    if size > most:
        message = (
            f"the task definition takes at least {size} bytes, more than the {most} that "
            "ECS accepts; move variables into environmentFiles"
        )
        yield Problem(task.at("containerDefinitions", part="key"), message)


def _json_length(data: dict[str, object], resolved: Resolved | None) -> int:
    """Return the length of data as JSON, worked out once for all scenarios in which they are the same."""
    if resolved is None:
        return len(json.dumps(data, default=repr))
    known = resolved.template.known
    key = ("length", ById(data))
    if key not in known:
        known[key] = len(json.dumps(data, default=repr))
    length: int = known[key]
    return length


def json_bytes(value: object) -> int:
    """Return the bytes that a value takes as JSON without blanks; what is not known counts as ``""``."""
    if isinstance(value, Unresolved):
        return len('""')
    if isinstance(value, str):
        return len(encode_basestring(value).encode("utf-8", "surrogatepass"))
    if isinstance(value, list):
        sizes = [json_bytes(item) for item in value]
    elif isinstance(value, Model | dict):
        members = value if isinstance(value, dict) else _members(value)
        sizes = [json_bytes(key) + len(":") + json_bytes(member) for key, member in members.items()]
    else:
        return len(json.dumps(value))
    return len("[]") + sum(sizes) + max(len(sizes) - 1, 0)


def _members(model: Model) -> dict[str, object]:
    """Return what is given of a model, by the API's names."""
    spelt = api_names(type(model))
    return {spelt[name]: value for name, value in model.members().items() if value is not None}


@check("ECS515")
def placement_constraint_is_invalid(task: TaskDefinition) -> Problems:
    constraints = task.placement_constraints
    if task.requires_fargate or constraints is None or isinstance(constraints, Unresolved):
        return
    most = facts.PLACEMENT_CONSTRAINTS_MAX
    if len(constraints) > most and is_complete(constraints):
        message = f"{len(constraints)} placement constraints are too many; use at most {most}"
        yield Problem(task.at("placementConstraints", most), message)
    for _, constraint in each(constraints):
        expression = constraint.expression
        if constraint.type == "memberOf" and not is_set(expression):
            message = (
                '"memberOf" without "expression" has no effect; add one such as '
                '"attribute:ecs.instance-type == t3.small"'
            )
            yield Problem(constraint.at("expression"), message)
        if not isinstance(expression, str):
            continue
        longest = facts.PLACEMENT_EXPRESSION_MAX
        if len(expression) > longest:
            message = f"an expression of {len(expression)} characters is too long; use at most {longest}"
            yield Problem(constraint.at("expression"), message)
        from ecslint.checks._shared.placement import expression_problem

        problem = expression_problem(constraint.at("expression"), expression)
        if problem is not None:
            yield problem
        if task.compatibilities == {"MANAGED_INSTANCES"}:
            for name in re.findall(r"attribute:([\w.-]+)", expression):
                if name not in facts.MANAGED_INSTANCE_ATTRIBUTES:
                    allowed = ", ".join(facts.MANAGED_INSTANCE_ATTRIBUTES)
                    message = f'Managed Instances have no attribute "{name}" to place by; use {allowed}'
                    yield Problem(constraint.at("expression"), message)


@check("ECS154")
def fault_injection_is_on(task: TaskDefinition) -> Problems:
    if task.enable_fault_injection is not True:
        return
    place, mode = task.at("enableFaultInjection"), task.network_mode
    if mode in ("bridge", "none"):
        message = f'fault injection works with the network modes awsvpc and host, not "{mode}"; remove it'
        yield Problem(place, message, ((task.at("networkMode"), "the network mode is given here"),))
    else:
        message = (
            "the containers of this task may ask for network faults; keep fault injection out of what "
            "serves customers"
        )
        yield Problem(place, message, severity=Severity.INFO)


@check("ECS155")
def trusted_execution_is_wrong(task: TaskDefinition) -> Problems:
    trusted = known(task.trusted_execution_configuration)
    if trusted is None:
        return
    others = sorted(task.compatibilities - {"MANAGED_INSTANCES"})
    if others:
        message = (
            f'"trustedExecutionConfiguration" needs Managed Instances, not {", ".join(others)}; require '
            "MANAGED_INSTANCES alone, or remove it"
        )
        related = ((task.at("requiresCompatibilities"), "the launch types are required here"),)
        yield Problem(task.at("trustedExecutionConfiguration", part="key"), message, related)
    if trusted.isolation_mode == "CONFIDENTIAL_SANDBOX" and not is_set(trusted.attestation_policy):
        message = (
            'the isolation mode CONFIDENTIAL_SANDBOX needs an "attestationPolicy" (base64); add it, or use '
            "ISOLATED_SANDBOX"
        )
        yield Problem(trusted.at("isolationMode"), message)


@check("ECS157")
def app_mesh_proxy(task: TaskDefinition) -> Problems:
    proxy = known(task.proxy_configuration)
    if proxy is None:
        return
    message = (
        f'"proxyConfiguration" configures an App Mesh proxy, and App Mesh ended on {facts.APP_MESH_END}; '
        "move to Service Connect and remove it"
    )
    yield Problem(task.at("proxyConfiguration", part="key"), message, severity=Severity.WARNING)
    yield from _incomplete_proxy(task, proxy)


def _incomplete_proxy(task: TaskDefinition, proxy: ProxyConfiguration) -> Problems:
    mode = task.network_mode
    if not isinstance(mode, Unresolved) and mode != "awsvpc":
        given = f'not "{mode}"' if mode else "and none is given"
        message = f'"proxyConfiguration" needs the network mode awsvpc, {given}; use "networkMode": "awsvpc"'
        yield Problem(task.at("proxyConfiguration", part="key"), message)
    name = proxy.container_name
    if isinstance(name, str) and name and task.names_complete and task.container(name) is None:
        names = one_of([f'"{c.name}"' for c in task.containers])
        message = f'no container of the task is called "{name}"; use {names}'
        yield Problem(proxy.at("containerName"), message)
    properties = proxy.properties
    if proxy.type not in (None, "", "APPMESH") or isinstance(properties, Unresolved):
        return
    given_names = {}
    for index, item in each(properties):
        if not isinstance(item.name, str):
            return
        given_names[item.name] = item.value
        if item.value is None:
            message = f'the property "{item.name}" of the proxy has no value; add one, or remove it'
            yield Problem(proxy.at("properties", index), message)
    if not is_complete(properties):
        return
    missing = [n for n in facts.APP_MESH_PROPERTIES if not is_set(given_names.get(n))]
    if not any(is_set(given_names.get(n)) for n in facts.APP_MESH_IGNORED):
        missing.append(" or ".join(facts.APP_MESH_IGNORED))
    if missing:
        message = f"the proxy's properties lack {', '.join(missing)}; add them, or remove the proxy"
        yield Problem(proxy.at("properties", part="key"), message)


@check("ECS158")
def launch_type_is_not_stated(task: TaskDefinition) -> Problems:
    if is_set(task.requires_compatibilities) or task.network_mode != "awsvpc" or task.windows is not False:
        return
    cpu, memory = task.cpu_units, task.memory_mib
    if cpu in fargate.SIZES and memory in fargate.SIZES[cpu]:
        message = (
            'the task looks made for Fargate, but without "requiresCompatibilities" ECS checks that only '
            'when it is run; add "requiresCompatibilities": ["FARGATE"]'
        )
        place = task.at("requiresCompatibilities")
        edit = Edit("set", place, ["FARGATE"])
        yield Problem(place, message, (), Fix('add "requiresCompatibilities": ["FARGATE"]', (edit,)))
