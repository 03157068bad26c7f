module "ecs_service" {
  source  = "terraform-aws-modules/ecs/aws//modules/service"
  version = "5.9.1"

  name        = "ddagent-p"
  cluster_arn = "arn:aws:ecs:us-east-2:111122223333:cluster/main"

  requires_compatibilities = ["EC2"]
  launch_type              = "EC2"
  network_mode             = "bridge"

  container_definitions = {
    ddagent = {
      image  = "public.ecr.aws/datadog/agent:7"
      cpu    = 256
      memory = 512

      enable_cloudwatch_logging              = true
      create_cloudwatch_log_group            = true
      cloudwatch_log_group_name              = "/aws/ecs/ddagent-p"
      cloudwatch_log_group_retention_in_days = 7
      log_configuration = {
        logDriver = "awslogs"
        options = {
          awslogs-region = "us-east-2"
          awslogs-group  = "/aws/ecs/ddagent-p"
        }
      }
    }
  }
}
