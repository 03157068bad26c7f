"""Outputs of Fluent Bit, and logs that reach none (ECS750, ECS751)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from ecslint.base.suggest import nearest, same_letters
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.facts import fluent_bit as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, LogConfiguration, TaskDefinition
from ecslint.runtime import firelens, fluent_bit
from ecslint.source.templating.placeholders import stands_for_something


class _Output(NamedTuple):
    """An output of Fluent Bit as a container asks for it."""

    log: LogConfiguration
    name: str
    options: dict[str, tuple[str, str | Unresolved]]
    """Name as written and value of each option, by its name in lower case."""
    secrets: frozenset[str]
    complete: bool
    """Whether every option is known by name."""


def _output(container: Container, task: TaskDefinition) -> _Output | None:
    """Return what a container asks of a router that surely runs Fluent Bit."""
    log = container.log_configuration
    if log is None or isinstance(log, Unresolved) or log.log_driver != "awsfirelens":
        return None
    router = firelens.router_of(task)
    if router is None or router[1].type != "fluentbit" or not isinstance(log.options, dict):
        return None
    name = log.options.get("Name")
    if not isinstance(name, str) or not name:
        return None
    secrets = [secret.name for _, secret in each(log.secret_options)]
    named = frozenset(secret.lower() for secret in secrets if isinstance(secret, str))
    options = {option.lower(): (option, value) for option, value in log.options.items()}
    complete = is_complete(log.secret_options) and len(named) == len(secrets)
    return _Output(log, name.lower(), options, named, complete)


def _roles(container: Container) -> frozenset[str]:
    """Return what the router's image is publicly known to be."""
    from ecslint.runtime.images import family_of

    family = family_of(container.image)
    return frozenset() if family is None else frozenset(family[0].data.get("roles", ()))


@check("ECS750")
def fluent_bit_output_is_wrong(container: Container, task: TaskDefinition) -> Problems:
    output = _output(container, task)
    router = firelens.router_of(task)
    if output is None or router is None:
        return
    unknown = list(_unknown_output(output, _roles(router[0]))) or list(_too_early(output, router[0]))
    yield from unknown
    if unknown:
        return
    yield from _missing(output)
    yield from _unknown_options(output)
    yield from _values(output)
    yield from _connection(output)
    yield from _labels(output)
    yield from _parts_of_uploads(output)
    yield from _typed(output)
    yield from _by_release(output, router[0])
    yield from _match(output, container, task)


def _unknown_output(output: _Output, roles: frozenset[str]) -> Problems:
    """Yield an output that the router does not have; a private image may have any."""
    place = output.log.at("options", "Name")
    known = facts.outputs()
    if output.name in known or (output.name in facts.GO_OUTPUTS and roles != {"fluentbit"}):
        return
    if output.name in facts.GO_OUTPUTS:
        better = facts.GO_OUTPUTS[output.name]
        message = f'only AWS for Fluent Bit has the output "{output.name}"; use "{better}", or that image'
        yield Problem(place, message, fix=Fix(f'use "{better}"', (Edit("set", place, better),)))
    elif output.name in facts.OTHER_OUTPUTS:
        if roles:
            image = facts.OTHER_OUTPUTS[output.name]
            yield Problem(place, f'the router\'s image has no output "{output.name}"; use {image}')
    else:
        close = nearest(output.name, (*known, *facts.GO_OUTPUTS, *facts.OTHER_OUTPUTS))
        if close:
            fix = Fix(f'use "{close}"', (Edit("set", place, close),))
            message = f'Fluent Bit has no output "{output.options["name"][1]}"; use "{close}"'
            yield Problem(place, message, fix=fix)
        elif roles:
            yield Problem(
                place, f'Fluent Bit has no output "{output.options["name"][1]}"; use one that it has'
            )


def _too_early(output: _Output, router: Container) -> Problems:
    """Yield an output that a release of AWS for Fluent Bit does not have yet."""
    from ecslint.runtime.images import family_of, version_of

    family = family_of(router.image)
    if family is None or family[0].name != "aws-for-fluent-bit":
        return
    first, version = facts.FIRST_RELEASES.get(output.name), version_of(family[1])
    if first is not None and version is not None and version < first:
        shown = ".".join(map(str, first))
        message = f'AWS for Fluent Bit has the output "{output.name}" since {shown} only; use a newer image'
        place = output.log.at("options", "Name")
        yield Problem(place, message, ((router.at("image"), "the router"),))


