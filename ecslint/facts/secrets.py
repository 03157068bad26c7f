"""What credentials look like: by their own form, and by the name they are given.

The forms are those that providers publish for their tokens, so that scanners find them (for instance
https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html), read 2026-11. Nothing here
returns or keeps a value: only what kind of credential it is, and where it stands.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

FORMS: Final = (
    ("an AWS access key id", r"(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("a private key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{22,})"),
    ("a GitLab token", r"\bgl(?:pat|dt|rt|cbt|ptt|soat)-[\w-]{20,}"),
    ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Slack webhook", r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[\w/+-]{20,}"),
    ("a Discord webhook", r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/[\w-]{20,}"),
    ("a Microsoft Teams webhook", r"https://[\w-]+\.webhook\.office\.com/webhookb2/[\w@/-]{20,}"),
    ("a Stripe key", r"\b(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{10,}"),
    ("a Google API key", r"\bAIza[\w-]{35}"),
    ("a Google OAuth token", r"\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}"),
    ("a SendGrid key", r"\bSG\.[\w-]{16,}\.[\w-]{16,}"),
    ("a Mailgun key", r"\bkey-[0-9a-f]{32}\b"),
    ("an npm token", r"\bnpm_[A-Za-z0-9]{36}"),
    ("a PyPI token", r"\bpypi-[\w-]{50,}"),
    ("a key of a language model service", r"\bsk-(?:proj-|svcacct-|ant-(?:api\d\d-)?)?[A-Za-z0-9_]{20,}"),
    ("a Hugging Face token", r"\bhf_[A-Za-z0-9]{30,}"),
    ("a New Relic key", r"\bNRAK-[A-Z0-9]{27}|\b[0-9a-f]{36}NRAL\b"),
    ("a Telegram bot token", r"\b\d{8,10}:AA[\w-]{33}"),
    ("a Shopify token", r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    ("a DigitalOcean token", r"\bdo[oprt]_v1_[0-9a-f]{64}"),
    ("a HashiCorp Vault token", r"\bhv[bsr]\.[\w-]{24,}"),
    ("a JSON web token", r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    ("an authorization header", r"\b(?:Bearer|Basic)(?: |%20)+(?=[\w+/.~-]*[0-9A-Z=])[\w+/.~-]{16,}=*"),
    (
        "a URL with a password",
        r"\b[A-Za-z][\w+.-]{0,30}://[^\s/:@?#\"'<>]*:(?P<url>[^\s/@\"'<>]+)@[^\s@]",
    ),
    (
        "a connection string with a password",
        r"(?i:(?:^|[;&?,\s])(?:password|passwd|pwd|accountkey|sharedaccesskey)\s?=\s?)(?P<dsn>[^;&,\s\"']{3,})",
    ),
)
"""Kind and regular expression of credentials that can be told by their form alone."""

_SIGNS: Final = (
    "A3T AKIA ASIA",
    "-----BEGIN",
    "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
    "glpat- gldt- glrt- glcbt- glptt- glsoat-",
    "xox",
    "hooks.slack.com",
    "/api/webhooks/",
    "webhook.office.com",
    "k_live_ k_test_ whsec_",
    "AIza",
    "ya29. GOCSPX-",
    "SG.",
    "key-",
    "npm_",
    "pypi-",
    "sk-",
    "hf_",
    "NRAK- NRAL",
    ":AA",
    "shp",
    "_v1_",
    "hvb. hvs. hvr.",
    "eyJ",
    "Bearer Basic",
    "://",
    "=",
)
SIGNS: Final = tuple((sign, kind) for kind, signs in enumerate(_SIGNS) for sign in signs.split())
"""Texts with the index of a form: what has the form contains one of them, and they are found far quicker."""

SHORTEST_FORM: Final = 12
"""Shorter texts are not looked at."""

SECRET_WORDS: Final = (
    ("password", "a password"),
    ("passwd", "a password"),
    ("passphrase", "a password"),
    ("requirepass", "a password"),
    ("apikey", "a key"),
    ("secretkey", "a key"),
    ("accesskey", "a key"),
    ("privatekey", "a key"),
    ("secret", "a secret"),
    ("token", "a token"),
    ("credential", "credentials"),
    ("credentials", "credentials"),
)
"""Endings of words that make a name that of a credential, and what it holds (``PGPASSWORD``: a password)."""

SHORT_WORDS: Final = {"pwd": "a password", "pass": "a password", "creds": "credentials"}
"""Words that do so only when they stand alone."""

SECRET_PAIRS: Final = frozenset(
    {
        ("api", "key"),
        ("access", "key"),
        ("secret", "key"),
        ("private", "key"),
        ("encryption", "key"),
        ("signing", "key"),
        ("master", "key"),
        ("account", "key"),
        ("auth", "key"),
        ("license", "key"),
        ("deploy", "key"),
        ("jwt", "key"),
        ("app", "key"),
        ("storage", "key"),
    }
)
"""Two words in a row that do the same."""

_DESCRIBING_WORDS = """
age alg algo algorithm arn attempts audience backend bucket check class complexity cookie count days
directory dir disabled driver enable enabled encoding endpoint env expiration expire expires expiry
field file filename form format group header headers host hours id ids interval issuer kind length
lifetime limit limits location manager max message method min minutes mode mount name names
namespace parameter path period policy port prefix provider ref reference refresh region regex
required reset retries rotation rounds scheme scope seconds service size source store strategy
strength suffix table template timeout ttl type types uri url user username validity version volume
window public publishable
"""
DESCRIBING_WORDS: Final = frozenset(_DESCRIBING_WORDS.split())
"""A name that ends in one of these describes a credential (``TOKEN_TTL``, ``SECRET_ARN``) and holds none."""

SWITCH_WORDS: Final = frozenset({"allow", "disable", "enable", "require"})
"""A name with one of these is a switch (``MYSQL_ALLOW_EMPTY_PASSWORD``)."""

PUBLIC_WORDS: Final = frozenset({"public", "publishable"})
"""Keys and tokens with one of these in their name are meant to be seen."""

_HARMLESS_VALUES = """
true false yes no on off none null nil undefined empty default enabled disabled required optional na
n/a env file vault aws ssm secretsmanager kms iam ecs redacted masked hidden placeholder dummy
example changed-by-ci
"""
HARMLESS_VALUES: Final = frozenset(_HARMLESS_VALUES.split())


@lru_cache(2048)
def form_of(text: str) -> str | None:
    """Return what kind of credential a text contains, ``None`` if none can be told by its form."""
    if len(text) < SHORTEST_FORM:
        return None
    kinds = [kind for sign, kind in SIGNS if sign in text]
    if not kinds:
        return None
    for match in _forms(tuple(kinds)).finditer(text):
        kind = int((match.lastgroup or "k0")[1:]) if (match.lastgroup or "").startswith("k") else None
        groups = match.groupdict()
        password = groups.get("url") or groups.get("dsn")
        if password is not None and is_harmless(password):
            continue
        if kind is not None:
            return FORMS[kind][0]
    return None


def masked(text: str) -> str:
    """Return ``text`` with every credential that is known by its form replaced by asterisks."""
    if len(text) < SHORTEST_FORM:
        return text
    kinds = tuple(kind for sign, kind in SIGNS if sign in text)
    return _forms(kinds).sub(lambda match: "*" * len(match[0]), text) if kinds else text


@cache
def _forms(kinds: tuple[int, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<k{kind}>{FORMS[kind][1]})" for kind in dict.fromkeys(kinds)))


@lru_cache(2048)
def name_of_credential(name: str) -> str | None:
    """Return what a variable of that name holds (``a password``), ``None`` if it is no credential's."""
    words = _words(name)
    if not words or words[-1] in DESCRIBING_WORDS or not SWITCH_WORDS.isdisjoint(words):
        return None
    what = next((kind for word in reversed(words) if (kind := _kind_of_word(word))), None)
    if what is None and not SECRET_PAIRS.isdisjoint(pairwise(words)):
        what = "a key"
    return None if what in ("a key", "a token") and not PUBLIC_WORDS.isdisjoint(words) else what


