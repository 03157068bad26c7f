"""What is taken for a credential, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.facts import secrets
from tests.rules.helpers import places, task

KEY = "AKIA" + "IOSFODNN7EXAMPLE"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (KEY, "an AWS access key id"),
        (f"AWS_ACCESS_KEY_ID={KEY}", "an AWS access key id"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "a private key"),
        ("-----BEGIN PRIVATE KEY-----", "a private key"),
        ("postgres://app:hunter2@db.internal:5432/app", "a URL with a password"),
        ("redis://:hunter2@cache.internal:6379", "a URL with a password"),
        ("amqps://guest:guest@mq.internal/%2f", "a URL with a password"),
        ("jdbc:mysql://db/app?user=app&password=hunter2", "a connection string with a password"),
        ("Server=db;Database=app;User Id=sa;Password=hunter2;", "a connection string with a password"),
        ("host=db user=app password=hunter2", "a connection string with a password"),
        ("username=app,password=hunter2", "a connection string with a password"),
        ("ghp_" + "a1B2" * 9, "a GitHub token"),
        ("xoxb-" + "1234567890-abcdefghij", "a Slack token"),
        ("https://hooks.slack.com/" + "services/T00000000/B00000000/abcdefghijklmnop", "a Slack webhook"),
        ("sk_live_" + "0123456789abcdef", "a Stripe key"),
        ("AIza" + "B" * 35, "a Google API key"),
        ("SG." + "a" * 22 + "." + "b" * 43, "a SendGrid key"),
        ("eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN", "a JSON web token"),
        ("Authorization=Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "an authorization header"),
    ],
)
def test_credentials_are_known_by_their_form(text: str, kind: str) -> None:
    assert secrets.form_of(text) == kind
    assert "hunter2" not in secrets.masked(text)
    assert len(secrets.masked(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "true",
        "https://example.com:8080/path@1",
        "postgres://db.internal:5432/app",
        "postgres://app@db.internal:5432/app",
        "postgres://app:****@db.internal/app",
        "postgres://app:${DB_PASSWORD}@db.internal/app",
        "http://localhost:4318/v1/traces",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf",
        "git@github.com:example/app.git",
        "Password=;User=app",
        "basic authentication is required here",
        "0123456789abcdef0123456789abcdef01234567",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)
def test_other_texts_are_not_credentials(text: str) -> None:
    assert secrets.form_of(text) is None


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("DB_PASSWORD", "a password"),
        ("PGPASSWORD", "a password"),
        ("dbPassword", "a password"),
        ("MYSQL_ROOT_PASSWORD", "a password"),
        ("SMTP_PASS", "a password"),
        ("JWT_SECRET", "a secret"),
        ("SECRET_KEY_BASE", "a secret"),
        ("GITHUB_TOKEN", "a token"),
        ("DD_API_KEY", "a key"),
        ("apikey", "a key"),
        ("Http_Passwd", "a password"),
        ("splunk-token", "a token"),
        ("PRIVATE_KEY", "a key"),
        ("DB_CREDENTIALS", "credentials"),
        ("MYSQL_ALLOW_EMPTY_PASSWORD", None),
        ("DB_PASSWORD_FILE", None),
        ("SECRET_ARN", None),
        ("DB_SECRET_NAME", None),
        ("TOKEN_TTL", None),
        ("AWS_ACCESS_KEY_ID", None),
        ("PASSWORD_MIN_LENGTH", None),
        ("STRIPE_PUBLISHABLE_API_KEY", None),
        ("KEYCLOAK_HOST", None),
        ("TOKENIZERS_PARALLELISM", None),
        ("BYPASS", None),
        ("PATH", None),
        ("MONKEY", None),
    ],
)
def test_names_of_credentials(name: str, what: str | None) -> None:
    assert secrets.name_of_credential(name) == what


@pytest.mark.parametrize(
    ("value", "what", "reference"),
    [
        ("hunter2", "a password", False),
        ("my-secret-password", "a password", False),
        ("123456", "a password", False),
        ("8", "a password", True),
        ("3600", "a token", True),
        ("/run/secrets/db", "a password", True),
        ("prod/db/password", "a password", True),
        ("prod-db-secret", "a secret", True),
        ("arn:aws:ssm:us-east-1:123456789012:parameter/db", "a password", True),
        ("https://auth.example.com/token", "a token", True),
        ("s3cr3tV4lue", "a secret", False),
    ],
)
def test_references_to_credentials(value: str, what: str, reference: bool) -> None:
    assert secrets.is_reference(value, what) is reference


@pytest.mark.parametrize(
    "value", ["", "yes", "TRUE", "****", "xxxx", "<password>", "${PASSWORD}", "YOUR_PASSWORD", "REDACTED"]
)
def test_harmless_values(value: str) -> None:
    assert secrets.is_harmless(value)


@pytest.mark.parametrize("value", ["hunter2", "changeme", "password", "postgres", "yes-we-can-1"])
def test_values_that_are_not_harmless(value: str) -> None:
    assert not secrets.is_harmless(value)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("--db-password=hunter2", "a password"),
        ("app --token abcdef123 --verbose", "a token"),
        ("export DB_PASSWORD='hunter2' && run", "a password"),
        ("--db-password=$DB_PASSWORD", None),
        ("--password-file=/run/secrets/db", None),
        ("--token --verbose", None),
        ("echo password reset done", None),
        ("psql -c 'select 1'", None),
    ],
)
def test_arguments(text: str, what: str | None) -> None:
    assert secrets.argument_kind(text) == what


@pytest.mark.parametrize(
    ("container", "found"),
    [
        ({"dockerLabels": {"team": "shop", "password": "hunter2"}}, ["dockerLabels.password"]),
        ({"dockerLabels": {"team": "shop", "owner": KEY}}, ["dockerLabels.owner"]),
        ({"dockerLabels": {"password": "${PASSWORD}"}}, []),
        ({"command": ["serve", "--db-password", "hunter2"]}, ["command.2"]),
        ({"entryPoint": ["serve", "--db-password=hunter2"]}, ["entryPoint.1"]),
        ({"command": ["serve", "--db-password", "--verbose"]}, []),
        ({"command": ["serve", "--db-password", "hunter2 and more"]}, []),
        ({"command": ["DB_PASSWORD", "hunter2"]}, []),
        ({"command": ["${OPTION}", "hunter2"]}, []),
        ({"command": ["--db-url", "postgres://app:hunter2@db.internal/app"]}, ["command.1"]),
    ],
)
def test_where_credentials_are_looked_for(container: dict[str, Any], found: list[str]) -> None:
    assert places("ECS322", task(container)) == found


def test_options_of_a_volume_driver_are_told_by_form_and_name() -> None:
    options = {"address": "10.0.0.1", "key": KEY, "password": "hunter2", "user": "${USER}"}
    volume = {"name": "v", "dockerVolumeConfiguration": {"driver": "cifs", "driverOpts": options}}
    assert places("ECS322", task({}, volumes=[volume, {"name": "w"}])) == [
        "driverOpts.key",
        "driverOpts.password",
    ]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("LICENSE_KEY", "trial", False),
        ("LICENSE_KEY", "trial-license-key", False),
        ("API_TOKEN", "Community Edition", False),
        ("LICENSE_KEY", "trial-8f3a-77c1", True),
        ("DB_PASSWORD", "demo", True),
    ],
)
def test_a_key_may_name_a_plan_that_needs_none(name: str, value: str, found: bool) -> None:
    container = {"environment": [{"name": name, "value": value}]}
    assert bool(places("ECS322", task(container))) is found
