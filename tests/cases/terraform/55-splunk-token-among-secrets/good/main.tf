locals {
  parameterarn = "arn:aws:ssm:us-east-1:111122223333:parameter/vault/splunk-token"
}

resource "aws_ecs_task_definition" "task" {
  family             = "vault"
  execution_role_arn = "arn:aws:iam::111122223333:role/vault-execution"

  container_definitions = <<EOF
[
  {
    "name": "vault",
    "command": [
      "server"
    ],
    "essential": true,
    "memory": 512,
    "environment": [
      {
        "name": "VAULT_CACERT",
        "value": "/vault/certs/ca.crt"
      }
    ],
    "image": "vault:1.1.2",
    "logConfiguration": {
      "logDriver": "splunk",
      "options": {
        "splunk-url": "https://splunk.example.com:8088"
      },
      "secretOptions": [{
        "name": "splunk-token",
        "valueFrom": "${local.parameterarn}"
      }]
    },
    "portMappings": [
      {
        "containerPort": 8200
      }
    ]
  }
]
EOF
}
