module "service" {
  source = "./fargate"

  name_prefix = "invoicing-staging"
  vpc_id      = "vpc-0a1b2c3d"
  port        = 8080
}
