"""Servers that variables place on ``localhost``, and what their clients take by default.

Sources: the registered ports of https://www.iana.org/assignments/service-names-port-numbers and the
documents of each program (defaults of the clients), read 2026-11; for the tracers of Datadog
https://docs.datadoghq.com/tracing/trace_collection/library_config/.
"""

from __future__ import annotations

from typing import Final

PORTS: Final = {
    1433: "SQL Server",
    1521: "Oracle",
    2181: "ZooKeeper",
    3306: "MySQL",
    4222: "NATS",
    4317: "an OpenTelemetry collector",
    4318: "an OpenTelemetry collector",
    4566: "LocalStack",
    5432: "PostgreSQL",
    5672: "RabbitMQ",
    6379: "Redis",
    8126: "the agent of Datadog",
    9042: "Cassandra",
    9092: "Kafka",
    9200: "Elasticsearch",
    11211: "memcached",
    27017: "MongoDB",
}
"""What listens on a port."""

SCHEMES: Final = {
    "amqp": 5672,
    "mongodb": 27017,
    "mysql": 3306,
    "mysql2": 3306,
    "postgres": 5432,
    "postgresql": 5432,
    "redis": 6379,
    "sqlserver": 1433,
}
"""The port of a URL that names none."""

WORDS: Final = {
    "KAFKA": 9092,
    "MEMCACHED": 11211,
    "MONGO": 27017,
    "MONGODB": 27017,
    "MYSQL": 3306,
    "PG": 5432,
    "POSTGRES": 5432,
    "POSTGRESQL": 5432,
    "PGHOST": 5432,
    "RABBITMQ": 5672,
    "REDIS": 6379,
}
"""The port meant by a word in the name of a variable that holds a host."""

TRACER: Final = 8126
"""Where the tracers of Datadog send to unless they are told otherwise."""
TRACER_TOLD: Final = frozenset(
    {"DD_AGENT_HOST", "DD_TRACE_AGENT_URL", "DD_TRACE_AGENT_HOSTNAME", "DATADOG_TRACE_AGENT_HOSTNAME"}
)
"""Variables that tell a tracer of Datadog where its agent is."""
TRACED: Final = frozenset({"ddtrace-run", "ddprofrb"})
"""Programs that run another one with the tracer of Datadog."""

VARIABLES: Final = {"WORDPRESS_DB_HOST": 3306, "KC_DB_URL_HOST": 5432, "MB_DB_HOST": 5432}
"""Variables of well-known programs that hold the host of a database."""

SLOW: Final = frozenset(
    {"cassandra", "cp-kafka", "elasticsearch", "mariadb", "mongo", "mssql", "mysql", "postgres", "rabbitmq"}
)
"""Families of images (``schemas/images``) that prepare their data before they listen."""

WITHOUT_HTTP: Final = {
    22: "SSH",
    25: "SMTP",
    53: "DNS",
    389: "LDAP",
    1433: "SQL Server's protocol",
    1521: "Oracle's protocol",
    1883: "MQTT",
    2181: "ZooKeeper's protocol",
    3306: "MySQL's protocol",
    4222: "the protocol of NATS",
    5432: "PostgreSQL's protocol",
    5672: "AMQP",
    6379: "the protocol of Redis",
    6650: "the protocol of Pulsar",
    9042: "Cassandra's protocol",
    9092: "Kafka's protocol",
    11211: "the protocol of memcached",
    25565: "the protocol of Minecraft",
    27017: "MongoDB's protocol",
}
"""Ports and what is spoken there instead of HTTP; that of Minecraft: https://minecraft.wiki/w/Java_Edition_protocol."""
