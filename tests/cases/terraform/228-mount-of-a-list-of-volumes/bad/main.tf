module "service" {
  source = "./modules/service"

  name = "store"

  host_path_volumes = [
    {
      name      = "service-storage"
      host_path = "/foo"
    },
  ]

  mountpoints = [
    {
      source_volume  = "service-storage"
      container_path = "/foo"
    },
  ]
}
