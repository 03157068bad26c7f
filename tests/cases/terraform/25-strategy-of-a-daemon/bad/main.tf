resource "aws_ecs_task_definition" "agent" {
  family                = "agent"
  container_definitions = jsonencode([{ name = "agent", image = "example/agent:3", memory = 128 }])
}

resource "aws_ecs_service" "agent" {
  name                = "agent"
  cluster             = "main"
  task_definition     = aws_ecs_task_definition.agent.arn
  scheduling_strategy = "DAEMON"

  ordered_placement_strategy {
    type  = "spread"
    field = "attribute:ecs.availability-zone"
  }
}
