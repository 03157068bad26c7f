"""Commands that do one thing and end, and those that never do, by their first words.

Sources: the documentation of each program, by which a command does its work and returns: https://docs.djangoproject.com/en/stable/ref/django-admin/,
https://alembic.sqlalchemy.org/en/latest/tutorial.html, https://www.prisma.io/docs/orm/reference/prisma-cli-reference,
https://guides.rubyonrails.org/active_record_migrations.html, https://laravel.com/docs/migrations,
https://knexjs.org/guide/migrations.html, https://documentation.red-gate.com/flyway,
https://docs.liquibase.com/commands/update/update.html, https://github.com/pressly/goose,
https://github.com/golang-migrate/migrate, https://docs.aws.amazon.com/cli/latest/reference/s3/,
https://www.gnu.org/software/coreutils/manual/coreutils.html.
"""

from __future__ import annotations

from typing import Final

ENDS: Final = (
    r"(?:manage\.py|django-admin)\s+(?:migrate|collectstatic|createsuperuser|loaddata|compilemessages)\b.*",
    r"alembic\s(?:.*\s)?(?:upgrade|downgrade|stamp)\b.*",
    r"flask\s+(?:db|--app\s+\S+\s+db)\s+(?:upgrade|stamp)\b.*",
    r"prisma\s+(?:migrate\s+(?:deploy|reset|resolve)|db\s+(?:push|seed)|generate)\b(?!.*\s--watch\b).*",
    r"(?:rails|rake)\s+(?:db:[\w:]+|assets:precompile)(?:\s.*)?",
    r"artisan\s+(?:migrate(?::\w+)?|db:seed|key:generate|optimize|(?:config|route|view):cache)\b.*",
    r"knex\s+(?:migrate|seed):\S+.*",
    r"(?:sequelize|sequelize-cli)\s+db:\S+.*",
    r"typeorm\s+migration:run\b.*",
    r"drizzle-kit\s+(?:migrate|push)\b.*",
    r"flyway\s(?:.*\s)?(?:migrate|info|validate|repair|baseline)",
    r"liquibase\s(?:.*\s)?(?:update|validate|status)\b.*",
    r"(?:goose|dbmate|node-pg-migrate|migrate)\s(?:.*\s)?up(?:\s\d+)?",
    r"(?:sqlx\s+migrate|diesel\s+migration)\s+run\b.*",
    r"mix\s+ecto\.(?:migrate|create|setup)\b.*",
    r"dotnet\s+ef\s+database\s+update\b.*",
    r"aws\s(?:.*\s)?s3\s+(?:cp|sync|ls|mv|rm)\s.*",
    r"(?:cp|mv|mkdir|chown|chmod|touch|rm|echo|printf|date|ls|ln)(?:\s.*)?",
    r"true|/bin/true|:",
    r"(?:pg_dump|pg_restore|mysqldump|mongodump|mongorestore)\s.*",
    r"psql\s(?:.*\s)?(?:-c|-f|--command|--file)\b.*",
    r"(?:npm|yarn|pnpm)\s+(?:run\s+)?(?:[\w:-]*migrat(?:e|ions?)[\w:-]*|db:[\w:-]+|seed|build|ci|install)",
)
"""Patterns of the last command of a container that ends by itself."""

GOES_ON: Final = (
    r"sleep\s+(?:infinity|inf)",
    r"tail\s(?:.*\s)?-(?:f|F|\d*f)\s.*",
    r"celery\s(?:.*\s)?(?:worker|beat)\b(?!.*\s(?:--detach|-D|--help)\b).*",
    r"rq\s+worker\b(?!.*\s(?:--burst|-b)\b).*",
    r"(?:sidekiq|good_job\s+start|solid_queue|rake\s+(?:jobs:work|solid_queue:start))(?:\s.*)?",
    r"artisan\s+(?:queue:work|queue:listen|horizon|schedule:work)\b(?!.*\s--(?:once|stop-when-empty|max-\w+)\b).*",
    r"airflow\s+(?:scheduler|webserver|triggerer|dag-processor|api-server)(?:\s+(?!-D\b|--daemon\b)\S+)*",
)
"""Patterns of the last command of a container that runs until it is stopped."""
