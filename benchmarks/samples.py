"""Input for the benchmarks: task definitions and templates as people write them, the same on every run.

Most are in order; about one in four has a mistake or two, as in a real repository.
"""

from __future__ import annotations

import json
import os
import random
from typing import Any

ACCOUNT = "111122223333"
REGIONS = ("eu-west-1", "us-east-1", "eu-central-1", "ap-southeast-2")
SIZES = {256: (512, 1024, 2048), 512: (1024, 2048, 4096), 1024: (2048, 4096, 8192), 2048: (4096, 8192, 16384)}
NAMES = ("api", "web", "worker", "search", "billing", "mailer", "orders", "auth", "reports", "images")
SETTINGS = ("LOG_LEVEL", "PORT", "NODE_ENV", "QUEUE_URL", "CACHE_HOST", "FEATURE_FLAGS", "TZ", "BASE_URL")
SECRETS = ("DB_PASSWORD", "API_KEY", "SESSION_SECRET", "SMTP_PASSWORD")


def task_definition(number: int) -> dict[str, Any]:
    """Return the task definition with this number."""
    dice = random.Random(number)
    name = f"{dice.choice(NAMES)}-{number}"
    region = dice.choice(REGIONS)
    fargate = dice.random() < 0.7
    cpu = dice.choice(list(SIZES))
    memory = dice.choice(SIZES[cpu])
    containers = [_container(dice, name, region, fargate, memory)]
    if dice.random() < 0.4:
        containers.append(_router(region, name))
        containers[0]["dependsOn"] = [{"containerName": "log-router", "condition": "START"}]
        output = {"Name": "cloudwatch", "region": region, "log_group_name": name, "log_stream_prefix": "app-"}
        containers[0]["logConfiguration"] = {"logDriver": "awsfirelens", "options": output}
    elif dice.random() < 0.3:
        containers.append(_proxy(region, name))
        containers[0]["dependsOn"] = [{"containerName": "envoy", "condition": "HEALTHY"}]
    task: dict[str, Any] = {
        "family": name,
        "networkMode": "awsvpc" if fargate else "bridge",
        "requiresCompatibilities": ["FARGATE" if fargate else "EC2"],
        "cpu": str(cpu),
        "memory": str(memory),
        "executionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/ecsTaskExecutionRole",
        "taskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "containerDefinitions": containers,
        "tags": [{"key": "team", "value": dice.choice(NAMES)}, {"key": "stage", "value": "prod"}],
    }
    if fargate:
        task["runtimePlatform"] = {
            "cpuArchitecture": dice.choice(["X86_64", "ARM64"]),
            "operatingSystemFamily": "LINUX",
        }
    if dice.random() < 0.3:
        _with_volume(task)
    if dice.random() < 0.25:
        dice.choice(MISTAKES)(task)
    return task


def _container(dice: random.Random, name: str, region: str, fargate: bool, memory: int) -> dict[str, Any]:
    port = dice.choice((80, 3000, 5000, 8000, 8080, 9000))
    ssm = f"arn:aws:ssm:{region}:{ACCOUNT}:parameter/{name}"
    version = f"{dice.randrange(1, 9)}.{dice.randrange(20)}"
    container: dict[str, Any] = {
        "name": name,
        "image": f"{ACCOUNT}.dkr.ecr.{region}.amazonaws.com/{name}:{version}",
        "essential": True,
        "cpu": 0,
        "memoryReservation": memory // 4,
        "portMappings": [{"containerPort": port, "protocol": "tcp"}],
        "environment": [
            {"name": key, "value": f"{key.lower()}-{dice.randrange(1000)}"}
            for key in dice.sample(SETTINGS, dice.randrange(2, 8))
        ],
        "secrets": [{"name": key, "valueFrom": f"{ssm}/{key}"} for key in dice.sample(SECRETS, 2)],
        "logConfiguration": _logs(region, name),
        "healthCheck": {
            "command": ["CMD-SHELL", f"curl -f http://localhost:{port}/health || exit 1"],
            "interval": 30,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 60,
        },
        "linuxParameters": {"initProcessEnabled": True},
        "ulimits": [{"name": "nofile", "softLimit": 65536, "hardLimit": 65536}],
        "stopTimeout": 30,
    }
    if not fargate:
        container["portMappings"][0]["hostPort"] = port if dice.random() < 0.5 else 0
    if dice.random() < 0.3:
        container["readonlyRootFilesystem"] = True
        container["user"] = "1000:1000"
    return container


def _logs(region: str, name: str) -> dict[str, Any]:
    options = {"awslogs-group": f"/ecs/{name}", "awslogs-region": region, "awslogs-stream-prefix": "ecs"}
    return {"logDriver": "awslogs", "options": options}


def _router(region: str, name: str) -> dict[str, Any]:
    return {
        "name": "log-router",
        "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.2",
        "essential": True,
        "memoryReservation": 50,
        "firelensConfiguration": {"type": "fluentbit"},
        "logConfiguration": _logs(region, name),
    }


def _proxy(region: str, name: str) -> dict[str, Any]:
    return {
        "name": "envoy",
        "image": "public.ecr.aws/appmesh/aws-appmesh-envoy:v1.29.12.1-prod",
        "essential": True,
        "memoryReservation": 64,
        "healthCheck": {"command": ["CMD-SHELL", "curl -s http://localhost:9901/server_info | grep LIVE"]},
        "logConfiguration": _logs(region, name),
    }


