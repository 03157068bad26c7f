# rule: ECS681
# severity: info
# source: https://github.com/buildkite/elastic-ci-stack-for-aws/issues/857
# error: containers that use the credentials of the instance fail with IMDSv2 required (hop limit 1)
#@ net fleet
resource "aws_ecs_cluster" "main" {
  name = "ci"
}

resource "aws_launch_template" "agents" {
  image_id      = data.aws_ssm_parameter.image.value
  instance_type = "m5.large"
  iam_instance_profile {
    arn = aws_iam_instance_profile.instance.arn
  }
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1 #-!
    http_put_response_hop_limit = 2 #+
  }
  user_data = base64encode("#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.main.name} >> /etc/ecs/ecs.config\n")
}

resource "aws_autoscaling_group" "agents" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = aws_subnet.public[*].id
  launch_template {
    id      = aws_launch_template.agents.id
    version = "$Latest"
  }
}

resource "aws_ecs_task_definition" "agent" {
  family                = "agent"
  network_mode          = "bridge"
  container_definitions = jsonencode([{ name = "agent", image = "buildkite/agent:3.87", memory = 512 }])
}

resource "aws_ecs_service" "agent" {
  name            = "agent"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.agent.arn
  desired_count   = 1
  launch_type     = "EC2"
}
