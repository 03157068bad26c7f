"""Programs that ``service`` starts without the variables of the container (ECS467)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks.task.programs import script_of
from ecslint.finding import Problem, Problems
from ecslint.model.base import is_set
from ecslint.model.task import Container, TaskDefinition

_STARTED = regex(
    r"(?:^|[;&|\n])\s{0,9}(?:sudo )?(?:/usr/sbin/)?service\s+"
    r"(php[\w.]{0,8}-fpm|apache2|httpd|supervisor|tomcat\d{0,2}|cron|celeryd)\s+(?:re)?start\b"
)
_KEPT = regex(r"\b(?:printenv|env|export -p|declare -[px]{1,2}|set)\b[^;&\n>]{0,200}+>")
"""The variables are written to a file, from which the program may take them."""
_INSTEAD = {
    "apache2": "apachectl -D FOREGROUND",
    "httpd": "httpd -D FOREGROUND",
    "supervisor": "supervisord -n",
    "cron": "printenv > /etc/environment",
}


@check("ECS467")
def service_starts_without_variables(container: Container, task: TaskDefinition) -> Problems:
    """Yield a program that needs variables and is started by ``service``, which takes them away."""
    if task.windows is not False or not (is_set(container.environment) or is_set(container.secrets)):
        return
    script = script_of(container)
    found = _STARTED.search(script.text) if script is not None and len(script.text) < 4000 else None
    if (
        script is None
        or found is None
        or _KEPT.search(script.text)
        or not (script.shell or script.text.startswith("service "))
    ):
        return
    name = found[1]
    better = _INSTEAD.get(name, "")
    message = f'"service {name}" starts it without the variables of the container; use "{better}"'
    if name not in _INSTEAD:
        message = f'"service {name}" starts it without the variables of the container; use the program itself'
    yield Problem(script.place, message)
