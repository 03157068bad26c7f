variable "subnet_ids" {
  type = list(string)
}

module "task" {
  source = "./task"

  name = "web"
  port = 8080
}

module "service" {
  source = "./service"

  name            = "web"
  task_definition = module.task.arn
  container_name  = module.task.container
  container_port  = module.task.port
  subnet_ids      = var.subnet_ids
}
