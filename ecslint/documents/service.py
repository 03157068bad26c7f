"""Service documents: inputs of create-service, update-service, run-task and create-task-set.

ecspresso and PipeCD keep services in files of the same shape, with the task definition elsewhere. What
describe-services and create-service print is read as well.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from ecslint.base.route import Route
from ecslint.documents.structural import read_structure
from ecslint.documents.subject import (
    RUN_TASK,
    SERVICE,
    TASK_SET,
    Kind,
    Structural,
    Subject,
    doubt_of_template,
)
from ecslint.finding import Severity
from ecslint.model.base import Model, build
from ecslint.source.document import Document
from ecslint.source.templating.placeholders import mark_placeholders

_SERVICE_ONLY: Final = frozenset(
    {
        "availabilityzonerebalancing",
        "deploymentconfiguration",
        "deploymentcontroller",
        "desiredcount",
        "forcenewdeployment",
        "gatewayconnectors",
        "healthcheckgraceperiodseconds",
        "schedulingstrategy",
        "serviceconnectconfiguration",
        "vpclatticeconfigurations",
    }
)
"""Members that no other ECS input has."""
_SHARED: Final = frozenset(
    {
        "capacityproviderstrategy",
        "cluster",
        "enableecsmanagedtags",
        "enableexecutecommand",
        "launchtype",
        "loadbalancers",
        "networkconfiguration",
        "placementconstraints",
        "placementstrategy",
        "platformversion",
        "propagatetags",
        "serviceregistries",
        "taskdefinition",
        "volumeconfigurations",
    }
)
_COMMON: Final = frozenset({"clienttoken", "monitoring", "role", "service", "servicename", "tags"})
"""Members with names that other files use too: they tell nothing on their own."""
_RUN_TASK_ONLY: Final = frozenset(
    {"containerinstances", "count", "group", "overrides", "referenceid", "startedby"}
)
_TASK_ONLY: Final = frozenset({"taskarn", "laststatus", "desiredstatus"})
"""Members of a running task, as describe-tasks and task events print it, which nobody gives as input."""
_TASK_SET_ONLY: Final = frozenset({"externalid", "scale"})
_TELLING: Final = _SHARED - {"cluster", "loadbalancers"}
_MEMBERS: Final = _SERVICE_ONLY | _SHARED | _COMMON | _RUN_TASK_ONLY | _TASK_SET_ONLY

SERVICE_SCHEMAS: Final = frozenset({"service", "update-service", "run-task", "start-task", "create-task-set"})
"""The schemas of the inputs that this module reads."""
_SCHEMAS: Final[dict[str, str]] = {
    SERVICE: "service",
    RUN_TASK: "run-task",
    TASK_SET: "create-task-set",
}


def service_kind(data: dict[str, object], keys: Set[str]) -> Kind | None:
    """Say whether a mapping is one of the inputs that start tasks; ``keys`` are its keys in lower case."""
    for wrapper, inner in (("service", data.get("service")), ("services", data.get("services"))):
        if wrapper == "services" and isinstance(inner, list):
            inner = next((item for item in inner if isinstance(item, dict)), None)
        if wrapper in keys and isinstance(inner, dict):
            return SERVICE if _is_service(inner) else None
    if isinstance(data.get("taskDefinition"), dict | list):
        return None
    return _flat_kind(keys)


def _is_service(data: dict[str, object]) -> bool:
    """Say whether an object is a service, and not of another kind that has a service's members too."""
    from ecslint.documents.operations import best_operation

    keys = frozenset(str(key).lower() for key in data)
    operation = best_operation(data, keys)
    if operation is not None and operation.schema and operation.schema not in SERVICE_SCHEMAS:
        return False
    return _flat_kind(keys) == SERVICE


