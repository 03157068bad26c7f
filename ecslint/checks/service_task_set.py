"""Task sets of services with an external deployment controller (ECS588)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.run import Scale, TaskSet


@check("ECS588")
def task_set_scale_out_of_range(task_set: TaskSet) -> Problems:
    scale = task_set.scale
    if isinstance(scale, Scale) and isinstance(scale.value, int | float) and not 0 <= scale.value <= 100:
        message = f'"scale" is {scale.value:g} % of the desired count: allowed are 0 to 100'
        yield Problem(scale.at("value"), message)
