"""Whole stacks that work, made of parts; variants cut them in one place.

Longer than other modules: the parts of all bases stand side by side, to be put together.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from tests.reach.cfn_yaml import read_text

Json = dict[str, Any]

VPC = """
Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.44.0.0/16, EnableDnsSupport: true, EnableDnsHostnames: true}}
InnerA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.44.32.0/24, AvailabilityZone: !Select [0, !GetAZs ""]}}
InnerB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.44.33.0/24, AvailabilityZone: !Select [1, !GetAZs ""]}}
InnerTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
InnerALink: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref InnerA, RouteTableId: !Ref InnerTable}}
InnerBLink: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref InnerB, RouteTableId: !Ref InnerTable}}
"""
OUTER = """
Gate: {Type: AWS::EC2::InternetGateway, Properties: {}}
GateLink: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gate}}
OuterA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.44.0.0/24, AvailabilityZone: !Select [0, !GetAZs ""]}}
OuterB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.44.1.0/24, AvailabilityZone: !Select [1, !GetAZs ""]}}
OuterTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
OuterDefault:
  Type: AWS::EC2::Route
  DependsOn: GateLink
  Properties: {RouteTableId: !Ref OuterTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gate}
OuterALink: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref OuterA, RouteTableId: !Ref OuterTable}}
OuterBLink: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref OuterB, RouteTableId: !Ref OuterTable}}
"""
NAT = """
NatAddress: {Type: AWS::EC2::EIP, DependsOn: GateLink, Properties: {Domain: vpc}}
Nat: {Type: AWS::EC2::NatGateway, DependsOn: GateLink, Properties: {SubnetId: !Ref OuterA, AllocationId: !GetAtt NatAddress.AllocationId}}
InnerDefault: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref InnerTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}
"""
TASKS = """
Cluster: {Type: AWS::ECS::Cluster, Properties: {}}
Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 30}}
ExecutionRole:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}]
    ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"]
    Policies: []
TaskRole:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}]
    Policies: []
Task:
  Type: AWS::ECS::TaskDefinition
  Properties:
    Family: heron
    RequiresCompatibilities: [FARGATE]
    NetworkMode: awsvpc
    Cpu: "256"
    Memory: "512"
    ExecutionRoleArn: !GetAtt ExecutionRole.Arn
    TaskRoleArn: !GetAtt TaskRole.Arn
    ContainerDefinitions:
      - Name: heron
        Image: !Sub "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/lake/heron:7.1"
        Essential: true
        Environment: []
        Secrets: []
        PortMappings: [{ContainerPort: 9090}]
        LogConfiguration:
          LogDriver: awslogs
          Options: {awslogs-group: !Ref Logs, awslogs-region: !Ref "AWS::Region", awslogs-stream-prefix: heron}
"""
SERVICE = """
TaskGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: tasks, VpcId: !Ref Vpc}}
Service:
  Type: AWS::ECS::Service
  DependsOn: []
  Properties:
    Cluster: !Ref Cluster
    TaskDefinition: !Ref Task
    DesiredCount: 2
    LaunchType: FARGATE
    NetworkConfiguration:
      AwsvpcConfiguration:
        AssignPublicIp: DISABLED
        Subnets: [!Ref InnerA, !Ref InnerB]
        SecurityGroups: [!GetAtt TaskGroup.GroupId]
"""
BALANCER = """
BalancerGroup:
  Type: AWS::EC2::SecurityGroup
  Properties:
    GroupDescription: balancer
    VpcId: !Ref Vpc
    SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}]
Balancer:
  Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  DependsOn: OuterDefault
  Properties: {Subnets: [!Ref OuterA, !Ref OuterB], SecurityGroups: [!GetAtt BalancerGroup.GroupId]}
Targets:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties: {VpcId: !Ref Vpc, Port: 9090, Protocol: HTTP, TargetType: ip, HealthCheckPath: /up}
Listener:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties:
    LoadBalancerArn: !Ref Balancer
    Port: 80
    Protocol: HTTP
    DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
"""
INSTANCES = """
InstanceGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: instances, VpcId: !Ref Vpc}}
InstanceRole:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]
    ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"]
InstanceProfile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref InstanceRole]}}
Template:
  Type: AWS::EC2::LaunchTemplate
  Properties:
    LaunchTemplateData:
      ImageId: "{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}"
      InstanceType: m6i.large
      IamInstanceProfile: {Arn: !GetAtt InstanceProfile.Arn}
      SecurityGroupIds: [!GetAtt InstanceGroup.GroupId]
      UserData:
        Fn::Base64: !Sub "#!/bin/bash\\necho ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config\\n"