def _missing(output: _Output) -> Problems:
    if not output.complete:
        return
    missing = [
        " or ".join(f'"{option}"' for option in group)
        for group in facts.REQUIRED.get(output.name, ())
        if not any(option in output.options or option in output.secrets for option in group)
    ]
    if missing:
        message = f"the output {output.name} needs {' and '.join(missing)}; add what is missing"
        yield Problem(output.log.at("options", "Name"), message)


def _unknown_options(output: _Output) -> Problems:
    """Yield options that Fluent Bit refuses: it stops at "unknown configuration property"."""
    own = facts.outputs().get(output.name)
    if not own:
        return
    known = {**own, **facts.common_options()}
    open_ended = tuple(option for option in own if option.endswith("."))
    secrets = [
        (secret.name, output.log.at("secretOptions", index, "name"))
        for index, secret in each(output.log.secret_options)
        if isinstance(secret.name, str)
    ]
    options = [(name, output.log.at("options", name, part="key")) for name, _ in output.options.values()]
    for option, place in (*options, *secrets):
        word = option.lower()
        if word in known or word in facts.NOT_FOR_THE_OUTPUT or word.startswith(("awslogs-", "net.")):
            continue
        if open_ended and word.startswith(open_ended):
            continue
        better = facts.FLUENTD_WORDS.get(word)
        if better is None or better.lower() not in (*known, "name"):
            better = nearest(word, known) or _longer_word(word, own)
        taken = better is not None and (better in output.options or better in output.secrets)
        hint = f'use "{better}"' if better and not taken else "remove it"
        edit = Edit("set" if place.part == "value" else "rename", place, better)
        fix = Fix(hint, (edit,)) if better and not taken else None
        message = f'the output {output.name} of Fluent Bit has no option "{option}"; {hint}'
        if better and same_letters(word, better) and not taken:
            message = f'Fluent Bit spells "{option}" differently; {hint}'
        yield Problem(place, message, fix=fix)


def _longer_word(word: str, known: Iterable[str]) -> str | None:
    """Return the one option that has ``word`` as its first or last part: ``log_group`` of a name."""
    found = [o for o in known if o.startswith(f"{word}_") or o.endswith(f"_{word}")]
    required = [o for o in found if o.endswith("_name")] or found
    return required[0] if len(required) == 1 else None


def _values(output: _Output) -> Iterator[Problem]:
    """Yield values that Fluent Bit does not take."""
    types = {**facts.common_options(), **facts.outputs().get(output.name, {}), "tls": "bool"}
    for word, (option, value) in output.options.items():
        if isinstance(value, str) and word not in facts.NOT_FOR_THE_OUTPUT:
            if word == "region" and stands_for_something(value):
                continue
            wanted = fluent_bit.value_fault(output.name, word, value, types.get(word))
            if wanted is not None:
                yield Problem(output.log.at("options", option), f'"{option}" is "{value}"; {wanted}')
    yield from _host(output)


def _bytes(value: object) -> float | None:
    return fluent_bit.size_bytes(value) if isinstance(value, str) else None


def _combinations(output: _Output, least: tuple[int, int] | None) -> Problems:
    """Yield what Fluent Bit does not take together; ``least`` is the router's release at least."""
    given = {word: v if isinstance(v, str) else None for word, (_, v) in output.options.items()}
    given |= dict.fromkeys(output.secrets)
    if not output.complete:
        return
    for fault in fluent_bit.combination_faults(output.name, given, least):
        option = output.options.get(fault.option, (fault.option, None))[0]
        yield Problem(output.log.at("options", option), fault.message)
    if fluent_bit.sends_to_itself(output.name, given):
        option = output.options["host" if "host" in output.options else "name"][0]
        message = (
            'the router sends the logs to itself (127.0.0.1:24224) without end; set the "Host" of another'
        )
        yield Problem(output.log.at("options", option), message)


