"""Stacks as people reported them, made of the bases; each names its report.

Longer than other modules: a list of stacks, each of a few lines.
"""

from __future__ import annotations

from tests.reach.bases import (
    INSTANCES,
    S3,
    TASKS,
    VPC,
    Json,
    add,
    allow,
    bridge,
    closed,
    container,
    endpoint,
    filed,
    made_of,
    of,
    part,
    private,
    provided,
    public,
    scheduled,
)
from tests.reach.variants import cut
from tests.reach.variants_fleets import script
from tests.reach.variants_network import acl, shell


@cut(filed, "error", "Files", "Task")
def cdk_examples_920_policy_without_mount(made: Json, bad: bool) -> None:
    """https://github.com/aws-samples/aws-cdk-examples/issues/920"""
    actions = ["elasticfilesystem:ClientRootAccess", "elasticfilesystem:ClientWrite"]
    of(made, "Files")["FileSystemPolicy"] = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": actions if bad else [*actions, "elasticfilesystem:ClientMount"],
                "Condition": {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}},
            }
        ],
    }


@cut(public, "error", "Logs")
def resource_schema_119_key_by_its_id(made: Json, bad: bool) -> None:
    """https://github.com/aws-cloudformation/cloudformation-resource-schema/issues/119"""
    add(
        made,
        """
Key:
  Type: AWS::KMS::Key
  Properties:
    KeyPolicy:
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "kms:*", Resource: "*"}
        - {Effect: Allow, Principal: {Service: !Sub "logs.${AWS::Region}.amazonaws.com"}, Action: "kms:*", Resource: "*"}
""",
    )
    of(made, "Logs")["KmsKeyId"] = {"Ref": "Key"} if bad else part("!GetAtt Key.Arn")


@cut(private, "error", "ExecutionRole")
def fargate_13_slip_in_the_execution_role(made: Json, bad: bool) -> None:
    """https://github.com/nathanpeck/aws-cloudformation-fargate/issues/13"""
    del of(made, "ExecutionRole")["ManagedPolicyArns"]
    slip = "ecr:GetAuthorisationToken" if bad else "ecr:GetAuthorizationToken"
    allow(
        made,
        "ExecutionRole",
        slip,
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    )


@cut(public, "error", "Acl", "AclIn")
def agent_1680_acl_of_public_subnets(made: Json, bad: bool) -> None:
    """https://github.com/aws/amazon-ecs-agent/issues/1680"""
    acl(made, "Outer")
    port = {"From": 80, "To": 443} if bad else {"From": 80, "To": 65535}
    of(made, "AclIn").update(Protocol=6, PortRange=port)


@cut(bridge, "error", "Template")
def neo4j_4_group_of_another_vpc(made: Json, bad: bool) -> None:
    """https://github.com/getsocial-rnd/neo4j-aws-causal-cluster/issues/4"""
    add(made, "Vpc2: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.46.0.0/16}}")
    add(made, "Group2: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: x, VpcId: !Ref Vpc2}}")
    if bad:
        data = of(made, "Template")["LaunchTemplateData"]
        data["SecurityGroupIds"] = [part("!GetAtt Group2.GroupId")]


@cut(filed, "error", "Acl", "AclOut")
def nest_5341_acl_of_the_tasks_closes_nfs(made: Json, bad: bool) -> None:
    """https://github.com/OWASP/Nest/pull/5341"""
    add(
        made,
        "FileA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.44.40.0/24, AvailabilityZone: !Select [0, !GetAZs '']}}",
    )
    add(
        made,
        "FileB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.44.41.0/24, AvailabilityZone: !Select [1, !GetAZs '']}}",
    )
    for zone in "AB":
        of(made, f"Mount{zone}")["SubnetId"] = {"Ref": f"File{zone}"}
    acl(made)
    of(made, "AclOut").update(Protocol=6, PortRange={"From": 443, "To": 443})
    if not bad:
        add(
            made,
            "AclFiles: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 20, Egress: true, Protocol: 6, RuleAction: allow, CidrBlock: 10.44.0.0/16, PortRange: {From: 2049, To: 2049}}}",
        )


def isolated_instances() -> Json:
    made = made_of(VPC, TASKS, INSTANCES, S3)
    for name in ("ecr.api", "ecr.dkr", "logs", "ecs", "ecs-agent", "ecs-telemetry"):
        endpoint(made, name)
    task = of(made, "Task")
    task.update(RequiresCompatibilities=["EC2"], NetworkMode="bridge")
    del task["Cpu"], task["Memory"]
    container(made).update(Memory=512, PortMappings=[{"ContainerPort": 9090, "HostPort": 0}])
    add(
        made,
        "Service: {Type: AWS::ECS::Service, DependsOn: Fleet, Properties: {Cluster: !Ref Cluster, TaskDefinition: !Ref Task, DesiredCount: 2, LaunchType: EC2}}",
    )
    return made