Fleet:
  Type: AWS::AutoScaling::AutoScalingGroup
  Properties:
    MinSize: "2"
    MaxSize: "4"
    VPCZoneIdentifier: [!Ref InnerA, !Ref InnerB]
    LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber}
"""
ENDPOINT = """
{{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcEndpointType: Interface, VpcId: !Ref Vpc, PrivateDnsEnabled: true,
  ServiceName: !Sub "com.amazonaws.${{AWS::Region}}.{}", SubnetIds: [!Ref InnerA, !Ref InnerB],
  SecurityGroupIds: [!GetAtt EndpointGroup.GroupId]}}}}
"""
S3 = """
EndpointGroup:
  Type: AWS::EC2::SecurityGroup
  Properties:
    GroupDescription: endpoints
    VpcId: !Ref Vpc
    SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.44.0.0/16}]
S3:
  Type: AWS::EC2::VPCEndpoint
  Properties:
    VpcEndpointType: Gateway
    ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
    VpcId: !Ref Vpc
    RouteTableIds: [!Ref InnerTable]
"""
FILES = """
FileGroup:
  Type: AWS::EC2::SecurityGroup
  Properties:
    GroupDescription: files
    VpcId: !Ref Vpc
    SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 2049, ToPort: 2049, SourceSecurityGroupId: !GetAtt TaskGroup.GroupId}]
Files: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: true}}
MountA: {Type: AWS::EFS::MountTarget, Properties: {FileSystemId: !Ref Files, SubnetId: !Ref InnerA, SecurityGroups: [!Ref FileGroup]}}
MountB: {Type: AWS::EFS::MountTarget, Properties: {FileSystemId: !Ref Files, SubnetId: !Ref InnerB, SecurityGroups: [!Ref FileGroup]}}
"""


@cache
def _parts(text: str) -> Json:
    return read_text(text)


def made_of(*texts: str) -> Json:
    """Return a template of parts."""
    resources: Json = {}
    for text in texts:
        resources.update(copy.deepcopy(_parts(text)))
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


def add(made: Json, text: str) -> None:
    """Add resources, written in YAML, to a template."""
    made["Resources"].update(read_text(text))


def part(text: str) -> Any:
    """Return a value written in YAML."""
    return read_text(f"x: {text}")["x"] if "\n" not in text else read_text(text)


def of(made: Json, name: str) -> Json:
    """Return the properties of a resource."""
    found: Json = made["Resources"][name].setdefault("Properties", {})
    return found


def container(made: Json, task: str = "Task") -> Json:
    """Return the first container of a task definition."""
    found: Json = of(made, task)["ContainerDefinitions"][0]
    return found


def network(made: Json, service: str = "Service") -> Json:
    """Return the network configuration of a service."""
    found: Json = of(made, service)["NetworkConfiguration"]["AwsvpcConfiguration"]
    return found


def allow(made: Json, role: str, *actions: str, resource: Any = "*", **members: Any) -> Json:
    """Add a policy with one statement to a role, and return the statement."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource, **members}
    policies = of(made, role).setdefault("Policies", [])
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policies.append({"PolicyName": f"own{len(policies)}", "PolicyDocument": document})
    return statement


def private() -> Json:
    """A service on Fargate behind an ALB in private subnets with NAT; the image is in ECR."""
    made = made_of(VPC, OUTER, NAT, SERVICE, BALANCER, TASKS)
    of(made, "TaskGroup")["SecurityGroupIngress"] = [
        part(
            "{IpProtocol: tcp, FromPort: 9090, ToPort: 9090, SourceSecurityGroupId: !GetAtt BalancerGroup.GroupId}"
        )
    ]
    made["Resources"]["Service"]["DependsOn"] = ["Listener", "InnerDefault", "InnerALink", "InnerBLink"]
    of(made, "Service")["LoadBalancers"] = [
        {"ContainerName": "heron", "ContainerPort": 9090, "TargetGroupArn": {"Ref": "Targets"}}
    ]
    return made


def public() -> Json:
    """A worker on Fargate in public subnets."""
    made = made_of(VPC, OUTER, SERVICE, TASKS)
    for name in ("InnerA", "InnerB", "InnerTable", "InnerALink", "InnerBLink"):
        del made["Resources"][name]
    network(made).update(AssignPublicIp="ENABLED", Subnets=[{"Ref": "OuterA"}, {"Ref": "OuterB"}])
    made["Resources"]["Service"]["DependsOn"] = ["OuterDefault", "OuterALink", "OuterBLink"]
    return made