def _typed(output: _Output) -> Problems:
    """Yield outputs that send ``_type``, which newer servers refuse."""
    if output.name not in facts.TYPED_OUTPUTS or not output.complete:
        return
    option, suppressed = output.options.get("suppress_type_name", ("", None))
    if "suppress_type_name" in output.secrets or isinstance(suppressed, Unresolved):
        return
    if suppressed is not None and suppressed.lower() not in fluent_bit.OFF:
        return
    host = output.options.get("host", ("", None))[1]
    managed = "cloud_id" in output.options or (isinstance(host, str) and host.endswith(facts.MANAGED_SEARCH))
    message = (
        'Elasticsearch 8 and OpenSearch 2 refuse the "_type" of Fluent Bit; set "Suppress_Type_Name": "On"'
    )
    place = output.log.at("options", option or output.options["name"][0])
    yield Problem(place, message, severity=None if managed else Severity.INFO)


def _by_release(output: _Output, router: Container) -> Problems:
    """Yield what rests on the release of Fluent Bit in the router's image: options that it lacks."""
    from ecslint.runtime.images import family_of

    family = family_of(router.image)
    least = None if family is None else fluent_bit.least_release(family[0].name, family[1])
    yield from _combinations(output, least)
    if family is None:
        return
    for word, (option, _) in output.options.items():
        since = fluent_bit.too_new(family[0].name, family[1], output.name, word)
        if since is not None:
            message = (
                f'"{option}" is unknown to the router, whose Fluent Bit is older than {since} (unknown '
                "configuration property); use a newer image"
            )
            related = ((router.at("image"), "the router"),)
            yield Problem(output.log.at("options", option, part="key"), message, related)


def _match(output: _Output, container: Container, task: TaskDefinition) -> Problems:
    """Yield a ``Match`` that takes the place of the agent's: it loses logs, or takes those of others."""
    option, pattern = output.options.get("match", ("", None))
    if not isinstance(pattern, str) or not isinstance(container.name, str):
        return
    place = output.log.at("options", option)
    if not fluent_bit.tag_matches(pattern, container.name):
        message = f'"{option}" is "{pattern}", but the tags are "{container.name}-firelens-…"; remove it'
        yield Problem(place, message)
        return
    others = [c for c in task.containers if c is not container and isinstance(c.name, str)]
    if any(_logs_through(c) and fluent_bit.tag_matches(pattern, str(c.name)) for c in others):
        message = f'"{option}" is "{pattern}", which takes the logs of other containers as well; remove it'
        yield Problem(place, message)


def _logs_through(container: Container) -> bool:
    log = container.log_configuration
    return log is not None and not isinstance(log, Unresolved) and log.log_driver == "awsfirelens"


def _parts_of_uploads(output: _Output) -> Problems:
    """Yield parts of an upload to S3 that are more than half of the file: Fluent Bit stops at them."""
    if output.name != "s3" or "upload_chunk_size" not in output.options:
        return
    option, value = output.options["upload_chunk_size"]
    part = _bytes(value)
    total = _bytes(output.options.get("total_file_size", ("", facts.S3_FILE_SIZE))[1])
    if part is None or total is None or part == facts.S3_PART or part * 2 <= total:
        return
    message = f'"{option}" is more than half of "total_file_size"; set at most half of it'
    yield Problem(output.log.at("options", option), message)


