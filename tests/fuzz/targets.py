"""What is fuzzed: every reader, the engine, the fixer, and every report, each held to its promise.

Longer than other modules: each target stands beside what makes its inputs, and one table lists them all.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import os
import pickle
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from ecslint.config.lookup import Configuration, load_settings
from ecslint.config.settings import ConfigError, SuppressEntry
from ecslint.documents import read
from ecslint.documents.cloudformation import is_template
from ecslint.documents.cloudformation.sections import Resource
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.frontends import kind_row
from ecslint.documents.sniff import sniff
from ecslint.documents.subject import ParsedFile
from ecslint.engine.cache import encode, restore
from ecslint.engine.redact import without_secrets
from ecslint.engine.run import Result, Single, run
from ecslint.facts.secrets import argument_kind, form_of, masked
from ecslint.finding import Finding
from ecslint.fixing.fix import fix_text
from ecslint.project.context import read_context
from ecslint.report import Options, formats, render
from ecslint.source.read import InputError, load
from ecslint.source.templating.placeholders import is_placeholder, looks_like_fill_in, mark_placeholders
from ecslint.suppression import apply as suppress
from ecslint.suppression.baseline import BaselineError, read_baseline
from tests.fuzz import digits, frontends, functions, mutate, outputs, scratch, trees
from tests.fuzz.material import as_json, as_yaml, seeds
from tests.fuzz.promises import ISOLATED, NAMES, STRICT, BrokenPromiseError, lint


def parse(random: Random, data: bytes) -> None:
    """Read bytes, and find the place of everything that was read."""
    name = random.choice(NAMES)
    _parsed(random, name, data)


def yaml(random: Random, data: bytes) -> None:
    """Read bytes as what is called YAML."""
    _parsed(random, random.choice(("x.yml", "appspec.yml", "x.template")), data)


def _parsed(random: Random, name: str, data: bytes) -> None:
    sniff(data)
    with contextlib.suppress(InputError):
        for document in load(name, data):
            mark_placeholders(document.data, document.text)
            for route in _routes(document.data):
                span = document.span(route, random.choice(("value", "key", "pair")))
                if not 0 <= span.start_offset <= span.end_offset <= len(document.text):
                    raise BrokenPromiseError(f"the place of {route} is not in the text: {span}")


def _routes(data: Any, most: int = 30) -> list[tuple[str | int, ...]]:
    found: list[tuple[str | int, ...]] = [()]
    for route in found:
        node = data
        for step in route:
            node = node[step]
        if isinstance(node, dict):
            found += [(*route, key) for key in node]
        elif isinstance(node, list):
            found += [(*route, index) for index in range(len(node))]
        if len(found) > most:
            return found[:most]
    return found


def check(random: Random, data: bytes) -> None:
    """Lint, with every rule on."""
    lint(random.choice(NAMES), data, STRICT)


def report(random: Random, data: bytes) -> None:
    """Lint and write a report; nothing that steers a terminal may come out."""
    result = lint(random.choice(NAMES), data)
    form = random.choice(formats())
    text = "".join(render(form, result, Options(verbose=True)))
    text.encode("utf-8")
    if not text.replace("\n", "").isprintable():
        raise BrokenPromiseError(f"{form} lets a control character through")


def fix(random: Random, data: bytes) -> None:
    """Fix; what is fixed has no finding that was not there, and is fixed for good."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    name = random.choice(NAMES)
    if not lint(name, data).findings:
        return
    unsafe = random.random() < 0.5
    try:
        fixed = fix_text(name, text, ISOLATED, unsafe=unsafe)
    except InputError:
        return
    if fixed.fixed:
        grave = max(finding.severity for finding in fixed.fixed)
        # What was there may weigh more than before (Fargate loses the output that instances keep).
        before = {finding.rule for finding in lint(name, data).findings}
        last = lint(name, fixed.text.encode()).findings
        after = {finding.rule for finding in last if finding.severity >= grave}
        if after - before:
            raise BrokenPromiseError(f"fixing adds {after - before}")
        if fix_text(name, fixed.text, ISOLATED, unsafe=unsafe).fixed:
            raise BrokenPromiseError("fixing again finds more to fix")


