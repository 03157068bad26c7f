#!/bin/bash
aws ecs register-task-definition --cli-input-json '{
  "family": "web",
  "containerDefinitions": [{"name": "web", "image": "nginx:1.27", "memory": 128}]
}'
