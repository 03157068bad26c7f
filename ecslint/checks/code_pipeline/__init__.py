"""Checks of pipelines that deploy services."""
