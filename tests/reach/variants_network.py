"""Variants of ways out, in and between.

Longer than other modules: a list of stacks, each of a few lines.
"""

from __future__ import annotations

from functools import partial

from tests.reach.bases import (
    Json,
    add,
    allow,
    bridge,
    closed,
    container,
    endpoint,
    filed,
    linked,
    network,
    of,
    part,
    private,
    public,
    scheduled,
)
from tests.reach.variants import cut, silent

SHELL = ("CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel")


def shell(made: Json) -> None:
    of(made, "Service")["EnableExecuteCommand"] = True
    allow(made, "TaskRole", *(f"ssmmessages:{action}" for action in SHELL))


def parameter(made: Json) -> None:
    add(made, "Mode: {Type: AWS::SSM::Parameter, Properties: {Name: /lake/mode, Type: String, Value: full}}")
    where = part("!Sub arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/lake/mode")
    allow(made, "ExecutionRole", "ssm:GetParameters", resource=where)
    container(made)["Secrets"] = [{"Name": "MODE", "ValueFrom": where}]


# Endpoints


@cut(closed, "error", "Service", "InnerTable", "S3")
def no_s3_gateway(made: Json, bad: bool) -> None:
    if bad:
        del made["Resources"]["S3"]


@cut(closed, "error", "Service", "Logs")
def no_logs_endpoint(made: Json, bad: bool) -> None:
    if bad:
        del made["Resources"]["LogsEndpoint"]


@cut(closed, "error", "Service", "Task")
def no_ssm_endpoint(made: Json, bad: bool) -> None:
    parameter(made)
    if not bad:
        endpoint(made, "ssm")


@cut(closed, "warning", "Service", "Task")
def no_exec_endpoint(made: Json, bad: bool) -> None:
    shell(made)
    if not bad:
        endpoint(made, "ssmmessages")


@cut(closed, "error", "EndpointGroup")
def endpoint_group_opens_80(made: Json, bad: bool) -> None:
    if bad:
        of(made, "EndpointGroup")["SecurityGroupIngress"][0].update(FromPort=80, ToPort=80)


@cut(closed, "error", "EndpointGroup")
def endpoint_group_for_another_block(made: Json, bad: bool) -> None:
    if bad:
        of(made, "EndpointGroup")["SecurityGroupIngress"][0]["CidrIp"] = "10.44.0.0/20"


@cut(closed, "error", "EndpointGroup", "EndpointIn")
def endpoint_group_by_a_separate_rule(made: Json, bad: bool) -> None:
    del of(made, "EndpointGroup")["SecurityGroupIngress"]
    add(
        made,
        """
EndpointIn:
  Type: AWS::EC2::SecurityGroupIngress
  Properties: {GroupId: !GetAtt EndpointGroup.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, SourceSecurityGroupId: !GetAtt TaskGroup.GroupId}
""",
    )
    if bad:
        of(made, "EndpointIn")["SourceSecurityGroupId"] = part("!GetAtt EndpointGroup.GroupId")


@cut(closed, "error", "EcrDkrEndpoint", "Service")
def layers_without_private_names(made: Json, bad: bool) -> None:
    of(made, "EcrDkrEndpoint")["PrivateDnsEnabled"] = not bad


@cut(closed, "error", "LogsEndpoint", "Service", "Task", "Logs")
def logs_without_private_names(made: Json, bad: bool) -> None:
    of(made, "LogsEndpoint")["PrivateDnsEnabled"] = "false" if bad else "true"


@cut(closed, "error", "EcrApiEndpoint", "Service")
def endpoint_of_another_vpc(made: Json, bad: bool) -> None:
    add(
        made,
        """
Vpc2: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.45.0.0/16, EnableDnsSupport: true, EnableDnsHostnames: true}}
There: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc2, CidrBlock: 10.45.0.0/24}}
ThereGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: x, VpcId: !Ref Vpc2}}
""",
    )
    if bad:
        of(made, "EcrApiEndpoint").update(
            VpcId={"Ref": "Vpc2"},
            SubnetIds=[{"Ref": "There"}],
            SecurityGroupIds=[part("!GetAtt ThereGroup.GroupId")],
        )