def travel(random: Random, data: bytes) -> None:
    """Check on its own, and take what was found to another process and the cache and back unchanged."""
    name = random.choice(NAMES[:-1])
    try:
        units = [read(document) for document in load(name, data)]
    except InputError:
        return
    alone = [unit for unit in units if not kind_row(unit.kind).refers_to_tasks]
    first = run(alone, ISOLATED, ignores=False)
    expected, shown = repr(first.findings), repr(_shown(first))
    sent = pickle.loads(pickle.dumps([Single(ISOLATED).check(unit) for unit in alone]))
    if repr(run(sent, ISOLATED, ignores=False).findings) != expected:
        raise BrokenPromiseError("another process finds something else")
    entry = encode(sent) if len(alone) == len(units) else None
    if entry is not None:
        kept = run(restore(json.loads(json.dumps(entry)), name, data), ISOLATED, ignores=False)
        if repr(_shown(kept)) != shown:
            raise BrokenPromiseError("the cache says something else")


def _shown(result: Result) -> list[Finding]:
    """Return what a report shows of findings: a cache keeps no credential, nor what repeats one."""
    return without_secrets(result.findings, result.units, places=False)


def words(random: Random, data: bytes) -> None:
    """Judge a text as placeholder, credential and suppression."""
    text = data.decode("utf-8", "replace")
    is_placeholder(text)
    looks_like_fill_in(text)
    form_of(text)
    argument_kind(text)
    if len(masked(text)) != len(text):
        raise BrokenPromiseError("masking changes the length")


def suppressions(random: Random, data: bytes) -> None:
    """Read suppressions out of a document."""
    with contextlib.suppress(InputError):
        for document in load(random.choice(NAMES), data):
            suppress.in_document(document)
            suppress.apply([], [document], ISOLATED)
            suppress.expired(SuppressEntry("ECS101", "*", "why"), datetime.date.max)


def configuration(random: Random, data: bytes) -> None:
    """Read bytes as a configuration: settings, or one clear complaint."""
    path = os.path.join(scratch.folder("settings"), random.choice(("ecslint.toml", "pyproject.toml")))
    scratch.write(path, data)
    with contextlib.suppress(ConfigError):
        load_settings(path).excludes("a/b.json")


def baseline(random: Random, data: bytes) -> None:
    """Read bytes as a baseline."""
    path = os.path.join(scratch.folder("settings"), "baseline.json")
    scratch.write(path, data)
    with contextlib.suppress(BaselineError):
        read_baseline(path).divide([])


def context(random: Random, data: bytes) -> None:
    """Read bytes as what a describe command printed, and lint a service with it: or one clear complaint."""
    path = os.path.join(scratch.folder("settings"), random.choice(("known.json", "known.yml")))
    scratch.write(path, data)
    with contextlib.suppress(ConfigError):
        read_context([path])
        result = run(_services(), Configuration({"context": (path,)}, isolated=True))
        if result.crashes:
            raise BrokenPromiseError(f"{result.crashes[0].rule}: {result.crashes[0].error}")


def _services() -> list[ParsedFile]:
    names = ("service.json", "task.json", "network.yml")
    return [read(document) for name in names for document in load(name, _SERVICE[name].encode())]


def intrinsics(random: Random, data: bytes) -> None:
    """Evaluate every part of a template, twice; the data as written stay as they were."""
    for template in _templates(data):
        before = repr(template.document.data)
        for literal in (False, True):
            evaluator = template.evaluator(literal=literal)
            for part in (template.conditions, template.outputs, *template.resources.values()):
                node = part.properties if isinstance(part, Resource) else part
                if repr(evaluator.value(node)[0]) != repr(evaluator.value(node)[0]):
                    raise BrokenPromiseError("evaluating again gives another value")
        if repr(template.document.data) != before:
            raise BrokenPromiseError("evaluating changes the document")


