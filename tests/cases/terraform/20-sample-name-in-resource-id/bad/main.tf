resource "aws_ecs_cluster" "covid_portal" {
  name = "covid-portal"
}

resource "aws_ecs_task_definition" "portal" {
  family                = "portal"
  container_definitions = jsonencode([{ name = "portal", image = "example/portal:1", memory = 64 }])
}

resource "aws_ecs_service" "portal" {
  name            = "portal"
  cluster         = aws_ecs_cluster.covid_portal.id
  task_definition = aws_ecs_task_definition.portal.arn
  desired_count   = 1
}

resource "aws_appautoscaling_target" "portal" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.covid_portal.id}/${aws_ecs_service.portal.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 2
  max_capacity       = 5
}
