"""Checks of ways: what tasks, instances and load balancers reach."""
