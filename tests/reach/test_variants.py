"""Variants of whole stacks: each cut is told at its place and by its severity, each twin is silent."""

from __future__ import annotations

import json

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import run
from ecslint.finding import Finding
from ecslint.source.read import load
from tests.reach import variants_fleets, variants_network, variants_reports, variants_roles
from tests.reach.variants import SILENT, VARIANTS, Json, Silent, Variant

pytestmark = pytest.mark.same_everywhere

ASIDE = frozenset({"ECS523", "ECS551", "ECS560"})
"""Advice on deployments and addresses that all of the bases get."""
__all__ = [
    "variants_fleets",
    "variants_network",
    "variants_reports",
    "variants_roles",
]  # they note their variants


def told(made: Json) -> list[Finding]:
    """Return the errors and warnings on a template."""
    documents = load("template.json", json.dumps(made).encode())
    result = run([read(document) for document in documents], Configuration(isolated=True))
    assert result.crashes == []
    return [f for f in result.findings if str(f.severity) != "info" and f.rule not in ASIDE]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_cut_is_told_and_its_twin_is_silent(variant: Variant) -> None:
    good, bad = variant.base(), variant.base()
    variant.change(good, False)
    variant.change(bad, True)
    assert [(f.rule, f.message) for f in told(good)] == []
    found = told(bad)
    named = [f for f in found if f.pointer.split("/")[2] in variant.places]
    assert named, [(f.rule, f.pointer, f.message) for f in found]
    assert variant.severity == "warning" or "error" in {str(f.severity) for f in named}


@pytest.mark.parametrize("variant", SILENT, ids=lambda variant: variant.name)
def test_what_may_work_is_not_told(variant: Silent) -> None:
    made = variant.base()
    variant.change(made)
    assert [(f.rule, f.pointer, f.message) for f in told(made)] == []