def _connection(output: _Output) -> Problems:
    """Yield what keeps an output from its server: no TLS at a port that speaks nothing else, no Region."""

    def value(word: str) -> str | Unresolved | None:
        return output.options[word][1] if word in output.options else None

    if not output.complete or output.secrets & {"tls", "port", "host", "aws_auth", "aws_region"}:
        return
    tls, port, host = value("tls"), value("port"), value("host")
    off = tls is None or (isinstance(tls, str) and tls.lower() in ("off", "false"))
    place = output.log.at("options", output.options["tls"][0] if "tls" in output.options else "Name")
    if off and output.name == "datadog" and port in (None, "80"):
        yield Problem(place, 'without "TLS" the logs and the API key travel in plain text; set "TLS": "on"')
    elif off and port in facts.TLS_PORTS and output.name in facts.HOST_OUTPUTS:
        yield Problem(place, f'port {port} speaks TLS, which Fluent Bit does not by default; set "tls": "on"')
    if output.name not in facts.AWS_AUTH_OUTPUTS:
        return
    aws_auth = value("aws_auth")
    if isinstance(aws_auth, str) and aws_auth.lower() in ("on", "true") and value("aws_region") is None:
        place = output.log.at("options", output.options["aws_auth"][0])
        yield Problem(place, 'Fluent Bit stops at "aws_auth" without "aws_region"; add it')
    elif (
        isinstance(host, str) and host.endswith((".es.amazonaws.com", ".aoss.amazonaws.com")) and port is None
    ):
        place = output.log.at("options", output.options["host"][0])
        yield Problem(
            place, 'Fluent Bit asks port 9200 unless told otherwise; set "Port": "443" and "tls": "on"'
        )


def _labels(output: _Output) -> Problems:
    """Yield labels for Loki that are neither ``key=value`` nor ``$field``."""
    option, value = output.options.get("labels", ("", None))
    if output.name != "loki" or not isinstance(value, str) or "{" in value:
        return
    for label in value.split(","):
        word = label.strip()
        if word and not word.startswith("$") and not re.fullmatch("[^=]+=.+", word):
            message = f'Fluent Bit stops at the label "{word}" (invalid key value pair); use key=value'
            yield Problem(output.log.at("options", option), message)
            return


def _host(output: _Output) -> Iterator[Problem]:
    option, host = output.options.get("host", ("", None))
    if output.name not in facts.HOST_OUTPUTS or not isinstance(host, str):
        return
    if "://" not in host:
        bare, slash, _ = host.partition("/")
        if slash and bare and "$" not in host:
            place = output.log.at("options", option)
            message = (
                f'"{option}" is "{host}"; use the host alone, "{bare}", and give the path in its own option'
            )
            yield Problem(place, message)
        return
    right = host.partition("://")[2].rstrip("/")
    place = output.log.at("options", option)
    fix = Fix(f'set "{option}": "{right}"', (Edit("set", place, right),))
    yield Problem(place, f'"{option}" is "{host}"; use the host name without protocol, "{right}"', fix=fix)


@check("ECS751")
def logs_reach_no_output(container: Container, task: TaskDefinition) -> Problems:
    log = container.log_configuration
    router = firelens.router_of(task)
    if log is None or isinstance(log, Unresolved) or log.log_driver != "awsfirelens" or router is None:
        return
    image, configuration = router
    kind = configuration.type
    if kind not in firelens.OUTPUT_KEYS or not isinstance(kind, str) or not _is_configured_here(image, kind):
        return
    given = configuration.options
    if isinstance(given, Unresolved) or "config-file-type" in (given or {}):
        return
    options = log.options
    if isinstance(options, Unresolved) or is_set(log.secret_options):
        return
    if not set(options or {}) <= {firelens.BUFFER_LIMIT, *firelens.PATTERNS}:
        return
    key = firelens.OUTPUT_KEYS[kind]
    message = (
        f'the logs match no output of the router, which drops them; add "{key}" and its options, or '
        '"config-file-type" to the router'
    )
    related = ((image.at("firelensConfiguration", part="key"), "the router has no configuration of its own"),)
    yield Problem(log.at("logDriver"), message, related)


def _is_configured_here(router: Container, kind: str) -> bool:
    """Say whether nothing but the task definition configures the router: a public image, run as it is."""
    from ecslint.runtime.images import family_of

    changed = (router.entry_point, router.command, router.mount_points, router.environment_files)
    if any(is_set(value) for value in changed):
        return False
    family = family_of(router.image)
    if family is None or kind not in family[0].data.get("roles", ()):
        return False
    names = [variable.name for _, variable in each(router.environment)]
    names += [secret.name for _, secret in each(router.secrets)]
    patterns = [p for entry in family[0].entries("configured_by", family[1]) for p in entry["variables"]]
    if patterns and not (is_complete(router.environment) and is_complete(router.secrets)):
        return False
    return not any(
        not isinstance(name, str) or fnmatchcase(name, pattern) for name in names for pattern in patterns
    )
