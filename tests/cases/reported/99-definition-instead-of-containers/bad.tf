resource "aws_ecs_task_definition" "spike" {
  family = "spike"
  container_definitions = jsonencode({ family = "spike", volumes = [], containerDefinitions = [{ name = "spike", image = "example/spike:1", memory = 512, essential = true }] })
}
