#!/bin/bash
aws ecs run-task \
  --cluster main \
  --task-definition job \
  --overrides '{"containerOverrides": [{"name": "job", "command": ["bin/job", "--all"]}]}'
