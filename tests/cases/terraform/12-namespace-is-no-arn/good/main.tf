resource "aws_ecs_cluster" "this" {
  name = "my-cluster"

  service_connect_defaults {
    namespace = aws_service_discovery_http_namespace.this.arn
  }
}

resource "aws_service_discovery_http_namespace" "this" {
  name = "my.nameespace.local"
}