def _with_volume(task: dict[str, Any]) -> None:
    settings = {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED"}
    task["volumes"] = [{"name": "data", "efsVolumeConfiguration": settings}]
    task["containerDefinitions"][0]["mountPoints"] = [{"sourceVolume": "data", "containerPath": "/data"}]


def _odd_memory(task: dict[str, Any]) -> None:
    task["memory"] = "1000"


def _misspelt_key(task: dict[str, Any]) -> None:
    task["containerDefinitions"][0]["portMapping"] = task["containerDefinitions"][0].pop("portMappings")


def _long_timeout(task: dict[str, Any]) -> None:
    task["containerDefinitions"][0]["healthCheck"]["timeout"] = 300


def _no_role(task: dict[str, Any]) -> None:
    del task["executionRoleArn"]


def _missing_dependency(task: dict[str, Any]) -> None:
    task["containerDefinitions"][0]["dependsOn"] = [{"containerName": "migrations", "condition": "SUCCESS"}]


def _twice(task: dict[str, Any]) -> None:
    task["containerDefinitions"][0]["environment"].append({"name": "DB_PASSWORD", "value": "see-secrets"})


MISTAKES = (_odd_memory, _misspelt_key, _long_timeout, _no_role, _missing_dependency, _twice)


def task_text(number: int) -> str:
    """Return the task definition with this number as JSON."""
    return json.dumps(task_definition(number), indent=2)


def write(path: str, text: str) -> str:
    """Write a file and the folders that it needs; returns ``path``."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def write_task_definitions(folder: str, count: int) -> None:
    """Write ``count`` JSON files of about 2 kB, a hundred to a folder."""
    for number in range(count):
        path = os.path.join(folder, f"team-{number // 100:03}", f"service-{number:05}.json")
        write(path, task_text(number))


TEMPLATE_HEAD = """AWSTemplateFormatVersion: "2010-09-09"
Description: Services behind one load balancer
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Subnets: {Type: List<AWS::EC2::Subnet::Id>}
  Vpc: {Type: AWS::EC2::VPC::Id}
  Tag: {Type: String, Default: "1.0.0"}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Cluster:
    Type: AWS::ECS::Cluster
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
"""

TEMPLATE_SERVICE = """  Logs{n}:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: /ecs/service-{n}
      RetentionInDays: 30
  Task{n}:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Sub "service-{n}-${{Stage}}"
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      Cpu: !If [IsProd, "1024", "256"]
      Memory: !If [IsProd, "2048", "512"]
      ExecutionRoleArn: !GetAtt Role.Arn
      ContainerDefinitions:
        - Name: app
          Image: !Sub "${{AWS::AccountId}}.dkr.ecr.${{AWS::Region}}.amazonaws.com/service-{n}:${{Tag}}"
          Essential: true
          PortMappings:
            - ContainerPort: 8080
          Environment:
{environment}          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: !Ref Logs{n}
              awslogs-region: !Ref AWS::Region
              awslogs-stream-prefix: app
          HealthCheck:
            Command: [CMD-SHELL, "curl -f http://localhost:8080/health || exit 1"]
  Target{n}:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Port: 8080
      Protocol: HTTP
      TargetType: ip
      VpcId: !Ref Vpc
  Service{n}:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref Task{n}
      LaunchType: FARGATE
      DesiredCount: !If [IsProd, 3, 1]
      NetworkConfiguration:
        AwsvpcConfiguration:
          Subnets: !Ref Subnets
"""


def template(services: int, variables: int = 4) -> str:
    """Return a YAML template of four resources a service, with ``variables`` settings in each container."""
    parts = [TEMPLATE_HEAD]
    for n in range(services):
        dice = random.Random(n)
        lines = (
            f'            - Name: SETTING_{v}\n              Value: "{dice.getrandbits(64):016x}"\n'
            for v in range(variables)
        )
        parts.append(TEMPLATE_SERVICE.format(n=n, environment="".join(lines)))
    return "".join(parts)


def template_of(size: int, services: int | None = None) -> str:
    """Return a template of about ``size`` bytes, of ``services`` services if that is given."""
    if services is None:
        return template(max(1, size // len(template(1).removeprefix(TEMPLATE_HEAD))))
    each = len(template(1, 1)) - len(template(1, 0))
    return template(services, max(1, (size // services - len(TEMPLATE_SERVICE)) // each))


def conditions_template(count: int) -> str:
    """Return a template with ``count`` independent conditions, all used in one task definition."""
    names = range(count)
    parameters = "".join(f"  P{n}: {{Type: String, AllowedValues: ['yes', 'no']}}\n" for n in names)
    conditions = "".join(f"  C{n}: !Equals [!Ref P{n}, 'yes']\n" for n in names)
    variables = "".join(
        f"            - !If [C{n}, {{Name: V{n}, Value: a}}, !Ref AWS::NoValue]\n" for n in names
    )
    return (
        f"Parameters:\n{parameters}Conditions:\n{conditions}Resources:\n  Task:\n"
        "    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: web\n"
        "      RequiresCompatibilities: [FARGATE]\n      NetworkMode: awsvpc\n"
        "      Cpu: !If [C0, '256', '512']\n      Memory: !If [C1, '1024', '2048']\n"
        "      ContainerDefinitions:\n        - Name: web\n          Image: nginx:1.27.3\n"
        f"          Environment:\n{variables}"
    )
