variable "subnets" {
  type    = set(string)
  default = ["subnet-0a1b2c3d", "subnet-0e4f5a6b"]
}

resource "aws_ecs_task_definition" "task_definition" {
  family       = "test-ec2-task-family"
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    { name = "test-container", image = "nginx:1.27", memory = 128, portMappings = [{ containerPort = 80 }] }
  ])
}

resource "aws_ecs_service" "ec2_service" {
  for_each        = var.subnets
  name            = "test-ec2-service-${each.key}"
  task_definition = aws_ecs_task_definition.task_definition.arn
  cluster         = "test-ecs-cluster"
  desired_count   = 1
  launch_type     = "EC2"

  network_configuration {
    subnets          = [each.value]
    assign_public_ip = "false"
  }

  ordered_placement_strategy {
    type  = "binpack"
    field = "cpu"
  }
}
