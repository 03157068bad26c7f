"""Names of variables that programs read letter by letter.

Sources, read 2026-11: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ and
https://opentelemetry.io/docs/specs/otel/protocol/exporter/ (``OTEL_``),
https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html (``AWS_``),
https://nodejs.org/api/cli.html#environment-variables, https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html,
https://docs.djangoproject.com/en/stable/topics/settings/, https://guides.rubyonrails.org/configuring.html,
https://docs.spring.io/spring-boot/reference/features/external-config.html,
https://learn.microsoft.com/aspnet/core/fundamentals/environments,
https://docs.datadoghq.com/agent/guide/environment-variables/,
https://docs.newrelic.com/docs/apm/agents/nodejs-agent/installation-configuration/nodejs-agent-configuration/.
"""

from __future__ import annotations

from typing import Final

_OTEL = """
    OTEL_BLRP_EXPORT_TIMEOUT OTEL_BLRP_MAX_EXPORT_BATCH_SIZE OTEL_BLRP_MAX_QUEUE_SIZE OTEL_BLRP_SCHEDULE_DELAY
    OTEL_BSP_EXPORT_TIMEOUT OTEL_BSP_MAX_EXPORT_BATCH_SIZE OTEL_BSP_MAX_QUEUE_SIZE OTEL_BSP_SCHEDULE_DELAY
    OTEL_EXPORTER_OTLP_CERTIFICATE OTEL_EXPORTER_OTLP_COMPRESSION OTEL_EXPORTER_OTLP_ENDPOINT
    OTEL_EXPORTER_OTLP_HEADERS OTEL_EXPORTER_OTLP_INSECURE OTEL_EXPORTER_OTLP_LOGS_ENDPOINT
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT OTEL_EXPORTER_OTLP_PROTOCOL OTEL_EXPORTER_OTLP_TIMEOUT
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT OTEL_LOGS_EXPORTER OTEL_LOG_LEVEL OTEL_METRICS_EXPORTER
    OTEL_METRIC_EXPORT_INTERVAL OTEL_METRIC_EXPORT_TIMEOUT OTEL_PROPAGATORS OTEL_RESOURCE_ATTRIBUTES
    OTEL_SDK_DISABLED OTEL_SERVICE_NAME OTEL_TRACES_EXPORTER OTEL_TRACES_SAMPLER OTEL_TRACES_SAMPLER_ARG
"""
OPEN_TELEMETRY: Final = frozenset(_OTEL.split())
"""Variables of the specification of OpenTelemetry."""

_OTHERS = """
    ASPNETCORE_ENVIRONMENT ASPNETCORE_HTTP_PORTS ASPNETCORE_URLS AWS_ACCESS_KEY_ID AWS_DEFAULT_REGION
    AWS_ENDPOINT_URL AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_XRAY_DAEMON_ADDRESS CATALINA_OPTS
    DATABASE_URL
    DD_AGENT_HOST DD_API_KEY DD_LOGS_INJECTION DD_TRACE_ENABLED DJANGO_SETTINGS_MODULE DOTNET_ENVIRONMENT
    ECS_FARGATE JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS NEW_RELIC_APP_NAME NEW_RELIC_LICENSE_KEY NODE_ENV
    NODE_OPTIONS PYTHONPATH PYTHONUNBUFFERED RAILS_ENV RAILS_LOG_TO_STDOUT RAILS_MASTER_KEY
    RAILS_SERVE_STATIC_FILES SECRET_KEY_BASE SPRING_APPLICATION_JSON SPRING_DATASOURCE_PASSWORD
    SPRING_DATASOURCE_URL SPRING_DATASOURCE_USERNAME SPRING_PROFILES_ACTIVE WEB_CONCURRENCY
"""
NAMES: Final = OPEN_TELEMETRY | frozenset(_OTHERS.split())
"""Variables; a name that differs from one of them by a letter is a slip, unless ``OTHER_NAMES`` has it."""

OTHER_NAMES: Final = frozenset(
    {"DATABASE_URI", "DD_APP_KEY", "NODE_ENVS", "RAILS_ENVS", "SPRING_DATASOURCE_URI"}
)
"""Names that are near one of ``NAMES`` and are used by themselves; ``DD_APP_KEY`` is a key of Datadog."""

OFTEN_OWN: Final = frozenset({"AWS_ENDPOINT_URI", "SPRING_PROFILE_ACTIVE"})
"""Names near one of ``NAMES`` that many programs read themselves (seen in public repositories, 2026-11), as
they do ``OTEL_EXPORTER_ENDPOINT``, ``OTEL_OTLP_ENDPOINT`` and ``OTEL_DISABLED``."""

OTEL_OF_LANGUAGES: Final = (
    *("OTEL_AWS_", "OTEL_DOTNET_", "OTEL_GO_", "OTEL_INSTRUMENTATION_", "OTEL_JAVA_", "OTEL_JAVAAGENT_"),
    *("OTEL_NODE_", "OTEL_PHP_", "OTEL_PYTHON_", "OTEL_RUBY_", "OTEL_EXPERIMENTAL_", "OTEL_SEMCONV_"),
    *("OTEL_ATTRIBUTE_", "OTEL_SPAN_", "OTEL_EXPORTER_JAEGER_", "OTEL_EXPORTER_ZIPKIN_", "OTEL_LINK_"),
    *("OTEL_EXPORTER_PROMETHEUS_", "OTEL_EXPORTER_OTLP_", "OTEL_CONFIG", "OTEL_LOGRECORD_", "OTEL_EVENT_"),
)
"""How further variables begin: of one language, of other exporters, or too many to be listed."""
