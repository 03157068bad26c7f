resource "aws_ecs_task_definition" "spike" {
  family = "spike"
  container_definitions = jsonencode([{ name = "spike", image = "example/spike:1", memory = 512, essential = true }])
}
