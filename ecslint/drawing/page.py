"""The shell of a page: one file that needs no network, and a policy under which only its own script runs."""

from __future__ import annotations

import os
from base64 import b64encode
from functools import cache
from hashlib import sha256

from ecslint.drawing.markup import Markup, element


@cache
def asset(name: str) -> str:
    """Return a style sheet or a script of this room."""
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return file.read()


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def page(title: str, body: Markup, *, styles: str, script: str = "") -> str:
    """Return a whole page.

    Its content security policy admits the style sheet and the script that are given here, by their hashes,
    and nothing else: no other script, no address, no form.
    """
    policy = ["default-src 'none'", f"style-src {_hash(styles)}", "base-uri 'none'", "form-action 'none'"]
    if script:
        policy.append(f"script-src {_hash(script)}")
    head = [
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content="; ".join(policy)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", Markup(styles)),
    ]
    end = element("script", Markup(script)) if script else None
    content = element("html", element("head", *head), element("body", body, end), lang="en")
    return f"<!doctype html>\n{content}\n"
