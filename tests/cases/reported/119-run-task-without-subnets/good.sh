#!/bin/sh
aws ecs run-task --cluster main --task-definition thumbs:3 --launch-type FARGATE --network-configuration "awsvpcConfiguration={subnets=[subnet-0a1b2c3d],securityGroups=[sg-0a1b2c3d],assignPublicIp=ENABLED}"
