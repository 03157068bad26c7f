"""Requirements that AWS states in the documentation of its API, and which rule answers each.

Usage: python -m tools.requirements [--update] [--open] [--check]

The documentation of the inputs that an ECS deployment uses lies in botocore's models. Sentences that
require something (*must*, *cannot*, *at most*, *valid values* …) are found by their words, and
``rules/requirements.tsv`` has one row for each: the service, the member, a digest of the sentence (not the
sentence itself, which is AWS'), the rules that answer it and, where none does, the reason. Without options
the figures are printed. ``--update`` adds the sentences of the installed botocore, and proposes the rules
whose examples report on the member; ``--open`` prints the sentences that have neither rule nor reason;
``--check`` fails if the table names a rule that does not exist.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tools.api_schemas import Model

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "rules" / "requirements.tsv"
HEADER = "service\tmember\tdigest\trules\treason"

INPUTS = (
    (
        "ecs",
        "2014-11-13",
        (
            "RegisterTaskDefinitionRequest",
            "CreateServiceRequest",
            "RunTaskRequest",
            "CreateTaskSetRequest",
            "CreateClusterRequest",
            "CreateCapacityProviderRequest",
            "PutClusterCapacityProvidersRequest",
            "RegisterDaemonTaskDefinitionRequest",
            "CreateDaemonRequest",
            "CreateExpressGatewayServiceRequest",
            "CreateGatewayRequest",
        ),
    ),
    (
        "elbv2",
        "2015-12-01",
        (
            "CreateTargetGroupInput",
            "CreateListenerInput",
            "CreateRuleInput",
            "CreateLoadBalancerInput",
            "ModifyTargetGroupAttributesInput",
            "ModifyLoadBalancerAttributesInput",
        ),
    ),
    (
        "codedeploy",
        "2014-10-06",
        ("CreateApplicationInput", "CreateDeploymentConfigInput", "CreateDeploymentGroupInput"),
    ),
    (
        "application-autoscaling",
        "2016-02-06",
        ("RegisterScalableTargetRequest", "PutScalingPolicyRequest", "PutScheduledActionRequest"),
    ),
    ("events", "2015-10-07", ("PutRuleRequest", "EcsParameters")),
    ("scheduler", "2021-06-30", ("CreateScheduleInput",)),
    (
        "servicediscovery",
        "2017-03-14",
        ("CreateServiceRequest", "CreatePrivateDnsNamespaceRequest", "CreateHttpNamespaceRequest"),
    ),
)
"""Service, API version and the inputs whose members are read, with all that is below them."""

_REQUIRES = re.compile(
    r"\b(must|required|can't|cannot|can only|could not|at most|at least|up to|maximum|minimum"
    r"|only (?:one|if|when|for)|not (?:supported|allowed|valid|specify)"
    r"|n't (?:supported|allowed|valid|specify|use|exceed)|valid (?:values?|range)|range is|between \d"
    r"|exactly one|not both|mutually|unique|will fail|omit|do not|don't)\b",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<[^>]+>")


class Requirement(NamedTuple):
    """A sentence that requires something, and where it stands."""

    service: str
    member: str
    """Shape and member, ``ContainerDefinition.stopTimeout``."""
    sentence: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.sentence.encode()).hexdigest()[:10]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.service, self.member, self.digest


class Answer(NamedTuple):
    """What a row says about a requirement."""

    rules: str
    reason: str


def sentences(documentation: str) -> list[str]:
    """Return the sentences of a documentation string that require something."""
    text = re.sub(r"\s+", " ", _TAGS.sub(" ", re.sub(r"</(li|p)>|<br/?>", ". ", documentation)))
    parts = re.split(r"(?<=[.!?])\s+(?=[A-Z\[\"`(])|\s\.\s", text)
    found = [part.strip(" .") for part in parts if _REQUIRES.search(part)]
    return list(dict.fromkeys(part for part in found if len(part.split()) > 3))


def requirements() -> list[Requirement]:
    """Return the requirements of all inputs, each once, in the order of the models."""
    found: dict[tuple[str, str, str], Requirement] = {}
    for service, version, inputs in INPUTS:
        shapes = Model(service, version).shapes
        seen: set[str] = set()
        for name in inputs:
            for shape, member, documentation in _members(shapes, name, seen):
                for sentence in sentences(documentation):
                    requirement = Requirement(service, f"{shape}.{member}", sentence)
                    found.setdefault(requirement.key, requirement)
    return list(found.values())


def _members(shapes: dict[str, Any], name: str, seen: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield shape, member and documentation of a structure and of all below it."""
    shape = shapes[name]
    if name in seen:
        return
    seen.add(name)
    below: list[str] = []
    if shape["type"] == "structure":
        for member, of in shape.get("members", {}).items():
            yield name, member, of.get("documentation") or shapes[of["shape"]].get("documentation", "")
            below.append(of["shape"])
    elif shape["type"] in ("list", "map"):
        below.append(shape["member" if shape["type"] == "list" else "value"]["shape"])
    for other in below:
        yield from _members(shapes, other, seen)