@cut(isolated_instances, "warning", "Service", "Fleet", "Task")
def cli_9406_sessions_on_isolated_instances(made: Json, bad: bool) -> None:
    """https://github.com/aws/aws-cli/issues/9406"""
    shell(made)
    if not bad:
        endpoint(made, "ssmmessages")


@cut(public, "warning", "Deploy")
def platform_8443_workflow_may_not_pass(made: Json, bad: bool) -> None:
    """https://github.com/ministryofjustice/modernisation-platform/pull/8443"""
    add(
        made,
        """
Deploy:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: {Federated: !Sub "arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com"}
          Action: "sts:AssumeRoleWithWebIdentity"
          Condition:
            StringLike: {"token.actions.githubusercontent.com:sub": "repo:lake/heron:*"}
""",
    )
    allow(made, "Deploy", "ecs:RegisterTaskDefinition", "ecs:UpdateService", "ecs:DescribeServices")
    allow(
        made,
        "Deploy",
        "iam:PassRole",
        Condition={
            "StringEquals": {
                "iam:PassedToService": "lambda.amazonaws.com" if bad else "ecs-tasks.amazonaws.com"
            }
        },
    )


@cut(filed, "warning", "Task")
def grafana_4_directory_that_is_not_there(made: Json, bad: bool) -> None:
    """https://github.com/acp-io/terraform-grafana/issues/4"""
    of(made, "Task")["Volumes"][0]["EFSVolumeConfiguration"]["RootDirectory"] = "/grafana" if bad else "/"


@cut(closed, "error", "Service", "Task", "TaskGroup")
def sst_6019_private_without_a_way(made: Json, bad: bool) -> None:
    """https://github.com/anomalyco/sst/issues/6019"""
    if bad:
        for name in ("EcrApiEndpoint", "EcrDkrEndpoint", "LogsEndpoint", "S3"):
            del made["Resources"][name]


@cut(private, "error", "Nat")
def agent_1204_private_subnet_of_the_nat_itself(made: Json, bad: bool) -> None:
    """https://github.com/aws/amazon-ecs-agent/issues/1204: the NAT gateway stands in the tasks' subnet."""
    if bad:
        of(made, "Nat")["SubnetId"] = {"Ref": "InnerA"}
        del made["Resources"]["OuterDefault"]
        del made["Resources"]["Balancer"]["DependsOn"]


@cut(provided, "error", "Provider", "ProviderLink", "Service")
def watchbot_302_service_on_an_empty_cluster(made: Json, bad: bool) -> None:
    """https://github.com/mapbox/ecs-watchbot/issues/302"""
    if bad:
        for name in ("ProviderLink",):
            del made["Resources"][name]
        made["Resources"]["Service"]["DependsOn"] = []


@cut(private, "error", "Task", "ExecutionRole")
def pipeline_lambda_3_parameter_without_permission(made: Json, bad: bool) -> None:
    """After https://github.com/aws-samples/aws-fargate-pipeline-lambda-autoscaling/issues/3: GetParameters lacks on the execution role."""
    container(made)["Secrets"] = [{"Name": "MODE", "ValueFrom": "/lake/mode"}]
    if not bad:
        allow(
            made,
            "ExecutionRole",
            "ssm:GetParameters",
            resource=part("!Sub arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/lake/mode"),
        )


@cut(bridge, "warning", "Fleet", "Service", "Task")
def infrastructure_talk_6_no_instances(made: Json, bad: bool) -> None:
    """After https://github.com/brikis98/infrastructure-as-code-talk/issues/6."""
    if bad:
        of(made, "Fleet").update(MinSize="0", MaxSize="0")


@cut(bridge, "error", "Template", "Fleet", "Service")
def ecs_cluster_terraform_3_default_cluster(made: Json, bad: bool) -> None:
    """After https://github.com/ptokito/ECSClusterWithTerraform/issues/3."""
    of(made, "Cluster")["ClusterName"] = "lake"
    made["Resources"]["Fleet"]["DependsOn"].append("Cluster")
    script(
        made,
        "#!/bin/bash\nyum update -y\n" + ("" if bad else "echo ECS_CLUSTER=lake >> /etc/ecs/ecs.config\n"),
    )


@cut(private, "error", "TaskGroup")
def agent_1680_inbound_security_group_of_lb_by_wrong_protocol(made: Json, bad: bool) -> None:
    """After https://github.com/aws/amazon-ecs-agent/issues/1680."""
    of(made, "TaskGroup")["SecurityGroupIngress"][0]["IpProtocol"] = "icmp" if bad else "tcp"
    if bad:
        of(made, "TaskGroup")["SecurityGroupIngress"][0].update(FromPort=-1, ToPort=-1)


