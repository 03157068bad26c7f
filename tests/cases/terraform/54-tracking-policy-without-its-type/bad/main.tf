variable "role_arn" {}

data "aws_ecs_cluster" "services" {
  cluster_name = "services"
}

resource "aws_appautoscaling_target" "main" {
  max_capacity       = 4
  min_capacity       = 1
  resource_id        = "service/${data.aws_ecs_cluster.services.cluster_name}/web"
  role_arn           = "${var.role_arn}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}

resource "aws_appautoscaling_policy" "scale_up_cpu" {
  name               = "scale-up-cpu"
  resource_id        = "${aws_appautoscaling_target.main.resource_id}"
  scalable_dimension = "${aws_appautoscaling_target.main.scalable_dimension}"
  service_namespace  = "${aws_appautoscaling_target.main.service_namespace}"

  target_tracking_scaling_policy_configuration {
    target_value       = 75
    scale_in_cooldown  = 30
    scale_out_cooldown = 30

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }

  depends_on = ["aws_appautoscaling_target.main"]
}
