"""Fix findings: text edits, applied until nothing changes any more, checked before anything is written.

Every step is verified: the new text must read back as exactly the data that the change describes, and linting
it again must give fewer findings and none that was not there before. What does not pass is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import Selections, run
from ecslint.finding import Edit, Finding, Fix
from ecslint.fixing.edit import CannotEditError, TextEdit, changed_data, same, text_edit
from ecslint.source.document import Document
from ecslint.source.read import load

if TYPE_CHECKING:
    from ecslint.project.deployment_tools import Folders

ROUNDS = 100
_FRAGILE = frozenset({"invalid-syntax", "duplicate-key", "alias-bomb", "too-deep", "not-utf8", "empty"})
"""Problems of the notation in whose presence only cuts are made: other places may not be what they seem."""


class Fixed(NamedTuple):
    """A fixed text, what was fixed, and what is left."""

    text: str
    """The text after the fixes."""
    fixed: list[Finding]
    """The findings that were fixed."""
    left: list[Finding]
    """What linting finds in the text as it is now."""
    refused: list[tuple[Finding, str]]
    """Findings of ``left`` whose fix was wanted and not made, with the reason."""


_Key = tuple[str, str, str]
_Reasons = dict[_Key, str]
"""Why fixes were not made, by what tells their findings apart."""


class Linting:
    """Lints texts one by one, as if there were no others."""

    def __init__(self, configuration: Configuration, *, many: bool = False) -> None:
        """Lint with a configuration; ``many``: texts enough for what they share to be worked out before."""
        self.configuration = configuration
        self._selections: Selections | None = {} if many else None
        self._folders: Folders = {}

    def lint(self, path: str, text: str) -> list[Finding]:
        """Return what is found in a text."""
        units = (read(document) for document in load(path, text.encode("utf-8", "surrogatepass")))
        return run(units, self.configuration, selections=self._selections, folders=self._folders).findings


def fix_text(path: str, text: str, configuration: Configuration, *, unsafe: bool = False) -> Fixed:
    """Return the text with everything fixed that can be; ``unsafe``: also what changes the meaning."""
    return fix_one_of_many(Linting(configuration), path, text, unsafe=unsafe)


def fix_one_of_many(linting: Linting, path: str, text: str, *, unsafe: bool) -> Fixed:
    """Do what ``fix_text`` does with what is kept from text to text."""
    fixed: list[Finding] = []
    findings = linting.lint(path, text)
    refused: set[_Key] = set()
    reasons: _Reasons = {}
    for _ in range(ROUNDS):
        fixable = [f for f in findings if is_wanted(f, unsafe)]
        candidates = [f for f in fixable if key_of(f) not in refused]
        before = _Before(path, text, findings, linting)
        done, text, findings = _round(before, candidates, refused, reasons)
        fixed += done
        if not done:
            # What did no good before may do so now that others are fixed.
            if not refused or not fixed or len(candidates) == len(fixable):
                break
            refused.clear()
    wanted = [f for f in findings if is_wanted(f, unsafe)]
    return Fixed(text, fixed, findings, [(f, reasons[key_of(f)]) for f in wanted if key_of(f) in reasons])


def edits_of(finding: Finding, documents: list[Document]) -> list[TextEdit]:
    """Return the edits that fix one finding in its file; none where it cannot be fixed on its own.

    ``documents`` are those of the file. The text that the edits give reads back as exactly what the fix says;
    unlike ``fix_text``, nothing is linted again.
    """
    chosen = list(_compatible([finding], documents, {})) if finding.fix is not None else []
    edits = [edit for _, own in chosen for edit in own]
    if not edits:
        return []
    path, text = documents[0].path, documents[0].text
    return edits if _reads_back(path, applied(text, edits), documents, [finding]) else []


def is_wanted(finding: Finding, unsafe: bool) -> bool:
    """Say whether a finding has a fix that is to be made."""
    return finding.fix is not None and (finding.fix.safe or unsafe)


def key_of(finding: Finding) -> _Key:
    """Return what tells a finding from others while the text changes."""
    return finding.rule, finding.pointer, finding.message


def lint(path: str, text: str, configuration: Configuration) -> list[Finding]:
    """Lint one text on its own."""
    return Linting(configuration).lint(path, text)


class _Before(NamedTuple):
    """A text before a round of fixes, and what is found in it."""

    path: str
    text: str
    findings: list[Finding]
    linting: Linting


def _round(
    before: _Before, candidates: list[Finding], refused: set[_Key], reasons: _Reasons
) -> tuple[list[Finding], str, list[Finding]]:
    """Apply what goes together; if that does no good, halves of it, down to single fixes that are refused."""
    path, text, findings, linting = before
    documents = load(path, text.encode("utf-8", "surrogatepass"))
    chosen = list(_compatible(candidates, documents, reasons))
    attempts = [chosen] if chosen else []
    while attempts:
        attempt = attempts.pop(0)
        new = applied(text, [edit for _, edits in attempt for edit in edits])
        reason = "the new text would not read back as what is meant"
        if new != text and _reads_back(path, new, documents, [f for f, _ in attempt]):
            after = linting.lint(path, new)
            if is_better(findings, after, [finding for finding, _ in attempt]):
                return [finding for finding, _ in attempt], new, after
            reason = _worse(findings, after)
        if len(attempt) > 1:
            middle = len(attempt) // 2
            attempts += [attempt[:middle], attempt[middle:]]
        else:
            refused.add(key_of(attempt[0][0]))
            reasons[key_of(attempt[0][0])] = reason
    return [], text, findings


def _worse(before: list[Finding], after: list[Finding]) -> str:
    """Say why a text is not better than the one before."""
    new = Counter(finding.rule for finding in after) - Counter(finding.rule for finding in before)
    if new:
        return f"the new text would have findings that this one has not ({', '.join(sorted(new))})"
    return "the finding would stay"


def _compatible(
    candidates: list[Finding], documents: list[Document], reasons: _Reasons
) -> Iterator[tuple[Finding, list[TextEdit]]]:
    """Yield the fixes whose edits do not touch each other; ``reasons`` gets why others cannot be made."""
    fragile = any(problem.kind in _FRAGILE for document in documents for problem in document.problems)
    taken: list[TextEdit] = []
    for finding in candidates:
        assert finding.fix is not None
        if fragile and any(change.op != "cut" for change in finding.fix.edits):
            reasons[key_of(finding)] = "the notation of the file has mistakes that come first"
            continue
        try:
            edits = _edits(finding.fix, documents)
        except CannotEditError as error:
            reasons[key_of(finding)] = str(error)
            continue
        if edits and not any(touch(a, b) for a in edits for b in taken):
            taken += edits
            yield finding, edits


def _edits(fix: Fix, documents: list[Document]) -> list[TextEdit]:
    """Return the edits of a fix; raises ``CannotEditError`` if any of its changes cannot be made."""
    if len(documents) != 1:
        raise CannotEditError("the file holds several documents")
    if any(change.path != documents[0].path for change in fix.edits):
        raise CannotEditError("it changes another file")
    try:
        edits = [text_edit(documents[0], change) for change in fix.edits]
        if any(touch(a, b) for i, a in enumerate(edits) for b in edits[:i]):
            return [_one_by_one(fix, documents[0])]
    except (LookupError, TypeError):
        raise CannotEditError("the file does not write the value in a way that can be changed") from None
    return edits


def _one_by_one(fix: Fix, document: Document) -> TextEdit:
    """Return the edit that makes changes which touch each other, such as removing the last members."""
    old = new = document.text
    for change in _in_order(fix.edits):
        new = applied(new, [text_edit(document, change)])
        (document,) = load(document.path, new.encode("utf-8", "surrogatepass"))
    start = _alike(old, new)
    same_end = _alike(old[start:][::-1], new[start:][::-1])
    return TextEdit(start, len(old) - same_end, new[start : len(new) - same_end])


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _in_order(changes: Iterable[Edit]) -> list[Edit]:
    """Return changes with removals last and from the end, so that earlier indices still hold."""
    return sorted(changes, key=lambda c: (c.op == "remove", _descending(c.route)))


def touch(a: TextEdit, b: TextEdit) -> bool:
    """Say whether two edits cannot be made together. Two cuts may meet: what they leave is read back."""
    if not a.text and not b.text:
        return a.start < b.end and b.start < a.end
    return a.start <= b.end and b.start <= a.end


def applied(text: str, edits: list[TextEdit]) -> str:
    """Return a text after edits that do not touch each other."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _reads_back(path: str, new: str, documents: list[Document], findings: list[Finding]) -> bool:
    """Say whether the new text holds the old data with exactly the changes of the fixes."""
    if documents[0].syntax == "hcl":
        return reads_back(new, path)
    expected = documents[0].data
    try:
        changes = [change for finding in findings if finding.fix for change in finding.fix.edits]
        for change in _in_order(changes):
            expected = changed_data(expected, change)
    except (CannotEditError, LookupError, TypeError):
        return False
    again = load(path, new.encode("utf-8", "surrogatepass"))
    return len(again) == 1 and same(again[0].data, expected)


def reads_back(text: str, path: str) -> bool:
    """Say whether a text is HCL, or JSON in a file of that name, without a mistake."""
    if path.endswith(".json"):
        import json

        try:
            json.loads(text)
        except ValueError:
            return False
        return True
    from ecslint.source.hcl.parser import parse_hcl

    return not parse_hcl(text)[1]


def _descending(route: tuple[str | int, ...]) -> list[tuple[int, str]]:
    return [(-step, "") if isinstance(step, int) else (0, step) for step in route]


def is_better(before: list[Finding], after: list[Finding], fixed: list[Finding]) -> bool:
    """Say whether fixes leave fewer findings and none that was not there before (places may have moved).

    Fixes are judged by the severity that they fix: advice that appears elsewhere does not veto the fix of
    an error.
    """
    least = min(finding.severity for finding in fixed)
    had = Counter(finding.rule for finding in before if finding.severity >= least)
    has = Counter(finding.rule for finding in after if finding.severity >= least)
    return has.total() < had.total() and not any(count > had[rule] for rule, count in has.items())
