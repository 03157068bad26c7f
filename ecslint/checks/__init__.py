"""Checks: one function per rule, bound to its page by id; a folder per subject (see ``registry``)."""

from ecslint.checks.registry import Check, all_checks, check, checks_on, is_costly, load

__all__ = ["Check", "all_checks", "check", "checks_on", "is_costly", "load"]
