"""Regular expressions as Go reads them; the expectations were compared with google-re2."""

from __future__ import annotations

import pytest

from ecslint.runtime.go_regexp import fault


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        r"^\d{4}-\d{2}-\d{2}",
        r"\[(?:0[1-9]|1[0-2])\]",
        "a{,3}",
        "a{1000}",
        "x{01}",
        "[]a]",
        "[^]]",
        "[a-]",
        "[-a]",
        "[[:alpha:]_]",
        r"[\d\-x]",
        "(?i)error",
        "(?P<level>INFO)(?<rest>.*)",
        "(?i-s:a)",
        r"\Qa*b\E*",
        r"\x{1F600}\x41\07\012",
        r"\pN\p{Greek}\P{^Lu}",
        r"\A\b\Bend\z",
        "a??b*?c+?",
        "|a|",
    ],
)
def test_compiles(pattern: str) -> None:
    assert fault(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        (r"[\d{4}-(?:0[1-9]", "invalid character class range: `}-(`"),
        ("[abc", "missing closing ]: `[abc`"),
        ("[", "missing closing ]: `[`"),
        ("[z-a]", "invalid character class range: `z-a`"),
        ("[[:alphabet:]]", "invalid character class range: `[:alphabet:]`"),
        (r"[a-\d]", r"invalid escape sequence: `\d`"),
        ("(a", "missing closing ): `(a`"),
        ("a)", "unexpected ): `a)`"),
        ("*a", "missing argument to repetition operator: `*`"),
        ("(|+)", "missing argument to repetition operator: `+`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("a{2}{3}", "invalid nested repetition operator: `{2}{3}`"),
        ("a++", "invalid nested repetition operator: `++`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("a{3,2}", "invalid repeat count: `{3,2}`"),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?<=a)b", "invalid or unsupported Perl syntax: `(?<=`"),
        ("(?<na me>a)", "invalid named capture: `(?<na me>a)`"),
        ("(?P<a>.)(?P<a>.)", "duplicate capture group name: `a`"),
        (r"(a)\1", r"invalid escape sequence: `\1`"),
        (r"a\Z", r"invalid escape sequence: `\Z`"),
        (r"\x{110000}", r"invalid escape sequence: `\x{110000}`"),
        (r"\pQ", r"invalid character class range: `\pQ`"),
        ("a\\", "trailing backslash at end of expression: ``"),
    ],
)
def test_does_not_compile(pattern: str, error: str) -> None:
    assert fault(pattern) == error
