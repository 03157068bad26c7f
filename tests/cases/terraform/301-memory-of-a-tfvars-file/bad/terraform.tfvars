services = {
  api = {
    cpu    = 512
    memory = 8192
    image  = "public.ecr.aws/nginx/nginx:1.27"
  }
}
