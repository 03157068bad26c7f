"""What the names of Terraform's arguments do not tell of CloudFormation's properties.

``renamed`` gives the property (a path with ``.``, from the property of the enclosing block; a number is the
place in a list, ``.`` the enclosing property itself, ``-`` nothing) and, behind ``:``, how the value is
converted (see ``ecslint.documents.terraform.convert``). ``attributes`` says what a reference gives: ``Ref``
is ``""``. Sources: the provider's documentation (``website/docs/r``) and the CloudFormation resource
reference, read 2026-11-29.

Longer than other modules: it is one table, by Terraform's names of resources.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Override:
    """The CloudFormation type of a resource, and what differs from the rule."""

    type: str
    renamed: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)


_ACTION = {
    "": "Actions",
    ".authenticate_cognito": "AuthenticateCognitoConfig",
    ".authenticate_oidc": "AuthenticateOidcConfig",
    ".fixed_response": "FixedResponseConfig",
    ".redirect": "RedirectConfig",
    ".forward": "ForwardConfig",
    ".forward.target_group": "TargetGroups",
    ".forward.target_group.arn": "TargetGroupArn",
    ".forward.stickiness": "-",
    ".jwt_validation": "JwtValidationConfig",
}
_PERMISSIONS = {"cidr_blocks": "-", "ipv6_cidr_blocks": "-", "prefix_list_ids": "-"}
_ARN = {"arn": "", "id": ""}

OVERRIDES: dict[str, Override] = {
    "aws_ecs_task_definition": Override(
        "AWS::ECS::TaskDefinition",
        {
            "container_definitions": "ContainerDefinitions:containers",
            "volume": "Volumes",
            "volume.host_path": "Host.SourcePath",
            "volume.configure_at_launch": "ConfiguredAtLaunch",
            "proxy_configuration.properties": "ProxyConfigurationProperties:pairs",
            "region": "-",
            "track_latest": "-",
        },
        {"arn": "", "arn_without_revision": "", "id": "Family", "family": "Family", "revision": "Revision"},
    ),
    "aws_ecs_service": Override(
        "AWS::ECS::Service",
        {
            "name": "ServiceName",
            "iam_role": "Role",
            "deployment_maximum_percent": "DeploymentConfiguration.MaximumPercent",
            "deployment_minimum_healthy_percent": "DeploymentConfiguration.MinimumHealthyPercent",
            "deployment_circuit_breaker": "DeploymentConfiguration.DeploymentCircuitBreaker",
            "alarms": "DeploymentConfiguration.Alarms",
            "network_configuration": "NetworkConfiguration.AwsvpcConfiguration",
            "network_configuration.assign_public_ip": "AssignPublicIp:enabled",
            "ordered_placement_strategy": "PlacementStrategies",
            "load_balancer.elb_name": "LoadBalancerName",
            "volume_configuration.managed_ebs_volume.size_in_gb": "SizeInGiB",
            "force_new_deployment": "-",
            "deployment_configuration.lifecycle_hook.hook_details": "-",
            "service_connect_configuration.service.tls.issuer_cert_authority": "IssuerCertificateAuthority",
        },
        {"arn": "", "id": "", "name": "Name"},
    ),
    "aws_ecs_task_set": Override(
        "AWS::ECS::TaskSet",
        {
            "network_configuration": "NetworkConfiguration.AwsVpcConfiguration",
            "network_configuration.assign_public_ip": "AssignPublicIp:enabled",
        },
    ),
    "aws_ecs_cluster": Override(
        "AWS::ECS::Cluster",
        {"name": "ClusterName", "setting": "ClusterSettings"},
        {"arn": "Arn", "id": "Arn", "name": ""},
    ),
    "aws_ecs_cluster_capacity_providers": Override(
        "AWS::ECS::ClusterCapacityProviderAssociations", {"cluster_name": "Cluster"}, {"id": ""}
    ),
    "aws_ecs_capacity_provider": Override(
        "AWS::ECS::CapacityProvider", {"cluster": "ClusterName"}, {"name": "", "arn": "Arn", "id": "Arn"}
    ),
    "aws_lb": Override(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        {"internal": "Scheme:scheme", "load_balancer_type": "Type", "subnet_mapping": "SubnetMappings"},
        {
            "arn": "",
            "id": "",
            "arn_suffix": "LoadBalancerFullName",
            "dns_name": "DNSName",
            "name": "LoadBalancerName",
            "zone_id": "CanonicalHostedZoneID",
            "security_groups": "SecurityGroups",
        },
    ),
    "aws_lb_target_group": Override(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        {
            "deregistration_delay": "TargetGroupAttributes:attribute=deregistration_delay.timeout_seconds",
            "slow_start": "TargetGroupAttributes:attribute=slow_start.duration_seconds",
            "health_check": ".",
            "health_check.enabled": "HealthCheckEnabled",
            "health_check.healthy_threshold": "HealthyThresholdCount",
            "health_check.interval": "HealthCheckIntervalSeconds",
            "health_check.matcher": "Matcher.HttpCode",
            "health_check.path": "HealthCheckPath",
            "health_check.port": "HealthCheckPort",
            "health_check.protocol": "HealthCheckProtocol",
            "health_check.timeout": "HealthCheckTimeoutSeconds",
            "health_check.unhealthy_threshold": "UnhealthyThresholdCount",
        },
        {"arn": "", "id": "", "arn_suffix": "TargetGroupFullName", "name": "TargetGroupName"},
    ),
    "aws_lb_listener": Override(
        "AWS::ElasticLoadBalancingV2::Listener",
        {
            "certificate_arn": "Certificates.0.CertificateArn",
            **{f"default_action{name}": to for name, to in {**_ACTION, "": "DefaultActions"}.items()},
            "mutual_authentication": "-",
        },
        {"arn": "", "id": ""},
    ),
    "aws_lb_listener_rule": Override(
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        {
            **{f"action{name}": to for name, to in _ACTION.items()},
            "condition": "Conditions:conditions",
        },
        {"arn": "", "id": ""},
    ),
    "aws_appautoscaling_target": Override(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        {},
        {"resource_id": "=resource_id", "scalable_dimension": "=scalable_dimension", "id": "=resource_id"},
    ),
    "aws_appautoscaling_policy": Override(
        "AWS::ApplicationAutoScaling::ScalingPolicy", {"name": "PolicyName"}, {"arn": "Arn"}
    ),
    "aws_codedeploy_app": Override(
        "AWS::CodeDeploy::Application", {"name": "ApplicationName"}, {"name": "", "id": "Id"}
    ),
    "aws_codedeploy_deployment_group": Override(
        "AWS::CodeDeploy::DeploymentGroup",
        {
            "app_name": "ApplicationName",
            "ecs_service": "ECSServices",
            "load_balancer_info.target_group_pair_info": "TargetGroupPairInfoList",
            "load_balancer_info.target_group_pair_info.target_group": "TargetGroups",
            "load_balancer_info.elb_info": "ElbInfoList",
            "load_balancer_info.target_group_info": "TargetGroupInfoList",
            "blue_green_deployment_config": "BlueGreenDeploymentConfiguration",
            "autoscaling_groups": "AutoScalingGroups",
        },
        {"deployment_group_name": "", "arn": "Arn"},
    ),
    "aws_codedeploy_deployment_config": Override(
        "AWS::CodeDeploy::DeploymentConfig",
        {
            "traffic_routing_config.time_based_canary.interval": "CanaryInterval",
            "traffic_routing_config.time_based_canary.percentage": "CanaryPercentage",
            "traffic_routing_config.time_based_linear.interval": "LinearInterval",
            "traffic_routing_config.time_based_linear.percentage": "LinearPercentage",
        },
        {"id": "", "deployment_config_name": ""},
    ),
    "aws_cloudwatch_log_group": Override(
        "AWS::Logs::LogGroup", {"name": "LogGroupName"}, {"name": "", "id": "", "arn": "Arn"}
    ),
    "aws_cloudwatch_metric_alarm": Override(
        "AWS::CloudWatch::Alarm",
        {"dimensions": "Dimensions:dimensions", "metric_query": "Metrics"},
        {"alarm_name": "", "id": "", "arn": "Arn"},
    ),
    "aws_cloudwatch_event_target": Override(
        "AWS::Events::Rule",
        {
            **{
                name: f"Targets.0.{to}"
                for name, to in {
                    "arn": "Arn",
                    "role_arn": "RoleArn",
                    "input": "Input",
                    "target_id": "Id",
                    "ecs_target": "EcsParameters",
                }.items()
            },
            "ecs_target.network_configuration": "NetworkConfiguration.AwsVpcConfiguration",
            "ecs_target.network_configuration.assign_public_ip": "AssignPublicIp:enabled",
            "ecs_target.capacity_provider_strategy": "CapacityProviderStrategy",
            "ecs_target.ordered_placement_strategy": "PlacementStrategies",
            "ecs_target.placement_constraint": "PlacementConstraints",
            "ecs_target.tags": "-",
            "event_bus_name": "-",
        },
    ),
    "aws_scheduler_schedule": Override(
        "AWS::Scheduler::Schedule",
        {
            "target.ecs_parameters.network_configuration": "NetworkConfiguration.AwsvpcConfiguration",
            "target.ecs_parameters.network_configuration.assign_public_ip": "AssignPublicIp:enabled",
            "target.ecs_parameters.placement_strategy": "PlacementStrategy",
            "target.ecs_parameters.tags": "-",
        },
    ),
    "aws_iam_role": Override(
        "AWS::IAM::Role",
        {
            "name": "RoleName",
            "assume_role_policy": "AssumeRolePolicyDocument:json",
            "inline_policy": "Policies",
            "inline_policy.name": "PolicyName",
            "inline_policy.policy": "PolicyDocument:json",
        },
        {"name": "", "id": "", "arn": "Arn", "unique_id": "RoleId"},
    ),
    "aws_iam_role_policy": Override(
        "AWS::IAM::RolePolicy",
        {"name": "PolicyName", "role": "RoleName", "policy": "PolicyDocument:json"},
    ),
    "aws_iam_policy": Override(
        "AWS::IAM::ManagedPolicy",
        {"name": "ManagedPolicyName", "policy": "PolicyDocument:json"},
        {"arn": "", "id": ""},
    ),
    "aws_iam_instance_profile": Override(
        "AWS::IAM::InstanceProfile",
        {"name": "InstanceProfileName", "role": "Roles.0"},
        {"name": "", "id": "", "arn": "Arn"},
    ),
    "aws_security_group": Override(
        "AWS::EC2::SecurityGroup",
        {
            "name": "GroupName",
            "description": "GroupDescription",
            "ingress": "-",
            "egress": "-",
        },
        {"id": "GroupId", "name": "=name", "vpc_id": "VpcId", "arn": "-"},
    ),
    "aws_security_group_rule": Override(
        "AWS::EC2::SecurityGroupIngress",
        {
            "security_group_id": "GroupId",
            "protocol": "IpProtocol",
            "source_security_group_id": "SourceSecurityGroupId",
            "cidr_blocks": "CidrIp:only",
            "ipv6_cidr_blocks": "CidrIpv6:only",
            "prefix_list_ids": "SourcePrefixListId:only",
        },
    ),
    "aws_vpc_security_group_ingress_rule": Override(
        "AWS::EC2::SecurityGroupIngress",
        {
            "security_group_id": "GroupId",
            "cidr_ipv4": "CidrIp",
            "cidr_ipv6": "CidrIpv6",
            "prefix_list_id": "SourcePrefixListId",
            "referenced_security_group_id": "SourceSecurityGroupId",
        },
    ),
    "aws_vpc_security_group_egress_rule": Override(
        "AWS::EC2::SecurityGroupEgress",
        {
            "security_group_id": "GroupId",
            "cidr_ipv4": "CidrIp",
            "cidr_ipv6": "CidrIpv6",
            "prefix_list_id": "DestinationPrefixListId",
            "referenced_security_group_id": "DestinationSecurityGroupId",
        },
    ),
    "aws_vpc": Override(
        "AWS::EC2::VPC",
        {},
        {
            "id": "",
            "cidr_block": "CidrBlock",
            "default_network_acl_id": "DefaultNetworkAcl",
            "default_route_table_id": "DefaultRouteTable",
            "default_security_group_id": "DefaultSecurityGroup",
            "main_route_table_id": "DefaultRouteTable",
        },
    ),
    "aws_subnet": Override(
        "AWS::EC2::Subnet", {}, {"id": "", "availability_zone": "AvailabilityZone", "cidr_block": "CidrBlock"}
    ),
    "aws_internet_gateway": Override("AWS::EC2::InternetGateway", {}, {"id": ""}),
    "aws_nat_gateway": Override("AWS::EC2::NatGateway", {}, {"id": ""}),
    "aws_eip": Override(
        "AWS::EC2::EIP", {"instance": "InstanceId"}, {"id": "AllocationId", "allocation_id": "AllocationId"}
    ),
    "aws_route_table": Override("AWS::EC2::RouteTable", {"route": "-"}, {"id": ""}),
    "aws_default_route_table": Override(
        "AWS::EC2::RouteTable", {"route": "-", "default_route_table_id": "VpcId"}, {"id": ""}
    ),
    "aws_main_route_table_association": Override(
        "AWS::EC2::SubnetRouteTableAssociation", {"vpc_id": "SubnetId"}
    ),
    "aws_default_security_group": Override(
        "AWS::EC2::SecurityGroup",
        {"ingress": "-", "egress": "-"},
        {"id": "GroupId", "name": "=name", "vpc_id": "VpcId", "arn": "-"},
    ),
    "aws_default_network_acl": Override(
        "AWS::EC2::NetworkAcl",
        {"ingress": "-", "egress": "-", "subnet_ids": "-", "default_network_acl_id": "VpcId"},
        {"id": ""},
    ),
    "aws_route": Override("AWS::EC2::Route"),
    "aws_route_table_association": Override("AWS::EC2::SubnetRouteTableAssociation", {"gateway_id": "-"}),
    "aws_vpc_endpoint": Override("AWS::EC2::VPCEndpoint", {"policy": "PolicyDocument:json"}, {"id": ""}),
    "aws_secretsmanager_secret": Override(
        "AWS::SecretsManager::Secret", {"policy": "-", "replica": "-"}, {"arn": "", "id": "", "name": "=name"}
    ),
    "aws_ssm_parameter": Override(
        "AWS::SSM::Parameter", {"value": "-", "insecure_value": "-"}, {"name": "", "id": "", "arn": "Arn"}
    ),
    "aws_kms_key": Override(
        "AWS::KMS::Key", {"policy": "KeyPolicy:json"}, {"key_id": "", "id": "", "arn": "Arn"}
    ),
    "aws_ecr_repository": Override(
        "AWS::ECR::Repository",
        {"name": "RepositoryName"},
        {"repository_url": "RepositoryUri", "arn": "Arn", "name": "", "id": ""},
    ),
    "aws_efs_file_system": Override("AWS::EFS::FileSystem", {}, {"id": "", "arn": "Arn"}),
    "aws_efs_mount_target": Override("AWS::EFS::MountTarget", {}, {"id": ""}),
    "aws_efs_access_point": Override(
        "AWS::EFS::AccessPoint",
        {
            "root_directory.creation_info.owner_gid": "OwnerGid",
            "root_directory.creation_info.owner_uid": "OwnerUid",
        },
        {"id": "", "arn": "Arn"},
    ),
    "aws_service_discovery_service": Override(
        "AWS::ServiceDiscovery::Service", {}, {"arn": "Arn", "id": "", "name": "Name"}
    ),
    "aws_service_discovery_private_dns_namespace": Override(
        "AWS::ServiceDiscovery::PrivateDnsNamespace",
        {"vpc": "Vpc"},
        {"id": "", "arn": "Arn", "name": "=name"},
    ),
    "aws_service_discovery_http_namespace": Override(
        "AWS::ServiceDiscovery::HttpNamespace", {}, {"id": "", "arn": "Arn", "name": "=name"}
    ),
    "aws_autoscaling_group": Override(
        "AWS::AutoScaling::AutoScalingGroup",
        {
            "name": "AutoScalingGroupName",
            "vpc_zone_identifier": "VPCZoneIdentifier",
            "launch_configuration": "LaunchConfigurationName",
            "launch_template": "LaunchTemplate",
            "launch_template.id": "LaunchTemplateId",
            "launch_template.name": "LaunchTemplateName",
            "protect_from_scale_in": "NewInstancesProtectedFromScaleIn",
            "target_group_arns": "TargetGroupARNs",
            "tag": "Tags",
        },
        {"name": "", "id": "", "arn": "AutoScalingGroupARN"},
    ),
    "aws_launch_configuration": Override(
        "AWS::AutoScaling::LaunchConfiguration",
        {"name": "LaunchConfigurationName", "user_data": "UserData:base64"},
        {"name": "", "id": ""},
    ),
    "aws_launch_template": Override(
        "AWS::EC2::LaunchTemplate",
        {
            "name": "LaunchTemplateName",
            "iam_instance_profile": "LaunchTemplateData.IamInstanceProfile",
            "image_id": "LaunchTemplateData.ImageId",
            "instance_type": "LaunchTemplateData.InstanceType",
            "user_data": "LaunchTemplateData.UserData",
            "vpc_security_group_ids": "LaunchTemplateData.SecurityGroupIds",
            "network_interfaces": "LaunchTemplateData.NetworkInterfaces",
            "network_interfaces.security_groups": "Groups",
            "metadata_options": "LaunchTemplateData.MetadataOptions",
            "instance_market_options": "LaunchTemplateData.InstanceMarketOptions",
        },
        {
            "id": "",
            "name": "=name",
            "latest_version": "LatestVersionNumber",
            "default_version": "DefaultVersionNumber",
        },
    ),
    "aws_instance": Override(
        "AWS::EC2::Instance",
        {
            "ami": "ImageId",
            "associate_public_ip_address": "-",
            "user_data": "UserData:base64",
            "user_data_base64": "UserData",
            "vpc_security_group_ids": "SecurityGroupIds",
            "network_interface": "-",
            "launch_template": "LaunchTemplate",
            "launch_template.id": "LaunchTemplateId",
            "launch_template.name": "LaunchTemplateName",
            **dict.fromkeys(
                (
                    "ebs_block_device",
                    "ephemeral_block_device",
                    "root_block_device",
                    "capacity_reservation_specification",
                    "cpu_options",
                    "credit_specification",
                    "enclave_options",
                    "instance_market_options",
                    "maintenance_options",
                    "metadata_options",
                    "private_dns_name_options",
                ),
                "-",
            ),
        },
        {"id": "", "private_ip": "PrivateIp"},
    ),
    "aws_db_instance": Override(
        "AWS::RDS::DBInstance",
        {
            "db_subnet_group_name": "DBSubnetGroupName",
            "vpc_security_group_ids": "VPCSecurityGroups",
            "port": "Port",
            "restore_to_point_in_time": "-",
            "s3_import": "-",
            "blue_green_update": "-",
            "master_user_secret": "-",
        },
        {"id": "", "address": "Endpoint.Address", "endpoint": "Endpoint.Host", "port": "Endpoint.Port"},
    ),
    "aws_rds_cluster": Override(
        "AWS::RDS::DBCluster",
        {
            "db_subnet_group_name": "DBSubnetGroupName",
            "vpc_security_group_ids": "VpcSecurityGroupIds",
            "restore_to_point_in_time": "-",
            "s3_import": "-",
        },
        {
            "id": "",
            "endpoint": "Endpoint.Address",
            "reader_endpoint": "ReadEndpoint.Address",
            "port": "Endpoint.Port",
        },
    ),
    "aws_db_subnet_group": Override("AWS::RDS::DBSubnetGroup", {}, {"id": "", "name": ""}),
    "aws_elasticache_cluster": Override(
        "AWS::ElastiCache::CacheCluster",
        {
            "security_group_ids": "VpcSecurityGroupIds",
            "subnet_group_name": "CacheSubnetGroupName",
            "log_delivery_configuration": "-",
        },
        {"id": "", "cluster_address": "ConfigurationEndpoint.Address", "port": "Port"},
    ),
    "aws_elasticache_replication_group": Override(
        "AWS::ElastiCache::ReplicationGroup",
        {
            "subnet_group_name": "CacheSubnetGroupName",
            "log_delivery_configuration": "-",
            "node_group_configuration": "-",
        },
        {
            "id": "",
            "primary_endpoint_address": "PrimaryEndPoint.Address",
            "reader_endpoint_address": "ReaderEndPoint.Address",
            "configuration_endpoint_address": "ConfigurationEndPoint.Address",
            "port": "Port",
        },
    ),
    "aws_elasticache_subnet_group": Override("AWS::ElastiCache::SubnetGroup", {}, {"id": "", "name": ""}),
    "aws_sfn_state_machine": Override(
        "AWS::StepFunctions::StateMachine",
        {
            "definition": "Definition:json",
            "logging_configuration": "-",
            "tracing_configuration": "-",
            "encryption_configuration": "-",
        },
        {"arn": "", "id": ""},
    ),
    "aws_codepipeline": Override(
        "AWS::CodePipeline::Pipeline",
        {
            "artifact_store": "-",
            "stage": "Stages",
            "stage.action": "Actions",
            "stage.action.category": "ActionTypeId.Category",
            "stage.action.owner": "ActionTypeId.Owner",
            "stage.action.provider": "ActionTypeId.Provider",
            "stage.action.version": "ActionTypeId.Version",
            "stage.action.input_artifacts": "-",
            "stage.action.output_artifacts": "-",
            "stage.before_entry": "-",
            "stage.on_failure": "-",
            "stage.on_success": "-",
            "trigger": "-",
            "variable": "-",
        },
        {"arn": "-", "id": ""},
    ),
    "aws_s3_bucket": Override(
        "AWS::S3::Bucket",
        {
            "bucket": "BucketName",
            **dict.fromkeys(
                (
                    "cors_rule",
                    "grant",
                    "lifecycle_rule",
                    "logging",
                    "object_lock_configuration",
                    "replication_configuration",
                    "server_side_encryption_configuration",
                    "versioning",
                    "website",
                ),
                "-",
            ),
        },
        {"id": "", "bucket": "", "arn": "Arn"},
    ),
    "aws_s3_bucket_policy": Override("AWS::S3::BucketPolicy", {"policy": "PolicyDocument:json"}),
    "aws_secretsmanager_secret_policy": Override(
        "AWS::SecretsManager::ResourcePolicy", {"policy": "ResourcePolicy:json", "secret_arn": "SecretId"}
    ),
    "aws_kms_alias": Override("AWS::KMS::Alias", {"name": "AliasName"}, {"name": "", "id": "", "arn": "Arn"}),
    "aws_sqs_queue": Override(
        "AWS::SQS::Queue",
        {"name": "QueueName", "redrive_policy": "-", "redrive_allow_policy": "-"},
        {"url": "", "id": "", "arn": "Arn", "name": "QueueName"},
    ),
    "aws_network_acl": Override(
        "AWS::EC2::NetworkAcl", {"ingress": "-", "egress": "-", "subnet_ids": "-"}, {"id": ""}
    ),
    "aws_network_acl_rule": Override(
        "AWS::EC2::NetworkAclEntry",
        {
            "rule_number": "RuleNumber",
            "from_port": "PortRange.From",
            "to_port": "PortRange.To",
            "icmp_code": "-",
            "icmp_type": "-",
        },
    ),
    "aws_network_acl_association": Override("AWS::EC2::SubnetNetworkAclAssociation"),
}
