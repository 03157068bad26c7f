"""``cost``, ``capacity`` and ``rollout`` on templates whose figures were derived by hand from AWS' documents.

Each file below ``tests/cases/vectors`` has its derivation and its source. Totals hold to the cent, addresses
to the address, times to the second, or within the range shown where AWS' texts can be read in two ways.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

CASES = Path(__file__).parent / "cases" / "vectors"


def vectors(kind: str) -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted((CASES / kind).glob("*.json"))]


def put(path: Path, folder: Path) -> tuple[dict[str, Any], str, dict[str, str]]:
    """Write the files of a vector; return it, its template's path, and what words of its command mean."""
    vector: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    file = folder / vector["file_name"]
    file.write_text(json.dumps(vector["input"]))
    words = {"FILE": str(file)}
    for word in ("context", "parameters"):
        if word in vector:
            other = folder / f"{word}.json"
            other.write_text(json.dumps(vector[word]))
            words[word.upper()] = str(other)
    return vector, str(file), words


def answer(vector: dict[str, Any], words: dict[str, str]) -> Any:
    done = invoke([words.get(word, word) for word in vector["command"].split()[1:]])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("path", vectors("cost"))
def test_cost(path: Path, tmp_path: Path) -> None:
    vector, _, words = put(path, tmp_path)
    found, wanted = answer(vector, words), vector["expected"]
    if wanted["monthly_low"] is None:
        gaps = [reason for estimate in found["estimates"] for reason in estimate["not_estimated"]]
        assert found["total"] is None or not found["total"]["complete"]
        assert any(wanted["not_estimated"] in reason for reason in gaps), gaps
        return
    assert found["total"]["monthly"] == {"low": wanted["monthly_low"], "high": wanted["monthly_high"]}
    assert found["total"]["complete"] is (wanted["not_estimated"] is None)


@pytest.mark.parametrize("path", vectors("capacity"))
def test_capacity(path: Path, tmp_path: Path) -> None:
    vector, file, words = put(path, tmp_path)
    plans = answer(vector, words)["plans"]
    rows = {row["name"]: row for plan in plans for row in plan["subnets"]}
    for name, figures in vector["expected"]["subnets"].items():
        assert {key: rows[name][key] for key in figures} == figures, name
    said = {problem["severity"] for plan in plans for problem in plan["problems"]}
    wanted = (vector["expected"]["problem"] or "").split(":")[0]
    if "host-port" in path.stem:  # not a matter of addresses: a rule of its own
        found = json.loads(invoke(["check", "--isolated", "--format", "json", file]).stdout)["findings"]
        said = {f["severity"] for f in found if f["rule"] == "ECS612"}
    assert ("error" in said, "warning" in said) == (wanted == "error", wanted == "warning")


@pytest.mark.parametrize("path", vectors("rollout"))
def test_rollout(path: Path, tmp_path: Path) -> None:
    vector, file, _ = put(path, tmp_path)
    words = []
    for key, value in vector["assumptions"].items():
        words += [f"--{key.replace('_', '-')}", str(value)]
    done = invoke(["rollout", "--isolated", "--format", "json", *words, file])
    (found,) = json.loads(done.stdout)["deployments"]
    wanted = vector["expected"]
    assert found["verdict"] == wanted["verdict"]
    if "circuit_breaker_threshold" in wanted:
        assert found["circuit_breaker_threshold"] == wanted["circuit_breaker_threshold"]
    if wanted["seconds"] is None:
        assert found["seconds"] is None
    elif "codedeploy-linear" not in path.stem:
        last = wanted.get("seconds_other_reading", wanted["seconds"])
        assert found["seconds"] == {"low": wanted["seconds"], "high": last}
    else:
        assert found["seconds"] == {"low": wanted["seconds"], "high": wanted["seconds"] + 60}
    for ours, theirs in (
        ("peak_tasks_running_or_pending", "peak_tasks"),
        ("peak_addresses", "peak_addresses"),
    ):
        if wanted[ours] is not None:
            assert found[theirs]["low"] <= wanted[ours] == found[theirs]["high"], theirs
