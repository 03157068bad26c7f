"""``ecslint rollout`` on vectors with derived figures, where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path

from tests.rollout.test_command import rollout


def test_vectors(tmp_path: Path, corpus: Path) -> None:
    for path in sorted((corpus / "vectors" / "rollout").glob("*.json")):
        vector = json.loads(path.read_text())
        file = tmp_path / vector["file_name"]
        file.write_text(json.dumps(vector["input"]))
        words = []
        for key, value in vector["assumptions"].items():
            words += [f"--{key.replace('_', '-')}", str(value)]
        result = rollout("--format", "json", "--region", "us-east-1", *words, str(file))
        (found,) = json.loads(result.stdout)["deployments"]
        wanted = vector["expected"]
        assert found["verdict"] == wanted["verdict"], path.name
        assert found["timeline"] == wanted["timeline"], path.name
        assert found["extra_task_hours"] == wanted["extra_task_hours"], path.name
        for key, name in (
            ("seconds", "seconds"),
            ("peak_tasks", "peak_tasks_running_or_pending"),
            ("peak_addresses", "peak_addresses"),
        ):
            if wanted[name] is not None:
                assert found[key]["low"] <= wanted[name] <= found[key]["high"], (path.name, key)