def closed(*services: str) -> Json:
    """A worker on Fargate in subnets without a way out, with endpoints for what it needs."""
    made = made_of(VPC, SERVICE, TASKS, S3)
    for name in ("ecr.api", "ecr.dkr", "logs", *services):
        endpoint(made, name)
    return made


def endpoint(made: Json, service: str) -> None:
    """Add an interface endpoint named after its service, such as ``EcrApiEndpoint``."""
    name = "".join(word.capitalize() for word in service.replace("-", ".").split(".")) + "Endpoint"
    made["Resources"][name] = read_text(f"x:\n  {ENDPOINT.format(service).strip()}")["x"]


def bridge() -> Json:
    """A service in bridge mode on instances behind an ALB."""
    made = made_of(VPC, OUTER, NAT, BALANCER, TASKS, INSTANCES, SERVICE)
    del made["Resources"]["TaskGroup"]
    of(made, "InstanceGroup")["SecurityGroupIngress"] = [
        part(
            "{IpProtocol: tcp, FromPort: 32768, ToPort: 65535, SourceSecurityGroupId: !GetAtt BalancerGroup.GroupId}"
        )
    ]
    of(made, "Targets").update(TargetType="instance", HealthCheckPort="traffic-port")
    task = of(made, "Task")
    task.update(RequiresCompatibilities=["EC2"], NetworkMode="bridge")
    del task["Cpu"], task["Memory"]
    container(made).update(Memory=512, PortMappings=[{"ContainerPort": 9090, "HostPort": 0}])
    service = of(made, "Service")
    del service["NetworkConfiguration"]
    service.update(
        LaunchType="EC2",
        LoadBalancers=[
            {"ContainerName": "heron", "ContainerPort": 9090, "TargetGroupArn": {"Ref": "Targets"}}
        ],
    )
    made["Resources"]["Service"]["DependsOn"] = ["Listener", "Fleet"]
    made["Resources"]["Fleet"]["DependsOn"] = ["InnerDefault", "InnerALink", "InnerBLink"]
    return made


def provided() -> Json:
    """An awsvpc service on instances of a capacity provider."""
    made = made_of(VPC, OUTER, NAT, TASKS, INSTANCES, SERVICE)
    add(
        made,
        """
Provider:
  Type: AWS::ECS::CapacityProvider
  Properties:
    AutoScalingGroupProvider:
      AutoScalingGroupArn: !Ref Fleet
      ManagedScaling: {Status: ENABLED, TargetCapacity: 100}
      ManagedTerminationProtection: DISABLED
ProviderLink:
  Type: AWS::ECS::ClusterCapacityProviderAssociations
  Properties:
    Cluster: !Ref Cluster
    CapacityProviders: [!Ref Provider]
    DefaultCapacityProviderStrategy: [{CapacityProvider: !Ref Provider, Weight: 1}]
""",
    )
    task = of(made, "Task")
    task.update(RequiresCompatibilities=["EC2"])
    del task["Cpu"], task["Memory"]
    container(made)["Memory"] = 512
    service = of(made, "Service")
    del service["LaunchType"], network(made)["AssignPublicIp"]
    service["CapacityProviderStrategy"] = [{"CapacityProvider": {"Ref": "Provider"}, "Weight": 1}]
    made["Resources"]["Service"]["DependsOn"] = ["ProviderLink"]
    made["Resources"]["Fleet"]["DependsOn"] = ["InnerDefault", "InnerALink", "InnerBLink"]
    return made


def filed() -> Json:
    """A service on Fargate that mounts a file system and reads a secret under a key of the stack."""
    made = made_of(VPC, OUTER, NAT, SERVICE, TASKS, FILES)
    add(
        made,
        """
Key:
  Type: AWS::KMS::Key
  Properties:
    KeyPolicy:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "kms:*", Resource: "*"}]
Password: {Type: AWS::SecretsManager::Secret, Properties: {Name: lake/password, KmsKeyId: !GetAtt Key.Arn, GenerateSecretString: {}}}
""",
    )
    allow(made, "ExecutionRole", "secretsmanager:GetSecretValue", resource={"Ref": "Password"})
    allow(made, "ExecutionRole", "kms:Decrypt", resource=part("!GetAtt Key.Arn"))
    container(made).update(
        Secrets=[{"Name": "PASSWORD", "ValueFrom": {"Ref": "Password"}}],
        MountPoints=[{"SourceVolume": "files", "ContainerPath": "/srv/files"}],
    )
    of(made, "Task")["Volumes"] = [
        part("{Name: files, EFSVolumeConfiguration: {FilesystemId: !Ref Files, TransitEncryption: ENABLED}}")
    ]
    made["Resources"]["Service"]["DependsOn"] = [
        "MountA",
        "MountB",
        "InnerDefault",
        "InnerALink",
        "InnerBLink",
    ]
    return made


