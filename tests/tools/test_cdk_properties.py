"""The CDK's generated types as a second source of what CloudFormation knows."""

from __future__ import annotations

import json
from pathlib import Path

from ecslint.base.resources import data_directory
from tests.command import invoke
from tools import cdk_properties

TYPES = """
export interface CfnServiceProps {
    /** @see http://docs.aws.amazon.com/x/aws-resource-ecs-service.html#cfn-ecs-service-cluster */
    readonly cluster?: string;
    /** @see http://docs.aws.amazon.com/x/aws-resource-ecs-service.html#cfn-ecs-service-newthing */
    readonly newThing?: string;
    /** @see http://docs.aws.amazon.com/x/aws-x-ecs-service-block.html#cfn-ecs-service-block-inner */
    readonly inner?: string;
}
"""


def test_what_schemas_lack(tmp_path: Path) -> None:
    folder, types = tmp_path / "schemas", tmp_path / "package" / "aws-ecs" / "lib"
    folder.mkdir()
    types.mkdir(parents=True)
    schema = {"properties": {"Cluster": {}}, "definitions": {"Block": {"properties": {"Inner": {}}}}}
    (folder / "AWS_ECS_Service.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (types / "ecs.generated.d.ts").write_text(TYPES, encoding="utf-8")
    assert cdk_properties.missing(folder, tmp_path / "package") == {"AWS::ECS::Service": ["newthing"]}


def test_listed_names_are_not_in_the_schemas() -> None:
    folder = Path(data_directory("schemas")) / "cloudformation"
    types = json.loads((folder / "newer.json").read_text(encoding="utf-8"))["types"]
    for kind, names in types.items():
        schema = folder / f"{kind.replace('::', '_')}.schema.json"
        own = set(cdk_properties.known(json.loads(schema.read_text(encoding="utf-8"))))
        assert own.isdisjoint(names), kind


def test_newer_property_is_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(
        "Resources:\n  Cluster: {Type: 'AWS::ECS::Cluster'}\n"
        "  Group:\n    Type: AWS::CodeDeploy::DeploymentGroup\n"
        "    Properties:\n      ApplicationName: web\n      ServiceRoleArn: deploy\n"
        "      EC2DeploymentOptions: {AutoScalingGroupProcessesToSuspend: [AZRebalance]}\n",
        encoding="utf-8",
    )
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    found = [(f["rule"], f["severity"]) for f in json.loads(result.stdout)["findings"]]
    assert found == [("ECS010", "warning")]