def _flat_kind(keys: Set[str]) -> Kind | None:
    known = len(keys & _MEMBERS)
    if known < 2 or (known * 2 < len(keys) and not keys & {"servicearn", "taskdefinitionarn"}):
        return None
    if keys & _TASK_ONLY:
        return None
    named = keys & {"service", "servicename"}
    if keys & _SERVICE_ONLY:
        return SERVICE
    if "taskdefinition" in keys and "scale" in keys and "servicename" not in keys:
        return TASK_SET
    if "taskdefinition" in keys and "service" in keys and _is_task_set(keys):
        return TASK_SET
    if "taskdefinition" in keys and not named and not keys & {"loadbalancers", "serviceregistries", "role"}:
        if any("_" in key for key in keys):
            return None  # no ECS member is written so: these are the settings of some tool
        return RUN_TASK if keys & _RUN_TASK_ONLY or len(keys & _SHARED) > 1 else None
    if len(keys & _TELLING) >= 2 or (named and keys & _TELLING):
        return SERVICE
    return None


def _is_task_set(keys: Set[str]) -> bool:
    """Tell create-task-set from update-service: only the first has a launch type, a scale or an id."""
    return bool(keys & (_TASK_SET_ONLY | {"launchtype"}))


def read_services(document: Document, kind: Kind) -> list[Subject]:
    """Return a subject per service, task set or task run of the document."""
    data = document.data
    listed = data.get("services")
    if isinstance(listed, list):
        return _described(document, listed)
    if isinstance(data.get("service"), dict):
        return [_wrapped(document, data["service"])]
    return [input_subject(document, kind, data, ())]


def input_subject(document: Document, kind: Kind, data: object, base: Route) -> Subject:
    """Return the subject of one input (``data``) that stands at ``base`` in its document."""
    schema = _SCHEMAS[kind]
    members = data if isinstance(data, dict) else {}
    if schema == "service" and "service" in members and "serviceName" not in members:
        schema = "update-service"
    if schema == "run-task" and "containerInstances" in members:
        schema = "start-task"
    structure = read_structure(schema, data, base, document.syntax)
    structural = [
        problem
        for problem in structure.problems
        # What starts the deployment names the service: on the command line, in its own configuration.
        if problem.rule != "ECS013" or problem.route != base or kind == RUN_TASK
    ]
    model = build(_model(kind), mark_placeholders(structure.data))
    subject = Subject(model, document, structure.origin, structural=structural)
    subject.doubt = doubt_of_template(document, data)
    return subject


def _model(kind: Kind) -> type[Model]:
    if kind == SERVICE:
        from ecslint.model.service import Service

        return Service
    from ecslint.model.run import RunTask, TaskSet

    return RunTask if kind == RUN_TASK else TaskSet


def _wrapped(document: Document, data: dict[str, object]) -> Subject:
    """Read what create-service and update-service print: one finding says so."""
    message = (
        "this is the output of create-service or update-service, refused as input; "
        'keep only "service" without its read-only fields'
    )
    subject = input_subject(document, SERVICE, _as_input(data), ("service",))
    subject.structural = [Structural("ECS015", ("service",), "key", message, severity=Severity.WARNING)]
    return subject


def _described(document: Document, listed: list[object]) -> list[Subject]:
    """Read what describe-services prints: one finding says so, read-only fields go unsaid."""
    message = (
        "this is the output of describe-services, which create-service refuses; keep "
        "one service without its read-only fields"
    )
    subjects = []
    for index, item in enumerate(listed):
        if isinstance(item, dict):
            subject = input_subject(document, SERVICE, _as_input(item), ("services", index))
            subject.structural = []
            subjects.append(subject)
    if subjects:
        subjects[0].structural = [
            Structural("ECS015", ("services",), "key", message, severity=Severity.WARNING)
        ]
    return subjects


def _as_input(data: dict[str, object]) -> dict[str, object]:
    """Leave out what ECS reports of a service and no input may say."""
    if data.get("schedulingStrategy") == "DAEMON":
        return {key: value for key, value in data.items() if key != "desiredCount"}
    return data
