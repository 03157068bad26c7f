"""Variants of permissions, trust and passing of roles.

Longer than other modules: a list of stacks, each of a few lines.
"""

from __future__ import annotations

from functools import partial

from tests.reach.bases import (
    Json,
    add,
    allow,
    closed,
    container,
    filed,
    of,
    part,
    private,
    provided,
    public,
    scheduled,
)
from tests.reach.variants import cut, silent
from tests.reach.variants_network import SHELL, shell

SCHEDULE = partial(scheduled, "scheduler")
RULE = partial(scheduled, "events")
MANAGED = "arn:aws:iam::aws:policy/"


def own_pull(made: Json, actions: list[str], resource: object = "*") -> None:
    """The execution role has a policy of its own instead of the managed one."""
    del of(made, "ExecutionRole")["ManagedPolicyArns"]
    allow(made, "ExecutionRole", *actions, resource=resource)
    allow(made, "ExecutionRole", "logs:CreateLogStream", "logs:PutLogEvents")


# Execution role


@cut(public, "error", "ExecutionRole")
def layers_are_not_allowed(made: Json, bad: bool) -> None:
    own_pull(
        made,
        ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", *([] if bad else ["ecr:GetDownloadUrlForLayer"])],
    )


@cut(public, "error", "ExecutionRole")
def no_token(made: Json, bad: bool) -> None:
    own_pull(
        made,
        ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", *([] if bad else ["ecr:GetAuthorizationToken"])],
    )


@cut(public, "error", "ExecutionRole")
def images_of_another_repository(made: Json, bad: bool) -> None:
    own_pull(made, ["ecr:GetAuthorizationToken"])
    name = "lake/ibis" if bad else "lake/*"
    allow(
        made,
        "ExecutionRole",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        resource=part(f"!Sub 'arn:aws:ecr:${{AWS::Region}}:${{AWS::AccountId}}:repository/{name}'"),
    )


@cut(public, "error", "ExecutionRole")
def stream_of_another_log_group(made: Json, bad: bool) -> None:
    of(made, "ExecutionRole")["ManagedPolicyArns"] = [MANAGED + "AmazonEC2ContainerRegistryPullOnly"]
    add(made, "Other: {Type: AWS::Logs::LogGroup, Properties: {}}")
    where = "Other" if bad else "Logs"
    allow(
        made,
        "ExecutionRole",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        resource=part(f"!GetAtt {where}.Arn"),
    )


@cut(public, "error", "ExecutionRole", "Task")
def log_group_made_by_the_driver(made: Json, bad: bool) -> None:
    container(made)["LogConfiguration"]["Options"].update(
        {"awslogs-group": "/lake/heron", "awslogs-create-group": "true"}
    )
    if not bad:
        allow(made, "ExecutionRole", "logs:CreateLogGroup")


@cut(public, "error", "ExecutionRole")
def parameter_by_its_singular(made: Json, bad: bool) -> None:
    add(made, "Mode: {Type: AWS::SSM::Parameter, Properties: {Name: /lake/mode, Type: String, Value: x}}")
    container(made)["Secrets"] = [{"Name": "MODE", "ValueFrom": {"Ref": "Mode"}}]
    action = "ssm:GetParameter" if bad else "ssm:GetParameters"
    allow(
        made,
        "ExecutionRole",
        action,
        resource=part("!Sub arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/lake/*"),
    )


@cut(public, "error", "Task")
def registry_credentials(made: Json, bad: bool) -> None:
    add(made, "Login: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: '{}'}}")
    container(made).update(
        Image="registry.lake.example/heron:7",
        RepositoryCredentials={"CredentialsParameter": {"Ref": "Login"}},
    )
    if not bad:
        allow(made, "ExecutionRole", "secretsmanager:GetSecretValue", resource={"Ref": "Login"})


@cut(public, "error", "ExecutionRole")
def environment_file_of_another_bucket(made: Json, bad: bool) -> None:
    add(made, "Settings: {Type: AWS::S3::Bucket, Properties: {}}")
    add(made, "Spare: {Type: AWS::S3::Bucket, Properties: {}}")
    container(made)["EnvironmentFiles"] = [{"Type": "s3", "Value": part("!Sub '${Settings.Arn}/heron.env'")}]
    bucket = "Spare" if bad else "Settings"
    allow(made, "ExecutionRole", "s3:GetObject", resource=part(f"!Sub '${{{bucket}.Arn}}/*'"))
    allow(made, "ExecutionRole", "s3:GetBucketLocation", resource=part("!GetAtt Settings.Arn"))