def _kind_of_word(word: str) -> str | None:
    return SHORT_WORDS.get(word) or next((what for end, what in SECRET_WORDS if word.endswith(end)), None)


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def _words(name: str) -> list[str]:
    """Split a name at underscores, hyphens, dots and capitals; lower case."""
    return [word.lower() for word in _word().findall(name)]


def is_harmless(value: str) -> bool:
    """Say whether a text is surely no credential: empty, a switch, a mask or left to fill in."""
    text = value.strip().strip("'\"")
    if not text or text.lower() in HARMLESS_VALUES:
        return True
    if text[0] in "$%<{[" or "${" in text or "{{" in text or "<" in text:
        return True
    return _mask().fullmatch(text) is not None


@cache
def _mask() -> re.Pattern[str]:
    return re.compile(
        r"[*xX.#?\u2022-]+|(?i:(?:replace|your|insert|enter|todo|tbd|fixme|change[_-]?(?:me[_-]?)?in)\b.*)"
        r"|(?i:(?:replace|your|insert)[_-].*)"
    )


@cache
def _trial() -> re.Pattern[str]:
    plan, word = "trial|demo|eval|evaluation|free|community", "licen[cs]e|key|token|plan|mode|version|edition"
    return re.compile(rf"(?i:(?:(?:{word})[ _-])*(?:{plan})(?:[ _-](?:{word}))*)")


def is_reference(value: str, what: str) -> bool:
    """Say whether a text tells where ``what`` is kept rather than what it is.

    A key may name a plan that needs none (``trial``).
    ARNs, paths, addresses without credentials and numbers do (a number may be a password, though), and for a
    secret or credentials a plain name as well (``prod-db-secret``).
    """
    text = value.strip()
    if what in ("a key", "a token") and _trial().fullmatch(text):
        return True
    if text.startswith(_REFERENCES) or "://" in text:
        return True
    if _number().fullmatch(text):
        return what != "a password" or len(text) < 4
    if _path().fullmatch(text):
        return "/" in text or what in ("a secret", "credentials")
    return False


_REFERENCES = ("arn:", "/", "./", "~/", "file:", "ssm:", "secretsmanager:", "vault:", "op://")


@cache
def _number() -> re.Pattern[str]:
    return re.compile(r"[+-]?\d+(?:\.\d+)?(?:[smhdkMG]|ms|MB|GB)?")


@cache
def _path() -> re.Pattern[str]:
    return re.compile(r"[a-z][a-z]*(?:[-_./][a-z]+[0-9]?)+")


def argument_kind(text: str) -> str | None:
    """Return what kind of credential stands in an argument of a command, ``None`` if there is none.

    ``--db-password=x``, ``--token x`` within one text, and ``export DB_PASSWORD=x`` of a shell; a value
    that the shell looks up (``$DB_PASSWORD``) is none.
    """
    for match in _argument().finditer(text):
        what = name_of_credential(match["name"])
        if what and not is_harmless(match["value"]) and not is_reference(match["value"], what):
            return what
    return None


@cache
def _argument() -> re.Pattern[str]:
    return re.compile(
        r"(?:^|[\s;&'\"])(?:--?|(?=[A-Z]))(?P<name>[A-Za-z][\w.-]*)(?:=|(?:\s+(?=[^\s-])))['\"]?(?P<value>[^\s;&'\"]{3,})"
    )
