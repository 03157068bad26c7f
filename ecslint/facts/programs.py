"""Where servers listen unless they are told otherwise, and commands that go to the background.

Sources, read 2026-11: the documentation of each program: https://www.uvicorn.org/settings/,
https://flask.palletsprojects.com/en/stable/cli/, https://docs.djangoproject.com/en/stable/ref/django-admin/,
https://guides.rubyonrails.org/4_2_release_notes.html#default-host-for-rails-server,
https://docs.gunicorn.org/en/stable/settings.html (options; the value of ``APP_MODULE``), https://hypercorn.readthedocs.io/en/latest/how_to_guides/configuring.html,
https://fastapi.tiangolo.com/fastapi-cli/, https://vite.dev/config/server-options.html,
https://angular.dev/cli/serve, https://laravel.com/docs/artisan, https://gohugo.io/commands/hugo_server/,
https://mlflow.org/docs/latest/cli.html, https://github.com/django/daphne, https://docs.astro.build/en/reference/cli-reference/,
https://www.gatsbyjs.com/docs/reference/gatsby-cli/, https://docs.litestar.dev/latest/reference/cli.html,
https://docs.datasette.io/en/stable/cli-reference.html, https://docs.dagster.io/api/clis/cli,
https://github.com/ggml-org/llama.cpp (tools/server/README.md),
https://github.com/rack/rackup (lib/rackup/server.rb), https://sanic.dev/en/guide/running/running.html,
https://docs.spring.io/spring-boot/appendix/application-properties/index.html, https://nextjs.org/docs/app/api-reference/cli/next,
https://v2.nuxt.com/docs/configuration-glossary/configuration-server (Nuxt 2),
https://pm2.keymetrics.io/docs/usage/docker-pm2-nodejs/, https://nginx.org/en/docs/ngx_core_module.html#daemon,
https://httpd.apache.org/docs/current/programs/apachectl.html,
https://docs.docker.com/engine/containers/multi-service_container/;
the manual pages of cron(8) of Debian, crond(8) of cronie and BusyBox, sshd(8), squid(8), haproxy(1),
memcached(1), lighttpd(8), rsyslogd(8), snmpd(8), postfix(1), pg_ctl(1), https://uwsgi-docs.readthedocs.io/en/latest/Options.html,
https://www.rabbitmq.com/docs/man/rabbitmq-server.8, https://zookeeper.apache.org/doc/current/zookeeperTools.html,
https://neo4j.com/docs/operations-manual/current/neo4j-admin-neo4j-cli/, https://caddyserver.com/docs/command-line,
https://airflow.apache.org/docs/apache-airflow/stable/cli-and-env-variables-ref.html.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Server(NamedTuple):
    """A server on the command line, by its first words.

    ``loopback`` says whether it listens on the loopback interface by default, ``host`` and ``port`` are its
    options (``host`` may take ``host:port``), ``variables`` do the same, and ``address`` says that a word
    without option is one.
    """

    words: tuple[str, ...]
    """The first words of the command line."""
    loopback: bool
    host: tuple[str, ...]
    port: tuple[str, ...] = ("--port",)
    variables: tuple[str, ...] = ()
    address: bool = False
    instead: str = "--host 0.0.0.0"
    """The option that makes it listen on all interfaces."""
    development: tuple[str, ...] = ()
    """Variables that make it listen on the loopback interface where their value is ``development``."""
    unless: tuple[str, ...] = ()
    """Options that name a configuration, which may say where it listens."""
    default: int | None = None
    """The port without option and variable, where no file of a project usually says otherwise."""
    port_variables: tuple[str, ...] = ()
    """Variables that say the port."""


SERVERS: Final = (
    Server(
        ("uvicorn",),
        True,
        ("--host",),
        variables=("UVICORN_HOST", "UVICORN_FD", "UVICORN_UDS"),
        unless=("--fd", "--uds"),
        default=8000,
        port_variables=("UVICORN_PORT", "UVICORN_FD", "UVICORN_UDS"),
    ),
    Server(("flask", "run"), True, ("--host", "-h"), ("--port", "-p"), ("FLASK_RUN_HOST",)),
    Server(("flask",), False, ("--host", "-h"), ("--port", "-p"), ("FLASK_RUN_HOST",)),
    Server(("quart", "run"), True, ("--host", "-h"), ("--port", "-p"), ("QUART_RUN_HOST",)),
    Server(("superset", "run"), True, ("--host", "-h"), ("--port", "-p"), ("FLASK_RUN_HOST",)),
    Server(("litestar", "run"), True, ("--host", "-H"), ("--port", "-p"), ("LITESTAR_HOST",)),
    Server(("sanic",), True, ("--host", "-H"), ("--port", "-p"), unless=("--factory", "-u", "--unix")),
    Server(("fastapi", "dev"), True, ("--host",), default=8000, port_variables=("PORT",)),
    Server(("fastapi", "run"), False, ("--host",), default=8000, port_variables=("PORT",)),
    Server(
        ("gunicorn",),
        True,
        ("--bind", "-b"),
        (),
        ("PORT", "GUNICORN_CMD_ARGS"),
        instead="--bind 0.0.0.0:PORT",
        unless=("-c", "--config", "--paste"),
    ),
    Server(
        ("hypercorn",),
        True,
        ("--bind", "-b"),
        (),
        instead="--bind 0.0.0.0:PORT",
        unless=("-c", "--config", "--insecure-bind", "--quic-bind"),
    ),
    Server(
        ("daphne",),
        True,
        ("-b", "--bind"),
        ("-p", "--port"),
        instead="-b 0.0.0.0",
        unless=("-e", "--endpoint", "-u", "--unix-socket", "--fd"),
        default=8000,
    ),
    Server(("manage.py", "runserver"), True, (), (), (), True, "0.0.0.0:PORT", default=8000),
    Server(("django-admin", "runserver"), True, (), (), (), True, "0.0.0.0:PORT", default=8000),
    Server(("artisan", "serve"), True, ("--host",), variables=("SERVER_HOST",)),
    *(
        Server(
            ("symfony", word), True, ("--listen-ip",), unless=("--allow-all-ip",), instead="--allow-all-ip"
        )
        for word in ("server:start", "serve")
    ),
    Server(("vite",), True, ("--host",), unless=("-c", "--config", "build", "optimize")),
    Server(("astro", "dev"), True, ("--host",), unless=("--config",)),
    Server(("astro", "preview"), True, ("--host",), unless=("--config",)),
    Server(("gatsby", "develop"), True, ("--host", "-H"), ("--port", "-p")),
    Server(("gatsby", "serve"), True, ("--host", "-H"), ("--port", "-p")),
    Server(("json-server",), True, ("--host", "-H"), ("--port", "-p"), unless=("-c", "--config")),
    Server(("ng", "serve"), True, ("--host",)),
    Server(("mlflow", "server"), True, ("--host", "-h"), ("--port", "-p"), ("MLFLOW_HOST",)),
    Server(("mlflow", "ui"), True, ("--host", "-h"), ("--port", "-p"), ("MLFLOW_HOST",)),
    Server(("dagster", "dev"), True, ("--host", "-h"), ("--port", "-p")),
    Server(("dagster-webserver",), True, ("--host", "-h"), ("--port", "-p"), ("DAGSTER_WEBSERVER_HOST",)),
    Server(("chainlit", "run"), True, ("--host",), variables=("CHAINLIT_HOST",)),
    Server(
        ("datasette",), True, ("--host", "-h"), ("--port", "-p"), unless=("--uds", "install", "--version")
    ),
    Server(("tensorboard",), True, ("--host",), unless=("--bind_all",), instead="--bind_all"),
    Server(("llama-server",), True, ("--host",), variables=("LLAMA_ARG_HOST",)),
    Server(("hugo", "server"), True, ("--bind",), ("--port", "-p"), (), False, "--bind 0.0.0.0"),
    Server(("streamlit", "run"), False, ("--server.address",), ("--server.port",)),
    *(
        Server(
            ("rails", word),
            False,
            ("-b", "--binding"),
            ("-p", "--port"),
            ("BINDING",),
            instead="-b 0.0.0.0",
            development=("RAILS_ENV", "RACK_ENV"),
        )
        for word in ("server", "s")
    ),
    Server(
        ("rackup",),
        False,
        ("-o", "--host"),
        ("-p", "--port"),
        instead="-o 0.0.0.0",
        development=("RACK_ENV",),
        unless=("-E", "--env"),
    ),
    Server(("puma",), False, ("-b", "--bind"), ("-p", "--port"), instead="-b tcp://0.0.0.0:PORT"),
    Server(("http.server",), False, ("-b", "--bind"), (), (), True, default=8000),
    Server(("-S",), False, (), (), (), True, "0.0.0.0:PORT"),
    Server(("mongod",), False, ("--bind_ip",), ("--port",), instead="--bind_ip_all"),
    Server(("redis-server",), False, ("--bind",), ("--port",)),
    Server(
        ("jupyter", "lab"), True, ("--ip", "--ServerApp.ip"), instead="--ip 0.0.0.0", unless=("--config",)
    ),
    Server(
        ("jupyter", "notebook"), True, ("--ip", "--ServerApp.ip", "--NotebookApp.ip"), instead="--ip 0.0.0.0"
    ),
    Server(
        ("next", "start"),
        False,
        ("-H", "--hostname"),
        ("-p", "--port"),
        instead="-H 0.0.0.0",
        default=3000,
        port_variables=("PORT",),
    ),
    Server(
        ("next", "dev"),
        False,
        ("-H", "--hostname"),
        ("-p", "--port"),
        instead="-H 0.0.0.0",
        default=3000,
        port_variables=("PORT",),
    ),
    *(
        Server(
            ("nuxt", word),
            True,
            ("--hostname", "--host", "-H"),
            ("--port", "-p"),
            ("HOST", "NUXT_HOST", "NITRO_HOST"),
            instead="--hostname 0.0.0.0",
            unless=("-c", "--config-file", "--public"),
        )
        for word in ("start", "dev")
    ),
    Server(("java",), False, ("--server.address", "-Dserver.address"), ("--server.port", "-Dserver.port")),
    Server(("dotnet",), False, ("--urls",), ()),
    Server(("http-server",), False, ("-a",), ("-p", "--port"), instead="-a 0.0.0.0"),
    *(
        Server(("jekyll", word), True, ("-H", "--host"), ("-P", "--port"), unless=("--config",), default=4000)
        for word in ("serve", "server", "s")
    ),
    Server(
        ("mkdocs", "serve"),
        True,
        ("-a", "--dev-addr"),
        (),
        instead="-a 0.0.0.0:8000",
        unless=("-f", "--config-file"),
    ),
    Server(("consul", "agent"), False, ("-client", "--client"), ("-http-port",), instead="-client 0.0.0.0"),
    Server(("meilisearch",), False, ("--http-addr",), (), instead="--http-addr 0.0.0.0:7700"),
    Server(("minio", "server"), False, ("--address",), (), instead="--address :9000"),
    Server(("prometheus",), False, ("--web.listen-address",), (), instead="--web.listen-address=:9090"),
)

RUNTIMES: Final = frozenset({("java",), ("dotnet",)})
"""Those that run any program, which is a server where it is told a host or a port."""

OF_ANOTHER: Final = {
    ("uvicorn",): {
        "--bind": "--host",
        "-b": "--host",
        "-c": "",
        "--config": "",
        "-k": "",
        "--worker-class": "",
        "-w": "--workers",
    },
    ("gunicorn",): {"--host": "--bind HOST:PORT", "--port": "--bind HOST:PORT"},
    ("hypercorn",): {"--host": "--bind HOST:PORT", "--port": "--bind HOST:PORT"},
    ("daphne",): {"--host": "-b", "--workers": ""},
    ("flask", "run"): {"--bind": "--host", "-b": "--host", "--workers": ""},
    ("streamlit", "run"): {"--port": "--server.port", "--host": "--server.address"},
    ("manage.py", "runserver"): {"--host": "HOST:PORT", "--port": "HOST:PORT", "--bind": "HOST:PORT"},
}
"""Options that a server refuses and another one has, with what it takes instead (``""``: nothing)."""

IMPORTS_AN_APPLICATION: Final = frozenset({"uvicorn", "gunicorn", "daphne"})
"""Servers whose argument is a module of Python with dots, and what is in it behind a colon. Hypercorn takes a
file as well, and ``app`` where nothing is behind it (``load_application`` in its ``utils.py``, 0.17)."""

LAUNCHERS: Final = (
    "exec",
    "bundle exec",
    "poetry run",
    "pipenv run",
    "uv run",
    "pdm run",
    "npx",
    "bunx",
    "npm exec",
    "npm exec --",
    "pnpm",
    "pnpm exec",
    "pnpm dlx",
    "yarn",
    "yarn exec",
    "yarn run",
    "php",
    "opentelemetry-instrument",
    "ddtrace-run",
    "newrelic-admin run-program",
    "tini --",
    "dumb-init",
    "dumb-init --",
    "python",
    "python3",
    "python -m",
    "python3 -m",
    "python -u",
    "python3 -u",
)
"""What stands before a program and runs it."""

PORT_VARIABLES: Final = ("PORT", "SERVER_PORT", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS")
"""Variables that name a program's only port: by convention, in Spring Boot and in ASP.NET Core.

