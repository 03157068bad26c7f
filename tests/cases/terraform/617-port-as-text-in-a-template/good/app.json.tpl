[
  {
    "name": "app",
    "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:${tag}",
    "essential": true,
    "portMappings": [
      {
        "containerPort": ${port}
      }
    ]
  }
]
