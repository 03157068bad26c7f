"""Make ``schemas/managed-policies.json`` from a list of AWS' managed policies, or check it.

    python -m tools.refresh_managed_policies aws_managed_policies.py           write the table
    python -m tools.refresh_managed_policies --check                           is the table sound?
    python -m tools.refresh_managed_policies --check aws_managed_policies.py   … and what that list makes?

The list is ``moto/iam/aws_managed_policies.py`` of https://github.com/getmoto/moto (Apache License 2.0),
which its authors fetch from the API of IAM (``ListPolicies``, ``GetPolicyVersion``). It is read as text,
not run.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tools.generated import refresh

TABLE = Path(__file__).parent.parent / "schemas" / "managed-policies.json"
WANTED = (
    "AWSCodeDeployRole",
    "AWSCodeDeployRoleForECS",
    "AWSCodeDeployRoleForECSLimited",
    "AWSXRayDaemonWriteAccess",
    "AWSXrayWriteOnlyAccess",
    "AdministratorAccess",
    "AmazonEC2ContainerRegistryFullAccess",
    "AmazonEC2ContainerRegistryPowerUser",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEC2ContainerServiceAutoscaleRole",
    "AmazonEC2ContainerServiceEventsRole",
    "AmazonEC2ContainerServiceRole",
    "AmazonEC2ContainerServiceforEC2Role",
    "AmazonECSInfrastructureRolePolicyForLoadBalancers",
    "AmazonECSInfrastructureRolePolicyForManagedInstances",
    "AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity",
    "AmazonECSInfrastructureRolePolicyForVolumes",
    "AmazonECSInfrastructureRolePolicyForVpcLattice",
    "AmazonECSInfrastructureRoleforExpressGatewayServices",
    "AmazonECSInstanceRolePolicyForManagedInstances",
    "AmazonECSTaskExecutionRolePolicy",
    "AmazonECS_FullAccess",
    "AmazonElasticFileSystemClientFullAccess",
    "AmazonElasticFileSystemClientReadOnlyAccess",
    "AmazonElasticFileSystemClientReadWriteAccess",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonSSMFullAccess",
    "AmazonSSMManagedInstanceCore",
    "AmazonSSMReadOnlyAccess",
    "CloudWatchAgentServerPolicy",
    "CloudWatchFullAccess",
    "CloudWatchLogsFullAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecretsManagerReadWrite",
)
"""The policies that roles of Amazon ECS are given; ``ReadOnlyAccess`` only for its path (its text is
long)."""
_LONGEST = 20_000
"""Characters of a policy that are kept; longer ones count as unknown, which proves nothing."""


def make(text: str) -> str:
    """Return the table as JSON text."""
    start, end = text.index("{"), text.rindex("}") + 1
    known: dict[str, Any] = json.loads(text[start:end])
    policies = {}
    for name in WANTED:
        policy = known[name]
        document = {"Statement": policy["Document"]["Statement"]}
        if len(json.dumps(document)) <= _LONGEST:
            policies[name] = {
                "version": policy["DefaultVersionId"],
                "updated": policy["UpdateDate"][:10],
                **document,
            }
    paths = {name: policy["Path"] for name, policy in known.items() if policy.get("Path", "/") != "/"}
    head = {
        "title": "Managed policies of AWS that roles of Amazon ECS are given, and the paths of others",
        "source": "https://github.com/getmoto/moto/blob/master/moto/iam/aws_managed_policies.py (Apache-2.0)",
        "as_of": max(policy["UpdateDate"] for policy in known.values())[:10],
        "names": len(known),
    }
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(policies[name])}" for name in sorted(policies))
    groups: dict[str, list[str]] = {}
    for name, path in sorted(paths.items()):
        groups.setdefault(path, []).append(name)
    return (
        json.dumps(head, indent=1)[:-2]
        + ',\n "policies": {\n'
        + lines
        + '\n },\n "paths": {\n'
        + ",\n".join(f"  {json.dumps(path)}: {json.dumps(groups[path])}" for path in sorted(groups))
        + "\n }\n}\n"
    )


def problems(table: dict[str, Any]) -> list[str]:
    """Say what is not sound in a table."""
    policies, paths = table["policies"], table["paths"]
    found = [f"{name} is missing" for name in WANTED if name not in policies and name != "ReadOnlyAccess"]
    if "AmazonECSTaskExecutionRolePolicy" not in paths.get("/service-role/", ()):
        found.append("AmazonECSTaskExecutionRolePolicy has the path /service-role/")
    for name, policy in policies.items():
        found += [
            f"{name}: {statement}"
            for statement in policy["Statement"]
            if statement.get("Effect") not in ("Allow", "Deny")
        ]
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Refresh or check the table of managed policies.")
    parser.add_argument("policies", nargs="?", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    options = parser.parse_args(arguments)
    if options.policies is None and not options.check:
        parser.error("name the list of policies, or use --check")
    made = None if options.policies is None else make(options.policies.read_text(encoding="utf-8"))
    return refresh(TABLE, made, options.policies, problems, options.check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
