[
  {
    "name": "api",
    "image": "${app_image}",
    "essential": true,
    "memoryReservation": 256,
    "environment": [
      {"name": "ALLOWED_HOSTS", "value": ${jsonencode(allowed_hosts)}}
    ],
    "mountPoints": [
      {"readOnly": false, "containerPath": "/vol/web", "sourceVolume": "static"}
    ]
  }
]