@cut(public, "error", "Task")
def secret_of_the_log_driver(made: Json, bad: bool) -> None:
    add(made, "Token: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {}}}")
    container(made)["LogConfiguration"] = {
        "LogDriver": "splunk",
        "Options": {"splunk-url": "https://logs.lake.example:8088"},
        "SecretOptions": [{"Name": "splunk-token", "ValueFrom": {"Ref": "Token"}}],
    }
    if not bad:
        allow(made, "ExecutionRole", "secretsmanager:GetSecretValue", resource={"Ref": "Token"})


@cut(filed, "error", "Task")
def secret_on_the_task_role(made: Json, bad: bool) -> None:
    if bad:
        of(made, "TaskRole")["Policies"] = of(made, "ExecutionRole").pop("Policies")


@cut(filed, "error", "ExecutionRole", "Boundary")
def boundary_without_the_key(made: Json, bad: bool) -> None:
    add(
        made,
        """
Boundary:
  Type: AWS::IAM::ManagedPolicy
  Properties:
    PolicyDocument:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Action: ["ecr:*", "logs:*", "secretsmanager:*"], Resource: "*"}]
""",
    )
    of(made, "ExecutionRole")["PermissionsBoundary"] = {"Ref": "Boundary"}
    if not bad:
        of(made, "Boundary")["PolicyDocument"]["Statement"][0]["Action"].append("kms:Decrypt")


@cut(filed, "error", "ExecutionRole", "Reads")
def managed_policy_not_attached(made: Json, bad: bool) -> None:
    policies = of(made, "ExecutionRole").pop("Policies")
    statements = [s for p in policies for s in p["PolicyDocument"]["Statement"]]
    document = {"Version": "2012-10-17", "Statement": statements}
    made["Resources"]["Reads"] = {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {"PolicyDocument": document},
    }
    if not bad:
        of(made, "Reads")["Roles"] = [{"Ref": "ExecutionRole"}]


@cut(filed, "error", "ExecutionRole", "Refuse")
def denied_by_a_managed_policy(made: Json, bad: bool) -> None:
    action = "secretsmanager:*" if bad else "secretsmanager:DeleteSecret"
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": "*"}]}
    properties = {"PolicyDocument": document, "Roles": [{"Ref": "ExecutionRole"}]}
    made["Resources"]["Refuse"] = {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}


@cut(filed, "error", "ExecutionRole", "Refuse")
def denied_everything_else(made: Json, bad: bool) -> None:
    actions = ["ecr:*", "logs:*", "kms:*"] + ([] if bad else ["secretsmanager:*"])
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "NotAction": actions, "Resource": "*"}],
    }
    of(made, "ExecutionRole")["Policies"].append({"PolicyName": "refuse", "PolicyDocument": document})


@cut(filed, "error", "PasswordPolicy", "Password")
def denied_by_the_secret(made: Json, bad: bool) -> None:
    who = "ExecutionRole" if bad else "TaskRole"
    add(
        made,
        f"""
PasswordPolicy:
  Type: AWS::SecretsManager::ResourcePolicy
  Properties:
    SecretId: !Ref Password
    ResourcePolicy:
      Version: "2012-10-17"
      Statement: [{{Effect: Deny, Principal: {{AWS: !GetAtt {who}.Arn}}, Action: "secretsmanager:GetSecretValue", Resource: "*"}}]
""",
    )


@cut(public, "error", "Repository", "ExecutionRole")
def denied_by_the_repository(made: Json, bad: bool) -> None:
    action = "ecr:*" if bad else "ecr:PutImage"
    add(
        made,
        f"""
Repository:
  Type: AWS::ECR::Repository
  Properties:
    RepositoryPolicyText:
      Version: "2012-10-17"
      Statement: [{{Effect: Deny, Principal: "*", Action: "{action}"}}]
""",
    )
    container(made)["Image"] = part("!Sub '${Repository.RepositoryUri}:7'")


@cut(filed, "error", "ExecutionRole")
def key_by_its_alias(made: Json, bad: bool) -> None:
    add(made, "Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/lake, TargetKeyId: !Ref Key}}")
    statement = of(made, "ExecutionRole")["Policies"][1]["PolicyDocument"]["Statement"][0]
    if bad:
        statement["Resource"] = part("!Sub 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/lake'")