@cut(closed, "error", "EcrApiEndpoint", "Service", "Task")
def endpoint_policy_for_logs_only(made: Json, bad: bool) -> None:
    action = "logs:*" if bad else "ecr:*"
    of(made, "EcrApiEndpoint")["PolicyDocument"] = {
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}]
    }


@cut(closed, "error", "S3", "Service")
def gateway_policy_without_layers(made: Json, bad: bool) -> None:
    bucket = "lake-data" if bad else "prod-${AWS::Region}-starport-layer-bucket"
    of(made, "S3")["PolicyDocument"] = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": {"Fn::Sub": f"arn:aws:s3:::{bucket}/*"},
            }
        ],
    }


@cut(closed, "error", "Task", "Service")
def public_ecr_behind_endpoints(made: Json, bad: bool) -> None:
    if bad:
        container(made)["Image"] = "public.ecr.aws/docker/library/httpd:2.4"


@cut(closed, "error", "Task", "Service")
def sidecar_from_docker_hub(made: Json, bad: bool) -> None:
    image = "amazon/aws-xray-daemon:3.x" if bad else container(made)["Image"]
    of(made, "Task")["ContainerDefinitions"].append(
        {
            "Name": "side",
            "Image": image,
            "Essential": False,
            "LogConfiguration": container(made)["LogConfiguration"],
        }
    )


@cut(closed, "error", "TaskGroup")
def egress_to_the_vpc_only(made: Json, bad: bool) -> None:
    block = "10.44.0.0/16" if bad else "0.0.0.0/0"
    of(made, "TaskGroup")["SecurityGroupEgress"] = [
        part(f"{{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: {block}}}")
    ]


@cut(closed, "warning", "Service", "S3", "InnerBLink", "InnerTable", "OtherTable")
def gateway_for_one_of_two_tables(made: Json, bad: bool) -> None:
    add(made, "OtherTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}")
    of(made, "InnerBLink")["RouteTableId"] = {"Ref": "OtherTable"}
    of(made, "S3")["RouteTableIds"] = [{"Ref": "InnerTable"}] + ([] if bad else [{"Ref": "OtherTable"}])


@cut(closed, "warning", "Service", "Task")
def no_firehose_endpoint(made: Json, bad: bool) -> None:
    add(made, "Stream: {Type: AWS::KinesisFirehose::DeliveryStream, Properties: {DeliveryStreamName: lake}}")
    allow(made, "TaskRole", "firehose:PutRecordBatch")
    options = {"Name": "kinesis_firehose", "region": {"Ref": "AWS::Region"}, "delivery_stream": "lake"}
    router = part(
        """
x:
  Name: router
  Image: !Sub "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/fluent-bit:2"
  Essential: true
  FirelensConfiguration: {Type: fluentbit}
"""
    )["x"]
    router["LogConfiguration"] = container(made)["LogConfiguration"]
    container(made)["LogConfiguration"] = {"LogDriver": "awsfirelens", "Options": options}
    of(made, "Task")["ContainerDefinitions"].append(router)
    if not bad:
        endpoint(made, "kinesis-firehose")


@cut(closed, "error", "Vpc")
def private_names_without_host_names(made: Json, bad: bool) -> None:
    of(made, "Vpc")["EnableDnsHostnames"] = not bad


@cut(closed, "error", "EcrDkrEndpoint", "Service", "Acl", "AclOut")
def acl_of_the_tasks_closes_the_way_to_endpoints(made: Json, bad: bool) -> None:
    add(
        made,
        """
Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}
AclIn: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 10, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}}
AclOut: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 10, Egress: true, Protocol: 6, PortRange: {From: 443, To: 443}, RuleAction: allow, CidrBlock: 0.0.0.0/0}}
AclA: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref InnerA, NetworkAclId: !Ref Acl}}
AclB: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref InnerB, NetworkAclId: !Ref Acl}}
""",
    )
    if bad:
        of(made, "AclOut")["CidrBlock"] = "10.45.0.0/16"
    else:
        of(made, "AclOut")["PortRange"] = {"From": 0, "To": 65535}


# Routes


@cut(private, "error", "Service", "InnerTable", "InnerALink", "InnerBLink", "InnerDefault")
def default_route_forgotten(made: Json, bad: bool) -> None:
    if bad:
        del made["Resources"]["InnerDefault"], made["Resources"]["NatAddress"], made["Resources"]["Nat"]
        made["Resources"]["Service"]["DependsOn"] = ["Listener"]


@cut(private, "error", "InnerDefault", "Service")
def route_to_a_part_of_the_internet(made: Json, bad: bool) -> None:
    of(made, "InnerDefault")["DestinationCidrBlock"] = "10.0.0.0/8" if bad else "0.0.0.0/0"


@cut(private, "error", "Nat", "InnerDefault", "Service")
def nat_in_its_own_private_subnet(made: Json, bad: bool) -> None:
    of(made, "Nat")["SubnetId"] = {"Ref": "InnerA" if bad else "OuterA"}


@cut(private, "error", "OuterDefault", "OuterTable", "Nat", "Service")
def nat_in_a_subnet_without_gateway_route(made: Json, bad: bool) -> None:
    if bad:
        of(made, "Nat")["SubnetId"] = {"Ref": "Spare"}
    add(
        made,
        """
Spare: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.44.9.0/24}}
SpareTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
SpareLink: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Spare, RouteTableId: !Ref SpareTable}}
""",
    )


@cut(private, "warning", "Service", "InnerBLink", "InnerB")
def one_subnet_without_association(made: Json, bad: bool) -> None:
    made["Resources"]["Service"]["DependsOn"] = ["Listener", "InnerDefault", "InnerALink"]
    if bad:
        del made["Resources"]["InnerBLink"]


@cut(public, "error", "OuterDefault", "OuterTable", "Service", "OuterALink")
def address_without_a_route(made: Json, bad: bool) -> None:
    if bad:
        del made["Resources"]["OuterDefault"]
        made["Resources"]["Service"]["DependsOn"] = ["OuterALink", "OuterBLink"]


@cut(private, "error", "Service", "InnerDefault")
def internet_gateway_in_the_private_table(made: Json, bad: bool) -> None:
    route = of(made, "InnerDefault")
    if bad:
        del route["NatGatewayId"]
        route["GatewayId"] = {"Ref": "Gate"}
        made["Resources"]["InnerDefault"]["DependsOn"] = "GateLink"


@cut(private, "error", "Service", "InnerDefault")
def egress_only_gateway_and_docker_hub(made: Json, bad: bool) -> None:
    add(made, "Egress: {Type: AWS::EC2::EgressOnlyInternetGateway, Properties: {VpcId: !Ref Vpc}}")
    add(
        made,
        "Six: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref InnerTable, DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: !Ref Egress}}",
    )
    container(made)["Image"] = "ghcr.io/lake/heron:7"
    if bad:
        del made["Resources"]["InnerDefault"]
        made["Resources"]["Service"]["DependsOn"] = ["Listener", "InnerALink", "InnerBLink"]


@cut(partial(scheduled, "scheduler"), "error", "Start", "InnerDefault", "InnerTable")
def schedule_in_a_subnet_without_route(made: Json, bad: bool) -> None:
    if bad:
        del made["Resources"]["InnerDefault"]


@cut(partial(scheduled, "events"), "error", "Start", "TaskGroup")
def rule_with_a_closed_group(made: Json, bad: bool) -> None:
    port = 80 if bad else 443
    of(made, "TaskGroup")["SecurityGroupEgress"] = [
        part(f"{{IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 0.0.0.0/0}}")
    ]


@cut(public, "error", "TaskGroup", "Out")
def egress_by_a_separate_rule_for_5432(made: Json, bad: bool) -> None:
    """CDK's way: the group's egress is closed, and what is open are resources of their own."""
    of(made, "TaskGroup")["SecurityGroupEgress"] = [
        part(
            "{IpProtocol: icmp, FromPort: 252, ToPort: 86, CidrIp: 255.255.255.255/32, Description: Disallow all traffic}"
        )
    ]
    port = 5432 if bad else 443
    add(
        made,
        f"Out: {{Type: AWS::EC2::SecurityGroupEgress, Properties: {{GroupId: !GetAtt TaskGroup.GroupId, IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 0.0.0.0/0}}}}",
    )


# Lists


def acl(made: Json, subnets: str = "Inner") -> None:
    add(
        made,
        f"""
Acl: {{Type: AWS::EC2::NetworkAcl, Properties: {{VpcId: !Ref Vpc}}}}
AclIn: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Acl, RuleNumber: 10, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}}}}
AclOut: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Acl, RuleNumber: 10, Egress: true, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}}}}
AclA: {{Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {{SubnetId: !Ref {subnets}A, NetworkAclId: !Ref Acl}}}}
AclB: {{Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {{SubnetId: !Ref {subnets}B, NetworkAclId: !Ref Acl}}}}
""",
    )


@cut(private, "error", "Acl", "AclIn", "AclOut")
def acl_over_udp(made: Json, bad: bool) -> None:
    acl(made)
    of(made, "AclOut").update(Protocol=17 if bad else 6, PortRange={"From": 0, "To": 65535})


@cut(private, "error", "Acl", "AclOut")
def acl_without_answers_to_the_balancer(made: Json, bad: bool) -> None:
    acl(made)
    del made["Resources"]["AclOut"]
    for number, (low, high) in enumerate(((443, 443), *(() if bad else ((1024, 65535),)))):
        add(
            made,
            f"AclOut{number}: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Acl, RuleNumber: {10 + number}, Egress: true, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {{From: {low}, To: {high}}}}}}}",
        )


@cut(private, "error", "Acl", "AclDeny")
def acl_denies_the_ephemeral_ports(made: Json, bad: bool) -> None:
    acl(made)
    number = 5 if bad else 50
    add(
        made,
        f"AclDeny: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Acl, RuleNumber: {number}, Protocol: 6, RuleAction: deny, CidrBlock: 0.0.0.0/0, PortRange: {{From: 1024, To: 65535}}}}}}",
    )


@cut(private, "error", "Acl", "AclIn", "AclOut")
def acl_without_entries(made: Json, bad: bool) -> None:
    acl(made)
    if bad:
        del made["Resources"]["AclIn"], made["Resources"]["AclOut"]


@cut(private, "warning", "Acl", "AclIn")
def acl_of_the_balancer_closes_80(made: Json, bad: bool) -> None:
    acl(made, "Outer")
    low = 443 if bad else 80
    of(made, "AclIn").update(Protocol=6, PortRange={"From": low, "To": low})
    add(
        made,
        "AclBack: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 20, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 1024, To: 65535}}}",
    )


@cut(filed, "error", "Acl", "AclOut")
def acl_closes_nfs(made: Json, bad: bool) -> None:
    """The mount targets stand in other subnets than the tasks."""
    add(
        made,
        """
FileA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.44.40.0/24, AvailabilityZone: !Select [0, !GetAZs ""]}}
FileB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.44.41.0/24, AvailabilityZone: !Select [1, !GetAZs ""]}}
""",
    )
    for zone in "AB":
        of(made, f"Mount{zone}")["SubnetId"] = {"Ref": f"File{zone}"}
    acl(made, "File")
    port = 111 if bad else 2049
    of(made, "AclIn").update(Protocol=6, PortRange={"From": port, "To": port})


# Load balancers


@cut(private, "error", "Targets", "TaskGroup")
def health_port_of_a_sidecar_closed(made: Json, bad: bool) -> None:
    container(made)["PortMappings"].append({"ContainerPort": 9901})
    of(made, "Targets")["HealthCheckPort"] = "9901"
    if not bad:
        of(made, "TaskGroup")["SecurityGroupIngress"].append(
            part(
                "{IpProtocol: tcp, FromPort: 9901, ToPort: 9901, SourceSecurityGroupId: !GetAtt BalancerGroup.GroupId}"
            )
        )


@cut(private, "error", "TaskGroup", "Enter")
def ingress_by_a_separate_rule_for_another_port(made: Json, bad: bool) -> None:
    del of(made, "TaskGroup")["SecurityGroupIngress"]
    port = 9000 if bad else 9090
    add(
        made,
        f"Enter: {{Type: AWS::EC2::SecurityGroupIngress, Properties: {{GroupId: !GetAtt TaskGroup.GroupId, IpProtocol: tcp, FromPort: {port}, ToPort: {port}, SourceSecurityGroupId: !GetAtt BalancerGroup.GroupId}}}}",
    )


@cut(private, "error", "TaskGroup", "Own")
def ingress_from_the_tasks_themselves(made: Json, bad: bool) -> None:
    of(made, "TaskGroup").pop("SecurityGroupIngress") if bad else None
    add(
        made,
        "Own: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref TaskGroup, IpProtocol: '-1', SourceSecurityGroupId: !Ref TaskGroup}}",
    )


@cut(private, "error", "TaskGroup")
def ingress_from_the_private_subnets(made: Json, bad: bool) -> None:
    block = "10.44.32.0/23" if bad else "10.44.0.0/23"
    of(made, "TaskGroup")["SecurityGroupIngress"] = [
        part(f"{{IpProtocol: tcp, FromPort: 9090, ToPort: 9090, CidrIp: {block}}}")
    ]


@cut(private, "error", "BalancerGroup", "ToTasks")
def balancer_egress_by_a_separate_rule(made: Json, bad: bool) -> None:
    of(made, "BalancerGroup")["SecurityGroupEgress"] = [
        part("{IpProtocol: icmp, FromPort: 252, ToPort: 86, CidrIp: 255.255.255.255/32}")
    ]
    port = 8080 if bad else 9090
    add(
        made,
        f"ToTasks: {{Type: AWS::EC2::SecurityGroupEgress, Properties: {{GroupId: !GetAtt BalancerGroup.GroupId, IpProtocol: tcp, FromPort: {port}, ToPort: {port}, DestinationSecurityGroupId: !GetAtt TaskGroup.GroupId}}}}",
    )


@cut(bridge, "error", "InstanceGroup")
def fixed_host_port_closed(made: Json, bad: bool) -> None:
    container(made)["PortMappings"][0]["HostPort"] = 8090
    of(made, "Service")["DesiredCount"] = 1
    port = 9090 if bad else 8090
    of(made, "InstanceGroup")["SecurityGroupIngress"][0].update(FromPort=port, ToPort=port)


@cut(bridge, "error", "InstanceGroup", "Targets")
def health_port_on_the_host_closed(made: Json, bad: bool) -> None:
    of(made, "Targets")["HealthCheckPort"] = "8099" if bad else "traffic-port"


@cut(private, "warning", "Balancer", "Service")
def balancer_in_other_zones(made: Json, bad: bool) -> None:
    for name, zone in (("OuterA", "a"), ("OuterB", "b"), ("InnerA", "a"), ("InnerB", "c" if bad else "b")):
        of(made, name)["AvailabilityZone"] = part(f"!Sub '${{AWS::Region}}{zone}'")


@cut(private, "warning", "Listener", "BalancerGroup")
def listener_on_443_group_opens_80(made: Json, bad: bool) -> None:
    of(made, "Listener").update(Port=443 if bad else 80, Protocol="HTTP")


@cut(private, "warning", "Balancer", "OuterDefault")
def balancer_of_the_internet_in_private_subnets(made: Json, bad: bool) -> None:
    of(made, "Balancer").update(
        Scheme="internet-facing",
        Subnets=[{"Ref": "InnerA"}, {"Ref": "InnerB"}] if bad else [{"Ref": "OuterA"}, {"Ref": "OuterB"}],
    )


# Files


@cut(filed, "warning", "Service", "MountA", "Task", "Files", "InnerB")
def mount_target_missing_in_a_zone(made: Json, bad: bool) -> None:
    if bad:
        del made["Resources"]["MountB"]
        made["Resources"]["Service"]["DependsOn"].remove("MountB")


@cut(filed, "error", "Service", "Task", "Files")
def no_mount_target(made: Json, bad: bool) -> None:
    if bad:
        del made["Resources"]["MountA"], made["Resources"]["MountB"]
        made["Resources"]["Service"]["DependsOn"] = ["InnerDefault", "InnerALink", "InnerBLink"]


@cut(filed, "error", "TaskGroup")
def egress_without_nfs(made: Json, bad: bool) -> None:
    of(made, "TaskGroup")["SecurityGroupEgress"] = [
        part(f"{{IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 0.0.0.0/0}}")
        for port in ((443,) if bad else (443, 2049))
    ]


@cut(filed, "error", "FileGroup", "FilesIn")
def files_by_a_separate_rule_from_another_group(made: Json, bad: bool) -> None:
    del of(made, "FileGroup")["SecurityGroupIngress"]
    group = "FileGroup" if bad else "TaskGroup"
    add(
        made,
        f"FilesIn: {{Type: AWS::EC2::SecurityGroupIngress, Properties: {{GroupId: !Ref FileGroup, IpProtocol: tcp, FromPort: 2049, ToPort: 2049, SourceSecurityGroupId: !Ref {group}}}}}",
    )


@cut(filed, "warning", "Point", "Task")
def access_point_of_another_file_system(made: Json, bad: bool) -> None:
    files = "Other" if bad else "Files"
    add(made, "Other: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: true}}")
    add(made, f"Point: {{Type: AWS::EFS::AccessPoint, Properties: {{FileSystemId: !Ref {files}}}}}")
    of(made, "Task")["Volumes"][0]["EFSVolumeConfiguration"]["AuthorizationConfig"] = {
        "AccessPointId": {"Ref": "Point"}
    }


# Between


@cut(linked, "warning", "TaskGroup")
def connect_port_closed(made: Json, bad: bool) -> None:
    port = 9091 if bad else 9090
    of(made, "TaskGroup")["SecurityGroupIngress"][0].update(FromPort=port, ToPort=port)


@cut(linked, "warning", "TaskGroup", "Service")
def connect_proxy_port_closed(made: Json, bad: bool) -> None:
    of(made, "Service")["ServiceConnectConfiguration"]["Services"][0]["IngressPortOverride"] = 15000
    port = 9090 if bad else 15000
    of(made, "TaskGroup")["SecurityGroupIngress"][0].update(FromPort=port, ToPort=port)


@cut(linked, "warning", "ClientTask", "Service", "Client")
def another_port_of_the_alias(made: Json, bad: bool) -> None:
    container(made, "ClientTask")["Environment"][0]["Value"] = f"http://heron:{8080 if bad else 9090}"


@cut(private, "warning", "DbGroup")
def database_for_another_group(made: Json, bad: bool) -> None:
    group = "BalancerGroup" if bad else "TaskGroup"
    add(
        made,
        f"""
DbGroup: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: x, VpcId: !Ref Vpc, SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 3306, ToPort: 3306, SourceSecurityGroupId: !GetAtt {group}.GroupId}}]}}}}
DbSubnets: {{Type: AWS::RDS::DBSubnetGroup, Properties: {{DBSubnetGroupDescription: x, SubnetIds: [!Ref InnerA, !Ref InnerB]}}}}
Db: {{Type: AWS::RDS::DBCluster, Properties: {{Engine: aurora-mysql, DBSubnetGroupName: !Ref DbSubnets, VpcSecurityGroupIds: [!GetAtt DbGroup.GroupId], MasterUsername: x, ManageMasterUserPassword: true}}}}
""",
    )
    container(made)["Environment"] = [{"Name": "DB_HOST", "Value": part("!GetAtt Db.Endpoint.Address")}]


@cut(private, "warning", "CacheGroup")
def cache_on_another_port(made: Json, bad: bool) -> None:
    port = 11211 if bad else 6379
    add(
        made,
        f"""
CacheGroup: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: x, VpcId: !Ref Vpc, SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: {port}, ToPort: {port}, SourceSecurityGroupId: !GetAtt TaskGroup.GroupId}}]}}}}
CacheSubnets: {{Type: AWS::ElastiCache::SubnetGroup, Properties: {{Description: x, SubnetIds: [!Ref InnerA, !Ref InnerB]}}}}
Cache: {{Type: AWS::ElastiCache::ReplicationGroup, Properties: {{Engine: valkey, ReplicationGroupDescription: x, CacheSubnetGroupName: !Ref CacheSubnets, SecurityGroupIds: [!GetAtt CacheGroup.GroupId]}}}}
""",
    )
    where = part("!Sub 'rediss://${Cache.PrimaryEndPoint.Address}:${Cache.PrimaryEndPoint.Port}'")
    container(made)["Environment"] = [{"Name": "CACHE_URL", "Value": where}]


@cut(linked, "warning", "TaskGroup")
def discovery_port_closed(made: Json, bad: bool) -> None:
    add(
        made,
        """
Zone: {Type: AWS::ServiceDiscovery::PrivateDnsNamespace, Properties: {Name: lake.internal, Vpc: !Ref Vpc}}
Entry: {Type: AWS::ServiceDiscovery::Service, Properties: {Name: heron, NamespaceId: !Ref Zone, DnsConfig: {DnsRecords: [{Type: A, TTL: 10}]}}}
""",
    )
    for name in ("Service", "Client"):
        del of(made, name)["ServiceConnectConfiguration"]
    del made["Resources"]["Names"]
    of(made, "Service")["ServiceRegistries"] = [{"RegistryArn": part("!GetAtt Entry.Arn")}]
    container(made, "ClientTask")["Environment"][0]["Value"] = "http://heron.lake.internal:9090"
    if bad:
        of(made, "TaskGroup")["SecurityGroupIngress"][0]["IpProtocol"] = "udp"


@cut(linked, "warning", "Vpc", "Zone")
def discovery_names_without_dns(made: Json, bad: bool) -> None:
    discovery_port_closed(made, False)
    of(made, "Vpc")["EnableDnsSupport"] = not bad


# Silent


@silent(closed)
def an_endpoint_in_one_zone(made: Json) -> None:
    for name in ("EcrApiEndpoint", "EcrDkrEndpoint"):
        of(made, name)["SubnetIds"] = [{"Ref": "InnerA"}]


@silent(closed)
def s3_by_an_interface_endpoint(made: Json) -> None:
    del made["Resources"]["S3"]
    endpoint(made, "s3")


@silent(closed)
def no_log_driver_no_logs_endpoint(made: Json) -> None:
    container(made)["LogConfiguration"] = {
        "LogDriver": "splunk",
        "Options": {"splunk-url": "https://10.44.7.7:8088", "splunk-token": "x"},
    }
    del made["Resources"]["LogsEndpoint"]


@silent(closed)
def subnets_by_a_parameter_with_endpoints(made: Json) -> None:
    made["Parameters"] = {"Where": {"Type": "List<AWS::EC2::Subnet::Id>"}}
    network(made)["Subnets"] = {"Ref": "Where"}
    del made["Resources"]["EcrApiEndpoint"]


@silent(closed)
def a_nat_instance(made: Json) -> None:
    del made["Resources"]["EcrApiEndpoint"]
    add(
        made,
        """
Box: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-0a1b2c3d4e5f60718, SubnetId: !Ref InnerA, SourceDestCheck: false}}
ByBox: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref InnerTable, DestinationCidrBlock: 0.0.0.0/0, InstanceId: !Ref Box}}
""",
    )


@silent(closed)
def a_transit_gateway(made: Json) -> None:
    del made["Resources"]["EcrDkrEndpoint"]
    add(
        made,
        "ByHub: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref InnerTable, DestinationCidrBlock: 0.0.0.0/0, TransitGatewayId: tgw-0a1b2c3d4e5f60718}}",
    )


@silent(private)
def a_public_address_with_nat(made: Json) -> None:
    network(made)["AssignPublicIp"] = "ENABLED"


@silent(private)
def a_regional_nat_gateway(made: Json) -> None:
    nat = of(made, "Nat")
    nat.clear()
    nat.update(AvailabilityMode="regional", VpcId={"Ref": "Vpc"})


@silent(private)
def ingress_by_a_prefix_list(made: Json) -> None:
    of(made, "TaskGroup")["SecurityGroupIngress"] = [
        part("{IpProtocol: tcp, FromPort: 9090, ToPort: 9090, SourcePrefixListId: pl-0a1b2c3d4e5f60718}")
    ]


@silent(private)
def a_stack_with_its_own_custom_route(made: Json) -> None:
    del made["Resources"]["InnerDefault"]
    made["Resources"]["Service"]["DependsOn"] = ["Listener"]
    add(
        made,
        "Routes: {Type: Custom::Routes, Properties: {ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:x', Table: !Ref InnerTable}}",
    )


@silent(filed)
def a_file_system_by_its_id(made: Json) -> None:
    for name in ("Files", "MountA", "MountB"):
        del made["Resources"][name]
    made["Resources"]["Service"]["DependsOn"] = ["InnerDefault", "InnerALink", "InnerBLink"]
    of(made, "Task")["Volumes"][0]["EFSVolumeConfiguration"]["FilesystemId"] = "fs-0a1b2c3d4e5f60718"


@silent(bridge)
def dynamic_ports_from_the_whole_range(made: Json) -> None:
    of(made, "InstanceGroup")["SecurityGroupIngress"][0].update(FromPort=0, ToPort=65535)
