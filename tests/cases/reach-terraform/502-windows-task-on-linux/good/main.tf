resource "aws_ecs_cluster" "c" {
  name = "win"
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy_attachment" "r" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}
resource "aws_iam_instance_profile" "p" {
  role = aws_iam_role.r.name
}
data "aws_ssm_parameter" "ami" {
  name = "/aws/service/ami-windows-latest/Windows_Server-2019-English-Core-ECS_Optimized/image_id"
}
resource "aws_launch_template" "lt" {
  image_id      = data.aws_ssm_parameter.ami.value
  instance_type = "m5.xlarge"
  user_data     = base64encode("<powershell>\nInitialize-ECSAgent -Cluster ${aws_ecs_cluster.c.name}\n</powershell>")
  iam_instance_profile {
    arn = aws_iam_instance_profile.p.arn
  }
  instance_market_options {
    market_type = "spot"
  }
}
resource "aws_autoscaling_group" "a" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = ["subnet-0a1b2c3d4e5f60718"]
  launch_template {
    id      = aws_launch_template.lt.id
    version = "$Latest"
  }
}
resource "aws_ecs_task_definition" "t" {
  family                   = "t"
  requires_compatibilities = ["EC2"]
  runtime_platform {
    operating_system_family = "WINDOWS_SERVER_2019_CORE"
    cpu_architecture        = "X86_64"
  }
  container_definitions = jsonencode([{ name = "t", image = "mcr.microsoft.com/windows/nanoserver:ltsc2019", memory = 512, cpu = 512, essential = true }])
}
resource "aws_ecs_service" "s" {
  name            = "s"
  cluster         = aws_ecs_cluster.c.id
  task_definition = aws_ecs_task_definition.t.arn
  launch_type     = "EC2"
  desired_count   = 1
}
