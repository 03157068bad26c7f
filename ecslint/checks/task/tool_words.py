"""Words that tools take for themselves, or no longer take (ECS415)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.words import words_of
from ecslint.finding import Problem, Problems
from ecslint.model.task import Container, TaskDefinition

_RUNS = regex(r"npm (?:run(?:-script)? [\w:.-]{1,60}|start|test)")
_NPM_OPTIONS = """
    --if-present --ignore-scripts --loglevel --prefix --quiet --silent --workspace --workspaces -d -q -s -w
"""
_OWN = frozenset(_NPM_OPTIONS.split())
"""Options of ``npm run`` itself (https://docs.npmjs.com/cli/v11/commands/npm-run, read 2026-11)."""
_APP = ("-A", "--app")


@check("ECS415")
def tool_takes_a_word_for_itself(container: Container, task: TaskDefinition) -> Problems:
    """Yield options behind ``npm run`` without ``--``, and an application at the end, as Celery 4 took it."""
    words = words_of(container)
    if not words or task.windows is not False or len(words) < 3:
        return
    texts = [text for text, _ in words]
    texts[0] = texts[0].rpartition("/")[2]
    length = next((n for n in (2, 3) if _RUNS.fullmatch(" ".join(texts[:n]))), None)
    if length is not None and len(texts) > length:
        option = texts[length]
        if option.startswith("-") and option != "--" and option.partition("=")[0] not in _OWN:
            message = f'npm takes "{option}" for itself and does not hand it on; put "--" before it'
            yield Problem(words[length][1], message)
        return
    if texts[0] == "celery" and texts[1] in ("worker", "beat", "flower", "status", "inspect"):
        index = next((i for i, text in enumerate(texts) if text.partition("=")[0] in _APP), None)
        if index is not None:
            message = (
                f'Celery 5 takes "{texts[index]}" before "{texts[1]}" only (no such option); put it there'
            )
            yield Problem(words[index][1], message)


_GUNICORN = ("asgi", "eventlet", "gevent", "gevent_pywsgi", "gevent_wsgi", "gthread", "sync", "tornado")
_OLD = frozenset({"gaiohttp"})
"""Kinds of workers of Gunicorn before 20."""
_CELERY = ("custom", "eventlet", "gevent", "prefork", "processes", "solo", "threads")
_KINDS = {
    "gunicorn": (("-k", "--worker-class"), _GUNICORN, "class uri invalid or not found"),
    "celery": (("-P", "--pool"), _CELERY, "no such pool"),
}
"""Options of servers that take a name or the path of a class: https://docs.gunicorn.org/en/stable/settings.html,
https://docs.celeryq.dev/en/stable/reference/cli.html (read 2026-11)."""
_CLOSE = {
    "uvicorn": "uvicorn.workers.UvicornWorker",
    "uvicorn.worker.UvicornWorker": "uvicorn.workers.UvicornWorker",
}


@check("ECS415")
def kind_of_worker_is_unknown(container: Container, task: TaskDefinition) -> Problems:
    """Yield a kind of worker that Gunicorn or Celery does not have."""
    words = words_of(container)
    if not words or task.windows is not False:
        return
    found = _KINDS.get(words[0][0].rpartition("/")[2])
    if found is None:
        return
    options, names, error = found
    for index, (word, place) in enumerate(words[1:], 1):
        option, equals, value = word.partition("=")
        if option not in options or (not equals and index + 1 >= len(words)):
            continue
        value, place = (value, place) if equals else words[index + 1]
        is_path = "." in value or ":" in value or "$" in value
        if value in names or value in _OLD or (is_path and value not in _CLOSE):
            continue
        better = f'use "{_CLOSE[value]}"' if value in _CLOSE else f"use one of {', '.join(names)}"
        yield Problem(place, f'"{value[:40]}" is not a kind of worker ({error}); {better}')
