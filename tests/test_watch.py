from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.cli import watch


def test_lints_at_the_start_and_after_each_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "td.json"
    file.write_text("{}")
    looks = iter(range(10))

    def pause(_: float) -> None:
        if next(looks) == 1:
            file.write_text('{"family": "web"}')

    monkeypatch.setattr(watch.time, "sleep", pause)
    runs: list[int] = []
    watch.watch((), lambda: runs.append(1), rounds=4)
    assert len(runs) == 2
    assert capsys.readouterr().out == "ecslint: linting\necslint: waiting for changes\n" * 2
