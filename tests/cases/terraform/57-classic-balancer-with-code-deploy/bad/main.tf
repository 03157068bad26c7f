variable "autoscaling" {
  default = false
}

variable "port" {
  default = 8080
}

resource "aws_ecs_task_definition" "dummy" {
  family = "dummy"
  container_definitions = jsonencode([
    {
      name         = "application"
      image        = "nginx:1.27"
      memory       = 128
      portMappings = [{ containerPort = var.port, hostPort = 8080 }]
    }
  ])
}

resource "aws_ecs_service" "service" {
  count                              = "${var.autoscaling ? 0 : 1}"
  name                               = "application"
  cluster                            = "prod"
  task_definition                    = "${aws_ecs_task_definition.dummy.arn}"
  deployment_maximum_percent         = 200
  deployment_minimum_healthy_percent = 100
  desired_count                      = 2
  launch_type                        = "EC2"

  load_balancer {
    elb_name       = "prod-edge-elb"
    container_name = "application"
    container_port = "${var.port}"
  }

  ordered_placement_strategy {
    type  = "spread"
    field = "attribute:ecs.availability-zone"
  }

  deployment_controller {
    type = "CODE_DEPLOY"
  }

  lifecycle {
    ignore_changes = ["task_definition", "launch_type"]
  }
}
