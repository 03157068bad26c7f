"""Values that runtimes and libraries refuse in variables of their own (ECS453)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecslint.facts.runtime_variables import GRAMMARS
from tests.command import invoke

REFUSED = {
    "PYTHONHASHSEED": ("yes", "-1", "4294967296"),
    "PYTHONMALLOC": ("jemalloc",),
    "PYTHONTRACEMALLOC": ("on",),
    "PYTHONUTF8": ("true",),
    "WEB_CONCURRENCY": ("max", "2.5"),
    "UV_THREADPOOL_SIZE": ("many",),
    "NODE_TLS_REJECT_UNAUTHORIZED": ("false",),
    "PGSSLMODE": ("required", "true"),
    "DJANGO_SETTINGS_MODULE": ("config/settings.py", "config.settings.py"),
    "AWS_RETRY_MODE": ("fast",),
    "AWS_MAX_ATTEMPTS": ("many",),
    "AWS_STS_REGIONAL_ENDPOINTS": ("global",),
    "AWS_DEFAULTS_MODE": ("fast",),
    "PHP_MEMORY_LIMIT": ("512MB", "1 G"),
    "DOTNET_GCHeapHardLimitPercent": ("75", "0x64"),
    "ASPNETCORE_HTTP_PORTS": ("http://+:80", "80,81"),
    "GOOGLE_APPLICATION_CREDENTIALS": ('{"type": "service_account"}',),
    "SENTRY_DSN": ("o1.ingest.sentry.io/2", "https://o1.ingest.sentry.io/2"),
    "CELERY_RESULT_BACKEND": ("postgresql://db.internal/a", "mysql+pymysql://db.internal/a"),
    "KC_PROXY": ("X-Forwarded-*",),
    "KC_PROXY_HEADERS": ("x-forwarded",),
}
TAKEN = {
    "PYTHONHASHSEED": ("random", "0", "3999999999"),
    "PYTHONMALLOC": ("malloc",),
    "PYTHONTRACEMALLOC": ("25",),
    "PYTHONUTF8": ("1",),
    "WEB_CONCURRENCY": ("4", "auto", "$(nproc)"),
    "UV_THREADPOOL_SIZE": ("16",),
    "NODE_TLS_REJECT_UNAUTHORIZED": ("0", "1"),
    "PGSSLMODE": ("require", "verify-full"),
    "DJANGO_SETTINGS_MODULE": ("config.settings", "settings"),
    "AWS_RETRY_MODE": ("standard", "Adaptive"),
    "AWS_MAX_ATTEMPTS": ("5",),
    "AWS_STS_REGIONAL_ENDPOINTS": ("regional",),
    "AWS_DEFAULTS_MODE": ("in-region",),
    "PHP_MEMORY_LIMIT": ("512M", "-1", "134217728", "1g"),
    "DOTNET_GCHeapHardLimitPercent": ("4B", "0x4B", "50", "63"),
    "ASPNETCORE_HTTP_PORTS": ("8080", "8080;8081"),
    "GOOGLE_APPLICATION_CREDENTIALS": ("/etc/gcp/key.json",),
    "SENTRY_DSN": ("https://0123abcd@o1.ingest.sentry.io/2", "", "${DSN}"),
    "CELERY_RESULT_BACKEND": ("db+postgresql://db.internal/a", "redis://r.internal:6379/0", "rpc://"),
    "KC_PROXY": ("edge",),
    "KC_PROXY_HEADERS": ("xforwarded",),
}


def reported(name: str, value: str, folder: Path) -> list[str]:
    """Return the messages of ECS453 on a variable of an image of which nothing is known."""
    container = {"name": "app", "image": "example/app:1", "environment": [{"name": name, "value": value}]}
    task = {"family": "web", "containerDefinitions": [{**container, "memory": 512}]}
    file = folder / "task-definition.json"
    file.write_text(json.dumps(task))
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    return [f["message"] for f in json.loads(result.stdout)["findings"] if f["rule"] == "ECS453"]


def test_each_grammar_is_tried() -> None:
    firsts = {grammar.names[0] for grammar in GRAMMARS}
    assert firsts == set(REFUSED) == set(TAKEN)


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in REFUSED.items() for v in values])
def test_a_value_is_refused(name: str, value: str, tmp_path: Path) -> None:
    [message] = reported(name, value, tmp_path)
    assert len(message) <= 180
    secret = next(grammar.secret for grammar in GRAMMARS if name in grammar.names)
    assert (value in message) is not secret


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in TAKEN.items() for v in values])
def test_a_value_is_taken(name: str, value: str, tmp_path: Path) -> None:
    assert reported(name, value, tmp_path) == []
