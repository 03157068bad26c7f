# rule: ECS101
# severity: error
# source: https://github.com/aws-games/cloud-game-development-toolkit/issues/737
# error: ClientException: No Fargate configuration exists for given values: 1024 CPU, 1024 memory.
variable "agents" {
  default = {
    simple = {
      cpu    = 1024
      memory = 1024 #-!
      memory = 2048 #+
    }
  }
}
resource "aws_ecs_task_definition" "agent" {
  for_each                 = var.agents
  family                   = "teamcity-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.cpu #!
  memory                   = each.value.memory #!
  container_definitions = jsonencode([
    { name = each.key, image = "jetbrains/teamcity-agent:2024.12" }
  ])
}
