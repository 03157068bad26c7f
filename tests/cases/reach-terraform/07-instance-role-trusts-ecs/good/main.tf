resource "aws_ecs_cluster" "ingest" {
  name = "ingest"
}
resource "aws_iam_role" "ecs_ingest" {
  name = "ecs_ingest"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy_attachment" "join" {
  role       = aws_iam_role.ecs_ingest.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}
resource "aws_iam_instance_profile" "ingest" {
  role = aws_iam_role.ecs_ingest.name
}
data "aws_ssm_parameter" "ami" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
}
resource "aws_instance" "ingest" {
  ami                  = data.aws_ssm_parameter.ami.value
  instance_type        = "t3.small"
  iam_instance_profile = aws_iam_instance_profile.ingest.name
  subnet_id            = "subnet-0a1b2c3d4e5f60718"
  user_data            = <<-EOT
    #!/bin/bash
    echo ECS_CLUSTER=${aws_ecs_cluster.ingest.name} >> /etc/ecs/ecs.config
  EOT
}
