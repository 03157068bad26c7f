variable "region" {
  default = "eu-west-1"
}

resource "aws_cloudwatch_log_group" "scheduled-job" {
  name = "scheduled-job"
}

data "template_file" "scheduled-job_task_definition" {
  template = "${file("${path.module}/scheduled-job.json")}"
  vars = {
    log_group_name    = "${aws_cloudwatch_log_group.scheduled-job.name}"
    log_group_region  = "${var.region}"
    log_stream_prefix = "scheduled-job_"
  }
}

resource "aws_ecs_task_definition" "scheduled-job" {
  family                = "scheduled-job"
  container_definitions = "${data.template_file.scheduled-job_task_definition.rendered}"
}

resource "aws_cloudwatch_event_target" "scheduled-job" {
  target_id = "scheduled-job"
  rule      = "${aws_cloudwatch_event_rule.scheduled-job.name}"
  arn       = "arn:aws:ecs:eu-west-1:111122223333:cluster/jobs"
  role_arn  = "arn:aws:iam::111122223333:role/ecsEventsRole"

  ecs_target {
    task_count          = 1
    task_definition_arn = "${aws_ecs_task_definition.scheduled-job.arn}"
  }
}

resource "aws_cloudwatch_event_rule" "scheduled-job" {
  name                = "scheduled-job"
  description         = "Run a scheduled job every hour"
  schedule_expression = "rate(1 hour)"
}
