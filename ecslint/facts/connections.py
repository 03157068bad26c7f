"""What well-known variables have to be: addresses of databases and brokers.

Sources: https://docs.spring.io/spring-boot/reference/data/sql.html (``jdbc:``),
https://documentation.red-gate.com/flyway/reference/tutorials/tutorial-using-native-connectors-to-connect-to-mongodb
(Flyway takes ``mongodb://`` too, read 2026-11), https://www.mongodb.com/docs/manual/reference/connection-string/,
https://docs.sqlalchemy.org/en/20/core/engines.html (``postgres://`` is gone since 1.4),
https://www.rabbitmq.com/docs/uri-spec, https://docs.celeryq.dev/projects/kombu/en/stable/userguide/connections.html
(other schemes of AMQP, and addresses without one, read 2026-11),
https://www.postgresql.org/docs/current/libpq-envars.html, https://www.keycloak.org/server/db.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Form(NamedTuple):
    """What the values of variables begin with, and what happens otherwise."""

    names: tuple[str, ...]
    """Names of variables."""
    begins: tuple[str, ...]
    """What a value begins with."""
    error: str
    """What happens otherwise, in the words of the program."""
    refused: tuple[str, ...] = ()
    """What a value must not begin with, where any other URL may be taken."""
    bare: bool = False
    """Whether some drivers take a host without a scheme."""


FORMS: Final = (
    Form(
        (
            "SPRING_DATASOURCE_URL",
            "SPRING_FLYWAY_URL",
            "SPRING_LIQUIBASE_URL",
            "KC_DB_URL",
            "JDBC_URL",
        ),
        ("jdbc:",),
        "the driver refuses it: url must start with jdbc",
    ),
    Form(("FLYWAY_URL",), ("jdbc:", "mongodb"), "No database found to handle"),
    Form(
        (
            *("MONGO_URL", "MONGO_URI", "MONGODB_URL", "MONGODB_URI", "SPRING_DATA_MONGODB_URI"),
            *("MONGO_CONNECTION_STRING", "MONGODB_CONNECTION_STRING"),
        ),
        ("mongodb://", "mongodb+srv://"),
        "Invalid scheme, expected connection string to start with mongodb",
        bare=True,
    ),
    Form(
        (
            *("SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"),
            "AIRFLOW__CORE__SQL_ALCHEMY_CONN",
        ),
        ("postgresql",),
        "cannot load plugin sqlalchemy.dialects:postgres",
        refused=("postgres:", "postgres+"),
    ),
    Form(
        ("AMQP_URL", "AMQP_URI"),
        ("amqp://", "amqps://", "pyamqp://", "librabbitmq://"),
        "the scheme is not AMQP",
        bare=True,
    ),
)
"""Variables of which every program expects the same."""

_HOSTS: Final = """
    DB_HOST DB_HOSTNAME DATABASE_HOST DATABASE_HOSTNAME PGHOST POSTGRES_HOST POSTGRESQL_HOST MYSQL_HOST
    MARIADB_HOST MONGO_HOST MONGODB_HOST REDIS_HOST RABBITMQ_HOST SMTP_HOST MAIL_HOST RDS_HOSTNAME
    WORDPRESS_DB_HOST MB_DB_HOST KC_DB_URL_HOST DB_POSTGRESDB_HOST MEMCACHED_HOST ELASTICACHE_HOST
    SQL_HOST HASURA_DB_HOST DJANGO_DB_HOST
"""
HOSTS: Final = frozenset(_HOSTS.split())
"""Variables that hold a host by itself."""

WITH_PORT: Final = frozenset({"WORDPRESS_DB_HOST", "MEMCACHED_HOST"})
"""Those of ``HOSTS`` that take a port behind the host."""

_TLS: Final = ("ssl", "tls")
SCHEMES: Final = {
    "SMTP_HOST": _TLS,
    "MAIL_HOST": _TLS,
    "REDIS_HOST": _TLS,
    "MONGO_HOST": ("mongodb", "mongodb+srv"),
    "MONGODB_HOST": ("mongodb", "mongodb+srv"),
}
"""Schemes that some clients take in front of a host: PHPMailer, phpredis, MongoEngine."""

JSON: Final = frozenset({"SPRING_APPLICATION_JSON"})
"""Variables that programs parse as JSON:
https://docs.spring.io/spring-boot/reference/features/external-config.html, read 2026-11."""

OF_CELERY: Final = frozenset(
    {"CELERY_RESULT_BACKEND", "CELERY_BACKEND_URL", "AIRFLOW__CELERY__RESULT_BACKEND"}
)
"""Variables from which programs take Celery's result backend; ``celery/backends/redis.py`` of Celery 5 ends
with "A rediss:// URL must have parameter ssl_cert_reqs" (read 2026-11), unless the program sets
``redis_backend_use_ssl``."""
