"""Checks of load balancers, their listeners, rules and target groups in templates."""
