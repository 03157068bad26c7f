"""What never changes what is found, whatever the document (``ECSLINT_EXAMPLES`` sets how many are tried)."""

from __future__ import annotations

import contextlib
import copy
import json
import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.documents.copilot import is_manifest
from ecslint.engine.run import Result, run
from ecslint.finding import Finding, Severity
from ecslint.fixing.fix import fix_text
from ecslint.report import Options, formats, render
from ecslint.source.read import load
from tests.fuzz import mutate
from tests.fuzz.material import as_json, as_yaml, documents
from tests.share import share
from tests.test_formats import rules_in

ISOLATED = Configuration(isolated=True)
EXAMPLES = int(os.environ.get("ECSLINT_EXAMPLES", "30"))
SHARE = 9
"""The usual run takes one of so many documents that are in order, the exhaustive one all."""
UNKNOWN = ("${ANYTHING}", "{{ anything }}")
UNRESOLVED: tuple[Any, ...] = ({"Ref": "NotKnown"}, {"Fn::ImportValue": "unknown"})

trials = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="ECSLINT_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)
randoms = st.integers(0, 2**32).map(Random)


def lint(text: str, name: str = "x.json") -> Result:
    result = run([read(document) for document in load(name, text.encode("utf-8", "replace"))], ISOLATED)
    assert result.crashes == []
    return result


def is_template(data: Any) -> bool:
    return isinstance(data, dict) and isinstance(data.get("Resources"), dict)


def errors(result: Result) -> list[str]:
    return [f"{f.rule} {f.pointer}: {f.message}" for f in result.findings if f.severity is Severity.ERROR]


@cache
def good() -> tuple[Any, ...]:
    """Return the documents of pages and examples that are known to be in order."""
    return tuple(data for data in share(documents(), SHARE) if is_in_order(lint(as_json(data))))


def is_in_order(result: Result) -> bool:
    return not errors(result) and all(unit.kind != "unrecognised" for unit in result.units)


