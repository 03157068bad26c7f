"""Outputs of Fluentd as log options describe them (ECS752)."""

from __future__ import annotations

from ecslint.base.suggest import nearest
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.facts import fluentd as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each, is_complete
from ecslint.model.task import Container, LogConfiguration, TaskDefinition
from ecslint.runtime import firelens


@check("ECS752")
def fluentd_output_is_wrong(container: Container, task: TaskDefinition) -> Problems:
    log = container.log_configuration
    if log is None or isinstance(log, Unresolved) or log.log_driver != "awsfirelens":
        return
    router = firelens.router_of(task)
    if router is None or router[1].type != "fluentd" or not isinstance(log.options, dict):
        return
    name = log.options.get("@type")
    if not isinstance(name, str) or not name:
        return
    place = log.at("options", "@type")
    if name in facts.SECTIONS:
        message = (
            f'"{name}" needs a section {facts.SECTIONS[name]}, which log options cannot describe; '
            "put it in a file of configuration"
        )
        yield Problem(place, message)
        return
    needed = facts.REQUIRED.get(name)
    if needed is None:
        needed = facts.PLUGINS.get(name)
        yield from _unknown(name, log, router[0])
    yield from _options(name, needed or (), log)


def _unknown(name: str, log: LogConfiguration, router: Container) -> Problems:
    """Yield an output that nobody has, or that a public image does not have: own images may have any."""
    from ecslint.runtime.images import family_of

    place = log.at("options", "@type")
    family = family_of(router.image)
    plain = family is not None and family[0].name == "fluentd"
    if name not in facts.PLUGINS:
        close = nearest(name, (*facts.REQUIRED, *facts.PLUGINS))
        if close:
            fix = Fix(f'use "{close}"', (Edit("set", place, close),))
            yield Problem(place, f'unknown output plugin "{name}" of Fluentd; use "{close}"', fix=fix)
            return
    if plain and router.command is None and router.entry_point is None:
        message = (
            f'"{router.image}" has no plug-in for "{name}" (Unknown output plugin); use an image with it'
        )
        yield Problem(place, message, ((router.at("image"), "the router"),))


def _options(name: str, needed: tuple[str, ...], log: LogConfiguration) -> Problems:
    assert isinstance(log.options, dict)
    secrets = [secret.name for _, secret in each(log.secret_options)]
    given = {*log.options, *(secret for secret in secrets if isinstance(secret, str))}
    for option in log.options:
        better = facts.FLUENT_BIT_WORDS.get(option)
        if better is not None and better in {word for group in needed for word in group.split("|")}:
            place = log.at("options", option, part="key")
            message = f'"{option}" is an option of Fluent Bit; use "{better}" with Fluentd'
            yield Problem(place, message, fix=Fix(f'use "{better}"', (Edit("rename", place, better),)))
            given.add(better)
    if not is_complete(log.secret_options):
        return
    for group in needed:
        if given.isdisjoint(group.split("|")):
            words = " or ".join(f'"{word}"' for word in group.split("|"))
            message = f"'{words}' parameter is required by {name}; add it".replace("'", "")
            yield Problem(log.at("options", "@type"), message)