https://docs.spring.io/spring-boot/appendix/application-properties/index.html (``server.port``),
https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/endpoints.
"""

HOST_VARIABLES: Final = {
    "HOST": "PORT",
    "SERVER_ADDRESS": "",
    "UVICORN_HOST": "",
    "FLASK_RUN_HOST": "",
    "GRADIO_SERVER_NAME": "",
    "STREAMLIT_SERVER_ADDRESS": "",
    "BIND_ADDRESS": "",
    "LISTEN_ADDRESS": "",
    "BIND_HOST": "",
    "LISTEN_HOST": "",
}
"""Variables that say where a program listens, and the one that has to be there as well."""

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1", "[::1]")

INTERPRETERS: Final = ("python", "python3", "node", "irb", "ruby", "php", "ipython", "jshell")
"""Programs that read their program from the input where no file is named."""

BACKGROUND: Final = (
    (r"service\s+\S+\s+(?:start|restart)", "run the program itself"),
    (r"/etc/init\.d/\S+\s+(?:start|restart)", "run the program itself"),
    (r"(?:apachectl|apache2ctl)\s+(?:-k\s+)?start", 'use "apachectl -D FOREGROUND"'),
    (r"(?:/usr/sbin/)?nginx", "use \"nginx -g 'daemon off;'\""),
    (r"(?:npx\s+)?pm2\s+start\s(?!.*--(?:no-daemon|attach))\S.*", 'use "pm2-runtime start"'),
    (r"(?:\S*/)?redis-server\s(?:.*\s)?--daemonize\s+yes(?:\s.*)?", 'remove "--daemonize"'),
    (r"(?:\S*/)?php-fpm[\d.]*\s(?:.*\s)?(?:-D|--daemonize)(?:\s.*)?", 'remove "-D"'),
    (r"(?:\S*/)?gunicorn\s(?:.*\s)?(?:-D|--daemon)(?:\s.*)?", 'remove "--daemon"'),
    (r"(?:\S*/)?celery\s+multi\s+start\s.*", 'use "celery worker"'),
    (r"(?:\S*/)?catalina\.sh\s+start", 'use "catalina.sh run"'),
    (r"(?:\S*/)?startup\.sh", 'use "catalina.sh run"'),
    (r"(?:\S*/)?httpd", 'use "httpd-foreground"'),
    (r"(?:npx\s+)?forever\s+start\s.*", 'use "forever" without "start"'),
    (r"(?:\S*/)?mongod\s(?:.*\s)?--fork(?:\s.*)?", 'remove "--fork"'),
    (r"(?:\S*/)?nginx\s+-g\s+['\"]?daemon on;?['\"]?", 'use "daemon off;"'),
    (r"(?:\S*/)?cron(?:\s+-L\s*\d+)?", 'use "cron -f"'),
    (r"(?:\S*/)?crond(?:\s+-[bsSmip]|\s+-[lLc]\s*[^\s-]\S*)*", 'use "crond -f", or "crond -n" of cronie'),
    (r"(?:\S*/)?sshd(?:\s+(?:-[efopEhu]\s*[^\s-]\S*|-[eq46]))*", 'use "sshd -D"'),
    (r"(?:\S*/)?uwsgi\s(?:.*\s)?(?:-d|--daemonize2?)(?:[\s=].*)?", 'remove "--daemonize"'),
    (r"(?:\S*/)?rabbitmq-server\s+-detached", 'remove "-detached"'),
    (r"(?:\S*/)?unicorn(?:_rails)?\s(?:.*\s)?(?:-D|--daemonize)(?:\s.*)?", 'remove "-D"'),
    (r"(?:\S*/)?squid(?:\s+(?:-f\s*\S+|-[YCsS]+|-d\s*\d+))*", 'use "squid -N"'),
    (r"(?:\S*/)?haproxy\s(?:.*\s)?-D(?:\s.*)?", 'use "-W" instead of "-D"'),
    (r"(?:\S*/)?memcached\s(?:.*\s)?(?:-d|--daemon)(?:\s.*)?", 'remove "-d"'),
    (r"(?:\S*/)?lighttpd(?:\s+-[fm]\s*\S+)*", 'use "lighttpd -D"'),
    (r"(?:\S*/)?rsyslogd(?:\s+-[fi]\s*\S+)*", 'use "rsyslogd -n"'),
    (r"(?:\S*/)?snmpd(?:\s+-c\s*\S+)*", 'use "snmpd -f"'),
    (r"(?:\S*/)?postfix\s+start", 'use "postfix start-fg"'),
    (r"(?:\S*/)?zkServer\.sh\s+start(?:\s.*)?", 'use "zkServer.sh start-foreground"'),
    (r"(?:\S*/)?kafka-server-start(?:\.sh)?\s+-daemon\s.*", 'remove "-daemon"'),
    (r"(?:\S*/)?elasticsearch\s(?:.*\s)?(?:-d|--daemonize)(?:\s.*)?", 'remove "-d"'),
    (r"(?:\S*/)?neo4j\s+start", 'use "neo4j console"'),
    (r"(?:\S*/)?pg_ctl\s(?:.*\s)?start(?:\s.*)?", 'use "postgres"'),
    (r"(?:\S*/)?caddy\s+start(?:\s.*)?", 'use "caddy run"'),
    (r"(?:\S*/)?mysqld\s(?:.*\s)?(?:-D|--daemonize)(?:\s.*)?", 'remove "--daemonize"'),
    (r"(?:\S*/)?celery\s(?:.*\s)?(?:worker|beat)\s(?:.*\s)?(?:-D|--detach)(?:\s.*)?", 'remove "--detach"'),
    (
        r"(?:\S*/)?airflow\s+(?:scheduler|triggerer|webserver)\s(?:.*\s)?(?:-D|--daemon)(?:\s.*)?",
        'remove "-D"',
    ),
)
"""Commands that end while what they started goes on, and what to use instead.

