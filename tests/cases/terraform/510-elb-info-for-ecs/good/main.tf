resource "aws_codedeploy_app" "web" {
  name             = "web"
  compute_platform = "ECS"
}
resource "aws_codedeploy_deployment_group" "web" {
  app_name               = aws_codedeploy_app.web.name
  deployment_group_name  = "web"
  deployment_config_name = "CodeDeployDefault.ECSAllAtOnce"
  service_role_arn       = "arn:aws:iam::111122223333:role/deploy"
  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }
  blue_green_deployment_config {
    deployment_ready_option { action_on_timeout = "CONTINUE_DEPLOYMENT" }
    terminate_blue_instances_on_deployment_success { action = "TERMINATE" }
  }
  ecs_service {
    cluster_name = "shop"
    service_name = "web"
  }
  load_balancer_info {
    target_group_pair_info {
      prod_traffic_route { listener_arns = ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2"] }
      target_group { name = "blue" }
      target_group { name = "green" }
    }
  }
}
