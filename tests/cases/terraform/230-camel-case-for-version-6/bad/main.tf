variable "cluster_arn" {
  type = string
}

variable "target_group_arn" {
  type = string
}

module "service" {
  source  = "terraform-aws-modules/ecs/aws//modules/service"
  version = "6.3.0"

  name        = "web"
  cluster_arn = var.cluster_arn
  cpu         = 512
  memory      = 1024

  container_definitions = {
    web = {
      image = "public.ecr.aws/nginx/nginx:1.27"
      port_mappings = [
        {
          name          = "web"
          containerPort = 80
          protocol      = "tcp"
        }
      ]
    }
  }

  load_balancer = {
    service = {
      target_group_arn = var.target_group_arn
      container_name   = "web"
      container_port   = 80
    }
  }

  subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
}
