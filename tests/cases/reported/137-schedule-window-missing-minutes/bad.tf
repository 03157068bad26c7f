resource "aws_scheduler_schedule" "nightly" {
  name                = "nightly"
  schedule_expression = "cron(0 4 * * ? *)"
  flexible_time_window { mode = "FLEXIBLE" }
  target {
    arn      = "arn:aws:ecs:eu-west-1:111122223333:cluster/main"
    role_arn = "arn:aws:iam::111122223333:role/scheduler"
    ecs_parameters {
      task_definition_arn = "arn:aws:ecs:eu-west-1:111122223333:task-definition/nightly:3"
      launch_type         = "FARGATE"
      network_configuration {
        subnets = ["subnet-0a1b2c3d"]
      }
    }
  }
}
