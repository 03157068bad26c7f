services = {
  api = {
    cpu    = 512
    memory = 4096
    image  = "public.ecr.aws/nginx/nginx:1.27"
  }
}
