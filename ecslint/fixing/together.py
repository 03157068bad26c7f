"""Fix files that are only understood together with others of their folder: one at a time, by edits of its
text."""

from __future__ import annotations

from ecslint.config.lookup import Configuration
from ecslint.documents.frontends import Frontend, frontend_for_path
from ecslint.engine.run import run
from ecslint.finding import Finding
from ecslint.fixing.edit import TextEdit
from ecslint.fixing.fix import Fixed, applied, is_better, is_wanted, key_of, reads_back, touch
from ecslint.source.read import InputError, read_bytes

ROUNDS = 20
_Chosen = list[tuple[Finding, list[TextEdit]]]


def is_read_together(path: str) -> bool:
    """Say whether a file is only understood together with others."""
    frontend = frontend_for_path(path)
    return frontend is not None and frontend.read_together is not None


def found_together(paths: list[str], configuration: Configuration) -> dict[str, list[Finding]]:
    """Return what is found in files as they are, by path, each read with the others of its kind."""
    found: dict[str, list[Finding]] = {path: [] for path in paths}
    by_frontend: dict[str, list[str]] = {}
    for path in paths:
        frontend = frontend_for_path(path)
        if frontend is not None:
            by_frontend.setdefault(frontend.reader, []).append(path)
    for alike in by_frontend.values():
        frontend = frontend_for_path(alike[0])
        assert frontend is not None
        for finding in run(frontend.read_together(alike, []), configuration).findings:
            if finding.path in found:
                found[finding.path].append(finding)
    return found


def fix_together(path: str, text: str, configuration: Configuration, *, unsafe: bool = False) -> Fixed:
    """Return the text with everything fixed that its literals allow; ``unsafe``: also what changes the
    meaning."""
    frontend = frontend_for_path(path)
    assert frontend is not None
    findings = _lint(frontend, path, text, configuration)
    fixed: list[Finding] = []
    refused: set[tuple[str, str, str]] = set()
    for _ in range(ROUNDS):
        candidates = [
            (f, _edits(f, path)) for f in findings if is_wanted(f, unsafe) and key_of(f) not in refused
        ]
        attempts = [_compatible(candidates)]
        done: _Chosen = []
        while attempts and not done:
            attempt = attempts.pop(0)
            new = applied(text, [edit for _, edits in attempt for edit in edits])
            if attempt and new != text and reads_back(new, path):
                after = _lint(frontend, path, new, configuration)
                if is_better(findings, after, [finding for finding, _ in attempt]):
                    text, findings, done = new, after, attempt
                    break
            if len(attempt) > 1:
                attempts += [[single] for single in attempt]
            refused |= {key_of(finding) for finding, _ in attempt} if len(attempt) == 1 else set()
        fixed += [finding for finding, _ in done]
        if not done:
            break
    wanted = [f for f in findings if is_wanted(f, unsafe) and key_of(f) in refused]
    reason = "the file would not be better with it"
    return Fixed(text, fixed, findings, [(finding, reason) for finding in wanted])


def _lint(frontend: Frontend, path: str, text: str, configuration: Configuration) -> list[Finding]:
    """Lint the module of a file with ``text`` in its place; return what is found in the file itself."""
    errors: list[InputError] = []

    def content(name: str) -> bytes:
        return text.encode("utf-8", "surrogatepass") if name == path else read_bytes(name)

    units = list(frontend.read_together([path], errors, content))
    return [finding for finding in run(units, configuration).findings if finding.path == path]


def _edits(finding: Finding, path: str) -> list[TextEdit]:
    """Return the edits of a fix, none if one of them is in another file or no edit of the text."""
    changes = finding.fix.edits if finding.fix is not None else ()
    if any(change.op != "write" or change.path != path for change in changes):
        return []
    return [TextEdit(*change.value) for change in changes]


def _compatible(candidates: _Chosen) -> _Chosen:
    """Return the fixes whose edits do not touch each other."""
    chosen: _Chosen = []
    taken: list[TextEdit] = []
    for finding, edits in candidates:
        if edits and not any(touch(a, b) for a in edits for b in taken):
            taken += edits
            chosen.append((finding, edits))
    return chosen
