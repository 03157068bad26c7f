"""Checks of namespaces and services of AWS Cloud Map in templates."""