def linked() -> Json:
    """Two services on Fargate joined by Service Connect: ``Client`` calls ``Service``."""
    made = made_of(VPC, OUTER, NAT, SERVICE, TASKS)
    found = made["Resources"]
    found["ClientGroup"] = copy.deepcopy(found["TaskGroup"])
    found["Client"] = copy.deepcopy(found["Service"])
    found["ClientTask"] = copy.deepcopy(found["Task"])
    of(made, "ClientTask").update(Family="ibis")
    container(made, "ClientTask").update(
        Name="ibis",
        PortMappings=[{"ContainerPort": 3000}],
        Environment=[{"Name": "HERON_URL", "Value": "http://heron:9090"}],
    )
    container(made)["PortMappings"] = [{"ContainerPort": 9090, "Name": "heron", "AppProtocol": "http"}]
    add(made, "Names: {Type: AWS::ServiceDiscovery::HttpNamespace, Properties: {Name: lake}}")
    connect = {"Enabled": True, "Namespace": part("!GetAtt Names.Arn")}
    of(made, "Service")["ServiceConnectConfiguration"] = {
        **connect,
        "Services": [{"PortName": "heron", "ClientAliases": [{"Port": 9090, "DnsName": "heron"}]}],
    }
    client = of(made, "Client")
    client.update(TaskDefinition={"Ref": "ClientTask"}, ServiceConnectConfiguration=connect)
    network(made, "Client")["SecurityGroups"] = [part("!GetAtt ClientGroup.GroupId")]
    of(made, "TaskGroup")["SecurityGroupIngress"] = [
        part(
            "{IpProtocol: tcp, FromPort: 9090, ToPort: 9090, SourceSecurityGroupId: !GetAtt ClientGroup.GroupId}"
        )
    ]
    found["Service"]["DependsOn"] = ["InnerDefault", "InnerALink", "InnerBLink"]
    found["Client"]["DependsOn"] = ["Service"]
    return made


STARTER = """
StarterRole:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {Service: SERVICE.amazonaws.com}, Action: "sts:AssumeRole"}]
    Policies:
      - PolicyName: run
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
            - {Effect: Allow, Action: "ecs:RunTask", Resource: !Sub "arn:aws:ecs:${AWS::Region}:${AWS::AccountId}:task-definition/heron:*"}
            - {Effect: Allow, Action: "iam:PassRole", Resource: [!GetAtt ExecutionRole.Arn, !GetAtt TaskRole.Arn]}
"""
RUN = "{TaskDefinitionArn: !Ref Task, TaskCount: 1, LaunchType: FARGATE}"


def scheduled(service: str = "scheduler") -> Json:
    """A task on Fargate that a schedule or a rule (``events``) starts."""
    made = made_of(VPC, OUTER, NAT, SERVICE, TASKS, STARTER.replace("SERVICE", service))
    placed = copy.deepcopy(network(made))
    del made["Resources"]["Service"]
    target = {"Arn": part("!GetAtt Cluster.Arn"), "RoleArn": part("!GetAtt StarterRole.Arn")}
    run = part(RUN)
    if service == "scheduler":
        target["EcsParameters"] = {**run, "NetworkConfiguration": {"AwsvpcConfiguration": placed}}
        made["Resources"]["Start"] = {
            "Type": "AWS::Scheduler::Schedule",
            "Properties": {
                "ScheduleExpression": "rate(2 hours)",
                "FlexibleTimeWindow": {"Mode": "OFF"},
                "Target": target,
            },
        }
    else:
        target["EcsParameters"] = {**run, "NetworkConfiguration": {"AwsVpcConfiguration": placed}}
        made["Resources"]["Start"] = {
            "Type": "AWS::Events::Rule",
            "Properties": {"ScheduleExpression": "rate(2 hours)", "Targets": [{"Id": "heron", **target}]},
        }
    return made