@cut(filed, "error", "ExecutionRole", "Key")
def key_by_way_of_another_service(made: Json, bad: bool) -> None:
    service = "ssm" if bad else "secretsmanager"
    statement = of(made, "ExecutionRole")["Policies"][1]["PolicyDocument"]["Statement"][0]
    statement["Condition"] = {
        "StringEquals": {"kms:ViaService": {"Fn::Sub": f"{service}.${{AWS::Region}}.amazonaws.com"}}
    }


@cut(public, "error", "Key", "Logs")
def key_of_the_log_group_without_the_service(made: Json, bad: bool) -> None:
    """CloudWatch Logs uses the key itself; with a policy that names the account only it is refused."""
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
        - {Effect: Allow, Principal: {Service: !Sub "logs.${AWS::Region}.amazonaws.com"}, Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"], Resource: "*"}
""",
    )
    of(made, "Logs")["KmsKeyId"] = part("!GetAtt Key.Arn")
    if bad:
        of(made, "Key")["KeyPolicy"]["Statement"].pop()


# Task role


@cut(partial(closed, "ssmmessages"), "warning", "Service", "TaskRole")
def sessions_on_the_execution_role(made: Json, bad: bool) -> None:
    shell(made)
    if bad:
        of(made, "ExecutionRole")["Policies"] = of(made, "TaskRole").pop("Policies")


@cut(public, "warning", "TaskRole")
def sessions_denied(made: Json, bad: bool) -> None:
    shell(made)
    effect = "Deny" if bad else "Allow"
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": effect, "Action": "ssmmessages:*", "Resource": "*"}],
    }
    of(made, "TaskRole")["Policies"].append({"PolicyName": "more", "PolicyDocument": document})


@cut(public, "warning", "TaskRole", "Service")
def sessions_by_ssm_start(made: Json, bad: bool) -> None:
    of(made, "Service")["EnableExecuteCommand"] = True
    allow(made, "TaskRole", *(["ssm:StartSession"] if bad else [f"ssmmessages:{a}" for a in SHELL]))


@cut(public, "warning", "Service")
def session_logs_not_allowed(made: Json, bad: bool) -> None:
    shell(made)
    add(made, "ExecLogs: {Type: AWS::Logs::LogGroup, Properties: {}}")
    of(made, "Cluster")["Configuration"] = {
        "ExecuteCommandConfiguration": {
            "Logging": "OVERRIDE",
            "LogConfiguration": {"CloudWatchLogGroupName": {"Ref": "ExecLogs"}},
        }
    }
    if not bad:
        allow(made, "TaskRole", "logs:DescribeLogGroups")
        allow(
            made,
            "TaskRole",
            "logs:CreateLogStream",
            "logs:DescribeLogStreams",
            "logs:PutLogEvents",
            resource=part("!GetAtt ExecLogs.Arn"),
        )


@cut(public, "warning", "Task")
def table_of_another_name(made: Json, bad: bool) -> None:
    keys = "AttributeDefinitions: [{AttributeName: id, AttributeType: S}], KeySchema: [{AttributeName: id, KeyType: HASH}], BillingMode: PAY_PER_REQUEST"
    add(made, f"Birds: {{Type: AWS::DynamoDB::Table, Properties: {{{keys}}}}}")
    add(made, f"Boats: {{Type: AWS::DynamoDB::Table, Properties: {{{keys}}}}}")
    container(made)["Environment"] = [{"Name": "TABLE", "Value": {"Ref": "Birds"}}]
    table = "Boats" if bad else "Birds"
    allow(made, "TaskRole", "dynamodb:GetItem", resource=part(f"!GetAtt {table}.Arn"))


@cut(public, "warning", "TaskRole", "Task")
def topic_without_permission(made: Json, bad: bool) -> None:
    add(made, "News: {Type: AWS::SNS::Topic, Properties: {}}")
    container(made)["Environment"] = [{"Name": "TOPIC_ARN", "Value": {"Ref": "News"}}]
    allow(made, "TaskRole", "sqs:SendMessage" if bad else "sns:Publish")


@cut(filed, "error", "Files", "TaskRole", "Task")
def file_system_asks_for_tls(made: Json, bad: bool) -> None:
    of(made, "Files")["FileSystemPolicy"] = part(
        """
x:
  Version: "2012-10-17"
  Statement:
    - {Effect: Allow, Principal: {AWS: "*"}, Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"], Resource: "*"}
    - {Effect: Deny, Principal: {AWS: "*"}, Action: "*", Resource: "*", Condition: {Bool: {"aws:SecureTransport": "false"}}}
"""
    )["x"]
    if bad:
        del of(made, "Task")["Volumes"][0]["EFSVolumeConfiguration"]["TransitEncryption"]


@cut(filed, "error", "Files", "TaskRole", "Task")
def file_system_asks_for_an_access_point(made: Json, bad: bool) -> None:
    add(made, "Point: {Type: AWS::EFS::AccessPoint, Properties: {FileSystemId: !Ref Files}}")
    of(made, "Files")["FileSystemPolicy"] = part(
        """
x:
  Version: "2012-10-17"
  Statement:
    - Effect: Allow
      Principal: {AWS: !GetAtt TaskRole.Arn}
      Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
      Resource: "*"
"""
    )["x"]
    config = of(made, "Task")["Volumes"][0]["EFSVolumeConfiguration"]
    config["AuthorizationConfig"] = {
        "AccessPointId": {"Ref": "Point"},
        "IAM": "DISABLED" if bad else "ENABLED",
    }


# Trust


@cut(public, "error", "ExecutionRole")
def trust_with_a_slip(made: Json, bad: bool) -> None:
    service = "ecs-task.amazonaws.com" if bad else "ecs-tasks.amazonaws.com"
    of(made, "ExecutionRole")["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"] = service


@cut(public, "error", "TaskRole")
def trust_of_the_service_itself(made: Json, bad: bool) -> None:
    service = "ecs.amazonaws.com" if bad else "ecs-tasks.amazonaws.com"
    of(made, "TaskRole")["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"] = [service]


@cut(public, "error", "TaskRole")
def trust_of_the_account_only(made: Json, bad: bool) -> None:
    if bad:
        of(made, "TaskRole")["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] = {
            "AWS": part("!Sub 'arn:aws:iam::${AWS::AccountId}:root'")
        }


@cut(public, "error", "TaskRole")
def trust_of_lambda_by_condition(made: Json, bad: bool) -> None:
    service = "lambda" if bad else "ecs"
    of(made, "TaskRole")["AssumeRolePolicyDocument"]["Statement"][0]["Condition"] = {
        "ArnLike": {"aws:SourceArn": part(f"!Sub 'arn:aws:{service}:${{AWS::Region}}:${{AWS::AccountId}}:*'")}
    }


@cut(SCHEDULE, "error", "StarterRole")
def schedule_trusts_events(made: Json, bad: bool) -> None:
    if bad:
        statement = of(made, "StarterRole")["AssumeRolePolicyDocument"]["Statement"][0]
        statement["Principal"]["Service"] = "events.amazonaws.com"


# Passing


@cut(SCHEDULE, "error", "Start")
def schedule_may_not_pass(made: Json, bad: bool) -> None:
    if bad:
        of(made, "StarterRole")["Policies"][0]["PolicyDocument"]["Statement"].pop()


@cut(SCHEDULE, "error", "StarterRole")
def schedule_passes_to_ecs(made: Json, bad: bool) -> None:
    service = "ecs.amazonaws.com" if bad else "ecs-tasks.amazonaws.com"
    of(made, "StarterRole")["Policies"][0]["PolicyDocument"]["Statement"][1]["Condition"] = {
        "StringEquals": {"iam:PassedToService": service}
    }


@cut(RULE, "error", "StarterRole")
def rule_passes_the_execution_role_only(made: Json, bad: bool) -> None:
    if bad:
        of(made, "StarterRole")["Policies"][0]["PolicyDocument"]["Statement"][1]["Resource"].pop()


@cut(RULE, "error", "StarterRole")
def rule_runs_on_another_cluster(made: Json, bad: bool) -> None:
    add(made, "Spare: {Type: AWS::ECS::Cluster, Properties: {}}")
    cluster = "Spare" if bad else "Cluster"
    of(made, "StarterRole")["Policies"][0]["PolicyDocument"]["Statement"][0]["Condition"] = {
        "ArnEquals": {"ecs:cluster": part(f"!GetAtt {cluster}.Arn")}
    }


@cut(RULE, "warning", "StarterRole")
def rule_runs_the_first_revision_only(made: Json, bad: bool) -> None:
    revision = ":1" if bad else ":*"
    of(made, "StarterRole")["Policies"][0]["PolicyDocument"]["Statement"][0]["Resource"] = part(
        f"!Sub 'arn:aws:ecs:${{AWS::Region}}:${{AWS::AccountId}}:task-definition/heron{revision}'"
    )


@cut(SCHEDULE, "error", "StarterRole")
def schedule_is_denied(made: Json, bad: bool) -> None:
    statements = of(made, "StarterRole")["Policies"][0]["PolicyDocument"]["Statement"]
    statements.append({"Effect": "Deny", "Action": "ecs:*" if bad else "ecs:Delete*", "Resource": "*"})


@cut(public, "error", "Pipe")
def pipeline_may_not_pass(made: Json, bad: bool) -> None:
    add(
        made,
        """
Store: {Type: AWS::S3::Bucket, Properties: {}}
PipeRole:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {Service: codepipeline.amazonaws.com}, Action: "sts:AssumeRole"}]
Pipe:
  Type: AWS::CodePipeline::Pipeline
  Properties:
    RoleArn: !GetAtt PipeRole.Arn
    ArtifactStore: {Type: S3, Location: !Ref Store}
    Stages:
      - Name: Source
        Actions:
          - Name: Take
            ActionTypeId: {Category: Source, Owner: AWS, Provider: S3, Version: "1"}
            Configuration: {S3Bucket: !Ref Store, S3ObjectKey: images.zip}
            OutputArtifacts: [{Name: Images}]
      - Name: Deploy
        Actions:
          - Name: Put
            ActionTypeId: {Category: Deploy, Owner: AWS, Provider: ECS, Version: "1"}
            Configuration: {ClusterName: !Ref Cluster, ServiceName: !GetAtt Service.Name, FileName: images.json}
            InputArtifacts: [{Name: Images}]
