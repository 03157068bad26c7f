[
  {
    "name": "api",
    "image": "${image}",
    "cpu": ${cpu_units},
    "memory": ${memory_units},
    "essential": true,
    "portMappings": ${port_mappings}
  }
]
