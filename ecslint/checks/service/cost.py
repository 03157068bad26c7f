"""What services cost (ECS901, ECS904, ECS905)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.checks._shared.service import placing
from ecslint.finding import Problem, Problems
from ecslint.model.base import is_set
from ecslint.model.service import AwsVpcConfiguration, NetworkConfiguration, Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.config.settings import Settings
    from ecslint.documents.subject import Subject


@check("ECS901")
def monthly_cost_over_budget(
    service: Service, task: TaskDefinition, subject: Subject, settings: Settings
) -> Problems:
    if settings.budget is None:
        return
    from decimal import Decimal

    from ecslint.checks._shared.cost import estimate
    from ecslint.cost.estimate import Range
    from ecslint.cost.render import count, money

    budget = Decimal(settings.budget)
    known = estimate(subject, settings)
    if known.monthly.high <= budget or known.tasks is None:
        return
    verb = "costs" if known.monthly.low > budget or known.monthly.is_one else "may cost"
    amount = known.monthly if verb == "costs" else Range(known.monthly.high, known.monthly.high)
    tasks = f"{count(known.tasks)} {'task' if known.tasks.high == 1 else 'tasks'}"
    message = (
        f"the service {verb} {money(amount)} a month ({tasks} in {known.region}), more than the budget of "
        f"{money(Range(budget, budget))}; run fewer or smaller tasks, or raise the budget"
    )
    related = ((task.at("cpu"), "the size of a task"),)
    member = "desiredCount" if is_set(service.desired_count) else "taskDefinition"
    yield Problem(service.at(member), message, related)


@check("ECS904", costly=True)
def spot_would_cost_less(
    service: Service, task: TaskDefinition, subject: Subject, settings: Settings
) -> Problems:
    from ecslint.checks._shared.cost import estimate, hour, saving

    known = estimate(subject, settings)
    if [line.what for line in known.lines if line.unit is not None][:1] != ["FARGATE"]:
        return
    if any(line.what == "FARGATE_SPOT" for line in known.lines) or known.size is None:
        return
    assert known.platform is not None
    old = hour(known, settings, known.size, known.platform)
    new = hour(known, settings, known.size, known.platform, spot=True)
    if old is not None and new is not None and new < old:
        message = (
            f"on Fargate Spot a task costs {saving(old, new)} less, if the service bears "
            'interruptions; add "FARGATE_SPOT" to "capacityProviderStrategy"'
        )
        yield Problem(service.at(placing(service)), message)


@check("ECS905", costly=True)
def public_address_costs(service: Service, subject: Subject, settings: Settings) -> Problems:
    network = service.network_configuration
    block = network.awsvpc_configuration if isinstance(network, NetworkConfiguration) else None
    if not isinstance(block, AwsVpcConfiguration) or block.assign_public_ip != "ENABLED":
        return
    if service.launch_type in ("EC2", "EXTERNAL"):
        return
    from ecslint.checks._shared.cost import month, prices_of

    price = prices_of(settings).ipv4
    if price is None:
        return
    count = service.desired_count
    each = f"{month(price)} a month for each task"
    total = f" ({month(price * count)} for {count})" if isinstance(count, int) and count > 1 else ""
    message = (
        f"the public IPv4 addresses cost {each}{total}; use private subnets, if a NAT "
        "gateway or endpoints cost less"
    )
    yield Problem(block.at("assignPublicIp"), message)
