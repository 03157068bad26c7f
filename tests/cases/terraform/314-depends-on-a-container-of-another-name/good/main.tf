module "mesh" {
  source = "./mesh"

  name = "api"
  app = {
    name      = "api"
    image     = "public.ecr.aws/nginx/nginx:1.27"
    dependsOn = [{ containerName = "envoy", condition = "START" }]
  }
}
