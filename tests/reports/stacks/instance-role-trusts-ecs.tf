# rule: ECS670
# severity: error
# source: https://github.com/hashicorp/terraform/issues/5660
# error: EC2 instances for ECS do not register with clusters
#@ net
resource "aws_ecs_cluster" "ingest" {
  name = "ingest"
}

resource "aws_iam_role" "ecs_ingest" {
  name               = "ecs_ingest"
  assume_role_policy = <<EOF
{
"Version": "2012-10-17",
"Statement": [
  {
    "Effect": "Allow",
    "Principal": {
      "Service": "ecs.amazonaws.com" #-!
      "Service": "ec2.amazonaws.com" #+
    },
    "Action": "sts:AssumeRole"
  }
]
}
EOF
}

resource "aws_iam_role_policy" "ecs_ingest" {
  name   = "ecs_instance_role"
  role   = aws_iam_role.ecs_ingest.id
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "ecs:CreateCluster",
        "ecs:DeregisterContainerInstance",
        "ecs:DiscoverPollEndpoint",
        "ecs:Poll",
        "ecs:RegisterContainerInstance",
        "ecs:StartTelemetrySession",
        "ecs:Submit*",
        "ecr:GetAuthorizationToken",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        "ecs:StartTask"
      ],
      "Resource": "*"
    }
  ]
}
EOF
}

resource "aws_iam_instance_profile" "ingest" {
  name = "ingest"
  role = aws_iam_role.ecs_ingest.name
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id"
}

resource "aws_instance" "ingest" {
  ami                         = data.aws_ssm_parameter.image.value
  instance_type               = "t3.medium"
  subnet_id                   = aws_subnet.public[0].id
  associate_public_ip_address = true
  iam_instance_profile        = aws_iam_instance_profile.ingest.name #!
  user_data                   = "#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.ingest.name} > /etc/ecs/ecs.config"
}

resource "aws_ecs_task_definition" "ingest" {
  family                = "ingest"
  container_definitions = jsonencode([{ name = "ingest", image = "nginx:1.27", memory = 256 }])
}

resource "aws_ecs_service" "ingest" {
  name            = "ingest"
  cluster         = aws_ecs_cluster.ingest.id
  task_definition = aws_ecs_task_definition.ingest.arn
  desired_count   = 1
  launch_type     = "EC2"
  depends_on      = [aws_instance.ingest]
}
