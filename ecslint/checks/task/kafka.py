"""Listeners of a broker of Kafka in the variables of its image (ECS496)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place, each
from ecslint.model.task import Container
from ecslint.runtime.images import family_of, tag_matches

_LISTENER = regex(r"([A-Za-z0-9_]{1,60})://([^:,\s]*):(\d{1,5})")


@check("ECS496")
def listeners_do_not_fit(container: Container) -> Problems:
    """Yield addresses that a broker must not advertise, and names of listeners that it does not know.

    The listener of a controller may be advertised since 3.9, unless the node is a broker alone.
    Sources, read 2026-11: https://kafka.apache.org/documentation/#brokerconfigs_advertised.listeners,
    https://github.com/apache/kafka/pull/3382 (0.0.0.0), ``KafkaConfig.scala`` of 3.9.1 (controllers).
    """
    found = family_of(container.image)
    prefix = found[0].data.get("broker") if found is not None else None
    if found is None or not isinstance(prefix, str):
        return
    values: dict[str, tuple[str, Place]] = {}
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        if isinstance(name, str) and isinstance(value, str) and name.startswith(prefix) and "$" not in value:
            values[name.removeprefix(prefix)] = (value, container.at("environment", index, "value"))
    advertised = values.get("ADVERTISED_LISTENERS")
    if advertised is None:
        return
    text, place = advertised
    hidden = found[0].data.get("controllers_hidden")
    alone = "PROCESS_ROLES" in values and values["PROCESS_ROLES"][0].strip() == "broker"
    controllers = set()
    if alone or (hidden is not None and tag_matches(hidden, found[1])):
        controllers = _names(values, "CONTROLLER_LISTENER_NAMES")
    known = None
    if "LISTENERS" in values:
        known = {part.partition("://")[0].upper() for part in _names(values, "LISTENERS")}
    for match in _LISTENER.finditer(text):
        if match[2] == "0.0.0.0":
            message = (
                "a broker cannot advertise the meta-address 0.0.0.0 (advertised.listeners); use its name"
            )
        elif match[1] in controllers:
            message = f'"{match[1]}" is a listener of the controller, which is not advertised; remove it'
        elif known is not None and match[1].upper() not in known:
            message = f'the broker has no listener "{match[1]}"; use one of {", ".join(sorted(known))}'
        else:
            continue
        yield Problem(place, message)
        return


def _names(values: dict[str, tuple[str, Place]], name: str) -> set[str]:
    return {part.strip() for part in values[name][0].split(",")} if name in values else set()
