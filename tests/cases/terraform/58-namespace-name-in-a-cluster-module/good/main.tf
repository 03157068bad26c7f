module "ecs_cluster" {
  source  = "terraform-aws-modules/ecs/aws//modules/cluster"
  version = "6.2.2"

  name = "platform"

  service_connect_defaults = {
    namespace = "arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-0abcdefghijklmno"
  }
}
