"""Names, roles, tags and tokens of services, task runs and task sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Unresolved
from ecslint.checks import check
from ecslint.checks._shared.service import awsvpc, keeps_tasks, network_mode, surely_set, target_groups
from ecslint.facts import services as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import Place, each, is_complete
from ecslint.model.service import NetworkConfiguration, Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template
    from ecslint.model.run import RunTask, TaskSet

_SERVICE_NAME = regex(r"[a-zA-Z0-9_-]{1,255}")
_NOT_IN_NAMES = regex(r"[^a-zA-Z0-9_-]+")
_TOKEN = regex(r"[\x21-\x7e]*")


@check("ECS579")
def role_not_allowed(service: Service, task: TaskDefinition | None) -> Problems:
    role = service.role
    text = role.text if isinstance(role, Unresolved) else role
    if not surely_set(role) or "AWSServiceRoleForECS" in (text or ""):
        return
    for why, place in _against_role(service, task):
        message = f'"role" cannot be given {why}: ECS uses its service-linked role there; remove it'
        fix = Fix("remove role", (Edit("remove", service.at("role")),), safe=True)
        yield Problem(service.at("role"), message, ((place, why),), fix)
        return


def _against_role(service: Service, task: TaskDefinition | None) -> Iterator[tuple[str, Place]]:
    network = service.network_configuration
    own = isinstance(network, NetworkConfiguration) and network.awsvpc_configuration is not None
    if own or awsvpc(service, task):
        known = task is not None and network_mode(task) == "awsvpc" and not own
        place = task.at("networkMode") if task is not None and known else service.at("networkConfiguration")
        yield "for tasks with network mode awsvpc", place
    if len(target_groups(service)) > 1:
        yield "with several target groups", service.at("loadBalancers")
    if any(True for _ in each(service.service_registries)):
        yield "with service discovery", service.at("serviceRegistries")
    if service.controller == "EXTERNAL":
        yield "with the deployment controller EXTERNAL", service.at("deploymentController", "type")
    balancers = service.load_balancers
    if (
        not isinstance(balancers, Unresolved)
        and is_complete(balancers)
        and not balancers
        and not service.is_update
    ):
        yield "without a load balancer", service.at("loadBalancers")


@check("ECS580")
def composed_name_not_allowed(service: Service, template: Template) -> Problems:
    if isinstance(service.service_name, PartialText):
        from ecslint.checks._shared.names import bad_piece

        piece = bad_piece(service.service_name)
        if piece is not None:
            message = f'"{piece[:60]}" is not allowed in a service name; use letters, digits, "-" and "_"'
            yield Problem(service.at("serviceName"), message)


@check("ECS580")
def name_not_allowed(runs: Service | RunTask | TaskSet) -> Problems:
    if isinstance(runs, Service):
        yield from _service_name(runs)
    token = runs.client_token
    most = facts.SERVICE_TOKEN if keeps_tasks(runs) else facts.RUN_TASK_TOKEN
    if isinstance(token, str) and (len(token) > most or not _TOKEN.fullmatch(token)):
        message = (
            f'"clientToken" has {len(token)} characters; use up to {most} visible ASCII '
            "characters without spaces"
        )
        yield Problem(runs.at("clientToken"), message)


def _service_name(service: Service) -> Problems:
    name = service.service_name
    if isinstance(name, str) and name and not _SERVICE_NAME.fullmatch(name):
        fixed = _NOT_IN_NAMES.sub("-", name).strip("-")[:255]
        message = f'"{name[:80]}" is not a service name; use up to 255 letters, digits, "-" and "_"'
        if not fixed:
            yield Problem(service.at("serviceName"), message)
            return
        fix = Fix(f'use "{fixed}"', (Edit("set", service.at("serviceName"), fixed),))
        yield Problem(service.at("serviceName"), f'{message}, for instance "{fixed[:80]}"', fix=fix)


@check("ECS582")
def managed_tags_are_not_propagated(runs: Service | RunTask) -> Problems:
    if runs.enable_ecs_managed_tags is not True or isinstance(runs.propagate_tags, Unresolved):
        return
    if isinstance(runs, Service) and runs.is_update:
        return
    if runs.propagate_tags in (None, "", "NONE"):
        value = "SERVICE" if isinstance(runs, Service) else "TASK_DEFINITION"
        message = (
            '"enableECSManagedTags" goes with "propagateTags", without which the tasks have none of your '
            f'own tags; add "propagateTags": "{value}"'
        )
        place = runs.at("propagateTags")
        related = ((runs.at("enableECSManagedTags"), "managed tags are on"),)
        yield Problem(place, message, related, Fix(f"set {value}", (Edit("set", place, value),)))
