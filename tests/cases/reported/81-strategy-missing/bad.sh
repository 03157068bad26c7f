#!/bin/sh
aws ecs put-cluster-capacity-providers --cluster main --capacity-providers FARGATE