def conditions(random: Random, data: bytes) -> None:
    """Enumerate the scenarios of conditions: each its own, with a truth for all that was asked for."""
    for template in _templates(data):
        known = template.condition_set
        names = [name for name in known.trees if random.random() < 0.7]
        scenarios = known.combinations(frozenset(names)).scenarios
        truths = {tuple(scenario.conditions.items()) for scenario in scenarios}
        if not scenarios or len(truths) != len(scenarios):
            raise BrokenPromiseError(f"{len(scenarios)} scenarios, {len(truths)} distinct ones")
        for scenario in scenarios[:20]:
            if set(scenario.conditions) != set(names):
                raise BrokenPromiseError(f"{set(scenario.conditions)} decided of {set(names)}")
            evaluator = template.evaluator(scenario)
            for resource in template.resources.values():
                evaluator.value(resource.properties)


def _templates(data: bytes) -> Iterator[Template]:
    with contextlib.suppress(InputError):
        for document in load("x.template", data):
            if is_template(document.data):
                mark_placeholders(document.data, document.text)
                yield Template(document)


_CONFIGURATION = """\
select = ["ECS1", "fargate"]
fail-on = "warning"
exclude = ["**/x"]
[per-file-ignores]
"*.json" = ["ECS101"]
[severity]
ECS101 = "info"
[cost]
budget = 12.5
[[suppress]]
rule = "ECS101"
file = "*"
reason = "because"
expires = 2030-01-01
"""
_BASELINE = (
    '{"version": 1, "entries": '
    '[{"rule": "ECS101", "path": "a", "place": "/cpu", "fingerprint": "0", "count": 2}]}'
)
_COMMENTED = (
    "# ecslint: ignore[ECS101, ECS103] reason\ncpu: 1 # ecslint: ignore[fargate-task-size]\nfamily: web\n"
)


_SUBNET = {
    "SubnetId": "subnet-0a",
    "VpcId": "vpc-1",
    "AvailabilityZone": "us-east-1a",
    "CidrBlock": "10.0.0.0/28",
}
_CONTEXTS: tuple[dict[str, Any], ...] = (
    {
        "Subnets": [
            {**_SUBNET, "AvailableIpAddressCount": 5, "MapPublicIpOnLaunch": False, "Ipv6Native": False}
        ]
    },
    {
        "TargetGroups": [
            {
                "TargetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/0",
                "TargetGroupName": "web",
                "Protocol": "HTTP",
                "Port": 80,
                "VpcId": "vpc-1",
                "TargetType": "ip",
                "HealthCheckIntervalSeconds": 30,
                "UnhealthyThresholdCount": 2,
                "LoadBalancerArns": ["arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/a/0"],
            }
        ]
    },
    {
        "Listeners": [
            {
                "ListenerArn": "arn:aws:elasticloadbalancing:us-east-1:1:listener/app/a/0/1",
                "Port": 443,
                "Protocol": "HTTPS",
                "DefaultActions": [
                    {
                        "Type": "forward",
                        "TargetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/0",
                    }
                ],
            }
        ]
    },
    {
        "clusters": [
            {
                "clusterName": "prod",
                "status": "ACTIVE",
                "capacityProviders": ["FARGATE"],
                "settings": [{"name": "containerInsights", "value": "enabled"}],
                "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}],
            }
        ],
        "failures": [],
    },
    {
        "capacityProviders": [
            {
                "name": "spot",
                "status": "ACTIVE",
                "autoScalingGroupProvider": {"managedScaling": {"status": "ENABLED", "targetCapacity": 100}},
            }
        ]
    },
    {
        "taskDefinition": {
            "family": "api",
            "revision": 3,
            "networkMode": "awsvpc",
            "containerDefinitions": [
                {"name": "web", "image": "a:1", "portMappings": [{"containerPort": 80}]}
            ],
        }
    },
)
_SERVICE = {
    "service.json": as_json(
        {
            "serviceName": "web",
            "cluster": "prod",
            "taskDefinition": "api",
            "desiredCount": 3,
            "launchType": "FARGATE",
            "networkConfiguration": {
                "awsvpcConfiguration": {"subnets": ["subnet-0a"], "securityGroups": ["sg-1"]}
            },
            "loadBalancers": [
                {
                    "targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/0",
                    "containerName": "web",
                    "containerPort": 80,
                }
            ],
        }
    ),
    "task.json": as_json({"family": "x", "containerDefinitions": [{"name": "web", "image": "a:1"}]}),
    "network.yml": as_yaml(
        {
            "Resources": {
                "S": {
                    "Type": "AWS::ECS::Service",
                    "Properties": {
                        "Cluster": "prod",
                        "TaskDefinition": "api",
                        "CapacityProviderStrategy": [{"CapacityProvider": "spot", "Weight": 1}],
                        "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0a"]}},
                    },
                }
            }
        }
    ),
}


