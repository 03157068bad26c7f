#!/bin/bash
cat > task.json <<EOF
{
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "2048",
  "containerDefinitions": [{"name": "web", "image": "nginx:1.27"}]
}
EOF

aws ecs register-task-definition --cli-input-json file://task.json
