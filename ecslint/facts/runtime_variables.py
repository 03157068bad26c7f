"""Values that runtimes and libraries take from variables of their own, whatever the image.

Sources, read 2026-11: https://docs.python.org/3/using/cmdline.html#environment-variables (tried with CPython
3.11), https://docs.gunicorn.org/en/stable/settings.html#workers and uvicorn's ``config.py`` (``int()`` of
``WEB_CONCURRENCY``), https://puma.io/puma/ (``auto``), https://nodejs.org/api/cli.html
(``NODE_TLS_REJECT_UNAUTHORIZED``: "If value equals '0'"; ``UV_THREADPOOL_SIZE``, read by ``atoi``),
https://www.postgresql.org/docs/current/libpq-connect.html (``sslmode``; tried with libpq 17),
https://docs.djangoproject.com/en/stable/topics/settings/ (tried with Django 5), botocore's ``args.py``,
https://www.php.net/manual/en/faq.using.php#faq.using.shorthandbytes,
https://learn.microsoft.com/dotnet/core/runtime-config/garbage-collector (hexadecimal),
https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/endpoints (ports alone),
https://cloud.google.com/docs/authentication/application-default-credentials#GAC (a path), Sentry's
``sentry_sdk/utils.py`` (``BadDsn``), Celery's ``backends/__init__.py`` (aliases; SQL behind ``db+``),
https://docs.redhat.com/en/documentation/red_hat_build_of_keycloak/24.0/html/server_guide/reverseproxy-relevant-options.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ecslint.base.pattern import regex


class Grammar(NamedTuple):
    """What the values of variables look like, and what happens otherwise."""

    names: tuple[str, ...]
    """Names of variables."""
    allowed: re.Pattern[str]
    """What the whole value matches."""
    program: str
    """What reads it."""
    error: str
    """What happens otherwise, in the words of the program where it has some."""
    use: str
    """What to use, behind ``use``."""
    secret: bool = False
    """Whether the value may be a secret, and is not shown."""


GRAMMARS: Final = (
    Grammar(
        ("PYTHONHASHSEED",),
        regex(
            r"random|\d{1,9}|[1-3]\d{9}|4(?:[01]\d{8}|2[0-8]\d{7}|29[0-3]\d{6}|294(?:[0-8]\d{5}|9[0-5]\d{4}|96[0-6]\d{3}|967[01]\d{2}|9672[0-8]\d|96729[0-5]))"
        ),
        "Python",
        'PYTHONHASHSEED must be "random" or an integer',
        '"random" or a number',
    ),
    Grammar(
        ("PYTHONMALLOC",),
        regex(r"default|debug|malloc|malloc_debug|pymalloc|pymalloc_debug|mimalloc|mimalloc_debug"),
        "Python",
        "PYTHONMALLOC: unknown allocator",
        '"malloc" or "pymalloc"',
    ),
    Grammar(
        ("PYTHONTRACEMALLOC",),
        regex(r"\d{1,5}"),
        "Python",
        "PYTHONTRACEMALLOC: invalid number of frames",
        "a number",
    ),
    Grammar(
        ("PYTHONUTF8",),
        regex("[01]"),
        "Python",
        "invalid PYTHONUTF8 environment variable value",
        '"1" or "0"',
    ),
    Grammar(
        ("WEB_CONCURRENCY",),
        regex(r"\d{1,4}|auto"),
        "gunicorn, uvicorn or Puma",
        "invalid literal for int()",
        "a number of processes",
    ),
    Grammar(
        ("UV_THREADPOOL_SIZE",),
        regex(r"\d{1,4}"),
        "libuv",
        "it starts one thread",
        "a number of threads",
    ),
    Grammar(
        ("NODE_TLS_REJECT_UNAUTHORIZED",),
        regex("[01]|true|yes|on", re.IGNORECASE),
        "Node.js",
        'only "0" says something to it',
        '"0", or remove it',
    ),
    Grammar(
        ("PGSSLMODE",),
        regex("disable|allow|prefer|require|verify-ca|verify-full|no-verify"),
        "libpq",
        "invalid sslmode value",
        '"require" or "verify-full"',
    ),
    Grammar(
        ("DJANGO_SETTINGS_MODULE",),
        regex(r"(?!.*\.py$)[\w.-]{1,200}"),
        "Django",
        "ModuleNotFoundError: it is a module, not a file",
        "dots and no .py",
    ),
    Grammar(
        ("AWS_RETRY_MODE",),
        regex("legacy|standard|adaptive", re.IGNORECASE),
        "the SDK of AWS",
        "Invalid value provided to mode",
        '"standard"',
    ),
    Grammar(
        ("AWS_MAX_ATTEMPTS",),
        regex(r"\d{1,4}"),
        "the SDK of AWS",
        "invalid literal for int()",
        "a number",
    ),
    Grammar(
        ("AWS_STS_REGIONAL_ENDPOINTS",),
        regex("legacy|regional", re.IGNORECASE),
        "the SDK of AWS",
        "STS regional endpoints option is invalid",
        '"regional"',
    ),
    Grammar(
        ("AWS_DEFAULTS_MODE",),
        regex("legacy|auto|standard|in-region|cross-region|mobile", re.IGNORECASE),
        "the SDK of AWS",
        "Client configured with invalid defaults mode",
        '"standard"',
    ),
    Grammar(
        ("PHP_MEMORY_LIMIT", "PHP_UPLOAD_MAX_FILESIZE", "PHP_POST_MAX_SIZE"),
        regex(r"-?\d{1,12}[KMG]?", re.IGNORECASE),
        "PHP",
        "unknown multiplier: the number alone counts, as bytes",
        'a size like "512M"',
    ),
    Grammar(
        ("DOTNET_GCHeapHardLimitPercent", "COMPlus_GCHeapHardLimitPercent"),
        regex("(?:0x)?0?[0-9A-F]|(?:0x)?[1-5][0-9A-F]|(?:0x)?6[0-3]", re.IGNORECASE),
        ".NET",
        "it is hexadecimal, and this is more than 99 %",
        '"4B" for 75 %',
    ),
    Grammar(
        ("ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS"),
        regex(r"\d{1,5}(?:;\d{1,5}){0,9}"),
        "ASP.NET Core",
        "it takes ports alone",
        'a number, or "ASPNETCORE_URLS"',
    ),
    Grammar(
        ("GOOGLE_APPLICATION_CREDENTIALS",),
        regex(r"(?!\s*\{)[\s\S]*"),
        "Google's libraries",
        "it is the path of a file, not its content",
        "a path, and write the file on start",
        True,
    ),
    Grammar(
        ("SENTRY_DSN",),
        regex(r"https?://[^@\s/]{1,200}@[^/\s]{1,200}/(?:[^\s]{1,200}/)?\d{1,20}/?"),
        "Sentry",
        "BadDsn",
        "https://KEY@HOST/PROJECT",
        True,
    ),
    Grammar(
        ("CELERY_RESULT_BACKEND", "AIRFLOW__CELERY__RESULT_BACKEND"),
        regex(r"(?!(?:postgres(?:ql)?|mysql|sqlite)(?:\+\w+)?://)[\s\S]*"),
        "Celery",
        "No module named 'postgresql'",
        '"db+" before the scheme',
        True,
    ),
    Grammar(
        ("KC_PROXY",),
        regex("none|edge|reencrypt|passthrough"),
        "Keycloak",
        "Invalid value for option 'KC_PROXY'",
        '"edge", "reencrypt", "passthrough" or "none"',
    ),
    Grammar(
        ("KC_PROXY_HEADERS",),
        regex("forwarded|xforwarded"),
        "Keycloak",
        "Invalid value for option 'KC_PROXY_HEADERS'",
        '"xforwarded" or "forwarded"',
    ),
)
"""Variables whose name belongs to one runtime or library, and what it takes."""
