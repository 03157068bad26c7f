#!/bin/sh
/usr/local/bin/aws --output json ecs --region eu-central-1 register-task-definition --cli-input-json '{
  "family": "symfony",
  "volumes": [],
  "containerDefinitions": [
    {
      "name": "symfony",
      "image": "__IMAGE__",
      "cpu": 0,
      "memoryReservation": 500,
      "portMappings": [
        {
          "name": "symfony-8082-tcp",
          "containerPort": 8082,
          "hostPort": 0,
          "protocol": "tcp"
        }
      ],
      "essential": true
    }
  ]
}'