``startup.sh`` counts only where it is Tomcat's.
"""

WINDOWS_PROGRAMS: Final = frozenset(
    {"powershell", "powershell.exe", "cmd", "cmd.exe", "iisreset", "servicemonitor.exe"}
    | {"c:\\servicemonitor.exe"}
)
"""Programs that only Windows has (PowerShell on Linux is called ``pwsh``),
https://learn.microsoft.com/powershell/scripting/install/install-ubuntu, read 2026-11."""

WITHOUT_ENTRY_POINT: Final = frozenset(
    {"alpine", "amazonlinux", "busybox", "centos", "debian", "golang", "python", "ruby", "ubuntu"}
)
"""Families of images (``schemas/images``) whose Dockerfiles have no ENTRYPOINT nor VOLUME (read 2026-11)."""

_GNU_WGET_ONLY: Final = """
    auth-no-challenge body-data ca-certificate connect-timeout content-on-error delete-after dns-timeout
    http-password http-user limit-rate max-redirect method no-hsts password random-wait read-timeout
    retry-connrefused retry-on-http-error secure-protocol show-progress trust-server-names waitretry
"""
GNU_WGET_ONLY: Final = frozenset(f"--{name}" for name in _GNU_WGET_ONLY.split())
"""Options of GNU wget (https://www.gnu.org/software/wget/manual/wget.html) that ``wget_longopts`` of BusyBox'
``networking/wget.c`` (read 2026-11) does not have, nor one beginning so (``--user-agent`` for ``--user``)."""

PACKAGE_MANAGERS: Final = frozenset({"apk", "apt", "apt-get", "dnf", "microdnf", "yum"})
"""Programs that install others, of which an image has that of its distribution."""

_OF_DISTRIBUTIONS = """
    ash bash cat curl dash dig echo grep ls nc netcat netstat nslookup pgrep pidof ping ps sh ss stat test
    true wget
"""
OF_DISTRIBUTIONS: Final = frozenset(_OF_DISTRIBUTIONS.split())
"""Programs that no distroless image has: https://github.com/GoogleContainerTools/distroless, read 2026-11."""
