#!/bin/sh
set -e
aws ecs register-task-definition --family projects --network-mode awsvpc --container-definitions '[{"name":"projects","image":"example/projects:2","memory":256}]'
aws ecs run-task --cluster staging --task-definition projects --network-configuration "awsvpcConfiguration={subnets=[subnet-0a1b2c3d]}"
