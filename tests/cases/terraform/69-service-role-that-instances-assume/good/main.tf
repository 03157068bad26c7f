resource "aws_iam_role" "pdat-ecs-role" {
  name = "pdat-ecs-role"

  assume_role_policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Action": "sts:AssumeRole",
      "Principal": {
        "Service": "ecs.amazonaws.com"
      },
      "Effect": "Allow"
    }
  ]
}
EOF
}

resource "aws_iam_role_policy_attachment" "pdat-ecs-policy" {
  role       = "${aws_iam_role.pdat-ecs-role.name}"
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceRole"
}

resource "aws_ecs_task_definition" "pdat-ecs-wordpress" {
  family = "wordpress"
  container_definitions = jsonencode([
    { name = "wordpress", image = "wordpress:6", memory = 256, portMappings = [{ containerPort = 80, hostPort = 80 }] }
  ])
}

resource "aws_ecs_service" "pdat-ecs-service" {
  name            = "pdat_ecs"
  cluster         = "pdat"
  task_definition = "${aws_ecs_task_definition.pdat-ecs-wordpress.arn}"
  desired_count   = 1
  iam_role        = "${aws_iam_role.pdat-ecs-role.arn}"

  load_balancer {
    elb_name       = "pdat-elb"
    container_name = "wordpress"
    container_port = 80
  }

  depends_on = ["aws_iam_role_policy_attachment.pdat-ecs-policy"]
}
