"""What tasks ask for: secrets, parameters, keys, repositories, log groups and files, as requests to IAM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.facts.arns import SECRET_SUFFIX
from ecslint.facts.images import PRIVATE_ECR
from ecslint.reach.access import ADDS, DECIDES, Guard
from ecslint.reach.patterns import Hole, Text, brief, join, segments, shown, suffix
from ecslint.reach.policies import Policy, Request, parse
from ecslint.reach.roles import CUSTOM, account_names

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.texts import Texts

SECRET: Final = "AWS::SecretsManager::Secret"
PARAMETER: Final = "AWS::SSM::Parameter"
KEY: Final = "AWS::KMS::Key"
ALIAS: Final = "AWS::KMS::Alias"
BUCKET: Final = "AWS::S3::Bucket"
LOG_GROUP: Final = "AWS::Logs::LogGroup"
REPOSITORY: Final = "AWS::ECR::Repository"
FILE_SYSTEM: Final = "AWS::EFS::FileSystem"
_POLICIES: Final = {
    SECRET: ("AWS::SecretsManager::ResourcePolicy", "SecretId", "ResourcePolicy"),
    BUCKET: ("AWS::S3::BucketPolicy", "Bucket", "PolicyDocument"),
}
"""Resources that give others a policy: their type, what names the other, and the document."""
_OWN_POLICY: Final = {KEY: "KeyPolicy", REPOSITORY: "RepositoryPolicyText", FILE_SYSTEM: "FileSystemPolicy"}


_DEFAULT_KEY_POLICY: Final = {
    "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
}
"""What a key has whose policy is not given: policies of roles count.
Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html, read 2026-11."""


class Need(NamedTuple):
    """Something that a role has to be allowed.

    ``what`` shows the resource, in quotes. ``resource`` is the one of the stack, ``None`` for one from
    elsewhere, which may have a policy of its own that allows it. ``guard`` is the policy of the one of the
    stack.
    """

    request: Request
    """What the role has to be allowed."""
    what: str
    resource: Resolved | None = None
    guard: Guard | None = None


def _one(arn: Text | None) -> tuple[Text, ...]:
    """Return a resource as the only way to write it; one that is not known may be any."""
    return ((Hole("resource"),),) if arn is None else (arn,)


def known(text: Text) -> str | None:
    """Return a text that is wholly known."""
    letters = [letter for letter in text if isinstance(letter, str)]
    return "".join(letters) if len(letters) == len(text) else None


def guard_of(resolved: Resolved, stack: Stack, texts: Texts) -> Guard | None:
    """Return the policy that the stack gives a resource, ``None`` if it gives none."""
    kind, own = resolved.resource.type, resolved.resource.logical_id
    how: Literal["adds", "decides"] = DECIDES if kind == KEY else ADDS
    if any(
        own in stack.template.mentions(resource.logical_id)
        for resource in stack.template.resources.values()
        if resource.type.startswith(CUSTOM)
    ):
        return _guard(parse(None, texts.of, None, ()), how, texts)
    name = _OWN_POLICY.get(kind)
    if name is not None:
        document = resolved.get(name)
        if document is None and kind != KEY:
            return None
        if document is None:
            return _guard(parse(_DEFAULT_KEY_POLICY, texts.of, None, (), resource=True), how, texts)
        return _guard(parse(document, texts.of, resolved, (name,), resource=True), how, texts)
    if kind not in _POLICIES:
        return None
    other, named_by, document_name = _POLICIES[kind]
    for policy in stack.all(other):
        if isinstance(policy.data, Unresolved):
            return _guard(parse(None, texts.of, None, ()), how, texts)
        target = policy.get(named_by)
        if isinstance(target, Reference) and target.logical_id != own:
            continue
        document = policy.get(document_name)
        parsed = parse(document, texts.of, policy, (document_name,), resource=True)
        unsure = not isinstance(target, Reference)
        return _guard(parsed._replace(is_open=True) if unsure else parsed, how, texts)
    return None


def _guard(policy: Policy, how: Literal["adds", "decides"], texts: Texts) -> Guard:
    return Guard(policy, how, account_names(texts))


def _target(value: object, stack: Stack, *types: str) -> Resolved | None:
    """Return the resource of the stack that a value, or the beginning of a text, refers to."""
    if isinstance(value, PartialText) and isinstance(value.parts[0], Reference):
        value = value.parts[0]
    found = stack.target(value, *types)
    return None if found is None or isinstance(found.data, Unresolved) else found


def secret_needs(value: object, stack: Stack, texts: Texts) -> list[Need]:
    """Return what reading a secret (``valueFrom``) takes: the secret or parameter, and the key of a
    secret."""
    parameter = _target(value, stack, PARAMETER)
    if parameter is not None:
        arn = texts.arn(parameter)
        what = f'"{parameter.resource.logical_id}"'
        needs = [Need(Request("ssm:GetParameters", _one(arn)), what, parameter)]
        key = key_of(parameter.get("KeyId"), stack)  # Terraform makes secure strings, CloudFormation none
        return needs if key is None else [*needs, key_need(key, stack, texts, "ssm")]
    secret = _target(value, stack, SECRET)
    if secret is not None:
        return _own_secret(secret, stack, texts)
    text = texts.of(value)
    if not text or isinstance(text[0], Hole):
        return []
    if text[:4] != tuple("arn:"):
        return _named_parameter(text, texts) if ":" not in text else []
    parts = segments(text)
    service = known(parts[2]) if len(parts) > 5 else None
    what = f'"{brief(text)}"'
    if service == "ssm":
        arn = _cut(parts, 6)
        return [Need(Request("ssm:GetParameters", (arn,)), what)]
    if service != "secretsmanager" or len(parts) < 7:
        return []
    arn = _cut(parts, 7)
    ways = [join((arn, "-", suffix("secret#suffix", SECRET_SUFFIX)))]
    end = arn[-SECRET_SUFFIX - 1 :]
    if end[0] == "-" or any(isinstance(letter, Hole) for letter in end):
        ways.append(arn)  # may be the suffix that the ARN has
    return [Need(Request("secretsmanager:GetSecretValue", tuple(ways), _VERSION), what)]


_VERSION: Final = {"secretsmanager:versionstage": tuple("AWSCURRENT")}


_REFERENCE: Final = tuple("/aws/reference/secretsmanager/")
"""What the names of parameters begin with that stand for secrets (Systems Manager user guide, 2026-11)."""


def _cut(parts: list[Text], count: int) -> Text:
    return join(piece for part in parts[:count] for piece in ((":",), part))[1:]


def _named_parameter(name: Text, texts: Texts) -> list[Need]:
    form = "arn:{P}:ssm:{R}:{A}:parameter{N}"
    arn = texts.fill(form, N=name if name[0] == "/" else ("/", *name))
    needs = [Need(Request("ssm:GetParameters", _one(arn)), f'"{brief(name)}"')]
    if name[: len(_REFERENCE)] == _REFERENCE:
        secret = name[len(_REFERENCE) :]
        form = "arn:{P}:secretsmanager:{R}:{A}:secret:{N}-{6}"
        read = texts.fill(form, **{"N": secret, "6": suffix("secret#suffix", SECRET_SUFFIX)})
        request = Request("secretsmanager:GetSecretValue", _one(read), _VERSION)
        needs.append(Need(request, f'"{brief(secret)}"'))
    return needs


def _own_secret(secret: Resolved, stack: Stack, texts: Texts) -> list[Need]:
    arn = texts.arn(secret)
    what = f'"{secret.resource.logical_id}"'
    request = Request("secretsmanager:GetSecretValue", _one(arn), _VERSION)
    needs = [Need(request, what, secret, guard_of(secret, stack, texts))]
    key = key_of(secret.get("KmsKeyId"), stack)
    if key is not None:
        needs.append(key_need(key, stack, texts, "secretsmanager"))
    return needs


def key_of(value: object, stack: Stack) -> Resolved | None:
    """Return the key of the stack that a value names, by its id, ARN or alias."""
    key = _target(value, stack, KEY)
    if key is None:
        alias = _target(value, stack, ALIAS)
        if alias is None and isinstance(value, str) and value.startswith("alias/"):
            alias = next((a for a in stack.all(ALIAS) if a.get("AliasName") == value), None)
        key = _target(alias.get("TargetKeyId"), stack, KEY) if alias is not None else None
    return key


def key_need(key: Resolved, stack: Stack, texts: Texts, service: str = "") -> Need:
    """Return what decrypting with a key takes, for a ``service`` that does it on behalf of the role."""
    arn = texts.arn(key)
    context: dict[str, Text] = {"kms:calleraccount": texts.place["A"]}
    if service:
        context["kms:viaservice"] = texts.fill(service + ".{R}.amazonaws.com")
    request = Request("kms:Decrypt", _one(arn), context)
    return Need(request, f'"{key.resource.logical_id}"', key, guard_of(key, stack, texts))


def repository_needs(image: object, stack: Stack, texts: Texts) -> list[Need]:
    """Return what pulling from a private registry takes: the token, and the layers of the repository."""
    own = _target(image, stack, REPOSITORY) if isinstance(image, Unresolved) else None
    text = texts.of(image) or ()
    arn = texts.arn(own) if own is not None else _repository(text, texts)
    what = f'"{own.resource.logical_id if own is not None else shown(text).partition("/")[2]}"'
    guard = guard_of(own, stack, texts) if own is not None else None
    needs = [Need(Request("ecr:GetAuthorizationToken"), what)]
    if arn is not None:
        actions = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
        needs += [Need(Request(action, (arn,)), what, own, guard) for action in actions]
    return needs


def _repository(image: Text, texts: Texts) -> Text | None:
    """Return the ARN of the repository of ``ACCOUNT.dkr.ecr.REGION.DOMAIN/NAME:TAG``."""
    if "/" not in image:
        return None
    slash = image.index("/")
    host, rest = image[:slash], image[slash + 1 :]
    end = next((i for i, letter in enumerate(rest) if letter in (":", "@")), len(rest))
    for mark in PRIVATE_ECR:
        letters = tuple(mark)
        for start in range(len(host) - len(letters)):
            if host[start : start + len(letters)] == letters:
                behind = host[start + len(letters) :]
                region = behind[: behind.index(".")] if "." in behind else behind
                form = "arn:{P}:ecr:{region}:{account}:repository/{N}"
                return texts.fill(form, region=region, account=host[:start], N=rest[:end])
    return None


def log_needs(
    group: object, region: object, stack: Stack, texts: Texts, actions: tuple[str, ...]
) -> list[Need]:
    """Return what writing to a log group takes; ``region`` is where it is."""
    own = _target(group, stack, LOG_GROUP)
    name = texts.of(group)
    if not name:
        return []
    if own is not None:
        what = f'"{own.resource.logical_id}"'
        arn = (texts.arn(own) or ())[:-2]
    else:
        what = f'"{shown(name)}"'
        where = texts.of(region) if region is not None else None
        arn = texts.fill("arn:{P}:logs:{region}:{A}:log-group:{N}", region=where or texts.place["R"], N=name)
    # Without a stream or ":*" behind it, the ARN is for tags only.
    # Source: *Overview of managing access permissions*, CloudWatch Logs User Guide, read 2026-11.
    stream = Hole("log stream", ":*")
    ways = ((*arn, ":", stream), join((arn, ":log-stream:", stream)))
    return [Need(Request(action, ways), what, own) for action in actions]


def file_needs(value: object, stack: Stack, texts: Texts) -> list[Need]:
    """Return what reading an object of Amazon S3 takes, by its ARN."""
    text = texts.of(value)
    if not text or isinstance(text[0], Hole):
        return []
    bucket = _target(value, stack, BUCKET)
    if bucket is None and isinstance(value, PartialText):
        part = next((part for part in value.parts if isinstance(part, Reference)), None)
        bucket = _target(part, stack, BUCKET)
    guard = guard_of(bucket, stack, texts) if bucket is not None else None
    return [Need(Request("s3:GetObject", (text,)), f'"{shown(text)}"', bucket, guard)]
