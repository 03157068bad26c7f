"""GPUs and other accelerators."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each, is_set
from ecslint.model.task import Container, ResourceRequirement, TaskDefinition


@check("ECS140")
def accelerator_request_is_invalid(task: TaskDefinition) -> Problems:
    for container in task.containers:
        yield from accelerators_refused(container, task.compatibilities, task.windows is True)
    yield from _contradictory(task)
    yield from _elastic_inference(task)


def accelerators_refused(container: Container, kinds: frozenset[str], windows: bool = False) -> Problems:
    """Find requests that one of the launch types ``kinds`` refuses."""
    for index, requirement in each(container.resource_requirements):
        place = requirement.at("type")
        fix = Fix("remove the requirement", (Edit("remove", container.at("resourceRequirements", index)),))
        if requirement.type == "GPU":
            shared = requirement.sharing_strategy is not None
            if "FARGATE" in kinds:
                message = "Fargate tasks have no GPUs; remove the requirement, or run the task on EC2"
                yield Problem(place, message, (), fix)
            elif windows:
                yield Problem(place, "Windows containers cannot use GPUs; remove the requirement", (), fix)
            elif shared and "EXTERNAL" in kinds:
                message = 'external instances cannot share GPUs; give a number as "value" instead'
                yield Problem(requirement.at("sharingStrategy", part="key"), message)
        elif requirement.type == "NeuronDevice":
            others = ", ".join(sorted(kinds - {"MANAGED_INSTANCES"}))
            if others:
                message = (
                    f"Neuron devices need Managed Instances, not {others}; require MANAGED_INSTANCES alone"
                )
                yield Problem(place, message, (), fix)


def _contradictory(task: TaskDefinition) -> Problems:
    sharing: dict[bool, ResourceRequirement] = {}
    neuron: ResourceRequirement | None = None
    for container in task.containers:
        for _, requirement in each(container.resource_requirements):
            value, strategy = requirement.value, requirement.sharing_strategy
            if requirement.type == "GPU":
                yield from _gpu_request(requirement)
                if is_set(value) != (strategy is not None):
                    sharing.setdefault(strategy is not None, requirement)
            elif requirement.type == "NeuronDevice":
                if isinstance(value, str) and value != "ALL":
                    fix = Fix('set "ALL"', (Edit("set", requirement.at("value"), "ALL"),))
                    message = f'a container gets all Neuron devices or none; use "ALL", not "{value}"'
                    yield Problem(requirement.at("value"), message, (), fix)
                if neuron is not None:
                    related = ((neuron.at("type"), "the first request"),)
                    message = "only one container of a task may ask for Neuron devices; remove this request"
                    yield Problem(requirement.at("type"), message, related)
                neuron = neuron or requirement
    if len(sharing) == 2:
        related = ((sharing[False].at("value"), "this container asks for whole GPUs"),)
        message = (
            "the containers of a task either all share GPUs or all ask for whole ones; use "
            '"value" in all or none'
        )
        yield Problem(sharing[True].at("sharingStrategy", part="key"), message, related)


def _gpu_request(requirement: ResourceRequirement) -> Problems:
    value, shared = requirement.value, requirement.sharing_strategy is not None
    if is_set(value) and shared:
        message = 'a GPU request has either a "value" or a "sharingStrategy", not both; remove one'
        yield Problem(requirement.at("value"), message)
    elif not is_set(value) and not shared:
        message = (
            'a GPU request has neither "value" nor "sharingStrategy"; add "value": a number of GPUs, or "ALL"'
        )
        yield Problem(requirement.at("value"), message)
    elif isinstance(value, str) and value != "ALL" and not (value.isdecimal() and value.strip("0")):
        message = f'"{value}" is not a number of GPUs; use a whole number such as "1", or "ALL"'
        yield Problem(requirement.at("value"), message)


def _elastic_inference(task: TaskDefinition) -> Problems:
    advice = "Elastic Inference ended in April 2023 and ECS refuses it; remove it"
    if isinstance(task.inference_accelerators, list) and task.inference_accelerators:
        place = task.at("inferenceAccelerators")
        fix = Fix('remove "inferenceAccelerators"', (Edit("remove", place),))
        yield Problem(task.at("inferenceAccelerators", part="key"), advice, (), fix)
    for container in task.containers:
        for index, requirement in each(container.resource_requirements):
            if requirement.type == "InferenceAccelerator":
                place = container.at("resourceRequirements", index)
                fix = Fix("remove the requirement", (Edit("remove", place),))
                yield Problem(requirement.at("type"), advice, (), fix)