""",
    )
    allow(made, "PipeRole", "s3:*", "ecs:*")
    if not bad:
        allow(
            made,
            "PipeRole",
            "iam:PassRole",
            resource=[part("!GetAtt TaskRole.Arn"), part("!GetAtt ExecutionRole.Arn")],
        )


# Infrastructure


def volume(made: Json) -> None:
    of(made, "Task")["Volumes"] = [{"Name": "scratch", "ConfiguredAtLaunch": True}]
    container(made)["MountPoints"] = [{"SourceVolume": "scratch", "ContainerPath": "/scratch"}]
    add(
        made,
        """
DiskRole:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {Service: ecs.amazonaws.com}, Action: "sts:AssumeRole"}]
    ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVolumes"]
""",
    )
    of(made, "Service")["VolumeConfigurations"] = [
        {"Name": "scratch", "ManagedEBSVolume": {"RoleArn": part("!GetAtt DiskRole.Arn"), "SizeInGiB": 20}}
    ]


@cut(public, "error", "DiskRole")
def volumes_by_the_policy_for_balancers(made: Json, bad: bool) -> None:
    volume(made)
    if bad:
        of(made, "DiskRole")["ManagedPolicyArns"] = [
            MANAGED + "AmazonECSInfrastructureRolePolicyForLoadBalancers"
        ]


@cut(public, "error", "DiskRole")
def volumes_by_a_role_of_tasks(made: Json, bad: bool) -> None:
    volume(made)
    if bad:
        statement = of(made, "DiskRole")["AssumeRolePolicyDocument"]["Statement"][0]
        statement["Principal"]["Service"] = "ecs-tasks.amazonaws.com"


@cut(private, "warning", "SwapRole")
def swap_without_modify_rule(made: Json, bad: bool) -> None:
    add(
        made,
        """
