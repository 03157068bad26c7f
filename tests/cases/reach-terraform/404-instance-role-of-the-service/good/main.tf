resource "aws_ecs_cluster" "ingest" {
  name = "ingest"
}
resource "aws_iam_role" "ecs_ingest" {
  name               = "ecs_ingest"
  assume_role_policy = <<EOT
{
"Version": "2012-10-17",
"Statement": [
  {
    "Effect": "Allow",
    "Principal": {
      "Service": "ec2.amazonaws.com"
    },
    "Action": "sts:AssumeRole"
  }
]
}
EOT
}
resource "aws_iam_role_policy" "ecs_ingest" {
  name   = "ecs_instance_role"
  role   = aws_iam_role.ecs_ingest.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecs:CreateCluster", "ecs:DeregisterContainerInstance", "ecs:DiscoverPollEndpoint", "ecs:Poll", "ecs:RegisterContainerInstance", "ecs:StartTelemetrySession", "ecs:Submit*", "ecr:GetAuthorizationToken"], Resource = "*" }] })
}
resource "aws_iam_instance_profile" "ingest" {
  name = "ingest_profile"
  role = aws_iam_role.ecs_ingest.name
}
data "aws_ssm_parameter" "ami" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id"
}
resource "aws_instance" "ingest" {
  ami                  = data.aws_ssm_parameter.ami.value
  instance_type        = "t3.small"
  iam_instance_profile = aws_iam_instance_profile.ingest.name
  user_data            = "#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.ingest.name} > /etc/ecs/ecs.config"
}
