resource "aws_ecs_service" "nginx" {
  name            = "nginx"
  cluster         = "arn:aws:ecs:us-west-1:111122223333:cluster/main"
  task_definition = file("taskdef.json")
  desired_count   = 1
}
