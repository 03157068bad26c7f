"""Checks of the instances of a template."""