Green: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {VpcId: !Ref Vpc, Port: 9090, Protocol: HTTP, TargetType: ip}}
Front:
  Type: AWS::ElasticLoadBalancingV2::ListenerRule
  Properties:
    ListenerArn: !Ref Listener
    Priority: 7
    Conditions: [{Field: path-pattern, PathPatternConfig: {Values: ["/*"]}}]
    Actions: [{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Targets, Weight: 1}, {TargetGroupArn: !Ref Green, Weight: 0}]}}]
SwapRole:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {Service: ecs.amazonaws.com}, Action: "sts:AssumeRole"}]
""",
    )
    made["Resources"]["Service"]["DependsOn"].append("Front")
    allow(
        made,
        "SwapRole",
        "elasticloadbalancing:Describe*",
        "elasticloadbalancing:RegisterTargets",
        "elasticloadbalancing:DeregisterTargets",
        *([] if bad else ["elasticloadbalancing:ModifyRule", "elasticloadbalancing:ModifyListener"]),
    )
    of(made, "Service")["DeploymentConfiguration"] = {"Strategy": "BLUE_GREEN", "BakeTimeInMinutes": 5}
    of(made, "Service")["LoadBalancers"][0]["AdvancedConfiguration"] = part(
        "{AlternateTargetGroupArn: !Ref Green, ProductionListenerRule: !Ref Front, RoleArn: !GetAtt SwapRole.Arn}"
    )


@cut(provided, "error", "InstanceRole")
def instances_with_ssm_and_registry_only(made: Json, bad: bool) -> None:
    if bad:
        of(made, "InstanceRole")["ManagedPolicyArns"] = [
            MANAGED + "AmazonSSMManagedInstanceCore",
            MANAGED + "AmazonEC2ContainerRegistryReadOnly",
        ]


# Silent


@silent(filed)
def secret_by_its_key_and_stage(made: Json) -> None:
    of(made, "Password")["GenerateSecretString"] = {"SecretStringTemplate": "{}", "GenerateStringKey": "user"}
    container(made)["Secrets"][0]["ValueFrom"] = part("!Sub '${Password}:user:AWSCURRENT:'")


@silent(filed)
def permission_by_tags(made: Json) -> None:
    of(made, "ExecutionRole")["Policies"] = []
    allow(
        made,
        "ExecutionRole",
        "secretsmanager:GetSecretValue",
        "kms:Decrypt",
        Condition={"StringEquals": {"aws:ResourceTag/team": "lake"}},
    )


@silent(filed)
def policies_by_a_macro(made: Json) -> None:
    of(made, "ExecutionRole")["Policies"] = {"Fn::Transform": {"Name": "Policies", "Parameters": {}}}


@silent(filed)
def secret_allowed_by_its_own_policy(made: Json) -> None:
    of(made, "ExecutionRole")["Policies"].pop(0)
    add(
        made,
        """
