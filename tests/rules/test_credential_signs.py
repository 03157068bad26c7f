from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecslint.facts import secrets


@pytest.mark.parametrize(("kind", "form"), secrets.FORMS)
def test_every_text_of_a_form_has_a_sign(kind: str, form: str) -> None:
    pattern = re.compile(form, re.ASCII)

    @settings(max_examples=30, deadline=None, database=None)
    @given(st.from_regex(pattern))
    def has_sign(text: str) -> None:
        assert any(sign in text for sign in secrets.SIGNS)

    has_sign()
