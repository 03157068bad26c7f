"""Variants of instances that join, and of what is placed on them.

Longer than other modules: a list of stacks, each of a few lines.
"""

from __future__ import annotations

import copy

from tests.reach.bases import Json, add, bridge, container, of, part, provided
from tests.reach.variants import cut, silent

PATH = "/aws/service/ecs/optimized-ami/"


def data(made: Json) -> Json:
    found: Json = of(made, "Template")["LaunchTemplateData"]
    return found


def script(made: Json, text: str) -> None:
    data(made)["UserData"] = {"Fn::Base64": {"Fn::Sub": text}}


def image(made: Json, path: str) -> None:
    data(made)["ImageId"] = f"{{{{resolve:ssm:{path}}}}}"


# User data


@cut(bridge, "error", "Template", "Fleet", "Service")
def no_user_data(made: Json, bad: bool) -> None:
    if bad:
        del data(made)["UserData"]


@cut(bridge, "error", "Template")
def file_written_over(made: Json, bad: bool) -> None:
    sign = ">" if bad else ">>"
    script(
        made,
        "#!/bin/bash\necho ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config\n"
        f"echo ECS_ENABLE_CONTAINER_METADATA=true {sign} /etc/ecs/ecs.config\n",
    )


@cut(bridge, "error", "Template")
def a_here_document_for_another_cluster(made: Json, bad: bool) -> None:
    add(made, "Spare: {Type: AWS::ECS::Cluster, Properties: {}}")
    name = "Spare" if bad else "Cluster"
    script(
        made,
        f"#!/bin/bash\ncat <<'EOF' >> /etc/ecs/ecs.config\nECS_CLUSTER=${{{name}}}\nECS_LOGLEVEL=debug\nEOF\n",
    )


@cut(bridge, "error", "Template")
def joined_with_a_slip(made: Json, bad: bool) -> None:
    key = "ECS_CLUSTER_NAME=" if bad else "ECS_CLUSTER="
    data(made)["UserData"] = {
        "Fn::Base64": {
            "Fn::Join": [
                "\n",
                [
                    "#!/bin/bash -xe",
                    {"Fn::Join": ["", [f"echo {key}", {"Ref": "Cluster"}, " | tee -a /etc/ecs/ecs.config"]]},
                ],
            ]
        }
    }


@cut(bridge, "error", "Template")
def parts_for_another_cluster(made: Json, bad: bool) -> None:
    of(made, "Cluster")["ClusterName"] = "lake"
    made["Resources"]["Fleet"]["DependsOn"].append("Cluster")
    name = "lake-old" if bad else "lake"
    script(
        made,
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="==B=="\n\n--==B==\n'
        'Content-Type: text/cloud-boothook; charset="us-ascii"\n\n#!/bin/sh\ncloud-init-per once x sysctl -w vm.max_map_count=262144\n'
        '--==B==\nContent-Type: text/x-shellscript; charset="us-ascii"\n\n#!/bin/bash\n'
        f"echo ECS_CLUSTER={name} >> /etc/ecs/ecs.config\n--==B==--\n",
    )


@cut(bridge, "error", "Template")
def cloud_config_for_another_file(made: Json, bad: bool) -> None:
    path = "/etc/ecs.config" if bad else "/etc/ecs/ecs.config"
    script(
        made,
        f"#cloud-config\nwrite_files:\n  - path: {path}\n    content: |\n      ECS_CLUSTER=${{Cluster}}\n",
    )


@cut(bridge, "error", "Template")
def an_exported_variable_only(made: Json, bad: bool) -> None:
    script(
        made,
        "#!/bin/bash\nexport ECS_CLUSTER=${Cluster}\n"
        + ("" if bad else "echo ECS_CLUSTER=$ECS_CLUSTER > /etc/ecs/ecs.config\n"),
    )


@cut(bridge, "error", "Template")
def settings_of_bottlerocket_on_amazon_linux(made: Json, bad: bool) -> None:
    script(made, '[settings.ecs]\ncluster = "${Cluster}"\n')
    if not bad:
        image(made, "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id")


@cut(bridge, "error", "Template")
def bottlerocket_with_the_wrong_table(made: Json, bad: bool) -> None:
    image(made, "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id")
    table = "settings.kubernetes" if bad else "settings.ecs"
    key = "cluster-name" if bad else "cluster"
    script(made, f'[{table}]\n{key} = "${{Cluster}}"\n')