def described(random: Random) -> bytes:
    """Return what a describe command might print, spoilt."""
    data: dict[str, Any] = {}
    for part in random.sample(_CONTEXTS, random.choice((1, 1, 2, 6))):
        data.update(part)
    if random.random() < 0.8:
        data = mutate.spoilt(random, data)
    text = mutate.written(random, data)[1]
    if random.random() < 0.25:
        text = mutate.edited(random, text)
    return text.encode("utf-8", random.choice(("surrogatepass", "replace")))


def stack(random: Random) -> bytes:
    """Return a template, now and then with a spoilt notation."""
    text = mutate.written(random, mutate.template(random))[1]
    if random.random() < 0.1:
        text = mutate.edited(random, text)
    return text.encode("utf-8", random.choice(("surrogatepass", "replace")))


def yaml_syntax(random: Random) -> bytes:
    """Return YAML whose notation is spoilt."""
    if random.random() < 0.3:
        text = random.choice(seeds())[1]
        text = text if text[:1] not in "{[" else mutate.as_lines(random)
    else:
        text = mutate.as_lines(random)
    start = random.randrange(len(text)) if len(text) > 800 else 0
    return mutate.edited(random, text[start : start + 800]).encode("utf-8", "surrogatepass")


def document(random: Random) -> bytes:
    """Return a spoilt document."""
    roll = random.random()
    if roll < 0.55:
        text = mutate.written(random, mutate.grafted(random))[1]
    elif roll < 0.75:
        text = mutate.edited(random, random.choice(seeds())[1])
    elif roll < 0.85:
        text = mutate.written(random, mutate.appspec(random))[1]
    elif roll < 0.97:
        text = mutate.written(random, mutate.template(random))[1]
    else:
        return mutate.noise(random)
    return text.encode("utf-8", random.choice(("surrogatepass", "replace")))


def _text_of(start: str) -> Callable[[Random], bytes]:
    return lambda random: mutate.edited(random, start).encode("utf-8", "surrogatepass")


def syntax(random: Random) -> bytes:
    """Return a text whose notation is spoilt."""
    if random.random() < 0.3:
        return mutate.noise(random)
    text = random.choice(seeds())[1]
    start = random.randrange(len(text)) if len(text) > 800 else 0
    return mutate.edited(random, text[start : start + 800]).encode("utf-8", "surrogatepass")


def phrase(random: Random) -> bytes:
    return as_json(mutate.value(random)).encode("utf-8", "replace") + mutate.noise(random)[:80]


TARGETS: dict[str, tuple[int, Callable[[Random], bytes], Callable[[Random, bytes], None]]] = {
    "parse": (20, syntax, parse),
    "yaml": (12, yaml_syntax, yaml),
    "check": (18, document, check),
    "intrinsics": (10, stack, intrinsics),
    "conditions": (8, stack, conditions),
    "report": (5, document, report),
    "fix": (5, document, fix),
    "travel": (4, document, travel),
    "words": (10, phrase, words),
    "suppressions": (4, _text_of(_COMMENTED), suppressions),
    "configuration": (4, _text_of(_CONFIGURATION), configuration),
    "baseline": (4, _text_of(_BASELINE), baseline),
    "context": (6, described, context),
    "digits": (6, digits.numbers, digits.digits),
    "functions": (10, functions.expression, functions.functions),
    "terraform": (8, frontends.module, frontends.terraform),
    "plan": (6, frontends.plan, frontends.document),
    "copilot": (6, frontends.manifest, frontends.document),
    "calls": (10, frontends.script, frontends.calls),
    "entries": (5, trees.tree, trees.entries),
    "history": (1, trees.objects, trees.history),
    "reports": (4, outputs.hostile, outputs.reports),
    "analyses": (4, document, outputs.analyses),
}
"""Share of the executions, how inputs are made, and what is done with them."""


def quiet() -> contextlib.redirect_stdout[io.StringIO]:
    return contextlib.redirect_stdout(io.StringIO())
