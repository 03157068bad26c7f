from __future__ import annotations

import pytest

from ecslint.documents.sniff import sniff


@pytest.mark.parametrize(
    "text",
    [
        '{"containerDefinitions": []}',
        "ContainerDefinitions:",
        '{"containerdefinitions": []}',
        "Type: AWS::ECS::Service",
        "- TargetService:",
        '[{"name": "a", "imageUri": "b"}]',
        '{"ImageURI": "b"}',
        '{"taskDefinition": "a"}',
        '[{"name": "a", "image": "b", "essential": true}]',
        '{"serviceName": "a"}',
        "desiredCount: 1",
    ],
)
def test_files_of_interest(text: str) -> None:
    assert sniff(text.encode())
    assert sniff(text.encode("utf-8-sig"))
    assert sniff(text.encode("utf-16"))


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "x", "version": "1.0.0", "dependencies": {"a": "^1.0.0"}, "scripts": {"build": "tsc"}}',
        '{"lockfileVersion": 3, "packages": {"node_modules/a": {"resolved": "https://x"}}}',
        '{"compilerOptions": {"target": "es2022", "strict": true}, "include": ["src"]}',
        "services:\n  web:\n    image: nginx\n    ports:\n      - 80:80\n",
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n",
        "",
    ],
)
def test_other_files(text: str) -> None:
    assert not sniff(text.encode())
