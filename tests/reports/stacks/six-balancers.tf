# rule: ECS542
# severity: error
# source: https://github.com/hashicorp/terraform/issues/25306
# error: InvalidParameterException: load balancers can have at most 5 items.
resource "aws_ecs_service" "main" {
  name            = "javasandboxes"
  cluster         = "main"
  task_definition = "java:4"
  desired_count   = 1
  launch_type     = "FARGATE"
  network_configuration {
    subnets          = ["subnet-0a1b2c3d4e5f60718"]
    assign_public_ip = true
  }
  dynamic "load_balancer" { #!
    for_each = ["java11", "java12", "java13", "java14", "java15", "java16"] #-!
    for_each = ["java11", "java12", "java13", "java14", "java15"] #+
    content { #!
      target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${load_balancer.value}/0123456789abcdef"
      container_name   = load_balancer.value
      container_port   = 8080
    }
  }
}
