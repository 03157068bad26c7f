"""Logging of the Service Connect proxy, which obeys the rules of a container's (ECS701 to ECS705)."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared import logging as _logging
from ecslint.finding import Problems
from ecslint.model.service import Service
from ecslint.model.task import LogConfiguration


def _log(service: Service) -> LogConfiguration | None:
    connect = service.service_connect_configuration
    if connect is None or isinstance(connect, Unresolved):
        return None
    return _logging.configuration(connect.log_configuration)


def _platforms(service: Service) -> frozenset[str]:
    """Return the compatibility that the launch type of a service surely asks for."""
    return frozenset({service.launch_type}) if isinstance(service.launch_type, str) else frozenset()


@check("ECS701")
def proxy_log_driver_is_unsupported(service: Service) -> Problems:
    log = _log(service)
    if log is not None:
        yield from _logging.unsupported_driver(log, _platforms(service))


@check("ECS702")
def proxy_log_options_are_wrong(service: Service) -> Problems:
    log = _log(service)
    if log is not None:
        yield from _logging.wrong_options(log, "FARGATE" in _platforms(service))


@check("ECS705")
def proxy_log_option_has_a_wrong_value(service: Service) -> Problems:
    log = _log(service)
    if log is not None:
        yield from _logging.wrong_values(log, None)
