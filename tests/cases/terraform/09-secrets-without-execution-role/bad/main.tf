resource "aws_ecs_task_definition" "api" {
  family        = "api"
  task_role_arn = aws_iam_role.task.arn

  container_definitions = <<EOF
[
  {
    "name": "api",
    "image": "example/api:4",
    "memory": 256,
    "secrets": [
      { "name": "PASSWORD", "valueFrom": "arn:aws:ssm:eu-west-1:111122223333:parameter/api/password" }
    ]
  }
]
EOF
}

resource "aws_iam_role" "task" {
  name               = "api"
  assume_role_policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"Service\":\"ecs-tasks.amazonaws.com\"}}]}"
}
