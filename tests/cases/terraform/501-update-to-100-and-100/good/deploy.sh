#!/bin/bash
set -eu

aws ecs update-service \
  --cluster main \
  --service web \
  --deployment-configuration "maximumPercent=200,minimumHealthyPercent=100" \
  --force-new-deployment
