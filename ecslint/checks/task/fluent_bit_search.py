"""Elasticsearch and OpenSearch as outputs of Fluent Bit: their port and the name of the index (ECS750).

A domain of Amazon OpenSearch Service is at 443, and 80 without TLS:
https://docs.fluentbit.io/manual/pipeline/outputs/opensearch; names of indices:
https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-create (read 2026-11).
"""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.facts import fluent_bit as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime import firelens

_PLAIN_NAME = regex(r"[\w.+-]{1,250}")
_DOMAINS = (".es.amazonaws.com", ".aoss.amazonaws.com")


@check("ECS750")
def search_output_is_refused(container: Container, task: TaskDefinition) -> Problems:
    """Yield a port of Amazon OpenSearch Service that is closed, and an index with capital letters."""
    log = container.log_configuration
    if log is None or isinstance(log, Unresolved) or log.log_driver != "awsfirelens":
        return
    router, given = firelens.router_of(task), log.options
    if router is None or router[1].type != "fluentbit" or not isinstance(given, dict):
        return
    kind = given.get("Name")
    if not isinstance(kind, str) or kind.lower() not in facts.TYPED_OUTPUTS:
        return
    options = {option.lower(): (option, value) for option, value in given.items()}
    (_, host), (option, port) = options.get("host", ("", None)), options.get("port", ("", None))
    if isinstance(host, str) and host.endswith(_DOMAINS) and _is_closed(port):
        message = f'a domain of Amazon OpenSearch Service does not listen on port {port}; use "443" with TLS'
        yield Problem(log.at("options", option), message)
    _, by_date = options.get("logstash_format", ("", "off"))
    names = {"off": ("index",), "false": ("index",), "no": ("index",)} | dict.fromkeys(
        ("on", "true", "yes"), ("logstash_prefix",)
    )
    for word in names.get(str(by_date).lower(), ()):
        option, value = options.get(word, ("", None))
        if isinstance(value, str) and value != value.lower() and _PLAIN_NAME.fullmatch(value):
            place, right = log.at("options", option), value.lower()
            message = f'the index name "{value}" is refused (must be lowercase); use "{right}"'
            yield Problem(place, message, fix=Fix(f'use "{right}"', (Edit("set", place, right),)))


def _is_closed(port: object) -> bool:
    return isinstance(port, str) and port.isdecimal() and port not in ("80", "443")
