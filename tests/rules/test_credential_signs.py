from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecslint.facts import secrets


@pytest.mark.parametrize("kind", range(len(secrets.FORMS)))
def test_every_text_of_a_form_has_a_sign_of_it(kind: int) -> None:
    pattern = re.compile(secrets.FORMS[kind][1], re.ASCII)

    @settings(max_examples=12)
    @given(st.from_regex(pattern))
    def has_sign(text: str) -> None:
        assert any(sign in text for sign, of in secrets.SIGNS if of == kind)

    has_sign()
