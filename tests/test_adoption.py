"""A repository that is not clean takes ecslint up: baseline, exceptions, severities; then only news."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.command import invoke
from tests.conftest import CORPUS

pytestmark = pytest.mark.needs("corpus")
FILES = 10


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with real files, each in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    found = sorted(path for path in (CORPUS / "wild").rglob("*") if path.suffix in (".json", ".yaml", ".yml"))
    for number, path in enumerate(found[:: max(1, len(found) // FILES)][:FILES]):
        (tmp_path / f"{number:02}").mkdir()
        shutil.copy(path, tmp_path / f"{number:02}" / path.name)
    return tmp_path


def check(*arguments: str) -> tuple[int, list[dict[str, object]]]:
    done = invoke(["check", "--no-cache", "--format", "json", *arguments])
    findings: list[dict[str, object]] = json.loads(done.stdout)["findings"]
    return done.exit_code, findings


def test_adoption(repository: Path) -> None:
    (repository / "ecslint.toml").write_text('baseline = ".ecslint-baseline.json"\nfail-on = "warning"\n')
    _, before = check("--no-ignores")
    assert len({finding["path"] for finding in before}) > 5
    assert invoke(["check", "--update-baseline"]).exit_code in (0, 2)
    assert check()[1] == [], "what was there is accepted"
    assert "stale" not in invoke(["check"]).stderr

    new = {"family": "new", "containerDefinitions": [{"name": "a", "image": "a:1", "memory": "512"}]}
    (repository / "new.json").write_text(json.dumps(new))
    status, findings = check()
    assert status in (1, 2)
    assert {finding["path"] for finding in findings} == {"new.json"}, "only what is new is reported"

    (repository / "ecslint.toml").write_text(
        'baseline = ".ecslint-baseline.json"\n[per-file-ignores]\n"new.json" = ["ALL"]\n'
    )
    assert check()[1] == [], "a file is left alone"

    rule = str(findings[0]["rule"])
    (repository / "ecslint.toml").write_text(
        f'baseline = ".ecslint-baseline.json"\n[severity]\n{rule} = "info"\n'
    )
    severities = {finding["severity"] for finding in check()[1] if finding["rule"] == rule}
    assert severities == {"info"}, "a rule counts less"

    first = next(finding for finding in before if str(finding["path"]).endswith(".json"))
    shutil.rmtree(Path(str(first["path"])).parent)
    assert f"stale baseline entry: {first['rule']}" not in invoke(["check", "new.json", "-q"]).stdout
    assert "stale baseline entry" in invoke(["check"]).stderr, "what is gone is said"
