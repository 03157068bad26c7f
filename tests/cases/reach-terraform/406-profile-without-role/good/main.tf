resource "aws_ecs_cluster" "c" {
  name = "demo"
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy_attachment" "r" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}
resource "aws_iam_instance_profile" "p" {
  name = "sa-demo"
  role = aws_iam_role.r.name
}
data "aws_ssm_parameter" "ami" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id"
}
resource "aws_instance" "i" {
  ami                  = data.aws_ssm_parameter.ami.value
  instance_type        = "t3.small"
  iam_instance_profile = aws_iam_instance_profile.p.name
  user_data            = "#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.c.name} > /etc/ecs/ecs.config"
}
