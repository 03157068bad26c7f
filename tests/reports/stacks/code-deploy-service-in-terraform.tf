# rule: ECS040
# severity: warning
# source: https://github.com/hendrixroa/terraform-aws-ecs-service-blue-green-deployment/issues/2
# error: InvalidParameterException: Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "web", image = "public.ecr.aws/nginx/nginx:1.27", portMappings = [{ containerPort = 80 }] }])
}
resource "aws_ecs_service" "web" { #!
  name            = "web"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.web.arn #!
  desired_count   = 2
  launch_type     = "FARGATE"
  deployment_controller { #!
    type = "CODE_DEPLOY" #!
  }
  network_configuration {
    subnets = ["subnet-0a1b2c3d", "subnet-0b2c3d4e"]
  }
  load_balancer {
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef"
    container_name   = "web"
    container_port   = 80
  }
  lifecycle { #+
    ignore_changes = [task_definition, load_balancer] #+
  } #+
}
