# rule: ECS307
# severity: error
# source: https://github.com/hashicorp/terraform/issues/5442
# error: Unable to assume role and validate the listeners configured on your load balancer. Please verify the role being passed has the proper permissions.
resource "aws_iam_role" "service" {
  name = "pdat-ecs-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" } #-!
      Principal = { Service = "ecs.amazonaws.com" } #+
    }]
  })
}
resource "aws_iam_role_policy_attachment" "service" {
  role       = aws_iam_role.service.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceRole"
}
resource "aws_ecs_service" "pdat" {
  name            = "pdat_ecs"
  cluster         = "main"
  task_definition = "wordpress:3"
  desired_count   = 1
  launch_type     = "EC2"
  iam_role        = aws_iam_role.service.arn #!
  load_balancer {
    elb_name       = "pdat-elb"
    container_name = "wordpress"
    container_port = 80
  }
  depends_on = [aws_iam_role_policy_attachment.service]
}
