#!/bin/bash
cd "$(dirname "$0")"
aws ecs create-service --cli-input-json file://service.json
