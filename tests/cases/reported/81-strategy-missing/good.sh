#!/bin/sh
aws ecs put-cluster-capacity-providers --cluster main --capacity-providers FARGATE \
  --default-capacity-provider-strategy capacityProvider=FARGATE,weight=1
