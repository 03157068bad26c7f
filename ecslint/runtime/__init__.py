"""What the ECS agent, Docker and a log router make of the values in a task definition.

Nothing here knows rules: the functions say what a runtime does with a value, or why it refuses it.
"""