PasswordPolicy:
  Type: AWS::SecretsManager::ResourcePolicy
  Properties:
    SecretId: !Ref Password
    ResourcePolicy:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {AWS: !GetAtt ExecutionRole.Arn}, Action: "secretsmanager:GetSecretValue", Resource: "*"}]
""",
    )


@silent(public)
def role_by_a_path_and_name(made: Json) -> None:
    of(made, "TaskRole").update(RoleName="heron", Path="/lake/")
    of(made, "Task")["TaskRoleArn"] = part("!Sub 'arn:aws:iam::${AWS::AccountId}:role/lake/heron'")


@silent(SCHEDULE)
def starter_of_all(made: Json) -> None:
    of(made, "StarterRole")["Policies"] = []
    allow(made, "StarterRole", "ecs:*", "iam:*")


@silent(SCHEDULE)
def starter_by_the_family_alone(made: Json) -> None:
    of(made, "StarterRole")["Policies"][0]["PolicyDocument"]["Statement"][0]["Resource"] = part(
        "!Sub 'arn:aws:ecs:${AWS::Region}:*:task-definition/heron*'"
    )


@silent(public)
def trust_of_the_own_region(made: Json) -> None:
    of(made, "TaskRole")["AssumeRolePolicyDocument"]["Statement"][0]["Condition"] = {
        "ArnLike": {
            "aws:SourceArn": part("!Sub 'arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*'")
        },
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
    }


@silent(public)
def trust_of_an_account_by_its_number(made: Json) -> None:
    of(made, "TaskRole")["AssumeRolePolicyDocument"]["Statement"][0]["Condition"] = {
        "StringEquals": {"aws:SourceAccount": "999988887777"}
    }


@silent(public)
def sessions_by_the_wildcard(made: Json) -> None:
    of(made, "Service")["EnableExecuteCommand"] = True
    allow(made, "TaskRole", "SSMMessages:*")


@silent(public)
def parameter_in_another_stack(made: Json) -> None:
    container(made)["Secrets"] = [{"Name": "MODE", "ValueFrom": {"Fn::ImportValue": "mode"}}]