def routes(node: Any, route: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, child in items:
        yield (*route, step)
        yield from routes(child, (*route, step))


def at(data: Any, route: tuple[Any, ...]) -> Any:
    for step in route:
        data = data[step]
    return data


def replaced(data: Any, route: tuple[Any, ...], value: Any) -> Any:
    data = copy.deepcopy(data)
    holder = data
    for step in route[:-1]:
        holder = holder[step]
    holder[route[-1]] = value
    return data


@trials
@given(randoms)
def test_what_is_unknown_is_no_error(random: Random) -> None:
    data = random.choice(good())
    places = [route for route in routes(data) if route[0] not in ("Transform", "AWSTemplateFormatVersion")]
    if is_template(data):
        # Expressions stand in properties; CloudFormation allows none in names, types or conditions' names.
        places = [r for r in places if r[0] == "Resources" and len(r) > 3 and r[2] == "Properties"]
        places = [r for r in places if not any(str(s).startswith("Fn::") or s == "Ref" for s in r)]
    if not places:
        return
    route = random.choice(places)
    value = random.choice(UNRESOLVED if is_template(data) else UNKNOWN)
    if str(route[-1]).endswith("SecurityGroupId"):
        return  # a group that the template makes is surely not one that comes from outside
    if "Hooks" in data and isinstance(value, dict) and "Fn::ImportValue" in value:
        return  # a template with CodeDeploy's blue/green hook may not import anything
    if is_template(data) and value == {"Ref": "NotKnown"}:
        if isinstance(at(data, route), dict):
            return  # it is unknown whether the function there gives a text or a list
        # A text in the place of a list, and a list in that of a text, is an error whatever they hold.
        kind = "CommaDelimitedList" if isinstance(at(data, route), list) else "String"
        data = {**data, "Parameters": {**data.get("Parameters", {}), "NotKnown": {"Type": kind}}}
    assert errors(lint(as_json(replaced(data, route, value)))) == [], (route, value)


def shuffled(random: Random, node: Any) -> Any:
    if isinstance(node, dict):
        keys = list(node)
        random.shuffle(keys)
        return {key: shuffled(random, node[key]) for key in keys}
    return [shuffled(random, item) for item in node] if isinstance(node, list) else node


def told(result: Result) -> Counter[tuple[str, str, str]]:
    """Return rule, severity and pointer of each finding: what is left when places differ."""
    # Of dozens of nulls only the first is pointed at.
    nulls = "ECS014"
    return Counter((f.rule, str(f.severity), "" if f.rule == nulls else f.pointer) for f in result.findings)


@trials
@given(randoms)
def test_the_way_it_is_written_does_not_change_what_is_found(random: Random) -> None:
    data = mutate.grafted(random) if random.random() < 0.5 else random.choice(documents())
    expected = told(lint(as_json(data, 1)))
    for text in (
        as_json(data),
        as_json(data, 2).replace("\n", "\r\n"),
        as_json(data).replace(",", " ,\t"),
    ):
        with contextlib.suppress(ValueError):  # a tab in a string is no JSON, nor is half a character
            if json.loads(text.encode()) == data:
                assert told(lint(text)) == expected


@trials
@given(randoms)
def test_the_order_of_keys_does_not_change_what_is_found(random: Random) -> None:
    data = random.choice(documents())
    assert told(lint(as_json(shuffled(random, data)))) == told(lint(as_json(data)))


@trials
@given(randoms)
def test_json_and_yaml_are_the_same(random: Random) -> None:
    data = random.choice(documents())
    text = as_yaml(data, flow=random.random() < 0.3)
    (document,) = load("x.yml", text.encode())
    of_one = "terraform_version" in data or is_manifest(document) is not None  # plans are JSON, these YAML
    if document.data == data and not of_one:
        assert _alike(told(lint(text, "x.yml"))) == _alike(told(lint(as_json(data))))


def _alike(found: Counter[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return findings without the severity of wrong types: a number for a string only warns in YAML."""
    rows = [(rule, "" if rule == "ECS011" else severity, place) for rule, severity, place in found.elements()]
    return sorted(rows)


@trials
@given(randoms)
def test_linting_is_deterministic(random: Random) -> None:
    text = as_json(mutate.grafted(random))
    assert repr(lint(text).findings) == repr(lint(text).findings)  # what is unknown equals only itself


@trials
@given(randoms)
def test_files_do_not_influence_each_other(random: Random) -> None:
    texts = {f"{folder}/x.json": as_json(random.choice(documents())) for folder in "abc"}

    def found(paths: list[str]) -> dict[str, list[Finding]]:
        units = [read(document) for path in paths for document in load(path, texts[path].encode())]
        linked = {unit.kind for unit in units} & {
            "service",
            "run-task",
            "task-set",
            "appspec",
            "image-definitions",
            "cloudformation",
        }
        findings = run(units, ISOLATED).findings
        return {} if linked else {path: [f for f in findings if f.path == path] for path in paths}

    together = found(list(texts))
    assert together in ({}, {path: found([path])[path] for path in together})


@trials
@given(randoms)
def test_every_format_reports_the_same(random: Random) -> None:
    result = lint(as_json(mutate.grafted(random), 1))
    expected = sorted(finding.rule for finding in result.findings)
    form = random.choice(formats())
    assert sorted(rules_in(form, "".join(render(form, result, Options())))) == expected, form


@trials
@given(randoms)
def test_a_fix_adds_nothing_and_is_done_once(random: Random) -> None:
    data = mutate.grafted(random)
    name, text = ("x.json", as_json(data, 2)) if random.random() < 0.6 else mutate.written(random, data)
    unsafe = random.random() < 0.5
    before = lint(text, name)
    fixed = fix_text(name, text, ISOLATED, unsafe=unsafe)
    after = lint(fixed.text, name)
    if fixed.fixed:
        # Advice that a fix makes appear elsewhere does not count against the fix of something graver.
        grave = max(finding.severity for finding in fixed.fixed)
        had = Counter(f.rule for f in before.findings if f.severity >= grave)
        has = Counter(f.rule for f in after.findings if f.severity >= grave)
        assert not has - had
        assert has.total() < had.total()
    assert fix_text(name, fixed.text, ISOLATED, unsafe=unsafe).text == fixed.text


# A task definition in a template: names are written with capitals, and CloudFormation coerces "256" to 256.
# Findings about the notation of names and types (ECS01x) and those that only stacks have are set aside.

ASIDE = ("ECS01",)


def in_template(node: Any, free: bool = False) -> Any:
    """Return a task definition as properties of a template; maps of the user's own names stay as they are."""
    if isinstance(node, dict):
        return {
            key if free else key[:1].upper() + key[1:]: in_template(
                value, key in ("options", "dockerLabels", "driverOpts", "labels")
            )
            for key, value in node.items()
        }
    return [in_template(item) for item in node] if isinstance(node, list) else node


@cache
def tasks() -> tuple[Any, ...]:
    return tuple(
        d for d in documents() if isinstance(d, dict) and "containerDefinitions" in d and "family" in d
    )


def bare(result: Result, drop: int) -> set[tuple[str, str]]:
    return {
        (f.rule, "/".join(f.pointer.split("/")[drop:]).lower())
        for f in result.findings
        if not f.rule.startswith(ASIDE) and f.severity is Severity.ERROR
    }


@trials
@given(randoms)
def test_a_task_definition_is_judged_alike_in_a_template(random: Random) -> None:
    data = random.choice(tasks())
    if any(f.rule.startswith(ASIDE) for f in lint(as_json(data)).findings):
        return
    if "trustedExecutionConfiguration" in data:
        return  # the API has it, CloudFormation's schema does not yet
    template = {"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": in_template(data)}}}
    found = lint(as_json(template))
    if any(f.rule.startswith(ASIDE) and f.severity is Severity.ERROR for f in found.findings):
        return  # CloudFormation's schema requires other members than the API, and lacks some
    assert bare(found, 4) == bare(lint(as_json(data)), 1)