def windows(made: Json) -> None:
    image(made, "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-ECS_Optimized/image_id")
    container(made)["Image"] = "mcr.microsoft.com/windows/servercore:ltsc2022"
    container(made)["Cpu"] = 512
    of(made, "Task")["RuntimePlatform"] = {"OperatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}


@cut(provided, "error", "Template")
def a_shell_script_for_windows(made: Json, bad: bool) -> None:
    windows(made)
    of(made, "Task")["NetworkMode"] = "awsvpc"
    good = "<powershell>\nImport-Module ECSTools\nInitialize-ECSAgent -Cluster '${Cluster}' -EnableTaskIAMRole -EnableTaskENI\n</powershell>"
    script(made, "#!/bin/bash\necho ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config\n" if bad else good)


@cut(provided, "error", "Template")
def powershell_for_another_cluster(made: Json, bad: bool) -> None:
    windows(made)
    add(made, "Spare: {Type: AWS::ECS::Cluster, Properties: {}}")
    name = "Spare" if bad else "Cluster"
    script(made, f'<powershell>\nInitialize-ECSAgent -Cluster "${{{name}}}" -EnableTaskENI\n</powershell>')


@cut(bridge, "error", "Template")
def not_in_base64(made: Json, bad: bool) -> None:
    text = data(made)["UserData"]["Fn::Base64"]
    if bad:
        data(made)["UserData"] = text


# Image, type, profile


@cut(bridge, "error", "Template")
def intel_image_on_graviton(made: Json, bad: bool) -> None:
    data(made)["InstanceType"] = "m7g.large"
    image(made, PATH + "amazon-linux-2023/" + ("" if bad else "arm64/") + "recommended/image_id")
    of(made, "Task")["RuntimePlatform"] = {"CpuArchitecture": "ARM64"}


@cut(bridge, "error", "Template", "Task", "Service")
def graphics_on_a_type_without(made: Json, bad: bool) -> None:
    image(made, PATH + "amazon-linux-2023/gpu/recommended/image_id")
    data(made)["InstanceType"] = "m6i.large" if bad else "g4dn.xlarge"
    container(made)["ResourceRequirements"] = [{"Type": "GPU", "Value": "1"}]


@cut(bridge, "error", "Template", "Task", "Service")
def more_graphics_than_there_are(made: Json, bad: bool) -> None:
    image(made, PATH + "amazon-linux-2023/gpu/recommended/image_id")
    data(made)["InstanceType"] = "g4dn.xlarge"
    container(made)["ResourceRequirements"] = [{"Type": "GPU", "Value": "2" if bad else "1"}]


@cut(bridge, "error", "Template")
def image_parameter_without_its_id(made: Json, bad: bool) -> None:
    image(made, PATH + "amazon-linux-2023/recommended" + ("" if bad else "/image_id"))


@cut(bridge, "error", "Template", "Fleet", "InstanceProfile")
def no_instance_profile(made: Json, bad: bool) -> None:
    if bad:
        del data(made)["IamInstanceProfile"]


@cut(bridge, "error", "Template")
def role_instead_of_its_profile(made: Json, bad: bool) -> None:
    data(made)["IamInstanceProfile"] = {
        "Arn": part("!GetAtt InstanceRole.Arn" if bad else "!GetAtt InstanceProfile.Arn")
    }


@cut(bridge, "error", "InstanceProfile", "TaskRole")
def profile_with_the_task_role(made: Json, bad: bool) -> None:
    of(made, "InstanceProfile")["Roles"] = [{"Ref": "TaskRole" if bad else "InstanceRole"}]


@cut(provided, "warning", "Service")
def second_generation_without_interfaces(made: Json, bad: bool) -> None:
    """A t3.nano has two interfaces: one task of its own beside its own."""
    data(made)["InstanceType"] = "t3.nano" if bad else "m6i.large"
    container(made)["Memory"] = 384
    of(made, "Service")["DesiredCount"] = 2 if not bad else 40


# Group and provider


@cut(bridge, "error", "Fleet")
def signal_never_sent(made: Json, bad: bool) -> None:
    made["Resources"]["Fleet"]["CreationPolicy"] = {"ResourceSignal": {"Count": 2, "Timeout": "PT10M"}}
    end = (
        ""
        if bad
        else "/opt/aws/bin/cfn-signal -e $? --stack ${AWS::StackName} --resource Fleet --region ${AWS::Region}\n"
    )
    script(made, "#!/bin/bash\necho ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config\n" + end)


@cut(bridge, "error", "Fleet", "Template")
def signal_for_another_resource(made: Json, bad: bool) -> None:
    made["Resources"]["Fleet"]["CreationPolicy"] = {"ResourceSignal": {"Count": 2, "Timeout": "PT10M"}}
    name = "AutoScalingGroup" if bad else "Fleet"
    script(
        made,
        "#!/bin/bash\necho ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config\n"
        f"/opt/aws/bin/cfn-signal -e $? --stack ${{AWS::StackName}} --resource {name} --region ${{AWS::Region}}\n",
    )


@cut(bridge, "warning", "Wait")
def wait_condition_without_signal(made: Json, bad: bool) -> None:
    add(
        made,
        """
Handle: {Type: AWS::CloudFormation::WaitConditionHandle, Properties: {}}
Wait: {Type: AWS::CloudFormation::WaitCondition, DependsOn: Fleet, Properties: {Handle: !Ref Handle, Timeout: "600", Count: 1}}
""",
    )
    end = "" if bad else "/opt/aws/bin/cfn-signal -e 0 '${Handle}'\n"
    script(made, "#!/bin/bash\necho ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config\n" + end)


@cut(provided, "error", "Service", "ProviderLink", "Provider")
def provider_of_another_cluster(made: Json, bad: bool) -> None:
    add(made, "Spare: {Type: AWS::ECS::Cluster, Properties: {}}")
    of(made, "ProviderLink")["Cluster"] = {"Ref": "Spare" if bad else "Cluster"}


@cut(bridge, "warning", "Fleet", "Service")
def no_instance_wanted(made: Json, bad: bool) -> None:
    of(made, "Fleet").update(MinSize="0", DesiredCapacity="0" if bad else "2", MaxSize="4")


@cut(provided, "warning", "Service")
def provider_cannot_scale_out(made: Json, bad: bool) -> None:
    of(made, "Fleet").update(MinSize="0", MaxSize="0" if bad else "4")


@cut(bridge, "warning", "Service", "Fleet")
def distinct_instances_exceed_the_group(made: Json, bad: bool) -> None:
    of(made, "Service").update(
        DesiredCount=6 if bad else 3, PlacementConstraints=[{"Type": "distinctInstance"}]
    )


@cut(bridge, "error", "Task", "Service", "Template")
def container_memory_too_large(made: Json, bad: bool) -> None:
    container(made)["Memory"] = 8192 if bad else 6000


@cut(bridge, "error", "Task", "Service", "Template")
def processor_too_large(made: Json, bad: bool) -> None:
    container(made)["Cpu"] = 4096 if bad else 1024


@cut(bridge, "error", "Template", "Task", "Service")
def reserve_of_the_agent(made: Json, bad: bool) -> None:
    reserve = 4096 if bad else 256
    container(made)["Memory"] = 6000
    script(
        made,
        f"#!/bin/bash\necho ECS_CLUSTER=${{Cluster}} >> /etc/ecs/ecs.config\necho ECS_RESERVED_MEMORY={reserve} >> /etc/ecs/ecs.config\n",
    )


@cut(provided, "error", "Provider", "Fleet")
def protection_without_the_groups_own(made: Json, bad: bool) -> None:
    of(made, "Provider")["AutoScalingGroupProvider"]["ManagedTerminationProtection"] = "ENABLED"
    of(made, "Fleet")["NewInstancesProtectedFromScaleIn"] = not bad


@cut(bridge, "error", "Task", "Service")
def constraint_no_instance_meets(made: Json, bad: bool) -> None:
    kind = "c6i" if bad else "m6i"
    of(made, "Service")["PlacementConstraints"] = [
        {"Type": "memberOf", "Expression": f"attribute:ecs.instance-type =~ {kind}.*"}
    ]


@cut(bridge, "error", "Fleet", "InnerDefault", "InnerTable")
def instances_in_a_subnet_without_route(made: Json, bad: bool) -> None:
    if bad:
        del made["Resources"]["InnerDefault"]
        made["Resources"]["Fleet"]["DependsOn"] = ["InnerALink", "InnerBLink"]


@cut(bridge, "error", "InstanceGroup")
def instances_may_not_send(made: Json, bad: bool) -> None:
    port = 80 if bad else 443
    of(made, "InstanceGroup")["SecurityGroupEgress"] = [
        part(f"{{IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 0.0.0.0/0}}")
    ]


@cut(bridge, "error", "Fleet", "Template", "OuterA")
def instances_in_public_subnets_without_address(made: Json, bad: bool) -> None:
    of(made, "Fleet")["VPCZoneIdentifier"] = [{"Ref": "OuterA"}, {"Ref": "OuterB"}]
    made["Resources"]["Fleet"]["DependsOn"] = ["OuterDefault", "OuterALink", "OuterBLink"]
    interface = {
        "DeviceIndex": 0,
        "Groups": data(made).pop("SecurityGroupIds"),
        "AssociatePublicIpAddress": not bad,
    }
    data(made)["NetworkInterfaces"] = [interface]


@cut(bridge, "error", "Configuration", "Fleet")
def launch_configuration_for_another_cluster(made: Json, bad: bool) -> None:
    given = data(made)
    text = "lake-old" if bad else "${Cluster}"
    made["Resources"]["Configuration"] = {
        "Type": "AWS::AutoScaling::LaunchConfiguration",
        "Properties": {
            "ImageId": given["ImageId"],
            "InstanceType": given["InstanceType"],
            "IamInstanceProfile": {"Ref": "InstanceProfile"},
            "SecurityGroups": given["SecurityGroupIds"],
            "UserData": {
                "Fn::Base64": {"Fn::Sub": f"#!/bin/bash\necho ECS_CLUSTER={text} >> /etc/ecs/ecs.config\n"}
            },
        },
    }
    del made["Resources"]["Template"], of(made, "Fleet")["LaunchTemplate"]
    of(made, "Fleet")["LaunchConfigurationName"] = {"Ref": "Configuration"}


@cut(bridge, "error", "Box", "Fleet")
def single_instance_for_another_cluster(made: Json, bad: bool) -> None:
    given = copy.deepcopy(data(made))
    text = "lake-old" if bad else "${Cluster}"
    del made["Resources"]["Template"], made["Resources"]["Fleet"]
    made["Resources"]["Service"]["DependsOn"] = ["Listener", "Box"]
    made["Resources"]["Box"] = {
        "Type": "AWS::EC2::Instance",
        "DependsOn": ["InnerDefault", "InnerALink"],
        "Properties": {
            "ImageId": given["ImageId"],
            "InstanceType": given["InstanceType"],
            "IamInstanceProfile": {"Ref": "InstanceProfile"},
            "SecurityGroupIds": given["SecurityGroupIds"],
            "SubnetId": {"Ref": "InnerA"},
            "UserData": {
                "Fn::Base64": {"Fn::Sub": f"#!/bin/bash\necho ECS_CLUSTER={text} >> /etc/ecs/ecs.config\n"}
            },
        },
    }


# Silent


@silent(bridge)
def a_script_with_printf_and_sudo(made: Json) -> None:
    script(
        made,
        "#!/bin/bash\nsudo mkdir -p /etc/ecs\nprintf 'ECS_CLUSTER=%s\\n' ${Cluster} | sudo tee -a /etc/ecs/ecs.config\n",
    )


@silent(bridge)
def a_script_with_sed(made: Json) -> None:
    script(
        made,
        "#!/bin/bash\nsed -i '/ECS_CLUSTER/d' /etc/ecs/ecs.config\nsed -i '1i ECS_CLUSTER=${Cluster}' /etc/ecs/ecs.config\n",
    )


@silent(bridge)
def requirements_instead_of_a_type(made: Json) -> None:
    del data(made)["InstanceType"]
    data(made)["InstanceRequirements"] = {"VCpuCount": {"Min": 2}, "MemoryMiB": {"Min": 4096}}


@silent(provided)
def tasks_with_trunked_interfaces(made: Json) -> None:
    of(made, "Service")["DesiredCount"] = 8
    of(made, "Fleet")["MaxSize"] = "8"


@silent(bridge)
def a_group_that_others_scale(made: Json) -> None:
    of(made, "Fleet")["MinSize"] = "0"
    add(
        made,
        "More: {Type: AWS::AutoScaling::ScheduledAction, Properties: {AutoScalingGroupName: !Ref Fleet, MinSize: 2, Recurrence: 0 6 * * *}}",
    )


@silent(bridge)
def cluster_name_by_a_parameter(made: Json) -> None:
    made["Parameters"] = {"Name": {"Type": "String"}}
    of(made, "Cluster")["ClusterName"] = {"Ref": "Name"}
    script(made, "#!/bin/bash\necho ECS_CLUSTER=${Name} >> /etc/ecs/ecs.config\n")
    made["Resources"]["Fleet"]["DependsOn"].append("Cluster")


@silent(provided)
def bottlerocket_on_graviton(made: Json) -> None:
    image(made, "/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id")
    data(made)["InstanceType"] = "c7g.large"
    of(made, "Task")["RuntimePlatform"] = {"CpuArchitecture": "ARM64"}
    script(made, '[settings.ecs]\ncluster = "${Cluster}"\n[settings.host-containers.admin]\nenabled = true\n')


@silent(bridge)
def instances_side_by_side_with_their_route(made: Json) -> None:
    made["Resources"]["Fleet"].pop("DependsOn")