@cut(closed, "error", "EcrApiEndpoint", "EcrDkrEndpoint", "EndpointGroup", "EndIn")
def agent_2235_endpoints_of_the_default_group(made: Json, bad: bool) -> None:
    """After https://github.com/aws/amazon-ecs-agent/issues/2235: endpoint group admits itself only."""
    if bad:
        of(made, "EndpointGroup")["SecurityGroupIngress"] = []
        add(
            made,
            "EndIn: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref EndpointGroup, IpProtocol: '-1', SourceSecurityGroupId: !Ref EndpointGroup}}",
        )


@cut(filed, "warning", "Service", "MountA")
def cdk_26476_other_vpc_mount(made: Json, bad: bool) -> None:
    """After https://github.com/aws/aws-cdk/issues/26476: mount targets in a subnet of another VPC."""
    add(made, "Vpc2: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.46.0.0/16}}")
    add(made, "There: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc2, CidrBlock: 10.46.0.0/24}}")
    add(
        made,
        "ThereGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: x, VpcId: !Ref Vpc2, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 2049, ToPort: 2049, CidrIp: 0.0.0.0/0}]}}",
    )
    if bad:
        for z in "AB":
            del made["Resources"][f"Mount{z}"]
        made["Resources"]["Service"]["DependsOn"] = ["MountA"]
        add(
            made,
            "MountA: {Type: AWS::EFS::MountTarget, Properties: {FileSystemId: !Ref Files, SubnetId: !Ref There, SecurityGroups: [!Ref ThereGroup]}}",
        )


@cut(public, "warning", "TaskRole", "Service")
def exec_checker_47_three_of_four(made: Json, bad: bool) -> None:
    """After https://github.com/aws-containers/amazon-ecs-exec-checker/issues/47."""
    of(made, "Service")["EnableExecuteCommand"] = True
    names = [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
    ]
    allow(made, "TaskRole", *names, *([] if bad else ["ssmmessages:OpenDataChannel"]))


@cut(public, "error", "Task")
def terraform_4_pass_role_of_user_no_execution_role(made: Json, bad: bool) -> None:
    """After https://github.com/techservicesillinois/terraform-aws-ecs-service/issues/4: awslogs on Fargate without an execution role."""
    if bad:
        del of(made, "Task")["ExecutionRoleArn"]


@cut(scheduled, "error", "StarterRole", "Start")
def airfordable_22_events_role_for_the_scheduler(made: Json, bad: bool) -> None:
    """After https://github.com/Airfordable/ecs-deploy-task-definition-to-scheduled-task/issues/22."""
    statement = of(made, "StarterRole")["AssumeRolePolicyDocument"]["Statement"][0]
    statement["Principal"]["Service"] = "ecs-tasks.amazonaws.com" if bad else "scheduler.amazonaws.com"


@cut(private, "error", "Pull")
def cdk_16247_policy_of_another_role(made: Json, bad: bool) -> None:
    """After https://github.com/aws/aws-cdk/issues/16247."""
    del of(made, "ExecutionRole")["ManagedPolicyArns"]
    role = "TaskRole" if bad else "ExecutionRole"
    add(
        made,
        f"Pull: {{Type: AWS::IAM::RolePolicy, Properties: {{RoleName: !Ref {role}, PolicyName: pull, PolicyDocument: {{Version: '2012-10-17', Statement: [{{Effect: Allow, Action: ['ecr:*', 'logs:*'], Resource: '*'}}]}}}}}}",
    )
    made["Resources"]["Service"]["DependsOn"].append("Pull")


@cut(provided, "error", "Template", "Fleet", "InstanceRole", "InstanceProfile")
def lambci_19_profile_without_role(made: Json, bad: bool) -> None:
    """After https://github.com/lambci/ecs/issues/19."""
    if bad:
        of(made, "InstanceProfile")["Roles"] = []


@cut(bridge, "error", "Fleet", "Template")
def refarch_cd_21_signal_for_configuration(made: Json, bad: bool) -> None:
    """After https://github.com/awslabs/ecs-refarch-continuous-deployment/issues/21."""
    made["Resources"]["Fleet"]["CreationPolicy"] = {"ResourceSignal": {"Count": 1, "Timeout": "PT15M"}}
    made["Resources"]["Fleet"]["DependsOn"] = ["InnerDefault", "InnerALink", "InnerBLink"]
    name = "Template" if bad else "Fleet"
    script(
        made,
        "#!/bin/bash -xe\nyum install -y aws-cfn-bootstrap\necho ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config\n/opt/aws/bin/cfn-signal -e $? --stack ${AWS::StackName} --resource "
        + name
        + " --region ${AWS::Region}\n",
    )


@cut(closed, "error", "Task", "Service")
def scanner_13_quay_without_nat(made: Json, bad: bool) -> None:
    """After https://github.com/deepfence/terraform-aws-cloud-scanner/issues/13."""
    if bad:
        container(made)["Image"] = "quay.io/lake/cloud-scanner:latest"
