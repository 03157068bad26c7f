# rule: ECS747
# severity: error
# source: https://github.com/aws/amazon-ecs-agent/issues/2570
# error: Post http://%2Frun%2Fdocker%2Fplugins%2Famazon-ecs-volume-plugin.sock/VolumeDriver.Create: context deadline exceeded
#@ net fleet
resource "aws_security_group" "instances" {
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "files" { #!
  vpc_id = aws_vpc.main.id
  ingress { #!
    from_port       = 2049
    to_port         = 2049
    protocol        = "tcp"
    self            = true #-
    security_groups = [aws_security_group.instances.id] #+
  }
}

resource "aws_efs_file_system" "files" {}

resource "aws_efs_mount_target" "files" {
  count           = 2
  file_system_id  = aws_efs_file_system.files.id
  subnet_id       = aws_subnet.public[count.index].id
  security_groups = [aws_security_group.files.id]
}

resource "aws_launch_template" "instances" {
  image_id               = data.aws_ssm_parameter.image.value
  instance_type          = "m5.large"
  vpc_security_group_ids = [aws_security_group.instances.id]
  iam_instance_profile {
    arn = aws_iam_instance_profile.instance.arn
  }
  user_data = base64encode("#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.main.name} >> /etc/ecs/ecs.config\n")
}

resource "aws_autoscaling_group" "instances" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = aws_subnet.public[*].id
  launch_template {
    id      = aws_launch_template.instances.id
    version = "$Latest"
  }
}

resource "aws_ecs_cluster" "main" {
  name = "shop"
}

resource "aws_ecs_task_definition" "task" {
  family                   = "shop"
  network_mode             = "bridge"
  requires_compatibilities = ["EC2"]
  container_definitions = jsonencode([{
    name        = "shop"
    image       = "nginx:1.27"
    memory      = 512
    mountPoints = [{ sourceVolume = "configs", containerPath = "/configs" }]
  }])
  volume {
    name = "configs"
    efs_volume_configuration {
      file_system_id = aws_efs_file_system.files.id
    }
  }
}

resource "aws_ecs_service" "service" {
  name            = "shop"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.task.arn
  desired_count   = 1
  launch_type     = "EC2"
  depends_on      = [aws_efs_mount_target.files, aws_autoscaling_group.instances]
}