def table() -> dict[tuple[str, str, str], Answer]:
    """Return the rows of the table."""
    if not TABLE.exists():
        return {}
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return {(row[0], row[1], row[2]): Answer(row[3], row[4]) for row in rows}


def proposals() -> dict[str, list[str]]:
    """Return, for each member's name in lower case, the rules whose examples report on it.

    A rule counts where an output of its page names the member in quotes or as a word of its own.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for page in sorted((ROOT / "rules").glob("ECS*.md")):
        rule = page.name.partition("-")[0]
        for block in re.findall(r"```output\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for word in re.findall(r"[A-Za-z][A-Za-z0-9]+", block):
                if re.search(r"[a-z][A-Z]", word) or word.lower() in _SHORT:
                    found[word.lower()].add(rule)
    return {word: sorted(rules) for word, rules in found.items()}


_SHORT = frozenset(
    [
        "alarms",
        "base",
        "certificates",
        "command",
        "conditions",
        "cpu",
        "essential",
        "events",
        "family",
        "field",
        "hostname",
        "image",
        "iops",
        "links",
        "matcher",
        "memory",
        "name",
        "port",
        "priority",
        "protocol",
        "secrets",
        "subnets",
        "tags",
        "user",
        "values",
        "volumes",
        "weight",
    ]
)
"""Members of one word that count as such in an output."""


def reason(requirement: Requirement) -> str:
    """Return why no file can show whether a requirement is met, by its words; empty if it is not clear."""
    sentence = requirement.sentence.lower()
    for words, why in REASONS:
        if any(word in sentence for word in words):
            return why
    return ""


REASONS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("agent version", "container agent", "ami ", "ecs-init", "ecs optimized"),
        "agent of the instance, in no file",
    ),
    (("account setting", "quota", "request an increase", "opted in"), "setting of the account"),
    (("for more information", "see ", "learn more"), "points elsewhere"),
    (("we recommend", "recommended", "best practice"), "advice"),
    (("docker daemon", "docker remote api", "docker run", "docker container create"), "how Docker takes it"),
    (("client token", "idempoten"), "of a call, in no file"),
    (("lambda function",), "targets that services do not have"),
    (("gateway load balancer", "geneve"), "load balancers that services do not have"),
    (("on-premises", "amazon ec2 deployment", "in-place"), "deployments that services do not have"),
    (
        ("dynamodb", "emr ", "aurora", "spot fleet", "appstream", "sagemaker", "cassandra", "kafka"),
        "other services",
    ),
)


def update() -> None:
    """Write the table anew: rows that are there stay, those of gone sentences go, new ones are proposed."""
    known, by_member = table(), proposals()
    rows = [HEADER]
    for requirement in requirements():
        answer = known.get(requirement.key)
        if answer is None:
            member = requirement.member.rpartition(".")[2].lower()
            rules = by_member.get(member) or by_member.get(member.removesuffix("s")) or []
            answer = Answer(" ".join(rules[:4]), "" if rules else reason(requirement))
        rows.append("\t".join([*requirement.key, *answer]))
    TABLE.write_text("\n".join(rows) + "\n", encoding="utf-8")


def counts(rows: dict[tuple[str, str, str], Answer]) -> dict[str, tuple[int, int, int]]:
    """Return, for each service, how many requirements have a rule, a reason, or neither."""
    found: dict[str, list[int]] = {}
    for (service, _, _), answer in rows.items():
        row = found.setdefault(service, [0, 0, 0])
        row[0 if answer.rules else 1 if answer.reason else 2] += 1
    return {service: (row[0], row[1], row[2]) for service, row in found.items()}


def problems(rows: dict[tuple[str, str, str], Answer]) -> list[str]:
    """Return what is wrong with the table: rules that do not exist."""
    pages = {page.name.partition("-")[0] for page in (ROOT / "rules").glob("ECS*.md")}
    named = {rule for answer in rows.values() for rule in answer.rules.split()}
    return [f"requirements.tsv names {rule}, which does not exist" for rule in sorted(named - pages)]


def main(arguments: list[str] | None = None) -> int:
    """Print, update or check the table; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.requirements", description=__doc__)
    parser.add_argument("--update", action="store_true", help="add what the installed botocore has")
    parser.add_argument("--open", action="store_true", help="print what has neither rule nor reason")
    parser.add_argument("--check", action="store_true", help="only say what is wrong")
    given = parser.parse_args(arguments)
    if given.update:
        update()
    rows = table()
    wrong = problems(rows)
    for line in wrong:
        print(line)
    if given.open:
        for requirement in requirements():
            answer = rows.get(requirement.key, Answer("", ""))
            if not answer.rules and not answer.reason:
                print(f"{requirement.service} {requirement.member}: {requirement.sentence}")
    for service, (ruled, left, open_) in counts(rows).items():
        print(f"{service}: {ruled} with a rule, {left} with a reason, {open_} open")
    return 1 if given.check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
