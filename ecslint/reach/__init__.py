"""What a task can reach and may do, traced through all resources that are deployed together.

The modules answer questions on models with three values (yes, no, not known); rules ask and say.
"""
