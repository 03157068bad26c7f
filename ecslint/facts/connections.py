"""What well-known variables have to be: addresses of databases and brokers.

Sources, read 2026-11: https://docs.spring.io/spring-boot/reference/data/sql.html (``jdbc:``),
https://www.mongodb.com/docs/manual/reference/connection-string/, https://redis.io/docs/latest/develop/clients/,
https://docs.sqlalchemy.org/en/20/core/engines.html (``postgres://`` is gone since 1.4),
https://www.prisma.io/docs/orm/reference/error-reference (P1012, P1013), https://www.rabbitmq.com/docs/uri-spec,
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


FORMS: Final = (
    Form(
        (
            "SPRING_DATASOURCE_URL",
            "SPRING_FLYWAY_URL",
            "SPRING_LIQUIBASE_URL",
            "KC_DB_URL",
            "FLYWAY_URL",
            "JDBC_URL",
        ),
        ("jdbc:",),
        "the driver refuses it: url must start with jdbc",
    ),
    Form(
        (
            *("MONGO_URL", "MONGO_URI", "MONGODB_URL", "MONGODB_URI", "SPRING_DATA_MONGODB_URI"),
            *("MONGO_CONNECTION_STRING", "MONGODB_CONNECTION_STRING"),
        ),
        ("mongodb://", "mongodb+srv://"),
        "Invalid scheme, expected connection string to start with mongodb",
    ),
    Form(
        (
            *("SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"),
            "AIRFLOW__CORE__SQL_ALCHEMY_CONN",
        ),
        (
            "postgresql",
            "mysql",
            "mariadb",
            "sqlite",
            "oracle",
            "mssql",
            "snowflake",
            "redshift",
            "cockroachdb",
        ),
        "cannot load plugin sqlalchemy.dialects:postgres",
    ),
    Form(
        ("RABBITMQ_URL", "RABBITMQ_URI", "AMQP_URL", "AMQP_URI"),
        ("amqp://", "amqps://"),
        "the scheme is not AMQP",
    ),
)
"""Variables of which every program expects the same."""

_HOSTS: Final = """
    DB_HOST DB_HOSTNAME DATABASE_HOST DATABASE_HOSTNAME PGHOST POSTGRES_HOST POSTGRESQL_HOST MYSQL_HOST
    MARIADB_HOST MONGO_HOST MONGODB_HOST REDIS_HOST RABBITMQ_HOST SMTP_HOST MAIL_HOST RDS_HOSTNAME
    WORDPRESS_DB_HOST MB_DB_HOST KC_DB_URL_HOST DB_POSTGRESDB_HOST MEMCACHED_HOST CLICKHOUSE_HOST
    ELASTICACHE_HOST SQL_HOST HASURA_DB_HOST DJANGO_DB_HOST
"""
HOSTS: Final = frozenset(_HOSTS.split())
"""Variables that hold a host by itself."""

WITH_PORT: Final = frozenset({"WORDPRESS_DB_HOST", "MEMCACHED_HOST"})
"""Those of ``HOSTS`` that take a port behind the host."""
