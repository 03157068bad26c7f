"""Emacs itself, without a screen: its own client eglot, with the line that the documents give."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from tests.conftest import HANGS, ROOT
from tests.server.test_diagnostics import TASK

STEPS = """
(require 'eglot)
(defun wait (what test)
  (let ((left 45000))
    (while (and (not (funcall test)) (> left 0)) (accept-process-output nil 0.02) (setq left (1- left)))
    (unless (funcall test) (message "never came: %s" what) (kill-emacs 3))))
(defun has (code)
  (flymake-start)
  (let ((found nil))
    (dolist (each (flymake-diagnostics) found)
      (when (string-match code (flymake-diagnostic-text each)) (setq found t)))))
SNIPPET
(find-file "td.json")
(apply #'eglot--connect (eglot--guess-contact))
(wait "the server" #'eglot-current-server)
(wait "the finding" (lambda () (has "ECS101")))
(goto-char (point-min))
(search-forward "600")
(replace-match "512")
(eglot--signal-textDocument/didChange)
(wait "its end" (lambda () (not (has "ECS101"))))
(message "seen")
(set-buffer-modified-p nil)
(kill-emacs 0)
"""


def snippet() -> str:
    """Return what the documents say for Emacs, without the part that needs a screen."""
    text = (ROOT / "editors" / "README.md").read_text(encoding="utf-8")
    code = text.partition("```elisp\n")[2].partition("```")[0]
    return code.partition("(dolist")[0]


@pytest.mark.needs("eglot")
def test_eglot_shows_findings_and_their_end(tmp_path: Path) -> None:
    (tmp_path / "td.json").write_text(TASK.replace('"512"', '"600"'))
    (tmp_path / "steps.el").write_text(STEPS.replace("SNIPPET", snippet()))
    environment = {
        "HOME": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        ["emacs", "--batch", "-l", "steps.el"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "seen" in done.stderr
