#!/bin/sh
aws ecs register-task-definition \
    --endpoint-url http://localhost:4566 \
    --region us-east-1 \
    --family fargate-invalid-test \
    --requires-compatibilities FARGATE \
    --network-mode awsvpc \
    --cpu 256 --memory 512 \
    --container-definitions '[{"name":"nginx","image":"nginx","essential":true}]'
