resource "aws_ecs_cluster" "ingest" {
  name = "ingest"
}

resource "aws_iam_role" "ingest" {
  name               = "ecs_ingest"
  assume_role_policy = <<EOF
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
EOF
}

resource "aws_iam_role_policy_attachment" "ingest" {
  role       = aws_iam_role.ingest.id
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}

resource "aws_iam_instance_profile" "ingest" {
  name = "ingest_profile"
  role = aws_iam_role.ingest.name
}

resource "aws_instance" "ingest" {
  ami                  = "ami-0a1b2c3d4e5f60718"
  instance_type        = "t3.small"
  iam_instance_profile = aws_iam_instance_profile.ingest.name
  user_data            = "#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.ingest.name} > /etc/ecs/ecs.config"
}
