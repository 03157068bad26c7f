# rule: ECS705
# severity: error
# source: https://github.com/TechToSpeech/terraform-aws-serverless-static-wordpress/issues/74
# error: ResourceInitializationError: failed to validate logger args: MissingEndpoint: 'Endpoint' configuration is required for this service
#@ net roles
resource "aws_ecs_task_definition" "wordpress" {
  family                   = "wordpress"
  execution_role_arn       = aws_iam_role.execution.arn
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name  = "wordpress"
    image = "public.ecr.aws/nginx/nginx:1.27"
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = "/aws/ecs/serverless-wordpress-container"
        awslogs-region        = "http://inex.life.s3-website-us-east-1.amazonaws.com" #-!
        awslogs-region        = "us-east-1" #+
        awslogs-stream-prefix = "ecs"
      }
    }
  }])
}
