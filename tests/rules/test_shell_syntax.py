"""The structure of a shell's text: what every shell refuses is told, and nothing else (ECS420, ECS492)."""

from __future__ import annotations

import pytest

from ecslint.checks._shared.shell_syntax import syntax_fault

RUNS = (
    "npm run migrate && npm start",
    'if [ "$A" = 1 ]; then x; fi',
    "if a; then b; elif c; then d; else e; fi && f",
    "while true; do sleep 1; done &",
    "for f in *.sh; do sh $f; done",
    "a || (b; exit 1)",
    "a && (b || c) && d",
    "x || { echo a; exit 1; }",
    "a ||\nb",
    "if a\nthen b\nelse\nc\nfi",
    "f() { a; }; f",
    "a=(1 2); echo",
    "a >/dev/null 2>&1 || exit 1",
    'echo "a && " && b',
    "echo done fi }",
    "A=1 B=2 cmd # && ",
    "! ; b",
    "a &\n\nb;",
    'trap "a" TERM; b & wait $!',
    "echo $(if a; then b; fi)",
    "cat <<EOF\n&& \nEOF",
    "exec for then",
    "exec 3>&1 && a",
    "time if a; then b; fi",
    "time -p a; time && b",
    "curl -f http://a/?x=1&y=2 || exit 1",
)
REFUSED = {
    "if a; then b; c": 'expecting "fi"',
    "if a then b; fi": 'has no "then"',
    "for i in 1 2; sleep 1; done": 'has no "do"',
    "while a; do b": 'expecting "done"',
    "(a && b": 'expecting ")"',
    "x || { a; exit 1 }": 'expecting "}"',
    "a &&": "no command follows",
    "(a &&)": "no command follows",
    "&& a": "at the start",
    "a &; b": 'behind "&"',
    "a || && b": 'behind "||"',
    "a\n&& b": "no command before it",
    "a;; b": 'outside of "case"',
    "a; fi": "closes nothing",
    "a)": "closes nothing",
    "then a": "stands where none belongs",
    "if a; then; b; fi": 'behind "then"',
}
"""Texts that neither dash nor bash reads, and a part of what is told (compared with both in 2026-11)."""


@pytest.mark.parametrize("text", RUNS)
def test_what_a_shell_reads_has_no_fault(text: str) -> None:
    assert syntax_fault(text) is None


@pytest.mark.parametrize("text", REFUSED)
def test_what_no_shell_reads_has_one(text: str) -> None:
    fault = syntax_fault(text)
    assert fault is not None
    assert REFUSED[text] in fault
