resource "aws_ecs_service" "mongo" {
  name            = "mongodb"
  cluster         = "main"
  task_definition = "mongodb:1"
  desired_count   = 2
  launch_type     = "EC2"

  placement_strategy = [
    { field = "instanceId", type = "spread" },
    { field = "memory", type = "binpack" },
  ]
}
