"""Health checks of containers behind a load balancer (ECS426)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_set
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition


@check("ECS426")
def health_check_beside_a_classic_load_balancer(service: Service, task: TaskDefinition) -> Problems:
    for index, balancer in each(service.load_balancers):
        if not is_set(balancer.load_balancer_name) or is_set(balancer.target_group_arn):
            continue
        for container in task.containers:
            if container.health_check is not None:
                message = (
                    "container health checks do not work with a Classic Load Balancer; use a "
                    "target group, or remove the check"
                )
                place = service.at("loadBalancers", index, "loadBalancerName")
                yield Problem(container.at("healthCheck"), message, ((place, "the Classic Load Balancer"),))
