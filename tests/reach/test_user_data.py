"""User data of instances, as read without running anything."""

from __future__ import annotations

from base64 import b64encode

import pytest

from ecslint.facts.instance_images import instance_image
from ecslint.reach.patterns import Hole, Text, join, literal, shown
from ecslint.reach.user_data import parse

CLUSTER = Hole("Cluster", made=True)
START = "#!/bin/bash\n"


def _clusters(*parts: str | Hole) -> list[str]:
    return [shown(text) for text in parse(join(parts)).clusters]


@pytest.mark.parametrize(
    "script",
    [
        "echo ECS_CLUSTER=web >> /etc/ecs/ecs.config",
        'echo "ECS_CLUSTER=web" > /etc/ecs/ecs.config',
        "echo 'ECS_CLUSTER=web' | tee -a /etc/ecs/ecs.config",
        'echo -e "ECS_CLUSTER=web\\nECS_LOGLEVEL=debug" >> /etc/ecs/ecs.config',
        "cat <<'EOF' >> /etc/ecs/ecs.config\nECS_CLUSTER=web\nECS_ENABLE_TASK_IAM_ROLE=true\nEOF",
        "printf 'ECS_CLUSTER=web\\n' >> /etc/ecs/ecs.config",
        "{ echo ECS_CLUSTER=web; echo ECS_X=1; } >> /etc/ecs/ecs.config",
        "docker run --env ECS_CLUSTER=web amazon/amazon-ecs-agent",
    ],
)
def test_cluster_of_scripts(script: str) -> None:
    found = parse(literal(START + script))
    assert (found.kind, [shown(text) for text in found.clusters], found.is_open) == ("shell", ["web"], False)
    assert found.wrong_file == ""


def test_cluster_that_is_not_known() -> None:
    assert _clusters(START, "echo ECS_CLUSTER=", CLUSTER, " >> /etc/ecs/ecs.config") == ["${Cluster}"]
    assert _clusters(START, "echo ECS_CLUSTER=app-", CLUSTER, "\n") == ["app-${Cluster}"]
    assert parse(literal(START + "echo ECS_CLUSTER=$NAME >> /etc/ecs/ecs.config")).is_open


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("#!/bin/sh\n", "shell"),
        ("\n  #!/bin/sh\n", "shell"),
        ("#cloud-config\nruncmd: []", "cloud-config"),
        ('Content-Type: multipart/mixed; boundary="b"\n', "mime"),
        ("#cloud-boothook\n#!/bin/sh", "shell"),
        ("#include\nhttps://example.com/a", "other"),
        ("<powershell>\n</powershell>", "powershell"),
        ("[settings.ecs]\ncluster = 'a'", "toml"),
        ("settings.ecs.cluster = 'a'", "toml"),
        ("echo hello", "text"),
        ("", "text"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert parse(literal(text)).kind == kind


def test_what_begins_unknown_is_unknown() -> None:
    found = parse(join((Hole("x"), "echo ECS_CLUSTER=web")))
    assert (found.kind, found.is_open, found.signals) == ("unknown", True, None)


@pytest.mark.parametrize(
    ("script", "is_open"),
    [
        ("curl -s https://example.com/a | bash", True),
        ("aws s3 cp s3://a/b /etc/ecs/ecs.config", True),
        ("/opt/aws/bin/cfn-init -v --stack a --resource b", True),
        ("yum update -y", False),
        ("# ECS_CLUSTER=web", False),
    ],
)
def test_what_may_set_the_cluster_unseen(script: str, is_open: bool) -> None:
    found = parse(literal(START + script))
    assert (found.clusters, found.is_open) == ((), is_open)


def test_a_line_that_is_not_known_may_be_anything() -> None:
    assert parse(join((START, Hole("More"), "\nyum update -y"))).is_open


def test_windows_and_bottlerocket() -> None:
    windows = "<powershell>\nInitialize-ECSAgent -Cluster 'web' -EnableTaskIAMRole\n</powershell>"
    assert _clusters(windows) == ["web"]
    assert _clusters('[settings.ecs]\ncluster = "', CLUSTER, '"\n[settings.host-containers.admin]\n') == [
        "${Cluster}"
    ]


@pytest.mark.parametrize(
    ("script", "file"),
    [
        ("echo ECS_CLUSTER=a >> /etc/ecs.config", "/etc/ecs.config"),
        ("echo ECS_CLUSTER=a >> /etc/ecs/ecs.config", ""),
        ("echo ECS_CLUSTER=a >> /etc/ecs.config\ncp /etc/ecs.config /etc/ecs/", ""),
        ("echo ECS_CLUSTER=a >> $FILE", ""),
    ],
)
def test_file_that_the_agent_does_not_read(script: str, file: str) -> None:
    assert parse(literal(START + script)).wrong_file == file


def test_signals() -> None:
    sent = parse(literal(START + "/opt/aws/bin/cfn-signal -e $? --stack a --resource Group --region b\n"))
    assert (sent.signals, sent.resources) == (True, (literal("Group"),))
    assert parse(literal(START + "yum update -y")).signals is False
    assert parse(literal(START + "curl -s https://example.com/a | sh")).signals is None


@pytest.mark.parametrize(
    ("parameter", "system", "architecture"),
    [
        ("/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id", "linux", "x86_64"),
        ("/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended", "linux", "arm64"),
        ("/aws/service/ecs/optimized-ami/amazon-linux-2/gpu/recommended/image_id", "linux", "x86_64"),
        ("/aws/service/ecs/optimized-ami/amazon-linux-2/kernel-5.10/arm64/recommended", "linux", "arm64"),
        ("/aws/service/bottlerocket/aws-ecs-2-nvidia/arm64/latest/image_id", "bottlerocket", "arm64"),
        (
            "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-ECS_Optimized/image_id",
            "windows",
            "x86_64",
        ),
        ("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64", "linux", "arm64"),
    ],
)
def test_images(parameter: str, system: str, architecture: str) -> None:
    found = instance_image(parameter)
    assert found is not None
    assert (found.system, found.architecture) == (system, architecture)
    assert instance_image("/my/own/image") is None


def test_text_type() -> None:
    text: Text = literal("a")
    assert parse(text).kind == "text"


def test_cluster_that_is_lost_or_not_filled_in() -> None:
    kept = START + "echo ECS_CLUSTER=web >> /etc/ecs/ecs.config\necho ECS_X=1 >> /etc/ecs/ecs.config\n"
    lost = START + "echo ECS_CLUSTER=web >> /etc/ecs/ecs.config\necho ECS_X=1 > /etc/ecs/ecs.config\n"
    assert not parse(literal(kept)).is_overwritten
    assert parse(literal(lost)).is_overwritten
    assert parse(literal(START + "echo ECS_CLUSTER=${Name} >> /etc/ecs/ecs.config")).unfilled == ("Name",)
    given = START + "Name=web\necho ECS_CLUSTER=${Name} >> /etc/ecs/ecs.config"
    assert parse(literal(given)).unfilled == ()


def test_part_in_base64() -> None:
    script = b64encode(b"#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n").decode()
    head = 'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/x-shellscript\n'
    text = f"{head}Content-Transfer-Encoding: base64\n\n{script}\n--b--\n"
    assert _clusters(text) == ["web"]
    broken = text.replace(script, "***")
    assert _clusters(broken) == []


def test_file_in_base64_may_be_anything() -> None:
    text = "#cloud-config\nwrite_files:\n- path: /etc/ecs/ecs.config\n  encoding: b64\n  content: RUNTPTE=\n"
    assert parse(literal(text)).is_open
    assert not parse(literal(text.replace("  encoding: b64\n", ""))).is_open
