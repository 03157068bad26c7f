#!/bin/bash
aws ecs register-task-definition --cli-input-json '{
  "family": "web",
  "containerDefinitions": [{"name": "web", "image": "nginx:1.27", "memory": 128}],
  "registeredAt": "2021-01-20T09:00:00Z"
}'
