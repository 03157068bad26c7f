module "ecs" {
  source  = "terraform-aws-modules/ecs/aws"
  version = "5.2.2"

  cluster_name = "orders"

  services = {
    worker = {
      cpu    = 512
      memory = 1024

      tasks_iam_role_arn = "arn:aws:iam::111122223333:role/orders-worker"

      container_definitions = {
        worker = {
          image     = "public.ecr.aws/docker/library/python:3.12"
          essential = true
        }
      }

      subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
    }
  }
}
