"""Logging of the Service Connect proxy, which obeys the rules of a container's (ECS701 to ECS708)."""

from __future__ import annotations

from ecslint.checks import _logging, check
from ecslint.finding import Problems
from ecslint.model.service import Service
from ecslint.model.task import LogConfiguration
from ecslint.unresolved import Unresolved


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
def proxy_log_options_are_missing(service: Service) -> Problems:
    log = _log(service)
    if log is not None:
        yield from _logging.missing_options(log, "FARGATE" in _platforms(service))


@check("ECS703")
def proxy_awslogs_option_is_unknown(service: Service) -> Problems:
    log = _log(service)
    if log is not None:
        yield from _logging.unknown_options(log)


@check("ECS704")
def proxy_log_option_is_of_another_driver(service: Service) -> Problems:
    log = _log(service)
    if log is not None:
        yield from _logging.foreign_options(log)


@check("ECS705")
def proxy_awslogs_option_is_wrong(service: Service) -> Problems:
    log = _log(service)
    if log is not None:
        yield from _logging.awslogs_values(log)


@check("ECS706")
def proxy_log_delivery_is_wrong(service: Service) -> Problems:
    log = _log(service)
    if log is not None:
        yield from _logging.delivery(log, None)


@check("ECS708")
def proxy_log_option_has_a_wrong_value(service: Service) -> Problems:
    log = _log(service)
    if log is not None:
        yield from _logging.driver_values(log)
