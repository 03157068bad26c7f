resource "aws_ecs_task_definition" "app" {
  family = "app"
  container_definitions = jsonencode([
    {
      name      = "migrate"
      image     = "public.ecr.aws/docker/library/busybox:1.36"
      command   = ["true"]
      memory    = 64
      essential = false
    },
    {
      name      = "app"
      image     = "public.ecr.aws/nginx/nginx:1.27"
      memory    = 256
      dependsOn = [{ containerName = "migrate", condition = "SUCCESS" }]
    }
  ])
}
